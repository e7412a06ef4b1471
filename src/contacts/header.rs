//! The first line of a contact file: its encoding, its separator, its columns.

use std::{collections::BTreeMap, io::Read, str, sync::Arc};

use super::{
    COLUMNS_MAX, RECORD_MAX, RowFault, columns, excerpt, judge, kinds, quotes,
    sheet::{CellKind, Sheet, cell_name},
    source::Layout,
    split::{Raw, Splitter, Step},
};
use crate::{
    campaign::phone,
    syntax::{Diagnostic, Place},
};

/// The columns of a contact file. Cheap to clone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header(Arc<Columns>);

#[derive(Debug, PartialEq, Eq)]
struct Columns {
    names: Vec<String>,
    index: BTreeMap<String, usize>,
}

impl Header {
    /// Columns by their names; of two with one name the first is found.
    pub fn new(names: Vec<String>) -> Header {
        let mut index = BTreeMap::new();
        for (at, name) in names.iter().enumerate() {
            index.entry(name.clone()).or_insert(at);
        }
        Header(Arc::new(Columns { names, index }))
    }

    /// The names as they are written.
    pub fn names(&self) -> &[String] {
        &self.0.names
    }

    /// The position of a column, from 0.
    pub fn index(&self, name: &str) -> Option<usize> {
        self.0.index.get(name).copied()
    }
}

/// The columns that a file must have.
#[derive(Clone, Copy, Debug)]
pub struct Wanted<'a> {
    /// The key of the campaign file that names each, the code of the finding where it is missing, and its name.
    pub columns: &'a [(&'a str, &'static str, &'a str)],
    /// The region of numbers without a country code: a first line with a number in it is no header.
    pub country: &'a str,
}

/// What the header says.
pub(super) struct Opened {
    pub header: Header,
    pub delimiter: u8,
    /// Where the wanted columns are.
    pub found: Vec<usize>,
}

/// Reads the header, and leaves `records` before the first data row.
///
/// # Errors
///
/// Findings that leave no way to read the rows.
pub(super) fn open<R: Read>(
    records: &mut Splitter<R>,
    path: &Arc<str>,
    layout: &Layout,
    delimiter: Option<u8>,
    wanted: &Wanted<'_>,
) -> Result<Opened, Vec<Diagnostic>> {
    let failed = |error| vec![unreadable(path, &error)];
    let head = records.peek().map_err(failed)?;
    let mark = match layout {
        Layout::Plain { mark: true } => 3,
        _ => 0,
    };
    let guess = match layout {
        Layout::Sheet(_) => b',',
        Layout::Plain { .. } | Layout::Coded(..) => guess_delimiter(&head[mark..]),
    };
    let delimiter = match layout {
        Layout::Sheet(_) => b',',
        Layout::Plain { .. } | Layout::Coded(..) => delimiter.unwrap_or(guess),
    };
    records.begin(mark, delimiter);
    match records.advance().map_err(failed)? {
        Step::Record => {}
        Step::TooLong => return Err(vec![too_long(&records.record(), path, delimiter)]),
        Step::End => {
            let finding = Diagnostic::error("EXO402", "the contact file is empty");
            return Err(vec![finding.at(Place::file(path.clone()), "").help(
                "write a header line with the names of the columns, then one row for each person",
            )]);
        }
    }
    let mut raw = records.record();
    if let Some(sheet) = layout.sheet() {
        raw.line = sheet.row(0).map_or(raw.line, u64::from);
    }
    let header = names(&raw, path, delimiter, guess)?;
    let unfit = match layout.sheet() {
        Some(sheet) => no_names(&raw, path, sheet),
        None => unfit_quotes(&raw, path, delimiter, wanted),
    };
    if let Some(finding) = unfit {
        return Err(vec![finding]);
    }
    if let Some(finding) = columns::no_header(&header, &raw, path, wanted) {
        return Err(vec![finding]);
    }
    let mut findings = columns::repeated(&header, &raw, path, delimiter);
    let mut found = Vec::with_capacity(wanted.columns.len());
    for column in wanted.columns {
        match header.index(column.2) {
            Some(at) => found.push(at),
            None => findings.push(columns::missing(&header, &raw, path, column)),
        }
    }
    match findings.is_empty() {
        true => Ok(Opened {
            header,
            delimiter,
            found,
        }),
        false => Err(findings),
    }
}

