//! The campaign as it would be without the mistakes of its file, for whoever goes on looking for others: the rows of
//! its contacts and the columns that its templates name. Nothing of it is planned or called.

use super::{CAMPAIGN, Field, Fields, Findings, agree, build, check};
use crate::{
    campaign::{Campaign, language::Kind},
    syntax::{self, Diagnostic, Node, Scalar, Severity, Source, Value},
};

/// Times that the file is read again without what was wrong the last time.
const ROUNDS: usize = 4;
/// What stands for a value that every campaign has, where it is missing or wrong: path, text, whether it is quoted.
const STAND_INS: [(&[&str], &str, bool); 4] = [
    (&["exodial"], "1", false),
    (&["campaign"], "mended", true),
    (&["call", "exophone"], "+910000999999", true),
    (&["call", "app_id"], "1", true),
];
/// Faults within templates: the columns that such a template names are looked for all the same.
const OF_TEMPLATES: [&str; 3] = ["EXO501", "EXO503", "EXO506"];
/// Blocks of `contacts` without which its rows are read as they would be with them.
const BESIDE_ROWS: [&str; 3] = ["suppress", "caps", "not_called_within"];

/// The campaign of a file without the entries that these findings point at; nothing where what is left is none, or
/// where the mistakes are about how rows are read, since all that is found in rows would then be a guess.
pub fn mended(source: &Source, findings: &[Diagnostic]) -> Option<Campaign> {
    let (root, _) = syntax::parse(source);
    let mut root = root?;
    remove(&mut root, "tests");
    remove(&mut root, "notify");
    let mut errors = places(findings);
    for _ in 0..ROUNDS {
        for byte in errors.drain(..) {
            if is_about_rows(&root, byte) {
                return None;
            }
            prune(&mut root, byte);
        }
        for (path, text, quoted) in STAND_INS {
            stand_in(&mut root, path, text, quoted);
        }
        let mut found = Findings::new(source, Vec::new());
        check::value(&mut found, &Field::root(&root), &Kind::Block(&CAMPAIGN));
        agree(&mut found, &root);
        errors = places(&found.finish());
        if errors.is_empty() {
            return build(Fields::new(&CAMPAIGN, Some(&root)));
        }
    }
    None
}

/// Where errors are.
fn places(findings: &[Diagnostic]) -> Vec<usize> {
    let errors = findings.iter();
    let errors = errors.filter(|finding| {
        finding.severity == Severity::Error && !OF_TEMPLATES.contains(&finding.code)
    });
    let places = errors.filter_map(|finding| Some(finding.labels.first()?.place.byte));
    places.collect()
}

fn is_about_rows(root: &Node, byte: usize) -> bool {
    let Some(contacts) = root.get("contacts") else {
        return true;
    };
    let beside = BESIDE_ROWS.iter().filter_map(|name| contacts.entry(name));
    let mut beside = beside.map(|(key, value)| key.span.start..value.span.end);
    contacts.span.contains(&byte) && !beside.any(|span| span.contains(&byte))
}

/// Takes the smallest entry or item away that holds a byte; says whether there was one.
fn prune(node: &mut Node, byte: usize) -> bool {
    match &mut node.value {
        Value::Mapping(entries) => {
            let holds = |(key, value): &(Node, Node)| {
                (key.span.start..value.span.end.max(key.span.end)).contains(&byte)
            };
            let Some(at) = entries.iter().position(holds) else {
                return false;
            };
            if !prune(&mut entries[at].1, byte) {
                entries.remove(at);
            }
            true
        }
        Value::Sequence(items) => {
            let Some(at) = items.iter().position(|item| item.span.contains(&byte)) else {
                return false;
            };
            if !prune(&mut items[at], byte) {
                items.remove(at);
            }
            true
        }
        Value::Scalar(_) => false,
    }
}

fn remove(node: &mut Node, name: &str) {
    if let Value::Mapping(entries) = &mut node.value {
        entries.retain(|(key, _)| key.text() != Some(name));
    }
}

/// Puts a text where nothing is at a path.
fn stand_in(node: &mut Node, path: &[&str], text: &str, quoted: bool) {
    let Some((name, rest)) = path.split_first() else {
        return;
    };
    let Value::Mapping(entries) = &mut node.value else {
        return;
    };
    let known = entries.iter().position(|(key, _)| key.text() == Some(name));
    match known {
        Some(at) => stand_in(&mut entries[at].1, rest, text, quoted),
        None if rest.is_empty() => entries.push((scalar(name, false), scalar(text, quoted))),
        None => {}
    }
}

fn scalar(text: &str, quoted: bool) -> Node {
    let text = text.to_owned();
    Node {
        span: 0..0,
        value: Value::Scalar(Scalar { text, quoted }),
        via_alias: false,
    }
}
