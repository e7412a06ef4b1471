//! A list of people who are never called: plain numbers or their hashes, by line.
//!
//! Strict: a row that cannot be read might be somebody who must not be called, so nothing runs with it.

use std::{io::Read, str, sync::Arc};

use super::{
    RowFault, excerpt,
    hashes::{self, CHECK, Hash, HashKey},
    header::guess_delimiter,
    quotes,
    split::{Raw, Splitter, Step},
};
use crate::{
    campaign::{ListForm, ListSpec, Number, PhoneFault, phone},
    syntax::{Diagnostic, Label, Place},
};

/// Places that one finding shows.
const SHOWN: usize = 3;

/// A list, read. Keeps 16 bytes for a number, 36 for a hash.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct List(Entries);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Entries {
    /// Numbers and their lines, in order.
    Numbers(Vec<(Number, u32)>),
    /// The same of hashes.
    Hashes(Vec<(Hash, u32)>),
}

/// Reads a list. `path` is its name in findings, `country` the ISO 3166 region of numbers without a country
/// code. Warnings may come with the list.
///
/// # Errors
/// Findings, all of them errors.
pub fn read(
    input: impl Read,
    path: &str,
    spec: &ListSpec,
    country: &str,
) -> Result<(List, Vec<Diagnostic>), Vec<Diagnostic>> {
    let path: Arc<str> = path.into();
    let mut records = Splitter::new(input);
    let column = open(&mut records, &path, spec, country).map_err(|finding| vec![*finding])?;
    let mut reading = Reading {
        path: path.clone(),
        column,
        country,
        numbers: Vec::new(),
        hashes: Vec::new(),
        fault: None,
    };
    loop {
        match records.advance() {
            Ok(Step::Record) => {}
            Ok(Step::End) => break,
            Ok(Step::TooLong) => {
                let raw = records.record();
                let opened = quotes::open(raw.text, column.delimiter).unwrap_or(0);
                let place = excerpt::place(&path, &raw, opened..opened);
                let finding = Diagnostic::error("EXO446", "a row of this list never ends");
                let finding = finding.at(place, "it begins here");
                return Err(vec![
                    finding.help("close the double quote that begins in it"),
                ]);
            }
            Err(error) => {
                return Err(vec![unreadable(
                    Place::file(path),
                    &format!("cannot be read: {error}"),
                )]);
            }
        }
        let raw = records.record();
        if let Some(finding) = reading.unfit_quotes(&raw, spec.form) {
            return Err(vec![finding]);
        }
        reading.row(&raw, spec.form);
    }
    reading.finish(spec.form)
}

/// The finding about a list that is not there or cannot be read; `why` follows its name.
pub fn unreadable(place: Place, why: &str) -> Diagnostic {
    let message = format!("this list of people who are never called {why}");
    Diagnostic::error("EXO440", message).at(place, "")
}

/// Which column is read, and how many there are.
#[derive(Clone, Copy, Debug)]
struct Column {
    at: usize,
    columns: usize,
    delimiter: u8,
}

