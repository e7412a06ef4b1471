//! People with several numbers, at the real program: which number is called when, and that all of them are one person.

use exodial::{
    campaign::{Check, Outcome},
    contacts::ContactId,
    engine::{Engine, Rules},
    journal::event::{AttemptId, Event, Fact, Sid, Standing, Via},
    plan::Disposition,
};

use crate::{agreement::rows, fixture, project::*};

const CAMPAIGN: &str = r#"exodial: 1
campaign: hello
contacts:
  file: people.csv
  phone: [mobile, home, relative]
  id: id
  suppress: [{ file: do-not-call.csv, phone: number }]
call: { exophone: ["+910000999001", "+910000999002"], app_id: 84521, custom_field: "{{ id }}" }
whitelist: { neutral: skip }
retries: { max_attempts: 3, busy: 15m }
results: { file: results.csv, attempts: attempts.csv }
"#;

/// What each number does; everybody else is whitelisted and answers.
const NUMBERS: &str = "numbers:
  \"+910000000010\": { outcomes: [failed] }
  \"+910000000020\": { outcomes: [busy, completed] }
  \"+910000000030\": { outcomes: [failed] }
  \"+910000000031\": { outcomes: [failed] }
  \"+910000000060\": { outcomes: [failed] }
  \"+910000000070\": { whitelist: neutral }
  \"+910000000080\": { whitelist: blacklist }
  \"+910000000090\": { outcomes: [failed] }
  \"+910000000091\": { whitelist: neutral }
";

const EVERYBODY: &str = "whitelist: { whitelist: 100%, neutral: 0%, blacklist: 0% }\noutcomes: { completed: 100%, no-answer: 0%, busy: 0%, failed: 0%, canceled: 0% }\n";

/// Tens are the people, ones their numbers.
const PEOPLE: [(&str, &[u32]); 9] = [
    ("next", &[10, 11, 12]),
    ("busy", &[20, 21]),
    ("both-fail", &[30, 31]),
    ("answers", &[40, 41]),
    ("listed", &[50, 51]),
    ("only", &[60]),
    ("neutral-first", &[70, 71]),
    ("objects", &[80, 81]),
    ("neutral-next", &[90, 91]),
];

fn project() -> Project {
    let project = Project::new();
    let row = |(id, numbers): &(&str, &[u32])| {
        let cell = |at| numbers.get(at).map(|nth| phone(*nth)).unwrap_or_default();
        format!("{id},{},{},{}\n", cell(0), cell(1), cell(2))
    };
    let people: String = PEOPLE.iter().map(row).collect();
    project.write("people.csv", &format!("id,mobile,home,relative\n{people}"));
    project.write("do-not-call.csv", &format!("number\n{}\n", phone(51)));
    project.write("hello.campaign.yaml", CAMPAIGN);
    project.write("calm.yaml", &(CALM.to_owned() + EVERYBODY + NUMBERS));
    project
}

const RUN: &str = "run hello.campaign.yaml --simulate --scenario calm.yaml --yes";

#[test]
fn after_a_call_that_failed_the_next_number_is_called_and_all_are_one_person() {
    let project = project();
    project.exodial(RUN).says(0, &[]);
    let attempts = rows(&project.read(project.simulated_run().join("attempts.csv")));
    let told = |id: &str| -> Vec<(String, String)> {
        let own = attempts.iter().filter(|row| row["id"] == id);
        own.map(|row| (row["phone"].clone(), row["outcome"].clone()))
            .collect()
    };
    let calls = |calls: &[(u32, &str)]| -> Vec<(String, String)> {
        let call = |(nth, outcome): &(u32, &str)| (phone(*nth), (*outcome).to_owned());
        calls.iter().map(call).collect()
    };
    let expected: [(&str, &[(u32, &str)]); 9] = [
        ("next", &[(10, "failed"), (11, "completed")]),
        ("busy", &[(20, "busy"), (20, "completed")]),
        ("both-fail", &[(30, "failed"), (31, "failed")]),
        ("answers", &[(40, "completed")]),
        ("listed", &[]),
        ("only", &[(60, "failed")]),
        ("neutral-first", &[(71, "completed")]),
        ("objects", &[]),
        ("neutral-next", &[(90, "failed")]),
    ];
    for (id, expected) in expected {
        assert_eq!(told(id), calls(expected), "{id}");
    }
    let results = rows(&project.read(project.simulated_run().join("results.csv")));
    let word = |id: &str| {
        let row = results.iter().find(|row| row["id"] == id);
        let row = row.expect("every row has a result");
        let cells = ["result_disposition", "result_reason", "result_phone"];
        cells.map(|name| row[name].clone()).join("; ")
    };
    assert_eq!(word("next"), format!("completed; 2 calls; {}", phone(11)));
    assert_eq!(word("both-fail"), format!("failed; 2 calls; {}", phone(31)));
    let listed = "suppressed; on do-not-call.csv, line 2; ".to_owned();
    assert_eq!(word("listed"), listed + &phone(50));
    let neutral = "failed; 1 of 3 calls; then neutral on the whitelist; ".to_owned();
    assert_eq!(word("neutral-next"), neutral + &phone(90));
    shows(&project.exodial("verify latest"), " laws kept");
}

