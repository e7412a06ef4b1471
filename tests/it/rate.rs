//! The account's rate, used to the full and never exceeded: whole runs in virtual time, counted from the
//! provider's own log. Three kinds of limiter are tried, for nobody knows which one Exotel has.

#![expect(clippy::print_stdout, reason = "figures for whoever runs it by hand")]

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Range,
    time::Duration,
};

use exodial::{
    campaign::{
        Ambiguity, CallingHours, Check, Limits, Neutral, Number, Pacing, Pool, RetryPolicy,
        Schedule, Timing, When, WhitelistPolicy,
    },
    clock::{Timestamp, UtcOffset},
    dispatch::pace::WINDOW,
    engine::{
        Rules,
        effect::{Answer, Query, Reply},
    },
    journal::{
        event::{Fact, Sid},
        memory::MemoryJournal,
    },
    plan::CallRequest,
    sim::{
        Account, InProcess, Scenario,
        account::RequestKind,
        scenario::{Share, Span, WindowKind},
        world::{Life, Provider},
    },
};

use crate::{
    fixture::whitelist,
    simulated::START,
    whole::{Beginning, Lived, provider},
};

const LIMIT: u32 = 200;

/// A limiter of 200 requests a minute: its kind, and how many it takes in which time.
type Limiter = (WindowKind, u32, Span);

const LIMITERS: [Limiter; 3] = [
    (WindowKind::Sliding, LIMIT, Span::secs(60)),
    (WindowKind::Fixed, LIMIT, Span::secs(60)),
    // The same rate, and no more than ten at once.
    (WindowKind::Bucket, LIMIT / 20, Span::secs(3)),
];

/// The account, and how long its answers took.
struct Metered {
    real: InProcess,
    trips: Vec<Duration>,
}

impl Provider for Metered {
    fn connect(&mut self, now: Timestamp, call: &CallRequest) -> (Duration, Answer) {
        let (trip, answer) = self.real.connect(now, call);
        self.trips.push(trip);
        (trip, answer)
    }

    fn ask(&mut self, now: Timestamp, query: &Query) -> (Duration, Reply) {
        let (trip, reply) = self.real.ask(now, query);
        self.trips.push(trip);
        (trip, reply)
    }
}

/// What a run came to.
struct Ran {
    /// Minutes until everything goes on that ever does: settling is the last.
    beginning: u32,
    account: Account,
    trips: Vec<Duration>,
    journal: MemoryJournal,
}

fn rules(check: Check, channels: u32) -> Rules {
    Rules {
        whitelist: WhitelistPolicy {
            check,
            when: When::Ahead,
            neutral: Neutral::DndLookup,
            ..whitelist()
        },
        retries: RetryPolicy {
            max_attempts: 1,
            ..RetryPolicy::default()
        },
        calls_max: None,
        ring_timeout: Duration::from_secs(30),
        time_limit: Duration::from_secs(600),
        pool: Pool::one(Number::SIMULATOR_LAST),
        pacing: Pacing::default(),
        limits: Limits::default(),
        schedule: Schedule::of_hours(&CallingHours::default()),
        timing: Timing::default(),
        ambiguous: Ambiguity::NeverRedial,
        channels,
        caps: Vec::new(),
        not_called_within: None,
        utc_offset: UtcOffset::IST,
    }
}

/// One whole run on the profile `steady` with that limiter.
fn run(limiter: Limiter, rules: &Rules, people: u32) -> Ran {
    run_on(Scenario::default(), limiter, rules, people)
}

fn run_on(
    mut scenario: Scenario,
    (kind, requests, window): Limiter,
    rules: &Rules,
    people: u32,
) -> Ran {
    scenario.rate_limit.kind = kind;
    scenario.rate_limit.requests = Some(requests);
    scenario.rate_limit.window = window;
    let provider = Metered {
        real: provider(scenario, &rules.timing),
        trips: Vec::new(),
    };
    let beginning = Beginning {
        provider,
        people,
        foreign: BTreeSet::new(),
        limit: LIMIT,
        start: START,
    };
    let Lived {
        life,
        runner,
        world,
    } = beginning.live(rules);
    assert_eq!(life, Life::Over);
    assert!(runner.engine().is_finished());
    Ran {
        beginning: 18,
        account: world.provider.real.account,
        trips: world.provider.trips,
        journal: runner.journal().clone(),
    }
}

impl Ran {
    /// When there was work and the beginning was over, by minutes that are left out.
    fn steady(&self) -> Range<Timestamp> {
        let requests = self.account.requests().iter();
        let calls = requests.filter(|record| record.kind == RequestKind::Connect);
        let last = calls.map(|record| record.at).max();
        START + WINDOW * self.beginning..last.expect("somebody was called")
    }

    /// Requests of these kinds while there was work.
    fn requests(&self, kinds: &[RequestKind]) -> f64 {
        let steady = self.steady();
        let requests = self.account.requests().iter();
        let own = requests.filter(|record| kinds.contains(&record.kind));
        own.filter(|record| steady.contains(&record.at)).count() as f64
    }

    fn all(&self) -> f64 {
        self.requests(&[
            RequestKind::Connect,
            RequestKind::List,
            RequestKind::Call,
            RequestKind::Whitelist,
            RequestKind::Numbers,
        ])
    }

