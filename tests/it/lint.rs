//! The command line of `exodial lint`, at the real program.

mod actions;
mod flags;
mod paths;
mod rejects;

use crate::project::*;

/// A project whose one campaign reads these rows.
pub(crate) fn with_rows(rows: &str) -> Project {
    let project = Project::new();
    project.write("hello.campaign.yaml", &sound());
    project.write("people.csv", &format!("id,phone\n{rows}"));
    project
}

/// Rows with four mistakes of three rules, of which the campaign makes warnings, and one that is sound.
pub(crate) const BAD: &str = "C-1,12\nC-2,9.1E+11\nC-3,13\nC-4,+910000000004\nC-5,+910000000004\n";
