//! The levels that a project gives to the warnings of plans.

use super::{failure::Failure, planning::Planned, project::Context};
use crate::{
    clock::UtcOffset,
    lint::MADE_ERROR,
    plan::Warning,
    report::cautions::sentence,
    syntax::{Diagnostic, Severity},
};

/// Whether a warning is shown.
pub(super) fn is_shown(warning: &Warning, context: &Context) -> bool {
    let set = warning.code().and_then(|code| context.levels.of(code));
    set != Some(None)
}

/// Refuses plans with a warning that the project wants to be an error.
///
/// # Errors
/// All of these warnings, as findings.
pub(super) fn none_is_error(
    plans: &[Planned],
    context: &Context,
    at: UtcOffset,
) -> Result<(), Failure> {
    let mut errors = Vec::new();
    for Planned { plan, .. } in plans {
        for warning in &plan.warnings {
            let Some(code) = warning.code() else {
                continue;
            };
            if context.levels.of(code) == Some(Some(Severity::Error)) {
                let message = sentence(warning, &plan.forecast, at);
                let message = format!("{}: {message}", plan.campaign);
                errors.push(Diagnostic::error(code, message).note(MADE_ERROR));
            }
        }
    }
    match errors.is_empty() {
        true => Ok(()),
        false => Err(Failure::findings(errors)),
    }
}
