//! `exodial lint`: what is wrong with campaigns and their contacts. No network, no secrets.

mod actions;
mod choice;
mod fix;
mod markdown;
mod output;
mod rejects;
mod subjects;

use std::path::PathBuf;

use super::{
    App,
    args::LintArgs,
    exit::Exit,
    failure::Failure,
    foreign, house, names,
    project::Context,
    projects::Projects,
    read,
    search::{self, CAMPAIGNS},
};
use crate::{
    clock::Timestamp,
    contacts::NumberRange,
    dispatch::clock::SystemClock,
    report::diagnostics::{Checked, FileKind},
    syntax::{Diagnostic, Severity},
};
use choice::Choice;
use fix::Mended;
use output::Output;
use rejects::Rejects;
use subjects::{Kind, Subject};

/// A comment that silences nothing.
const UNUSED: &str = "EXO901";

/// Checks campaign files.
///
/// # Errors
/// When a path that was named cannot be read or written, or there is nothing to check.
pub(super) fn lint(app: &App, args: &LintArgs) -> Result<Exit, Failure> {
    let clock = SystemClock::not_before(Timestamp::default());
    let began = clock.now().tick;
    let choice = Choice::of(args)?;
    let output = Output::of(args)?;
    let near = subjects::near(args)?;
    if args.fix && args.paths.iter().any(|path| path.as_os_str() == "-") {
        let fault = Failure::usage("standard input cannot be mended where it is");
        return Err(fault.hint("--diff shows what would be written"));
    }
    let mut checking = Checking {
        app,
        args,
        choice: &choice,
        differences: String::new(),
        checked: Checked::default(),
        rejects: args.rejects.as_ref().map(|_| Rejects::default()),
        exit: Exit::Ok,
    };
    let mut projects = match Context::load(&app.global, &app.env, &near) {
        Ok(context) => Some(Projects::new(app, context)),
        Err(failure) => {
            checking.exit = Exit::Usage;
            checking.add_found(failure)?;
            None
        }
    };
    if let Some(projects) = &mut projects {
        checking.add_project(projects.own());
        let subjects = subjects::find(app, args, &projects.own().root)?;
        for subject in &subjects.files {
            checking.subject(subject, projects)?;
        }
        for unread in &subjects.unread {
            app.console.say(&format!("note: {unread}"));
        }
        checking.names(&subjects.files, projects)?;
    }
    let Checking {
        mut checked,
        rejects,
        exit,
        differences,
        ..
    } = checking;

    output.allows(projects.as_ref().map(Projects::own), &checked)?;
    checked.hidden = choice.apply(&mut checked.findings);
    let line = checked.line(clock.now().tick - began);
    if args.diff {
        return shown(app, &line, &differences);
    }
    output.write(app, args, &checked, &line)?;
    if let Some(rejects) = rejects {
        rejects.write(app, args, &choice)?;
    }
    app.console.say(&line);
    if let Some(line) = fix::fixable(&checked.findings) {
        app.console.say(&line);
    }
    let stops = |one: &Diagnostic| match args.deny_warnings {
        true => one.severity >= Severity::Warning,
        false => one.severity == Severity::Error,
    };
    Ok(match exit {
        Exit::Ok if !args.exit_zero && checked.findings.iter().any(stops) => Exit::Findings,
        exit => exit,
    })
}

/// Shows what --fix would write.
fn shown(app: &App, line: &str, differences: &str) -> Result<Exit, Failure> {
    app.data(differences)?;
    app.console.say(line);
    Ok(match differences.is_empty() {
        true => Exit::Ok,
        false => Exit::Findings,
    })
}

/// What was checked so far.
struct Checking<'a> {
    app: &'a App,
    args: &'a LintArgs,
    choice: &'a Choice,
    /// What --diff would write.
    differences: String,
    checked: Checked,
    rejects: Option<Rejects>,
    exit: Exit,
}

