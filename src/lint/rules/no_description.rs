//! A campaign that does not say what it is for and who answers for it.

use crate::{lint::View, syntax::Diagnostic};

pub(super) fn check(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    if view.campaign.owner.is_none() {
        let finding = Diagnostic::info("EXO906", "who owns this campaign?");
        found.push(
            finding
                .at(view.value("campaign"), "")
                .help("add `owner:` with whoever answers for it, and a `description:`"),
        );
    }
}
