//! What the tables that a run wrote say by now, for whoever compares them with its journal.

use std::{
    fs::File,
    io::{BufReader, Cursor, Read},
    path::Path,
};

use csv::ByteRecord;

use super::{
    failure::Failure,
    find::Found,
    outcome::{attempts_path, results_path},
    read::Inputs,
};
use crate::{
    campaign::{Encoding, is_sheet},
    contacts::{
        Charset, TextForm,
        source::{self, FileSpec},
    },
    journal::{event::Header, file, run::Run},
    report::{
        attempts,
        verify::{AttemptRow, ResultRow, Table},
    },
};

/// The rows of the result file, where there is one that is still the run's.
///
/// # Errors
/// When the runs of the account cannot be listed.
pub(super) fn results(
    found: &Found,
    header: &Header,
    inputs: &Inputs,
) -> Result<Table<ResultRow>, Failure> {
    let run = &found.run;
    if !run.summary_file().exists() {
        return Ok(Table::None("no results are written yet".to_owned()));
    }
    let path = results_path(header, run, inputs);
    if !is_own(found, &path) && !is_newest(found, header)? {
        let why = "a later run of the campaign writes the same result file";
        return Ok(Table::None(why.to_owned()));
    }
    // The results stand behind the columns of the input: number, word and so on.
    let phone = inputs.contacts.header.names().len();
    Ok(table(&path, inputs, "its result file", |cells| ResultRow {
        phone: cell(cells, Some(phone)),
        disposition: cell(cells, Some(phone + 1)),
    }))
}

/// The rows of the file of attempts, where the campaign wants one that is still the run's.
///
/// # Errors
/// As [`results`].
pub(super) fn attempts(
    found: &Found,
    header: &Header,
    inputs: &Inputs,
) -> Result<Table<AttemptRow>, Failure> {
    let none = |why: &str| Ok(Table::None(why.to_owned()));
    let run = &found.run;
    let Some(path) = attempts_path(header, run, inputs) else {
        return none("no file of attempts is wanted");
    };
    if !run.summary_file().exists() {
        return none("no file of attempts is written yet");
    }
    if !is_own(found, &path) && !is_newest(found, header)? {
        return none("a later run of the campaign writes the same file of attempts");
    }
    let at = |name: &str| attempts::COLUMNS.iter().position(|column| *column == name);
    Ok(table(&path, inputs, "its file of attempts", |cells| {
        AttemptRow {
            row: cell(cells, at("row")),
            attempt: cell(cells, at("attempt")),
            phone: cell(cells, at("phone")),
            asked_at: cell(cells, at("asked_at")),
            state: cell(cells, at("state")),
            outcome: cell(cells, at("outcome")),
            call_sid: cell(cells, at("call_sid")),
        }
    }))
}

fn cell(cells: &ByteRecord, at: Option<usize>) -> String {
    let cell = at.and_then(|at| cells.get(at)).unwrap_or_default();
    String::from_utf8_lossy(cell).into_owned()
}

/// Whether a table lies in the run's own folder.
fn is_own(found: &Found, path: &Path) -> bool {
    path.parent() == Some(found.run.folder())
}

/// Whether no later run of the campaign has begun.
fn is_newest(found: &Found, header: &Header) -> Result<bool, Failure> {
    let is_of_campaign = |run: &Run| {
        let other = file::read_header(&run.journal());
        other.is_ok_and(|(other, _)| other.campaign == header.campaign)
    };
    let newest = found.folder.begun()?.into_iter().find(is_of_campaign);
    Ok(newest.is_none_or(|newest| newest == found.run))
}

/// The rows of a table behind its header: XLSX by its ending, else CSV as the first contact file is.
fn table<T>(path: &Path, inputs: &Inputs, what: &str, row: impl Fn(&ByteRecord) -> T) -> Table<T> {
    let Ok(file) = File::open(path) else {
        return Table::None(format!("{what} is not there any more"));
    };
    let first = inputs.contacts.parts.first();
    let form = first.and_then(|part| part.form);
    let (delimiter, encoding) = match (is_sheet(&path.to_string_lossy()), form) {
        (true, _) => (b',', Some(Encoding::Auto)),
        (false, Some(TextForm::Other { charset, .. })) => {
            let encoding = match charset {
                Charset::Utf16Le | Charset::Utf16Be => Encoding::Utf16,
                Charset::Windows1252 => Encoding::Windows1252,
            };
            (first.map_or(b',', |part| part.delimiter), Some(encoding))
        }
        (false, Some(TextForm::Utf8 { .. }) | None) => {
            (first.map_or(b',', |part| part.delimiter), None)
        }
    };
    let text: Box<dyn Read> = match encoding {
        None => Box::new(BufReader::new(file)),
        Some(encoding) => {
            let spec = FileSpec {
                encoding,
                ..FileSpec::default()
            };
            match source::text(Box::new(file), &path.to_string_lossy(), &spec) {
                Some(text) => Box::new(Cursor::new(text)),
                None => return Table::Unreadable("it cannot be read as it was written".to_owned()),
            }
        }
    };
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .flexible(true)
        .from_reader(text);
    let mut rows = Vec::new();
    for record in reader.byte_records() {
        match record {
            Ok(record) => rows.push(row(&record)),
            Err(error) => return Table::Unreadable(error.to_string()),
        }
    }
    Table::Rows(rows)
}