impl Checking<'_> {
    /// Checks the campaigns of a file.
    fn subject(&mut self, subject: &Subject, projects: &mut Projects<'_>) -> Result<(), Failure> {
        let name = subject.path.display().to_string();
        let kind = match &subject.kind {
            Kind::File | Kind::Given(_) => FileKind::Campaign,
            Kind::Markdown(campaigns) => FileKind::Markdown(campaigns.len() as u64),
        };
        self.checked.files.insert(name.into(), kind);
        match projects.of(&subject.near) {
            Ok(context) => {
                self.add_project(context);
                match &subject.kind {
                    Kind::File => self.look(subject, read::bytes(&subject.path)?, context)?,
                    Kind::Given(bytes) => self.look(subject, bytes.clone(), context)?,
                    Kind::Markdown(campaigns) => {
                        for bytes in campaigns {
                            self.look(subject, bytes.clone(), context)?;
                        }
                    }
                }
            }
            Err(failure) => {
                self.add_found(failure)?;
                self.exit = Exit::Usage;
            }
        }
        self.add(projects.findings());
        Ok(())
    }

    /// Looks for campaigns of one name. By then some may have turned out to be none.
    ///
    /// # Errors
    /// When none is left.
    fn names(&mut self, subjects: &[Subject], projects: &Projects<'_>) -> Result<(), Failure> {
        if !self.checked.has_campaigns() {
            let paths = self.args.paths.as_slice();
            return Err(search::nothing("campaign files", paths, &CAMPAIGNS));
        }
        let files = subjects.iter().filter(|one| matches!(one.kind, Kind::File));
        let files: Vec<PathBuf> = files.map(|one| one.path.clone()).collect();
        let named = names::all(&files, &projects.folders(), &self.app.global);
        self.add(names::twice(&named));
        Ok(())
    }

    /// Looks at a campaign and its contacts.
    fn look(
        &mut self,
        subject: &Subject,
        bytes: Vec<u8>,
        context: &Context,
    ) -> Result<(), Failure> {
        if matches!(subject.kind, Kind::File)
            && let Some(finding) = foreign::skipped(&subject.path, &bytes)
        {
            let name = subject.path.display().to_string();
            self.checked.files.remove(name.as_str());
            self.add(context.levels.apply(vec![finding]));
            return Ok(());
        }
        let how = read::How {
            now: context.time(self.args.at)?,
            with_contacts: !self.args.no_contacts,
        };
        let range = |_: &_| Ok(NumberRange::Simulator);
        let (path, args) = (&subject.path, self.args);
        let look = |bytes| read::look(path, bytes, how, None, context, &range);
        let mended = match subject.kind {
            Kind::File => fix::mend_file(self.app, args, self.choice, path, &bytes, &look),
            Kind::Given(_) if args.diff => {
                fix::mend_file(self.app, args, self.choice, path, &bytes, &look)
            }
            Kind::Given(_) | Kind::Markdown(_) => look(bytes).map(Mended::from),
        };
        let mut looked = match mended {
            Ok(mended) => {
                self.differences += &mended.difference;
                mended.looked
            }
            Err(failure) => return self.add_found(failure),
        };
        if self.args.no_contacts {
            // What it silences may be in a file that was not opened.
            looked.findings.retain(|finding| finding.code != UNUSED);
        }
        let mut is_new = false;
        for file in &looked.contact_files {
            let files = &mut self.checked.files;
            let known = files.insert(file.shown().into(), FileKind::Contacts);
            is_new |= known.is_none();
        }
        // Campaigns may share their contacts.
        match looked.rows {
            Some(rows) if is_new => self.checked.rows += rows,
            Some(_) => {}
            None if self.args.no_contacts => {}
            None => self.checked.unread += 1,
        }
        if let Some(rejects) = &mut self.rejects {
            rejects.take(&looked)?;
        }
        self.checked.sources.push(looked.source);
        self.add(looked.findings);
        Ok(())
    }

    /// Takes the project file into account, once.
    fn add_project(&mut self, context: &Context) {
        let Some(source) = context.source() else {
            return;
        };
        let files = &mut self.checked.files;
        let known = files.insert(source.path().clone(), FileKind::Project);
        if known.is_none() {
            self.checked.sources.push(source.clone());
            self.add(context.findings.clone());
            self.add(house::findings(context));
        }
    }

    /// Takes findings that stopped the reading of a file.
    ///
    /// # Errors
    /// When it was no finding that stopped it.
    fn add_found(&mut self, failure: Failure) -> Result<(), Failure> {
        if failure.findings.is_empty() {
            return Err(failure);
        }
        self.checked.unread += u64::from(failure.exit == Exit::Findings);
        self.add(failure.findings);
        Ok(())
    }

    /// Adds findings, each once: campaigns may share a file.
    fn add(&mut self, findings: Vec<Diagnostic>) {
        for finding in findings {
            if !self.checked.findings.contains(&finding) {
                self.checked.findings.push(finding);
            }
        }
    }
}
