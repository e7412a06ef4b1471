//! What a plan promises at most, held against whole runs in virtual time on a provider without faults.

use std::time::Duration;

use exodial::campaign::{Cap, CapScope, Check, Pacing, RetryPolicy, Timing, When, WhitelistPolicy};

use super::{
    fixture::{retries, secs, whitelist},
    shape::Shape,
};

/// Whether an estimate is within a third of what came.
fn near(estimate: u64, came: u64) -> bool {
    estimate * 3 >= came * 2 && estimate * 2 <= came * 3
}

fn off() -> WhitelistPolicy {
    WhitelistPolicy {
        check: Check::Off,
        ..whitelist()
    }
}

fn aged(when: When, max_age: Duration) -> WhitelistPolicy {
    WhitelistPolicy {
        when,
        max_age,
        ..Shape::default().whitelist
    }
}

#[test]
fn the_rate_binds() {
    let shape = Shape {
        name: "one call each",
        people: 3_000,
        hard: false,
        ..Shape::default()
    };
    let (plan, ran) = shape.holds();
    assert!(near(plan.most.reads, ran.reads), "{} reads", ran.reads);
    for when in [When::Before, When::Ahead] {
        let shape = Shape {
            name: "retries",
            people: 1_500,
            whitelist: aged(when, secs(86_400)),
            retries: retries(),
            ..Shape::default()
        };
        shape.holds();
    }
    let few = Shape {
        name: "few people",
        people: 3,
        retries: retries(),
        ..Shape::default()
    };
    few.holds();
    let slow = Shape {
        name: "ten requests a minute",
        people: 120,
        rate: 10,
        retries: retries(),
        ..Shape::default()
    };
    slow.holds();
}

#[test]
fn the_campaign_is_slower_than_its_account() {
    for (rate, canary) in [(Some(7), 0), (Some(60), 25), (None, 40), (Some(170), 1)] {
        let shape = Shape {
            name: "a pace of its own",
            people: 150,
            pacing: Pacing {
                rate,
                canary,
                in_progress: None,
            },
            whitelist: off(),
            retries: retries(),
            ..Shape::default()
        };
        let (plan, _) = shape.holds();
        if let Some(rate) = rate {
            assert!(plan.calls_per_minute <= u64::from(rate));
            let takes = plan.least.takes.as_secs();
            assert!(
                takes >= 150 * 60 / u64::from(rate),
                "{takes} s at {rate}/min"
            );
        }
    }
}

#[test]
fn the_channels_bind() {
    for channels in [1, 5, 60, 150] {
        let shape = Shape {
            name: "one call each over few channels",
            people: 20 * channels.min(50),
            channels,
            whitelist: off(),
            time_limit: secs(300),
            ..Shape::default()
        };
        let (plan, ran) = shape.holds();
        assert!(
            channels > 60 || near(plan.least.reads, ran.reads),
            "{channels}: {} reads",
            ran.reads
        );
    }
    for when in [When::Before, When::Ahead] {
        let shape = Shape {
            name: "retries over few channels",
            people: 200,
            channels: 10,
            whitelist: aged(when, secs(86_400)),
            retries: retries(),
            ..Shape::default()
        };
        shape.holds();
    }
}

#[test]
fn answers_grow_too_old() {
    for when in [When::Before, When::Ahead] {
        for (channels, max_age, hours) in [
            (1_000, secs(600), ("09:00", "21:00")),
            (4, secs(3_600), ("09:00", "21:00")),
            (4, secs(900), ("10:00", "11:00")),
            (50, secs(14_400), ("10:00", "10:20")),
            (1, secs(60), ("10:00", "12:00")),
        ] {
            let shape = Shape {
                name: "old answers",
                people: if channels > 4 { 900 } else { 150 },
                channels,
                whitelist: aged(when, max_age),
                retries: retries(),
                hours,
                ..Shape::default()
            };
            let (plan, ran) = shape.holds();
            assert!(plan.worst.again > 0);
            assert!(ran.lookups > 0);
        }
    }
    let shape = Shape {
        name: "one call each, answers older than an hour",
        people: 3_000,
        channels: 20,
        whitelist: aged(When::Before, secs(3_600)),
        ..Shape::default()
    };
    let (plan, ran) = shape.holds();
    assert!(plan.most.again > 0);
    assert!(near(plan.most.lookups, ran.lookups), "{}", ran.lookups);
}

