//! `exodial verify`'s laws: each is broken by a journal that breaks this one alone, and so is proven to see.

use std::time::Duration;

use exodial::{
    campaign::{
        Ambiguity, CallingHours, Check, Neutral, Number, Outcome, RetryPolicy, Schedule, Timing,
        Unavailable, Unless, When, WhitelistPolicy,
    },
    clock::{Timestamp, UtcOffset},
    contacts::{ContactId, Row, RowFate},
    journal::event::{
        AskId, AttemptId, Doubt, Event, Exclusion, Fact, Failure, Question, Rejection, Sid,
        Standing, Stop, Via,
    },
    report::verify::{ResultRow, Results, Terms, Verifier, laws, render::Verified},
};

use crate::{fixture::secs, golden};

type Story = Vec<(Timestamp, Fact)>;

/// A time of the day of the run, in India.
fn t(clock: &str) -> Timestamp {
    crate::fixture::at(&format!("2026-11-23T{clock}+05:30"))
}

fn number(row: u32) -> Number {
    let digits = Number::SIMULATOR_FIRST.digits() + u64::from(row);
    Number::from_digits(digits).expect("it has twelve digits")
}

fn id(row: u32, number: u16) -> AttemptId {
    AttemptId {
        contact: ContactId(row),
        number,
    }
}

fn intended(row: u32, nth: u16, clock: &str) -> (Timestamp, Fact) {
    let fact = Fact::Intended {
        attempt: id(row, nth),
        number: number(row),
        not_after: t(clock) + secs(10),
    };
    (t(clock), fact)
}

fn accepted(row: u32, nth: u16, clock: &str) -> (Timestamp, Fact) {
    let fact = Fact::Accepted {
        attempt: id(row, nth),
        sid: Sid::parse(&format!("sid{row:04}x{nth:04}")).expect("a sid"),
        created: None,
        via: Via::Answer,
    };
    (t(clock), fact)
}

fn ended(row: u32, nth: u16, clock: &str, outcome: Outcome) -> (Timestamp, Fact) {
    let fact = Fact::Ended {
        attempt: id(row, nth),
        outcome,
        details: Default::default(),
    };
    (t(clock), fact)
}

fn rejected(row: u32, nth: u16, clock: &str, why: Rejection) -> (Timestamp, Fact) {
    let message = "".into();
    let attempt = id(row, nth);
    let fact = Fact::Rejected {
        attempt,
        why,
        message,
    };
    (t(clock), fact)
}

/// A look-up from its question to its answer.
fn looked_up(row: u32, clock: &str, standing: Standing) -> Story {
    let (at, ask, contact) = (t(clock), AskId(row), ContactId(row));
    let question = Question::Standing(contact);
    let known = Fact::Standing {
        contact,
        number: number(row),
        standing,
        as_of: at + secs(1),
        expires: None,
    };
    let failure = None;
    vec![
        (at, Fact::Asked { ask, question }),
        (at + secs(1), known),
        (at + secs(1), Fact::Replied { ask, failure }),
    ]
}

/// Row 0 is called twice and busy, row 1 blacklisted, row 2 in doubt for good, row 3 invalid, row 4 held by
/// another run, row 5 answers.
fn story() -> Story {
    let (busy, completed) = (Outcome::Busy, Outcome::Completed);
    let (contact, run) = (ContactId(4), "other-20261123-090000".into());
    let why = Exclusion::Locked { run };
    let mut story = vec![(t("09:20:00"), Fact::Excluded { contact, why })];
    for (row, standing) in [
        (0, Standing::Whitelist),
        (1, Standing::Blacklist),
        (2, Standing::Whitelist),
        (5, Standing::Whitelist),
    ] {
        story.extend(looked_up(row, "09:29:00", standing));
    }
    let doubt = Fact::Ambiguous {
        attempt: id(2, 1),
        why: Doubt::Timeout,
        evidence: "".into(),
        hold_until: t("09:51:00"),
    };
    story.extend([
        intended(2, 1, "09:30:00"),
        intended(0, 1, "09:30:10"),
        accepted(0, 1, "09:30:11"),
        ended(0, 1, "09:30:50", busy),
        (t("09:31:00"), doubt),
        intended(0, 2, "09:45:50"),
        accepted(0, 2, "09:45:51"),
        ended(0, 2, "09:46:30", busy),
        (t("09:59:00"), Fact::Unknown { attempt: id(2, 1) }),
        intended(5, 1, "10:00:00"),
        rejected(5, 1, "10:00:01", Rejection::TooMany),
        intended(5, 2, "10:01:00"),
        accepted(5, 2, "10:01:01"),
        ended(5, 2, "10:02:00", completed),
        (t("10:20:00"), Fact::Settled { attempt: id(5, 2) }),
        (t("11:00:00"), Fact::Finished),
    ]);
    story.sort_by_key(|(at, _)| *at);
    story
}

