//! Everything that can go wrong at the simulated account.

use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

use exodial::{
    campaign::Outcome,
    clock::UtcOffset,
    exotel::wire::{HttpRequest, TransportError},
    sim::{
        Account, Delivery, Scenario,
        scenario::{Fault, Loss, Profile},
    },
};
use serde_json::json;

use crate::simulated::*;

/// What a client sees that waits 60 s.
fn observe(
    account: &mut Account,
    seconds: i64,
    request: &HttpRequest,
) -> Result<u16, TransportError> {
    let served = account.serve(at(seconds), request, true);
    let (_, seen) = served.observe(Duration::from_secs(60));
    seen.map(|reply| reply.status)
}

#[test]
fn every_ambiguous_answer_comes_with_and_without_a_call() {
    let mut account = account(&EVERY_FAULT.replace("slow_answer: 200ms", "slow_answer: 61s"));
    for (nth, loss) in (0..).step_by(2).zip(Loss::ALL) {
        for (number_of, placed) in [(nth, true), (nth + 1, false)] {
            let calls = account.ledger().len();
            let served = account.serve(START, &connect(&number(number_of), &[]), true);
            assert_eq!(
                account.ledger().len() - calls,
                usize::from(placed),
                "{loss:?} {placed}"
            );
            let (after, seen) = served.observe(Duration::from_secs(60));
            let sid = account
                .ledger()
                .last()
                .map_or("none", |call| call.sid.as_str())
                .to_owned();
            let names_the_call = |body: &[u8]| String::from_utf8_lossy(body).contains(&sid);
            match (loss, seen) {
                (Loss::Unavailable, Ok(reply)) => assert_eq!(reply.status, 503),
                (Loss::Drop | Loss::Slow, Err(TransportError::TimedOut)) => {
                    assert_eq!(after.as_secs(), 60)
                }
                (Loss::Truncated, Ok(reply)) => assert!(reply.status == 200 && !reply.whole),
                (Loss::NoSid, Ok(reply)) => {
                    assert!(reply.status == 200 && !names_the_call(&reply.body))
                }
                (Loss::Reset, Err(TransportError::Broken(_))) => {}
                (Loss::Redirect, Ok(reply)) => assert_eq!(reply.status, 307),
                (Loss::Html, Ok(reply)) => assert!(
                    [200, 502].contains(&reply.status)
                        && reply.body.starts_with(b"<!DOCTYPE html>")
                ),
                (loss, seen) => panic!("{loss:?}: {seen:?}"),
            }
        }
    }
    let faults = account.counts().faults;
    assert_eq!(faults.len(), 16);
    assert!(faults.values().all(|count| *count == 1));
    // The second request to the same number is answered as it should be.
    assert_eq!(
        observe(&mut account, 100, &connect(&number(2), &[])),
        Ok(200)
    );
}

#[test]
fn a_slow_answer_of_a_placed_call_names_it_to_those_who_wait() {
    let mut account = account(EVERY_FAULT);
    let served = account.serve(START, &connect(&number(4), &[]), true);
    let body = json(&reply(served));
    assert_eq!(body["Call"]["Sid"], account.ledger()[0].sid.as_str());
}

#[test]
fn a_lost_request_may_become_a_call_later() {
    let mut account = calm("ambiguous: { drop: { placed: 100% }, late: { share: 100%, by: 90s } }");
    assert_eq!(
        observe(&mut account, 0, &connect(&number(1), &[])),
        Err(TransportError::TimedOut)
    );
    let call = account.ledger()[0].clone();
    assert_eq!(call.placed_at, at(90));
    let details = get(&format!("/Calls/{}.json", call.sid.as_str()), &[]);
    assert_eq!(ask(&mut account, 89, &details).0, 404);
    assert_eq!(
        ask(&mut account, 90, &details).1["Call"]["DateCreated"],
        "2026-11-23 10:01:30"
    );
}

#[test]
fn rates_are_what_the_scenario_says() {
    let mut account = calm(
        "ambiguous: { reset: { placed: 10%, not_placed: 20% } }\nread_faults: 10%\nunreachable: 10%",
    );
    let mut unreachable = 0_u32;
    for nth in 0..4_000 {
        let served = account.serve(START, &connect(&number(nth), &[]), true);
        unreachable += u32::from(served.outcome == Delivery::Unreachable);
        account.serve(START, &get("/Calls.json", &[("Sid", "0000000000")]), true);
    }
    let faults = account.counts().faults;
    let reset = |placed| {
        faults[&Fault {
            loss: Loss::Reset,
            placed,
        }]
    };
    assert!((350..450).contains(&unreachable), "{unreachable}");
    assert!((310..410).contains(&reset(true)), "{}", reset(true));
    assert!(
        faults
            .keys()
            .map(|fault| fault.loss)
            .collect::<Vec<_>>()
            .len()
            > 7,
        "reads are lost in every way"
    );
    // What could not be sent never arrived.
    assert!(account.requests().len() < 8_000 - 700);
    let calls = account.ledger().len();
    assert!((2_800..3_000).contains(&calls), "{calls}");
}

