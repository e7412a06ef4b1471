//! Findings as SARIF 2.1.0, which code hosts and editors read.
//!
//! Source: OASIS, "Static Analysis Results Interchange Format (SARIF) Version 2.1.0"; what GitHub reads of it:
//! docs.github.com, "SARIF support for code scanning".

use serde_json::{Value, json};

use super::{Checked, checked::place, clean, range};
use crate::{
    lint::{Page, RULES, Rule, page},
    syntax::{Fix, Label, Place, Severity},
};

/// The log of one run. It describes the rules that found something.
pub fn sarif(checked: &Checked) -> Value {
    let found = |rule: &&Rule| checked.findings.iter().any(|one| one.code == rule.code);
    let rules: Vec<&Rule> = RULES.iter().filter(found).collect();
    let marks = checked.fingerprints();
    let results = checked.findings.iter().zip(marks).map(|(finding, mark)| {
        let related = finding.labels.iter().skip(1).zip(1..);
        let mut result = json!({
            "ruleId": finding.code,
            "ruleIndex": rules.iter().position(|rule| rule.code == finding.code),
            "level": level(Some(finding.severity)),
            "message": { "text": message(finding) },
            "locations": place(finding).map(location).into_iter().collect::<Vec<Value>>(),
            "relatedLocations": related.map(|(label, id)| related_location(label, id)).collect::<Vec<Value>>(),
            "partialFingerprints": { "exodial/v1": mark },
        });
        if let (Some(fix), Some(place)) = (&finding.fix, place(finding)) {
            result["fixes"] = json!([fixed(fix, place)]);
        }
        result
    });
    json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "exodial",
                "version": env!("CARGO_PKG_VERSION"),
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": rules.iter().map(|rule| descriptor(rule)).collect::<Vec<Value>>(),
            } },
            "columnKind": "unicodeCodePoints",
            "results": results.collect::<Vec<Value>>(),
        }],
    })
}

/// A fix: what goes, by its bytes, and what comes in its place.
fn fixed(fix: &Fix, place: &Place) -> Value {
    json!({ "artifactChanges": [{
        "artifactLocation": { "uri": uri(&place.path) },
        "replacements": [{
            "deletedRegion": { "byteOffset": fix.span.start, "byteLength": fix.span.len() },
            "insertedContent": { "text": fix.text },
        }],
    }] })
}

/// Message, label, notes and help, in lines.
fn message(finding: &crate::syntax::Diagnostic) -> String {
    let mut lines = vec![clean::text(&finding.message)];
    lines.extend(finding.labels.first().map(|label| clean::text(&label.text)));
    lines.extend(finding.notes.iter().map(|note| clean::text(note)));
    lines.extend(
        finding
            .help
            .iter()
            .map(|help| format!("help: {}", clean::text(help))),
    );
    lines.retain(|line| !line.is_empty());
    lines.join("\n")
}

/// A rule as a `reportingDescriptor`.
fn descriptor(rule: &Rule) -> Value {
    let page = page(rule);
    let text = |of: fn(&Page) -> &'static str| page.as_ref().map_or("", of);
    let (what, why, fix) = (
        text(|page| page.what),
        text(|page| page.why),
        text(|page| page.fix),
    );
    json!({
        "id": rule.code,
        "name": rule.name(),
        "shortDescription": { "text": rule.summary() },
        "fullDescription": { "text": what },
        "help": {
            "text": format!("{what}\n\n{why}\n\n{fix}"),
            "markdown": format!("{what}\n\n**Why.** {why}\n\n**Fix.** {fix}"),
        },
        "defaultConfiguration": { "level": level(rule.level), "enabled": rule.level.is_some() },
    })
}

fn level(severity: Option<Severity>) -> &'static str {
    match severity {
        Some(Severity::Error) => "error",
        Some(Severity::Warning) => "warning",
        Some(Severity::Info) | None => "note",
    }
}

fn related_location(label: &Label, id: u32) -> Value {
    let mut location = location(&label.place);
    location["id"] = id.into();
    location["message"] = json!({ "text": clean::text(&label.text) });
    location
}

fn location(place: &Place) -> Value {
    let mut physical = json!({ "artifactLocation": { "uri": uri(&place.path) } });
    if !range::is_file(place) {
        let (start, end) = range::range(place);
        physical["region"] = json!({
            "startLine": start.line,
            "startColumn": start.column,
            "endLine": end.line,
            "endColumn": end.column,
        });
    }
    json!({ "physicalLocation": physical })
}

/// A path as a relative reference: RFC 3986, with `/` between folders.
fn uri(path: &str) -> String {
    let mut uri = String::new();
    for byte in path.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                uri.push(char::from(byte));
            }
            byte => uri.push_str(&format!("%{byte:02X}")),
        }
    }
    uri
}
