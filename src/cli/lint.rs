//! `exodial lint`: what is wrong with campaigns and their contacts. No network, no secrets.

use std::path::{Path, PathBuf};

use super::{
    App,
    args::{LintArgs, LintFormat, MinLevel},
    exit::Exit,
    failure::Failure,
    foreign, house, names,
    project::Context,
    projects::Projects,
    read,
    search::{self, CAMPAIGNS},
};
use crate::{
    contacts::NumberRange,
    report::diagnostics::{self, Checked, FileKind, Look, Totals},
    syntax::{Diagnostic, Severity},
};

/// Checks campaign files.
///
/// # Errors
/// When a path that was named cannot be read, or there is nothing to check.
pub(super) fn lint(app: &App, args: &LintArgs) -> Result<Exit, Failure> {
    let here = PathBuf::from(".");
    let near = search::near(&args.paths, &here)?;
    let mut checked = Checked::default();
    let context = match Context::load(&app.global, &app.env, near) {
        Ok(context) => context,
        Err(failure) => {
            add_found(&mut checked, failure)?;
            return finish(app, args, checked, Exit::Usage);
        }
    };
    let root = context.root.clone();
    add_project(&mut checked, &context);
    let mut projects = Projects::new(app, context);
    let roots = match args.paths.as_slice() {
        [] => std::slice::from_ref(&root),
        paths => paths,
    };
    let files = search::files(roots, &CAMPAIGNS)?;
    if files.is_empty() {
        return Err(search::nothing("campaign files", roots, &CAMPAIGNS));
    }
    let mut exit = Exit::Ok;
    for file in &files {
        let name = file.display().to_string();
        checked.files.insert(name.into(), FileKind::Campaign);
        match projects.of(file) {
            Ok(context) => {
                add_project(&mut checked, context);
                look(&mut checked, file, context)?;
            }
            Err(failure) => {
                add_found(&mut checked, failure)?;
                exit = Exit::Usage;
            }
        }
        add(&mut checked.findings, projects.findings());
    }
    let is_campaign = |kind: &FileKind| *kind == FileKind::Campaign;
    if !checked.files.values().any(is_campaign) {
        return Err(search::nothing("campaign files", roots, &CAMPAIGNS));
    }
    let named = names::all(&files, &projects.folders(), &app.global);
    add(&mut checked.findings, names::twice(&named));
    finish(app, args, checked, exit)
}

/// Looks at a campaign and its contacts.
fn look(checked: &mut Checked, file: &Path, context: &Context) -> Result<(), Failure> {
    let bytes = read::bytes(file)?;
    if let Some(finding) = foreign::skipped(file, &bytes) {
        let found = context.levels.apply(vec![finding]);
        checked.files.remove(file.display().to_string().as_str());
        add(&mut checked.findings, found);
        return Ok(());
    }
    let looked = match read::look(file, bytes, None, context, &|_| Ok(NumberRange::Simulator)) {
        Ok(looked) => looked,
        Err(failure) => return add_found(checked, failure),
    };
    let mut is_new = false;
    for file in &looked.contact_files {
        let known = checked
            .files
            .insert(file.shown().into(), FileKind::Contacts);
        is_new |= known.is_none();
    }
    // Campaigns may share their contacts.
    match looked.rows {
        Some(rows) if is_new => checked.rows += rows,
        Some(_) => {}
        None => checked.unread += 1,
    }
    checked.sources.push(looked.source);
    add(&mut checked.findings, looked.findings);
    Ok(())
}

/// Takes the project file into account, once.
fn add_project(checked: &mut Checked, context: &Context) {
    let Some(source) = context.source() else {
        return;
    };
    let known = checked
        .files
        .insert(source.path().clone(), FileKind::Project);
    if known.is_none() {
        checked.sources.push(source.clone());
        add(&mut checked.findings, context.findings.clone());
        add(&mut checked.findings, house::findings(context));
    }
}

/// Takes findings that stopped the reading of a file.
///
/// # Errors
/// When it was no finding that stopped it.
fn add_found(checked: &mut Checked, failure: Failure) -> Result<(), Failure> {
    if failure.findings.is_empty() {
        return Err(failure);
    }
    checked.unread += u64::from(failure.exit == Exit::Findings);
    add(&mut checked.findings, failure.findings);
    Ok(())
}

/// Adds findings, each once: campaigns may share a file.
fn add(findings: &mut Vec<Diagnostic>, more: Vec<Diagnostic>) {
    for finding in more {
        if !findings.contains(&finding) {
            findings.push(finding);
        }
    }
}

/// Writes what was found, and says what was checked.
fn finish(app: &App, args: &LintArgs, mut checked: Checked, exit: Exit) -> Result<Exit, Failure> {
    let least = match args.min_level {
        MinLevel::Error => Severity::Error,
        MinLevel::Warning => Severity::Warning,
        MinLevel::Info => Severity::Info,
    };
    checked.findings.retain(|finding| finding.severity >= least);
    app.data(&written(app, args.format, &checked))?;
    let totals = match checked.findings.is_empty() {
        true => "no problems".to_owned(),
        false => Totals::of(&checked.findings).to_string(),
    };
    app.console
        .say(&format!("checked {}: {totals}", checked.what()));
    Ok(match exit {
        Exit::Ok if read::has_errors(&checked.findings) => Exit::Findings,
        exit => exit,
    })
}

/// Findings as they were asked for.
fn written(app: &App, format: LintFormat, checked: &Checked) -> String {
    match format {
        LintFormat::Full => {
            let look = Look {
                colour: app.console.is_colored_out(),
                ..Look::default()
            };
            diagnostics::human(&checked.findings, look)
        }
        LintFormat::Concise => diagnostics::concise(&checked.findings),
        LintFormat::Json => format!("{:#}\n", diagnostics::json(checked)),
        LintFormat::Jsonl => diagnostics::jsonl(checked),
        LintFormat::Github => diagnostics::github(&checked.findings),
        LintFormat::Gitlab => format!("{:#}\n", diagnostics::gitlab(checked)),
        LintFormat::Sarif => format!("{:#}\n", diagnostics::sarif(checked)),
        LintFormat::Junit => diagnostics::junit(checked),
        LintFormat::Rdjson => format!("{:#}\n", diagnostics::rdjson(checked)),
    }
}
