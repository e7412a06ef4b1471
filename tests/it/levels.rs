//! `lint.rules`: a project makes findings louder or quieter, and never lets go of an error.

use std::{collections::BTreeSet, fs};

use exodial::{
    campaign::project,
    lint::{Levels, RULES, Reach},
    syntax::{Diagnostic, Severity, Source},
};

use crate::{golden, project::*};

/// Reads a project with these rules.
fn levels(rules: &str) -> (Levels, String) {
    let text = format!("exodial: 1\nlint:\n  rules: {rules}\n");
    let source = Source::new("exodial.yaml", text);
    let (project, findings) = project::read(&source);
    assert_eq!(golden::concise(&findings), "", "{rules}");
    assert!(project.is_some(), "it has no findings");
    let (levels, findings) = Levels::read(&project::levels(&source));
    (levels, golden::concise(&findings))
}

fn finding(severity: Severity) -> Diagnostic {
    Diagnostic {
        severity,
        ..Diagnostic::error("EXO415", "two rows have one number")
    }
}

/// What becomes of a finding of EXO415.
fn judged(level: &str, severity: Severity) -> Option<Severity> {
    let (levels, findings) = levels(&format!("{{ EXO415: {level} }}"));
    assert_eq!(findings, "");
    let judged = levels.apply(vec![finding(severity)]);
    judged.first().map(|finding| finding.severity)
}

#[test]
fn a_level_moves_warnings_and_infos_and_no_error() {
    use Severity::{Error, Info, Warning};
    for (level, wanted) in [
        ("off", None),
        ("info", Some(Info)),
        ("warning", Some(Warning)),
        ("error", Some(Error)),
    ] {
        for severity in [Info, Warning] {
            assert_eq!(judged(level, severity), wanted, "{level} of {severity:?}");
        }
        assert_eq!(judged(level, Error), Some(Error), "{level}");
    }
    let (levels, _) = levels("{ EXO907: off }");
    let other = vec![finding(Warning)];
    assert_eq!(levels.apply(other.clone()), other, "another rule");
}

#[test]
fn what_cannot_be_set_is_said_at_its_place() {
    let cases = [
        (
            "{ EXO606: warning }",
            "exodial.yaml:3:12: error[EXO903] `EXO606` cannot be lowered (note: It keeps a person",
        ),
        (
            "{ EXO415: off, EXO801: off }",
            "exodial.yaml:3:25: error[EXO903] `EXO801` cannot be lowered (note: It keeps a person",
        ),
        (
            "{ EXO101: info }",
            "exodial.yaml:3:12: error[EXO903] `EXO101` cannot be lowered (note: It tells of what cannot be read",
        ),
        (
            "{ EXO908: off }",
            "exodial.yaml:3:12: error[EXO903] there is no rule `EXO908` (help: did you mean `EXO",
        ),
    ];
    for (rules, text) in cases {
        let (_, findings) = levels(rules);
        assert!(findings.starts_with(text), "{rules}: {findings}");
        assert_eq!(findings.lines().count(), 1, "{rules}: {findings}");
    }
    let (_, findings) = levels("{ EXO101: off, EXO000: off, EXO606: off }");
    assert_eq!(findings.lines().count(), 3, "all at once: {findings}");
    let (_, findings) = levels("{ EXO606: error, EXO101: error, EXO907: off }");
    assert_eq!(findings, "", "what is so already may be written");
}

/// What is wrong with one line hides no other.
#[test]
fn everything_that_is_wrong_in_the_rules_is_said_at_once() {
    let project = Project::new();
    let rules = "EXO606: off, exo415: off, EXO908: off, EXO907: loud, EXO101: mute";
    let house = format!("{QUICK}lint: {{ rules: {{ {rules} }} }}\nlimit: 3\n");
    project.write("exodial.yaml", &house);
    let ended = project.exodial("lint hello.campaign.yaml");
    ended.finds(
        2,
        &[
            "`EXO606` cannot be lowered",
            "`exo415` is not the code of a rule",
            "there is no rule `EXO908`",
            "`loud` is not a value of `EXO907`",
            "`mute` is not a value of `EXO101`",
            "unknown key `limit`",
        ],
    );
    assert_eq!(ended.out.matches("error[").count(), 6, "{ended}");
}

/// A code that the table does not have could not be set, and one that no finding has would be a promise of nothing.
#[test]
fn every_code_of_the_program_is_a_rule() {
    let known: Vec<&str> = RULES.iter().map(|rule| rule.code).collect();
    assert!(known.is_sorted(), "in the order of the codes");
    let mut used = BTreeSet::new();
    let files = golden::below(golden::tests().join("../src"));
    for path in files
        .iter()
        .filter(|path| !path.ends_with("lint/registry.rs") && !path.ends_with("lint/rules/mod.rs"))
    {
        let text = fs::read_to_string(path).expect("a file of the program");
        let quoted = text.split('"').filter(|part| part.len() == 6);
        let codes = quoted.filter(|part| part.starts_with("EXO"));
        used.extend(codes.map(str::to_owned));
    }
    let used: Vec<&str> = used.iter().map(String::as_str).collect();
    assert_eq!(known, used);
}