#[test]
fn the_rate_limit_turns_requests_away_and_says_for_how_long() {
    let limit = |more: &str| calm(&format!("rate_limit: {{ requests: 3, window: 60s{more} }}"));
    let ask_reply = |account: &mut Account, seconds| {
        reply(account.serve(at(seconds), &get("/Calls.json", &[]), true))
    };
    let mut plain = limit("");
    let statuses: Vec<u16> = [0, 10, 20, 30, 59, 60, 69]
        .map(|s| ask_reply(&mut plain, s).status)
        .into();
    assert_eq!(statuses, [200, 200, 200, 429, 429, 200, 429]);
    assert_eq!(
        plain.most_in_a_window(Duration::from_secs(60)),
        6,
        "rejected requests are counted too"
    );
    assert_eq!(
        json(&ask_reply(&mut plain, 69))["RestException"]["Status"],
        429
    );
    assert_eq!(ask_reply(&mut plain, 69).retry_after, None);

    let mut seconds = limit(", retry_after: seconds");
    (0..3).for_each(|at| drop(ask_reply(&mut seconds, at)));
    let rejected = ask_reply(&mut seconds, 10);
    assert_eq!(
        (rejected.status, rejected.retry_after.as_deref()),
        (429, Some("50"))
    );
    assert_eq!(ask_reply(&mut seconds, 60).status, 200);

    let mut date = limit(", retry_after: date, kind: fixed");
    (0..3).for_each(|at| drop(ask_reply(&mut date, at)));
    assert_eq!(
        ask_reply(&mut date, 10).retry_after.as_deref(),
        Some("Mon, 23 Nov 2026 04:31:00 GMT")
    );

    let mut odd = limit(", body: odd, spurious: 100%");
    let bodies: Vec<_> = (0..40).map(|_| ask_reply(&mut odd, 0)).collect();
    assert!(bodies.iter().all(|reply| reply.status == 429));
    assert!(bodies.iter().any(|reply| reply.body.is_empty()));
    assert!(bodies.iter().any(|reply| reply.body.starts_with(b"<html>")));
    // A rejected connect request places no call.
    assert_eq!(
        reply(odd.serve(START, &connect(&number(1), &[]), true)).status,
        429
    );
    assert!(odd.ledger().is_empty());
}

#[test]
fn outages_come_and_go() {
    let mut account = calm(
        "outages: [{ from: 1m, lasts: 1m, every: 10m, answer: unavailable }, { from: 3m, lasts: 1m, answer: drop, placed: 100% }, \
         { from: 5m, lasts: 1m, answer: unreachable }, { from: 7m, lasts: 1m, answer: too_many }, { from: 8m, lasts: 1m, answer: reset }]",
    );
    let mut nth = 0;
    let mut seen = |seconds| {
        nth += 1;
        observe(&mut account, seconds, &connect(&number(nth), &[]))
    };
    assert_eq!(
        [seen(0), seen(59), seen(60), seen(119), seen(120)],
        [Ok(200), Ok(200), Ok(503), Ok(503), Ok(200)]
    );
    assert_eq!(seen(180), Err(TransportError::TimedOut));
    assert!(matches!(seen(300), Err(TransportError::NotSent(_))));
    assert_eq!(seen(420), Ok(429));
    assert!(matches!(seen(480), Err(TransportError::Broken(_))));
    assert_eq!([seen(600 + 59), seen(600 + 60)], [Ok(200), Ok(503)]);
    // 0 s, 59 s, 120 s and 659 s, and the lost one of 180 s.
    assert_eq!(account.ledger().len(), 5);
    assert_eq!(
        observe(&mut account, 185, &get("/Calls.json", &[])),
        Err(TransportError::TimedOut)
    );
}

#[test]
fn the_account_can_be_at_fault() {
    let status = |keys: &str, seconds, request: &HttpRequest| {
        let mut account = calm(keys);
        place(&mut account, 0, &number(1));
        reply(account.serve(at(seconds), request, true)).status
    };
    let (post, read) = (connect(&number(2), &[]), get("/Calls.json", &[]));
    for (fault, calls, reads) in [
        ("credentials", 401, 401),
        ("kyc", 403, 200),
        ("balance", 402, 200),
        ("suspended", 403, 403),
    ] {
        let keys = format!("account: [{{ fault: {fault}, from: 1m, until: 2m }}]");
        assert_eq!(
            [59, 60, 119, 120].map(|at| status(&keys, at, &post)),
            [200, calls, calls, 200],
            "{fault}"
        );
        assert_eq!(status(&keys, 60, &read), reads, "{fault}");
        let counted = format!("account: [{{ fault: {fault}, after_calls: 1 }}]");
        assert_eq!(status(&counted, 0, &post), calls, "{fault}");
    }
    let mut account = calm("account: [{ fault: kyc }]");
    let (_, body) = ask(&mut account, 0, &post);
    assert!(
        body["RestException"]["Message"]
            .as_str()
            .unwrap()
            .contains("not yet KYC compliant")
    );
    assert_eq!(
        ask(&mut account, 0, &get(".json", &[])).1["Account"]["KycStatus"],
        "pending"
    );
}