/// Whoever is on a list by a number that only another row of the person has, that row being left out, objected too.
#[test]
fn a_list_bars_people_by_the_numbers_of_rows_that_are_left_out() {
    let project = project();
    let row = |id: &str, one: u32, other: u32| format!("{id},{},{},\n", phone(one), phone(other));
    let people = [
        row("called", 60, 61),
        row("left-out", 61, 62),
        row("free", 20, 21),
        row("free-too", 21, 22),
    ];
    let people = people.concat();
    project.write("people.csv", &format!("id,mobile,home,relative\n{people}"));
    project.write("do-not-call.csv", &format!("number\n{}\n", phone(62)));
    // The plan knows it before anything is dialled.
    let ended = project.exodial(RUN);
    ended.says(0, &["on do-not-call.csv"]);
    shows(
        &project.exodial(&format!("why {} latest", phone(60))),
        "on do-not-call.csv, line 2",
    );
    let attempts = rows(&project.read(project.simulated_run().join("attempts.csv")));
    assert!(attempts.iter().all(|row| row["id"] == "free"));
    let results = rows(&project.read(project.simulated_run().join("results.csv")));
    let told: Vec<&str> = results
        .iter()
        .map(|row| &*row["result_disposition"])
        .collect();
    assert_eq!(told, ["suppressed", "duplicate", "completed", "duplicate"]);
    assert_eq!(results[0]["result_reason"], "on do-not-call.csv, line 2");
    shows(&project.exodial("verify latest"), " laws kept");
}

/// Asserts that a command ended well and showed this. Line breaks and indents do not count.
#[track_caller]
fn shows(ended: &Ended, text: &str) {
    ended.says(0, &[]);
    assert!(ended.shown().contains(text), "{text:?} is not in {ended}");
}

#[test]
fn a_plan_and_why_tell_of_further_numbers() {
    let project = project();
    let plan = "plan hello.campaign.yaml --simulate";
    let calls = "7 people have 8 further numbers: called after `failed`, as one of the 3 calls";
    shows(&project.exodial(plan), "not called: on do-not-call.csv 1");
    shows(&project.exodial(plan), calls);
    // The bar is the plan's: look-ups of all numbers, and every call that there can be.
    shows(&project.exodial(plan), "at most 16 + 24 +");
    let once = CAMPAIGN.replace("max_attempts: 3, busy: 15m", "max_attempts: 1");
    project.write("hello.campaign.yaml", &once);
    shows(
        &project.exodial(plan),
        "not called, since `retries.max_attempts` is 1",
    );
    project.write("hello.campaign.yaml", CAMPAIGN);
    project.exodial(RUN).says(0, &[]);
    // What changes of them is told as a change of the person.
    let people = project.read("people.csv");
    project
        .exodial(&format!("{plan} -o plan.json"))
        .says(0, &[]);
    project.write("people.csv", &people.replace(&phone(12), &phone(13)));
    let diff = project.exodial(&format!("{plan} --diff plan.json"));
    shows(&diff, "other further numbers");
    project.write("people.csv", &people);
    // A person is found by any of the numbers.
    let why = project.exodial(&format!("why {} latest", phone(11)));
    shows(&why, "completed: 2 calls");
}

#[test]
fn a_test_of_a_campaign_tells_outcomes_in_the_order_of_the_calls() {
    let project = project();
    let tests = r#"tests:
  - name: the next number is called at once, and it again when it is busy
    at: "2026-11-25T10:00"
    people:
      - row: { id: a, mobile: "+910000000001", home: "+910000000002" }
        outcomes: [failed, busy, completed]
        expect: { disposition: completed, calls: ["10:00", "10:00", "10:15"] }
      - row: { id: b, mobile: "+910000000003", home: "+910000000004" }
        outcomes: [failed]
        expect: { disposition: failed, attempts: 2 }
"#;
    project.write("hello.campaign.yaml", &(CAMPAIGN.to_owned() + tests));
    project.exodial("test").says(0, &[]);
}

#[test]
fn whoever_objects_on_the_next_number_keeps_the_last_outcome() {
    let mut campaign = fixture::campaign();
    campaign.whitelist.check = Check::Required;
    campaign.retries.max_attempts = 3;
    campaign.retries.busy = vec![fixture::secs(900)];
    let rules = Rules::new(&campaign, &fixture::account(), &fixture::policy());
    let (contact, first, next) = (ContactId(0), fixture::number(0), fixture::number(1));
    let engine = Engine::new(rules, [(contact, first)], Default::default());
    let mut engine = engine.with_fallbacks([(contact, &[next][..])]);
    let noon = |minute: u64| fixture::at("2026-11-23T12:00:00+05:30") + fixture::secs(60 * minute);
    let standing = |number, standing| Fact::Standing {
        contact,
        number,
        standing,
        as_of: noon(0),
        expires: None,
    };
    let called = |number, minute, outcome| {
        let attempt = AttemptId { contact, number };
        let intended = Fact::Intended {
            attempt,
            number: first,
            not_after: noon(minute) + fixture::secs(10),
        };
        let accepted = Fact::Accepted {
            attempt,
            sid: Sid::parse(&format!("sid0000{number}")).expect("a sid"),
            created: None,
            via: Via::Answer,
        };
        let details = Default::default();
        let ended = Fact::Ended {
            attempt,
            outcome,
            details,
        };
        [intended, accepted, ended].map(|fact| (minute, fact))
    };
    let known = [
        (0, standing(first, Standing::Whitelist)),
        (0, standing(next, Standing::Blacklist)),
    ];
    let calls = [called(1, 1, Outcome::Busy), called(2, 20, Outcome::Failed)];
    let story = known.into_iter().chain(calls.into_iter().flatten());
    let events = story.map(|(minute, fact)| Event {
        at: noon(minute),
        fact,
    });
    engine
        .replay(&events.collect::<Vec<_>>())
        .expect("a legal story");
    let fate = engine.fate(contact).expect("everybody has one");
    assert_eq!(fate.disposition, Disposition::Called(Outcome::Failed));
    let why = "2 of 3 calls; then the person asked Exotel not to be called";
    assert_eq!((fate.number, fate.reason.as_str()), (first, why));
}
