//! Whole phone numbers in version control.

use crate::{
    lint::View,
    syntax::{Diagnostic, grouped},
};

pub(super) fn check(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    let Some(contacts) = view.contacts else {
        return;
    };
    // Numbers of the simulator belong to nobody.
    let numbers = contacts.rows.iter().filter_map(|row| row.fate.number());
    let people = numbers.filter(|number| !number.is_simulated()).count() as u64;
    let files = view.campaign.contacts.files.iter().zip(view.tracked);
    let files = files.filter(|(_, is_tracked)| **is_tracked);
    for (file, _) in files.filter(|_| people > 0) {
        let numbers = grouped(people);
        let message = match people {
            1 => "a phone number is in version control".to_owned(),
            _ => format!("{numbers} phone numbers are in version control"),
        };
        let finding = Diagnostic::warning("EXO805", message);
        found.push(
            finding
                .at(view.source.place(&file.span), "this file is in git")
                .note("Whoever gets a copy of the repository gets them too, also after they are deleted.")
                .help("write its name into .gitignore, and type `git rm --cached` with it"),
        );
    }
}
