//! A sheet of an XLSX file as CSV text: what the rest of the room reads, and what a run reads again.
//!
//! Text cells are exact. A number is written with all its digits, a date as ISO 8601 writes it, and what a
//! formula gave is taken as the spreadsheet saved it. Which cells were numbers, errors or formulas without a value is
//! kept beside.

use std::{
    io::{BufReader, Seek, SeekFrom},
    sync::Arc,
};

use calamine::{DataRef, ExcelDateTime, Reader as _, SheetType, SheetVisible, Xlsx, XlsxError};

use super::{CELL_MAX, COLUMNS_MAX, archive, source::Bytes};
use crate::syntax::{Diagnostic, Place, nearest};

/// Longest text of a sheet in bytes. A full sheet of 1,048,576 rows of usual length has a third of it.
const TEXT_MAX: usize = 256 << 20;
/// Most rows of a sheet. Source: ECMA-376 and Excel's own limits.
const ROWS_MAX: u32 = 1_048_576;
/// A number from here on has lost digits, or may have: a spreadsheet keeps fifteen.
const EXACT: f64 = 1e15;

/// What a cell was, as far as its text does not say.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum CellKind {
    /// Text, a date, a truth value, or nothing.
    #[default]
    Text,
    /// A number.
    Number,
    /// An error such as `#N/A`.
    Error,
    /// A formula whose value the file does not hold: the program that wrote it has worked nothing out.
    Formula,
}

/// A sheet, read.
#[derive(Debug)]
pub(super) struct Sheet {
    /// Its name.
    pub(super) name: String,
    /// Its rows as CSV with commas, the header first; empty rows are left out.
    pub(super) text: Vec<u8>,
    /// The row of the sheet, from 1, that each of them was.
    rows: Vec<u32>,
    /// Columns of the header.
    width: usize,
    /// Kinds of the cells, `width` for each row.
    kinds: Vec<CellKind>,
}

impl Sheet {
    /// The row of the sheet that a record was; the header is record 0.
    pub(super) fn row(&self, record: usize) -> Option<u32> {
        self.rows.get(record).copied()
    }

    /// The kinds of a record's cells.
    pub(super) fn kinds(&self, record: usize) -> &[CellKind] {
        let from = record * self.width;
        self.kinds.get(from..from + self.width).unwrap_or_default()
    }
}

/// `B7`: a cell by its column from 0 and its row from 1.
pub(super) fn cell_name(column: usize, row: u32) -> String {
    let mut letters = Vec::new();
    let mut rest = column + 1;
    while rest > 0 {
        let letter = u8::try_from((rest - 1) % 26).unwrap_or(0);
        letters.push(char::from(b'A' + letter));
        rest = (rest - 1) / 26;
    }
    letters.iter().rev().collect::<String>() + &row.to_string()
}

/// Reads a sheet: the one of that name, else the first that is shown.
///
/// # Errors
/// A finding: no such sheet, or a file that is damaged or larger than any list.
pub(super) fn read(
    input: &mut dyn Bytes,
    path: &Arc<str>,
    wanted: Option<&str>,
) -> Result<Sheet, Box<Diagnostic>> {
    let file = || Place::file(path.clone());
    let damaged = |why: String| {
        let finding = Diagnostic::error("EXO449", "the spreadsheet cannot be read");
        let help = "open it in the spreadsheet program and save it again as .xlsx";
        Box::new(finding.at(file(), "").note(why).help(help))
    };
    archive::survey(input).map_err(|fault| match fault {
        archive::Fault::TooLarge(what) => {
            let message = format!("the spreadsheet unpacks to {what}");
            let finding = Diagnostic::error("EXO449", message).at(file(), "");
            Box::new(
                finding.help("keep the list alone in the file, or save the sheet as CSV UTF-8"),
            )
        }
        archive::Fault::Broken(why) => damaged(why),
    })?;
    let rewound = input.seek(SeekFrom::Start(0));
    rewound.map_err(|error| damaged(error.to_string()))?;
    let failed = |error: XlsxError| damaged(error.to_string());
    let mut book = Xlsx::new(BufReader::with_capacity(1 << 16, input)).map_err(failed)?;
    let name = choose(&book, path, wanted)?;
    let mut sheet = Sheet {
        name,
        text: Vec::new(),
        rows: Vec::new(),
        width: 0,
        kinds: Vec::new(),
    };
    let name = sheet.name.clone();
    let mut cells = book.worksheet_cells_reader(&name).map_err(failed)?;
    let mut row = Row::default();
    while let Some(cell) = cells.next_cell_with_formula_metadata().map_err(failed)? {
        let (at, column) = cell.pos;
        if at >= ROWS_MAX || at < row.at || (at == row.at && (column as usize) < row.next) {
            return Err(damaged(format!(
                "cell {} is out of order",
                cell_name(column as usize, at + 1)
            )));
        }
        if at > row.at {
            row.end(&mut sheet);
            row.at = at;
        }
        let cell = match (&cell.value, &cell.formula) {
            (DataRef::Empty, Some(_)) => (String::new(), CellKind::Formula),
            (value, _) => text(value),
        };
        row.put(column as usize, cell);
        if sheet.text.len() > TEXT_MAX {
            return Err(damaged(
                "it has more text than any list of people".to_owned(),
            ));
        }
    }
    row.end(&mut sheet);
    Ok(sheet)
}

