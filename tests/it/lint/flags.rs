//! Which findings are shown, how many, where, and how the process ends.

use serde_json::Value;

use super::*;

/// The codes of findings that `lint` shows with these flags, in order.
fn codes(project: &Project, flags: &str) -> Vec<String> {
    let ended = project.exodial(&format!("lint --format jsonl {flags}"));
    ended.says(0, &["checked 1 campaign"]);
    let code = |line: &str| {
        let finding: Value = serde_json::from_str(line).expect("it is JSON");
        finding["code"].as_str().unwrap_or_default().to_owned()
    };
    ended.out.lines().map(code).collect()
}

#[test]
fn rules_are_selected_and_ignored_by_code_by_its_beginning_and_by_name() {
    let project = with_rows(BAD);
    for (flags, wanted) in [
        ("", "EXO412 EXO411 EXO415"),
        ("--select EXO411", "EXO411"),
        ("--select exo411,phone-duplicate", "EXO411 EXO415"),
        ("--select EXO41 --ignore EXO415", "EXO412 EXO411"),
        ("--select EXO5 --select EXO412", "EXO412"),
        ("--ignore EXO4", ""),
        ("--ignore phone-scientific --ignore EXO412,EXO415", ""),
        // Whoever names a rule sees what it finds.
        ("--select no-description", "EXO906"),
        ("--select no-description --min-level warning", ""),
    ] {
        assert_eq!(codes(&project, flags).join(" "), wanted, "{flags}");
    }
    let hidden = "0 errors, 2 warnings; 1 finding of rules that were not asked for";
    project.exodial("lint --ignore EXO415").says(0, &[hidden]);
    for (flags, told) in [
        (
            "--select EXO41O",
            "there is no rule EXO41O help: did you mean EXO410?",
        ),
        ("--ignore phone-sientific", "did you mean phone-scientific?"),
        ("--ignore EXO411,", "--ignore names no rule"),
        ("--select E", "there is no rule E"),
    ] {
        let ended = project.exodial(&format!("lint {flags}"));
        ended.says(2, &[told]);
        assert_eq!(ended.out, "");
    }
}

#[test]
fn the_exit_code_says_what_is_shown_and_no_format_changes_it() {
    let warned = with_rows(BAD);
    let failed = with_rows(BAD);
    failed.write("hello.campaign.yaml", &sound().replace("2m", "5h"));
    for format in [
        "auto", "full", "concise", "json", "jsonl", "github", "gitlab", "sarif", "junit", "rdjson",
    ] {
        for (flags, warnings, errors) in [
            ("", 0, 1),
            ("--deny-warnings", 1, 1),
            ("--strict", 1, 1),
            ("--exit-zero", 0, 0),
            ("--strict --exit-zero", 0, 0),
            ("--strict --ignore EXO41", 0, 1),
            ("--select EXO4", 0, 0),
            ("--statistics", 0, 1),
        ] {
            let command = format!("lint --format {format} {flags}");
            warned
                .exodial(&command)
                .says(warnings, &["checked 1 campaign"]);
            failed
                .exodial(&command)
                .says(errors, &["checked 1 campaign"]);
        }
    }
    let both = warned.exodial("lint --strict --min-level error");
    both.says(2, &["--deny-warnings is about warnings"]);
    warned.write("exodial.yaml", "exodial: 1\nstate: [\n");
    warned
        .exodial("lint --exit-zero")
        .finds(2, &["exodial.yaml:2"]);
}

#[test]
fn statistics_count_findings_and_places() {
    let project = with_rows(BAD);
    let ended = project.exodial("lint --statistics");
    ended.says(0, &["0 errors, 3 warnings"]);
    let rows: Vec<Vec<&str>> = ended
        .out
        .lines()
        .map(|line| line.split_whitespace().collect())
        .collect();
    assert_eq!(rows[0], ["code", "name", "level", "findings", "places"]);
    assert_eq!(rows[1], ["EXO412", "phone-length", "warning", "1", "2"]);
    assert_eq!(rows.len(), 4, "{ended}");
    let ended = project.exodial("lint --statistics --format sarif");
    let value: Value = serde_json::from_str(&ended.out).expect("it is JSON");
    assert_eq!(value["format"], "exodial.lint-statistics/1");
    assert_eq!(value["rules"][0]["code"], "EXO412");
    assert_eq!(value["rules"][0]["places"], 2);
    assert_eq!(value["summary"]["warnings"], 3);
    let clean = with_rows("C-1,+910000000001\n").exodial("lint --statistics");
    assert_eq!(clean.out, "");
}

