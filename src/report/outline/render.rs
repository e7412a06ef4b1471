//! A difference of plans, as text and as JSON.

use serde_json::{Value, json};

use super::{
    Outline,
    diff::{Change, Difference},
};
use crate::report::text::{counted, finish, grouped};

/// The version of the JSON form.
pub const DIFF_FORMAT: &str = "exodial.plan-diff/1";

/// Writes a difference for people; `rows` at most of each kind.
pub fn text(old: &Outline, new: &Outline, found: &Difference, rows: usize) -> String {
    let mut out = String::new();
    let head = format!(
        "{} as of {} and now: plans {} and {}",
        new.campaign, old.from, old.hash, new.hash
    );
    finish(&mut out, &head);
    finish(&mut out, "");
    if found.is_none() {
        finish(
            &mut out,
            "  the same people, the same requests, the same settings",
        );
        return out;
    }
    let (was, is) = (grouped(old.calls()), grouped(new.calls()));
    entry(&mut out, "to call", &format!("{was} before, {is} now"));
    let (was, is) = found.unreadable;
    if was != is {
        let text = format!(
            "{} before, {} now",
            counted(was, "row", "rows"),
            grouped(is)
        );
        entry(&mut out, "no number", &text);
    }
    for (label, changes) in groups(found) {
        people(&mut out, label, changes, rows);
    }
    let shown = found.settings.len().min(rows);
    for (nth, (path, was, is)) in found.settings.iter().take(shown).enumerate() {
        let word = |value: &Option<String>| value.clone().unwrap_or_else(|| "nothing".to_owned());
        let count = if nth == 0 {
            grouped(found.settings.len() as u64)
        } else {
            String::new()
        };
        let label = if nth == 0 { "settings" } else { "" };
        entry(
            &mut out,
            label,
            &format!("{count:<6}{path}: {} -> {}", word(was), word(is)),
        );
    }
    more(&mut out, found.settings.len() - shown);
    out
}

/// Writes a difference for programs; every row of it.
pub fn json(old: &Outline, new: &Outline, found: &Difference) -> Value {
    let changes = |changes: &[Change]| -> Vec<Value> {
        changes
            .iter()
            .map(|change| json!({ "row": change.row, "how": change.how }))
            .collect()
    };
    let settings = found.settings.iter();
    let settings = settings
        .map(|(path, was, is)| json!({ "path": path, "before": was, "now": is }))
        .collect::<Vec<_>>();
    json!({
        "format": DIFF_FORMAT,
        "before": { "from": old.from, "hash": old.hash, "counts": old.counts },
        "now": { "from": new.from, "hash": new.hash, "counts": new.counts },
        "new": changes(&found.new),
        "gone": changes(&found.gone),
        "words": changes(&found.words),
        "requests": changes(&found.requests),
        "settings": settings,
    })
}

fn groups(found: &Difference) -> [(&'static str, &[Change]); 4] {
    [
        ("new", &found.new),
        ("gone", &found.gone),
        ("changed", &found.words),
        ("request", &found.requests),
    ]
}

fn people(out: &mut String, label: &str, changes: &[Change], rows: usize) {
    let count = grouped(changes.len() as u64);
    for (nth, change) in changes.iter().take(rows).enumerate() {
        let row = &change.row;
        let id = row.id.as_ref().map(|id| format!(" {id}"));
        let number = row.number.as_ref().map(|number| format!(" {number}"));
        let (id, number) = (id.unwrap_or_default(), number.unwrap_or_default());
        let text = format!("row {}{id}{number}: {}", row.row, change.how);
        let (label, count) = if nth == 0 {
            (label, count.as_str())
        } else {
            ("", "")
        };
        entry(out, label, &format!("{count:<6}{text}"));
    }
    if rows == 0 && !changes.is_empty() {
        entry(out, label, &count);
    }
    more(out, changes.len().saturating_sub(rows));
}

fn more(out: &mut String, left: usize) {
    if left > 0 {
        let left = grouped(left as u64);
        entry(
            out,
            "",
            &format!("{:<6}and {left} more: --show-rows all", ""),
        );
    }
}

fn entry(out: &mut String, label: &str, text: &str) {
    finish(out, &format!("  {label:<11} {text}"));
}
