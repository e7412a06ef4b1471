//! Lists of people who are never called, at the real program: before a run, between two lives of it, and while it
//! goes on.

use std::{fs, io::Write as _};

use exodial::{
    campaign::Number,
    contacts::hashes::{CHECK, HashKey},
};

use crate::{agreement::*, project::*};

/// The campaign with a list of its own, and retries that leave time for an edit.
const LISTED: &str = r#"exodial: 1
campaign: hello
contacts:
  file: people.csv
  phone: phone
  id: id
  suppress: [{ file: do-not-call.csv, phone: number }]
call:
  exophone: "+910000999001"
  app_id: 84521
  ring_timeout: 1s
  time_limit: 1s
  custom_field: "{{ id }}"
retries: { max_attempts: 2, busy: 3s, no-answer: 3s }
"#;

/// A simulator on which these people are busy, always.
fn busy(numbers: std::ops::Range<u32>, seed: u64) -> Simulator {
    let busy = numbers.map(|nth| {
        let phone = phone(nth);
        format!("  \"{phone}\": {{ outcomes: [busy], whitelist: whitelist }}\n")
    });
    let scenario = format!("{CALM}numbers:\n{}", busy.collect::<String>());
    Simulator::start(&scenario, seed)
}

fn project(simulator: &Simulator, people: u32, list: &[u32]) -> Project {
    let project = Project::on(simulator, 0..people);
    project.write("hello.campaign.yaml", LISTED);
    project.write("do-not-call.csv", &numbers(list));
    project
}

fn numbers(list: &[u32]) -> String {
    let rows = list.iter().map(|nth| phone(*nth) + "\n");
    "number\n".to_owned() + &rows.collect::<String>()
}

/// Puts a number on the list as `echo >>` does.
fn append(project: &Project, nth: u32) {
    let mut options = fs::OpenOptions::new();
    let list = options.append(true).open(project.path("do-not-call.csv"));
    let line = phone(nth) + "\n";
    list.expect("it is there")
        .write_all(line.as_bytes())
        .expect("it takes a line");
}

/// Calls that were placed to somebody.
fn calls(simulator: &Simulator, nth: u32) -> usize {
    let ledger = simulator.page("ledger");
    let calls = ledger["calls"].as_array().expect("a list");
    let phone = phone(nth);
    let to = |call: &&serde_json::Value| call["from"].as_str() == Some(phone.as_str());
    calls.iter().filter(to).count()
}

/// Waits until so many calls were placed to somebody: everything takes its time, and nothing is slept over.
fn called(simulator: &Simulator, nth: u32, times: usize) {
    while calls(simulator, nth) < times {}
}

/// What the result file says of somebody: disposition and reason.
fn told(results: &str, nth: u32) -> (String, String) {
    let phone = phone(nth);
    let rows = rows(results);
    let row = rows.iter().find(|row| row["result_phone"] == phone);
    let row = row.expect("everybody has a row");
    (
        row["result_disposition"].clone(),
        row["result_reason"].clone(),
    )
}

fn pair(word: &str, reason: &str) -> (String, String) {
    (word.to_owned(), reason.to_owned())
}

fn results(project: &Project) -> String {
    project.read(project.run_folder().join("results.csv"))
}

