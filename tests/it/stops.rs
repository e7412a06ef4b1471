//! Runs that stop before their time, whatever the reason, and go on where they were.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use crate::{agreement::*, project::*, verifying::proven};

/// Goes on to the end, and lets the ledger judge.
#[track_caller]
fn resumes(project: &Project, simulator: &Simulator) {
    let ended = project.exodial("resume");
    ended.says(0, &["finished exit=0"]);
    let results = project.read(project.run_folder().join("results.csv"));
    let contacts = project.read("people.csv");
    agree(&contacts, &results, &simulator.page("ledger"));
    assert_eq!(count(&rows(&results), "stopped"), 0);
    project.exodial("resume").says(0, &["nothing to resume"]);
    proven(project);
}

/// A run that was interrupted with calls left.
fn interrupted(simulator: &Simulator) -> (Project, Ended) {
    let project = Project::on(simulator, 0..56);
    project.write(
        "exodial.yaml",
        &QUICK.replace("channels: 400", "channels: 12"),
    );
    let mut run = project.start("run hello.campaign.yaml --yes");
    run.said(" calling").expect("it calls");
    run.signal("INT");
    let ended = run.end();
    proven(&project);
    (project, ended)
}

#[test]
fn ctrl_c_ends_a_run_in_good_order() {
    let simulator = Simulator::start(CALM, 31);
    let (project, ended) = interrupted(&simulator);
    ended.says(130, &["stopped exit=130"]);
    let folder = project.run_folder();
    let name = folder.file_name().expect("a run").to_string_lossy();
    assert!(
        ended.out.contains(&format!("exodial resume {name}")),
        "{ended}"
    );
    let results = project.read(folder.join("results.csv"));
    agree(
        &project.read("people.csv"),
        &results,
        &simulator.page("ledger"),
    );
    let rows = rows(&results);
    assert!(count(&rows, "stopped") > 0);
    assert_eq!(
        count(&rows, "unsettled"),
        0,
        "calls under way are waited for"
    );
    let status = project.exodial("status");
    assert!(status.out.contains("stopped"), "{status}");

    let read = project.exodial("reconcile");
    read.says(0, &["stopped exit=0"]);
    assert!(
        read.out.contains(&format!("exodial resume {name}")),
        "{read}"
    );
    resumes(&project, &simulator);
}

#[test]
fn a_second_ctrl_c_leaves_at_once_and_loses_nothing() {
    let lost = (0..5).map(|nth| {
        let phone = phone(nth);
        format!("  \"{phone}\": {{ answers: [drop placed], whitelist: whitelist }}\n")
    });
    let scenario = format!("{CALM}numbers:\n{}", lost.collect::<String>());
    let simulator = Simulator::start(&scenario, 32);
    let project = Project::on(&simulator, 0..40);
    // Nobody waits that long.
    let patient = QUICK.replace("answer_timeout: 1s", "answer_timeout: 10m");
    project.write("exodial.yaml", &patient);
    let mut run = project.start("run hello.campaign.yaml --yes");
    run.said(" calling").expect("it calls");
    run.signal("INT");
    run.said("stopping").expect("it says so");
    run.signal("INT");
    let ended = run.end();
    ended.says(130, &["press Ctrl-C again"]);
    assert!(ended.out.contains("exodial resume hello-"), "{ended}");
    resumes(&project, &simulator);
}

#[test]
fn a_wrong_token_stops_the_run_and_the_right_one_finishes_it() {
    let simulator = Simulator::start(CALM, 33);
    let project = Project::on(&simulator, 0..30).with("EXOTEL_API_TOKEN", "wrong-canary");
    let ended = project.exodial("run hello.campaign.yaml --yes");
    ended.says(9, &["stopped exit=9"]);
    assert!(
        ended.out.contains("Exotel refuses the account (401)"),
        "{ended}"
    );
    assert!(!ended.out.contains("wrong-canary") && !ended.err.contains("wrong-canary"));
    assert_eq!(simulator.page("requests")["calls"], 0);
    let project = project.with("EXOTEL_API_TOKEN", TOKEN);
    resumes(&project, &simulator);
}

#[test]
fn results_that_were_not_written_are_written_by_resume() {
    let simulator = Simulator::start(CALM, 39);
    let (project, _) = interrupted(&simulator);
    let folder = project.run_folder();
    let (results, summary) = (folder.join("results.csv"), folder.join("summary.json"));
    assert!(summary.exists(), "a stopped process leaves one");
    // The run ends, and its results cannot be written.
    fs::remove_file(&results).expect("they were written");
    fs::create_dir(&results).expect("a folder");
    project
        .exodial("resume")
        .says(3, &["finished exit=0", "cannot write"]);
    assert!(!summary.exists(), "it would tell of the process before");
    fs::remove_dir(&results).expect("it is empty");

    for command in ["resume hello", "resume"] {
        let before = simulator.page("ledger");
        project.exodial(command).says(0, &["finished exit=0"]);
        assert!(summary.exists());
        let text = project.read(&results);
        let ledger = simulator.page("ledger");
        assert_eq!(ledger, before, "nobody is called for it");
        agree(&project.read("people.csv"), &text, &ledger);
        assert_eq!(count(&rows(&text), "stopped"), 0);
        let ended = project.exodial("resume hello");
        ended.says(0, &["nothing to resume: hello-"]);
        project
            .exodial("resume")
            .says(0, &["nothing to resume: no run"]);
        fs::remove_file(&results).expect("they were written");
        fs::remove_file(&summary).expect("it was written");
        // Of a run that is over, nothing that has changed since matters.
        project.write("hello.campaign.yaml", &CAMPAIGN.replace("84521", "84522"));
    }
}