/// Reads the header, and leaves `records` before the first row.
fn open<R: Read>(
    records: &mut Splitter<R>,
    path: &Arc<str>,
    spec: &ListSpec,
    country: &str,
) -> Result<Column, Box<Diagnostic>> {
    let failed = |error: std::io::Error| {
        Box::new(unreadable(
            Place::file(path.clone()),
            &format!("cannot be read: {error}"),
        ))
    };
    let head = records.peek().map_err(failed)?;
    let mark = if head.starts_with(b"\xef\xbb\xbf") {
        3
    } else {
        0
    };
    let delimiter = guess_delimiter(&head[mark..]);
    records.begin(mark, delimiter);
    match records.advance().map_err(failed)? {
        Step::Record => {}
        Step::TooLong => return Err(Box::new(not_text(Place::file(path.clone())))),
        Step::End => {
            let finding = Diagnostic::error("EXO441", "this list is empty: it lacks even a header");
            let place = Place::file(path.clone());
            return Err(Box::new(finding.at(place, "").help(
                "write a first line with the name of the column, then a number a line",
            )));
        }
    }
    let raw = records.record();
    let place = excerpt::place(path, &raw, 0..raw.text.len());
    if str::from_utf8(raw.text).is_err() || raw.text.contains(&0) {
        return Err(Box::new(not_text(Place::file(path.clone()))));
    }
    let wanted = spec.column.value.as_str();
    let columns = raw.cells.columns;
    let names: Vec<&str> = (0..columns)
        .filter_map(|at| str::from_utf8(raw.cells.get(at)?).ok())
        .collect();
    let mut found = (0..names.len()).filter(|at| names.get(*at) == Some(&wanted));
    let (first, second) = (found.next(), found.next());
    match (first, second) {
        (Some(at), None) => Ok(Column {
            at,
            columns,
            delimiter,
        }),
        (Some(_), Some(_)) => {
            let message = format!("column `{wanted}` is there twice in this list");
            let finding = Diagnostic::error("EXO442", message).at(place, "");
            Err(Box::new(finding.help("rename one")))
        }
        (None, _) => {
            let message = format!("this list has no column `{wanted}`");
            let finding = Diagnostic::error("EXO442", message).at(place, "");
            let number = |name: &&str| phone::read(name, country).is_ok();
            let help = match names.iter().any(number) {
                true => format!("write a first line with the names of the columns: `{wanted}`"),
                false => format!("its columns are {}", names.join(", ")),
            };
            Err(Box::new(finding.help(help)))
        }
    }
}

fn not_text(place: Place) -> Diagnostic {
    Diagnostic::error("EXO446", "this list is not CSV in UTF-8")
        .at(place, "")
        .help("export it again as \"CSV UTF-8 (comma delimited)\"")
}

/// What is known so far.
struct Reading<'a> {
    path: Arc<str>,
    column: Column,
    country: &'a str,
    numbers: Vec<(Number, u32)>,
    hashes: Vec<(Hash, u32)>,
    /// Rows that cannot be read.
    fault: Option<Diagnostic>,
}

