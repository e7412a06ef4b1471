//! The arithmetic of a campaign, worked out by hand.

use std::{cmp::Reverse, collections::BinaryHeap, time::Duration};

use exodial::{
    campaign::{Check, Neutral, Pacing, RetryPolicy, Timing, When, WhitelistPolicy},
    clock::Timestamp,
    plan::forecast::{Between, Forecast, ForecastInput, Known, forecast},
};

use crate::fixture::{at, daily, retries, secs, whitelist};

fn millis(millis: u64) -> Duration {
    Duration::from_millis(millis)
}

/// What differs from example to example.
struct Case {
    people: u64,
    whitelist: WhitelistPolicy,
    retries: RetryPolicy,
    calls_max: Option<u64>,
    channels: u32,
    pacing: Pacing,
    start: &'static str,
}

impl Default for Case {
    fn default() -> Case {
        Case {
            people: 12_420,
            whitelist: whitelist(),
            retries: RetryPolicy::default(),
            calls_max: None,
            channels: 1000,
            pacing: Pacing::default(),
            start: "2026-11-23T10:00:00+05:30",
        }
    }
}

impl Case {
    fn forecast(&self) -> Forecast {
        let ask = self.people;
        self.forecast_of(Known {
            ask,
            ..Known::default()
        })
    }

    fn forecast_of(&self, known: Known) -> Forecast {
        forecast(&ForecastInput {
            known,
            shut_out: 0,
            further: 0,
            whitelist: &self.whitelist,
            retries: &self.retries,
            caps: Default::default(),
            calls_max: self.calls_max,
            ring_timeout: secs(30),
            time_limit: secs(60),
            rate_limit: 200,
            reserve: 20,
            channels: self.channels,
            pacing: &self.pacing,
            timing: &Timing::default(),
            start: at(self.start),
            hours: daily(30),
            zones: 1,
        })
    }
}

/// 180/min of 200 are ours, 98% of them used: 176.4/min. 15 s + 45 s a call.
/// Look-ups: 12,420 / 176.4 = 70.408 min.
/// Reads: ceil(2 * 12,420 / 100) = 249. In 60 s of a call and 60 s until it is read, 360 calls are placed, so
/// 4 batches a minute while calls go on: (12,420 + 249) / (176.4 - 4) = 73.486 min, so 74 + 1 times: 300.
/// Together 549. All: 12,420 + 12,420 + 549 = 25,389 requests = 143.929 min.
#[test]
fn the_rate_binds() {
    let f = Case::default().forecast();
    assert_eq!((f.rate, f.mean_call), (180, secs(60)));
    let least = f.least;
    assert_eq!(
        (least.lookups, least.calls, least.reads),
        (12_420, 12_420, 549)
    );
    assert_eq!(least.requests(), 25_389);
    assert_eq!(least.screening, millis(4_224_490));
    assert_eq!(least.by_rate, millis(8_635_715));
    assert_eq!(least.by_channels, millis(745_200));
    assert_eq!(least.takes, least.by_rate);
    assert_eq!(
        f.most, least,
        "no second look-up unless neutral people are looked up"
    );
    assert!(!f.channels_bind);
    let start = at("2026-11-23T10:00:00+05:30");
    let first = start + millis(4_224_490);
    assert_eq!(
        f.first_call,
        Between {
            least: first,
            most: first
        }
    );
    assert_eq!(
        f.first_calls_done.least,
        start + millis(8_635_715) + secs(60)
    );
    // 176.4 * 12,420 / 12,969 of these are calls.
    assert_eq!((f.calls_per_minute, f.under_way), (168, 168));
}

#[test]
fn a_dnd_look_up_makes_a_range_of_one_or_two_requests_a_person() {
    let neutral = Neutral::DndLookup;
    let case = Case {
        whitelist: WhitelistPolicy {
            neutral,
            ..whitelist()
        },
        ..Case::default()
    };
    let known = Known {
        call: 4_000,
        skip: 420,
        ask_dnd: 1_000,
        ask: 7_000,
    };
    let f = case.forecast_of(known);
    assert_eq!((f.least.lookups, f.most.lookups), (8_000, 15_000));
    assert_eq!((f.least.calls, f.most.calls), (12_000, 12_000));
    // At most, what is known may grow too old before the call: two for each of 12,000.
    assert_eq!((f.worst.lookups, f.worst.again), (24_000, 0));
    assert!(f.first_call.least < f.first_call.most);
    assert!(f.first_calls_done.least < f.first_calls_done.most);
}

