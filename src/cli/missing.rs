//! What is said of a file that is named and not there.

use std::{fs, io, path::Path};

use crate::syntax::nearest;

/// Names in a folder that are compared with the one that was looked for.
const COMPARED_MAX: usize = 1_000;

/// Why a file cannot be read; follows what it is.
pub(super) fn said(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "is not there".to_owned(),
        _ => {
            let why = error.to_string();
            // The number says nothing to whoever reads the words.
            let why = why.split(" (os error").next().unwrap_or_default();
            format!("cannot be read: {why}")
        }
    }
}

/// What to write instead: the path of a file with a similar name in the same folder, where that is in the project.
pub(super) fn like(path: &Path, named: &str, root: &Path) -> Option<String> {
    let folder = match path.parent()? {
        here if here == Path::new("") => Path::new("."),
        folder => folder,
    };
    let folder = fs::canonicalize(folder).ok()?;
    if path.exists() || !folder.starts_with(fs::canonicalize(root).ok()?) {
        return None;
    }
    let entries = fs::read_dir(folder).ok()?.flatten().take(COMPARED_MAX);
    let names = entries.filter_map(|entry| entry.file_name().into_string().ok());
    let tables = names.filter(|name| {
        let name = name.to_lowercase();
        name.ends_with(".csv") || name.ends_with(".xlsx")
    });
    let mut tables: Vec<String> = tables.collect();
    tables.sort_unstable();
    let wanted = path.file_name()?.to_str()?;
    let near = nearest(wanted, tables.iter().map(String::as_str))?;
    Some(named.strip_suffix(wanted)?.to_owned() + near)
}

/// The help of a finding. `by` is what names the file.
pub(super) fn help(like: Option<String>, by: &str) -> String {
    match like {
        Some(like) => format!("there is a file with a similar name: write `{like}`"),
        None => format!("the path is relative to {by}"),
    }
}
