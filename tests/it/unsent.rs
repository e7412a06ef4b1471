//! Requests that do not leave, and answers that name another call: whole runs in virtual time.

use std::{collections::BTreeSet, time::Duration};

use exodial::{
    campaign::Timing,
    clock::Timestamp,
    contacts::ContactId,
    dispatch::runner::Runner,
    engine::{
        Rules,
        effect::{Answer, Query, Reply},
    },
    journal::{
        event::{Fact, Sid, Throttle},
        memory::MemoryJournal,
    },
    plan::{CallRequest, Disposition},
    sim::{
        InProcess, Scenario,
        world::{Life, Provider},
    },
};

use crate::{
    reconcile::rules,
    simulated::START,
    whole::{Beginning, Lived, provider},
};

/// How long the trouble lasts.
const TROUBLE: Duration = Duration::from_secs(600);

/// An account behind a network that has trouble at first.
struct Troubled {
    real: InProcess,
    answer: Answer,
    after: Duration,
}

impl Provider for Troubled {
    fn connect(&mut self, now: Timestamp, call: &CallRequest) -> (Duration, Answer) {
        if now < START + TROUBLE {
            return (self.after, self.answer.clone());
        }
        self.real.connect(now, call)
    }

    fn ask(&mut self, now: Timestamp, query: &Query) -> (Duration, Reply) {
        self.real.ask(now, query)
    }
}

fn run(
    rules: &Rules,
    people: u32,
    foreign: BTreeSet<Sid>,
    answer: Answer,
) -> Runner<MemoryJournal> {
    let provider = Troubled {
        real: provider(Scenario::default(), &rules.timing),
        answer,
        // Just after the order lapsed: as late as a connection that never comes about.
        after: rules.timing.send_deadline + Duration::from_millis(1),
    };
    let beginning = Beginning {
        provider,
        people,
        foreign,
        limit: 200,
        start: START,
    };
    let Lived { life, runner, .. } = beginning.live(rules);
    assert_eq!(life, Life::Over);
    assert!(runner.engine().is_finished());
    runner
}

fn count(runner: &Runner<MemoryJournal>, wanted: impl Fn(&Fact) -> bool) -> usize {
    let events = runner.journal().events().iter();
    let events = events.filter(|event| event.at < START + TROUBLE);
    events.filter(|event| wanted(&event.fact)).count()
}

fn paused(fact: &Fact) -> bool {
    let why = Throttle::Unreachable;
    matches!(fact, Fact::Throttled { why: told, .. } if *told == why)
}

fn late(fact: &Fact) -> bool {
    matches!(
        fact,
        Fact::Throttled {
            why: Throttle::Late,
            ..
        }
    )
}

fn intended(fact: &Fact) -> bool {
    matches!(fact, Fact::Intended { .. })
}

#[test]
fn a_network_that_swallows_everything_is_tried_less_and_less() {
    let mut rules = rules(Timing::default());
    rules.channels = 100;
    let why = "no connection in time".to_owned();
    let runner = run(&rules, 300, BTreeSet::new(), Answer::NotSent { why });
    let pauses = count(&runner, paused);
    assert!((6..20).contains(&pauses), "{pauses} pauses");
    let tries = count(&runner, intended);
    assert!(tries < 1_000, "{tries} requests in ten minutes");
    assert_eq!(runner.engine().unsettled().count(), 0);
}

#[test]
fn connections_that_open_too_late_are_tried_less_and_less() {
    let mut rules = rules(Timing::default());
    rules.channels = 100;
    let why = "the order lapsed".to_owned();
    let runner = run(&rules, 300, BTreeSet::new(), Answer::Withheld { why });
    let pauses = count(&runner, late);
    assert!((6..20).contains(&pauses), "{pauses} pauses");
    let tries = count(&runner, intended);
    assert!(tries < 1_000, "{tries} requests in ten minutes");
    assert_eq!(runner.engine().unsettled().count(), 0);
}

#[test]
fn an_order_that_was_kept_back_says_nothing_of_exotel() {
    let rules = rules(Timing::default());
    let why = "the order lapsed".to_owned();
    let runner = run(&rules, 20, BTreeSet::new(), Answer::Withheld { why });
    assert_eq!(count(&runner, paused), 0);
    assert!(count(&runner, intended) > 20);
    assert_eq!(runner.engine().unsettled().count(), 0);
}

#[test]
fn a_name_of_another_call_is_told_as_the_doubt() {
    let rules = rules(Timing::default());
    let sid = Sid::parse("0a1b2c3d4e5f").expect("a sid");
    let created = None;
    let foreign = BTreeSet::from([sid.clone()]);
    let runner = run(&rules, 1, foreign, Answer::Accepted { sid, created });
    let fate = runner.engine().fate(ContactId(0)).expect("a person");
    assert_eq!(fate.disposition, Disposition::Unsettled);
    assert_eq!(
        fate.reason,
        "a call may have been placed; Exotel answered with the name of another call"
    );
}
