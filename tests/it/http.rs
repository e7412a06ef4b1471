//! Whole campaigns over HTTP: the real program against the simulator of another process.

use serde_json::Value;

use crate::{agreement::*, project::*};

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
