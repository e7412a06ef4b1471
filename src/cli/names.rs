//! Campaigns of one name: they would take each other's runs for their own.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use super::{
    args::Global,
    project, read,
    search::{campaigns_below, from_here},
};
use crate::syntax::{self, Diagnostic, Place, Source, encoding};

/// The account of a campaign that names none.
const ACCOUNT: &str = "default";

/// A campaign file and its name.
pub(super) struct Named {
    /// The project and the account whose state folder holds its runs, and its name.
    identity: (PathBuf, String, String),
    /// Where the name stands.
    place: Place,
    /// Whether it is one of those that are to be checked.
    is_asked: bool,
}

/// The names of campaign files, and those of the other campaigns of these projects.
pub(super) fn all(files: &[PathBuf], projects: &[PathBuf], global: &Global) -> Vec<Named> {
    let asked = files.iter().filter_map(|file| named(file, global, true));
    let mut all: Vec<Named> = asked.collect();
    let whole = |file: &Path| fs::canonicalize(file).unwrap_or_else(|_| file.to_owned());
    let mut seen: BTreeSet<PathBuf> = files.iter().map(|file| whole(file)).collect();
    for file in projects.iter().flat_map(|folder| campaigns_below(folder)) {
        if seen.insert(whole(&file)) {
            all.extend(named(&from_here(&file), global, false));
        }
    }
    all
}

/// The name of a campaign file; nothing where it cannot be read.
fn named(path: &Path, global: &Global, is_asked: bool) -> Option<Named> {
    let bytes = read::bytes(path).ok()?;
    let source: Source = encoding::read(path.display().to_string(), &bytes).ok()?;
    let (root, _) = syntax::parse(&source);
    let root = root?;
    let name = root.get("campaign")?;
    let account = root.get("account").and_then(|node| node.text());
    let account = account.unwrap_or(ACCOUNT).to_owned();
    // A project named by a flag is that of the files that are named, and of no project's within it.
    let folder = match is_asked {
        true => project::root(global, path).ok()?,
        false => project::above(&fs::canonicalize(path).ok()?, project::PROJECT_FILE)?,
    };
    let folder = fs::canonicalize(folder).ok()?;
    Some(Named {
        identity: (folder, account, name.text()?.to_owned()),
        place: source.place(&name.span),
        is_asked,
    })
}

/// A finding for each campaign that is asked for and has the name of another one.
pub(super) fn twice(all: &[Named]) -> Vec<Diagnostic> {
    let mut groups: BTreeMap<&(PathBuf, String, String), Vec<&Named>> = BTreeMap::new();
    for one in all {
        groups.entry(&one.identity).or_default().push(one);
    }
    let mut found = Vec::new();
    for group in groups.values_mut() {
        // The one that the others are held against: rather one that is not asked for, so that each finding is about
        // a file that is.
        group.sort_by_key(|one| one.is_asked);
        let Some((first, others)) = group.split_first() else {
            continue;
        };
        for other in others.iter().filter(|other| other.is_asked) {
            let message = format!("two campaigns are called `{}`", first.identity.2);
            let finding = Diagnostic::error("EXO112", message);
            found.push(
                finding
                    .at(other.place.clone(), "")
                    .at(first.place.clone(), "the other one")
                    .note("They have one history: `resume` and `--again` could take up the run of the other one.")
                    .help("give one of them another name"),
            );
        }
    }
    found
}
