//! What the program says and how it ends: bad input, refusals, and the small commands.

use std::process::{Command, Stdio};

use clap::CommandFactory as _;
use exodial::cli::args::Cli;

use crate::project::*;

/// A project whose campaign and contacts are changed so; nothing replaced, nothing changed.
fn changed(campaign: (&str, &str), contacts: &str) -> Project {
    let project = Project::new();
    let (from, to) = campaign;
    project.write("hello.campaign.yaml", &CAMPAIGN.replace(from, to));
    project.write("people.csv", contacts);
    project
}

/// Findings stop every command that needs a plan, and say all this; no run is begun.
#[track_caller]
fn refused(campaign: (&str, &str), contacts: &str, texts: &[&str]) {
    let project = changed(campaign, contacts);
    for command in [
        "run hello.campaign.yaml --simulate --yes",
        "run hello.campaign.yaml --simulate --dry-run",
        "plan hello.campaign.yaml --simulate",
    ] {
        let ended = project.exodial(command);
        ended.says(1, texts);
        assert_eq!(ended.out, "");
    }
    assert!(!project.path(".exodial").exists(), "a run was begun");
}

#[test]
fn bad_contact_files_are_refused_with_what_to_do() {
    let same = ("", "");
    refused(
        ("people.csv", "gone.csv"),
        "",
        &[
            "hello.campaign.yaml:3:19",
            "the contact file is not there",
            "looked for gone.csv",
        ],
    );
    refused(same, "", &["people.csv", "is empty", "write a header line"]);
    refused(same, "id,phone\n", &["people.csv", "a header and no rows"]);
    refused(
        same,
        "id,mobile\nC-1,+910000000001\n",
        &[
            "people.csv:1:1",
            "no column `phone`",
            "the columns are `id`, `mobile`",
            "`contacts.phone`",
        ],
    );
    refused(
        same,
        "C-1,+910000000001\nC-2,+910000000002\n",
        &[
            "people.csv:1:1",
            "the contact file has no header",
            "write a first line",
            "1 error,",
        ],
    );
    refused(
        ("id: id, ", "id: row, "),
        "idx,phone,+91 0000 000007\n1,+910000000001,\n",
        &["no column `row`", "the columns are `idx`, `phone`, `+91 "],
    );
}

#[test]
fn bad_campaign_files_are_refused_with_what_to_write() {
    let two = &people(0..2);
    refused(
        ("{{ id }}", "{{ idd }}"),
        two,
        &[
            "hello.campaign.yaml:9:21",
            "`idd` is not a column",
            "similar name: `id`",
        ],
    );
    refused(
        ("campaign: hello", "campaign: [hello"),
        two,
        &["hello.campaign.yaml:3:9", "close the `[`"],
    );
    refused(
        ("ring_timeout", "ring_timout"),
        two,
        &[
            "hello.campaign.yaml:7:3",
            "unknown key `ring_timout`",
            "similar name: `ring_timeout`",
        ],
    );
    refused(
        ("ring_timeout: 1s", "ring_timeout: 90s"),
        two,
        &["hello.campaign.yaml:7:17", "60s"],
    );
}

#[test]
fn all_findings_of_a_file_come_at_once() {
    let project = changed(("ring_timeout: 1s", "ring_timout: 1s\n  time_limt: 1s"), "");
    let ended = project.exodial("lint hello.campaign.yaml");
    ended.finds(1, &["unknown key `ring_timout`", "unknown key `time_limt`"]);
}

#[test]
fn wrong_arguments_are_told_from_wrong_files() {
    let project = Project::new();
    project.write("people.csv", &people(0..2));
    let cases = [
        (
            "run gone.campaign.yaml --simulate --yes",
            "cannot read gone.campaign.yaml",
        ),
        ("plan gone.campaign.yaml", "cannot read gone.campaign.yaml"),
        ("plan .", "cannot read .: it is not a file"),
        (
            "lint gone.campaign.yaml",
            "there is no file or folder `gone.campaign.yaml`",
        ),
        ("run hello.campaign.yaml --sim", "--simulate"),
        (
            "run hello.campaign.yaml --simulate --approve nonsense",
            "hexadecimal digits",
        ),
        (
            "run hello.campaign.yaml --simulate --yes --scenario stedy",
            "name one of steady,",
        ),
        ("run hello.campaign.yaml --yes --seed 4", "--simulate"),
        (
            "run hello.campaign.yaml --simulate --yes --drain 5",
            "has a unit",
        ),
        ("-C gone status", "gone is not a folder"),
        ("status gone", "no run begins with \"gone\""),
        ("results gone", "exodial status lists them"),
        (
            "--account gone run hello.campaign.yaml --simulate --yes",
            "there is no account `gone`",
        ),
    ];
    for (command, text) in cases {
        project.exodial(command).says(2, &[text]);
    }
    project.write("exodial.yaml", "exodial: 1\nacounts: {}\n");
    let ended = project.exodial("run hello.campaign.yaml --simulate --yes");
    ended.says(
        2,
        &["exodial.yaml:2:1", "unknown key `acounts`", "`accounts`"],
    );
}

