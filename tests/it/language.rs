//! The two languages, text in and findings out.

use std::{collections::BTreeSet, fs, path::Path};

use exodial::{
    campaign::{self, Campaign, Project, decode, project, schema, test_case},
    plan::Disposition,
    syntax::{self, Diagnostic, Node, Source, Value, encoding},
};

use crate::golden;

fn bytes(path: &Path) -> Vec<u8> {
    fs::read(golden::tests().join(path)).expect("the fixture can be read")
}

fn file_name(path: &Path) -> String {
    path.file_name()
        .map_or(String::new(), |name| name.to_string_lossy().into_owned())
}

/// Reads a fixture with one of the readers, whatever its bytes.
fn read<T>(
    path: &Path,
    reader: fn(&Source) -> (Option<T>, Vec<Diagnostic>),
) -> (Option<T>, Vec<Diagnostic>) {
    match encoding::read(file_name(path), &bytes(path)) {
        Ok(source) => reader(&source),
        Err(finding) => (None, vec![*finding]),
    }
}

fn errs<T>(folder: &str, reader: fn(&Source) -> (Option<T>, Vec<Diagnostic>)) {
    for path in golden::fixtures(folder, "yaml") {
        let (value, findings) = read(&path, reader);
        assert!(!findings.is_empty(), "{} has no findings", path.display());
        let errors = findings
            .iter()
            .any(|finding| finding.severity == syntax::Severity::Error);
        assert_eq!(
            value.is_none(),
            errors,
            "{}: a value means no errors",
            path.display()
        );
        golden::check(&golden::concise(&findings), path.with_extension("out"));
    }
}

fn oks<T: std::fmt::Debug>(folder: &str, reader: fn(&Source) -> (Option<T>, Vec<Diagnostic>)) {
    for path in golden::fixtures(folder, "yaml") {
        let (value, findings) = read(&path, reader);
        assert_eq!(golden::concise(&findings), "", "{}", path.display());
        let value = value.expect("no findings mean a value");
        golden::check(&format!("{value:#?}\n"), path.with_extension("out"));
    }
}

#[test]
fn good_campaigns_are_read_whole() {
    oks("campaign/ok", campaign::read);
}

#[test]
fn bad_campaigns_say_everything_at_once() {
    errs("campaign/err", campaign::read);
}

#[test]
fn good_projects_are_read_whole() {
    oks("project/ok", project::read);
}

#[test]
fn bad_projects_say_everything_at_once() {
    errs("project/err", project::read);
}

#[test]
fn good_files_of_tests_are_read_whole() {
    oks("campaign_test/ok", test_case::read);
}

#[test]
fn bad_files_of_tests_say_everything_at_once() {
    errs("campaign_test/err", test_case::read);
}

#[test]
fn a_test_may_expect_every_disposition() {
    let words = test_case::DISPOSITIONS.iter().map(|choice| choice.word);
    let all = Disposition::ALL
        .iter()
        .map(|disposition| disposition.as_str());
    assert_eq!(words.collect::<BTreeSet<_>>(), all.collect());
}

/// A tree is no error even when findings came with it, so only the findings are compared.
#[test]
fn bad_texts_are_named() {
    for path in golden::fixtures("syntax/err", "yaml") {
        let (_, findings) = read(&path, syntax::parse);
        golden::check(&golden::concise(&findings), path.with_extension("out"));
    }
}

/// The project of the fixtures.
fn house() -> (Project, Source) {
    let path = Path::new("campaign/policy/exodial.yml");
    let project_source = Source::new(
        "exodial.yml",
        String::from_utf8(bytes(path)).expect("it is text"),
    );
    let (project, findings) = project::read(&project_source);
    assert_eq!(golden::concise(&findings), "");
    (project.expect("it has no findings"), project_source)
}

#[test]
fn a_campaign_may_be_stricter_than_the_policy_and_never_laxer() {
    let (project, project_source) = house();
    for path in golden::fixtures("campaign/policy", "yaml") {
        let source = Source::new(
            file_name(&path),
            String::from_utf8(bytes(&path)).expect("it is text"),
        );
        let (campaign, findings) = campaign::read(&source);
        assert_eq!(golden::concise(&findings), "", "{}", path.display());
        let campaign: Campaign = campaign.expect("it has no findings");
        let findings =
            campaign::check_policy(Some(&campaign), &source, &project, Some(&project_source));
        golden::check(&golden::concise(&findings), path.with_extension("out"));
    }
}

/// The key that offends is not written, so there is no line of its own to show.
#[test]
fn a_default_that_the_project_forbids_is_told_at_its_block() {
    let house = Source::new("exodial.yaml", "exodial: 1\npolicy: { countries: [SG] }\n");
    let (project, _) = project::read(&house);
    let project = project.expect("it is sound");
    let path = Path::new("campaign/policy/at_home.yaml");
    let (campaign, _) = read(path, campaign::read);
    let source = Source::new(
        "x.yaml",
        String::from_utf8(bytes(path)).expect("it is text"),
    );
    let findings = campaign::check_policy(campaign.as_ref(), &source, &project, Some(&house));
    let shown = golden::concise(&findings);
    assert!(shown.starts_with("x.yaml:3:1: error[EXO616]"), "{shown}");
    assert!(shown.contains("add `countries: [SG]`"), "{shown}");
}

