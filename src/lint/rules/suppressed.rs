//! How many people are on the lists of people who are never called.

use crate::{
    lint::View,
    syntax::{Diagnostic, grouped},
};

pub(super) fn check(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    let listed = view.listed.iter().filter(|listed| listed.people > 0);
    found.extend(listed.map(|listed| {
        let people = match listed.people {
            1 => "one person of the contacts is".to_owned(),
            people => format!("{} people of the contacts are", grouped(people)),
        };
        let message = format!("{people} on the list {}", listed.file);
        let finding = Diagnostic::info("EXO418", message).at(listed.place.clone(), "");
        finding.note("Whoever is on it is not called.")
    }));
}
