//! The files that a command is about, read and checked.

use std::{
    fs::{self, File},
    io::{self, Read as _},
    path::{Path, PathBuf},
};

use super::{
    counted::counted,
    failure::Failure,
    files::{self, ContactFile},
    foreign,
    house::{self, People},
    lists::{self, Lists},
    missing, now,
    project::Context,
    search::from_here,
    target,
};
use crate::{
    campaign::{self, Campaign, Project},
    clock::Timestamp,
    contacts::{self, Contacts, NumberRange, survey::Survey},
    journal::run::Run,
    lint::{Levels, Named, is_advice, suppress},
    plan::{
        Script, columns,
        rehearse::{Rehearsed, rehearse},
    },
    syntax::{Diagnostic, Place, Severity, Source, encoding},
};

/// Longest campaign or project file that is read; `syntax` refuses what is over its own limit.
pub(super) const FILE_MAX: u64 = 1 << 20;

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
    let source = source(&from_here(path), &bytes)?;
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

/// How a campaign is looked at.
#[derive(Clone, Copy, Debug)]
pub(super) struct How {
    /// The time of the check.
    pub(super) now: Timestamp,
    /// Whether contact files and lists are opened.
    pub(super) with_contacts: bool,
}

impl How {
    /// The contact files of a campaign, as far as they are to be opened.
    fn files(self, path: &Path, campaign: &Campaign) -> Vec<ContactFile> {
        match self.with_contacts {
            true => files::named(path, &campaign.contacts),
            false => Vec::new(),
        }
    }
}

/// What was found in a campaign and its contacts, however many mistakes they have.
#[derive(Debug)]
pub(super) struct Looked {
    /// The text of the campaign file.
    pub(super) source: Source,
    /// The contact files, as far as the campaign can be understood.
    pub(super) contact_files: Vec<ContactFile>,
    /// Their rows; nothing where they could not be read.
    pub(super) rows: Option<u64>,
    /// All findings of all files.
    pub(super) findings: Vec<Diagnostic>,
    /// What was read, where nothing stops a run; its findings are the ones here.
    inputs: Option<Inputs>,
}

/// Reads a campaign and its contacts, and renders every call.
///
/// A `run` reads its own copies of the contact files. `range` tells which numbers the campaign may hold.
///
/// # Errors
/// When a file cannot be read, or there are errors in one. All findings of all files come at once.
pub(super) fn inputs(
    path: &Path,
    run: Option<&Run>,
    context: &Context,
    range: &dyn Fn(&Campaign) -> Result<NumberRange, Failure>,
) -> Result<Inputs, Failure> {
    let how = How {
        now: now(),
        with_contacts: true,
    };
    let looked = look(path, bytes(path)?, how, run, context, range)?;
    let mut findings = looked.findings;
    findings.retain(|one| one.severity == Severity::Error || !is_advice(one.code));
    match looked.inputs {
        Some(inputs) => Ok(Inputs { findings, ..inputs }),
        None => Err(Failure::findings(findings)),
    }
}

/// Looks for all that is wrong with a campaign of these bytes and with its contacts. Where the campaign has mistakes,
/// its contacts are read as they would be without them.
///
/// # Errors
/// When the campaign is none by its name or its bytes, or a file changes under its reader.
pub(super) fn look(
    path: &Path,
    bytes: Vec<u8>,
    how: How,
    run: Option<&Run>,
    context: &Context,
    range: &dyn Fn(&Campaign) -> Result<NumberRange, Failure>,
) -> Result<Looked, Failure> {
    foreign::no_list(path)?;
    let source = source(path, &bytes)?;
    let (campaign, mut findings) = campaign::read(&source);
    findings.extend(context.against_policy(campaign.as_ref(), &source));
    let looked = |contact_files, rows, findings, inputs| Looked {
        source: source.clone(),
        contact_files,
        rows,
        findings,
        inputs,
    };
    let Some(campaign) = campaign.or_else(|| campaign::mended(&source, &findings)) else {
        let findings = suppress(in_order(findings, &source), &source, &[]);
        let findings = context.levels.apply(findings);
        let findings = foreign::masked(&source, findings);
        return Ok(looked(vec![], None, findings, None));
    };
    let contact_files = match run {
        Some(run) => files::kept(run, &campaign.contacts),
        None => {
            findings.extend(target::findings(path, &campaign, context, &source));
            how.files(path, &campaign)
        }
    };
    let lists = match run {
        None if how.with_contacts => {
            let (lists, found) = lists::read(path, &campaign, context, &source);
            findings.extend(found);
            lists
        }
        _ => Lists::default(),
    };
    let range = range(&campaign)?;
    let fresh = run.is_none().then_some((path, context));
    let reading = (contact_files.as_slice(), fresh);
    let read = contacts(reading, &campaign, &source, range, &mut findings)?;
    let rows = read.as_ref().map(|read| read.contacts.rows.len() as u64);
    if run.is_none() {
        let own = (path, &source, &campaign);
        let people = (contact_files.as_slice(), read.as_ref(), &lists);
        findings.extend(advised(own, people, context, how.now));
    }
    let shown: Vec<String> = contact_files.iter().map(ContactFile::shown).collect();
    let named = campaign.contacts.files.iter().map(|file| &file.span);
    let named: Vec<Named<'_>> = shown.iter().map(String::as_str).zip(named).collect();
    findings = suppress(in_order(findings, &source), &source, &named);
    // A run that was begun is not refused by a level that was set since.
    if run.is_none() {
        findings = context.levels.apply(findings);
    }
    let inputs = match (read, has_errors(&findings)) {
        (Some(read), false) => read.script.map(|script| Inputs {
            path: path.to_owned(),
            bytes,
            campaign,
            contact_files: contact_files.clone(),
            contacts: read.contacts,
            script,
            rehearsed: read.rehearsed,
            lists,
            findings: Vec::new(),
        }),
        _ => None,
    };
    Ok(looked(contact_files, rows, findings, inputs))
}

