//! A run that waits for its windows: the real program, killed in its sleep, and one whose time is over.

use crate::{agreement::*, project::*};

fn campaign(schedule: &str) -> String {
    CAMPAIGN.to_owned() + "schedule:\n" + schedule
}

#[test]
fn a_run_that_waits_says_until_when_and_goes_on_waiting_after_a_kill() {
    let simulator = Simulator::start(CALM, 41);
    let project = Project::on(&simulator, 0..7);
    let schedule = "  start: \"2099-01-05T10:00\"\n";
    project.write("hello.campaign.yaml", &campaign(schedule));
    let closed = "closed until Mon 05 Jan 10:00 (Asia/Kolkata): the campaign has not started, \
                  7 people waiting";
    let mut run = project.start("run hello.campaign.yaml --yes");
    run.said(closed).expect("it says so");
    let name = project.run_folder();
    let name = name.file_name().expect("a run").to_string_lossy();
    let status = project.exodial(&format!("status {name}"));
    assert!(
        status.out.contains("waiting") && status.out.contains(closed),
        "{status}"
    );
    run.signal("KILL");
    assert_eq!(run.end().code, None);
    let mut resumed = project.start("resume");
    resumed.said(closed).expect("it says so again");
    resumed.signal("INT");
    resumed.end().says(130, &["stopped exit=130"]);
    let ledger = simulator.page("ledger").to_string();
    assert!(!ledger.contains("placed_at"), "nobody is dialled: {ledger}");
}

#[test]
fn who_was_not_called_by_the_end_expires_and_the_run_is_finished() {
    let project = Project::new();
    project.write("people.csv", &people(0..300));
    let slow = QUICK.replace("60000/min", "10/min");
    project.write("exodial.yaml", &slow);
    let schedule = "  start: \"2099-01-05\"\n  end: \"2099-01-06\"\n  windows:\n    - { from: \"10:00\", to: \"10:05\" }\n";
    let quiet = "whitelist: { check: off }\n";
    project.write("hello.campaign.yaml", &(campaign(schedule) + quiet));
    let plan = project.exodial("plan hello.campaign.yaml");
    assert_eq!(
        plan.code,
        Some(1),
        "the numbers are the simulator's: {plan}"
    );
    let ended = project.exodial("run hello.campaign.yaml --simulate --yes");
    let cannot = "cannot be called before the end";
    let closed = "closed until Tue 06 Jan 10:00 (Asia/Kolkata): outside the windows";
    ended.says(0, &[cannot, closed, "finished exit=0", "expired"]);
    let results = project.exodial("results -o -").out;
    let rows = rows(&results);
    let expired = count(&rows, "expired");
    assert!((150..300).contains(&expired), "{expired} expired");
    assert!(results.contains("the campaign ended before the first call"));
    project.exodial("resume").says(0, &["nothing to resume"]);
}
