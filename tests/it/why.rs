//! `exodial why`: one sentence for each fact, and the person found however it is named.

mod over;
mod prospect;

use std::time::Duration;

use exodial::{
    campaign::{Ambiguity, Number, Outcome, ZoneId},
    clock::{Timestamp, UtcOffset},
    contacts::ContactId,
    engine::Rules,
    journal::event::{
        AskId, AttemptId, CallDetails, Dnd, Doubt, Event, Exclusion, Fact, Failure, Header, Lapse,
        OtherCall, Question, Realm, Rejection, Sid, Standing, Stop, Throttle, Via,
    },
    report::why::{PersonRow, Story, Teller, Told, render},
};
use serde_json::Value;

use crate::{fixture, golden, project::*};

const WHO: ContactId = ContactId(6);

fn t(clock: &str) -> Timestamp {
    fixture::at(&format!("2026-11-23T{clock}+05:30"))
}

fn number() -> Number {
    fixture::number(16)
}

fn id(number: u16) -> AttemptId {
    AttemptId {
        contact: WHO,
        number,
    }
}

fn rules() -> Rules {
    let mut campaign = fixture::campaign();
    campaign.retries.max_attempts = 3;
    campaign.retries.no_answer = vec![fixture::secs(1800)];
    campaign.retries.busy = vec![fixture::secs(12 * 3600)];
    campaign.whitelist.neutral = exodial::campaign::Neutral::DndLookup;
    Rules::new(&campaign, &fixture::account(), &fixture::policy())
}

fn header() -> Header {
    Header {
        format: 1,
        program: "0.1.0".into(),
        run: "emi-20261123-100000".into(),
        campaign: "emi".into(),
        account: "default".into(),
        realm: Realm::Exotel,
        plan: "7f3a91c04d2e".into(),
        approval: "typed".into(),
        campaign_file: "emi.campaign.yaml".into(),
        campaign_sha256: "".into(),
        contacts_sha256: "".into(),
        policy_sha256: "".into(),
        rows: 10,
        people: 10,
        companions: vec![],
        seed: None,
    }
}

fn sid(text: &str) -> Sid {
    Sid::parse(text).expect("a sid")
}

/// What is asked about the person, and what is answered.
fn screening() -> Vec<(&'static str, Fact)> {
    let (contact, number) = (WHO, number());
    let ask = |nth, question| Fact::Asked {
        ask: AskId(nth),
        question,
    };
    let replied = |nth, failure| Fact::Replied {
        ask: AskId(nth),
        failure,
    };
    let why = "about +910000000016".into();
    vec![
        ("10:00:00", Fact::Started(Box::new(header()))),
        ("10:00:01", ask(1, Question::Standing(contact))),
        ("10:00:02", replied(1, Some(Failure::Other(why)))),
        ("10:00:03", ask(2, Question::Standing(ContactId(7)))),
        (
            "10:00:04",
            Fact::Standing {
                contact,
                number,
                standing: Standing::Neutral,
                as_of: t("09:00:00"),
                expires: None,
            },
        ),
        ("10:00:05", ask(3, Question::Dnd(contact))),
        (
            "10:00:06",
            Fact::Dnd {
                contact,
                number,
                dnd: Dnd::No,
                as_of: t("10:00:06"),
            },
        ),
        ("10:00:06", replied(3, None)),
    ]
}

fn intended(nth: u16, clock: &'static str) -> (&'static str, Fact) {
    let fact = Fact::Intended {
        attempt: id(nth),
        number: number(),
        not_after: t(clock) + Duration::from_secs(10),
    };
    (clock, fact)
}

fn ended(nth: u16, outcome: Outcome) -> Fact {
    Fact::Ended {
        attempt: id(nth),
        outcome,
        details: Box::new(CallDetails {
            duration: Some(41),
            ..CallDetails::default()
        }),
    }
}