/// What is probably not meant in a campaign and in its contacts.
fn advised(
    (path, source, campaign): (&Path, &Source, &Campaign),
    (files, read, lists): (&[ContactFile], Option<&ReadContacts>, &Lists),
    context: &Context,
    now: Timestamp,
) -> Vec<Diagnostic> {
    let contacts = read.map(|read| &read.contacts);
    let listed = contacts.map(|contacts| counted(lists, campaign, contacts, source));
    let people = People {
        files,
        contacts,
        survey: read.and_then(|read| read.survey.as_ref()),
        listed: &listed.unwrap_or_default(),
    };
    house::advised((path, source, campaign), &people, context, now)
}

/// Findings of the campaign first, from its beginning to its end.
fn in_order(mut findings: Vec<Diagnostic>, source: &Source) -> Vec<Diagnostic> {
    findings.sort_by_key(|finding| {
        let place = finding.labels.first().map(|label| &label.place);
        let own = place.filter(|place| place.path == *source.path());
        own.map_or(usize::MAX, |place| place.byte)
    });
    // What is wrong within a template is found where it is written and where it is compiled.
    findings.dedup();
    findings
}

/// A contact file is not the campaign's to read: whoever writes a campaign is not to see other files by what findings say
/// of them.
fn outside(place: Place) -> Diagnostic {
    let finding = Diagnostic::error("EXO808", "a campaign reads no contacts outside its project");
    finding.at(place, "").help(
        "copy the file in; a project is the folder with an exodial.yaml, and all that is below it",
    )
}

/// The contact files of a campaign, read.
struct ReadContacts {
    contacts: Contacts,
    /// How their rows become calls; nothing where a template has a fault.
    script: Option<Script>,
    rehearsed: Rehearsed,
    /// What their cells hold; nothing of a run's own copies.
    survey: Option<Survey>,
}

/// Reads the contact files; those in a project, of which `root` is the folder, for advice too.
fn contacts(
    (files, fresh): (&[ContactFile], Option<(&Path, &Context)>),
    campaign: &Campaign,
    source: &Source,
    range: NumberRange,
    findings: &mut Vec<Diagnostic>,
) -> Result<Option<ReadContacts>, Failure> {
    let shown: Vec<String> = files.iter().map(ContactFile::shown).collect();
    let mut inputs = Vec::new();
    for ((file, shown), named) in files.iter().zip(&shown).zip(&campaign.contacts.files) {
        if fresh.is_some_and(|(by, context)| lists::strays(&file.path, by, context)) {
            findings.push(outside(source.place(&named.span)));
            continue;
        }
        match open(&file.path) {
            Ok(opened) => inputs.push(contacts::Input {
                name: &file.name,
                path: shown,
                bytes: Box::new(opened),
            }),
            Err(error) => {
                let named = source.place(&named.span);
                let root = fresh.map(|(_, context)| context.root.as_path());
                let like = root.and_then(|root| missing::like(&file.path, &file.name, root));
                let message = format!("the contact file {}", missing::said(&error));
                let finding = Diagnostic::error("EXO401", message);
                let finding = finding.at(named, format!("looked for {shown}"));
                findings.push(finding.help(missing::help(like, "the campaign file")));
            }
        }
    }
    if inputs.len() < files.len() || inputs.is_empty() {
        return Ok(None);
    }
    let (contacts, found) = contacts::read(inputs, &campaign.contacts, range);
    findings.extend(found);
    let Some(contacts) = contacts else {
        return Ok(None);
    };
    let found = columns::check(campaign, &contacts, source);
    let script = match Script::compile(&campaign.call, &contacts.header, source) {
        Ok(script) if found.is_empty() => Some(script),
        compiled => {
            findings.extend(compiled.err().unwrap_or_default());
            findings.extend(found);
            None
        }
    };
    let mut rows = files::rows(files, &contacts)?;
    let mut survey = fresh.map(|_| Survey::of(campaign, &contacts));
    let (call, looked) = (script.as_ref(), survey.as_mut());
    let rehearsed = rehearse(call, &contacts, &mut rows, &shown, looked);
    let (rehearsed, found) = rehearsed.map_err(|error| {
        Failure::usage(format!("cannot read {} again: {error}", shown.join(", ")))
    })?;
    findings.extend(found);
    findings.extend(target::too_long(campaign, contacts.rows.len(), source));
    drop(rows);
    Ok(Some(ReadContacts {
        contacts,
        script,
        rehearsed,
        survey,
    }))
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