/// Checks the header's record.
fn names(
    raw: &Raw<'_>,
    path: &Arc<str>,
    delimiter: u8,
    guess: u8,
) -> Result<Header, Vec<Diagnostic>> {
    if str::from_utf8(raw.text).is_err() {
        return Err(vec![not_utf8(raw, path)]);
    }
    let whole = || excerpt::place(path, raw, 0..raw.text.len());
    if let Some(RowFault::Control { column, code }) = judge::control(raw.cells) {
        let message = format!("the header holds the control character U+{code:04X}");
        let span = quotes::cell(raw.text, delimiter, column);
        let place = excerpt::place(path, raw, span);
        return Err(vec![
            Diagnostic::error("EXO420", message)
                .at(place, "")
                .help(EXPORT),
        ]);
    }
    if raw.cells.columns > COLUMNS_MAX {
        let message = format!("the header has {} columns", raw.cells.columns);
        return Err(vec![
            Diagnostic::error("EXO429", message)
                .at(whole(), "")
                .help(format!(
                    "at most {COLUMNS_MAX} are read; remove what the campaign does not need"
                )),
        ]);
    }
    if raw.cells.columns == 1 && delimiter != guess {
        let (wrong, right) = (spell(delimiter), spell(guess));
        return Err(vec![
            Diagnostic::error("EXO404", format!("the fields look separated by {right}"))
                .at(whole(), format!("no {wrong} in the header"))
                .help(format!("write `delimiter: {right}`, or leave it out")),
        ]);
    }
    let names: Vec<String> = (0..raw.cells.columns)
        .map(|at| String::from_utf8_lossy(raw.cells.get(at).unwrap_or_default()).into_owned())
        .collect();
    Ok(Header::new(names))
}

/// A header of a sheet whose names are still to be worked out.
fn no_names(raw: &Raw<'_>, path: &Arc<str>, sheet: &Sheet) -> Option<Diagnostic> {
    let mut kinds = sheet.kinds(0).iter();
    let column = kinds.position(|kind| *kind == CellKind::Formula)?;
    let row = u32::try_from(raw.line).unwrap_or(u32::MAX);
    let place = excerpt::in_sheet(path, raw, column);
    let said = RowFault::Formula { column };
    let said = format!("{}!{}: {said}", sheet.name, cell_name(column, row));
    Some(kinds::FORMULA.fatal(place, said))
}

/// Double quotes in the header that take in what is none of it.
fn unfit_quotes(
    raw: &Raw<'_>,
    path: &Arc<str>,
    delimiter: u8,
    wanted: &Wanted<'_>,
) -> Option<Diagnostic> {
    let number = |piece: &[u8]| {
        let piece = str::from_utf8(piece).unwrap_or_default();
        phone::read(piece.trim_matches('"'), wanted.country).is_ok()
    };
    let is_swallowed = |cell: &[u8]| {
        let end = quotes::line_end(cell);
        end.is_some_and(|end| {
            let mut pieces = cell.split(|byte| *byte == end || *byte == delimiter);
            pieces.any(number)
        })
    };
    let mut columns = 0..raw.cells.columns;
    let swallowed = columns.find(|at| raw.cells.get(*at).is_some_and(is_swallowed));
    let (kind, fault) = match (swallowed, raw.cells.loose) {
        (Some(column), _) => {
            let cell = raw.cells.get(column).unwrap_or_default();
            let ahead = raw
                .text
                .get(..quotes::cell(raw.text, delimiter, column).start);
            let ends = |text: &[u8]| text.iter().filter(|byte| **byte == b'\n').count();
            let (before, lines) = (ends(ahead.unwrap_or_default()), ends(cell));
            let fault = RowFault::Swallowed {
                column,
                before,
                lines,
            };
            (kinds::SWALLOWED, fault)
        }
        (None, Some(column)) => (kinds::LOOSE, RowFault::Loose { column }),
        (None, None) => return None,
    };
    let (span, said) = quotes::told(&fault, raw, delimiter)?;
    Some(kind.fatal(excerpt::place(path, raw, span), said))
}

