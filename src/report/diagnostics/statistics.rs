//! How often each rule found something.

use serde_json::{Value, json};

use super::{Totals, word};
use crate::{
    lint::{Rule, rule},
    syntax::{Diagnostic, Severity},
};

/// A rule that found something.
struct Count {
    code: &'static str,
    severity: Severity,
    findings: u64,
    places: u64,
}

impl Count {
    fn name(&self) -> String {
        rule(self.code).map(Rule::name).unwrap_or_default()
    }
}

/// The rules by the number of their findings, then of the places, the most first.
fn counts(findings: &[Diagnostic]) -> Vec<Count> {
    let mut counts: Vec<Count> = Vec::new();
    for finding in findings {
        let (code, severity) = (finding.code, finding.severity);
        let known = |count: &&mut Count| count.code == code && count.severity == severity;
        if let Some(count) = counts.iter_mut().find(known) {
            count.findings += 1;
            count.places += finding.count;
        } else {
            counts.push(Count {
                code,
                severity,
                findings: 1,
                places: finding.count,
            });
        }
    }
    counts.sort_by(|a, b| {
        let of = |count: &Count| (count.findings, count.places);
        of(b).cmp(&of(a)).then(a.code.cmp(b.code))
    });
    counts
}

/// A table: code, name, findings, places. Nothing where nothing was found.
pub fn statistics(findings: &[Diagnostic]) -> String {
    let counts = counts(findings);
    if counts.is_empty() {
        return String::new();
    }
    let head = ["code", "name", "level", "findings", "places"].map(str::to_owned);
    let row = |count: &Count| {
        let (code, level) = (count.code.to_owned(), word(count.severity).to_owned());
        let (findings, places) = (count.findings.to_string(), count.places.to_string());
        [code, count.name(), level, findings, places]
    };
    let rows: Vec<[String; 5]> = std::iter::once(head)
        .chain(counts.iter().map(row))
        .collect();
    let widest = rows.iter().map(|[_, name, ..]| name.len()).max();
    let width = widest.unwrap_or_default();
    let line = |[code, name, level, findings, places]: &[String; 5]| {
        format!("{code:<6}  {name:<width$}  {level:<7}  {findings:>8}  {places:>6}\n")
    };
    rows.iter().map(line).collect()
}

/// The same as one document of the format `exodial.lint-statistics/1`.
pub fn statistics_json(findings: &[Diagnostic]) -> Value {
    let rules = counts(findings).into_iter().map(|count| {
        json!({
            "code": count.code,
            "name": count.name(),
            "severity": word(count.severity),
            "findings": count.findings,
            "places": count.places,
        })
    });
    let totals = Totals::of(findings);
    json!({
        "format": "exodial.lint-statistics/1",
        "rules": rules.collect::<Vec<Value>>(),
        "summary": { "errors": totals.errors, "warnings": totals.warnings, "infos": totals.infos },
    })
}
