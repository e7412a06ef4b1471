//! One line for each finding, as compilers write them: editors and `grep` know the shape.

use std::fmt::Write;

use super::{clean, word};
use crate::syntax::Diagnostic;

/// `path:line:column: error[CODE] message`, one line for each finding.
pub fn concise(findings: &[Diagnostic]) -> String {
    let mut text = String::new();
    for finding in findings {
        let mut line = String::new();
        if let Some(place) = finding.labels.first().map(|label| &label.place) {
            let _ = write!(
                line,
                "{}:{}:{}: ",
                clean::path(&place.path),
                place.line,
                place.column
            );
        }
        let severity = word(finding.severity);
        let _ = write!(line, "{severity}[{}] {}", finding.code, finding.message);
        text.push_str(&clean::line(&line));
        text.push('\n');
    }
    text
}
