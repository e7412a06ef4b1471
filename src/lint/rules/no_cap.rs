//! A long list, and nothing that ends a run early.

use crate::{
    lint::View,
    syntax::{Diagnostic, grouped},
};

pub(super) fn check(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    let Some(people) = view.crowd() else {
        return;
    };
    let campaign = view.campaign;
    if campaign.calls_max.is_none() && campaign.limits.cost.is_none() {
        let calls = people.saturating_mul(u64::from(campaign.retries.max_attempts.max(1)));
        let message = format!("nothing keeps this from {} calls", grouped(calls));
        let finding = Diagnostic::warning("EXO609", message);
        found.push(
            finding
                .at(view.key("limits"), "")
                .note("If the list is another one than was meant, all of it is called.")
                .help(format!("write `calls: {calls}` or less under `limits`, or a `cost`")),
        );
    }
}
