//! Nobody is asked whether people may be called.

use crate::{campaign::Check, lint::View, syntax::Diagnostic};

pub(super) fn check(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    if view.campaign.whitelist.check == Check::Off {
        let finding = Diagnostic::warning("EXO701", "nobody is looked up in Exotel's whitelist");
        found.push(
            finding
                .at(view.value("whitelist.check"), "")
                .note("Exotel refuses calls to DND numbers that are not whitelisted; each refusal is a request.")
                .help("remove it, or write `required`"),
        );
    }
}
