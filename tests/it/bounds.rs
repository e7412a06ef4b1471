//! What a plan promises at most, held against whole runs in virtual time on a provider without faults.

use std::time::Duration;

use exodial::campaign::{Check, Pacing, Timing, When, WhitelistPolicy};

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