fn choose<R: std::io::Read + Seek>(
    book: &Xlsx<R>,
    path: &Arc<str>,
    wanted: Option<&str>,
) -> Result<String, Box<Diagnostic>> {
    let sheets = book.sheets_metadata().iter();
    let sheets: Vec<_> = sheets
        .filter(|sheet| sheet.typ == SheetType::WorkSheet)
        .collect();
    let found = match wanted {
        Some(wanted) => sheets.iter().find(|sheet| sheet.name == wanted),
        None => sheets
            .iter()
            .find(|sheet| sheet.visible == SheetVisible::Visible)
            .or(sheets.first()),
    };
    if let Some(found) = found {
        return Ok(found.name.clone());
    }
    let names: Vec<String> = sheets
        .iter()
        .map(|sheet| format!("`{}`", sheet.name))
        .collect();
    let wanted = wanted.unwrap_or_default();
    let finding = Diagnostic::error("EXO423", format!("no sheet `{wanted}`"))
        .at(Place::file(path.clone()), "")
        .note(format!("the sheets are {}", names.join(", ")));
    let like = nearest(wanted, sheets.iter().map(|sheet| sheet.name.as_str()));
    Err(Box::new(match like {
        Some(like) => finding.help(format!(
            "there is a sheet with a similar name: write `sheet: {like:?}`"
        )),
        None => finding.help("name one of them with `contacts.sheet`"),
    }))
}

/// The row that is being read.
#[derive(Default)]
struct Row {
    /// Which, from 0.
    at: u32,
    /// The column that comes next.
    next: usize,
    cells: Vec<(String, CellKind)>,
}

impl Row {
    /// Takes a cell. Of those beyond the most columns one stands for all.
    fn put(&mut self, column: usize, (text, kind): (String, CellKind)) {
        self.next = column + 1;
        if text.is_empty() && kind != CellKind::Formula {
            return;
        }
        let column = column.min(COLUMNS_MAX);
        if self.cells.len() <= column {
            self.cells
                .resize(column + 1, (String::new(), CellKind::Text));
        }
        if let Some(cell) = self.cells.get_mut(column) {
            *cell = (text, kind);
        }
    }

    /// Writes the row to the sheet, unless nothing stands in it.
    fn end(&mut self, sheet: &mut Sheet) {
        self.next = 0;
        if self.cells.is_empty() {
            return;
        }
        if sheet.rows.is_empty() {
            sheet.width = self.cells.len();
        }
        let width = sheet.width;
        // A cell at the end that nothing stands in is not in the file.
        let filled = self.cells.len().max(width);
        self.cells.resize(filled, (String::new(), CellKind::Text));
        sheet.rows.push(self.at + 1);
        for (nth, (text, _)) in self.cells.iter().enumerate() {
            if nth > 0 {
                sheet.text.push(b',');
            }
            quoted(text, &mut sheet.text);
        }
        sheet.text.push(b'\n');
        let kinds = self.cells.iter().take(width).map(|(_, kind)| *kind);
        sheet.kinds.extend(kinds);
        self.cells.clear();
    }
}

/// A cell as CSV, in quotes where it needs them.
fn quoted(text: &str, into: &mut Vec<u8>) {
    if !text.contains(['"', ',', '\n', '\r']) {
        into.extend_from_slice(text.as_bytes());
        return;
    }
    into.push(b'"');
    into.extend_from_slice(text.replace('"', "\"\"").as_bytes());
    into.push(b'"');
}

/// The text of a cell, and what it was.
fn text(value: &DataRef<'_>) -> (String, CellKind) {
    match value {
        DataRef::Empty => (String::new(), CellKind::Text),
        DataRef::String(text) => (cut(text), CellKind::Text),
        DataRef::SharedString(text) => (cut(text), CellKind::Text),
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => (cut(text), CellKind::Text),
        DataRef::Bool(true) => ("TRUE".to_owned(), CellKind::Text),
        DataRef::Bool(false) => ("FALSE".to_owned(), CellKind::Text),
        DataRef::Int(number) => (number.to_string(), CellKind::Number),
        DataRef::Float(number) => (number_text(*number), CellKind::Number),
        DataRef::DateTime(date) => (date_text(date), CellKind::Text),
        DataRef::Error(error) => (error.to_string(), CellKind::Error),
    }
}

/// One byte more than a cell may have tells that it was longer.
fn cut(text: &str) -> String {
    let end = (0..=text.len().min(CELL_MAX + 4))
        .rev()
        .find(|at| text.is_char_boundary(*at));
    text.get(..end.unwrap_or(0)).unwrap_or_default().to_owned()
}

/// All digits of a number: 9845012345, 4200.5. One that has lost digits is written so that it shows.
fn number_text(number: f64) -> String {
    match number.abs() < EXACT {
        true => format!("{number}"),
        false => format!("{number:E}"),
    }
}

/// `2026-11-23`, `2026-11-23 10:30:00`, or `10:30:00` where there is no day.
fn date_text(date: &ExcelDateTime) -> String {
    let (year, month, day, hour, minute, second, _) = date.to_ymd_hms_milli();
    let time = format!("{hour:02}:{minute:02}:{second:02}");
    if date.is_duration() {
        let seconds = (date.as_f64() * 86_400.0).round();
        return format!("{seconds} s");
    }
    match (date.as_f64() < 1.0, date.as_f64().fract() == 0.0) {
        (true, _) => time,
        (false, true) => format!("{year:04}-{month:02}-{day:02}"),
        (false, false) => format!("{year:04}-{month:02}-{day:02} {time}"),
    }
}
