//! `call.status_callback` at the real program: where it may lead, and that no outcome hangs on it.

use crate::{agreement::*, project::*};

#[test]
fn a_callback_goes_to_allowed_hosts_alone_and_no_outcome_depends_on_it() {
    let simulator = Simulator::start(CALM, 81);
    let project = Project::on(&simulator, 0..5);
    let callback = "  status_callback: https://hooks.example.com/exotel?by=exodial\nretries:";
    let campaign = CAMPAIGN.replace("retries:", callback);
    project.write("hello.campaign.yaml", &campaign);
    for command in ["lint", "plan", "run --yes"] {
        let refused = project.exodial(&format!("{command} hello.campaign.yaml"));
        refused.finds(
            1,
            &["EXO217", "does not allow callbacks to `hooks.example.com`"],
        );
    }
    assert_eq!(simulator.page("requests")["calls"], 0);
    let allow = "allow: { callback_hosts: [hooks.example.com] }\n";
    project.write("exodial.yaml", &(QUICK.to_owned() + allow));
    let plan = project.exodial("plan hello.campaign.yaml");
    let sample = "StatusCallback=https://hooks.example.com/exotel?by=exodial";
    assert!(plan.out.contains(sample), "{plan}");
    // Nobody is there to hear it.
    let ended = project.exodial("run hello.campaign.yaml --yes");
    ended.says(0, &["finished exit=0"]);
    let results = project.read(project.run_folder().join("results.csv"));
    let contacts = project.read("people.csv");
    assert!(agree(&contacts, &results, &simulator.page("ledger")) >= 5);
}
