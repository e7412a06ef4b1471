//! A long list and no small beginning.

use crate::{
    lint::View,
    syntax::{Diagnostic, grouped},
};

pub(super) fn check(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    let Some(people) = view.crowd() else {
        return;
    };
    if view.campaign.pacing.canary == 0 {
        let message = format!("{} people and no small beginning", grouped(people));
        let finding = Diagnostic::warning("EXO314", message);
        found.push(
            finding
                .at(view.key("pacing"), "")
                .note("A wrong flow or a wrong column would be heard by all of them.")
                .help("write `canary: 25` under `pacing`: so many are called and waited for before the others"),
        );
    }
}
