//! Findings about rows: one of each kind, with how many rows have it and the first three of them.

use std::sync::Arc;

use super::{
    Contacts, Row, RowFault, Table, excerpt,
    sheet::{Sheet, cell_name},
    source::Layout,
    split::Raw,
};
use crate::{
    campaign::{BadRows, ContactsSpec, FilterFault, Most, PhoneFault},
    syntax::{Diagnostic, Label, Place, Severity},
};

/// Places that one finding shows.
const SHOWN: usize = 3;
/// Characters of a sheet's cell that are shown.
const HELD_MAX: usize = 40;

/// A kind of finding about rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Kind {
    code: &'static str,
    /// Of one row.
    one: &'static str,
    /// Of several rows; follows their number.
    many: &'static str,
    help: &'static str,
}

const fn kind(
    code: &'static str,
    one: &'static str,
    many: &'static str,
    help: &'static str,
) -> Kind {
    Kind {
        code,
        one,
        many,
        help,
    }
}

const COLUMNS: Kind = kind(
    "EXO409",
    "a row has more or fewer cells than the header",
    "rows have more or fewer cells than the header",
    "put a cell that holds the separator into double quotes",
);
/// As [`COLUMNS`], in a sheet: rows that are short there are filled up.
pub(super) const BEYOND: Kind = kind(
    "EXO409",
    "a row has cells beyond the last column of the header",
    "rows have cells beyond the last column of the header",
    "give their columns a name in the header, or empty them",
);
const CELL: Kind = kind(
    "EXO409",
    "a row has a cell longer than 8192 bytes",
    "rows have a cell longer than 8192 bytes",
    "a double quote that is never closed makes such cells",
);
const EMPTY: Kind = kind(
    "EXO410",
    "a row has no phone number",
    "rows have no phone number",
    "write the number, or remove the row",
);
const UNREADABLE: Kind = kind(
    "EXO410",
    "a phone number cannot be read",
    "phone numbers cannot be read",
    "write its digits; one of another country begins with + and its country code",
);
const SEVERAL: Kind = kind(
    "EXO410",
    "a cell holds several phone numbers",
    "cells hold several phone numbers",
    "keep one number in the phone column; a row calls one",
);
const EXTENSION: Kind = kind(
    "EXO410",
    "a phone number has an extension",
    "phone numbers have an extension",
    "remove the extension, or the row: a call cannot dial it",
);
const UNASSIGNED: Kind = kind(
    "EXO410",
    "a phone number does not exist",
    "phone numbers do not exist",
    "compare the first digits with the source of the list",
);
const SCIENTIFIC: Kind = kind(
    "EXO411",
    "a phone number was turned into scientific notation",
    "phone numbers were turned into scientific notation",
    "format the column as text in the spreadsheet, and export again from the source",
);
const DECIMAL: Kind = kind(
    "EXO411",
    "a phone number was turned into a decimal number",
    "phone numbers were turned into decimal numbers",
    "format the column as text in the spreadsheet and export again",
);
const LENGTH: Kind = kind(
    "EXO412",
    "a phone number has too few or too many digits",
    "phone numbers have too few or too many digits",
    "write the whole number; one of another country begins with + and its country code",
);
pub(super) const COUNTRY: Kind = kind(
    "EXO413",
    "a phone number is of a country that the campaign does not call",
    "phone numbers are of countries that the campaign does not call",
    "add the country to `contacts.countries` if it is meant",
);
const SPECIAL: Kind = kind(
    "EXO414",
    "a phone number belongs to no person",
    "phone numbers belong to no person",
    "remove the row: toll-free, service and short numbers are not called",
);
pub(super) const CONTROL: Kind = kind(
    "EXO420",
    "a row holds a control character",
    "rows hold control characters",
    "export the file again as \"CSV UTF-8\"",
);
const ZONE: Kind = kind(
    "EXO308",
    "a time zone is unknown",
    "time zones are unknown",
    "write IANA names such as `Asia/Kolkata`, or leave the cell empty for the schedule's zone",
);
pub(super) const SIMULATED: Kind = kind(
    "EXO426",
    "a phone number exists only in the simulator",
    "phone numbers exist only in the simulator",
    "run with --simulate, or replace the sample file by your own",
);
pub(super) const DUPLICATE: Kind = kind(
    "EXO415",
    "a row has the phone number of another row",
    "rows have the phone number of another row",
    "one person is one call; `contacts.duplicates` chooses which row is called",
);
pub(super) const NUMBER: Kind = kind(
    "EXO422",
    "a phone number is a number in the spreadsheet",
    "phone numbers are numbers in the spreadsheet",
    "format the column as text and write the numbers again: a number has lost its plus and its leading zeros",
);
const SHEET: Kind = kind(
    "EXO448",
    "a row holds an error of the spreadsheet",
    "rows hold errors of the spreadsheet",
    "mend the formula, or write the value in its place",
);
const NO_VALUE: Kind = kind(
    "EXO510",
    "a row gives `where` no value",
    "rows give `where` no value",
    "mend the cells that it reads, or give it a value for them: `amount|default(\"0\")|int > 500`",
);
const NOT_BOOLEAN: Kind = kind(
    "EXO511",
    "a row makes `where` neither true nor false",
    "rows make `where` neither true nor false",
    "compare: a cell is text, also one that says true; write `active == \"true\"`",
);
pub(super) const SAME_NAME: Kind = kind(
    "EXO416",
    "a row has the id of an earlier row",
    "rows have the id of an earlier row",
    "choose a column for `contacts.id` that names each record once",
);

