//! Whom others called shortly before is not called: the account's own list of calls, at the real program.

use serde_json::Value;

use crate::{agreement::*, project::*, verifying::proven};

/// The campaign of these tests: whom the account called in the last hour is left out.
const LOOKING_BACK: &str = r#"exodial: 1
campaign: hello
contacts: { file: people.csv, phone: phone, id: id, not_called_within: 1h }
call: { exophone: "+910000999001", app_id: 84521, ring_timeout: 1s, time_limit: 1s, custom_field: "{{ id }}" }
whitelist: { check: off }
"#;

/// Calls of others: rows 3 to 6 each in another way, and so many to strangers.
fn others(strangers: u32) -> String {
    let call = |nth, rest| format!("  - {{ to: \"{}\", {rest} }}\n", phone(nth));
    [
        "open_dnd: true\nwhitelist: { neutral: 100% }\nothers:\n".to_owned(),
        call(3, "ago: 30m, outcome: busy"),
        call(4, "ago: 40m, outcome: failed, direction: outbound-dial"),
        call(5, "ago: 20m, direction: inbound"),
        call(6, "ago: 3h, outcome: completed"),
        format!(
            "  - {{ to: \"{}\", count: {strangers}, ago: 10m..55m }}\n",
            phone(10_000)
        ),
    ]
    .concat()
}

fn project(simulator: &Simulator) -> Project {
    let project = Project::on(simulator, 0..12);
    project.write("hello.campaign.yaml", LOOKING_BACK);
    project
}

/// What the result file says of somebody: disposition and reason.
fn told(results: &str, nth: u32) -> [String; 2] {
    let phone = phone(nth);
    let rows = rows(results);
    let row = rows.iter().find(|row| row["result_phone"] == phone);
    let row = row.expect("everybody has a row");
    ["result_disposition", "result_reason"].map(|column| row[column].clone())
}

fn calls(simulator: &Simulator) -> Vec<String> {
    let ledger = simulator.page("ledger");
    let calls = ledger["calls"].as_array().expect("a list");
    let to = |call: &Value| call["from"].as_str().map(str::to_owned);
    calls.iter().filter_map(to).collect()
}

/// Pages of the list that were asked for.
fn pages(simulator: &Simulator) -> u64 {
    simulator.page("requests")["kinds"]["list"]
        .as_u64()
        .unwrap_or(0)
}

/// Rows 3 and 4 are left out and say why; everybody else is called.
#[track_caller]
fn only_those_are_left_out(project: &Project, simulator: &Simulator) {
    let results = project.read(project.run_folder().join("results.csv"));
    for (nth, ended) in [(3, "busy"), (4, "failed")] {
        let [word, reason] = told(&results, nth);
        assert_eq!(word, "suppressed");
        let why = format!("by Exotel's own list: {ended} (call ");
        assert!(reason.contains(&why), "{reason}");
        assert!(
            reason.contains("+05:30, "),
            "by the account's clock: {reason}"
        );
    }
    let mut called = calls(simulator);
    called.sort();
    let left: Vec<String> = (0..12)
        .filter(|nth| ![3, 4].contains(nth))
        .map(phone)
        .collect();
    assert_eq!(called, left);
    agree(
        &project.read("people.csv"),
        &results,
        &simulator.page("ledger"),
    );
    proven(project);
}

#[test]
fn whom_others_called_is_not_called() {
    let simulator = Simulator::start(&(CALM.to_owned() + &others(250)), 5);
    let project = project(&simulator);
    let plan = project.exodial("plan hello.campaign.yaml");
    assert!(plan.out.contains("\n  Look-back   "), "{plan}");
    assert_eq!(pages(&simulator), 0, "a plan asks nobody");
    let run = project.exodial("run hello.campaign.yaml --yes");
    run.says(0, &["the account's own list of calls is read first"]);
    only_those_are_left_out(&project, &simulator);
    let why = project.exodial(&format!("why {} latest", phone(3)));
    assert!(why.out.contains(": the account called at "), "{why}");
    let why = project.exodial(&format!("why {} latest", phone(5)));
    let pages = why.out.matches("own list of calls is read").count();
    assert_eq!(pages, 1, "of several pages the last one is told: {why}");
    let verified = project.exodial("verify latest");
    assert!(verified.out.contains("ok    looked-back"), "{verified}");
    // Of this run's own calls the next one leaves out everybody.
    let again = project.exodial("run hello.campaign.yaml --yes --again");
    again.says(0, &[]);
    assert_eq!(calls(&simulator).len(), 10, "{again}");
}

#[test]
fn a_look_back_that_is_cut_off_goes_on_and_nobody_is_called_before_its_end() {
    let slow = CALM.replace("back: 1ms..10ms", "back: 40ms..60ms");
    let simulator = Simulator::start(&(slow + &others(12_000)), 6);
    let project = project(&simulator);
    let first = project.start("run hello.campaign.yaml --yes");
    while pages(&simulator) < 60 {}
    let (killed, _) = first.kill_after(std::time::Duration::ZERO);
    assert!(killed);
    assert_eq!(calls(&simulator), [""; 0], "nobody before the end");
    let before = pages(&simulator);
    assert!(before < 118, "{before} pages: not in the middle");
    project.exodial("resume").says(0, &[]);
    only_those_are_left_out(&project, &simulator);
    // 121 pages hold the list, and outcomes are read by few more: it was not begun again.
    let after = pages(&simulator) - before;
    assert!(after < 121, "{before} pages, and {after} after them");
}

#[test]
fn a_list_that_cannot_be_read_is_no_permission() {
    let project = Project::new();
    project.write("people.csv", &people(0..12));
    project.write("hello.campaign.yaml", LOOKING_BACK);
    project.write("lossy.yaml", &format!("{CALM}read_faults: 100%\n"));
    let run = project.exodial("run hello.campaign.yaml --simulate --scenario lossy.yaml --yes");
    run.says(5, &["the account's list of calls could not be read"]);
    let results = project.read(project.simulated_run().join("results.csv"));
    for row in rows(&results) {
        assert_eq!(row["result_disposition"], "stopped");
        assert_eq!(row["result_attempts"], "0");
        let reason = &row["result_reason"];
        assert!(
            reason.starts_with("the account's list of calls could not be read"),
            "{reason}"
        );
    }
}
