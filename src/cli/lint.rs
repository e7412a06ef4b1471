//! `exodial lint`: what is wrong with campaigns and their contacts. No network, no secrets.

use std::path::PathBuf;

use super::{
    App,
    args::{LintArgs, LintFormat},
    exit::Exit,
    failure::Failure,
    projects::Projects,
    read,
    search::{self, CAMPAIGNS},
};
use crate::{
    contacts::NumberRange,
    report::diagnostics::{self, Look, Totals},
    syntax::Diagnostic,
};

/// Checks campaign files.
///
/// # Errors
/// When a path that was named cannot be read, or there is nothing to check.
pub(super) fn lint(app: &App, args: &LintArgs) -> Result<Exit, Failure> {
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
    let (mut findings, mut rows) = (Vec::new(), 0);
    for file in &files {
        let context = projects.of(file)?;
        let read = read::inputs(file, None, context, &|_| Ok(NumberRange::Simulator));
        let found = match read {
            Ok(inputs) => {
                rows += inputs.contacts.rows.len() as u64;
                inputs.findings
            }
            Err(failure) if failure.exit == Exit::Findings => failure.findings,
            Err(failure) => return Err(failure),
        };
        findings.extend(found);
    }
    app.data(&written(app, args.format, &findings))?;
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

/// Findings as they were asked for.
fn written(app: &App, format: LintFormat, findings: &[Diagnostic]) -> String {
    match format {
        LintFormat::Full => {
            let look = Look {
                colour: app.console.is_colored_out(),
                ..Look::default()
            };
            diagnostics::human(findings, look)
        }
        LintFormat::Concise => diagnostics::concise(findings),
    }
}
