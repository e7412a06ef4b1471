//! What GitHub Actions are told besides: annotations, and the summary of the job.
//!
//! Source: docs.github.com, "Store information in variables", "Workflow commands for GitHub Actions".

use std::{
    fs::{self, OpenOptions},
    io::{self, Write as _},
    path::{Path, PathBuf},
};

use crate::{
    cli::{App, failure::Failure},
    report::diagnostics::{self, Checked},
    syntax::Diagnostic,
};

/// Longest summary of a step, in bytes: GitHub shows none of one that is longer.
const SUMMARY_MAX: u64 = 1 << 20;

fn is_here(app: &App) -> bool {
    app.env.get("GITHUB_ACTIONS") == Some("true")
}

/// Writes annotations to standard output, and the findings to the summary; nothing outside of GitHub Actions.
///
/// # Errors
/// When standard output cannot be written to.
pub(super) fn report(app: &App, checked: &Checked, line: &str) -> Result<(), Failure> {
    if !is_here(app) {
        return Ok(());
    }
    let findings = located(app, &checked.findings);
    let summary = app.env.get("GITHUB_STEP_SUMMARY");
    let in_summary =
        summary.is_some_and(|path| match summarize(Path::new(path), &findings, line) {
            Ok(()) => true,
            Err(error) => {
                let message =
                    format!("note: cannot write the summary of the job to {path}: {error}");
                app.console.complain(&message);
                false
            }
        });
    app.data(&diagnostics::annotations(&findings, in_summary))
}

/// Adds the findings to the summary.
fn summarize(path: &Path, findings: &[Diagnostic], line: &str) -> io::Result<()> {
    let written = match fs::metadata(path) {
        // A pipe would be waited for.
        Ok(found) if !found.is_file() => return Err(io::Error::other("it is not a file")),
        Ok(found) => found.len(),
        Err(error) if error.kind() == io::ErrorKind::NotFound => 0,
        Err(error) => return Err(error),
    };
    let room = SUMMARY_MAX.saturating_sub(written + 1);
    let text = diagnostics::summary(findings, line, usize::try_from(room).unwrap_or(usize::MAX));
    let text = text.ok_or_else(|| io::Error::other("it is full"))?;
    let mut file = OpenOptions::new().append(true).create(true).open(path)?;
    file.write_all(text.as_bytes())
}

/// Findings whose files are named as GitHub knows them: from the folder of the repository.
pub(super) fn located(app: &App, findings: &[Diagnostic]) -> Vec<Diagnostic> {
    let mut findings = findings.to_vec();
    let workspace = app.env.get("GITHUB_WORKSPACE").filter(|_| is_here(app));
    let Some(workspace) = workspace.and_then(|path| fs::canonicalize(path).ok()) else {
        return findings;
    };
    let here = fs::canonicalize(".").unwrap_or_default();
    let labels = findings.iter_mut().flat_map(|finding| &mut finding.labels);
    for label in labels {
        let path = here.join(&*label.place.path);
        let path: PathBuf = fs::canonicalize(&path).unwrap_or(path);
        if let Ok(path) = path.strip_prefix(&workspace) {
            label.place.path = path.display().to_string().into();
        }
    }
    findings
}
