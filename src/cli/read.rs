//! The files that a command is about, read and checked.

use std::{
    fs::{self, File},
    io::{self, Read as _},
    path::{Path, PathBuf},
};

use super::{
    failure::Failure,
    files::{self, ContactFile},
    foreign,
    lists::{self, Lists},
    project::Context,
    target,
};
use crate::{
    campaign::{self, Campaign, Project},
    contacts::{self, Contacts, NumberRange},
    journal::run::Run,
    lint::Levels,
    plan::{
        Script, columns,
        rehearse::{Rehearsed, rehearse},
    },
    syntax::{Diagnostic, Severity, Source, encoding},
};

/// Longest campaign or project file that is read; `syntax` refuses what is over its own limit.
const FILE_MAX: u64 = 1 << 20;

/// A campaign with its contacts, read, checked and rendered.
#[derive(Debug)]
pub(super) struct Inputs {
    /// The campaign file.
    pub(super) path: PathBuf,
    /// Its bytes.
    pub(super) bytes: Vec<u8>,
    /// What it says.
    pub(super) campaign: Campaign,
    /// The contact files.
    pub(super) contact_files: Vec<ContactFile>,
    /// Their rows.
    pub(super) contacts: Contacts,
    /// How a row becomes a call.
    pub(super) script: Script,
    /// The calls, rendered: the first of them, and their flows.
    pub(super) rehearsed: Rehearsed,
    /// The lists of people who are never called; of a run's own copies they are not read.
    pub(super) lists: Lists,
    /// Findings that stop nothing.
    pub(super) findings: Vec<Diagnostic>,
}

/// A project file that was read: what it says, its text, the levels of findings, and findings in it that stop
/// nothing.
pub(super) type ReadProject = (Project, Source, Levels, Vec<Diagnostic>);

/// Reads a project file.
///
/// # Errors
/// When it cannot be read, or has errors.
pub(super) fn project(path: &Path) -> Result<ReadProject, Failure> {
    let bytes = bytes(path)?;
    let source = source(path, &bytes)?;
    let (project, mut findings) = campaign::project::read(&source);
    let (levels, found) = Levels::read(&campaign::project::levels(&source));
    findings = levels.apply(findings);
    findings.extend(found);
    match project {
        Some(project) if !has_errors(&findings) => Ok((project, source, levels, findings)),
        _ => {
            let exit = super::exit::Exit::Usage;
            Err(Failure {
                exit,
                ..Failure::findings(findings)
            })
        }
    }
}

/// Reads a campaign and its contacts, and renders every call. All findings of all files come at once.
///
/// A `run` reads its own copies of the contact files. `range` tells which numbers the campaign may hold.
///
/// # Errors
/// When a file cannot be read, or there are errors in one.
pub(super) fn inputs(
    path: &Path,
    run: Option<&Run>,
    context: &Context,
    range: &dyn Fn(&Campaign) -> Result<NumberRange, Failure>,
) -> Result<Inputs, Failure> {
    foreign::no_list(path)?;
    let bytes = bytes(path)?;
    let source = source(path, &bytes)?;
    let (campaign, mut findings) = campaign::read(&source);
    findings.extend(context.against_policy(campaign.as_ref(), &source));
    let Some(campaign) = campaign else {
        let findings = context.levels.apply(findings);
        return Err(Failure::findings(foreign::masked(&source, findings)));
    };
    let is_copy = run.is_some();
    let contact_files = match run {
        Some(run) => files::kept(run, &campaign.contacts),
        None => {
            findings.extend(target::findings(path, &campaign, context, &source));
            files::named(path, &campaign.contacts)
        }
    };
    let lists = match is_copy {
        true => Lists::default(),
        false => {
            let (lists, found) = lists::read(path, &campaign, context, &source);
            findings.extend(found);
            lists
        }
    };
    let range = range(&campaign)?;
    let mut rows = None;
    let files = (contact_files.as_slice(), &mut rows);
    let read = contacts(files, &campaign, &source, range, &mut findings)?;
    // A run that was begun is not refused by a level that was set since.
    if !is_copy {
        findings = context.levels.apply(findings);
    }
    let (Some((contacts, script, rehearsed)), false) = (read, has_errors(&findings)) else {
        return Err(Failure {
            rows,
            ..Failure::findings(findings)
        });
    };
    Ok(Inputs {
        path: path.to_owned(),
        bytes,
        campaign,
        contact_files,
        contacts,
        script,
        rehearsed,
        lists,
        findings,
    })
}