/// Calls, refusals and doubts.
fn calls() -> Vec<(&'static str, Fact)> {
    let attempt = id(2);
    let ask = AskId(9);
    let accepted = |nth, sid, via| Fact::Accepted {
        attempt: id(nth),
        sid,
        created: None,
        via,
    };
    let details = Box::new(CallDetails {
        price: Some("0.60".into()),
        ..CallDetails::default()
    });
    let until = t("10:05:00");
    let why = Throttle::TooMany;
    let stop = Stop::Account {
        status: 402,
        message: "no balance".into(),
    };
    vec![
        intended(1, "10:01:00"),
        (
            "10:01:01",
            Fact::Rejected {
                attempt: id(1),
                why: Rejection::TooMany,
                message: "".into(),
            },
        ),
        ("10:01:01", Fact::Throttled { until, why }),
        intended(2, "10:05:00"),
        (
            "10:06:10",
            Fact::Ambiguous {
                attempt,
                why: Doubt::Timeout,
                evidence: "".into(),
                hold_until: t("10:25:00"),
            },
        ),
        (
            "10:06:20",
            Fact::Asked {
                ask,
                question: Question::Search(vec![attempt]),
            },
        ),
        ("10:06:21", Fact::Replied { ask, failure: None }),
        (
            "10:07:00",
            accepted(2, sid("c0ffee1234567890123"), Via::Search),
        ),
        ("10:07:01", ended(2, Outcome::NoAnswer)),
        ("10:09:00", Fact::Amended { attempt, details }),
        ("10:11:00", Fact::Settled { attempt }),
        ("10:12:00", Fact::Resumed),
        intended(3, "10:37:01"),
        (
            "10:37:02",
            accepted(3, sid("c0ffee1234567890124"), Via::Answer),
        ),
        ("10:38:00", ended(3, Outcome::Busy)),
        ("10:39:00", Fact::Stopped { why: stop }),
        ("23:00:00", Fact::Finished),
    ]
}

/// Facts that end a story, each in one of its own.
fn ends() -> Vec<Fact> {
    let attempt = id(3);
    let locked = Exclusion::Locked {
        run: "other-20261122-090000".into(),
    };
    let calls = vec![OtherCall {
        at: t("09:30:00"),
        own: false,
    }];
    let contact = WHO;
    vec![
        Fact::CalledElsewhere { contact, calls },
        Fact::Paused { by: "asha".into() },
        Fact::Unpaused { by: "".into() },
        Fact::Expired,
        Fact::Unknown { attempt },
        Fact::PresumedNone { attempt },
        Fact::Unconfirmed { attempt },
        Fact::Excluded {
            contact: WHO,
            why: locked,
        },
    ]
}

/// Both reasons why a retry is not made.
fn lapses() -> impl Iterator<Item = Fact> {
    let contact = WHO;
    [Lapse::Window, Lapse::End]
        .into_iter()
        .map(move |why| Fact::Lapsed { contact, why })
}

fn told() -> Told {
    let rules = rules();
    let mut teller = Teller::new(&rules, UtcOffset::IST, [(WHO, ZoneId::OWN, vec![])]);
    let story = screening().into_iter().chain(calls());
    let story = story.chain(ends().into_iter().map(|fact| ("23:30:00", fact)));
    let story = story.chain(lapses().map(|fact| ("23:40:00", fact)));
    let events = story.map(|(clock, fact)| Event { at: t(clock), fact });
    teller.see(&events.collect::<Vec<_>>());
    let row = PersonRow {
        contact: WHO,
        line: 8,
        id: Some("C-7".to_owned()),
        made: format!("read as {}, region IN", number()),
    };
    Told::Runs(vec![Story {
        run: "emi-20261123-100000".to_owned(),
        realm: "Exotel",
        rows: vec![row],
        lines: teller.lines(),
        disposition: "busy",
        reason: "2 calls".to_owned(),
    }])
}

#[test]
fn every_fact_has_its_sentence() {
    assert_eq!(rules().ambiguous, Ambiguity::NeverRedial);
    let told = told();
    let text = render::text(Some(number()), &told, UtcOffset::IST);
    golden::check(&text, "golden/why/every-fact.txt");
    assert!(!text.contains("0000000016"), "numbers are masked");
    let json = render::json(Some(number()), &told, UtcOffset::IST);
    golden::check(&format!("{json:#}\n"), "golden/why/every-fact.json");
}

