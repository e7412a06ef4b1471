//! Rows that cannot be called, for whoever mends them in a spreadsheet.

use std::collections::BTreeSet;

use csv::ByteRecord;

use super::choice::Choice;
use crate::{
    campaign,
    cli::{
        App,
        args::LintArgs,
        failure::Failure,
        files,
        read::{self, Looked},
    },
    contacts::{
        self, ContactId, Contacts, NumberRange, Part, Record, RowFate, TextForm, region_name,
    },
    journal::whole::write_file,
    plan::Script,
    report::{lines, results::ResultFault, text::counted},
};

/// Names of the columns behind those of the contacts, behind their prefix.
const COLUMNS: [&str; 3] = ["line", "code", "reason"];
/// One more, where there are several contact files.
const SOURCE: &str = "source";

/// Rows that cannot be called, of all contact files.
#[derive(Debug, Default)]
pub(super) struct Rejects {
    /// The columns of all files, each once.
    names: Vec<String>,
    /// What separates the cells of the first file.
    delimiter: Option<u8>,
    /// The files.
    sources: Vec<String>,
    rows: Vec<Reject>,
    /// Rows that are known, by file and line: campaigns may share their contacts.
    known: BTreeSet<(usize, u32)>,
    /// Files whose rows could not be read.
    unread: BTreeSet<String>,
}

#[derive(Debug)]
struct Reject {
    source: usize,
    line: u32,
    code: &'static str,
    reason: String,
    /// Its cells under the columns of all files.
    cells: Vec<String>,
    /// Those that stand under no name.
    beyond: Vec<String>,
}

impl Rejects {
    /// Takes the rows of a campaign that has findings about them: they are read once more.
    ///
    /// # Errors
    /// When a contact file changes under its reader.
    pub(super) fn take(&mut self, looked: &Looked) -> Result<(), Failure> {
        let Looked {
            source,
            contact_files,
            findings,
            ..
        } = looked;
        let (campaign, found) = campaign::read(source);
        let Some(campaign) = campaign.or_else(|| campaign::mended(source, &found)) else {
            return Ok(());
        };
        let shown: Vec<String> = contact_files
            .iter()
            .map(files::ContactFile::shown)
            .collect();
        let mut inputs = Vec::new();
        for (file, path) in contact_files.iter().zip(&shown) {
            let Ok(opened) = read::open(&file.path) else {
                break;
            };
            inputs.push(contacts::Input {
                name: &file.name,
                path,
                bytes: Box::new(opened),
            });
        }
        let contacts = match inputs.len() == contact_files.len() && !inputs.is_empty() {
            true => contacts::read(inputs, &campaign.contacts, NumberRange::Simulator).0,
            false => None,
        };
        let Some(contacts) = contacts else {
            self.unread.extend(shown.iter().cloned());
            return Ok(());
        };
        let script = Script::compile(&campaign.call, &contacts.header, source).ok();
        let codes: BTreeSet<&str> = findings.iter().map(|finding| finding.code).collect();
        let sources: Vec<usize> = shown.iter().map(|path| self.source(path)).collect();
        let places: Vec<Vec<usize>> = contacts
            .parts
            .iter()
            .map(|part| self.places(part))
            .collect();
        let mut rows = files::rows(contact_files, &contacts)?;
        for contact in (0..).map(ContactId) {
            let record = rows.read().map_err(|error| {
                Failure::usage(format!("cannot read {} again: {error}", shown.join(", ")))
            })?;
            let Some(record) = record else { break };
            let why = reject(&contacts, contact, &record, script.as_ref());
            let Some((code, reason)) = why.filter(|(code, _)| codes.contains(code)) else {
                continue;
            };
            let part = contacts.part_of(contact);
            let source = sources.get(part).copied().unwrap_or_default();
            if self.known.insert((source, record.line)) {
                let places = places.get(part).map(Vec::as_slice).unwrap_or_default();
                let (cells, beyond) = placed(&record, places);
                self.rows.push(Reject {
                    source,
                    line: record.line,
                    code,
                    reason,
                    cells,
                    beyond,
                });
            }
        }
        Ok(())
    }

    /// Which of the files it is.
    fn source(&mut self, path: &str) -> usize {
        let known = self.sources.iter().position(|other| other == path);
        known.unwrap_or_else(|| {
            self.sources.push(path.to_owned());
            self.sources.len() - 1
        })
    }