#[test]
fn without_runs_there_is_nothing_to_show() {
    let project = Project::new();
    for command in ["status", "results", "resume", "reconcile"] {
        let ended = project.exodial(command);
        ended.says(
            4,
            &[
                "this project has no runs yet",
                "exodial run CAMPAIGN --simulate",
            ],
        );
    }
    let empty = tempfile::tempdir().expect("a folder");
    let mut lint = project.command("lint");
    lint.current_dir(empty.path());
    Process::start(lint).end().says(4, &["error: "]);
}

#[test]
fn nobody_to_call_is_no_run() {
    let project = changed(("", ""), "id,phone\nC-1,12\nC-2,\n");
    let ended = project.exodial("run hello.campaign.yaml --simulate --yes");
    ended.says(4, &["nobody of 2 rows is left to be called"]);
}

#[test]
fn numbers_of_the_simulator_are_refused_on_a_real_account() {
    let account = Project::new()
        .with("EXOTEL_ACCOUNT_SID", "acme1")
        .with("EXOTEL_CLUSTER", "mumbai");
    account.write("people.csv", &people(0..2));
    for command in ["plan hello.campaign.yaml", "run hello.campaign.yaml --yes"] {
        let ended = account.exodial(command);
        ended.says(1, &["exist only in the simulator", "run with --simulate"]);
    }
    assert!(!account.path(".exodial").exists(), "a run was begun");
}

#[test]
fn only_this_machine_can_stand_in_for_exotel() {
    let machine = "EXOTEL_BASE_URL may only name this machine";
    let whole = "EXOTEL_BASE_URL must be a URL that begins with";
    for (url, text) in [
        ("http://api.exotel.com", machine),
        ("https://127.0.0.1.example.org", machine),
        ("ftp://127.0.0.1", whole),
        ("127.0.0.1:8187", whole),
    ] {
        let project = Project::new().with("EXOTEL_BASE_URL", url);
        project.write("people.csv", &people(0..2));
        let ended = project.exodial("run hello.campaign.yaml --yes");
        ended.says(2, &[text, "help: write"]);
    }
}

/// The hash of a plan, as `plan` shows it.
fn hash(plan: &Ended) -> String {
    let line = plan.out.lines().find(|line| line.contains(". To place"));
    let hash = line.and_then(|line| line.strip_prefix("Plan ")?.split_once('.'));
    hash.expect("a plan").0.to_owned()
}

#[test]
fn nothing_is_sent_without_approval_of_just_this_plan() {
    let simulator = Simulator::start(CALM, 21);
    let project = Project::on(&simulator, 0..20);
    let plan = project.exodial("plan hello.campaign.yaml");
    plan.says(0, &[]);
    let approve = format!("run hello.campaign.yaml --approve {}", hash(&plan));

    let asked = project.exodial("run hello.campaign.yaml");
    asked.says(
        8,
        &[
            "run needs approval",
            &format!("pass --approve {}", hash(&plan)),
        ],
    );
    let contacts = project.read("people.csv");
    project.write("people.csv", &contacts.replace("C-7,", "C-8,"));
    let stale = project.exodial(&approve);
    stale.says(
        8,
        &[
            &hash(&plan),
            "is stale",
            "Nothing was dialled",
            "exodial plan hello.campaign.yaml",
        ],
    );
    project.write("people.csv", &contacts);
    let other = project.with("EXODIAL_ACCOUNT", "");
    other.write(
        "exodial.yaml",
        &QUICK.replace("channels: 400", "channels: 399"),
    );
    other.exodial(&approve).says(8, &["is stale"]);
    assert_eq!(simulator.page("requests")["requests"], 0);

    other.write("exodial.yaml", QUICK);
    other.exodial(&approve).says(0, &["finished exit=0"]);
}