fn ran() -> Project {
    let project = Project::new();
    let rows = "id,phone\nC-1,+910000000001\nC-2,91 0000-000002\nC-1b,+910000000001\nC-4,12\n";
    project.write("people.csv", rows);
    let ended = project.exodial("run hello.campaign.yaml --simulate --yes -q --seed 7");
    assert_eq!(ended.code, Some(0), "{ended}");
    project
}

/// The program with these arguments; those of one word each may hold blanks.
fn why(project: &Project, arguments: &[&str]) -> Ended {
    let mut command = project.command("why");
    command.args(arguments);
    let ended = Process::start(command).end();
    ended.keeps_secrets();
    ended
}

#[test]
fn a_person_is_found_by_any_spelling_and_told_after_a_run() {
    let project = ran();
    let ways: [&[&str]; 5] = [
        &["+910000000001"],
        &["+91 0000 000 001", "latest"],
        &["--id", "C-1"],
        &["--row", "1", "hello-"],
        // Its other row, which stands for the same person.
        &["--row", "3"],
    ];
    let first = why(&project, ways[0]);
    assert_eq!(first.code, Some(0), "{first}");
    for way in ways {
        assert_eq!(why(&project, way).out, first.out, "{way:?}");
    }
    for text in [
        "row 3                line 4, C-1b: read as +91xxxxxxx001, region IN; row 1 has the same",
        "the whitelist is asked about the number",
        "attempt 1: Exotel placed call ",
        "the run is over",
    ] {
        assert!(first.out.contains(text), "{text}: {first}");
    }
    let invalid = why(&project, &["--row", "4"]);
    assert!(
        invalid
            .out
            .contains("so                   invalid: cannot be used"),
        "{invalid}"
    );
    let json = why(&project, &["--id", "C-2", "--format", "json"]);
    let json: Value = serde_json::from_str(&json.out).expect("JSON");
    assert_eq!(json["format"], "exodial.why/1");
    assert_eq!(json["runs"][0]["rows"][0]["id"], "C-2");
}

#[test]
fn all_runs_are_told_where_that_is_asked_for() {
    let project = ran();
    project.write("people.csv", &people(1..3));
    let ended = project.exodial("run hello.campaign.yaml --simulate --yes -q --seed 7");
    assert_eq!(ended.code, Some(0), "{ended}");
    let stories = |all: &[&str]| why(&project, all).out.matches("the run begins").count();
    assert_eq!(stories(&["+910000000002"]), 1);
    assert_eq!(stories(&["+910000000002", "--all"]), 2);
    // Only the first run has the record of this id.
    assert_eq!(stories(&["--id", "C-1b"]), 1);
}

#[test]
fn a_person_who_is_nowhere_is_exit_4_with_what_was_searched() {
    let project = ran();
    let ended = why(&project, &["+910000000077"]);
    ended.says(
        4,
        &[
            "no row of the one run of this project, hello-",
            "holds +91xxxxxxx077",
        ],
    );
    let ended = why(
        &project,
        &["+910000000077", "hello.campaign.yaml", "--simulate"],
    );
    ended.says(4, &["no row of people.csv holds +91xxxxxxx077"]);
    why(&project, &["12", "latest"]).says(2, &["12 is no number to look for"]);
    // What cannot be read may be a number all the same, and a terminal obeys what it is shown.
    for rest in [&["latest"][..], &["hello.campaign.yaml", "--simulate"]] {
        let phone = "+91 00000-00001\u{1b}7\u{7}9";
        let ended = why(&project, &[&[phone], rest].concat());
        ended.says(2, &["+91 xxxxx-xxxx1 7 9 is no number to look for"]);
        assert!(!ended.err.contains(['\u{1b}', '\u{7}']), "{ended}");
    }
    why(&project, &["+910000000001", "gone"]).says(2, &["no run begins with \"gone\""]);
    why(&project, &[]).says(2, &["PHONE"]);
}