fn terms() -> Terms {
    let fate = |row| match row {
        3 => RowFate::Invalid,
        row => RowFate::Callable(number(row)),
    };
    let row = |at| Row {
        byte: 0,
        line: at + 2,
        fate: fate(at),
    };
    let words = [
        "busy",
        "blacklisted",
        "unsettled",
        "invalid",
        "suppressed",
        "completed",
    ];
    let results = (0..).zip(words).map(|(at, word)| ResultRow {
        phone: if at == 3 {
            String::new()
        } else {
            number(at).e164()
        },
        disposition: word.to_owned(),
    });
    Terms {
        rows: (0..6).map(row).collect(),
        further: Default::default(),
        retries: RetryPolicy {
            max_attempts: 2,
            busy: vec![secs(15 * 60)],
            ..RetryPolicy::default()
        },
        whitelist: WhitelistPolicy {
            check: Check::Required,
            when: When::Before,
            neutral: Neutral::Skip,
            dnd_unavailable: Unless::Skip,
            unavailable: Unavailable::Stop,
            max_age: Duration::from_secs(24 * 3600),
        },
        calls_max: Some(4),
        hours: CallingHours::default(),
        schedule: Schedule::of_hours(&CallingHours::default()),
        zones: Default::default(),
        ring_timeout: secs(30),
        time_limit: secs(120),
        timing: Timing::default(),
        ambiguous: Ambiguity::NeverRedial,
        rate: 20,
        channels: 2,
        offset: UtcOffset::IST,
        results: Results::Rows(results.collect()),
    }
}

/// The laws that a story breaks.
fn broken(story: Story, terms: &Terms) -> Vec<&'static str> {
    let mut verifier = Verifier::new(terms);
    let events = story.into_iter().map(|(at, fact)| Event { at, fact });
    verifier.see(&events.collect::<Vec<_>>());
    let proofs = verifier.prove().into_iter();
    proofs
        .filter(|proof| proof.verdict.is_err())
        .map(|proof| proof.law)
        .collect()
}

/// Changes the one fact that fits.
fn change(story: &mut Story, which: impl Fn(&Fact) -> bool, how: impl Fn(&mut (Timestamp, Fact))) {
    let mut found = story.iter_mut().filter(|(_, fact)| which(fact));
    how(found.next().expect("the story has such a fact"));
}

fn is_intent(attempt: AttemptId) -> impl Fn(&Fact) -> bool {
    move |fact| matches!(fact, Fact::Intended { .. }) && fact.attempt() == Some(attempt)
}

/// Breaks the law of this name.
fn tamper(law: &str, story: &mut Story, terms: &mut Terms) {
    match law {
        "doubt" | "screened" | "excluded" | "hours" | "rate" | "stopped" | "words" => {
            tamper_around(law, story);
        }
        law => tamper_calls(law, story, terms),
    }
}

fn tamper_calls(law: &str, story: &mut Story, terms: &mut Terms) {
    let second = is_intent(id(0, 2));
    let third = intended(0, 3, "10:10:00");
    match law {
        "replies" => {
            let (ask, failure) = (AskId(0), Some(Failure::Lost));
            story.push((t("09:40:00"), Fact::Replied { ask, failure }));
        }
        "intents" => change(story, second, |(_, fact)| {
            if let Fact::Intended { number: to, .. } = fact {
                *to = number(9);
            }
        }),
        "lives" => story.push((t("10:30:00"), Fact::Settled { attempt: id(5, 2) })),
        "sids" => change(
            story,
            |fact| matches!(fact, Fact::Accepted { attempt, .. } if *attempt == id(0, 2)),
            |(_, fact)| {
                let (_, mut first) = accepted(0, 1, "09:45:51");
                if let Fact::Accepted { attempt, .. } = &mut first {
                    *attempt = id(0, 2);
                }
                *fact = first;
            },
        ),
        "one-at-a-time" => {
            change(story, second, |(at, _)| *at = t("09:30:20"));
            terms.channels = 3;
        }
        "answered" => {
            story.push(intended(5, 3, "10:30:00"));
            story.push(rejected(5, 3, "10:30:01", Rejection::NotSent));
            terms.calls_max = None;
        }
        "attempts" => {
            let end = ended(0, 3, "10:10:30", Outcome::Busy);
            story.extend([third, accepted(0, 3, "10:10:01"), end]);
            terms.calls_max = None;
        }
        "retries" => change(story, second, |(at, _)| *at = t("09:45:49")),
        "channels" => change(story, is_intent(id(5, 1)), |(at, _)| *at = t("09:30:20")),
        "limit" => {
            story.push(third);
            story.push(rejected(0, 3, "10:10:01", Rejection::NotSent));
        }
        other => panic!("nothing breaks `{other}`: add what does"),
    }
}