#[test]
fn a_simulated_run_can_be_repeated() {
    let project = Project::new();
    project.write("people.csv", &people(0..50));
    let ends = [(); 2].map(|()| {
        let ended = project.exodial("run hello.campaign.yaml --simulate --yes");
        ended.says(0, &["finished exit=0"]);
        let results = project.exodial("results latest -o -");
        let rows = crate::agreement::rows(&results.out).into_iter();
        rows.map(|row| row["result_disposition"].clone())
            .collect::<Vec<_>>()
    });
    assert_eq!(ends[0], ends[1], "the same seed");
    assert_eq!(ends[0].len(), 50);
    let status = project.exodial("status");
    assert_eq!(status.out.matches("finished").count(), 2, "{status}");
    project.exodial("resume").says(0, &["nothing to resume"]);
}

#[test]
fn every_help_has_an_example() {
    let project = Project::new();
    let commands = Cli::command();
    let mut names: Vec<&str> = commands
        .get_subcommands()
        .map(clap::Command::get_name)
        .collect();
    names.push("");
    assert!(names.len() > 10);
    for name in names {
        for asked in [format!("{name} --help"), format!("help {name}")] {
            let ended = project.exodial(&asked);
            assert_eq!(ended.code, Some(0), "{asked}: {ended}");
            assert!(ended.out.contains("Example: exodial "), "{asked}: {ended}");
        }
    }
}

#[test]
fn a_reader_that_goes_away_is_no_fault() {
    let project = Project::new();
    project.write("people.csv", &people(0..50));
    project
        .exodial("run hello.campaign.yaml --simulate --yes")
        .says(0, &[]);
    for command in [
        "schema",
        "completions bash",
        "version",
        "--help",
        "help run",
        "help exit-codes",
        "plan hello.campaign.yaml --simulate",
        "status",
        "results latest -o -",
        "run hello.campaign.yaml --simulate --yes",
    ] {
        let mut program: Command = project.command(command);
        program.stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = program.spawn().expect("the program starts");
        drop(child.stdout.take());
        let output = child.wait_with_output().expect("it ends");
        let err = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(0), "{command}: {err}");
        assert!(
            !err.contains("error") && !err.contains("panicked"),
            "{command}: {err}"
        );
    }
    let mut program = project.command("run hello.campaign.yaml --simulate --yes");
    program.stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = program.spawn().expect("the program starts");
    drop(child.stderr.take());
    let output = child.wait_with_output().expect("it ends");
    assert_eq!(output.status.code(), Some(0));
}

#[test]
fn each_file_is_judged_by_the_rules_of_its_own_house() {
    let project = changed(("", ""), "id,phone\nC-1,+910000000001\n");
    let house = "exodial: 1\npolicy: { calling_hours: { from: \"10:00\", to: \"19:00\" }, max_attempts: 2 }\n";
    std::fs::create_dir(project.path("strict")).expect("a folder");
    project.write("strict/exodial.yaml", house);
    project.write("strict/people.csv", "id,phone\nC-2,+910000000002\n");
    let strict = CAMPAIGN.replace("campaign: hello", "campaign: strict");
    let waits = r#"
tests:
  - name: it waits for ten o'clock
    at: "2026-11-25T09:00"
    people:
      - row: { id: C-1, phone: "+910000000001" }
        expect: { calls: ["10:00"] }
"#;
    let path = "strict/strict.campaign.yaml";
    project.write(path, &(strict.clone() + waits));
    for command in ["test", "test hello.campaign.yaml strict", "test strict"] {
        let ended = project.exodial(command);
        ended.says(0, &[]);
        assert!(ended.out.contains("1 passed"), "{ended}");
    }
    let ended = project.exodial("test -C .");
    ended.says(1, &[]);
    project
        .exodial("lint")
        .says(0, &["checked 2 campaigns, 2 contact files (2 rows)"]);
    project.write(path, &strict.replace("max_attempts: 2", "max_attempts: 3"));
    let findings = ["EXO615", "strict/strict.campaign.yaml", "1 error"];
    project.exodial("lint").finds(1, &findings);
    project.exodial("lint -C .").says(0, &[]);
}
