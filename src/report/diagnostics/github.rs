//! Findings as annotations of GitHub Actions.
//!
//! Source: docs.github.com, "Workflow commands for GitHub Actions", "Setting an error message"; what must be escaped is
//! in actions/toolkit, `packages/core/src/command.ts`.

use std::fmt::Write as _;

use super::{Totals, checked::place, clean, name, range};
use crate::syntax::{Diagnostic, Severity};

/// A workflow command for each finding.
pub fn github(findings: &[Diagnostic]) -> String {
    findings.iter().map(annotation).collect()
}

/// Annotations that GitHub shows of one step and level; it drops those beyond.
const SHOWN: usize = 10;

/// As many annotations as GitHub shows, errors first, and one that says how many findings have none; nothing where
/// nothing was found. The others may be listed in the summary of the job.
pub fn annotations(findings: &[Diagnostic], in_summary: bool) -> String {
    if findings.is_empty() {
        return String::new();
    }
    let mut text = String::new();
    let mut shown = 0;
    // The last line is a notice too.
    let levels = [
        (Severity::Error, SHOWN),
        (Severity::Warning, SHOWN),
        (Severity::Info, SHOWN - 1),
    ];
    for (severity, most) in levels {
        let own = findings.iter().filter(|one| one.severity == severity);
        for finding in own.take(most) {
            text.push_str(&annotation(finding));
            shown += 1;
        }
    }
    let totals = Totals::of(findings);
    let left = findings.len() - shown;
    let whole = match in_summary {
        true => " Full list in the job summary.",
        false => "",
    };
    let _ = writeln!(
        text,
        "::notice title=exodial::{totals}; {left} not shown as annotations.{whole}"
    );
    text
}

/// `::error file=…,line=…,title=…::message`
fn annotation(finding: &Diagnostic) -> String {
    let command = match finding.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "notice",
    };
    let mut text = format!("::{command} ");
    if let Some(place) = place(finding) {
        let _ = write!(text, "file={},", property(&place.path));
        if !range::is_file(place) {
            let (start, end) = range::range(place);
            let _ = write!(text, "line={},", start.line);
            match start.line == end.line {
                true => {
                    let (from, to) = (start.column, end.column.max(start.column));
                    let _ = write!(text, "col={from},endLine={},endColumn={to},", end.line);
                }
                // GitHub takes columns on one line only.
                false => {
                    let _ = write!(text, "endLine={},", end.line);
                }
            }
        }
    }
    let title = property(&format!("{} {}", finding.code, name(finding)));
    let mut lines = vec![finding.message.clone()];
    lines.extend(finding.labels.first().map(|label| label.text.clone()));
    lines.extend(finding.notes.iter().cloned());
    lines.extend(finding.help.iter().map(|help| format!("help: {help}")));
    lines.retain(|line| !line.is_empty());
    let _ = writeln!(text, "title={title}::{}", data(&lines.join("\n")));
    text
}

/// A text as the message of a command.
fn data(text: &str) -> String {
    let lines: Vec<String> = text.split('\n').map(clean::line).collect();
    let text = lines.join("\n").replace('%', "%25");
    text.replace('\r', "%0D").replace('\n', "%0A")
}

/// A text as a property of a command.
fn property(text: &str) -> String {
    let text = data(&clean::text(text));
    text.replace(':', "%3A").replace(',', "%2C")
}