type ReadContacts = (Contacts, Script, Rehearsed);

/// Reads the contact files, and says how many rows they have.
fn contacts(
    (files, count): (&[ContactFile], &mut Option<u64>),
    campaign: &Campaign,
    source: &Source,
    range: NumberRange,
    findings: &mut Vec<Diagnostic>,
) -> Result<Option<ReadContacts>, Failure> {
    let shown: Vec<String> = files
        .iter()
        .map(|file| file.path.display().to_string())
        .collect();
    let mut inputs = Vec::new();
    for ((file, shown), named) in files.iter().zip(&shown).zip(&campaign.contacts.files) {
        match open(&file.path) {
            Ok(opened) => inputs.push(contacts::Input {
                name: &file.name,
                path: shown,
                bytes: Box::new(opened),
            }),
            Err(error) => {
                let named = source.place(&named.span);
                let message = format!("cannot read the contact file: {error}");
                let finding = Diagnostic::error("EXO401", message);
                let finding = finding.at(named, format!("looked for {shown}"));
                findings.push(finding.help("the path is relative to the campaign file"));
            }
        }
    }
    if inputs.len() < files.len() {
        return Ok(None);
    }
    let (contacts, found) = contacts::read(inputs, &campaign.contacts, range);
    findings.extend(found);
    let Some(contacts) = contacts else {
        return Ok(None);
    };
    *count = Some(contacts.rows.len() as u64);
    let found = columns::check(campaign, &contacts, source);
    let script = match Script::compile(&campaign.call, &contacts.header, source) {
        Ok(script) if found.is_empty() => script,
        compiled => {
            findings.extend(compiled.err().unwrap_or_default());
            findings.extend(found);
            return Ok(None);
        }
    };
    let mut rows = files::rows(files, &contacts)?;
    let rehearsed = rehearse(&script, &contacts, &mut rows, &shown);
    let (rehearsed, found) = rehearsed.map_err(|error| {
        Failure::usage(format!("cannot read {} again: {error}", shown.join(", ")))
    })?;
    findings.extend(found);
    findings.extend(target::too_long(campaign, contacts.rows.len(), source));
    drop(rows);
    Ok(Some((contacts, script, rehearsed)))
}

/// Whether anything among the findings stops a run.
pub(super) fn has_errors(findings: &[Diagnostic]) -> bool {
    findings
        .iter()
        .any(|finding| finding.severity == Severity::Error)
}

/// A path that a file names, relative to that file.
pub(super) fn beside(file: &Path, named: &str) -> PathBuf {
    file.parent().unwrap_or(Path::new("")).join(named)
}

/// Reads a whole file that was named by hand.
///
/// # Errors
/// When it cannot be read, or is no file of ours by its size.
pub(super) fn bytes(path: &Path) -> Result<Vec<u8>, Failure> {
    let read = open(path).and_then(|file| {
        let mut bytes = Vec::new();
        file.take(FILE_MAX).read_to_end(&mut bytes)?;
        Ok(bytes)
    });
    read.map_err(|error| Failure::usage(format!("cannot read {}: {error}", path.display())))
}

/// Opens a file that is one, and no folder or pipe.
///
/// # Errors
/// When it cannot be opened.
pub(super) fn open(path: &Path) -> io::Result<File> {
    // A pipe would be waited for before it could be looked at.
    match fs::metadata(path)?.is_file() {
        true => File::open(path),
        false => Err(io::Error::other("it is not a file")),
    }
}

/// The text of a file that was named by hand.
///
/// # Errors
/// When its bytes are no text.
pub(super) fn source(path: &Path, bytes: &[u8]) -> Result<Source, Failure> {
    let shown = path.display().to_string();
    encoding::read(shown, bytes).map_err(|finding| Failure::findings(vec![*finding]))
}
