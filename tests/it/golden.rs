//! Golden files: what the program says, kept beside what it was given.

use std::{
    fs,
    path::{Path, PathBuf},
};

use exodial::syntax::{Diagnostic, Severity};

/// Compares a text with the file at `path` under `tests/`.
///
/// `UPDATE=1` writes the file instead. A missing file is written, and the test fails once, so that
/// nobody commits a text that nobody has read.
#[track_caller]
pub(crate) fn check(actual: &str, path: impl AsRef<Path>) {
    let path = tests().join(path);
    let shown = path.display();
    if updating() {
        fs::write(&path, actual).unwrap_or_else(|error| panic!("{shown}: {error}"));
        return;
    }
    match fs::read_to_string(&path) {
        Ok(expected) => assert_eq!(actual, expected, "{shown} differs; UPDATE=1 rewrites it"),
        Err(_) => {
            let folder = path.parent().expect("a file has a folder");
            fs::create_dir_all(folder).unwrap_or_else(|error| panic!("{shown}: {error}"));
            fs::write(&path, actual).unwrap_or_else(|error| panic!("{shown}: {error}"));
            panic!("{shown} did not exist; read it, then run again");
        }
    }
}

/// The folder of all fixtures.
pub(crate) fn tests() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests")
}

/// Files of a folder of fixtures that end in `.{extension}`, sorted, as paths under `tests/`.
pub(crate) fn fixtures(folder: &str, extension: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(tests().join(folder)).expect("the folder is there");
    let mut paths: Vec<PathBuf> = entries
        .map(|entry| Path::new(folder).join(entry.expect("it can be listed").file_name()))
        .filter(|path| path.extension().is_some_and(|found| found == extension))
        .collect();
    paths.sort();
    assert!(!paths.is_empty(), "{folder} has no .{extension} files");
    paths
}

/// Every file below a folder, sorted.
pub(crate) fn below(folder: PathBuf) -> Vec<PathBuf> {
    let (mut files, mut folders) = (Vec::new(), vec![folder]);
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("it can be listed").path();
            match path.is_dir() {
                true => folders.push(path),
                false => files.push(path),
            }
        }
    }
    files.sort();
    files
}

/// Findings in one line each, as `file:line:column: error[CODE] message (label; note; help)`.
pub(crate) fn concise(findings: &[Diagnostic]) -> String {
    findings
        .iter()
        .map(|finding| line(finding) + "\n")
        .collect()
}

fn line(finding: &Diagnostic) -> String {
    let place = finding.labels.first().map_or(String::new(), |label| {
        let place = &label.place;
        format!("{}:{}:{}: ", place.path, place.line, place.column)
    });
    let severity = match finding.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "info",
    };
    let labels = finding
        .labels
        .iter()
        .enumerate()
        .map(|(at, label)| match at {
            0 => label.text.clone(),
            _ => format!(
                "{} at {}:{}",
                label.text, label.place.line, label.place.column
            ),
        });
    let help = finding.help.iter().map(|help| format!("help: {help}"));
    let notes = finding.notes.iter().map(|note| format!("note: {note}"));
    let details: Vec<String> = labels
        .chain(notes)
        .chain(help)
        .filter(|text| !text.is_empty())
        .collect();
    let details = match details.as_slice() {
        [] => String::new(),
        details => format!(" ({})", details.join("; ")),
    };
    format!(
        "{place}{severity}[{}] {}{details}",
        finding.code, finding.message
    )
}

#[expect(
    clippy::disallowed_methods,
    reason = "a test has no main that could read it"
)]
fn updating() -> bool {
    std::env::var_os("UPDATE").is_some_and(|value| value == "1")
}