#[test]
fn whoever_is_on_a_list_is_planned_out_and_never_called() {
    let simulator = Simulator::start(CALM, 71);
    let project = project(&simulator, 8, &[]);
    // As a spreadsheet on Windows writes it, the numbers as people do.
    let list = "\u{feff}name;number\r\nAsha;91 0000 000003\r\n\r\nRavi;\"+91-0000-000005\"\r\n";
    project.write("do-not-call.csv", list);
    // The list of the house lies beside the project file.
    fs::create_dir(project.path("lists")).expect("a folder");
    project.write("lists/house.csv", &numbers(&[6, 99]));
    let house = "policy:\n  suppress: [{ file: lists/house.csv, phone: number }]\n";
    project.write("exodial.yaml", &QUICK.replace("policy:\n", house));
    let plan = project.exodial("plan hello.campaign.yaml");
    plan.says(0, &[]);
    for line in [
        "on do-not-call.csv                           2",
        "on lists/house.csv                           1",
    ] {
        assert!(plan.out.contains(line), "{plan}");
    }
    // What was approved is stale once the lists keep out somebody else.
    let (_, hash) = plan.out.rsplit_once("--approve ").expect("a hash");
    let run = format!("run hello.campaign.yaml --approve {hash}");
    project.write(
        "do-not-call.csv",
        &(list.to_owned() + "Anu;+910000000001\r\n"),
    );
    let stale = project.exodial(&run);
    stale.says(8, &["is stale", "Nothing was dialled"]);
    project.write(
        "do-not-call.csv",
        &(list.to_owned() + "Anu;+910000000077\r\n"),
    );
    let ended = project.exodial(&run);
    assert_eq!(ended.code, Some(0), "{ended}");
    ended.keeps_secrets();
    let results = results(&project);
    let listed = [
        (3, "on do-not-call.csv, line 2"),
        (5, "on do-not-call.csv, line 4"),
        (6, "on lists/house.csv, line 2"),
    ];
    for (nth, reason) in listed {
        assert_eq!(calls(&simulator, nth), 0);
        assert_eq!(told(&results, nth), pair("suppressed", reason));
    }
    assert_eq!(count(&rows(&results), "suppressed"), 3);
    agree(
        &project.read("people.csv"),
        &results,
        &simulator.page("ledger"),
    );
}

#[test]
fn a_number_that_is_put_on_the_list_while_a_run_goes_on_is_not_called_again() {
    let simulator = busy(0..4, 72);
    let project = project(&simulator, 4, &[99]);
    let run = project.start("run hello.campaign.yaml --yes");
    called(&simulator, 2, 1);
    append(&project, 2);
    let ended = run.end();
    ended.says(0, &["1 person may not be called any more: on a list"]);
    assert_eq!(calls(&simulator, 2), 1, "the retry is not placed");
    assert_eq!(calls(&simulator, 1), 2, "everybody else is called again");
    let results = results(&project);
    let reason = "1 of 2 calls; then on do-not-call.csv, line 3";
    assert_eq!(told(&results, 2), pair("busy", reason));
    assert_eq!(told(&results, 1).0, "busy");
}

#[test]
fn a_number_that_is_put_on_the_list_between_two_lives_is_not_called() {
    let simulator = busy(0..4, 73);
    let project = project(&simulator, 4, &[0]);
    let mut run = project.start("run hello.campaign.yaml --yes");
    run.said(" calling").expect("it calls");
    called(&simulator, 3, 1);
    let (killed, _) = run.kill_after(std::time::Duration::ZERO);
    assert!(killed);
    // Whoever was on a list stays barred in this run, also when the list has forgotten.
    project.write("do-not-call.csv", &numbers(&[3]));
    let ended = project.exodial("resume");
    assert!(matches!(ended.code, Some(0 | 6)), "{ended}");
    for (nth, times) in [(0, 0), (1, 2), (3, 1)] {
        assert_eq!(calls(&simulator, nth), times, "{nth}");
    }
}

#[test]
fn a_list_that_vanishes_while_a_run_goes_on_ends_it_in_good_order() {
    let simulator = busy(0..3, 74);
    let project = project(&simulator, 3, &[99]);
    let run = project.start("run hello.campaign.yaml --yes");
    called(&simulator, 2, 1);
    fs::remove_file(project.path("do-not-call.csv")).expect("it was there");
    let ended = run.end();
    ended.says(5, &[]);
    let why = "a list of people who are never called does not serve: do-not-call.csv: No such file";
    assert!(ended.shown().contains(why), "{ended}");
    assert_eq!(calls(&simulator, 2), 1);
    let refused = project.exodial("resume");
    refused.says(1, &["EXO440", "do-not-call.csv"]);
    assert_eq!(calls(&simulator, 2), 1, "nobody is called without the list");
    project.write("do-not-call.csv", &numbers(&[99, 1]));
    let ended = project.exodial("resume");
    assert_eq!(ended.code, Some(0), "{ended}");
    assert_eq!(calls(&simulator, 2), 2);
    assert_eq!(calls(&simulator, 1), 1);
}