#[test]
fn a_run_that_is_over_is_not_to_be_resumed() {
    let phone = phone(1);
    let lost = format!(
        "{CALM}numbers:\n  \"{phone}\": {{ answers: [drop placed], whitelist: whitelist }}\n"
    );
    let scenario = lost.replace("lag: 20ms..150ms", "lag: 1h");
    let simulator = Simulator::start(&scenario, 40);
    let project = Project::on(&simulator, 0..3);
    let ended = project.exodial("run hello.campaign.yaml --yes");
    ended.says(6, &["finished exit=6"]);
    let next = "exodial reconcile hello-";
    assert!(ended.out.contains(next), "{ended}");
    let project = project.with("EXOTEL_API_TOKEN", "wrong-canary");
    let ended = project.exodial("reconcile");
    ended.says(9, &["finished exit=9"]);
    assert!(ended.out.contains(next), "{ended}");
    assert!(!ended.out.contains("exodial resume"), "{ended}");

    // Where a reconciliation is broken off, there is something to go on with.
    let silent = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = silent.local_addr().expect("an address");
    let project = project.with("EXOTEL_API_TOKEN", TOKEN);
    let project = project.with("EXOTEL_BASE_URL", &format!("http://{address}"));
    project.write(
        "exodial.yaml",
        &QUICK.replace("answer_timeout: 1s", "answer_timeout: 10m"),
    );
    let mut reconcile = project.start("reconcile");
    reconcile.said("run hello-").expect("it begins");
    let _asked = silent.accept().expect("it asks");
    reconcile.signal("INT");
    reconcile.said("stopping").expect("it says so");
    reconcile.signal("INT");
    let ended = reconcile.end();
    ended.says(130, &["stopped exit=130"]);
    assert!(ended.out.contains("exodial resume hello-"), "{ended}");
    project.write("exodial.yaml", QUICK);
    let other = Simulator::start(CALM, 41);
    let project = project.with("EXOTEL_BASE_URL", &other.address);
    let ended = project.exodial("resume");
    ended.says(6, &["finished exit=6"]);
    assert!(ended.out.contains(next), "{ended}");
    assert_eq!(other.page("requests")["calls"], 0);
}

#[test]
fn resume_refuses_what_has_changed_and_shows_the_difference() {
    let simulator = Simulator::start(CALM, 34);
    let (project, _) = interrupted(&simulator);
    let requests = || simulator.page("requests")["requests"].clone();
    let before = requests();
    for (file, from, to, texts) in [
        (
            "hello.campaign.yaml",
            "app_id: 84521",
            "app_id: 84522",
            [
                "hello.campaign.yaml: 1 line came, 1 went",
                "- 6 app_id: 84521 + 6 app_id: 84522",
            ],
        ),
        (
            "people.csv",
            "C-3,",
            "D-3,",
            [
                "people.csv: 1 line came, 1 went",
                "- 5 C-3,+91xxxxxxx003 + 5 D-3,+91xxxxxxx003",
            ],
        ),
        (
            "people.csv",
            "+910000000003",
            "+91 00000-00003\u{1b}7",
            [
                "people.csv: 1 line came, 1 went",
                "+ 5 C-3,+91 xxxxx-xxx03 7",
            ],
        ),
        (
            "exodial.yaml",
            "channels: 12",
            "channels: 13",
            ["the settings of account and house", "channels 12 + "],
        ),
    ] {
        let text = project.read(file);
        project.write(file, &text.replace(from, to));
        let ended = project.exodial("resume");
        ended.says(
            8,
            &["has changed. Nothing was dialled", "put it back to go on"],
        );
        ended.says(8, &texts);
        // A run is held against what it was made of, whatever became of that.
        proven(&project);
        project.write(file, &text);
    }
    let elsewhere = Simulator::start(CALM, 35);
    assert_eq!(requests(), before, "a refused run asks nobody");
    drop(elsewhere);
    resumes(&project, &simulator);
}

