//! What earlier runs mean for the next one.

use std::collections::BTreeMap;

use exodial::{
    campaign::Outcome,
    clock::Timestamp,
    contacts::ContactId,
    journal::{
        event::{
            AskId, CallDetails, Dnd, Doubt, Event, Fact, Failure, Question, Rejection, Sid,
            Standing, Via,
        },
        past::{Past, PastRequest},
    },
};

use super::journal::{ambiguous, at, attempt, intended, number};

fn sid(nth: u32) -> Sid {
    Sid::parse(&format!("sid{nth:08}")).expect("it is one")
}

fn accepted(contact: u32) -> Event {
    let fact = Fact::Accepted {
        attempt: attempt(contact, 1),
        sid: sid(contact),
        created: None,
        via: Via::Answer,
    };
    at(100 + i64::from(contact), fact)
}

fn rejected(contact: u32, why: Rejection) -> Event {
    let fact = Fact::Rejected {
        attempt: attempt(contact, 1),
        why,
        message: "".into(),
    };
    at(100 + i64::from(contact), fact)
}

fn ended(contact: u32, outcome: Outcome) -> Event {
    let fact = Fact::Ended {
        attempt: attempt(contact, 1),
        outcome,
        details: Box::new(CallDetails::default()),
    };
    at(200 + i64::from(contact), fact)
}

fn about(contact: u32, fact: impl Fn(exodial::journal::event::AttemptId) -> Fact) -> Event {
    at(300 + i64::from(contact), fact(attempt(contact, 1)))
}

fn seconds(seconds: i64) -> Timestamp {
    at(seconds, Fact::Resumed).at
}

fn fold(events: &[Event]) -> Past {
    let mut past = Past::new(seconds(0));
    past.fold("r", events);
    past
}

#[test]
fn a_number_is_held_until_it_is_certain_that_nobody_calls_it() {
    let unknown = about(1, |attempt| Fact::Unknown { attempt });
    let unconfirmed = about(1, |attempt| Fact::Unconfirmed { attempt });
    let none = about(1, |attempt| Fact::PresumedNone { attempt });
    let cases: [(&str, bool, Vec<Event>); 11] = [
        ("intended", true, vec![]),
        ("accepted", true, vec![accepted(1)]),
        ("in doubt", true, vec![ambiguous(1, 0)]),
        (
            "doubt that stays",
            true,
            vec![ambiguous(1, 0), unknown.clone()],
        ),
        (
            "a call without an end",
            true,
            vec![accepted(1), unconfirmed],
        ),
        (
            "no call after all",
            false,
            vec![ambiguous(1, 0), none.clone()],
        ),
        ("rejected", false, vec![rejected(1, Rejection::Row)]),
        ("never sent", false, vec![rejected(1, Rejection::NotSent)]),
        ("ended", false, vec![accepted(1), ended(1, Outcome::Busy)]),
        ("found late", true, vec![ambiguous(1, 0), none, accepted(1)]),
        (
            "ended late",
            false,
            vec![
                ambiguous(1, 0),
                unknown,
                accepted(1),
                ended(1, Outcome::Busy),
            ],
        ),
    ];
    for (name, held, events) in cases {
        let past = fold(&[vec![intended(1)], events].concat());
        assert_eq!(past.holder(number(1)), held.then_some("r"), "{name}");
    }
}

#[test]
fn the_run_that_holds_a_number_is_named() {
    let mut past = Past::new(seconds(0));
    past.fold(
        "ended",
        &[intended(1), accepted(1), ended(1, Outcome::Busy)],
    );
    past.fold("open", &[intended(1), intended(2)]);
    past.fold("other", &[intended(3)]);
    let held: Vec<_> = past.held().collect();
    assert_eq!(
        held,
        [
            (number(1), "open"),
            (number(2), "open"),
            (number(3), "other")
        ]
    );
}

fn standing(word: Standing, as_of: i64) -> Event {
    let fact = Fact::Standing {
        contact: ContactId(1),
        number: number(1),
        standing: word,
        as_of: seconds(as_of),
        expires: Some(seconds(as_of + 1000)),
    };
    at(9000, fact)
}

fn dnd(word: Dnd, as_of: i64) -> Event {
    let fact = Fact::Dnd {
        contact: ContactId(1),
        number: number(1),
        dnd: word,
        as_of: seconds(as_of),
    };
    at(9000, fact)
}

#[test]
fn the_newest_answer_about_a_number_counts_and_a_failure_is_none() {
    let failed = Standing::Unavailable("503".into());
    let mut past = Past::new(seconds(0));
    past.fold("b", &[standing(Standing::Blacklist, 20), dnd(Dnd::Yes, 20)]);
    past.fold("a", &[standing(Standing::Neutral, 10), dnd(Dnd::No, 10)]);
    past.fold("c", &[standing(failed, 30), dnd(Dnd::Unavailable, 30)]);
    let known = past.standing(number(1)).expect("it was asked");
    assert_eq!(known.value, Standing::Blacklist);
    assert_eq!(
        (known.as_of, known.expires),
        (seconds(20), Some(seconds(1020)))
    );
    let known = past.dnd(number(1)).map(|known| (known.value, known.as_of));
    assert_eq!(known, Some((Dnd::Yes, seconds(20))));
    assert_eq!(past.standing(number(2)), None);
}