#[test]
fn the_hours_are_short() {
    for start in ["2026-11-23T10:19:00+05:30", "2026-11-23T23:00:00+05:30"] {
        for channels in [8, 1_000] {
            let shape = Shape {
                name: "twenty minutes a day",
                people: 500,
                channels,
                retries: retries(),
                hours: ("10:00", "10:20"),
                start,
                ..Shape::default()
            };
            shape.holds();
        }
    }
}

#[test]
fn every_call_is_at_its_longest() {
    for (people, channels, time_limit) in [
        (60, 2, secs(1)),
        (600, 40, secs(20)),
        (1_500, 1_000, secs(600)),
        (900, 250, secs(120)),
        (1_800, 300, secs(60)),
    ] {
        let shape = Shape {
            name: "every call at its longest",
            people,
            channels,
            time_limit,
            whitelist: off(),
            talkative: true,
            ..Shape::default()
        };
        shape.holds();
    }
}

#[test]
fn terms_and_limits_differ() {
    let timing = Timing {
        poll_every: secs(30),
        listing_lag: secs(180),
        ..Timing::default()
    };
    for channels in [7, 1_000] {
        let shape = Shape {
            name: "a limit, and other terms",
            people: 600,
            channels,
            timing,
            calls_max: Some(700),
            retries: retries(),
            hard: channels == 7,
            ..Shape::default()
        };
        shape.holds();
    }
}

/// The bound of look-ups is no formality: a person is looked up once for each call that answers do not hold for.
#[test]
fn look_ups_are_few_though_windows_are_short_and_retries_late() {
    let day = 86_400;
    let aged = |max_age| aged(When::Before, secs(max_age));
    for (people, delay, max_age, hours, most) in [
        // Four retries after the answers have lapsed, each asked for in vain once; two for each.
        (2, 25 * 3_600, day, ("10:00", "10:05"), 4 + 2 * (4 + 4 + 1)),
        (6, 2 * 3_600, 3_600, ("09:00", "21:00"), 12 + 2 * 12),
        (6, 7 * day, day, ("10:00", "10:05"), 12 + 2 * (12 + 12 + 1)),
    ] {
        let shape = Shape {
            name: "few people, late retries",
            people,
            whitelist: aged(max_age),
            retries: RetryPolicy {
                max_attempts: 3,
                no_answer: vec![secs(delay)],
                ..RetryPolicy::default()
            },
            hours,
            ..Shape::default()
        };
        let (plan, ran) = shape.holds();
        assert!(
            plan.worst.lookups <= most,
            "{} of {most}",
            plan.worst.lookups
        );
        assert!(ran.lookups > u64::from(people) * 2, "some are renewed");
        let runs = plan.worst.end - plan.start;
        // Each delay, what is left of the day it ends on, and a day for the calls themselves.
        assert!(runs <= secs(2 * (delay + day) + day), "{runs:?}");
    }
}

#[test]
fn look_ups_hold_in_windows_of_a_minute() {
    for hours in [("10:00", "10:03"), ("10:00", "10:06")] {
        for max_age in [60, 3_600, 86_400] {
            let shape = Shape {
                name: "windows of a minute",
                people: 40,
                channels: 7,
                whitelist: aged(When::Ahead, secs(max_age)),
                retries: retries(),
                hours,
                ..Shape::default()
            };
            shape.holds();
        }
    }
}

#[test]
fn look_ups_hold_while_the_campaign_keeps_a_pace_of_its_own() {
    for (rate, canary) in [(Some(1), 0), (Some(7), 0), (None, 25), (Some(3), 5)] {
        for max_age in [60, 900] {
            let shape = Shape {
                name: "old answers at a pace of its own",
                people: 80,
                pacing: Pacing {
                    rate,
                    canary,
                    in_progress: None,
                },
                whitelist: aged(When::Before, secs(max_age)),
                retries: retries(),
                ..Shape::default()
            };
            shape.holds();
        }
    }
}

#[test]
fn caps_keep_people_waiting() {
    for (attempts, per, hours) in [
        (1, 86_400, ("09:00", "21:00")),
        (1, 7_200, ("10:00", "10:20")),
        (2, 36_000, ("10:00", "12:00")),
    ] {
        let shape = Shape {
            name: "caps",
            people: 120,
            channels: 20,
            caps: vec![Cap {
                attempts,
                per: secs(per),
                scope: CapScope::Account,
            }],
            retries: retries(),
            hours,
            ..Shape::default()
        };
        let (plan, ran) = shape.holds();
        assert!(ran.end - plan.start > secs(per), "they waited");
    }
}