#[test]
fn an_entry_that_cannot_be_read_ends_a_run_and_says_where_it_is() {
    let simulator = busy(0..2, 75);
    let project = project(&simulator, 2, &[99]);
    let run = project.start("run hello.campaign.yaml --yes");
    called(&simulator, 1, 1);
    project.write("do-not-call.csv", &(numbers(&[99]) + "+91 98\n"));
    let ended = run.end();
    ended.says(5, &[]);
    let why = "do-not-call.csv, line 3: an entry of this list cannot be read as a number";
    assert!(ended.shown().contains(why), "{ended}");
    assert_eq!(calls(&simulator, 1), 1);
}

#[test]
fn a_list_that_protects_nobody_is_a_finding_of_every_command() {
    let project = Project::new().with("EXOTEL_BASE_URL", "http://127.0.0.1:1");
    project.write("people.csv", &people(0..3));
    project.write("hello.campaign.yaml", LISTED);
    let said = |list: Option<&str>, texts: &[&str]| {
        match list {
            Some(list) => project.write("do-not-call.csv", list),
            None => fs::remove_file(project.path("do-not-call.csv")).unwrap_or_default(),
        }
        for command in ["lint --min-level error", "plan", "run --yes --simulate"] {
            let ended = project.exodial(&format!("{command} hello.campaign.yaml"));
            ended.finds(1, texts);
        }
    };
    said(None, &["EXO440", "is not there", "hello.campaign.yaml:7"]);
    said(Some(""), &["EXO441", "it lacks even a header"]);
    said(
        Some("phone\n+910000000001\n"),
        &["EXO442", "no column `number`", "its columns are phone"],
    );
    said(
        Some("+910000000001\n+910000000002\n"),
        &["EXO442", "write a first line with the names"],
    );
    said(
        Some("number\n+910000000001\n\"\"\nasha\n12\n9.1E+11\n"),
        &[
            "EXO443",
            "4 entries of this list cannot be read as numbers",
            "do-not-call.csv:3",
            "the cell is empty",
        ],
    );
    said(
        Some("number,name\n+910000000001\n"),
        &["EXO443", "the header has 2 cells, the row 1"],
    );
    said(
        Some("number\n\"+910000000001\n+910000000002\"\n"),
        &["EXO443", "it holds several numbers"],
    );
    // A quote that is never closed would swallow everybody behind it.
    said(
        Some("number,why\n+910000000001,\"asked\n+910000000002,asked\n"),
        &["EXO446", "do-not-call.csv:2", "close the double quote"],
    );
    project.write("do-not-call.csv", "number\n");
    let ended = project.exodial("plan hello.campaign.yaml --simulate");
    ended.says(0, &["EXO441", "nobody is on this list"]);
}

#[test]
fn a_campaign_reads_no_list_outside_its_project_and_the_house_does() {
    let project = Project::new();
    project.write("people.csv", &people(0..3));
    let elsewhere = tempfile::tempdir().expect("a folder");
    let list = elsewhere.path().join("list.csv");
    fs::write(&list, "number\nnobody's business\n").expect("a list");
    let path = list.display().to_string();
    let campaign = LISTED.replace("do-not-call.csv", &path);
    project.write("hello.campaign.yaml", &campaign);
    let ended = project.exodial("lint --min-level error hello.campaign.yaml");
    ended.finds(1, &["EXO808", "policy.suppress"]);
    assert!(!ended.to_string().contains("business"), "{ended}");
    project.write("hello.campaign.yaml", CAMPAIGN);
    let house = format!("policy:\n  suppress: [{{ file: {path}, phone: number }}]\n");
    project.write("exodial.yaml", &QUICK.replace("policy:\n", &house));
    let ended = project.exodial("lint --min-level error hello.campaign.yaml");
    ended.finds(1, &["EXO443", "business"]);
}

/// A list of hashes, made with a key.
fn hashed(key: &str, list: &[u32]) -> String {
    let key = HashKey::new(key.as_bytes()).expect("a key");
    let digits = list
        .iter()
        .map(|nth| 910_000_000_000 + u64::from(*nth))
        .chain([CHECK.digits()]);
    let rows = digits.map(|digits| {
        let number = Number::from_digits(digits).expect("it has 12 digits");
        let hash = key.hash(number);
        hash.iter()
            .map(|byte| format!("{byte:02x}"))
            .collect::<String>()
            + "\n"
    });
    "hash\n".to_owned() + &rows.collect::<String>()
}