#[test]
fn a_request_whose_process_died_is_never_known_to_be_over() {
    let (ask, question) = (AskId(0), Question::Standing(ContactId(1)));
    let lost = Fact::Replied {
        ask,
        failure: Some(Failure::Lost),
    };
    let crashed = Fact::Ambiguous {
        attempt: attempt(2, 1),
        why: Doubt::Crash,
        evidence: "".into(),
        hold_until: seconds(900),
    };
    let mut past = Past::new(seconds(50));
    let events = [
        at(63, Fact::Asked { ask, question }),
        at(65, intended(2).fact),
        // What the next process says; when they arrive, it cannot know.
        at(66, lost),
        at(66, crashed),
    ];
    past.fold("run", &events);
    let sent = [63, 65].map(|sent| PastRequest {
        sent: seconds(sent),
        over: None,
    });
    assert_eq!(past.requests(), sent);
}

#[test]
fn requests_of_the_last_seconds_are_known_with_their_ends() {
    let asked = |ask, time| {
        let question = Question::Standing(ContactId(1));
        at(
            time,
            Fact::Asked {
                ask: AskId(ask),
                question,
            },
        )
    };
    let replied = |ask, time| {
        at(
            time,
            Fact::Replied {
                ask: AskId(ask),
                failure: None,
            },
        )
    };
    let events = [
        asked(0, 0),
        replied(0, 9),
        asked(1, 5),
        replied(1, 60),
        asked(2, 55),
        asked(3, 1),
        at(56, intended(1).fact),
        at(57, intended(2).fact),
        at(57, intended(3).fact),
        at(58, accepted(1).fact),
        at(59, rejected(2, Rejection::TooMany).fact),
        at(59, rejected(3, Rejection::NotSent).fact),
        at(61, intended(4).fact),
        at(70, ambiguous(4, 0).fact),
        at(80, accepted(4).fact),
        at(62, intended(5).fact),
    ];
    let request = |sent, over: Option<i64>| PastRequest {
        sent: seconds(sent),
        over: over.map(seconds),
    };
    let expected = [
        request(5, Some(60)),
        request(55, None),
        request(56, Some(58)),
        request(57, Some(59)),
        request(61, Some(70)),
        request(62, None),
    ];
    let mut past = Past::new(seconds(50));
    past.fold("r", &events);
    assert_eq!(past.requests(), expected);
    assert_eq!(past.latest(), Some(seconds(80)));

    let mut own = Past::new(seconds(50));
    own.fold_own(&events);
    assert_eq!(
        own.requests(),
        expected,
        "a run's earlier processes count too"
    );
    assert_eq!(own.held().count(), 0, "a run does not keep itself out");
    assert_eq!(own.latest(), Some(seconds(80)));
}

#[test]
fn calls_of_other_runs_are_not_taken_for_ones_own() {
    let mut past = Past::new(seconds(102));
    past.fold("r", &[intended(1), accepted(1), intended(2), accepted(2)]);
    assert!(past.sids().any(|known| *known == sid(2)));
    assert!(
        past.sids().all(|known| *known != sid(1)),
        "too long ago to be of use"
    );
    assert_eq!(past.sids().count(), 1);
}

#[test]
fn people_called_before_are_counted_by_how_it_ended() {
    let mut past = Past::new(seconds(0));
    past.fold(
        "new",
        &[
            intended(1),
            accepted(1),
            at(900, ended(1, Outcome::Completed).fact),
        ],
    );
    past.fold("old", &[intended(1), accepted(1), ended(1, Outcome::Busy)]);
    past.fold(
        "open",
        &[
            intended(2),
            accepted(2),
            intended(3),
            rejected(3, Rejection::Row),
        ],
    );
    let counts = past.called_of((0..5).map(number));
    let expected = BTreeMap::from([(Some(Outcome::Completed), 1), (None, 1)]);
    assert_eq!(
        counts, expected,
        "the newest end counts, whatever the order of the runs"
    );
    assert!(
        past.called(number(3)).is_none(),
        "a rejected request called nobody"
    );
}

#[test]
fn a_run_may_come_in_pieces() {
    let events = [
        intended(1),
        ambiguous(1, 0),
        intended(2),
        accepted(2),
        ended(2, Outcome::Busy),
    ];
    let mut past = Past::new(seconds(0));
    let mut run = past.run("r");
    for event in &events {
        run.feed(std::slice::from_ref(event));
    }
    run.close();
    assert_eq!(past, fold(&events));
    let doubts = events.iter().filter(|event| {
        matches!(
            event.fact,
            Fact::Ambiguous {
                why: Doubt::Timeout,
                ..
            }
        )
    });
    assert_eq!(doubts.count(), past.held().count());
}