impl Kind {
    /// The kind of a row's fault.
    pub(super) fn of(fault: &RowFault) -> Kind {
        match fault {
            RowFault::Columns { .. } => COLUMNS,
            RowFault::Cell { .. } => CELL,
            RowFault::Control { .. } => CONTROL,
            RowFault::Simulated => SIMULATED,
            RowFault::Zone { .. } => ZONE,
            RowFault::Sheet { .. } => SHEET,
            RowFault::Filter(FilterFault::NoValue(_)) => NO_VALUE,
            RowFault::Filter(FilterFault::NotBoolean(_)) => NOT_BOOLEAN,
            RowFault::Phone(fault) => match fault {
                PhoneFault::Empty => EMPTY,
                PhoneFault::Scientific => SCIENTIFIC,
                PhoneFault::Decimal => DECIMAL,
                PhoneFault::Unreadable => UNREADABLE,
                PhoneFault::Several => SEVERAL,
                PhoneFault::Extension => EXTENSION,
                PhoneFault::Length { .. } => LENGTH,
                PhoneFault::Unassigned { .. } => UNASSIGNED,
                PhoneFault::Special { .. } => SPECIAL,
            },
        }
    }
}

/// Counts findings about rows by their file, kind and severity.
#[derive(Debug, Default)]
pub(super) struct Findings {
    /// The files that were read, in order.
    files: Vec<(Arc<str>, Layout)>,
    /// What is not about rows.
    others: Vec<Diagnostic>,
    /// In the order of the kinds' first rows; the file is known by its name.
    tallies: Vec<(Arc<str>, Kind, Diagnostic)>,
}

impl Findings {
    /// Adds a finding that is not about rows.
    pub(super) fn extend(&mut self, finding: Option<Diagnostic>) {
        self.others.extend(finding);
    }

    /// Keeps a file that was read to its end.
    pub(super) fn know(&mut self, path: &Arc<str>, layout: Layout) {
        self.files.push((path.clone(), layout));
    }

    /// Adds the row that a table stands at, with a fault in a column or as a whole. `text` says what was
    /// read there.
    pub(super) fn add(
        &mut self,
        table: &Table<'_>,
        kind: Kind,
        severity: Severity,
        column: Option<usize>,
        text: impl FnOnce() -> String,
    ) {
        self.tally(&table.path, kind, severity, || {
            let raw = table.raw();
            match (table.layout.sheet(), column) {
                (Some(sheet), _) => in_sheet(table, &raw, sheet, column, &text()),
                (None, Some(column)) => (table.place(column), text()),
                (None, None) => (excerpt::place(&table.path, &raw, 0..raw.text.len()), text()),
            }
        });
    }

