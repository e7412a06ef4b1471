//! Findings as text, for people and for tools that read lines.
//!
//! Whatever comes from a file is cleaned here, whoever wrote the finding.

mod checked;
mod clean;
mod concise;
mod github;
mod gitlab;
mod human;
mod json;
mod junit;
mod range;
mod rdjson;
mod sarif;
mod statistics;
mod summary;

use std::fmt;

use crate::{
    lint::{Rule, rule},
    syntax::{Diagnostic, Severity},
};

pub use checked::{Checked, FileKind};
pub use concise::concise;
pub use github::{annotations, github};
pub use gitlab::gitlab;
pub use human::{Look, human};
pub use json::{json, jsonl};
pub use junit::junit;
pub use rdjson::rdjson;
pub use sarif::sarif;
pub use statistics::{statistics, statistics_json};
pub use summary::summary;

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
        Totals::count(findings)
    }

    fn count<'a>(findings: impl IntoIterator<Item = &'a Diagnostic>) -> Totals {
        let mut totals = Totals::default();
        for finding in findings {
            *match finding.severity {
                Severity::Error => &mut totals.errors,
                Severity::Warning => &mut totals.warnings,
                Severity::Info => &mut totals.infos,
            } += 1;
        }
        totals
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

/// The name of the rule that found it.
fn name(finding: &Diagnostic) -> String {
    rule(finding.code).map(Rule::name).unwrap_or_default()
}

/// The word for a severity.
fn word(severity: Severity) -> &'static str {
    match severity {
        Severity::Info => "info",
        Severity::Warning => "warning",
        Severity::Error => "error",
    }
}
