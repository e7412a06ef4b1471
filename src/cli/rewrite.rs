//! A file of the user's, written over in one step.

use std::{
    ffi::OsString,
    fs::{self, File, Metadata, OpenOptions},
    io::{self, Write as _},
    path::{Path, PathBuf},
};

/// Replaces a file's text: written beside it, made durable, and given its name, with its permissions. A link stays a link,
/// and what it points to is replaced. Whatever goes wrong, the file is as it was.
///
/// `read` is what the new text was made of.
///
/// # Errors
/// When the file may not be written, when it says something else by now, or the error of the file system.
pub(super) fn rewrite(path: &Path, read: &[u8], text: &[u8]) -> io::Result<()> {
    let path = fs::canonicalize(path)?;
    let old = fs::metadata(&path)?;
    if old.permissions().readonly() {
        return Err(io::Error::new(
            io::ErrorKind::PermissionDenied,
            "it is read-only",
        ));
    }
    let beside = beside(&path)?;
    let written = write(&beside, &old, text)
        .and_then(|()| match fs::read(&path)? == read {
            true => fs::rename(&beside, &path),
            false => Err(io::Error::other("somebody else just changed it")),
        })
        .and_then(|()| sync_folder(&path));
    if written.is_err() {
        // The error that is told is the first one.
        let _ = fs::remove_file(&beside);
    }
    written
}

/// `.welcome.campaign.yaml.4711.part` in the folder of `welcome.campaign.yaml`: one process, one name.
fn beside(path: &Path) -> io::Result<PathBuf> {
    let name = path
        .file_name()
        .ok_or_else(|| io::Error::new(io::ErrorKind::InvalidInput, "the path names no file"))?;
    let mut hidden = OsString::from(".");
    hidden.push(name);
    hidden.push(format!(".{}.part", std::process::id()));
    Ok(path.with_file_name(hidden))
}

fn write(path: &Path, old: &Metadata, text: &[u8]) -> io::Result<()> {
    let mut file = OpenOptions::new().write(true).create_new(true).open(path)?;
    file.write_all(text)?;
    keep_owner(&file, old);
    file.set_permissions(old.permissions())?;
    file.sync_all()
}

/// A file that root formats still belongs to whom it belonged to.
#[cfg(unix)]
fn keep_owner(file: &File, old: &Metadata) {
    use std::os::unix::fs::{MetadataExt as _, fchown};
    let is_kept = file
        .metadata()
        .is_ok_and(|new| (new.uid(), new.gid()) == (old.uid(), old.gid()));
    if !is_kept {
        // Whoever may write a file need not be allowed to give files away.
        let _ = fchown(file, Some(old.uid()), Some(old.gid()));
    }
}

#[cfg(not(unix))]
fn keep_owner(_: &File, _: &Metadata) {}

/// Makes a new name durable.
fn sync_folder(path: &Path) -> io::Result<()> {
    match path.parent() {
        Some(folder) if cfg!(unix) => File::open(folder)?.sync_all(),
        _ => Ok(()),
    }
}
