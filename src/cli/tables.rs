//! The tables that a run leaves: its results, and its attempts.

use std::{
    cell::RefCell,
    io::{self, Write},
    path::Path,
};

use csv::ByteRecord;

use super::{files, read::Inputs};
use crate::{
    campaign::{Account, is_sheet},
    contacts::{ContactId, Contacts, Part, Record, RowFate, RowReader, TextForm},
    engine::Engine,
    journal::{run::Run, whole::write_file},
    report::{
        attempts::{self, Whose},
        lines::{self, Lines},
        results::{self, Counts, ResultFault, ResultInput},
        sheet,
    },
};

/// What a table is written as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    /// CSV, with delimiter and encoding of the first contact file.
    AsInput,
    /// CSV with its delimiter, in UTF-8: for a terminal.
    Utf8,
    /// A sheet.
    Sheet,
}

impl Shape {
    /// As the ending of a path says.
    fn of(path: &Path) -> Shape {
        match is_sheet(&path.to_string_lossy()) {
            true => Shape::Sheet,
            false => Shape::AsInput,
        }
    }
}

/// Where the rows of the contacts lie.
#[derive(Clone, Copy)]
pub(super) enum Rows<'a> {
    /// In the run's own copies.
    Kept(&'a Run),
    /// Here: one CSV file.
    Given(&'a [u8]),
}

/// A run whose tables are written.
#[derive(Clone, Copy)]
pub(super) struct Tables<'a> {
    pub(super) rows: Rows<'a>,
    pub(super) inputs: &'a Inputs,
    pub(super) account: &'a Account,
    pub(super) engine: &'a Engine,
}

impl Tables<'_> {
    /// Writes the result file: CSV as the first contact file is, XLSX where the path ends so.
    ///
    /// # Errors
    /// When the run's copies of the contacts cannot be read, or the result cannot be written.
    pub(super) fn write_results(&self, path: &Path) -> Result<Counts, ResultFault> {
        write_file(path, |out| self.results(out, Shape::of(path)))
    }

    /// Writes the file of attempts.
    ///
    /// # Errors
    /// As [`Tables::write_results`].
    pub(super) fn write_attempts(&self, path: &Path) -> Result<u64, ResultFault> {
        write_file(path, |out| {
            let contacts = &self.inputs.contacts;
            let mut table = self.table(out, Shape::of(path), "attempts")?;
            let mut rows = self.rows()?;
            let several = contacts.parts.len() > 1;
            let attempts = self.engine.attempts();
            let offset = self.account.utc_offset;
            let count = attempts::write(&mut *table, attempts, offset, several, |attempt| {
                let record = rows.at(attempt.contact)?;
                let part = contacts.part(attempt.contact);
                Ok(Whose {
                    id: contacts
                        .id(attempt.contact, &record)
                        .unwrap_or_default()
                        .to_owned(),
                    source: part.map(|part| part.name.clone()),
                })
            })?;
            table.finish()?;
            Ok(count)
        })
    }

    /// Writes the results to any place.
    ///
    /// # Errors
    /// As [`Tables::write_results`].
    pub(super) fn results(&self, out: impl Write, shape: Shape) -> Result<Counts, ResultFault> {
        let contacts = &self.inputs.contacts;
        let header = ByteRecord::from(contacts.header.names().to_vec());
        // Asked for right after its record was read.
        let fault = RefCell::new(String::new());
        let places = columns(contacts);
        let mut next = (0..).map(ContactId);
        let records = self.rows()?.map(|record| {
            let record = record?;
            if let Some(contact) = next.next() {
                note(contacts, contact, &record, &fault);
                let part = contacts.part_of(contact);
                return Ok(cells(&record, places.get(part), header.len()));
            }
            Err(io::Error::other("there are more rows than were read").into())
        });
        let source = |contact| contacts.part(contact).map_or("", |part| part.name.as_str());
        let filter = self.inputs.campaign.contacts.filter.as_ref();
        let mut table = self.table(out, shape, "results")?;
        let input = ResultInput {
            header: &header,
            rows: &contacts.rows,
            offset: self.account.utc_offset,
            fate: &|contact| self.engine.fate(contact),
            invalid: &|_, _| fault.take(),
            place: &|contact| contacts.place(contact),
            source: (contacts.parts.len() > 1).then_some(&source),
            filter: filter.map(|filter| filter.value.as_str()),
        };
        let counts = results::write(&mut *table, &input, records)?;
        table.finish()?;
        Ok(counts)
    }

    /// Begins a table.
    fn table<'o>(
        &self,
        out: impl Write + 'o,
        shape: Shape,
        name: &str,
    ) -> Result<Box<dyn Lines + 'o>, ResultFault> {
        if shape == Shape::Sheet {
            return sheet::xlsx(out, name);
        }
        let first = self.inputs.contacts.parts.first();
        let delimiter = first.map_or(b',', |part| part.delimiter);
        let form = first.and_then(|part| part.form);
        let form = form.filter(|_| shape == Shape::AsInput);
        let form = form.unwrap_or(TextForm::Utf8 { mark: false });
        Ok(lines::csv(out, delimiter, form))
    }

    /// The rows of the run's own copies.
    fn rows(&self) -> io::Result<RowReader<'_>> {
        let Inputs {
            campaign, contacts, ..
        } = self.inputs;
        match self.rows {
            Rows::Kept(run) => {
                let rows = files::rows(&files::kept(run, &campaign.contacts), contacts);
                rows.map_err(|failure| io::Error::other(failure.message))
            }
            Rows::Given(bytes) => {
                RowReader::new(vec![Box::new(io::Cursor::new(bytes.to_vec()))], contacts)
            }
        }
    }
}

/// Keeps why a row cannot be used.
fn note(contacts: &Contacts, contact: ContactId, record: &Record, fault: &RefCell<String>) {
    let row = contacts.row(contact);
    if row.is_some_and(|row| row.fate == RowFate::Invalid) {
        let why = contacts.fault(contact, record);
        *fault.borrow_mut() = why.map_or_else(
            || "the row cannot be used".to_owned(),
            |fault| fault.to_string(),
        );
    }
}

/// For each file, where its columns stand among those of all files.
fn columns(contacts: &Contacts) -> Vec<Vec<usize>> {
    let all = contacts.header.names();
    let of = |part: &Part| {
        let mut nameless = 0;
        let place = |name: &String| match name.is_empty() {
            true => {
                nameless += 1;
                let mut places =
                    (0..all.len()).filter(|at| all.get(*at).is_some_and(String::is_empty));
                places.nth(nameless - 1)
            }
            false => contacts.header.index(name),
        };
        // Every column of a file is a column of all.
        part.header.names().iter().filter_map(place).collect()
    };
    contacts.parts.iter().map(of).collect()
}

/// The cells of a row under the columns of all files; those beyond its own header come behind.
fn cells(record: &Record, places: Option<&Vec<usize>>, width: usize) -> ByteRecord {
    let places = places.map(Vec::as_slice).unwrap_or_default();
    let mut row = vec![""; width];
    let mut beyond = Vec::new();
    for (nth, cell) in record.cells().enumerate() {
        match places.get(nth).and_then(|at| row.get_mut(*at)) {
            Some(slot) => *slot = cell,
            None => beyond.push(cell),
        }
    }
    row.extend(beyond);
    ByteRecord::from(row)
}