    /// Adds a row of a file, by its place in the order, of which only the line is known.
    pub(super) fn add_line(
        &mut self,
        file: usize,
        kind: Kind,
        severity: Severity,
        row: &Row,
        text: impl FnOnce() -> String,
    ) {
        let Some((path, layout)) = self.files.get(file).cloned() else {
            return;
        };
        self.tally(&path, kind, severity, || match layout.sheet() {
            None => (excerpt::line(&path, row.byte, row.line), text()),
            Some(sheet) => {
                let place = Place {
                    line: row.line as usize,
                    ..Place::file(path.clone())
                };
                let text = text();
                let colon = if text.is_empty() { "" } else { ": " };
                (place, format!("{}!{}{colon}{text}", sheet.name, row.line))
            }
        });
    }

    /// More rows that cannot be used than the campaign allows.
    pub(super) fn too_many(&mut self, contacts: &Contacts, spec: &ContactsSpec) {
        if spec.bad_rows != BadRows::Skip {
            return;
        }
        let (bad, rows) = (u64::from(contacts.counts.invalid), contacts.rows.len());
        let share = 100.0 * contacts.counts.invalid as f64 / rows as f64;
        let (is_over, most) = match spec.max_bad_rows {
            Most::Count(most) => (bad > most, most.to_string()),
            Most::Percent(most) => (share > most, format!("{most}%")),
        };
        if !is_over {
            return;
        }
        let cannot = match bad {
            1 => "row cannot",
            _ => "rows cannot",
        };
        let message = format!("{bad} {cannot} be used, more than `max_bad_rows` allows");
        let path = self
            .files
            .first()
            .map_or("".into(), |(path, _)| path.clone());
        let finding = Diagnostic::error("EXO447", message)
            .at(Place::file(path), "")
            .note(format!(
                "{bad} of {rows} rows are {share:.2}%; at most {most} may be left out"
            ));
        let help = format!("mend them, or write `max_bad_rows: {bad}` to leave them out");
        self.others.push(finding.help(help));
    }

    fn tally(
        &mut self,
        path: &Arc<str>,
        kind: Kind,
        severity: Severity,
        place: impl FnOnce() -> (Place, String),
    ) {
        let known = self.tallies.iter().position(|(other, known, finding)| {
            *known == kind && finding.severity == severity && other == path
        });
        let at = known.unwrap_or_else(|| {
            let mut finding = Diagnostic::error(kind.code, kind.one).help(kind.help);
            (finding.count, finding.severity) = (0, severity);
            self.tallies.push((path.clone(), kind, finding));
            self.tallies.len() - 1
        });
        let Some((_, _, finding)) = self.tallies.get_mut(at) else {
            return;
        };
        finding.count += 1;
        if finding.labels.len() < SHOWN {
            let (place, text) = place();
            finding.labels.push(Label { place, text });
        }
    }

    /// The findings: one of each file, kind and severity, then the others.
    pub(super) fn finish(self) -> impl Iterator<Item = Diagnostic> {
        let tallies = self.tallies.into_iter().map(|(_, kind, mut finding)| {
            if finding.count > 1 {
                finding.message = format!("{} {}", finding.count, kind.many);
            }
            finding
        });
        tallies.chain(self.others)
    }
}

/// The place of a cell or a row of a sheet, and what is said there: `Data!B7 holds 98xxxxx34: it has 9 digits`.
fn in_sheet(
    table: &Table<'_>,
    raw: &Raw<'_>,
    sheet: &Sheet,
    column: Option<usize>,
    text: &str,
) -> (Place, String) {
    let row = u32::try_from(raw.line).unwrap_or(u32::MAX);
    let name = match column {
        Some(column) => cell_name(column, row),
        None => row.to_string(),
    };
    let held = column.and_then(|column| raw.cells.get(column));
    let held = String::from_utf8_lossy(held.unwrap_or_default());
    let held: String = excerpt::mask(&held).chars().take(HELD_MAX).collect();
    let holds = match held.is_empty() {
        true => String::new(),
        false => format!(" holds {held}"),
    };
    let place = excerpt::in_sheet(&table.path, raw, column.unwrap_or(0));
    (place, format!("{}!{name}{holds}: {text}", sheet.name))
}
