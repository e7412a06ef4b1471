//! Numbers of which the whitelist says nothing: one such row holds up nobody else.

use std::ops::Range;

use crate::{agreement::*, project::*};

/// The whitelist answers a 400 for these, and is as it should be for everybody else.
fn refusing(refused: Range<u32>) -> String {
    let fixed = refused.map(|nth| format!("  \"{}\": {{ whitelist: refused }}\n", phone(nth)));
    format!("{CALM}numbers:\n{}", fixed.collect::<String>())
}

/// There is a row for everybody; the refused are left out, and it says why.
#[track_caller]
fn left_out(project: &Project, simulator: &Simulator, refused: usize) {
    let results = project.read(project.run_folder().join("results.csv"));
    agree(
        &project.read("people.csv"),
        &results,
        &simulator.page("ledger"),
    );
    assert_eq!(
        results.matches("the whitelist could not be read").count(),
        refused
    );
    assert_eq!(count(&rows(&results), "stopped"), 0);
}

#[test]
fn a_number_that_the_whitelist_refuses_is_left_out_and_everybody_else_is_called() {
    let simulator = Simulator::start(&refusing(7..9), 41);
    let project = Project::on(&simulator, 0..20);
    let ended = project.exodial("run hello.campaign.yaml --yes");
    ended.says(0, &["finished exit=0"]);
    left_out(&project, &simulator, 2);
}

#[test]
fn refusals_at_the_head_of_the_file_do_not_stop_those_after_it() {
    // More than a run takes for a whitelist that is out of order.
    let simulator = Simulator::start(&refusing(0..12), 42);
    let project = Project::on(&simulator, 0..20);
    let mut ended = project.exodial("run hello.campaign.yaml --yes");
    let mut resumed = 0;
    while ended.code == Some(5) && resumed < 2 {
        ended = project.exodial("resume");
        resumed += 1;
    }
    ended.says(0, &["finished exit=0"]);
    left_out(&project, &simulator, 12);
}

#[test]
fn a_whitelist_that_refuses_everybody_stops_the_run_and_nobody_is_called() {
    let simulator = Simulator::start(&refusing(0..20), 43);
    let project = Project::on(&simulator, 0..20);
    let ended = project.exodial("run hello.campaign.yaml --yes");
    ended.says(5, &["stopped exit=5"]);
    let why = "the whitelist could not be read: HTTP 400: Invalid parameter";
    assert!(ended.out.contains(why), "{ended}");
    let results = project.read(project.run_folder().join("results.csv"));
    assert_eq!(count(&rows(&results), "stopped"), 20);
    let ledger = simulator.page("ledger");
    assert_eq!(ledger["calls"].as_array().map(Vec::len), Some(0));
}
