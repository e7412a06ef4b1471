//! Journals and results that the next commit may take in.

use crate::{lint::House, syntax::Diagnostic};

pub(super) fn check(house: &House<'_>, found: &mut Vec<Diagnostic>) {
    if house.is_state_ignored == Some(false) {
        let state = house.state.trim_end_matches('/');
        let message = format!("git does not ignore the state folder `{state}`");
        let finding = Diagnostic::warning("EXO806", message);
        found.push(
            finding
                .at(house.value("state"), "")
                .note("Journals and results hold whole phone numbers.")
                .help(format!("write a line `{state}/` into .gitignore, beside this file")),
        );
    }
}
