//! What git keeps of a project, as far as it is known without git: from its index and from `.gitignore` files. Where there
//! is a doubt nothing is known.

mod ignored;
mod index;

use std::{
    collections::BTreeSet,
    fs,
    io::Read as _,
    path::{Path, PathBuf},
};

use super::{project::above, read::open};
use ignored::Lines;

/// The largest index that is read: some 300,000 files.
const INDEX_MAX: u64 = 32 << 20;
/// The largest `.gitignore` that is read.
const LINES_MAX: u64 = 64 << 10;

/// A git repository.
#[derive(Debug)]
pub(super) struct Git {
    root: PathBuf,
    names: BTreeSet<String>,
}

impl Git {
    /// The repository that a folder lies in.
    pub(super) fn around(folder: &Path) -> Option<Git> {
        let root = above(&fs::canonicalize(folder).ok()?, ".git")?;
        // A file of this name leads to another folder, where nothing is read.
        let bytes = read(&root.join(".git/index"), INDEX_MAX);
        let names = bytes.and_then(|bytes| index::names(&bytes));
        Some(Git {
            root,
            names: names.unwrap_or_default(),
        })
    }

    /// Whether a file is in the repository.
    pub(super) fn keeps(&self, file: &Path) -> bool {
        let Ok(file) = fs::canonicalize(file) else {
            return false;
        };
        let name = file.strip_prefix(&self.root).ok().map(slashed);
        name.is_some_and(|name| self.names.contains(&name))
    }

    /// Files of a folder and those below it that are in the repository, from that folder on; its path is whole.
    pub(super) fn below(&self, folder: &Path) -> impl Iterator<Item = &str> {
        let folder = folder.strip_prefix(&self.root).map(slashed);
        let beginning = folder.map(|folder| match folder.is_empty() {
            true => folder,
            false => folder + "/",
        });
        let names = self.names.iter();
        names.filter_map(move |name| name.strip_prefix(beginning.as_ref().ok()?))
    }

    /// Whether what is in a folder is left alone by git; nothing where that is not certain, and where the folder lies
    /// elsewhere. Its path is whole.
    pub(super) fn ignores(&self, folder: &Path) -> Option<bool> {
        let parts = slashed(folder.strip_prefix(&self.root).ok()?);
        let parts: Vec<&str> = parts.split('/').collect();
        let mut files = vec![self.root.join(".git/info/exclude")];
        let mut at = self.root.clone();
        files.push(at.join(".gitignore"));
        for part in &parts {
            at.push(part);
            files.push(at.join(".gitignore"));
        }
        let mut lines = Vec::new();
        for (nth, file) in files.iter().enumerate() {
            if fs::symlink_metadata(file).is_ok() {
                let text = String::from_utf8_lossy(&read(file, LINES_MAX)?).into_owned();
                // The first two stand at the root.
                let depth = nth.saturating_sub(1);
                lines.push(Lines { depth, text });
            }
        }
        ignored::is_ignored(&parts, &lines)
    }
}

/// A whole file that is one itself, no link, and no larger than that.
fn read(path: &Path, most: u64) -> Option<Vec<u8>> {
    let about = fs::symlink_metadata(path).ok()?;
    if !about.is_file() || about.len() > most {
        return None;
    }
    let mut bytes = Vec::new();
    let file = open(path).ok()?;
    file.take(most).read_to_end(&mut bytes).ok()?;
    Some(bytes)
}

fn slashed(path: &Path) -> String {
    let parts = path
        .components()
        .map(|part| part.as_os_str().to_string_lossy());
    parts.collect::<Vec<_>>().join("/")
}
