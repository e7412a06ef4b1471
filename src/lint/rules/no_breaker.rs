//! A long list, and no condition that stops the run.

use crate::{lint::View, syntax::Diagnostic};

pub(super) fn check(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    if view.crowd().is_some() && view.campaign.limits.stop_when.is_empty() {
        let finding = Diagnostic::warning("EXO610", "calls go on though every one of them fails");
        found.push(
            finding
                .at(view.key("limits"), "")
                .help("write `stop_when: [\"failed > 30% of last 100\"]` under `limits`"),
        );
    }
}
