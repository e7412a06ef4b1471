//! Reconciliation: what was given up is found after all, and nobody is called for it.

use std::{collections::BTreeSet, time::Duration};

use exodial::{
    campaign::{
        Ambiguity, CallingHours, Check, Limits, Neutral, Number, Outcome, Pacing, Pool,
        RetryPolicy, Schedule, Timing, Unavailable, Unless, When, WhitelistPolicy,
    },
    clock::{Moment, Timestamp, UtcOffset},
    contacts::ContactId,
    dispatch::{member::Seat, pace::Pacer, runner::Runner},
    engine::{Engine, Rules, effect::Input},
    journal::{
        event::{Event, Exclusion, Fact, Stop},
        memory::MemoryJournal,
        past::Past,
    },
    plan::Disposition,
    sim::{
        InProcess, Scenario,
        world::{Deaths, World},
    },
};

use super::{calls::call, whole::provider};

const PERSON: Number = Number::SIMULATOR_FIRST;

pub(crate) fn rules(timing: Timing) -> Rules {
    Rules {
        whitelist: WhitelistPolicy {
            check: Check::Off,
            when: When::Before,
            neutral: Neutral::Call,
            dnd_unavailable: Unless::Skip,
            unavailable: Unavailable::Stop,
            max_age: Duration::from_secs(60),
        },
        retries: RetryPolicy {
            max_attempts: 3,
            busy: vec![Duration::from_secs(60)],
            ..RetryPolicy::default()
        },
        calls_max: None,
        ring_timeout: Duration::from_secs(30),
        time_limit: Duration::from_secs(120),
        pool: Pool::one(Number::SIMULATOR_LAST),
        pacing: Pacing::default(),
        limits: Limits::default(),
        schedule: Schedule::of_hours(&CallingHours {
            from: 0,
            to: 1440,
            timezone: "Asia/Kolkata".to_owned(),
        }),
        timing,
        ambiguous: Ambiguity::NeverRedial,
        channels: 10,
        caps: Vec::new(),
        not_called_within: None,
        utc_offset: UtcOffset::IST,
    }
}

struct Bench {
    rules: Rules,
    people: Vec<(ContactId, Number)>,
    world: World<InProcess>,
    journal: MemoryJournal,
}

impl Bench {
    fn new(scenario: &str, timing: Timing) -> Bench {
        let scenario = Scenario::parse(scenario).expect("a scenario");
        let provider = provider(scenario, &timing);
        let start = Timestamp::from_secs(1_795_408_200);
        let world = World::new(provider, start, Deaths::default(), 1);
        Bench {
            rules: rules(timing),
            people: vec![(ContactId(0), PERSON)],
            world,
            journal: MemoryJournal::default(),
        }
    }

    /// One process, to its end: one that places calls, or one that only reads.
    fn process(&mut self, read_only: bool) -> Engine {
        let now = Moment {
            wall: self.world.now,
            tick: self.world.now,
        };
        let people = self.people.iter().copied();
        let engine = Engine::new(self.rules.clone(), people, BTreeSet::new());
        let engine = engine
            .recover(self.journal.events())
            .expect("a legal journal");
        let fresh = self.journal.events().is_empty();
        let pacer = Pacer::new(200, now.tick);
        let mut runner = Runner::new(engine, self.journal.clone(), pacer);
        let mut opened = runner
            .open(now, fresh, &Past::new(now.wall))
            .expect("an opening");
        if read_only {
            let step = runner
                .step(now, &[(Seat(0), Input::Stop(Stop::ReadOnly))])
                .expect("a step");
            opened.effects.extend(step.effects);
            opened.wake = step.wake;
        }
        let rules = self.rules.clone();
        let mut render = |_, _, to| Ok(call(&rules, to));
        let lived = self
            .world
            .live(&mut runner, opened, &mut render, &mut (), &Vec::new);
        lived.expect("a legal life");
        self.journal = runner.journal().clone();
        runner.engine().clone()
    }

    fn took(&self, step: impl Fn(&Fact) -> bool) -> bool {
        self.journal
            .events()
            .iter()
            .any(|Event { fact, .. }| step(fact))
    }
}

fn words(engine: &Engine) -> Vec<Disposition> {
    engine.tally().done.keys().copied().collect()
}

/// A call whose request was never answered, and which the listing shows an hour late.
const LATE_LISTING: &str = "
outcomes: { completed: 0%, no-answer: 0%, busy: 100%, failed: 0%, canceled: 0% }
ambiguous: { drop: { placed: 100% } }
listing: { lag: 1h }
";

