//! Findings as a Code Quality report of GitLab.
//!
//! Source: docs.gitlab.com, "Code Quality", "Code Quality report format".

use serde_json::{Value, json};

use super::{Checked, checked::place, clean, range};
use crate::syntax::Severity;

/// The report: a list with an object for each finding.
pub fn gitlab(checked: &Checked) -> Value {
    let marks = checked.fingerprints();
    let findings = checked.findings.iter().zip(marks).map(|(finding, mark)| {
        let place = place(finding);
        let lines = place.map_or((1, 1), |place| {
            let (start, end) = range::range(place);
            (start.line, end.line)
        });
        json!({
            "description": clean::text(&finding.message),
            "check_name": finding.code,
            "fingerprint": mark,
            "severity": match finding.severity {
                Severity::Error => "critical",
                Severity::Warning => "minor",
                Severity::Info => "info",
            },
            "location": {
                "path": place.map_or("exodial.yaml", |place| &*place.path),
                "lines": { "begin": lines.0, "end": lines.1 },
            },
        })
    });
    findings.collect()
}
