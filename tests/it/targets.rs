//! Where results may be written: never over what a run is made of, or is kept in.

use std::{fs, path::PathBuf};

use crate::{golden, project::*};

/// Every file below a folder, with its bytes.
fn files(folder: PathBuf) -> Vec<(PathBuf, Vec<u8>)> {
    let bytes = |path: PathBuf| {
        let bytes = fs::read(&path).expect("it can be read");
        (path, bytes)
    };
    golden::below(folder).into_iter().map(bytes).collect()
}

#[test]
fn results_are_not_written_over_what_is_needed() {
    let project = Project::new();
    project.write("people.csv", &people(0..5));
    project
        .exodial("run hello.campaign.yaml --simulate --yes")
        .says(0, &[]);
    let run = project.simulated_run();
    let name = run.file_name().expect("a run").to_string_lossy();
    let run = format!(".exodial/simulated/default/{name}");
    fs::create_dir(project.path("sub")).expect("a folder");
    let other = CAMPAIGN.replace("people.csv", "others.csv");
    project.write("sub/other.campaign.yaml", &other);
    project.write("sub/others.csv", &people(5..9));
    #[cfg(unix)]
    for (to, link) in [
        (format!("{run}/journal"), "link.csv"),
        (".exodial".into(), "state"),
    ] {
        std::os::unix::fs::symlink(project.path(&to), project.path(link)).expect("a link");
    }
    let before = files(project.path(""));
    let kept = "the runs of this project are kept there";
    let mut cases = vec![
        (format!("{run}/journal"), kept),
        (format!("sub/../{run}/summary.json"), kept),
        (format!("{run}/new.csv"), kept),
        (".exodial/results.csv".into(), kept),
        ("people.csv".into(), "it is the campaign's contact file"),
        ("./sub/../people.csv".into(), "contact file"),
        ("hello.campaign.yaml".into(), "it is the campaign file"),
        ("exodial.yaml".into(), "it is the project file"),
        (
            "sub/others.csv".into(),
            "it is another campaign's contact file",
        ),
        (
            "sub/other.campaign.yaml".into(),
            "it is another campaign's file",
        ),
        ("nodir/r.csv".into(), "there is no folder nodir"),
        ("people.csv/r.csv".into(), "people.csv is not a folder"),
        ("sub".into(), "it is a folder"),
    ];
    if cfg!(unix) {
        cases.push(("link.csv".into(), kept));
        cases.push((format!("state/simulated/default/{name}/journal"), kept));
    }
    for (path, why) in cases {
        let ended = project.exodial(&format!("results -o {path}"));
        let other = format!("name a file of its own: exodial results {name} -o results.csv");
        ended.says(2, &["results cannot be written to", why, &other]);
    }
    assert!(files(project.path("")) == before, "nothing was written");

    let own = format!("{run}/results.csv");
    let text = project.read(&own);
    for path in [&own, "sub/r.csv", "r.csv", "r.csv"] {
        let ended = project.exodial(&format!("results -o {path}"));
        ended.says(0, &["5 rows in"]);
        assert_eq!(project.read(path), text);
    }
}

#[test]
fn a_campaign_names_a_place_where_results_can_go() {
    let project = Project::new();
    project.write("people.csv", &people(0..5));
    let (over, never) = ("error[EXO430]", "error[EXO431]");
    for list in ["never.csv", "others.csv"] {
        project.write(list, "phone\n+910000000099\n");
    }
    let listed = |campaign: &str, list: &str| {
        let keys = format!("bad_rows: skip, suppress: [{{ file: {list}, phone: phone }}], ");
        campaign.replace("bad_rows: skip, ", &keys)
    };
    let other = CAMPAIGN.replace("campaign: hello", "campaign: other");
    project.write("other.campaign.yaml", &listed(&other, "others.csv"));
    let cases = [
        (
            "never.csv",
            over,
            "it is a list of people who are never called",
        ),
        ("others.csv", over, "it is another campaign's list"),
        ("people.csv", over, "it is the campaign's contact file"),
        ("hello.campaign.yaml", over, "it is the campaign file"),
        ("exodial.yaml", over, "it is the project file"),
        ("nodir/r.csv", never, "there is no folder nodir"),
        ("people.csv/r.csv", never, "people.csv is not a folder"),
    ];
    for (file, code, why) in cases {
        let campaign = listed(CAMPAIGN, "never.csv");
        let campaign = format!("{campaign}results: {{ file: {file} }}\n");
        project.write("hello.campaign.yaml", &campaign);
        for command in ["lint", "plan", "run"] {
            let flags = if command == "run" {
                " --simulate --yes"
            } else {
                ""
            };
            let ended = project.exodial(&format!("{command} hello.campaign.yaml{flags}"));
            ended.finds(1, &[code, why, "hello.campaign.yaml:11:"]);
        }
    }
    assert!(!project.path(".exodial").join("simulated").exists());
    let campaign = format!("{CAMPAIGN}results: {{ file: .exodial/r.csv }}\n");
    project.write("hello.campaign.yaml", &campaign);
    fs::create_dir(project.path(".exodial")).expect("a folder");
    let ended = project.exodial("lint");
    ended.finds(1, &[over, "the runs of this project are kept there"]);
    let campaign = format!("{CAMPAIGN}results: {{ file: r.csv }}\n");
    project.write("hello.campaign.yaml", &campaign);
    project
        .exodial("lint --min-level error")
        .says(0, &["no problems"]);
}