#[test]
fn a_journal_of_another_run_is_refused() {
    let simulator = Simulator::start(CALM, 36);
    let (project, _) = interrupted(&simulator);
    let other = Project::on(&simulator, 100..110);
    other.write(
        "hello.campaign.yaml",
        &CAMPAIGN.replace("campaign: hello", "campaign: other"),
    );
    other.exodial("run hello.campaign.yaml --yes").says(0, &[]);

    let journal = project.run_folder().join("journal");
    let own = fs::read(&journal).expect("a journal");
    fs::copy(other.run_folder().join("journal"), &journal).expect("it can be copied");
    for command in [
        "resume hello",
        "reconcile hello",
        "results hello",
        "status hello",
    ] {
        let ended = project.exodial(command);
        ended.says(8, &["is the journal of another run, other-"]);
    }
    fs::write(&journal, own).expect("it can be put back");
    let contacts = project.run_folder().join("contacts.csv");
    let text = project.read(&contacts);
    fs::write(&contacts, text.replace("C-1,", "X-1,")).expect("it can be written");
    project
        .exodial("resume")
        .says(8, &["contacts.csv is not the copy that hello-"]);
    fs::write(&contacts, text).expect("it can be put back");
    resumes(&project, &simulator);
}

#[test]
fn a_damaged_journal_is_refused_and_left_alone() {
    let simulator = Simulator::start(CALM, 37);
    let (project, _) = interrupted(&simulator);
    let journal = project.run_folder().join("journal");
    let own = fs::read(&journal).expect("a journal");
    let mut damaged = own.clone();
    damaged[own.len() / 2] ^= 1;
    fs::write(&journal, &damaged).expect("it can be written");
    let calls = simulator.page("requests")["requests"].clone();
    for command in [
        "resume",
        "reconcile",
        "results",
        "status hello",
        "run hello.campaign.yaml --yes",
    ] {
        let ended = project.exodial(command);
        ended.says(8, &["it is damaged at byte", "could call people twice"]);
    }
    let status = project.exodial("status");
    assert!(status.out.contains("damaged"), "{status}");
    assert_eq!(fs::read(&journal).expect("a journal"), damaged);
    for other in [b"id,phone\n".repeat(9), own[..12].repeat(9)] {
        fs::write(&journal, &other).expect("it can be written");
        let status = project.exodial("status");
        let row = status.out.lines().find(|line| line.starts_with("hello-"));
        assert!(row.is_some_and(|row| row.contains("damaged")), "{status}");
    }
    assert_eq!(
        simulator.page("requests")["requests"],
        calls,
        "nobody was asked"
    );
    fs::write(&journal, own).expect("it can be put back");
    resumes(&project, &simulator);
}

/// A small disk of memory at a folder; gone with its test. Nothing where the system does not let us.
struct Disk(PathBuf);

impl Disk {
    fn mount(path: &Path, options: &str) -> bool {
        let mut mount = Command::new("mount");
        mount
            .args(["-t", "tmpfs", "-o", options, "tmpfs"])
            .arg(path);
        mount.output().is_ok_and(|output| output.status.success())
    }

    fn new(path: PathBuf, size: &str) -> Option<Disk> {
        fs::create_dir(&path).expect("a folder");
        Disk::mount(&path, &format!("size={size},mode=700")).then_some(Disk(path))
    }

    fn grow(&self, size: &str) {
        assert!(Disk::mount(&self.0, &format!("remount,size={size}")));
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        // A disk that is left over goes with the machine.
        let _ = Command::new("umount").arg(&self.0).status();
    }
}

#[test]
#[expect(clippy::print_stderr, reason = "a test that does not run says so")]
fn a_full_disk_stops_the_run_before_it_forgets_anything() {
    let simulator = Simulator::start(CALM, 38);
    let project = Project::on(&simulator, 0..250);
    let Some(disk) = Disk::new(project.path(".exodial"), "400k") else {
        eprintln!("not run: only root can mount a disk that fills up");
        return;
    };
    let ended = project.exodial("run hello.campaign.yaml --yes");
    ended.says(3, &["cannot create journal", "No space left on device"]);
    assert_eq!(simulator.page("requests")["requests"], 0);

    // Room for the reserve of a journal, and for a part of the journal.
    disk.grow("1230k");
    let ended = project.exodial("run hello.campaign.yaml --yes");
    ended.says(3, &["stopped exit=3"]);
    assert!(ended.out.contains("the disk is full"), "{ended}");
    let folder = project.path(".exodial/loopback/default");
    let name = ended
        .out
        .split_once("exodial resume ")
        .expect("how to go on")
        .1;
    let run = folder.join(name.split_whitespace().next().expect("a name"));
    let results = project.read(run.join("results.csv"));
    let contacts = project.read("people.csv");
    agree(&contacts, &results, &simulator.page("ledger"));
    assert!(count(&rows(&results), "stopped") > 0);

    disk.grow("16m");
    project.exodial("resume").says(0, &["finished exit=0"]);
    let results = project.read(run.join("results.csv"));
    agree(&contacts, &results, &simulator.page("ledger"));
    assert_eq!(count(&rows(&results), "stopped"), 0);
}
