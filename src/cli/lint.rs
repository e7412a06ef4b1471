//! `exodial lint`: what is wrong with campaigns and their contacts. No network, no secrets.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use super::{App, exit::Exit, failure::Failure, read};
use crate::{contacts::NumberRange, report::diagnostics::Totals};

/// How campaign files are called.
const ENDINGS: [&str; 2] = [".campaign.yaml", ".campaign.yml"];
/// Folders that are searched below the one that is named.
const DEPTH_MAX: usize = 12;

/// Checks campaign files.
///
/// # Errors
/// When a path that was named cannot be read, or there is nothing to check.
pub(super) fn lint(app: &App, args: &super::args::LintArgs) -> Result<Exit, Failure> {
    let here = PathBuf::from(".");
    let near = args.paths.first().unwrap_or(&here);
    if !near.exists() {
        return Err(Failure::usage(format!(
            "there is no file or folder `{}`",
            near.display()
        )));
    }
    let context = app.context(near)?;
    let roots = match args.paths.as_slice() {
        [] => std::slice::from_ref(&context.root),
        paths => paths,
    };
    let files = campaigns(roots)?;
    // The project's folder is known by its whole path; what lies below here reads better without.
    let below = fs::canonicalize(&here).unwrap_or(here);
    let files: Vec<&Path> = files
        .iter()
        .map(|file| file.strip_prefix(&below).unwrap_or(file))
        .collect();
    if files.is_empty() {
        let under = roots.iter().map(|root| root.display().to_string());
        let under = under.collect::<Vec<_>>().join(", ");
        let message = format!(
            "no campaign files under {under} (looked for *{})",
            ENDINGS.join(", *")
        );
        return Err(Failure::new(Exit::NothingFound, message));
    }
    let (mut findings, mut rows) = (Vec::new(), 0);
    for file in &files {
        let read = read::inputs(file, None, &context, &|_| Ok(NumberRange::Simulator));
        let found = match read {
            Ok(inputs) => {
                rows += inputs.contacts.rows.len() as u64;
                inputs.findings
            }
            Err(failure) if failure.exit == Exit::Findings => failure.findings,
            Err(failure) => return Err(failure),
        };
        app.findings(&found);
        findings.extend(found);
    }
    let text = crate::report::text::counted(files.len() as u64, "campaign", "campaigns");
    let rows = crate::report::text::counted(rows, "row", "rows");
    let totals = match findings.is_empty() {
        true => "no problems".to_owned(),
        false => Totals::of(&findings).to_string(),
    };
    app.console
        .say(&format!("checked {text}, {rows} of contacts: {totals}"));
    Ok(match read::has_errors(&findings) {
        true => Exit::Findings,
        false => Exit::Ok,
    })
}

/// The campaign files of a folder, as far as they can be found.
pub(super) fn campaigns_below(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    // What cannot be listed names no file that could be written over.
    let _ = search(folder, DEPTH_MAX, &mut files);
    files
}

/// The files named, and the campaign files in the folders named, in order, each once.
fn campaigns(roots: &[PathBuf]) -> Result<Vec<PathBuf>, Failure> {
    let mut files = Vec::new();
    for root in roots {
        let failed =
            |error: io::Error| Failure::usage(format!("cannot read {}: {error}", root.display()));
        match fs::metadata(root).map_err(failed)?.is_dir() {
            true => search(root, DEPTH_MAX, &mut files).map_err(failed)?,
            false => files.push(root.clone()),
        }
    }
    let mut seen = std::collections::BTreeSet::new();
    files.retain(|file| seen.insert(file.clone()));
    Ok(files)
}

/// Campaign files of a folder and those below it, hidden folders and build output left out.
fn search(folder: &Path, depth: usize, files: &mut Vec<PathBuf>) -> io::Result<()> {
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
            search(&path, depth - 1, files)?;
        } else if kind.is_file() && ENDINGS.iter().any(|ending| name.ends_with(ending)) {
            files.push(path);
        }
    }
    Ok(())
}
