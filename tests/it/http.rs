//! Whole campaigns over HTTP: the real program against the simulator of another process.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::{agreement::*, project::*, verifying::proven};

/// The files of a run that is over.
fn outcome(project: &Project) -> (String, Value) {
    let folder = project.run_folder();
    let results = project.read(folder.join("results.csv"));
    let summary = project.read(folder.join("summary.json"));
    (results, serde_json::from_str(&summary).expect("JSON"))
}

/// The rows of `summary.json` are those of the result file.
#[track_caller]
fn summed(summary: &Value, results: &str) {
    let rows = rows(results);
    assert_eq!(summary["format"], "exodial.summary/1");
    assert_eq!(summary["rows"], rows.len());
    let words = summary["dispositions"].as_object().expect("counts by word");
    let mut sum = 0;
    for (word, told) in words {
        assert_eq!(*told, count(&rows, word), "{word}");
        sum += count(&rows, word);
    }
    assert_eq!(sum, rows.len());
}

#[test]
fn a_campaign_over_http_tells_the_truth_about_everybody() {
    let simulator = Simulator::start(CALM, 7);
    let project = Project::on(&simulator, 0..300);
    let mut contacts = project.read("people.csv");
    contacts += "C-again,+910000000007\nC-nobody,00001234\n";
    project.write("people.csv", &contacts);
    let ended = project.exodial("run hello.campaign.yaml --yes");
    ended.says(0, &["finished exit=0"]);

    let (results, summary) = outcome(&project);
    let ledger = simulator.page("ledger");
    let calls = agree(&contacts, &results, &ledger);
    let all = ledger["calls"].as_array().expect("a list").len();
    assert_eq!(calls, all, "no call without a row");
    let rows = rows(&results);
    assert_eq!(rows.len(), 302);
    assert_eq!((count(&rows, "duplicate"), count(&rows, "invalid")), (1, 1));
    assert_eq!(count(&rows, "unsettled"), 0);
    for word in ["completed", "no-answer", "busy", "failed", "dnd"] {
        assert!(count(&rows, word) > 0, "nobody ended as {word}");
    }
    summed(&summary, &results);
    assert_eq!(summary["finished"], true);
    assert_eq!(summary["realm"], "loopback");
    assert_eq!(summary["calls"], calls);
    assert_eq!(summary["exit"]["code"], 0);
    assert_eq!(summary["next"], Value::Null);
    let requests = simulator.page("requests");
    assert_eq!(summary["requests"]["total"], requests["requests"]);
    assert!(requests["most_in_a_window"].as_u64() <= Some(60_000));
    assert_eq!(requests["statuses"]["429"], Value::Null);
    assert_eq!(requests["unknown_params"], serde_json::json!({}));
}

/// Runs a campaign on a simulator that loses answers, and asks again for what is not known.
fn lossy(scenario: &str, seed: u64, numbers: std::ops::Range<u32>) -> Simulator {
    let simulator = Simulator::start(scenario, seed);
    let project = Project::on(&simulator, numbers);
    let ended = project.exodial("run hello.campaign.yaml --yes");
    ended.keeps_secrets();
    let contacts = project.read("people.csv");
    let (results, summary) = outcome(&project);
    agree(&contacts, &results, &simulator.page("ledger"));
    summed(&summary, &results);
    let unsettled = count(&rows(&results), "unsettled");
    let code = if unsettled > 0 { 6 } else { 0 };
    ended.says(code, &[&format!("finished exit={code}")]);
    assert_eq!(summary["finished"], true);
    assert_eq!(
        summary["unsettled"].as_array().map(Vec::len),
        Some(unsettled)
    );
    let requests = simulator.page("requests");
    assert!(requests["most_in_a_window"].as_u64() <= Some(60_000));
    assert_ne!(
        requests["faults"],
        serde_json::json!({}),
        "nothing was lost"
    );

    let connects = requests["kinds"]["connect"].clone();
    let again = project.exodial("reconcile");
    let (results, summary) = outcome(&project);
    agree(&contacts, &results, &simulator.page("ledger"));
    let left = count(&rows(&results), "unsettled");
    assert!(left <= unsettled);
    again.says(if left > 0 { 6 } else { 0 }, &[]);
    assert_eq!(summary["exit"]["code"], again.code.unwrap_or_default());
    let requests = simulator.page("requests");
    assert_eq!(
        requests["kinds"]["connect"], connects,
        "reconcile called somebody"
    );
    proven(&project);
    simulator
}

#[test]
fn lost_answers_cost_nobody_a_second_call() {
    lossy(include_str!("../scenarios/short-lossy.yaml"), 11, 0..150);
}

#[test]
fn a_little_of_every_fault_changes_no_result() {
    let simulator = lossy(include_str!("../scenarios/short-flaky.yaml"), 12, 0..150);
    let requests = simulator.page("requests");
    assert_ne!(requests["statuses"]["429"], Value::Null, "{requests}");
}

#[test]
fn a_redirect_stops_the_run_and_resume_finishes_it() {
    let scenario = format!(
        "{CALM}numbers: {{ \"{}\": {{ whitelist: whitelist, answers: [redirect placed] }} }}\n",
        phone(3)
    );
    let simulator = Simulator::start(&scenario, 13);
    let project = Project::on(&simulator, 0..40);
    let ended = project.exodial("run hello.campaign.yaml --yes");
    ended.says(9, &[]);
    assert!(ended.out.contains("somebody else answered"), "{ended}");
    let (results, _) = outcome(&project);
    let contacts = project.read("people.csv");
    agree(&contacts, &results, &simulator.page("ledger"));
    assert!(count(&rows(&results), "stopped") > 0, "{results}");

    let ended = project.exodial("resume");
    ended.says(0, &["finished exit=0"]);
    let (results, _) = outcome(&project);
    agree(&contacts, &results, &simulator.page("ledger"));
    assert_eq!(count(&rows(&results), "stopped"), 0, "{results}");
}

/// A simulator that was started again with its seed knows nothing of its earlier calls, and the runs in the
/// project do.
#[test]
fn a_simulator_may_be_started_again() {
    let simulator = Simulator::start(CALM, 14);
    let project = Project::on(&simulator, 0..40);
    let ended = project.exodial("run hello.campaign.yaml --yes");
    ended.says(0, &["finished exit=0"]);
    let first = sids(&simulator);
    drop(simulator);

    let simulator = Simulator::start(CALM, 14);
    let project = project.with("EXOTEL_BASE_URL", &simulator.address);
    let ended = project.exodial("run hello.campaign.yaml --yes");
    ended.says(0, &["finished exit=0"]);
    assert!(!ended.err.contains("unsettled"), "{ended}");
    let second = sids(&simulator);
    assert_eq!(first.len(), second.len(), "the same seed, the same fates");
    assert!(first.is_disjoint(&second), "a name was given twice");
}

fn sids(simulator: &Simulator) -> BTreeSet<String> {
    let ledger = simulator.page("ledger");
    let calls = ledger["calls"].as_array().expect("a list");
    let sids = calls.iter().map(|call| call["sid"].as_str());
    sids.map(|sid| sid.expect("a sid").to_owned()).collect()
}
