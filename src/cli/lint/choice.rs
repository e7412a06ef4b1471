//! Which findings are asked for: `--select`, `--ignore` and `--min-level`.

use std::collections::BTreeSet;

use crate::{
    cli::{
        args::{LintArgs, MinLevel},
        failure::Failure,
        rules,
    },
    lint::RULES,
    syntax::{Diagnostic, Severity},
};

type Codes = BTreeSet<&'static str>;

/// The findings that are asked for.
#[derive(Clone, Debug)]
pub(super) struct Choice {
    /// All rules where nothing is selected.
    selected: Option<Codes>,
    ignored: Codes,
    least: Severity,
}

impl Choice {
    /// As the arguments say.
    ///
    /// # Errors
    /// When they name no rule, or could never be fulfilled.
    pub(super) fn of(args: &LintArgs) -> Result<Choice, Failure> {
        let selected = match args.select.as_slice() {
            [] => None,
            words => Some(codes("--select", words)?),
        };
        if args.deny_warnings && args.min_level == Some(MinLevel::Error) {
            let message = "--deny-warnings is about warnings, and --min-level error shows none";
            return Err(Failure::usage(message).hint("leave one of the two out"));
        }
        // Whoever names a rule wants to see what it finds.
        let least = match (args.min_level, &selected) {
            (Some(MinLevel::Error), _) => Severity::Error,
            (Some(MinLevel::Warning), _) | (None, None) => Severity::Warning,
            (Some(MinLevel::Info), _) | (None, Some(_)) => Severity::Info,
        };
        let ignored = codes("--ignore", &args.ignore)?;
        Ok(Choice {
            selected,
            ignored,
            least,
        })
    }

    /// Whether a rule is asked for. What is ignored is not, whatever is selected.
    pub(super) fn takes(&self, code: &str) -> bool {
        let selected = self.selected.as_ref();
        selected.is_none_or(|codes| codes.contains(code)) && !self.ignored.contains(code)
    }

    /// Leaves the findings that are asked for, and says how many other rules had.
    pub(super) fn apply(&self, findings: &mut Vec<Diagnostic>) -> u64 {
        findings.retain(|finding| finding.severity >= self.least);
        let before = findings.len();
        findings.retain(|finding| self.takes(finding.code));
        (before - findings.len()) as u64
    }
}

/// The codes that words mean: a code, the beginning of some, or the name of a rule.
fn codes(flag: &str, words: &[String]) -> Result<Codes, Failure> {
    let mut codes = Codes::new();
    for word in words {
        let word = word.trim();
        let (code, name) = (word.to_uppercase(), word.to_lowercase());
        let begins = |own: &str| code.starts_with("EXO") && own.starts_with(&code);
        let meant = RULES
            .iter()
            .filter(|rule| begins(rule.code) || rule.name() == name);
        let meant: Codes = meant.map(|rule| rule.code).collect();
        if meant.is_empty() {
            return Err(match word {
                "" => Failure::usage(format!("{flag} names no rule"))
                    .hint(format!("write {flag} EXO411,EXO5")),
                word => rules::unknown(word),
            });
        }
        codes.extend(meant);
    }
    Ok(codes)
}