    /// Where the columns of a file stand among those of all; new ones come behind.
    fn places(&mut self, part: &Part) -> Vec<usize> {
        self.delimiter.get_or_insert(part.delimiter);
        let mut places: Vec<usize> = Vec::new();
        for name in part.header.names() {
            let mut same = (0..self.names.len()).filter(|at| self.names.get(*at) == Some(name));
            // Of columns without a name there may be several.
            let known = same.find(|at| !places.contains(at));
            places.push(known.unwrap_or_else(|| {
                self.names.push(name.clone());
                self.names.len() - 1
            }));
        }
        places
    }

    /// Writes those that are about the rules that were asked for.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub(super) fn write(self, app: &App, args: &LintArgs, choice: &Choice) -> Result<(), Failure> {
        let Some(path) = &args.rejects else {
            return Ok(());
        };
        let rows = self.rows.iter().filter(|row| choice.takes(row.code));
        let rows: Vec<&Reject> = rows.collect();
        let prefix = self.prefix();
        let with_source = self.sources.len() > 1;
        let mut header = self.names.clone();
        header.extend(COLUMNS.map(|name| format!("{prefix}{name}")));
        header.extend(with_source.then(|| format!("{prefix}{SOURCE}")));
        let written = write_file(path, |out| {
            // Spreadsheets take a file for UTF-8 by its mark only.
            let form = TextForm::Utf8 { mark: true };
            let mut table = lines::csv(out, self.delimiter.unwrap_or(b','), form);
            table.line(&ByteRecord::from(header))?;
            for row in &rows {
                let mut cells = row.cells.clone();
                cells.resize(self.names.len(), String::new());
                cells.extend([
                    row.line.to_string(),
                    row.code.to_owned(),
                    row.reason.clone(),
                ]);
                let source = self.sources.get(row.source).filter(|_| with_source);
                cells.extend(source.cloned());
                cells.extend(row.beyond.iter().cloned());
                table.line(&ByteRecord::from(cells))?;
            }
            table.finish()
        });
        written.map_err(|error: ResultFault| {
            Failure::internal(format!("cannot write {}: {error}", path.display()))
        })?;
        let count = counted(rows.len() as u64, "row", "rows");
        let cannot = format!("{count} that cannot be called in {}", path.display());
        app.console.say(&cannot);
        for file in &self.unread {
            let message = format!("note: no rows of {file} are there: the findings say why");
            app.console.say(&message);
        }
        Ok(())
    }

    /// `reject_`, or `reject2_` and so on where a column is called so: rejects may have been taken from rejects.
    fn prefix(&self) -> String {
        let is_taken = |prefix: &str| {
            let mut own = COLUMNS.iter().chain([&SOURCE]);
            own.any(|name| self.names.contains(&format!("{prefix}{name}")))
        };
        let mut prefix = "reject_".to_owned();
        let mut nth = 1;
        while is_taken(&prefix) {
            nth += 1;
            prefix = format!("reject{nth}_");
        }
        prefix
    }
}

/// The rule that a row breaks, and how; nothing of a row that can be called, or that the campaign leaves out.
fn reject(
    contacts: &Contacts,
    contact: ContactId,
    record: &Record,
    script: Option<&Script>,
) -> Option<(&'static str, String)> {
    match contacts.row(contact)?.fate {
        RowFate::Callable(number) => {
            let fault = script?.request(number, record).err()?;
            Some((fault.code(), fault.to_string()))
        }
        RowFate::Filtered => None,
        RowFate::Duplicate { of, .. } => Some((
            contacts::REPEATED,
            format!("the same person as {}", contacts.place(of)),
        )),
        RowFate::Country { region, .. } => {
            let region = region_name(&region);
            let reason = format!("a number of {region}, and the campaign calls nobody there");
            Some((contacts::ABROAD, reason))
        }
        RowFate::Invalid => {
            let fault = contacts.fault(contact, record)?;
            Some((fault.code(), format!("{}: {fault}", fault.title())))
        }
    }
}

/// The cells of a row under the columns of all files, and those beyond its own header.
fn placed(record: &Record, places: &[usize]) -> (Vec<String>, Vec<String>) {
    let width = places.iter().max().map_or(0, |last| last + 1);
    let (mut cells, mut beyond) = (vec![String::new(); width], Vec::new());
    for (nth, cell) in record.cells().enumerate() {
        match places.get(nth).and_then(|at| cells.get_mut(*at)) {
            Some(slot) => cell.clone_into(slot),
            None => beyond.push(cell.to_owned()),
        }
    }
    (cells, beyond)
}
