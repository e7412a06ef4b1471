//! What holds between a text and its canonical form, each law told by other means than those of `fmt`.

use std::collections::BTreeSet;

use exodial::{
    campaign::{
        self,
        canonical::{self, Files, Refusal},
        project, test_case,
    },
    syntax::{self, Diagnostic, Node, Source, Value, code, format::clean},
};
use granit_parser::{Event, Parser};

use super::Fixture;

/// Holds a text against its canonical form. False when it has none, because it cannot be read.
pub(super) fn hold(fixture: &Fixture) -> bool {
    let (path, files) = (&fixture.path, fixture.files);
    let source = fixture.source();
    let form = match canonical::format(&source, files) {
        Ok(form) => form,
        Err(Refusal::Unread(findings)) => {
            assert!(!findings.is_empty(), "{path}: refused without a word");
            return false;
        }
        Err(Refusal::Unfaithful) => panic!("{path}: unfaithful\n{}", fixture.text),
    };
    let shown = || format!("{path}\n--- text\n{}\n--- form\n{form}", fixture.text);
    let before = clean(&source);
    let after = Source::new(path.as_str(), form.as_str());

    let twice = canonical::format(&after, files).expect("a form has a form");
    assert_eq!(twice, form, "twice is not once: {}", shown());
    assert_eq!(comments(&before), comments(&after), "comments: {}", shown());
    assert!(is_tidy(&form), "blanks: {}", shown());

    let (was, findings) = read(&before, files);
    let (is, found) = read(&after, files);
    let (one, _) = syntax::parse(&before);
    let (other, _) = syntax::parse(&after);
    let (one, other) = (one.expect("a tree"), other.expect("a tree"));
    let mut quoted = BTreeSet::new();
    assert!(is_same(&one, &other, &mut quoted), "the tree: {}", shown());

    // Readers disagree about a text whose last line has no end.
    let ended = format!(
        "{}\n",
        before.text().strip_suffix('\n').unwrap_or(before.text())
    );
    let by_others = serde_yaml::from_str::<serde_yaml::Value>(&ended);
    if let Ok(said) = by_others
        && quoted.is_empty()
    {
        let says = serde_yaml::from_str::<serde_yaml::Value>(&form);
        assert_eq!(Some(said), says.ok(), "to another reader: {}", shown());
    }

    if quoted.is_empty() {
        assert_eq!(was, is, "what it means: {}", shown());
    }
    judge_findings(&findings, &found, &quoted, &shown);
    true
}

/// A form has the findings of its text, but for quotes; and quotes where the text had a finding for want of them, only there.
fn judge_findings(
    before: &[Diagnostic],
    after: &[Diagnostic],
    quoted: &BTreeSet<usize>,
    shown: &dyn Fn() -> String,
) {
    let is_unquoted = |finding: &&Diagnostic| finding.code == code::UNQUOTED;
    let asked = before.iter().filter(is_unquoted);
    let asked = asked.filter_map(|finding| Some(finding.labels.first()?.place.byte));
    let asked: BTreeSet<usize> = asked.collect();
    assert!(
        quoted.is_subset(&asked),
        "quotes that nobody asked for: {}",
        shown()
    );
    assert_eq!(
        after.iter().filter(is_unquoted).count(),
        0,
        "quotes are missing: {}",
        shown()
    );
    let mut left: Vec<&str> = after.iter().map(|finding| finding.code).collect();
    for finding in before.iter().filter(|finding| !is_unquoted(finding)) {
        let at = left.iter().position(|code| *code == finding.code);
        let at = at.unwrap_or_else(|| panic!("{} is gone: {}", finding.code, shown()));
        left.remove(at);
    }
    // Without quotes there was no reading a value; what else is wrong with it shows only now.
    assert!(
        left.is_empty() || !asked.is_empty(),
        "{left:?} is new: {}",
        shown()
    );
}

/// What a file means, without the places, and what is wrong with it.
fn read(source: &Source, files: Files) -> (Option<String>, Vec<Diagnostic>) {
    fn meaning<T: std::fmt::Debug>(value: Option<T>) -> Option<String> {
        let text = format!("{:?}", value?);
        let mut parts = text.split("span: ");
        let first = parts.next().unwrap_or_default().to_owned();
        let is_place = |c: char| c.is_ascii_digit() || c == '.';
        Some(parts.fold(first, |text, part| text + part.trim_start_matches(is_place)))
    }
    match files {
        Files::Campaign => {
            let (value, findings) = campaign::read(source);
            (meaning(value), findings)
        }
        Files::Project => {
            let (value, findings) = project::read(source);
            (meaning(value), findings)
        }
        Files::Tests => {
            let (value, findings) = test_case::read(source);
            (meaning(value), findings)
        }
    }
}

/// All comments, sorted.
fn comments(source: &Source) -> Vec<String> {
    let options = granit_parser::options! {
        emit_comments: true,
        max_buffered_comment_events: 100_000,
        emit_unresolved_aliases: true,
    };
    let events = Parser::new_from_str_with_options(source.text(), options);
    let mut found: Vec<String> = events
        .filter_map(|event| match event.expect("it was read before").0 {
            Event::Comment(text, _) => Some(text.trim_end().to_owned()),
            _ => None,
        })
        .collect();
    found.sort();
    found
}

/// Whether two trees say the same but for the order of keys; collects where quotes were put.
fn is_same(one: &Node, other: &Node, quoted: &mut BTreeSet<usize>) -> bool {
    match (&one.value, &other.value) {
        (Value::Scalar(was), Value::Scalar(is)) => {
            // A key of two lines has no place on one without quotes.
            let is_split = was.text.contains('\n');
            if is.quoted && !was.quoted && !one.via_alias && !is_split {
                quoted.insert(one.span.start);
            }
            was.text == is.text && (is.quoted || !was.quoted)
        }
        (Value::Sequence(was), Value::Sequence(is)) => {
            let mut pairs = was.iter().zip(is);
            was.len() == is.len() && pairs.all(|(one, other)| is_same(one, other, quoted))
        }
        (Value::Mapping(was), Value::Mapping(is)) => {
            was.len() == is.len()
                && was.iter().all(|(key, value)| {
                    let name = key.scalar().map_or("", |scalar| scalar.text.as_str());
                    let found = other.entry(name);
                    found.is_some_and(|(other_key, other)| {
                        is_same(key, other_key, quoted) && is_same(value, other, quoted)
                    })
                })
        }
        _ => false,
    }
}

/// One line end at the end, and but for texts of several lines no two empty lines and no blanks at the end of one.
fn is_tidy(form: &str) -> bool {
    let is_free = form.contains(['|', '>', '"', '\'']) || form.contains("\n\n\n");
    let lines = form.lines().all(|line| line == line.trim_end_matches(' '));
    let ends = form.ends_with('\n')
        && !form.starts_with('\n')
        && !form.starts_with('\u{FEFF}')
        && !form.contains('\r');
    ends && (is_free || lines)
}