fn tamper_around(law: &str, story: &mut Story) {
    match law {
        "doubt" => change(
            story,
            |fact| matches!(fact, Fact::Unknown { .. }),
            |(at, _)| *at = t("09:50:39"),
        ),
        "screened" => change(
            story,
            |fact| {
                matches!(
                    fact,
                    Fact::Standing {
                        contact: ContactId(0),
                        ..
                    }
                )
            },
            |(_, fact)| {
                if let Fact::Standing { as_of, .. } = fact {
                    *as_of = t("09:30:00").earlier(Duration::from_secs(24 * 3600));
                }
            },
        ),
        "excluded" => {
            let (contact, by) = (ContactId(0), ContactId(5));
            let why = Exclusion::Reached { by };
            story.push((t("09:45:00"), Fact::Excluded { contact, why }));
        }
        "hours" => change(story, is_intent(id(0, 2)), |(_, fact)| {
            if let Fact::Intended { not_after, .. } = fact {
                *not_after = t("20:59:31");
            }
        }),
        "rate" => story.extend((100..121).flat_map(|ask| {
            let (ask, question) = (AskId(ask), Question::Outcomes(vec![id(5, 2)]));
            let asked = (t("10:15:00"), Fact::Asked { ask, question });
            let failure = None;
            [asked, (t("10:15:30"), Fact::Replied { ask, failure })]
        })),
        "stopped" => story.push((
            t("09:45:00"),
            Fact::Stopped {
                why: Stop::Operator,
            },
        )),
        "words" => change(
            story,
            |fact| matches!(fact, Fact::Ended { attempt, .. } if *attempt == id(5, 2)),
            |(_, fact)| *fact = ended(5, 2, "10:02:00", Outcome::Failed).1,
        ),
        other => panic!("nothing breaks `{other}`: add what does"),
    }
}

#[test]
fn a_story_as_it_should_be_keeps_every_law() {
    let (story, terms) = (story(), terms());
    assert_eq!(broken(story, &terms), [""; 0]);
}

#[test]
fn every_law_sees_what_breaks_it_alone() {
    for law in laws() {
        let law = law.name();
        let (mut story, mut terms) = (story(), terms());
        match law {
            // The others come in the order of time.
            "order" => {
                let last = story.len() - 2;
                story[last].0 = t("10:01:59");
            }
            law => {
                tamper(law, &mut story, &mut terms);
                story.sort_by_key(|(at, _)| *at);
            }
        }
        assert_eq!(broken(story, &terms), [law], "{law}");
    }
}

#[test]
fn what_is_proven_is_told_a_law_a_line() {
    let (mut story, terms) = (story(), terms());
    tamper_around("stopped", &mut story);
    story.sort_by_key(|(at, _)| *at);
    let mut verifier = Verifier::new(&terms);
    let events = story.into_iter().map(|(at, fact)| Event { at, fact });
    verifier.see(&events.collect::<Vec<_>>());
    let facts = verifier.events();
    let proofs = verifier.prove();
    let verified = Verified {
        run: "emi-20261123-092000",
        realm: "Exotel",
        facts,
        offset: UtcOffset::IST,
        proofs: &proofs,
    };
    golden::check(&verified.text(), "golden/verify/broken.txt");
    golden::check(
        &format!("{:#}\n", verified.json()),
        "golden/verify/broken.json",
    );
}

#[test]
fn a_result_file_is_held_against_the_rows() {
    let mut terms = terms();
    let Results::Rows(rows) = &mut terms.results else {
        panic!("it has rows")
    };
    rows.pop();
    assert_eq!(broken(story(), &terms), ["words"]);
}
