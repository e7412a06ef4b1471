//! Runs that are paused, let go on and stopped from another shell.

use std::{fs, path::Path};

use exodial::journal::{
    event::{Event, Fact},
    file,
};

use crate::{agreement::*, project::*};

/// What happened in a run so far.
fn events(folder: &Path) -> Vec<Event> {
    let mut events = Vec::new();
    let read = file::for_each(&folder.join("journal"), |more| {
        events.extend_from_slice(more)
    });
    read.expect("a journal that can be read");
    events
}

/// Asserts that nobody was dialled in a pause, and gives back how many pauses there were.
#[track_caller]
fn pauses(folder: &Path) -> usize {
    let (mut paused, mut pauses) = (false, 0);
    for event in events(folder) {
        match event.fact {
            Fact::Paused { by } => {
                assert_eq!(&*by, "asha");
                paused = true;
                pauses += 1;
            }
            Fact::Unpaused { .. } => paused = false,
            Fact::Intended { attempt, .. } => assert!(!paused, "{attempt} in a pause"),
            _ => {}
        }
    }
    pauses
}

/// A run of a call a second, so that there is time to say something.
fn slow(simulator: &Simulator, people: u32) -> Project {
    let project = Project::on(simulator, 0..people).with("USER", "asha");
    let slow = format!("{CAMPAIGN}pacing: {{ rate: 60/min }}\n");
    project.write("hello.campaign.yaml", &slow);
    project
}

#[test]
fn a_run_is_paused_and_stopped_from_another_shell() {
    let simulator = Simulator::start(CALM, 61);
    // More than are called before somebody has typed a few commands, however slow the machine is.
    let project = slow(&simulator, 600);
    let mut run = project.start("run hello.campaign.yaml --yes");
    run.said(" calling").expect("it calls");
    project
        .exodial("pause")
        .says(0, &["is paused within moments"]);
    run.said("paused by asha: nobody is dialled")
        .expect("it heard");
    let status = project.exodial("status");
    assert!(status.out.contains(" paused "), "{status}");
    project
        .exodial("unpause")
        .says(0, &["goes on within moments"]);
    run.said("unpaused: calling goes on").expect("it heard");
    project.exodial("stop hello").says(0, &["as by Ctrl-C"]);
    run.end().says(130, &["stopping", "stopped exit=130"]);
    assert_eq!(pauses(&project.run_folder()), 1);
    let results = project.read(project.run_folder().join("results.csv"));
    agree(
        &project.read("people.csv"),
        &results,
        &simulator.page("ledger"),
    );
    assert!(count(&rows(&results), "stopped") > 0);
}

#[test]
fn a_pause_outlives_its_process() {
    let simulator = Simulator::start(CALM, 62);
    let project = slow(&simulator, 30);
    let mut run = project.start("run hello.campaign.yaml --yes");
    run.said(" calling").expect("it calls");
    project
        .exodial("pause latest")
        .says(0, &["is paused within moments"]);
    run.said("paused by asha").expect("it heard");
    run.signal("INT");
    run.end().says(130, &[]);
    let status = project.exodial("status");
    assert!(
        status.out.contains(" paused ") && status.out.contains("exodial unpause"),
        "{status}"
    );
    // Of one run too: what its line says, the text below does not deny.
    let status = project.exodial("status latest");
    let now =
        "now         paused, and no process works on it; let it go on with: exodial unpause hello-";
    assert!(
        status.out.contains(" paused ") && status.out.contains(now),
        "{status}"
    );
    let before = simulator.page("requests")["calls"].clone();
    let mut second = project.start("resume");
    second
        .said("paused by asha: nobody is dialled")
        .expect("it knows");
    let status = project.exodial("status latest");
    assert!(
        status.out.contains("now         paused by asha"),
        "{status}"
    );
    assert_eq!(
        simulator.page("requests")["calls"],
        before,
        "nobody was dialled"
    );
    project
        .exodial("unpause")
        .says(0, &["goes on within moments"]);
    second.end().says(0, &["finished exit=0"]);
    assert_eq!(pauses(&project.run_folder()), 1);
}

#[test]
fn a_run_without_a_process_is_paused_for_the_next_one() {
    let simulator = Simulator::start(CALM, 63);
    let project = slow(&simulator, 30);
    let mut run = project.start("run hello.campaign.yaml --yes");
    run.said(" calling").expect("it calls");
    run.signal("INT");
    run.end().says(130, &[]);
    project
        .exodial("stop hello")
        .says(4, &["no process works on hello-"]);
    project
        .exodial("pause hello")
        .says(0, &["has no process now", "exodial unpause hello-"]);
    project
        .exodial("unpause")
        .says(0, &["is not paused any more", "exodial resume hello-"]);
    project.exodial("pause hello").says(0, &[]);
    let mut second = project.start("resume");
    second.said("paused by asha").expect("it knows");
    project.exodial("unpause").says(0, &[]);
    second.end().says(0, &["finished exit=0"]);
    assert_eq!(pauses(&project.run_folder()), 1);
    project.exodial("pause hello").says(4, &["is over"]);

    // A damaged journal does not say that the run is over.
    let journal = project.run_folder().join("journal");
    let mut bytes = fs::read(&journal).expect("a journal");
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(&journal, bytes).expect("damaged");
    project.exodial("pause hello").says(8, &["journal"]);
}

#[test]
fn nothing_can_be_asked_where_there_is_no_run() {
    let project = Project::new();
    project
        .exodial("pause")
        .says(4, &["no run of this project is under way"]);
    project
        .exodial("unpause")
        .says(4, &["no run of this project is paused"]);
    project
        .exodial("stop nosuch")
        .says(4, &["no run begins with \"nosuch\""]);
    project
        .exodial("pause latest")
        .says(4, &["no run of this project is unfinished"]);
}
