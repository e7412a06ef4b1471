//! The second promise: never over the rate in any window, and the rate used to the full.

use std::time::Duration;

use exodial::{
    campaign::Timing,
    clock::{Moment, Timestamp},
    dispatch::pace::{Pacer, WINDOW},
    journal::past::PastRequest,
    sim::prng::Prng,
};

/// What happened to one request of a sender that always has work.
#[derive(Clone, Copy)]
struct Sent {
    sent: Timestamp,
    arrived: Timestamp,
    answered: Timestamp,
    seen: bool,
}

/// Round trips of 100 to 600 ms and now and then 30 s; the request arrives anywhere within.
fn round_trip(prng: &mut Prng) -> (Duration, Duration) {
    let rtt = match prng.below(200) {
        0 => 30_000,
        _ => 100 + prng.below(500),
    };
    let there = prng.below(rtt + 1);
    (Duration::from_millis(there), Duration::from_millis(rtt))
}

/// A greedy sender from `from` to `to`, with what a former process left in flight or cooling.
fn greedy(pacer: &mut Pacer, prng: &mut Prng, from: Timestamp, to: Timestamp) -> Vec<Sent> {
    let mut sent: Vec<Sent> = Vec::new();
    let mut open: Vec<Timestamp> = Vec::new();
    let mut now = from;
    while now < to {
        open.sort();
        while open.first().is_some_and(|at| *at <= now) {
            pacer.release(open.remove(0));
        }
        for _ in 0..pacer.available(now) {
            pacer.take(now);
            let (there, rtt) = round_trip(prng);
            open.push(now + rtt);
            sent.push(Sent {
                sent: now,
                arrived: now + there,
                answered: now + rtt,
                seen: true,
            });
        }
        let answer = open.iter().min().copied().unwrap_or(Timestamp::MAX);
        let next = pacer.next(now).unwrap_or(Timestamp::MAX).min(answer);
        now = next.max(now + Duration::from_millis(1));
    }
    sent
}

/// The most arrivals in any half-open window.
fn most_in_a_window(arrivals: &mut [Timestamp]) -> usize {
    arrivals.sort();
    let windows = (0..arrivals.len()).map(|first| {
        let end = arrivals[first] + WINDOW;
        arrivals.partition_point(|at| *at < end) - first
    });
    windows.max().unwrap_or(0)
}

#[test]
fn no_window_holds_more_than_the_limit_and_the_limit_is_used() {
    for limit in [1, 7, 60, 200, 3_000] {
        let mut prng = Prng::new(u64::from(limit));
        let start = Timestamp::from_secs(1_000);
        let mut pacer = Pacer::new(limit, start);
        let minutes = 20;
        let end = start + WINDOW * minutes;
        let sent = greedy(&mut pacer, &mut prng, start, end);
        let mut arrivals: Vec<_> = sent.iter().map(|one| one.arrived).collect();
        let most = most_in_a_window(&mut arrivals);
        assert!(
            most <= limit as usize,
            "limit {limit}: {most} in one window"
        );

        let steady: Vec<_> = sent
            .iter()
            .filter(|one| one.sent >= start + WINDOW)
            .collect();
        let trips = steady
            .iter()
            .map(|one| (one.answered - one.sent).as_secs_f64());
        let mean = trips.sum::<f64>() / steady.len() as f64;
        let used = steady.len() as f64 / f64::from((minutes - 1) * limit);
        let bound = 60.0 / (60.0 + mean) - 0.005;
        // Whole requests: with a small limit the last one of the span may just be missed.
        let whole = 1.0 / f64::from((minutes - 1) * limit);
        assert!(
            used + whole >= bound,
            "limit {limit}: used {used:.4}, bound {bound:.4}"
        );
    }
}

#[test]
fn a_restart_hands_out_no_fresh_budget() {
    for seed in 0..50 {
        let mut prng = Prng::new(seed);
        let limit = 200;
        let mut now = Timestamp::from_secs(5_000);
        let mut all: Vec<Sent> = Vec::new();
        for _life in 0..6 {
            let mut pacer = Pacer::new(limit, now);
            // The journal knows every send, and the answers that came.
            let known = all.iter().map(|one| PastRequest {
                sent: one.sent,
                over: Some(one.answered).filter(|_| one.seen),
            });
            let known: Vec<_> = known.collect();
            let moment = Moment {
                wall: now,
                tick: now,
            };
            pacer.prime(moment, &known, &Timing::default());
            let until = now + Duration::from_millis(500 + prng.below(50_000));
            let mut sent = greedy(&mut pacer, &mut prng, now, until);
            // The process dies; what is in flight arrives all the same, and nobody sees an answer.
            for one in &mut sent {
                one.seen = one.answered < until;
            }
            all.extend(sent);
            now = until + Duration::from_millis(prng.below(3_000));
        }
        let mut arrivals: Vec<_> = all.iter().map(|one| one.arrived).collect();
        let most = most_in_a_window(&mut arrivals);
        assert!(most <= limit as usize, "seed {seed}: {most} in one window");
    }
}

#[test]
fn an_unprimed_pacer_is_over_the_limit() {
    // The fault that priming prevents, so that the test above is known to bite.
    let mut prng = Prng::new(1);
    let start = Timestamp::from_secs(5_000);
    let first = greedy(
        &mut Pacer::new(200, start),
        &mut prng,
        start,
        start + WINDOW,
    );
    let again = start + WINDOW;
    let second = greedy(
        &mut Pacer::new(200, again),
        &mut prng,
        again,
        again + WINDOW,
    );
    let mut arrivals: Vec<_> = first.iter().chain(&second).map(|one| one.arrived).collect();
    assert!(most_in_a_window(&mut arrivals) > 200);
}

#[test]
fn a_429_pauses_halves_and_comes_back() {
    let start = Timestamp::from_secs(1_000);
    let mut pacer = Pacer::new(200, start);
    pacer.pause(start, Duration::from_secs(20), true);
    pacer.pause(
        start + Duration::from_secs(1),
        Duration::from_secs(20),
        true,
    );
    let end = start + Duration::from_secs(21);
    assert_eq!(pacer.available(end.earlier(Duration::from_millis(1))), 0);
    assert_eq!(pacer.next(start), Some(end));
    assert!(pacer.available(end) > 0);
    assert_eq!(
        pacer.thousandths(end),
        500,
        "two 429s of one pause halve the speed once"
    );
    assert_eq!(pacer.thousandths(end + WINDOW * 9), 950);
    assert_eq!(pacer.thousandths(end + WINDOW * 30), 1_000);
    for _ in 0..9 {
        let now = end + WINDOW * 30;
        pacer.pause(now, Duration::ZERO, true);
    }
    assert!(
        pacer.thousandths(end + WINDOW * 30) >= 125,
        "it never stops wholly"
    );
}

#[test]
fn at_even_pace_nothing_bursts() {
    let start = Timestamp::from_secs(1_000);
    let mut pacer = Pacer::new(200, start);
    let late = start + Duration::from_secs(600);
    let burst = pacer.available(late);
    assert!(burst <= 5, "{burst} at once after a long sleep");
    (0..burst).for_each(|_| pacer.take(late));
    assert_eq!(pacer.available(late), 0);
    assert!(
        pacer
            .next(late)
            .is_some_and(|next| next <= late + Duration::from_millis(300))
    );
}
