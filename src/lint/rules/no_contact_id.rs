//! Rows that have no name but the phone number.

use crate::{lint::View, syntax::Diagnostic};

pub(super) fn check(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    if view.campaign.contacts.id.is_none() {
        let finding = Diagnostic::warning("EXO608", "records are known by their phone numbers alone");
        found.push(
            finding
                .at(view.key("contacts"), "")
                .note("A record whose number was mended is another one in results and reports.")
                .help("write `id:` with the column that names the record, such as a loan or an order"),
        );
    }
}
