//! What GitHub Actions are told: annotations, and the summary of the job.

use std::fs;

use super::*;

/// A project in a folder of a repository that GitHub Actions check.
fn in_actions(name: &'static str) -> (Project, String) {
    let project = with_rows(BAD);
    let summary = project.path(name).display().to_string();
    let workspace = project.path("..").display().to_string();
    let project = project
        .with("GITHUB_ACTIONS", "true")
        .with("GITHUB_WORKSPACE", &workspace);
    (project.with("GITHUB_STEP_SUMMARY", &summary), summary)
}

/// The annotations among the lines of an output.
fn annotations(ended: &Ended) -> Vec<&str> {
    ended
        .out
        .lines()
        .filter(|line| line.starts_with("::"))
        .collect()
}

#[test]
fn actions_get_the_full_text_annotations_and_a_summary() {
    let (project, _) = in_actions("summary.md");
    project.write("summary.md", "before\n");
    let folder = project.path("");
    let folder = folder
        .file_name()
        .expect("a name")
        .to_string_lossy()
        .into_owned();
    let ended = project.exodial("lint");
    ended.says(0, &["3 warnings"]);
    let plain = with_rows(BAD).exodial("lint --format full").out;
    assert!(ended.out.starts_with(&plain), "{ended}");
    let lines = annotations(&ended);
    let first = format!(
        "::warning file={folder}/people.csv,line=2,col=5,endLine=2,endColumn=7,title=EXO412"
    );
    assert!(lines[0].starts_with(&first), "{lines:?}");
    let last = "::notice title=exodial::0 errors, 3 warnings; 0 not shown as annotations. Full list in the job summary.";
    assert_eq!(lines[3..], [last]);
    let summary = project.read("summary.md");
    assert!(
        summary.starts_with("before\n### exodial lint\n"),
        "{summary}"
    );
    assert_eq!(summary.matches("\n| warning | ").count(), 3, "{summary}");
    let only = project.exodial("lint --format github");
    assert_eq!(annotations(&only)[0], lines[0]);
    // A format that was asked for is written as anywhere else.
    assert_eq!(project.exodial("lint --format full").out, plain);
    // Into a file goes what people read; commands are read from the log alone.
    let filed = project.exodial("lint -o found.txt");
    assert_eq!(
        (project.read("found.txt"), annotations(&filed).len()),
        (plain, 4)
    );
}

#[test]
fn of_each_level_ten_are_annotated_errors_first() {
    let (project, summary) = in_actions("summary.md");
    let many: String = (0..12).map(|nth| format!("odd{nth}: 1\n")).collect();
    project.write("hello.campaign.yaml", &(sound() + &many));
    let ended = project.exodial("lint");
    ended.says(1, &["12 errors, 3 warnings"]);
    let lines = annotations(&ended);
    let of = |level: &str| lines.iter().filter(|line| line.starts_with(level)).count();
    assert_eq!(
        (of("::error "), of("::warning "), of("::notice ")),
        (10, 3, 1)
    );
    assert!(lines[..10].iter().all(|line| line.starts_with("::error ")));
    assert!(lines[13].contains("12 errors, 3 warnings; 2 not shown as annotations."));
    let table = fs::read_to_string(summary).expect("it was written");
    assert_eq!(table.matches("\n| error | ").count(), 12);
}

#[test]
fn a_summary_that_cannot_be_written_is_one_line_and_no_failure() {
    let (project, summary) = in_actions("no/summary.md");
    let ended = project.exodial("lint");
    ended.says(
        0,
        &[&format!(
            "note: cannot write the summary of the job to {summary}: "
        )],
    );
    assert!(annotations(&ended)[3].ends_with("not shown as annotations."));
    assert_eq!(ended.err.lines().count(), 2, "{ended}");
    // GitHub takes a megabyte for each step.
    let (project, _) = in_actions("summary.md");
    project.write("summary.md", &"x".repeat((1 << 20) - 500));
    project.exodial("lint").says(0, &[]);
    assert!(project.read("summary.md").len() < 1 << 20);
    project.write("summary.md", &"x".repeat((1 << 20) - 50));
    project.exodial("lint").says(0, &["it is full"]);
    assert_eq!(project.read("summary.md").len(), (1 << 20) - 50);
}

#[test]
fn whatever_a_file_holds_it_is_text_in_the_summary() {
    let (project, _) = in_actions("summary.md");
    let odd = "\"<img src=x onerror=y>|[a](http://x.example) @all **b** ::error::`c\\n# d\": 1\n";
    project.write("hello.campaign.yaml", &(sound() + odd));
    let ended = project.exodial("lint");
    ended.says(1, &["1 error"]);
    let commands = annotations(&ended);
    assert_eq!(commands.len(), 5, "{ended}");
    let summary = project.read("summary.md");
    let row = summary
        .lines()
        .find(|line| line.starts_with("| error"))
        .expect("a row");
    assert_eq!(row.matches('|').count(), 5, "{row}");
    let rest = row.replace("<code>", "").replace("</code>", "");
    assert!(!rest.contains(['<', '[', '*', '@', '`', '\\']), "{row}");
    assert!(!rest.contains("http:"), "{row}");
    assert!(row.contains("&#60;img"), "{row}");
}

#[test]
fn outside_of_actions_nothing_but_the_text_is_written() {
    let project = with_rows(BAD);
    let summary = project.path("summary.md").display().to_string();
    let project = project.with("GITHUB_STEP_SUMMARY", &summary);
    let ended = project.exodial("lint");
    assert_eq!(annotations(&ended), [""; 0]);
    assert_eq!(ended.out, project.exodial("lint --format full").out);
    assert!(!project.path("summary.md").exists());
}
