//! The laws of the canonical form, over every file that there is and over thousands that nobody wrote.

mod laws;
mod mutate;

use std::{fs, path::Path};

use exodial::{
    campaign::canonical::{self, Files, Refusal},
    syntax::{Source, encoding},
};

use crate::golden;

/// Folders with files of the language, and what kind of files they hold.
const FOLDERS: [(&str, Files); 9] = [
    ("tests/campaign/ok", Files::Campaign),
    ("tests/campaign/err", Files::Campaign),
    ("tests/campaign/policy", Files::Campaign),
    ("tests/campaign_test", Files::Tests),
    ("tests/project", Files::Project),
    ("tests/syntax", Files::Campaign),
    ("tests/fmt", Files::Campaign),
    ("src/cli/init", Files::Project),
    ("campaigns", Files::Campaign),
];

/// Mutants of each file.
const MUTANTS: u64 = 25;

/// A file of the language.
struct Fixture {
    path: String,
    text: String,
    files: Files,
}

impl Fixture {
    fn source(&self) -> Source {
        Source::new(self.path.as_str(), self.text.as_str())
    }
}

/// Every file of the language that is UTF-8.
fn fixtures() -> Vec<Fixture> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = Vec::new();
    for (folder, files) in FOLDERS {
        for path in golden::below(root.join(folder)) {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            let is_scenario = name.ends_with(".scenario.yaml");
            if is_scenario || !(name.ends_with(".yaml") || name.ends_with(".yml")) {
                continue;
            }
            let bytes = fs::read(&path).expect("a file");
            let shown = path.display().to_string();
            let Ok(source) = encoding::read(shown.as_str(), &bytes) else {
                continue;
            };
            let named = Files::of(&name);
            found.push(Fixture {
                path: shown,
                text: source.text().to_owned(),
                files: if named == Files::Campaign {
                    files
                } else {
                    named
                },
            });
        }
    }
    assert!(found.len() > 110, "{} files", found.len());
    found
}

#[test]
fn every_law_holds_of_every_file() {
    let formatted = fixtures()
        .iter()
        .filter(|fixture| laws::hold(fixture))
        .count();
    assert!(formatted > 80, "{formatted} files have a canonical form");
}

#[test]
fn every_law_holds_of_files_that_were_tampered_with() {
    let mut formatted = 0;
    for (nth, mut fixture) in (0..).zip(fixtures()) {
        let text = std::mem::take(&mut fixture.text);
        for seed in 0..MUTANTS {
            fixture.text = mutate::mutant(&text, nth * MUTANTS + seed);
            formatted += u64::from(laws::hold(&fixture));
        }
    }
    assert!(formatted > 500, "{formatted} of them have a canonical form");
}

#[test]
fn what_cannot_be_read_is_refused_with_what_lint_says_of_it() {
    for text in [
        "call: [\n",
        "{{ a }}: 1\n",
        "",
        "# nothing\n",
        "just text\n",
        "a: 1\n--- \nb: 2\n",
    ] {
        let source = Source::new("a.campaign.yaml", text);
        match canonical::format(&source, Files::Campaign) {
            Err(Refusal::Unread(findings)) => assert!(!findings.is_empty(), "{text:?}"),
            other => panic!("{text:?}: {other:?}"),
        }
    }
}

#[test]
fn the_campaigns_to_copy_are_in_canonical_form() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let is_own = |fixture: &Fixture| {
        ["campaigns", "src/cli/init"].iter().any(|folder| {
            let folder = root.join(folder);
            Path::new(&fixture.path).starts_with(folder)
        })
    };
    let own: Vec<Fixture> = fixtures().into_iter().filter(is_own).collect();
    assert!(own.len() > 18);
    for fixture in own {
        let form = canonical::format(&fixture.source(), fixture.files).expect("a form");
        assert_eq!(form, fixture.text, "{}", fixture.path);
    }
}

#[test]
fn the_form_reads_as_before() {
    for path in golden::fixtures("fmt", "yaml") {
        let text = fs::read_to_string(golden::tests().join(&path)).expect("a file");
        let source = Source::new("a.campaign.yaml", text);
        let form = canonical::format(&source, Files::Campaign).expect("a form");
        golden::check(&form, path.with_extension("out"));
    }
}

#[test]
fn line_ends_and_marks_of_other_systems_go() {
    let source = Source::new(
        "a.campaign.yaml",
        "\u{FEFF}exodial:  1   \r\ncampaign: a\r\n\r\n\r\n\r\n# x  \r\ncall:\r\n    app_id: |\r\n      1\r\n\r\n",
    );
    let form = canonical::format(&source, Files::Campaign).expect("a form");
    assert_eq!(
        form,
        "exodial: 1\ncampaign: a\n\n# x\ncall:\n  app_id: |\n    1\n"
    );
}

#[test]
fn only_blanks_and_tabs_are_blanks() {
    let text = "exodial: 1\nowner: ops\u{A0}\ndescription: \"a\\ \n  b\"\n# x\u{2003}\n";
    let source = Source::new("a.campaign.yaml", text);
    let form = canonical::format(&source, Files::Campaign).expect("a form");
    let expected = "exodial: 1\ndescription: \"a\\ \n  b\"\nowner: ops\u{A0}\n# x\u{2003}\n";
    assert_eq!(form, expected);
}

#[test]
fn large_files_are_formatted_or_refused() {
    let mut text = String::from("exodial: 1\ncampaign: a\nthresholds: [\n");
    while text.len() < 200 * 1024 {
        text += "  [[[ # x\n{a: [1]}]]],\n";
    }
    let source = Source::new("a.campaign.yaml", text + "]\n");
    let form = canonical::format(&source, Files::Campaign);
    assert!(
        form.is_err_and(|refusal| matches!(refusal, Refusal::Unread(_))),
        "too many nodes"
    );
    let comments = "# x\n".repeat(40_000);
    let source = Source::new(
        "a.campaign.yaml",
        format!("exodial: 1\n{comments}call:\n  app_id: 1\n"),
    );
    let form = canonical::format(&source, Files::Campaign).expect("a form");
    assert_eq!(form, source.text());
}
