//! The state table of an attempt: which fact may follow which state, and that nothing else may.

use exodial::{
    campaign::{Number, Outcome},
    clock::Timestamp,
    contacts::ContactId,
    engine::Attempt,
    journal::event::{AttemptId, CallDetails, Doubt, Event, Fact, Rejection, Sid, Via},
};

const ATTEMPT: AttemptId = AttemptId {
    contact: ContactId(0),
    number: 1,
};

const FACTS: [&str; 10] = [
    "intended",
    "accepted",
    "rejected",
    "ambiguous",
    "ended",
    "amended",
    "settled",
    "unknown",
    "presumed none",
    "unconfirmed",
];

fn fact(name: &str) -> Fact {
    let attempt = ATTEMPT;
    match name {
        "intended" => Fact::Intended {
            attempt,
            number: Number::SIMULATOR_FIRST,
            not_after: Timestamp::from_secs(10),
        },
        "accepted" => Fact::Accepted {
            attempt,
            sid: Sid::parse("0a1b2c3d4e5f").expect("a sid"),
            created: None,
            via: Via::Answer,
        },
        "rejected" => Fact::Rejected {
            attempt,
            why: Rejection::TooMany,
            message: "".into(),
        },
        "ambiguous" => Fact::Ambiguous {
            attempt,
            why: Doubt::Timeout,
            evidence: "".into(),
            hold_until: Timestamp::from_secs(1_000),
        },
        "ended" => Fact::Ended {
            attempt,
            outcome: Outcome::Busy,
            details: Box::new(CallDetails::default()),
        },
        "amended" => Fact::Amended {
            attempt,
            details: Box::new(CallDetails {
                duration: Some(1),
                ..CallDetails::default()
            }),
        },
        "settled" => Fact::Settled { attempt },
        "unknown" => Fact::Unknown { attempt },
        "presumed none" => Fact::PresumedNone { attempt },
        "unconfirmed" => Fact::Unconfirmed { attempt },
        other => panic!("no fact `{other}`"),
    }
}

/// The ways to every state, by the facts that lead there, and the facts that may follow.
const TABLE: [(&[&str], &[&str]); 9] = [
    (&[], &["intended"]),
    (&["intended"], &["accepted", "rejected", "ambiguous"]),
    (&["intended", "rejected"], &[]),
    (&["intended", "accepted"], &["ended", "unconfirmed"]),
    (
        &["intended", "ambiguous"],
        &["accepted", "unknown", "presumed none"],
    ),
    // Found after all: a final word is bettered, never worsened.
    (&["intended", "ambiguous", "unknown"], &["accepted"]),
    (&["intended", "accepted", "unconfirmed"], &["ended"]),
    (&["intended", "ambiguous", "presumed none"], &[]),
    (&["intended", "accepted", "ended"], &["amended", "settled"]),
];

fn after(facts: &[&str]) -> Option<Attempt> {
    facts.iter().enumerate().fold(None, |state, (at, name)| {
        let at = Timestamp::from_secs(at as i64);
        let event = Event {
            at,
            fact: fact(name),
        };
        Some(Attempt::next(state.as_ref(), &event).expect("a way of the table is legal"))
    })
}

#[test]
fn what_the_table_does_not_name_cannot_be() {
    for (way, legal) in TABLE {
        let state = after(way);
        for name in FACTS {
            let event = Event {
                at: Timestamp::from_secs(99),
                fact: fact(name),
            };
            let next = Attempt::next(state.as_ref(), &event);
            assert_eq!(
                next.is_ok(),
                legal.contains(&name),
                "{way:?} and then {name}"
            );
        }
    }
}

#[test]
fn a_settled_call_never_changes_again() {
    let settled = after(&["intended", "accepted", "ended", "amended", "settled"]);
    for name in FACTS {
        let event = Event {
            at: Timestamp::from_secs(99),
            fact: fact(name),
        };
        let next = Attempt::next(settled.as_ref(), &event);
        assert!(next.is_err(), "settled and then {name}");
    }
    let Some(Attempt::Ended(ended)) = settled else {
        panic!("it is over")
    };
    assert_eq!(
        ended.details.duration,
        Some(1),
        "the details are those read last"
    );
}

#[test]
fn an_impossible_fact_names_both_sides() {
    let state = after(&["intended", "rejected"]);
    let event = Event {
        at: Timestamp::from_secs(99),
        fact: fact("accepted"),
    };
    let error = Attempt::next(state.as_ref(), &event).expect_err("no call follows a refusal");
    let text = error.to_string();
    assert!(
        text.contains("Accepted") && text.contains("Rejected"),
        "{text}"
    );
}
