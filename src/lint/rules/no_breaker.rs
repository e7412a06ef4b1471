//! A long list, and no condition that stops the run.

use crate::{lint::View, syntax::Diagnostic};

/// People from which calls that fail are many.
const MANY: u64 = 1_000;

pub(super) fn check(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    let is_long = view.people().is_some_and(|people| people > MANY);
    if is_long && view.campaign.limits.stop_when.is_empty() {
        let finding = Diagnostic::warning("EXO610", "calls go on though every one of them fails");
        found.push(
            finding
                .at(view.key("limits"), "")
                .help("write `stop_when: [\"failed > 30% of last 100\"]` under `limits`"),
        );
    }
}
