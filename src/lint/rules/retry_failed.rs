//! Numbers that mostly do not exist are called again.

use crate::{campaign::Outcome, lint::View, syntax::Diagnostic};

pub(super) fn check(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    let campaign = view.campaign;
    // With several columns of numbers, the next one is called.
    let has_one = campaign.contacts.phones.len() == 1;
    if has_one && !campaign.retries.delays(Outcome::Failed).is_empty() {
        let finding = Diagnostic::warning("EXO605", "numbers that failed are called again");
        found.push(
            finding
                .at(view.key("retries.failed"), "")
                .note("`failed` mostly means that the number does not exist.")
                .help("remove `failed`"),
        );
    }
}
