//! `exodial lint` at the real program: all mistakes of all files in one run, and comments that silence findings.

use serde_json::Value;

use crate::{golden, project::*};

/// Ten mistakes: of YAML values, of keys, of a template, and of rows.
const TEN: &str = r#"exodial: 1
campaign: diwali
contacts:
  file: people.csv
  phone: phone
  id: id
call:
  exophone: 8047112233
  app_id: "84521x"
  time_limit: 5h
  ring_timout: 30s
  custom_field: "{{ idd }}|{{ name | upcase }}"
schedule:
  timezone: Asia/Kolkatta
  windows: [{ days: [mon], from: "19:00", to: "10:00" }]
retries: { max_attempts: 2, busy: 30m, unknown: 30m }
"#;

const ROWS: &str = "id,phone,name\nC-1,9.1E+11,Asha\nC-2,12,Ravi\nC-3,+910000000003,Kiran,extra\n";

fn ten() -> Project {
    let project = Project::empty();
    project.write("exodial.yaml", "exodial: 1\n");
    project.write("diwali.campaign.yaml", TEN);
    project.write("people.csv", ROWS);
    project
}

#[test]
fn one_run_shows_every_mistake_of_every_file_in_every_format() {
    let project = ten();
    for (format, name) in [
        ("full", "full.out"),
        ("concise", "concise.out"),
        ("json", "lint.json"),
        ("jsonl", "lint.jsonl"),
        ("github", "github.out"),
        ("gitlab", "gitlab.json"),
        ("sarif", "sarif.json"),
        ("junit", "junit.xml"),
        ("rdjson", "rdjson.json"),
    ] {
        let ended = project.exodial(&format!("lint --format {format}"));
        ended.says(
            1,
            &["checked 1 campaign, 1 contact file (3 rows): 12 errors, 0 warnings"],
        );
        golden::check(&ended.out, format!("linting/{name}"));
        if name.ends_with(".json") {
            let _: Value = serde_json::from_str(&ended.out).expect("it is JSON");
        }
    }
}

/// A campaign whose contacts are twins, with this comment above them.
fn twins(comment: &str) -> Project {
    let project = Project::empty();
    let campaign = sound().replace("contacts:", &format!("{comment}contacts:"));
    project.write("hello.campaign.yaml", &campaign);
    project.write("people.csv", &people([1, 1].into_iter()));
    project
}

/// What `lint` finds, as lines of `code severity`.
fn found(project: &Project) -> Vec<String> {
    let ended = project.exodial("lint --format jsonl");
    let lines = ended.out.lines().map(|line| {
        let finding: Value = serde_json::from_str(line).expect("it is JSON");
        let of = |key: &str| finding[key].as_str().unwrap_or_default().to_owned();
        format!("{} {}", of("code"), of("severity"))
    });
    lines.collect()
}

#[test]
fn a_comment_silences_warnings_and_says_why() {
    let why = "families share a phone";
    let both = ["EXO415 warning", "EXO416 warning"];
    for (comment, wanted) in [
        (String::new(), both.to_vec()),
        (format!("# exodial: ignore[EXO415, EXO416] {why}\n"), vec![]),
        (format!("# exodial: ignore[EXO415] {why}\n"), vec![both[1]]),
        // More comments may stand between.
        (
            format!("#exodial: ignore[EXO415,EXO416] {why}\n# and so on\n"),
            vec![],
        ),
        (
            "# exodial: ignore[EXO415, EXO416]\n".to_owned(),
            vec!["EXO902 warning"],
        ),
        (
            format!("# exodial: ignore[EXO415, EXO416, EXO907] {why}\n"),
            vec!["EXO901 warning"],
        ),
        // It is not about this line.
        (
            format!("# exodial: ignore[EXO415, EXO416] {why}\n\n"),
            vec![both[0], both[1], "EXO901 warning", "EXO901 warning"],
        ),
        (
            "# exodial: ignore EXO415\n".to_owned(),
            vec![both[0], both[1], "EXO903 error"],
        ),
        (
            format!("# exodial: ignore[EXO000] {why}\n"),
            vec![both[0], both[1], "EXO903 error"],
        ),
        (
            format!("# exodial: ignore[EXO606, EXO102] {why}\n"),
            vec![both[0], both[1], "EXO903 error", "EXO903 error"],
        ),
        ("# exodial is fine\n".to_owned(), both.to_vec()),
    ] {
        assert_eq!(found(&twins(&comment)), wanted, "{comment}");
    }
}

#[test]
fn a_comment_behind_a_line_silences_that_line_and_no_error() {
    let project = twins("");
    let own = "thresholds: [\"failed > 100% of last 100\"]";
    let line = |comment: &str| format!("{}{own}{comment}\n", sound());
    project.write("people.csv", &people(1..3));
    project.write("hello.campaign.yaml", &line(""));
    let codes = found(&project);
    assert_eq!(codes.len(), 1, "{codes:?}");
    let code = codes[0].split(' ').next().expect("a code");
    project.write(
        "hello.campaign.yaml",
        &line(&format!(" # exodial: ignore[{code}] for once")),
    );
    let after = found(&project);
    assert!(
        after.iter().any(|finding| finding.contains("EXO903")),
        "{after:?}"
    );
}

#[test]
fn plan_and_run_heed_the_same_comments() {
    let project = twins("# exodial: ignore[EXO415, EXO416] families share a phone\n");
    for command in [
        "plan hello.campaign.yaml --simulate",
        "run hello.campaign.yaml --simulate --yes",
    ] {
        let ended = project.exodial(command);
        ended.says(0, &[]);
        assert!(!ended.err.contains("EXO4"), "{ended}");
    }
}

#[test]
fn a_reader_that_goes_away_ends_the_writing_quietly() {
    let project = ten();
    let many = "id,phone,name\n".to_owned() + &"C-1,12\n".repeat(5_000);
    project.write("people.csv", &many);
    let path = env!("CARGO_BIN_EXE_exodial");
    let script = format!("{path} lint --format full | head -1");
    let mut shell = std::process::Command::new("/bin/sh");
    shell.args(["-c", &script]).current_dir(project.path(""));
    let ended = Process::start(shell).end();
    assert!(!ended.err.contains("panicked"), "{ended}");
    assert_eq!(ended.out.lines().count(), 1, "{ended}");
}
