//! Findings for tools: every format is what its readers read, and whatever a file holds, it commands nobody.

use std::collections::BTreeSet;

use exodial::{
    report::diagnostics::{Checked, FileKind, github, gitlab, json, jsonl, junit, rdjson, sarif},
    syntax::{Diagnostic, Source},
};
use serde_json::Value;

use crate::{diagnostics::findings, golden};

const CAMPAIGN: &str = "campaigns/diwali.campaign.yaml";

/// Everything that `lint` found in two campaigns and a list.
fn checked() -> Checked {
    let file = |path: &str, kind| (path.into(), kind);
    Checked {
        files: [
            file(CAMPAIGN, FileKind::Campaign),
            file("clean.campaign.yaml", FileKind::Campaign),
            file("due.csv", FileKind::Contacts),
        ]
        .into(),
        rows: 12_480,
        unread: 0,
        hidden: 0,
        findings: findings(),
        sources: vec![],
    }
}

fn pretty(value: &Value) -> String {
    format!("{value:#}\n")
}

#[test]
fn each_format_is_written_as_its_readers_want_it() {
    let checked = checked();
    for (name, text) in [
        ("lint.json", pretty(&json(&checked))),
        ("lint.jsonl", jsonl(&checked)),
        ("github.out", github(&checked.findings)),
        ("gitlab.json", pretty(&gitlab(&checked))),
        ("rdjson.json", pretty(&rdjson(&checked))),
        ("sarif.json", pretty(&sarif(&checked))),
        ("junit.xml", junit(&checked)),
    ] {
        golden::check(&text, format!("diagnostics/{name}"));
    }
}

/// A place of a log, as the standard requires it. Source: SARIF 2.1.0, 3.28, 3.29, 3.30.
fn is_location(location: &Value) {
    let physical = &location["physicalLocation"];
    assert!(
        physical["artifactLocation"]["uri"].is_string(),
        "{location}"
    );
    if let Some(region) = physical.get("region") {
        let at = |key: &str| region[key].as_u64().unwrap_or_default();
        assert!(at("startLine") >= 1 && at("startColumn") >= 1, "{region}");
        let (start, end) = (("startLine", "startColumn"), ("endLine", "endColumn"));
        assert!(
            (at(start.0), at(start.1)) <= (at(end.0), at(end.1)),
            "{region}"
        );
    }
}

/// What the standard and GitHub require. Source: SARIF 2.1.0, 3.13, 3.14, 3.18, 3.19, 3.27, 3.49; docs.github.com,
/// "SARIF support for code scanning".
#[test]
fn a_sarif_log_has_what_the_standard_requires() {
    let log = sarif(&checked());
    assert_eq!(log["version"], "2.1.0");
    let run = &log["runs"][0];
    assert_eq!(run["columnKind"], "unicodeCodePoints");
    assert_eq!(run["tool"]["driver"]["name"], "exodial");
    let rules = run["tool"]["driver"]["rules"].as_array().expect("rules");
    for rule in rules {
        for text in ["shortDescription", "fullDescription", "help"] {
            assert!(rule[text]["text"].is_string(), "{rule}");
        }
        let level = &rule["defaultConfiguration"]["level"];
        assert!(["error", "warning", "note"].iter().any(|own| level == own));
    }
    let results = run["results"].as_array().expect("results");
    assert_eq!(results.len(), findings().len());
    let mut marks = BTreeSet::new();
    for result in results {
        assert!(
            !result["message"]["text"]
                .as_str()
                .expect("a text")
                .is_empty()
        );
        if let Some(index) = result["ruleIndex"].as_u64() {
            let rule = &rules[usize::try_from(index).expect("an index")];
            assert_eq!(rule["id"], result["ruleId"]);
        }
        let of = |key: &str| result[key].as_array().expect("a list").clone();
        of("locations").iter().for_each(is_location);
        of("relatedLocations").iter().for_each(is_location);
        marks.insert(result["partialFingerprints"]["exodial/v1"].to_string());
    }
    assert_eq!(
        marks.len(),
        results.len(),
        "each is known by a mark of its own"
    );
}

#[test]
fn a_finding_is_known_again_after_an_edit_elsewhere() {
    let marks = |text: &str| {
        let source = Source::new(CAMPAIGN, text);
        let at = |words: &str| {
            let start = text.find(words).expect("it is there");
            source.place(&(start..start + words.len()))
        };
        let checked = Checked {
            findings: vec![
                Diagnostic::error("EXO201", "too long").at(at("time_limit"), ""),
                Diagnostic::error("EXO101", "unknown").at(at("ring"), ""),
            ],
            sources: vec![source.clone()],
            ..Checked::default()
        };
        let report = gitlab(&checked);
        let marks = report.as_array().expect("a list").iter();
        let marks = marks.map(|finding| finding["fingerprint"].to_string());
        marks.collect::<Vec<String>>()
    };
    let before = marks("call:\n  time_limit: 5h\n  ring: 3m\n");
    let after = marks("# more\nowner: asha\ncall:\n  ring: 3m\n  time_limit: 9h\n");
    assert_eq!(before, after, "lines, order and values may change");
    assert_ne!(before[0], before[1]);
    let elsewhere = marks("other:\n  time_limit: 5h\n  ring: 3m\n");
    assert_ne!(before, elsewhere);
}

#[test]
fn a_hostile_file_commands_no_build_server() {
    let text = "::error::a,%0A::x\r\n##[group]\u{1b}[2J\u{2028}";
    let source = Source::new("a,b:%c\n::stop-commands::t", text);
    let finding = Diagnostic::error("EXO409", "::stop-commands::x\n::error::y\r::add-mask::z")
        .at(source.place(&(0..text.len())), "##[add-mask]\n::warning::")
        .note("a\r\n::note::")
        .help("::help::");
    let annotations = github(std::slice::from_ref(&finding));
    assert_eq!(annotations.lines().count(), 1, "{annotations}");
    assert!(
        annotations.starts_with("::error file=a%2Cb%3A%25c"),
        "{annotations}"
    );
    assert!(!annotations.contains("##["), "{annotations}");
    let head = annotations.split_once("::").expect("a command").1;
    let (properties, _) = head.split_once("::").expect("a message");
    assert_eq!(properties.matches('=').count(), 4, "{properties}");
    let checked = Checked {
        files: [(source.path().clone(), FileKind::Contacts)].into(),
        findings: vec![finding],
        ..Checked::default()
    };
    let harmless = |c: char| !c.is_control() || c == '\n';
    for text in [
        annotations,
        jsonl(&checked),
        json(&checked).to_string(),
        junit(&checked),
        sarif(&checked).to_string(),
    ] {
        assert!(text.chars().all(harmless), "{text:?}");
    }
    let xml = junit(&checked);
    let document = roxmltree::Document::parse(&xml).expect("it is XML");
    let failures = document
        .descendants()
        .filter(|node| node.has_tag_name("failure"));
    assert_eq!(failures.count(), 1);
}
