//! A file of variables in version control: mostly those of the account.

use crate::{lint::House, syntax::Diagnostic};

/// Files that a finding names.
const SHOWN: usize = 3;

pub(super) fn check(house: &House<'_>, found: &mut Vec<Diagnostic>) {
    let Some(first) = house.variables.first() else {
        return;
    };
    let shown = house.variables.iter().take(SHOWN).map(|name| format!("`{name}`"));
    let mut shown = shown.collect::<Vec<_>>().join(", ");
    let more = house.variables.len().saturating_sub(SHOWN);
    if more > 0 {
        shown.push_str(&format!(" and {more} more"));
    }
    let verb = if house.variables.len() == 1 { "is" } else { "are" };
    let finding = Diagnostic::warning("EXO807", format!("{shown} {verb} in version control"));
    found.push(
        finding
            .at(house.top(), "")
            .note("If it holds the API key and token, whoever gets a copy of the repository has them.")
            .help(format!(
                "type `git rm --cached {first}`, write `{first}` into .gitignore, and revoke what it holds"
            )),
    );
}
