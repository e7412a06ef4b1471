//! Shapes of campaigns: each is planned and run in virtual time, and what came is held against the plan.

#![expect(clippy::print_stdout, reason = "figures for whoever runs it by hand")]

use std::{collections::BTreeSet, time::Duration};

use exodial::{
    campaign::{
        Ambiguity, CallingHours, Cap, Limits, Neutral, Number, Pacing, Pool, RetryPolicy, Schedule,
        Timing, WhitelistPolicy, ZoneId,
    },
    clock::{Timestamp, UtcOffset},
    engine::Rules,
    plan::{
        caps::CapWaits,
        forecast::{Forecast, ForecastInput, Known, forecast},
        hours::Hours,
    },
    sim::{
        Scenario,
        account::RequestKind,
        scenario::{Outcomes, Range, Share, Span, WhitelistMix},
        world::Life,
    },
};

use super::{
    fixture::{at, secs, whitelist},
    whole::{Beginning, Lived, provider},
};

/// One shape of campaign.
pub(crate) struct Shape {
    pub(crate) name: &'static str,
    pub(crate) people: u32,
    pub(crate) rate: u32,
    pub(crate) channels: u32,
    pub(crate) pacing: Pacing,
    pub(crate) whitelist: WhitelistPolicy,
    pub(crate) retries: RetryPolicy,
    pub(crate) caps: Vec<Cap>,
    pub(crate) calls_max: Option<u64>,
    pub(crate) time_limit: Duration,
    pub(crate) timing: Timing,
    pub(crate) hours: (&'static str, &'static str),
    pub(crate) start: &'static str,
    /// All people are neutral, few answer, and phones ring as long as they may.
    pub(crate) hard: bool,
    /// Everybody answers, and talks until the call is cut.
    pub(crate) talkative: bool,
}

impl Default for Shape {
    fn default() -> Shape {
        Shape {
            name: "",
            people: 400,
            rate: 180,
            channels: 1_000,
            pacing: Pacing::default(),
            whitelist: WhitelistPolicy {
                neutral: Neutral::DndLookup,
                ..whitelist()
            },
            retries: RetryPolicy::default(),
            caps: Vec::new(),
            calls_max: None,
            time_limit: secs(60),
            timing: Timing::default(),
            hours: ("09:00", "21:00"),
            start: "2026-11-23T10:00:00+05:30",
            hard: true,
            talkative: false,
        }
    }
}

/// What a run came to.
pub(crate) struct Ran {
    pub(crate) requests: u64,
    pub(crate) lookups: u64,
    pub(crate) reads: u64,
    pub(crate) calls: u64,
    pub(crate) end: Timestamp,
}

impl Shape {
    fn hours(&self) -> Schedule {
        let time = |text: &str| {
            let (hour, minute) = text.split_once(':').expect("a time");
            let number = |text: &str| text.parse::<u16>().expect("a number");
            number(hour) * 60 + number(minute)
        };
        Schedule::of_hours(&CallingHours {
            from: time(self.hours.0),
            to: time(self.hours.1),
            ..CallingHours::default()
        })
    }

    fn forecast(&self) -> Forecast {
        let hours = self.hours();
        forecast(&ForecastInput {
            known: Known {
                ask: u64::from(self.people),
                ..Known::default()
            },
            shut_out: 0,
            further: 0,
            whitelist: &self.whitelist,
            retries: &self.retries,
            caps: CapWaits {
                caps: &self.caps,
                earlier: &[],
            },
            calls_max: self.calls_max,
            ring_timeout: secs(30),
            time_limit: self.time_limit,
            rate_limit: self.rate,
            reserve: 0,
            channels: self.channels,
            pacing: &self.pacing,
            timing: &self.timing,
            start: at(self.start),
            hours: Hours {
                opens_at: &|at| hours.opens_at(at, ZoneId::OWN),
                closes_at: &|at| hours.closes_at(at, ZoneId::OWN),
                margin: secs(30) + self.timing.delivery_lag,
            },
            zones: 1,
        })
    }