impl Reading<'_> {
    fn row(&mut self, raw: &Raw<'_>, form: ListForm) {
        // The file is refused before it has so many lines.
        let line = u32::try_from(raw.line).unwrap_or(u32::MAX);
        match self.entry(raw, form) {
            Ok(Entry::Number(number)) => self.numbers.push((number, line)),
            Ok(Entry::Hash(hash)) => self.hashes.push((hash, line)),
            Err(why) => self.fault(raw, form, why),
        }
    }

    /// Double quotes that may have taken in other entries.
    fn unfit_quotes(&self, raw: &Raw<'_>, form: ListForm) -> Option<Diagnostic> {
        let Column {
            at,
            columns,
            delimiter,
        } = self.column;
        let is_entry = |cell: &[u8]| match form {
            ListForm::Numbers => quotes::looks_like_number(cell),
            ListForm::Hashes => {
                str::from_utf8(cell).is_ok_and(|cell| hashes::parse(cell).is_some())
            }
        };
        let swallowed = quotes::swallowed(raw.cells, delimiter, columns, &[at], is_entry);
        let (message, fault) = match (swallowed, raw.cells.loose) {
            (Some(swallowed), _) => ("a quoted cell of this list holds rows", swallowed.into()),
            (None, Some(column)) => (
                "a cell of this list goes on behind its closing double quote",
                RowFault::Loose { column },
            ),
            (None, None) => return None,
        };
        let (span, said) = quotes::told(&fault, raw, delimiter)?;
        let finding = Diagnostic::error("EXO446", message);
        let finding = finding.at(excerpt::place(&self.path, raw, span), said);
        Some(finding.help("remove the double quote that does not belong there, or write it twice"))
    }

    fn entry(&self, raw: &Raw<'_>, form: ListForm) -> Result<Entry, String> {
        let Column { at, columns, .. } = self.column;
        if raw.cells.columns != columns {
            let found = raw.cells.columns;
            return Err(format!("the header has {columns} cells, the row {found}"));
        }
        let text = raw.cells.get(at).unwrap_or_default();
        let text = str::from_utf8(text).map_err(|_| "it is not UTF-8".to_owned())?;
        match form {
            ListForm::Numbers => {
                let read = phone::read(text, self.country);
                let read = read.map_err(|fault: PhoneFault| fault.to_string())?;
                Ok(Entry::Number(read.number))
            }
            ListForm::Hashes => {
                let hash = hashes::parse(text);
                let hash = hash.ok_or_else(|| "it is not 64 hexadecimal digits".to_owned())?;
                Ok(Entry::Hash(hash))
            }
        }
    }

    fn fault(&mut self, raw: &Raw<'_>, form: ListForm, why: String) {
        let Column { at, delimiter, .. } = self.column;
        let span = quotes::cell(raw.text, delimiter, at);
        let place = excerpt::place(&self.path, raw, span);
        let finding = self.fault.get_or_insert_with(|| {
            let (code, message, help) = match form {
                ListForm::Numbers => (
                    "EXO443",
                    "an entry of this list cannot be read as a number",
                    "write the whole number, one of another country with + and its country code, or remove the row",
                ),
                ListForm::Hashes => (
                    "EXO444",
                    "an entry of this list is no HMAC-SHA256",
                    "write 64 hexadecimal digits, or read the column of plain numbers with `phone`",
                ),
            };
            let mut finding = Diagnostic::error(code, message).help(help);
            finding.count = 0;
            finding
        });
        finding.count += 1;
        if finding.labels.len() < SHOWN {
            finding.labels.push(Label { place, text: why });
        }
    }

    fn finish(mut self, form: ListForm) -> Result<(List, Vec<Diagnostic>), Vec<Diagnostic>> {
        if let Some(mut finding) = self.fault {
            if finding.count > 1 {
                let rest = finding.message.replacen("an entry of this list", "", 1);
                let rest = rest.replace("is no HMAC-SHA256", "are no HMAC-SHA256");
                let rest = rest.replace("as a number", "as numbers");
                finding.message = format!("{} entries of this list{rest}", finding.count);
            }
            finding.notes.push(
                "Whoever stands there might be called, so nothing runs with such a list."
                    .to_owned(),
            );
            return Err(vec![finding]);
        }
        self.numbers.sort_unstable();
        self.numbers.dedup_by_key(|(number, _)| *number);
        self.hashes.sort_unstable();
        self.hashes.dedup_by_key(|(hash, _)| *hash);
        let list = match form {
            ListForm::Numbers => Entries::Numbers(self.numbers),
            ListForm::Hashes => Entries::Hashes(self.hashes),
        };
        let list = List(list);
        let findings = match list.len() {
            0 => {
                let message = "nobody is on this list of people who are never called";
                let finding = Diagnostic::warning("EXO441", message);
                vec![finding.at(Place::file(self.path), "")]
            }
            _ => Vec::new(),
        };
        Ok((list, findings))
    }
}

enum Entry {
    Number(Number),
    Hash(Hash),
}

impl List {
    /// Entries, each once.
    pub fn len(&self) -> usize {
        match &self.0 {
            Entries::Numbers(numbers) => numbers.len(),
            Entries::Hashes(hashes) => hashes.len(),
        }
    }

    /// Whether nobody is on it.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whether its entries are hashes.
    pub fn is_hashed(&self) -> bool {
        matches!(self.0, Entries::Hashes(_))
    }

    /// Whether a list of hashes was made with this key: whether it holds the hash of [`CHECK`].
    pub fn fits(&self, key: &HashKey) -> bool {
        match &self.0 {
            Entries::Numbers(_) => true,
            Entries::Hashes(hashes) => find(hashes, &key.hash(CHECK)).is_some(),
        }
    }

    /// The line, from 1, on which a number stands; of several, one. Hashes are found by their key alone.
    pub fn line_of(&self, number: Number, key: Option<&HashKey>) -> Option<u32> {
        match &self.0 {
            Entries::Numbers(numbers) => find(numbers, &number),
            Entries::Hashes(_) if number == CHECK => None,
            Entries::Hashes(hashes) => find(hashes, &key?.hash(number)),
        }
    }
}

fn find<K: Ord>(entries: &[(K, u32)], key: &K) -> Option<u32> {
    let at = entries.binary_search_by(|(known, _)| known.cmp(key)).ok()?;
    entries.get(at).map(|(_, line)| *line)
}
