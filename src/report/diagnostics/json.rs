//! Findings for programs: one document, or a line for each finding.

use serde_json::{Value, json};

use super::{Checked, Totals, checked::place, clean, name, range, word};
use crate::syntax::{Diagnostic, Label, Safety};

/// Everything as one document of the format `exodial.lint/1`.
pub fn json(checked: &Checked) -> Value {
    let files = checked.files.iter().map(|(path, kind)| {
        let totals = checked.totals_of(path);
        json!({
            "path": &**path,
            "kind": kind.word(),
            "errors": totals.errors,
            "warnings": totals.warnings,
            "infos": totals.infos,
        })
    });
    let totals = Totals::of(&checked.findings);
    json!({
        "format": "exodial.lint/1",
        "tool": { "name": "exodial", "version": env!("CARGO_PKG_VERSION") },
        "files": files.collect::<Vec<Value>>(),
        "diagnostics": checked.findings.iter().map(finding).collect::<Vec<Value>>(),
        "summary": {
            "rows": checked.rows,
            "errors": totals.errors,
            "warnings": totals.warnings,
            "infos": totals.infos,
        },
    })
}

/// A line of JSON for each finding.
pub fn jsonl(checked: &Checked) -> String {
    let lines = checked.findings.iter();
    lines.map(|one| finding(one).to_string() + "\n").collect()
}

fn finding(finding: &Diagnostic) -> Value {
    let place = place(finding);
    let related = finding.labels.iter().skip(1);
    json!({
        "code": finding.code,
        "name": name(finding),
        "severity": word(finding.severity),
        "path": place.map(|place| &*place.path),
        "range": place.filter(|place| !range::is_file(place)).map(range::json),
        "message": clean::text(&finding.message),
        "label": finding.labels.first().map(|label| clean::text(&label.text)),
        "count": finding.count,
        "related": related.map(label).collect::<Vec<Value>>(),
        "notes": finding.notes.iter().map(|note| clean::text(note)).collect::<Vec<String>>(),
        "help": finding.help.as_deref().map(clean::text),
        "fix": finding.fix.as_ref().map(|fix| json!({
            "safe": fix.safety == Safety::Safe,
            "bytes": { "start": fix.span.start, "end": fix.span.end },
            "text": fix.text,
        })),
    })
}

fn label(label: &Label) -> Value {
    json!({
        "path": &*label.place.path,
        "range": range::json(&label.place),
        "message": clean::text(&label.text),
    })
}
