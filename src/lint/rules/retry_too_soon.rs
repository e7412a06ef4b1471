//! Somebody is called again before there is a reason to.

use std::time::Duration;

use crate::{campaign::Outcome, lint::View, syntax::Diagnostic};

/// Minutes below which hardly anything has changed: who is busy soon is not, and who did not answer is away.
const SOON: [(Outcome, u64); 3] = [
    (Outcome::Busy, 5),
    (Outcome::NoAnswer, 10),
    (Outcome::Canceled, 5),
];

pub(super) fn check(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    for (outcome, minutes) in SOON {
        let delays = view.campaign.retries.delays(outcome);
        let is_soon = |delay: &Duration| *delay < Duration::from_secs(60 * minutes);
        if delays.iter().any(is_soon) {
            let word = outcome.as_str();
            let message = format!("who was `{word}` is called again within {minutes} minutes");
            let finding = Diagnostic::warning("EXO603", message);
            found.push(
                finding
                    .at(view.value(&format!("retries.{word}")), "")
                    .help("write 30m or more"),
            );
        }
    }
}
