//! `exodial lint`: what is wrong with campaigns and their contacts. No network, no secrets.

use std::path::PathBuf;

use super::{
    App,
    exit::Exit,
    failure::Failure,
    projects::Projects,
    read,
    search::{self, CAMPAIGNS},
};
use crate::{contacts::NumberRange, report::diagnostics::Totals};

/// Checks campaign files.
///
/// # Errors
/// When a path that was named cannot be read, or there is nothing to check.
pub(super) fn lint(app: &App, args: &super::args::LintArgs) -> Result<Exit, Failure> {
    let here = PathBuf::from(".");
    let near = search::near(&args.paths, &here)?;
    let context = app.context(near)?;
    let root = context.root.clone();
    let mut projects = Projects::new(app, context);
    let roots = match args.paths.as_slice() {
        [] => std::slice::from_ref(&root),
        paths => paths,
    };
    let files = search::files(roots, &CAMPAIGNS)?;
    if files.is_empty() {
        return Err(search::nothing("campaign files", roots, &CAMPAIGNS));
    }
    let (mut findings, mut rows, mut unread) = (Vec::new(), 0, 0);
    for file in &files {
        let context = projects.of(file)?;
        let read = read::inputs(file, None, context, &|_| Ok(NumberRange::Simulator));
        let found = match read {
            Ok(inputs) => {
                rows += inputs.contacts.rows.len() as u64;
                inputs.findings
            }
            Err(failure) if failure.exit == Exit::Findings => {
                rows += failure.rows.unwrap_or(0);
                unread += u64::from(failure.rows.is_none());
                failure.findings
            }
            Err(failure) => return Err(failure),
        };
        app.findings(&found);
        findings.extend(found);
    }
    let text = crate::report::text::counted(files.len() as u64, "campaign", "campaigns");
    let rows = crate::report::text::counted(rows, "row", "rows");
    // Why, the findings say.
    let unread = match unread {
        0 => String::new(),
        unread => {
            let unread = crate::report::text::counted(unread, "campaign", "campaigns");
            format!(" (those of {unread} were not read)")
        }
    };
    let totals = match findings.is_empty() {
        true => "no problems".to_owned(),
        false => Totals::of(&findings).to_string(),
    };
    app.console.say(&format!(
        "checked {text}, {rows} of contacts{unread}: {totals}"
    ));
    Ok(match read::has_errors(&findings) {
        true => Exit::Findings,
        false => Exit::Ok,
    })
}