/// Whatever was seen as a warning can be set.
#[test]
fn every_warning_of_a_fixture_is_graded() {
    let folders = [
        "campaign/err",
        "campaign/policy",
        "project/err",
        "contacts",
        "syntax/err",
    ];
    let mut warnings = BTreeSet::new();
    for path in folders
        .iter()
        .flat_map(|folder| golden::fixtures(folder, "out"))
    {
        let text = fs::read_to_string(golden::tests().join(path)).expect("it is text");
        let codes = text.split("warning[").skip(1);
        warnings.extend(codes.filter_map(|rest| Some(rest.split_once(']')?.0.to_owned())));
    }
    assert!(warnings.len() > 5, "{warnings:?}");
    for rule in RULES {
        let seen = warnings.contains(rule.code);
        assert!(!seen || rule.reach == Reach::Graded, "{}", rule.code);
    }
}

/// A project in which two people have one number, with these rules.
fn twins(rules: &str) -> Project {
    let project = Project::new();
    let twice = people((0..5).chain(0..1));
    project.write("people.csv", &twice);
    project.write(
        "exodial.yaml",
        &format!("{QUICK}lint: {{ rules: {rules} }}\n"),
    );
    project
}

const COMMANDS: [&str; 3] = [
    "lint --min-level info hello.campaign.yaml",
    "plan hello.campaign.yaml --simulate",
    "run hello.campaign.yaml --simulate --yes",
];

#[test]
fn lint_plan_and_run_see_the_same_levels() {
    for command in COMMANDS {
        let usual = twins("{}").exodial(command);
        usual.finds(0, &["warning[EXO415]"]);
        let ended = twins("{ EXO415: off, EXO416: off }").exodial(command);
        ended.says(0, &[]);
        assert!(!ended.to_string().contains("EXO4"), "{ended}");
        let ended = twins("{ EXO415: info }").exodial(command);
        ended.finds(0, &["info[EXO415]"]);
        let project = twins("{ EXO415: error }");
        let ended = project.exodial(command);
        ended.finds(
            1,
            &["error[EXO415]", "`lint.rules` in exodial.yaml makes this"],
        );
        assert!(!project.path(".exodial").exists(), "a run was begun");
    }
}

#[test]
fn a_project_with_wrong_rules_runs_nothing() {
    for command in COMMANDS {
        let ended = twins("{ EXO102: off }").exodial(command);
        ended.finds(
            2,
            &[
                "error[EXO903]",
                "`EXO102` cannot be lowered",
                "exodial.yaml:",
            ],
        );
    }
}

/// What a run was begun with was judged then.
#[test]
fn a_level_that_was_set_since_keeps_no_run_from_going_on() {
    let simulator = Simulator::start(CALM, 71);
    let project = twins("{}").with("EXOTEL_BASE_URL", &simulator.address);
    project.write("people.csv", &people((0..30).chain(0..1)));
    let slow = format!("{CAMPAIGN}pacing: {{ rate: 60/min }}\n");
    project.write("hello.campaign.yaml", &slow);
    let mut run = project.start("run hello.campaign.yaml --yes");
    run.said(" calling").expect("it calls");
    run.signal("INT");
    run.end().says(130, &[]);
    project.write(
        "exodial.yaml",
        &format!("{QUICK}lint: {{ rules: {{ EXO415: error }} }}\n"),
    );
    project.exodial("resume").says(0, &["finished exit=0"]);
}

/// A warning of a plan is one of a rule: it has a code, and a level.
#[test]
fn warnings_of_a_plan_have_levels() {
    let project = Project::new();
    project.write("people.csv", &people(1..5));
    let plan = |rules: &str| {
        let house = QUICK.replace("channels: 400", "channels: 1");
        project.write(
            "exodial.yaml",
            &format!("{house}lint: {{ rules: {{ {rules} }} }}\n"),
        );
        project.exodial("plan hello.campaign.yaml --simulate")
    };
    let ended = plan("EXO907: off");
    assert!(ended.shown().contains("(EXO313)"), "{ended}");
    let ended = plan("EXO313: off");
    assert!(!ended.shown().contains("EXO313"), "{ended}");
    let ended = plan("EXO313: error");
    ended.says(
        1,
        &[
            "error[EXO313]: hello: the account's 1 channel",
            "`lint.rules`",
        ],
    );
    let ended = project.exodial("run hello.campaign.yaml --simulate --yes");
    ended.says(1, &["error[EXO313]: hello"]);
    let _ = plan("EXO907: off");
    let ended = project.exodial("plan hello.campaign.yaml --simulate --format json");
    let plan: serde_json::Value = serde_json::from_str(&ended.out).expect("it is JSON");
    let codes = plan["warnings"].as_array().into_iter().flatten();
    let codes: Vec<_> = codes.filter_map(|one| one["code"].as_str()).collect();
    assert_eq!(codes, ["EXO313"], "{ended}");
}