#[test]
fn people_see_fifty_findings_the_worst_of_them_and_programs_all() {
    let project = Project::new();
    let many = |key: &str| {
        (0..60)
            .map(|nth| format!("{key}{nth}: 1\n"))
            .collect::<String>()
    };
    project.write(
        "people.csv",
        "id,phone\nC-1,+910000000001\nC-2,+910000000001\n",
    );
    project.write("hello.campaign.yaml", &(sound() + &many("odd")));
    let lines = |flags: &str| {
        let ended = project.exodial(&format!("lint {flags}"));
        ended.says(1, &["60 errors"]);
        ended
            .out
            .lines()
            .map(str::to_owned)
            .collect::<Vec<String>>()
    };
    let all = lines("--format concise --max-diagnostics all");
    assert_eq!(all.len(), 61);
    let shown = lines("--format concise");
    assert_eq!(shown.len(), 51);
    assert_eq!(shown[50], "… and 11 more: --max-diagnostics all");
    // Warnings give way to errors.
    assert!(
        shown[..50].iter().all(|line| line.contains("error[")),
        "{shown:?}"
    );
    let few = lines("--format concise --max-diagnostics 2");
    assert_eq!(few[..2], all[..2]);
    assert_eq!(few[2], "… and 59 more: --max-diagnostics all");
    let full = lines("--format full --max-diagnostics 1");
    assert_eq!(
        full.iter()
            .filter(|line| line.starts_with("error["))
            .count(),
        1
    );
    assert_eq!(lines("--format jsonl --max-diagnostics 1").len(), 61);
    project
        .exodial("lint --max-diagnostics few")
        .says(2, &["a number, or `all`"]);
}

#[test]
fn findings_are_written_to_a_file_that_is_whole_or_as_it_was() {
    let project = with_rows(BAD);
    let plain = project.exodial("lint --format full").out;
    let ended = project.exodial("lint --color always -o found.txt");
    ended.says(0, &["checked 1 campaign"]);
    assert_eq!(
        (ended.out.as_str(), project.read("found.txt")),
        ("", plain.clone())
    );
    assert_eq!(project.exodial("lint -o -").out, plain);
    assert!(
        project
            .exodial("lint --color always")
            .out
            .contains('\u{1b}')
    );
    project
        .exodial("lint --format sarif -o lint.sarif")
        .says(0, &[]);
    let log: Value = serde_json::from_str(&project.read("lint.sarif")).expect("it is JSON");
    assert_eq!(log["version"], "2.1.0");
    for (file, why) in [
        ("nowhere/found.txt", "there is no folder nowhere"),
        ("people.csv", "it is a contact file"),
        ("hello.campaign.yaml", "it is a campaign file"),
        ("exodial.yaml", "it is a project file"),
        (".", "it is a folder"),
        ("/dev/null", "it is not a file"),
    ] {
        let before = [
            project.read("people.csv"),
            project.read("hello.campaign.yaml"),
        ];
        let ended = project.exodial(&format!("lint -o {file}"));
        ended.says(2, &[&format!("-o cannot write {file}: {why}")]);
        let after = [
            project.read("people.csv"),
            project.read("hello.campaign.yaml"),
        ];
        assert_eq!(before, after);
    }
    project.write("exodial.yaml", "exodial: 1\nstate: [\n");
    let ended = project.exodial("lint -o exodial.yaml");
    ended.says(2, &["-o cannot write exodial.yaml: it has findings"]);
    assert!(project.read("exodial.yaml").ends_with("[\n"));
}

#[test]
fn without_contacts_no_file_of_people_is_opened() {
    let project = Project::new();
    let comment = "# exodial: ignore[EXO415] families share a phone\ncontacts:";
    let lists = "id: id, suppress: [{ file: gone.csv, phone: phone }],";
    let campaign = sound()
        .replace("contacts:", comment)
        .replace("id: id,", lists);
    project.write("hello.campaign.yaml", &campaign);
    // Neither file is there.
    let ended = project.exodial("lint --no-contacts");
    ended.finds(0, &["checked 1 campaign: no problems"]);
    project.exodial("lint").finds(1, &["EXO401", "EXO440"]);
    project.write(
        "hello.campaign.yaml",
        &campaign.replace("{{ id }}", "{{ id"),
    );
    project.exodial("lint --no-contacts").finds(1, &["EXO501"]);
    let both = project.exodial("lint --no-contacts --rejects x.csv");
    both.says(2, &["cannot be used with"]);
}

#[test]
fn a_check_can_be_made_as_of_another_time() {
    let project = with_rows("C-1,+910000000001\n");
    for at in [
        "2026-11-25T09:30",
        "2026-11-25T09:30+05:30",
        "2026-11-25T04:00Z",
    ] {
        project
            .exodial(&format!("lint --at {at}"))
            .says(0, &["no problems"]);
    }
    project
        .exodial("lint --at 09:30")
        .says(2, &["a day and a time"]);
}

#[test]
fn colour_is_for_whoever_wants_it() {
    let is_coloured = |project: &Project, flags: &str| {
        let ended = project.exodial(&format!("lint {flags}"));
        ended.says(0, &["3 warnings"]);
        ended.out.contains('\u{1b}')
    };
    let project = with_rows(BAD);
    assert!(!is_coloured(&project, ""));
    assert!(is_coloured(&project, "--color always"));
    assert!(!is_coloured(&project, "--color always --format concise"));
    let project = project.with("CLICOLOR_FORCE", "1");
    assert!(is_coloured(&project, ""));
    assert!(!is_coloured(&project, "--color never"));
    assert!(!is_coloured(&project.with("NO_COLOR", "1"), ""));
}
