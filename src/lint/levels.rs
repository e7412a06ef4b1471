//! How bad each finding is: the levels of `lint.rules` in the project file.
//!
//! A level moves warnings and infos. An error stays one: what it tells of cannot be understood, or must not be
//! called. So a rule that only ever finds errors cannot be set to anything less.

use std::collections::BTreeMap;

use super::{RULES, Reach, Rule, rule};
use crate::{
    campaign::project::LintRule,
    syntax::{Diagnostic, Place, Severity, nearest},
};

/// A rule that is not known, or not to be lowered.
pub const NOT_TO_BE_SET: &str = "EXO903";

/// What is said with a warning that a project wants to be an error.
pub const MADE_ERROR: &str = "`lint.rules` in exodial.yaml makes this an error.";

/// The levels that a project gives to rules; nothing where their findings are not shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Levels(BTreeMap<&'static str, Option<Severity>>);

impl Levels {
    /// Takes the levels of a project, and finds what cannot be set so.
    pub fn read(rules: &[LintRule]) -> (Levels, Vec<Diagnostic>) {
        let (mut levels, mut findings) = (BTreeMap::new(), Vec::new());
        for LintRule { code, place, level } in rules {
            // That a level is none was found before.
            let level = level.unwrap_or(Some(Severity::Error));
            let wrong = match rule(code) {
                None => unknown(code, place),
                Some(rule) if rule.reach != Reach::Graded && level != Some(Severity::Error) => {
                    sealed(rule, place)
                }
                Some(rule) => {
                    levels.insert(rule.code, level);
                    continue;
                }
            };
            findings.push(wrong);
        }
        (Levels(levels), findings)
    }

    /// Findings as the project wants them. Errors stay as they are.
    pub fn apply(&self, findings: Vec<Diagnostic>) -> Vec<Diagnostic> {
        let findings = findings.into_iter();
        findings
            .filter_map(|finding| self.judged(finding))
            .collect()
    }

    /// What a project sets a rule to, if it does: a level, or that its findings are not shown.
    pub fn of(&self, code: &str) -> Option<Option<Severity>> {
        self.0.get(code).copied()
    }

    fn judged(&self, mut finding: Diagnostic) -> Option<Diagnostic> {
        let level = self.0.get(finding.code);
        // A rule that is off is asked for by a level.
        let is_off = rule(finding.code).is_some_and(|rule| rule.level.is_none());
        if is_off && level.is_none() {
            return None;
        }
        let Some(level) = level.filter(|_| finding.severity != Severity::Error) else {
            return Some(finding);
        };
        finding.severity = (*level)?;
        Some(match finding.severity {
            Severity::Error => finding.note(MADE_ERROR),
            Severity::Warning | Severity::Info => finding,
        })
    }
}

pub(super) fn unknown(code: &str, place: &Place) -> Diagnostic {
    let message = format!("there is no rule `{code}`");
    let finding = Diagnostic::error(NOT_TO_BE_SET, message).at(place.clone(), "");
    finding.help(match nearest(code, RULES.iter().map(|rule| rule.code)) {
        Some(near) => format!("did you mean `{near}`?"),
        None => "write the code that a finding shows, such as `EXO907`".to_owned(),
    })
}

fn sealed(rule: &Rule, place: &Place) -> Diagnostic {
    let message = format!("`{}` cannot be lowered", rule.code);
    let finding = Diagnostic::error(NOT_TO_BE_SET, message).at(place.clone(), "");
    let finding = finding.note(rule.reach.why());
    finding.help("remove the line; only what is a warning or less can be set")
}