/// The commonest separator of the first line, outside quotes; a comma when there is none.
pub(super) fn guess_delimiter(head: &[u8]) -> u8 {
    const CANDIDATES: [u8; 4] = [b',', b';', b'\t', b'|'];
    let mut counts = [0_usize; CANDIDATES.len()];
    let (mut quoted, mut begins) = (false, true);
    let start = head.iter().position(|b| !matches!(b, b'\n' | b'\r'));
    for byte in &head[start.unwrap_or(0)..] {
        let candidate = CANDIDATES.iter().position(|candidate| candidate == byte);
        match (byte, candidate) {
            // A quote opens at the front of a cell alone; a doubled one opens again what it closed.
            (b'"', _) => (quoted, begins) = (!quoted && begins, quoted),
            (b'\n' | b'\r', _) if !quoted => break,
            _ if quoted => {}
            (_, Some(at)) => {
                counts[at] += 1;
                begins = true;
            }
            _ => begins = false,
        }
    }
    // The last of equals wins, hence the reverse: a comma before all others.
    let pairs = counts.iter().zip(CANDIDATES).rev();
    pairs
        .max_by_key(|(count, _)| **count)
        .map_or(b',', |(_, found)| found)
}

/// A separator as YAML writes it.
fn spell(delimiter: u8) -> &'static str {
    match delimiter {
        b';' => "\";\"",
        b'\t' => "\"\\t\"",
        b'|' => "\"|\"",
        _ => "\",\"",
    }
}

const EXPORT: &str = "export it again as \"CSV UTF-8 (comma delimited)\"";

/// A record with bytes that are no UTF-8.
pub(super) fn not_utf8(raw: &Raw<'_>, path: &Arc<str>) -> Diagnostic {
    let upto = str::from_utf8(raw.text).map_or_else(|error| error.valid_up_to(), str::len);
    let byte = raw.text.get(upto).copied().unwrap_or_default();
    // Bytes that Windows-1252 leaves undefined.
    let (looks, help) = match byte {
        0x81 | 0x8d | 0x8f | 0x90 | 0x9d => ("some other encoding", EXPORT.to_owned()),
        _ => (
            "Windows-1252 (the plain \"CSV\" of a spreadsheet)",
            format!("write `encoding: windows-1252` if it is, or {EXPORT}"),
        ),
    };
    let place = excerpt::place(path, raw, upto..raw.text.len().min(upto + 1));
    Diagnostic::error("EXO403", "the contact file is not UTF-8")
        .at(
            place,
            format!("byte 0x{byte:02X} at offset {}", raw.byte + upto as u64),
        )
        .note(format!("it looks like {looks}"))
        .help(help)
}

/// A record over the limit.
pub(super) fn too_long(raw: &Raw<'_>, path: &Arc<str>, delimiter: u8) -> Diagnostic {
    let finding = Diagnostic::error(
        "EXO428",
        format!("a record never ends, or is longer than {RECORD_MAX} bytes"),
    );
    let (span, said, help) = match quotes::open(raw.text, delimiter) {
        Some(at) => (
            at..at + 1,
            "no other one closes this double quote within 65536 bytes",
            "close it; if it belongs to the text, write it twice, and its cell in double quotes",
        ),
        None => (0..0, "it begins here", "shorten it, or remove it"),
    };
    let finding = finding.at(excerpt::place(path, raw, span), said);
    let note = "what follows cannot be told apart from it and is not read";
    finding.note(note).help(help)
}

/// A file that stopped being readable.
pub(super) fn unreadable(path: &Arc<str>, error: &std::io::Error) -> Diagnostic {
    Diagnostic::error("EXO401", "the contact file cannot be read")
        .at(Place::file(path.clone()), error.to_string())
}
