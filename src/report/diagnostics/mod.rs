//! Findings as text, for people and for tools that read lines.
//!
//! Whatever comes from a file is cleaned here, whoever wrote the finding.

mod clean;
mod concise;
mod human;

use std::fmt;

use crate::syntax::{Diagnostic, Severity};

pub use concise::concise;
pub use human::{Look, human};

/// How many findings of which severity.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// Findings that stop everything.
    pub errors: usize,
    /// Findings that stop nothing.
    pub warnings: usize,
    /// Worth knowing.
    pub infos: usize,
}

impl Totals {
    /// Counts findings; one with many places is one.
    pub fn of(findings: &[Diagnostic]) -> Totals {
        let count = |severity| findings.iter().filter(|f| f.severity == severity).count();
        Totals {
            errors: count(Severity::Error),
            warnings: count(Severity::Warning),
            infos: count(Severity::Info),
        }
    }
}

impl fmt::Display for Totals {
    /// `2 errors, 1 warning`; infos are left out.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let plural = |n: usize| if n == 1 { "" } else { "s" };
        let (errors, warnings) = (self.errors, self.warnings);
        write!(
            f,
            "{errors} error{}, {warnings} warning{}",
            plural(errors),
            plural(warnings)
        )
    }
}

/// The word for a severity.
fn word(severity: Severity) -> &'static str {
    match severity {
        Severity::Info => "info",
        Severity::Warning => "warning",
        Severity::Error => "error",
    }
}
