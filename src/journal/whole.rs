//! A file that is either wholly there or as it was before.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, BufWriter, Write},
    path::{Path, PathBuf},
};

use super::file::sync_folder;

/// Writes a file beside its final name, makes it durable, and gives it that name; the file before it, if
/// there is one, is replaced at once. Readable by its owner only, since results and journals hold phone numbers.
///
/// `fill` writes the text. When it fails, or anything else does, what stood under the name stays.
///
/// # Errors
/// Whatever `fill` says, or the error of the file system.
pub fn write_file<T, E: From<io::Error>>(
    path: &Path,
    fill: impl FnOnce(&mut BufWriter<File>) -> Result<T, E>,
) -> Result<T, E> {
    let beside = beside(path)?;
    let written = fill_and_name(path, &beside, fill);
    if written.is_err() {
        // The error that is told is the first one.
        let _ = fs::remove_file(&beside);
    }
    written
}

fn fill_and_name<T, E: From<io::Error>>(
    path: &Path,
    beside: &Path,
    fill: impl FnOnce(&mut BufWriter<File>) -> Result<T, E>,
) -> Result<T, E> {
    let mut file = BufWriter::new(create(beside)?);
    let value = fill(&mut file)?;
    file.flush()?;
    file.get_ref().sync_all()?;
    drop(file);
    fs::rename(beside, path)?;
    sync_folder(path)?;
    Ok(value)
}

/// `.results.csv.4711.part` in the folder of `results.csv`: one process, one name.
fn beside(path: &Path) -> io::Result<PathBuf> {
    let name = path
        .file_name()
        .ok_or_else(|| io::Error::new(io::ErrorKind::InvalidInput, "the path names no file"))?;
    let mut hidden = std::ffi::OsString::from(".");
    hidden.push(name);
    hidden.push(format!(".{}.part", std::process::id()));
    Ok(path.with_file_name(hidden))
}

/// A file that is new, so that neither an old mode nor somebody's link is taken over.
fn create(path: &Path) -> io::Result<File> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}