    fn scenario(&self) -> Scenario {
        let mut scenario = Scenario::default();
        scenario.rate_limit.requests = Some(self.rate);
        // Entries that run out during the run are not foreseen.
        scenario.whitelist.forever = Share::percent(100);
        if self.hard || self.talkative {
            scenario.durations.ring = Range::secs(30, 30);
            scenario.listing.lag = Range::secs(20, 30);
        }
        if self.talkative {
            let long = Span::secs(14_400);
            let talk = &mut scenario.durations.talk;
            (talk.min, talk.mean, talk.max) = (long, long, long);
            scenario.outcomes = Outcomes {
                completed: Share::percent(100),
                no_answer: Share::NEVER,
                busy: Share::NEVER,
                failed: Share::NEVER,
                canceled: Share::NEVER,
            };
        } else if self.hard {
            scenario.outcomes = Outcomes {
                completed: Share::percent(20),
                no_answer: Share::percent(80),
                busy: Share::NEVER,
                failed: Share::NEVER,
                canceled: Share::NEVER,
            };
            scenario.whitelist = WhitelistMix {
                whitelist: Share::NEVER,
                blacklist: Share::NEVER,
                neutral: Share::percent(100),
                ..scenario.whitelist
            };
            scenario.dnd.no = Share::percent(100);
            scenario.dnd.yes = Share::NEVER;
            scenario.dnd.unavailable = Share::NEVER;
        }
        scenario
    }

    fn run(&self) -> Ran {
        let rules = Rules {
            whitelist: self.whitelist,
            retries: self.retries.clone(),
            calls_max: self.calls_max,
            ring_timeout: secs(30),
            time_limit: self.time_limit,
            pool: Pool::one(Number::SIMULATOR_LAST),
            pacing: self.pacing.clone(),
            limits: Limits::default(),
            schedule: self.hours(),
            timing: self.timing,
            ambiguous: Ambiguity::NeverRedial,
            channels: self.channels,
            caps: self.caps.clone(),
            not_called_within: None,
            utc_offset: UtcOffset::IST,
        };
        let beginning = Beginning {
            provider: provider(self.scenario(), &rules.timing),
            people: self.people,
            foreign: BTreeSet::new(),
            limit: self.rate,
            start: at(self.start),
        };
        let Lived { life, world, .. } = beginning.live(&rules);
        assert_eq!(life, Life::Over, "{}", self.name);
        let records = world.provider.account.requests();
        let count = |kinds: &[RequestKind]| {
            let own = records.iter().filter(|record| kinds.contains(&record.kind));
            own.count() as u64
        };
        Ran {
            requests: records.len() as u64,
            lookups: count(&[RequestKind::Whitelist, RequestKind::Numbers]),
            reads: count(&[RequestKind::List, RequestKind::Call]),
            calls: count(&[RequestKind::Connect]),
            end: world.now,
        }
    }

    /// Runs it, and compares. Returns what was planned and what came.
    pub(crate) fn holds(&self) -> (Forecast, Ran) {
        let (plan, ran) = (self.forecast(), self.run());
        let (worst, name) = (&plan.worst, self.name);
        let figures = format!(
            "{name}: {} + {} + {} of at most {} + {} + {}, estimated {} + {} + {}; end {} of {}",
            ran.lookups,
            ran.calls,
            ran.reads,
            worst.lookups,
            worst.calls,
            worst.reads,
            plan.most.lookups,
            plan.most.calls,
            plan.most.reads,
            ran.end,
            worst.end,
        );
        println!("{figures}");
        assert!(ran.lookups <= worst.lookups, "{figures}");
        assert!(ran.calls <= worst.calls, "{figures}");
        assert!(ran.reads <= worst.reads, "{figures}");
        assert!(ran.requests <= worst.requests(), "{figures}");
        assert!(ran.end <= worst.end, "{figures}");
        (plan, ran)
    }
}