#[test]
fn a_list_of_hashes_works_with_its_own_key_and_with_no_other() {
    let simulator = Simulator::start(CALM, 76);
    let project = project(&simulator, 4, &[]);
    let campaign = LISTED.replace("phone: number", "hmac_sha256: hash");
    project.write("hello.campaign.yaml", &campaign);
    project.write("do-not-call.csv", &hashed("hash-canary-1", &[2]));
    let keyless = project.exodial("lint --min-level error hello.campaign.yaml");
    keyless.finds(1, &["EXO445", "needs the key"]);
    let allow = "allow: { hmac_key: \"${DNC_KEY}\" }\n";
    project.write("exodial.yaml", &(QUICK.to_owned() + allow));
    // Lint reads no key, and needs none.
    project
        .exodial("lint --min-level error hello.campaign.yaml")
        .says(0, &[]);
    let run = "run hello.campaign.yaml --yes";
    let unset = project.exodial(run);
    unset.says(8, &["DNC_KEY is not set", "Nothing was dialled"]);
    let project = project.with("DNC_KEY", "hash-canary-2");
    for command in [run, "plan hello.campaign.yaml"] {
        let wrong = project.exodial(command);
        wrong.says(
            8,
            &["it was hashed with another key", "Nothing was dialled"],
        );
        assert!(!format!("{wrong}").contains("hash-canary"), "{wrong}");
    }
    assert_eq!(simulator.page("requests")["calls"], 0);
    let project = project.with("DNC_KEY", "hash-canary-1");
    let ended = project.exodial(run);
    assert_eq!(ended.code, Some(0), "{ended}");
    assert_eq!(calls(&simulator, 2), 0);
    let reason = "on do-not-call.csv, line 2";
    assert_eq!(told(&results(&project), 2), pair("suppressed", reason));
    let folder = project.run_folder();
    let journal = fs::read(folder.join("journal")).expect("a journal");
    assert!(!String::from_utf8_lossy(&journal).contains("hash-canary"));
    project.write("do-not-call.csv", "hash\n+910000000001\n");
    let plain = project.exodial("lint --min-level error hello.campaign.yaml");
    plain.finds(1, &["EXO444", "it is not 64 hexadecimal digits"]);
}

#[test]
fn calls_of_earlier_campaigns_keep_people_out_and_count_for_caps() {
    let simulator = busy(0..2, 77);
    let project = Project::on(&simulator, 0..4);
    let first = project.exodial("run hello.campaign.yaml --yes");
    assert_eq!(first.code, Some(0), "{first}");
    let other = CAMPAIGN.replace("campaign: hello", "campaign: other");
    let plan = |keys: &str| {
        let keys = format!("bad_rows: skip, {keys}, ");
        project.write(
            "other.campaign.yaml",
            &other.replace("bad_rows: skip, ", &keys),
        );
        let plan = project.exodial("plan other.campaign.yaml");
        assert!(matches!(plan.code, Some(0 | 4)), "{plan}");
        plan.out
    };
    let busy = r#"suppress: [{ journal: "hel*", outcomes: [busy], within: 1d }]"#;
    let text = plan(busy);
    assert!(text.contains("busy in run hello-"), "{text}");
    assert!(text.contains("left                                                     2 people"));
    let stranger = busy.replace("hel*", "emi-*");
    let text = plan(&stranger);
    assert!(text.contains("left                                                     4 people"));
    let text = plan("caps: [{ attempts: 2, per: 1d }]");
    let capped = "called as often as `caps` allow: 2,";
    assert!(text.contains(capped), "{text}");
    let text = plan("caps: [{ attempts: 2, per: 1d, scope: campaign }]");
    assert!(!text.contains("called as often"), "{text}");

    plan(busy);
    let ended = project.exodial("run other.campaign.yaml --yes");
    assert_eq!(ended.code, Some(0), "{ended}");
    let text = project.exodial("results -o -").out;
    let (word, reason) = told(&text, 0);
    assert_eq!(word, "suppressed", "{text}");
    assert!(reason.starts_with("the call of run hello-") && reason.ends_with("ended as busy"));
    assert_eq!(calls(&simulator, 0), 2);
    let proof = project.exodial("verify");
    proof.says(0, &[]);
    let heeded = "6 calls to these people in 1 other run, all heeded";
    assert!(proof.out.contains(heeded), "{proof}");
}