/// What is wrong in a campaign hides nothing that the project forbids.
#[test]
fn the_policy_is_held_against_campaigns_with_errors_too() {
    let (project, project_source) = house();
    for path in golden::fixtures("campaign/policy_err", "yaml") {
        let text = String::from_utf8(bytes(&path)).expect("it is text");
        let source = Source::new(file_name(&path), text);
        let (campaign, mut findings) = campaign::read(&source);
        assert!(campaign.is_none(), "{}", path.display());
        findings.extend(campaign::check_policy(
            None,
            &source,
            &project,
            Some(&project_source),
        ));
        let excerpts = format!("{findings:?}");
        assert!(!excerpts.contains("s3cret"), "{excerpts}");
        golden::check(&golden::concise(&findings), path.with_extension("out"));
    }
}

#[test]
fn every_code_has_a_fixture() {
    let folders = [
        "campaign/err",
        "campaign/policy",
        "project/err",
        "syntax/err",
    ];
    let shown: String = folders
        .iter()
        .flat_map(|folder| golden::fixtures(folder, "out"))
        .map(|path| String::from_utf8(bytes(&path)).expect("it is text"))
        .collect();
    for code in syntax::code::ALL.iter().chain(decode::code::ALL) {
        assert!(
            shown.contains(&format!("[{code}]")),
            "no fixture shows {code}"
        );
    }
}

/// Everything that the program does not do yet is refused by name: the table has no line that is never met.
#[test]
fn every_later_key_has_a_fixture() {
    let folders = ["campaign/err", "project/err"];
    let shown: String = folders
        .iter()
        .flat_map(|folder| golden::fixtures(folder, "out"))
        .map(|path| String::from_utf8(bytes(&path)).expect("it is text"))
        .collect();
    for later in campaign::later::LATER {
        let message = format!("[EXO190] `{}…` in `{}`", later.beginning, later.path);
        assert!(shown.contains(&message), "no fixture: {message}");
    }
}

#[test]
fn schema_json_is_the_schema_of_the_tables() {
    let text = serde_json::to_string_pretty(&schema::schema()).expect("it is JSON") + "\n";
    golden::check(&text, "../schema.json");
}

/// An independent reader of YAML sees the same structure in every good file.
#[test]
fn another_reader_of_yaml_agrees() {
    for folder in [
        "campaign/ok",
        "campaign/policy",
        "project/ok",
        "syntax/ok",
        "campaign_test/ok",
    ] {
        for path in golden::fixtures(folder, "yaml") {
            let text = String::from_utf8(bytes(&path)).expect("it is text");
            let (root, findings) = syntax::parse(&Source::new(file_name(&path), text.as_str()));
            assert_eq!(golden::concise(&findings), "", "{}", path.display());
            let root = root.expect("no findings mean a tree");
            let other: serde_yaml::Value =
                serde_yaml::from_str(&text).expect("the other reader reads it");
            same(&root, &other, &path.display().to_string());
        }
    }
}

fn same(ours: &Node, theirs: &serde_yaml::Value, path: &str) {
    use serde_yaml::Value as Theirs;
    match (&ours.value, theirs) {
        (Value::Mapping(entries), Theirs::Mapping(map)) => {
            assert_eq!(entries.len(), map.len(), "{path}");
            for ((key, value), (their_key, their_value)) in entries.iter().zip(map) {
                let name = format!("{path}.{}", key.text().unwrap_or_default());
                same(key, their_key, &name);
                same(value, their_value, &name);
            }
        }
        (Value::Sequence(items), Theirs::Sequence(list)) => {
            assert_eq!(items.len(), list.len(), "{path}");
            for (at, (item, their_item)) in items.iter().zip(list).enumerate() {
                same(item, their_item, &format!("{path}[{at}]"));
            }
        }
        (Value::Scalar(scalar), Theirs::Null) => assert!(scalar.is_null(), "{path}: {scalar:?}"),
        (Value::Scalar(scalar), Theirs::String(text)) => {
            assert_eq!(&scalar.text, text, "{path}");
            assert!(!scalar.is_null(), "{path}: null for us, text for them");
        }
        (Value::Scalar(scalar), Theirs::Bool(truth)) => {
            assert_eq!(
                (scalar.text.as_str(), scalar.quoted),
                (if *truth { "true" } else { "false" }, false),
                "{path}"
            );
        }
        (Value::Scalar(scalar), Theirs::Number(number)) => {
            assert_eq!(
                (scalar.text.clone(), scalar.quoted),
                (number.to_string(), false),
                "{path}"
            );
        }
        (ours, theirs) => panic!("{path}: {ours:?} for us, {theirs:?} for them"),
    }
}