/// 600 calls of 60 s over 10 channels take an hour. At worst 1,800 calls of 90 s, each known to be over after
/// 60 s: 27,000 s. The last person waits 90 + 60 + 900 s for each outcome to be known, and then 30 min and 2 h
/// to be called again: 27,000 + 2,850 + 8,250 = 38,100 s of calling hours, 1,050 s until the last outcome is
/// known, and 900 + 3 * 60 s until its details are.
/// Reads at most: 27,000 / 2 and (2,850 + 8,250 + 2 * 150) / 10, for calls go on until after 21:00. Details are
/// read twice for each of 1,800 calls.
#[test]
fn the_channels_bind_and_retries_wait() {
    let check = Check::Off;
    let case = |start| Case {
        people: 600,
        whitelist: WhitelistPolicy {
            check,
            ..whitelist()
        },
        retries: retries(),
        channels: 10,
        start,
        ..Case::default()
    };
    let f = case("2026-11-23T10:00:00+05:30").forecast();
    assert_eq!(f.least.lookups, 0);
    assert_eq!(f.least.takes, secs(3600));
    assert_eq!(
        (f.calls_per_minute, f.under_way, f.channels_bind),
        (10, 10, true)
    );
    assert_eq!(f.first_call.most, at("2026-11-23T10:00:00+05:30"));
    assert_eq!(f.first_calls_done.most, at("2026-11-23T11:01:00+05:30"));
    assert_eq!((f.attempts, &f.delays), (3, &vec![secs(1800), secs(7200)]));
    assert_eq!((f.worst.calls, f.worst.takes), (1_800, secs(27_000)));
    assert_eq!(f.worst.end, at("2026-11-23T21:10:30+05:30"));
    assert_eq!(f.worst.going_on(), 13_500 + 1_140);
    assert_eq!(f.worst.reads, 13_500 + 1_140 + 2 * 1_800);

    // From 18:00 on, 3 h less the 30 s that the last phone may ring are left of the day: 10,770 s.
    let f = case("2026-11-23T18:00:00+05:30").forecast();
    assert_eq!(f.worst.end, at("2026-11-24T17:11:00+05:30"));
}

#[test]
fn a_run_that_begins_at_night_looks_people_up_then_and_calls_in_the_morning() {
    let start = "2026-11-23T23:00:00+05:30";
    let f = Case {
        start,
        ..Case::default()
    }
    .forecast();
    assert_eq!(f.first_call.least, at("2026-11-24T09:00:00+05:30"));
    assert_eq!(
        f.first_call.most,
        at("2026-11-24T09:00:00+05:30") + millis(4_224_490)
    );
    let when = When::Ahead;
    let whitelist = WhitelistPolicy {
        when,
        ..whitelist()
    };
    let f = Case {
        start,
        whitelist,
        ..Case::default()
    }
    .forecast();
    assert_eq!(f.first_call.most, at("2026-11-24T09:00:00+05:30"));
}

#[test]
fn a_limit_counts_all_calls() {
    let calls_max = Some(15_000);
    let f = Case {
        calls_max,
        retries: retries(),
        ..Case::default()
    }
    .forecast();
    assert_eq!((f.least.calls, f.worst.calls), (12_420, 15_000));
}

#[test]
fn nobody_takes_no_time() {
    let f = Case {
        people: 0,
        ..Case::default()
    }
    .forecast();
    assert_eq!(f.worst.requests(), 0);
    assert_eq!(f.worst.end, at("2026-11-23T10:00:00+05:30"));
    assert_eq!((f.under_way, f.calls_per_minute), (0, 0));
}

/// Lets everybody be the worst person there is, and the runner choose in either order whom to call next.
fn worst_run(people: u32, channels: u32, start: &str, newest_first: bool) -> Timestamp {
    let (hours, gap) = (daily(30), millis(60_000 * 100 / (180 * 98) + 1));
    let learnt = secs(90 + 60 + 900);
    let delays = [secs(1800), secs(7200)];
    let mut due: Vec<(Timestamp, usize)> = vec![(at(start), 0); people as usize];
    let mut free: BinaryHeap<_> = (0..channels).map(|_| Reverse(at(start))).collect();
    let (mut now, mut end) = (at(start), at(start));
    while !due.is_empty() {
        let Reverse(channel) = free.pop().expect("a channel");
        let earliest = due.iter().map(|(ready, _)| *ready).min().expect("somebody");
        now = hours.next(now.max(channel).max(earliest));
        let ready = due
            .iter()
            .enumerate()
            .filter(|(_, (ready, _))| *ready <= now);
        let by_attempts = |(_, (ready, calls)): &(usize, &(Timestamp, usize))| (*calls, *ready);
        let chosen = match newest_first {
            true => ready.min_by_key(by_attempts),
            false => ready.max_by_key(by_attempts),
        };
        let (chosen, _) = chosen.expect("somebody is due");
        let (_, calls) = due.swap_remove(chosen);
        free.push(Reverse(now + secs(90)));
        end = end.max(now + learnt);
        if let Some(delay) = delays.get(calls) {
            due.push((now + learnt + *delay, calls + 1));
        }
        now = now + gap;
    }
    end
}

#[test]
fn no_worst_run_ends_later_than_the_forecast() {
    let check = Check::Off;
    let starts = [
        "2026-11-23T04:00:00+05:30",
        "2026-11-23T10:00:00+05:30",
        "2026-11-23T19:45:00+05:30",
    ];
    for (people, channels) in [(1, 1), (7, 3), (120, 2), (150, 40), (400, 400)] {
        for start in starts {
            let f = Case {
                people: u64::from(people),
                whitelist: WhitelistPolicy {
                    check,
                    ..whitelist()
                },
                retries: retries(),
                channels,
                start,
                ..Case::default()
            }
            .forecast();
            for newest_first in [true, false] {
                let end = worst_run(people, channels, start, newest_first);
                assert!(
                    end <= f.worst.end,
                    "{people} people, {channels} channels, {start}: {end}"
                );
            }
        }
    }
}
