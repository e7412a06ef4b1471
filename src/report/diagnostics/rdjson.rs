//! Findings as reviewdog reads them.
//!
//! Source: github.com/reviewdog/reviewdog, `proto/rdf/reviewdog.proto`: columns are counted in bytes of UTF-8, from 1.

use serde_json::{Value, json};

use super::{Checked, checked::place, clean, name, range};
use crate::syntax::{Place, Severity};

/// A `DiagnosticResult`.
pub fn rdjson(checked: &Checked) -> Value {
    let findings = checked.findings.iter().map(|finding| {
        let mut message = clean::text(&finding.message);
        if let Some(help) = &finding.help {
            message = format!("{message}\nhelp: {}", clean::text(help));
        }
        let related = finding.labels.iter().skip(1).map(|label| {
            json!({ "message": clean::text(&label.text), "location": location(&label.place) })
        });
        json!({
            "message": message,
            "location": place(finding).map(location),
            "severity": match finding.severity {
                Severity::Error => "ERROR",
                Severity::Warning => "WARNING",
                Severity::Info => "INFO",
            },
            "code": { "value": format!("{} {}", finding.code, name(finding)) },
            "related_locations": related.collect::<Vec<Value>>(),
        })
    });
    json!({
        "source": { "name": "exodial" },
        "diagnostics": findings.collect::<Vec<Value>>(),
    })
}

fn location(place: &Place) -> Value {
    if range::is_file(place) {
        return json!({ "path": &*place.path });
    }
    let (start, end) = range::range(place);
    let position = |at: range::Position| json!({ "line": at.line, "column": at.byte_column });
    json!({ "path": &*place.path, "range": { "start": position(start), "end": position(end) } })
}