#[test]
fn calls_above_the_channels_are_refused_or_fail() {
    let mut refusing = calm("channels: { limit: 2, above: refuse, status: 429 }");
    let status =
        |account: &mut Account, seconds, nth| ask(account, seconds, &connect(&number(nth), &[])).0;
    assert_eq!(
        [(0, 1), (1, 2), (2, 3), (25, 4)].map(|(at, nth)| status(&mut refusing, at, nth)),
        [200, 200, 429, 200]
    );
    assert_eq!((refusing.ledger().len(), refusing.most_under_way()), (3, 2));

    let mut failing = calm("channels: { limit: 2, above: fail }");
    assert_eq!(
        [1, 2, 3].map(|nth| status(&mut failing, 0, nth)),
        [200, 200, 200]
    );
    let outcomes: Vec<_> = failing.ledger().iter().map(|call| call.outcome).collect();
    assert_eq!(
        outcomes,
        [Outcome::Completed, Outcome::Completed, Outcome::Failed]
    );
}

#[test]
fn latency_separates_sending_arrival_and_answer() {
    let mut account = calm("latency: { to: 2s, back: 3s }");
    let served = account.serve(START, &connect(&number(1), &[]), true);
    assert_eq!(served.after, Duration::from_secs(5));
    assert_eq!(
        (account.requests()[0].at, account.ledger()[0].placed_at),
        (at(2), at(2))
    );
}

#[test]
fn every_key_of_a_scenario_is_read() {
    let scenario = Scenario::parse(EVERY_KEY).expect("the file is valid");
    let mut keys: BTreeMap<&str, bool> = BTreeMap::new();
    for line in EVERY_KEY
        .lines()
        .filter(|line| !line.starts_with([' ', '#', '-']))
    {
        keys.insert(line.split(':').next().unwrap_or(""), true);
    }
    let debug = format!("{:?}", Scenario::default());
    for key in keys.keys() {
        assert!(debug.contains(&format!("{key}: ")), "{key}");
    }
    assert_ne!(scenario, Scenario::default());
    assert_eq!(
        (scenario.rate_limit.requests, scenario.listing.page_size),
        (Some(60), 20)
    );
    assert_eq!(
        scenario.outages[1].every.map(|span| span.0.as_secs()),
        Some(3600)
    );
}

#[test]
fn built_in_profiles_are_known_by_name() {
    for profile in Profile::ALL {
        assert_eq!(Profile::named(profile.as_str()), Some(profile));
    }
    assert_eq!(Profile::named("storm"), None);
    let mut lossy = Account::new(Profile::LostReplies.scenario(), 1, SID, UtcOffset::IST);
    let mut lost = 0_u32;
    for nth in 0..2_000 {
        let request = connect(&number(nth), &[]);
        let seen = lossy
            .serve(at(i64::from(nth)), &request, true)
            .observe(Duration::from_secs(60))
            .1;
        let names_a_call = |body: &[u8]| {
            serde_json::from_slice::<serde_json::Value>(body)
                .is_ok_and(|body| body["Call"]["Sid"] != json!(null))
        };
        lost +=
            u32::from(!seen.is_ok_and(|reply| reply.status != 200 || names_a_call(&reply.body)));
    }
    assert!((100..300).contains(&lost), "{lost}");
}

#[test]
fn no_weather_breaks_the_ledger() {
    for seed in 0..80 {
        let scenario = Scenario::swarm(seed);
        let mut account = Account::new(scenario.clone(), seed, SID, UtcOffset::IST);
        let mut sids = BTreeSet::new();
        for nth in 0..120 {
            let calls = account.ledger().len();
            let sent = at(i64::from(nth) * 7);
            account.serve(sent, &connect(&number(nth % 40), &[]), true);
            account.serve(sent, &get("/Calls.json", &[("PageSize", "3")]), true);
            for call in &account.ledger()[calls..] {
                assert!(
                    sids.insert(call.sid.clone()),
                    "seed {seed}: a sid came twice"
                );
                assert!(sent <= call.placed_at, "seed {seed}");
                assert!(
                    call.placed_at - sent <= Duration::from_secs(120),
                    "seed {seed}"
                );
                assert!(
                    call.placed_at < call.ends_at && call.ends_at <= call.settled_at,
                    "seed {seed}"
                );
                assert!(
                    call.ends_at - call.placed_at <= Duration::from_secs(630),
                    "seed {seed}"
                );
                let lag = call.listed_at - call.ends_at;
                assert!(lag <= Duration::from_secs(900), "seed {seed}");
            }
        }
    }
}