    fn reads(&self) -> f64 {
        self.requests(&[RequestKind::List, RequestKind::Call])
    }

    fn minutes(&self) -> f64 {
        let steady = self.steady();
        (steady.end - steady.start).as_secs_f64() / WINDOW.as_secs_f64()
    }

    /// The part of the rate that was used while there was work.
    fn used(&self) -> f64 {
        self.all() / (f64::from(LIMIT) * self.minutes())
    }

    /// The most that anybody can use who must not see a 429, less half a percent.
    fn bound(&self) -> f64 {
        let trips: f64 = self.trips.iter().map(Duration::as_secs_f64).sum();
        let mean = trips / self.trips.len() as f64;
        let window = WINDOW.as_secs_f64();
        window / (window + mean) - 0.005
    }

    /// How long each outcome was not known while there was work: from the end of its call, in order.
    fn lags(&self) -> Vec<Duration> {
        let calls = self.account.ledger().iter();
        let ends: BTreeMap<&Sid, Timestamp> = calls.map(|call| (&call.sid, call.ends_at)).collect();
        let (mut sids, mut lags, steady) = (BTreeMap::new(), Vec::new(), self.steady());
        for event in self.journal.events() {
            match &event.fact {
                Fact::Accepted { attempt, sid, .. } => {
                    sids.insert(*attempt, sid);
                }
                Fact::Ended { attempt, .. } if steady.contains(&event.at) => {
                    let sid = sids.get(attempt).expect("it was accepted");
                    lags.push(event.at - ends[sid]);
                }
                _ => {}
            }
        }
        lags.sort_unstable();
        lags
    }

    fn print(&self, case: &str) {
        let lags = self.lags();
        let at = |percent: usize| lags[lags.len() * percent / 100].as_secs();
        println!(
            "{case}: used {:.4} of {:.4}, {:.0} requests and {:.1} calls a minute, {:.4} reads an outcome, lag {} s, p95 {} s",
            self.used(),
            self.bound(),
            self.all() / self.minutes(),
            self.requests(&[RequestKind::Connect]) / self.minutes(),
            self.reads() / lags.len() as f64,
            at(50),
            at(95),
        );
    }
}

#[test]
fn the_rate_is_used_and_kept_whatever_the_limiter_is() {
    for (check, people) in [(Check::Off, 6_000), (Check::Required, 2_400)] {
        for limiter in LIMITERS {
            let ran = run(limiter, &rules(check, 1_000), people);
            let case = format!("{:?}, {check:?}", limiter.0);
            ran.print(&case);
            assert_eq!(ran.account.counts().statuses.get(&429), None, "{case}");
            let most = ran.account.most_in_a_window(WINDOW);
            assert!(most <= LIMIT as usize, "{case}: {most} in one window");
            let (used, bound) = (ran.used(), ran.bound());
            assert!(used >= bound, "{case}: used {used:.4} of {bound:.4}");
            let (reads, lags) = (ran.reads(), ran.lags());
            let share = reads / ran.all();
            assert!(
                share <= 0.025,
                "{case}: reads are {share:.4} of all requests"
            );
            let each = reads / lags.len() as f64;
            assert!(each <= 0.03, "{case}: {each:.4} reads an outcome");
            let late = lags[lags.len() * 95 / 100];
            assert!(late <= Duration::from_secs(75), "{case}: p95 {late:?}");
        }
    }
}

#[test]
fn channels_are_used_when_they_bind() {
    for channels in [10, 50, 100] {
        let mut ran = run(LIMITERS[0], &rules(Check::Off, channels), 1_500);
        ran.beginning = 4;
        let case = format!("{channels} channels");
        ran.print(&case);
        let most = ran.account.most_under_way();
        assert!(most <= channels as usize, "{case}: {most} under way");
        // Nobody can know that a channel is free before the listing shows it.
        let steady = ran.steady();
        let calls = ran.account.ledger().iter();
        let calls = calls.filter(|call| steady.contains(&call.placed_at));
        let (mut count, mut taken) = (0.0, 0.0);
        for call in calls {
            count += 1.0;
            taken += (call.listed_at - call.placed_at).as_secs_f64();
        }
        let used = taken / (f64::from(channels) * ran.minutes() * WINDOW.as_secs_f64());
        println!(
            "{case}: {:.1} calls a minute, {used:.3} of what they allow",
            count / ran.minutes()
        );
        assert!(used >= 0.93, "{case}: {used:.3}");
    }
}

#[test]
fn a_read_that_is_lost_loses_no_details() {
    let scenario = Scenario {
        read_faults: Share::percent(20),
        ..Scenario::default()
    };
    let ran = run_on(scenario, LIMITERS[0], &rules(Check::Off, 1_000), 6_000);
    let mut prices = BTreeMap::new();
    for event in ran.journal.events() {
        if let Fact::Ended {
            attempt, details, ..
        }
        | Fact::Amended { attempt, details } = &event.fact
        {
            prices.insert(*attempt, details.price.is_some());
        }
    }
    let unknown = prices.values().filter(|known| !**known).count();
    assert_eq!(unknown, 0, "of {} calls", prices.len());
}
