//! The files of a kind that a command is about: those that are named, and those in the folders that are named.

use std::{
    collections::BTreeSet,
    fs, io,
    path::{Path, PathBuf},
};

use super::{exit::Exit, failure::Failure};

/// How campaign files are called.
pub(super) const CAMPAIGNS: [&str; 2] = [".campaign.yaml", ".campaign.yml"];
/// Folders that are searched below the one that is named.
const DEPTH_MAX: usize = 12;

/// The first of the paths named, around which the project is looked for.
///
/// # Errors
/// When it does not exist.
pub(super) fn near<'a>(paths: &'a [PathBuf], here: &'a Path) -> Result<&'a Path, Failure> {
    let near = paths.first().map_or(here, PathBuf::as_path);
    match near.exists() {
        true => Ok(near),
        false => {
            let message = format!("there is no file or folder `{}`", near.display());
            Err(Failure::usage(message))
        }
    }
}

/// The files named, and the files in the folders named whose names end so: in order, each once, and written
/// as somebody in this folder would write them.
///
/// # Errors
/// When a path that was named cannot be read.
pub(super) fn files(roots: &[PathBuf], endings: &[&str]) -> Result<Vec<PathBuf>, Failure> {
    let mut files = Vec::new();
    for root in roots {
        let failed =
            |error: io::Error| Failure::usage(format!("cannot read {}: {error}", root.display()));
        match fs::metadata(root).map_err(failed)?.is_dir() {
            true => search(root, endings, DEPTH_MAX, &mut files).map_err(failed)?,
            false => files.push(root.clone()),
        }
    }
    let files = files.iter().map(|file| from_here(file));
    let mut seen = BTreeSet::new();
    Ok(files.filter(|file| seen.insert(file.clone())).collect())
}

/// A path as somebody in this folder would write it: the project's folder is known by its whole path, and what lies
/// below here reads better without.
pub(super) fn from_here(path: &Path) -> PathBuf {
    let below = fs::canonicalize(".").unwrap_or_default();
    path.strip_prefix(&below)
        .map_or(path.to_owned(), Path::to_owned)
}

/// The campaign files of a folder, as far as they can be found.
pub(super) fn campaigns_below(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    // What cannot be listed names no file that could be written over.
    let _ = search(folder, &CAMPAIGNS, DEPTH_MAX, &mut files);
    files
}

/// What a command says that found no file.
pub(super) fn nothing(what: &str, roots: &[PathBuf], endings: &[&str]) -> Failure {
    let under = roots.iter().map(|root| root.display().to_string());
    let under = under.collect::<Vec<_>>().join(", ");
    let endings = endings.join(", *");
    let message = format!("no {what} under {under} (looked for *{endings})");
    Failure::new(Exit::NothingFound, message)
}

/// Files of a folder and those below it, hidden folders and build output left out.
fn search(
    folder: &Path,
    endings: &[&str],
    depth: usize,
    files: &mut Vec<PathBuf>,
) -> io::Result<()> {
    let entries: io::Result<Vec<_>> = fs::read_dir(folder)?.collect();
    let mut paths: Vec<_> = entries?.into_iter().map(|entry| entry.path()).collect();
    paths.sort();
    for path in paths {
        let name = path
            .file_name()
            .map(|name| name.to_string_lossy().into_owned());
        let name = name.unwrap_or_default();
        let kind = fs::symlink_metadata(&path)?;
        if kind.is_dir() && depth > 0 && !name.starts_with('.') && name != "target" {
            search(&path, endings, depth - 1, files)?;
        } else if kind.is_file() && endings.iter().any(|ending| name.ends_with(ending)) {
            files.push(path);
        }
    }
    Ok(())
}
