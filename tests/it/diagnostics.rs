//! How findings look.

use exodial::{
    report::diagnostics::{Look, Totals, concise, human},
    syntax::{Diagnostic, Label, Place, Source},
};

use crate::golden;

/// A finding at the given words of a file.
fn at(source: &Source, words: &str) -> Place {
    let start = source
        .text()
        .find(words)
        .expect("the words are in the text");
    source.place(&(start..start + words.len()))
}

pub(crate) fn findings() -> Vec<Diagnostic> {
    let yaml = Source::new(
        "campaigns/diwali.campaign.yaml",
        "exodial: 1\ncampaign: diwali\ncall:\n  time_limit: 5 hours # दिवाली\n  ring: 3m\n  custom_field: |\n    {{ name }}\n    {{ amount }}\n",
    );
    let csv = Source::new(
        "due.csv",
        "mobile,name\n98xxxxx1,\"Asha, R\"\n98xxxxx2,Ravi\n",
    );
    let mut rows = Diagnostic::error(
        "EXO412",
        "2,996 phone numbers have too few or too many digits",
    )
    .at(
        at(&csv, "98xxxxx1"),
        "it has 9 digits, which no number of IN has",
    )
    .at(
        at(&csv, "98xxxxx2"),
        "it has 9 digits, which no number of IN has",
    )
    .help("write the whole number; one of another country begins with + and its country code");
    rows.count = 2_996;
    let line = |line, byte| Place {
        line,
        byte,
        ..Place::file("due.csv")
    };
    let mut same = Diagnostic::warning("EXO415", "37 rows have the phone number of another row");
    same.count = 37;
    for (number, of) in [(40, 2), (41, 3)] {
        let text = format!("line {of} has it too");
        let place = line(number, 900);
        same.labels.push(Label { place, text });
    }
    vec![
        Diagnostic::error("EXO201", "`time_limit` is longer than the API accepts")
            .at(at(&yaml, "5 hours"), "5 hours")
            .help("use the maximum, 4h"),
        Diagnostic::error("EXO101", "unknown key `ring`")
            .at(at(&yaml, "ring"), "")
            .at(at(&yaml, "call"), "in this block")
            .note("a key is known in one block only")
            .help("there is a key with a similar name: `ring_timeout`"),
        Diagnostic::error("EXO505", "the field renders two lines").at(
            at(&yaml, "|\n    {{ name }}\n    {{ amount }}"),
            "written here",
        ),
        rows,
        same,
        Diagnostic::error("EXO402", "the contact file is empty").at(Place::file("due.csv"), ""),
        Diagnostic::warning("EXO906", "who owns this campaign?").help("add `owner:`"),
    ]
}

#[test]
fn findings_are_drawn_for_people() {
    golden::check(
        &human(&findings(), Look::default()),
        "diagnostics/human.out",
    );
}

#[test]
fn colour_is_escapes_and_nothing_else() {
    let look = |colour| Look {
        colour,
        ..Look::default()
    };
    let coloured = human(&findings(), look(true));
    assert!(coloured.contains("\u{1b}["));
    let plain = anstream::adapter::strip_str(&coloured).to_string();
    assert_eq!(plain, human(&findings(), look(false)));
}

#[test]
fn findings_are_written_one_a_line() {
    golden::check(&concise(&findings()), "diagnostics/concise.out");
    assert_eq!(Totals::of(&findings()).to_string(), "5 errors, 2 warnings");
}

#[test]
fn a_hostile_file_neither_floods_nor_commands() {
    let long = "x".repeat(60_000);
    let text = format!("::error::a,{long},\u{1b}[2J\u{202e},{long}\n##[group]");
    let source = Source::new("::warning::\u{7}.csv", text);
    let whole = 0..source.text().len();
    let finding = Diagnostic::error("EXO409", "::stop-commands::x\n::error::y")
        .at(source.place(&whole), "\u{1b}]0;title\u{7}")
        .at(at(&source, "\u{1b}[2J"), "##[add-mask]")
        .note("::note::")
        .help("::help::");
    let narrow = Look {
        colour: false,
        width: 80,
    };
    let findings = [finding];
    let drawn = human(&findings, narrow) + &concise(&findings);
    assert!(drawn.len() < 4_000, "{} bytes", drawn.len());
    let harmless = |c: char| !c.is_control() || c == '\n';
    assert!(drawn.chars().all(harmless), "{drawn:?}");
    for line in drawn.lines() {
        let line = line.trim_start();
        let command = line
            .strip_prefix("::")
            .is_some_and(|rest| rest.contains("::"));
        assert!(!command, "{line}");
        assert!(!line.contains("##["), "{line}");
    }
}

#[test]
fn any_span_can_be_drawn() {
    let source = Source::new("a", "é\r\n\t日本\n\nlast");
    for start in 0..=source.text().len() {
        for end in start..=source.text().len() + 1 {
            let finding = Diagnostic::error("EXO001", "x").at(source.place(&(start..end)), "y");
            assert!(human(&[finding], Look::default()).contains("EXO001"));
        }
    }
}