/// No text makes a reader panic: every prefix of a file, and every byte of it changed or left out.
#[test]
fn no_text_makes_a_reader_panic() {
    unharmed("campaign/ok/every_key.yaml", campaign::read);
    unharmed("campaign/ok/tests.yaml", campaign::read);
    unharmed("campaign_test/ok/smallest.yaml", test_case::read);
    unharmed("project/ok/every_key.yaml", project::read);
    unharmed("syntax/ok/notations.yaml", syntax::parse);
}

fn unharmed<T>(path: &str, reader: fn(&Source) -> (Option<T>, Vec<Diagnostic>)) {
    let feed = |bytes: &[u8]| {
        if let Ok(source) = encoding::read("x.yaml", bytes) {
            let (value, findings) = reader(&source);
            assert!(
                value.is_some() || !findings.is_empty(),
                "{:?}",
                source.text()
            );
        }
    };
    let odd = b"\0\t\n\r :-?*&!|>'\"%@`#{}[],<\xC3\xFF0a";
    let whole = bytes(Path::new(path));
    for at in 0..whole.len() {
        feed(&whole[..at]);
        let mut changed = whole.clone();
        match at % 3 {
            0 => drop(changed.remove(at)),
            _ => changed[at] = odd[at % odd.len()],
        }
        feed(&changed);
    }
}

#[test]
fn files_without_end_are_refused() {
    let finding = |text: String| {
        let (campaign, findings) = campaign::read(&Source::new("x.yaml", text));
        assert!(campaign.is_none());
        golden::concise(&findings)
    };
    let wide = finding(format!("a: [{}]", "x, ".repeat(30_000)));
    assert!(
        wide.starts_with("x.yaml:1:") && wide.contains("error[EXO011]"),
        "{wide}"
    );
    let long = finding("# a comment\n".repeat(30_000));
    assert!(
        long.contains("error[EXO011] this file has 360000 bytes"),
        "{long}"
    );
    let deep = finding((0..40).map(|level| " ".repeat(level) + "a:\n").collect());
    assert!(deep.contains("error[EXO011]"), "{deep}");
    for deeper in ["- ", "[", "{a: ", "? "] {
        let deeper = finding(deeper.repeat(10_000));
        assert!(deeper.contains("error[EXO011]"), "{deeper}");
    }
    let pairs = "- {a: ".repeat(20) + "1";
    let mixed = finding(pairs);
    assert!(mixed.contains("error["), "{mixed}");
}

/// Line ends of Windows change nothing but the offsets.
#[test]
fn line_ends_do_not_matter() {
    let path = Path::new("campaign/err/values.yaml");
    let text = String::from_utf8(bytes(path))
        .expect("it is text")
        .replace('\n', "\r\n");
    let (_, findings) = campaign::read(&Source::new(file_name(path), text));
    golden::check(&golden::concise(&findings), path.with_extension("out"));
}

/// Defaults of the tables are defaults of the values.
#[test]
fn no_project_file_is_an_empty_project_file() {
    let (project, findings) = project::read(&Source::new("exodial.yaml", "exodial: 1\n"));
    assert_eq!(golden::concise(&findings), "");
    let project = project.expect("it has no findings");
    assert_eq!(format!("{project:?}"), format!("{:?}", Project::default()));
    let timing = project
        .accounts
        .values()
        .map(|account| account.timing)
        .collect::<Vec<_>>();
    assert_eq!(timing, [campaign::Timing::default()]);
}

#[test]
fn a_secret_in_a_file_is_never_shown() {
    for text in [
        "exodial: 1\naccounts:\n  default:\n    sid: acme1\n    token: s3cret\n    key: s3cret\n",
        "exodial: 1\naccounts: { default: { key: s3cret, tokn: x, token: 's3cret' } }\n",
        "exodial: 1\naccounts:\n  default:\n    token: |\n      s3cret\n    tokn: 1\n",
        "exodial: 1\naccounts:\n  default:\n    token: \"s3cret\n",
        "exodial: 1\naccounts:\n  default: { token: s3cret, key: [ }\n",
        "exodial: 1\naccounts:\n  default:\n    base_url: http://me:s3cret@127.0.0.1\n",
        "exodial: 1\napi_token: s3cret\n",
        "exodial: 1\naccounts:\n  default:\n    token: ${A:-s3cret}\n",
        "exodial: 1\nallow: { hmac_key: s3cret }\n",
        "exodial: 1\naccounts:\n  default:\n    token: [s3cret, s3cret]\n",
        "exodial: 1\naccounts:\n  default:\n    token: { a: s3cret }\n",
        "exodial: 1\naccounts:\n  default:\n    token:\n      s3cret\n    : x\n",
    ] {
        let source = Source::new("exodial.yaml", text);
        let (_, as_project) = project::read(&source);
        let (_, as_campaign) = campaign::read(&source);
        for findings in [as_project, as_campaign] {
            assert!(!findings.is_empty(), "{text}");
            assert!(
                !format!("{findings:?}").contains("s3cret"),
                "{text}\n{findings:#?}"
            );
        }
    }
}
