//! Journals where they get lost, or where a second machine writes them.

use std::path::{Component, Path};

use crate::{lint::House, syntax::Diagnostic};

/// Folders that are emptied when a machine starts, or by and by.
const EMPTIED: [&str; 3] = ["/tmp", "/var/tmp", "/dev/shm"];
/// How folders begin that a program copies to other machines, and the program.
const SYNCED: [(&str, &str); 6] = [
    ("Dropbox", "Dropbox"),
    ("OneDrive", "OneDrive"),
    ("Google Drive", "Google Drive"),
    ("GoogleDrive", "Google Drive"),
    ("My Drive", "Google Drive"),
    ("iCloud Drive", "iCloud"),
];

pub(super) fn check(house: &House<'_>, found: &mut Vec<Diagnostic>) {
    let emptied = EMPTIED.iter().find(|folder| Path::new(house.state).starts_with(folder));
    if let Some(folder) = emptied {
        let message = format!("the journals would be in {folder}, which is emptied");
        let finding = Diagnostic::warning("EXO613", message);
        found.push(
            finding
                .at(house.value("state"), "")
                .note("Without its journal a run cannot be resumed, and nobody knows who was called.")
                .help("name a folder that stays; `.exodial` is the usual one"),
        );
    }
    let path = house.folder.join(house.state);
    let parts = path.components().filter_map(|part| match part {
        Component::Normal(part) => part.to_str(),
        _ => None,
    });
    let program = parts.flat_map(|part| SYNCED.iter().filter(move |(name, _)| is_named(part, name)));
    if let Some((_, program)) = program.into_iter().next() {
        let message = format!("the journals would be in a folder of {program}");
        let finding = Diagnostic::warning("EXO613", message);
        found.push(
            finding
                .at(house.value("state"), "")
                .note("It copies whole phone numbers elsewhere, and files that a run still writes.")
                .help("write `state:` with a folder of this machine alone"),
        );
    }
}

/// Whether a folder is called so, with nothing behind it but the name of an account: `OneDrive - Example`.
fn is_named(folder: &str, name: &str) -> bool {
    let rest = folder.strip_prefix(name);
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '-']))
}