#[test]
fn a_call_that_the_listing_shows_too_late_is_found_by_a_later_reconciliation() {
    let mut bench = Bench::new(LATE_LISTING, Timing::default());
    let engine = bench.process(false);
    assert_eq!(words(&engine), [Disposition::Unsettled]);
    assert!(bench.took(|fact| matches!(fact, Fact::Unknown { .. })));

    // Too early: nothing is listed yet, and the word stays.
    let engine = bench.process(true);
    assert_eq!(words(&engine), [Disposition::Unsettled]);
    assert!(engine.is_finished());

    bench.world.pass(Duration::from_secs(2 * 3600));
    let engine = bench.process(true);
    let fate = engine.fate(ContactId(0)).expect("a person of the run");
    assert_eq!(fate.disposition.as_str(), "busy", "the truth is told");
    assert_eq!(fate.reason, "found by a later search");
    assert!(engine.is_finished());
    // `busy` is retried in this campaign, and yet nobody is called for what was found late.
    let engine = bench.process(false);
    assert!(engine.is_finished());
    assert_eq!(bench.world.provider.account.ledger().len(), 1);
}

#[test]
fn a_call_in_doubt_to_a_number_of_two_rows_is_no_call_of_others() {
    let mut bench = Bench::new(LATE_LISTING, Timing::default());
    bench.people.push((ContactId(1), PERSON));
    bench.rules.not_called_within = Some(Duration::from_secs(24 * 3600));
    bench.process(false);
    assert_eq!(bench.world.provider.account.ledger().len(), 1);
    // What a process leaves that is killed before anything is answered; the next one looks back again.
    let events = bench.journal.events();
    let intended = |event: &Event| matches!(event.fact, Fact::Intended { .. });
    let last = events.iter().position(intended).expect("it was intended");
    bench.journal = MemoryJournal::of(events[..=last].to_vec());
    bench.world.pass(Duration::from_secs(13 * 3600));
    let engine = bench.process(false);
    let by_others = |fact: &Fact| match fact {
        Fact::Excluded { why, .. } => matches!(why, Exclusion::CalledAtExotel { .. }),
        _ => false,
    };
    assert!(!bench.took(by_others));
    let fate = engine.fate(ContactId(0)).expect("a row of the run");
    assert!(fate.last.is_some(), "its call was found: {fate:?}");
}

/// Calls that talk for as long as they may.
const LONG_CALLS: &str = "
outcomes: { completed: 100%, no-answer: 0%, busy: 0%, failed: 0%, canceled: 0% }
durations: { talk: { min: 110s, mean: 115s, max: 120s } }
";

/// No read is answered while the call goes on and long after, nor from the first hour on, for three days.
fn outages(answer: &str) -> String {
    format!(
        "{LONG_CALLS}outages: [{{ from: 60s, lasts: 40m, answer: unavailable }}, \
         {{ from: 1h, lasts: 71h, answer: {answer} }}]\n"
    )
}

#[test]
fn a_call_whose_end_was_read_too_late_is_settled_by_a_later_reconciliation() {
    let timing = Timing {
        confirm_for: Duration::from_secs(20),
        ..Timing::default()
    };
    let mut bench = Bench::new(&outages("unreachable"), timing);
    let engine = bench.process(false);
    assert_eq!(words(&engine), [Disposition::Unsettled]);
    assert!(bench.took(|fact| matches!(fact, Fact::Unconfirmed { .. })));

    bench.world.pass(Duration::from_secs(73 * 3600));
    let engine = bench.process(true);
    let fate = engine.fate(ContactId(0)).expect("a person of the run");
    assert_eq!(fate.disposition.as_str(), "completed");
    let last = fate.last.expect("there was a call");
    assert!(last.details.duration.is_some_and(|seconds| seconds >= 110));
    assert_eq!(bench.world.provider.account.ledger().len(), 1);
}

#[test]
fn one_lost_read_after_an_absence_gives_nobody_up() {
    let mut bench = Bench::new(&outages("unavailable"), Timing::default());
    let start = bench.world.now;
    bench.process(false);
    // What a process leaves that is killed as soon as its call is accepted.
    let events = bench.journal.events();
    let accepted = |event: &Event| matches!(event.fact, Fact::Accepted { .. });
    let last = events.iter().position(accepted).expect("it was accepted");
    bench.journal = MemoryJournal::of(events[..=last].to_vec());

    let almost = start + Duration::from_secs(72 * 3600 - 5);
    bench.world.pass(almost - bench.world.now);
    let engine = bench.process(false);
    assert!(bench.took(|fact| matches!(
        fact,
        Fact::Replied {
            failure: Some(_),
            ..
        }
    )));
    assert_eq!(words(&engine), [Disposition::Called(Outcome::Completed)]);
    assert_eq!(bench.world.provider.account.ledger().len(), 1);
}

#[test]
fn a_reconciliation_asks_until_exotel_is_reached() {
    let timing = Timing {
        confirm_for: Duration::from_secs(20),
        ..Timing::default()
    };
    let mut bench = Bench::new(&outages("unreachable"), timing);
    let start = bench.world.now;
    let engine = bench.process(false);
    assert_eq!(words(&engine), [Disposition::Unsettled]);

    let almost = start + Duration::from_secs(72 * 3600 - 5);
    bench.world.pass(almost - bench.world.now);
    let engine = bench.process(true);
    assert_eq!(words(&engine), [Disposition::Called(Outcome::Completed)]);
}
