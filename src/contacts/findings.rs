//! Findings about rows: one of each kind, with how many rows have it and the first three of them.

use std::sync::Arc;

use super::{RowFault, excerpt, split::Raw};
use crate::{
    campaign::PhoneFault,
    syntax::{Diagnostic, Place, Severity},
};

/// Places that one finding shows.
const SHOWN: usize = 3;

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

/// Counts findings about rows by their kind.
#[derive(Debug)]
pub(super) struct Findings {
    path: Arc<str>,
    delimiter: u8,
    /// In the order of the kinds' first rows.
    tallies: Vec<(Kind, Diagnostic)>,
}

impl Findings {
    /// No findings yet, about a file.
    pub(super) fn new(path: Arc<str>, delimiter: u8) -> Findings {
        Findings {
            path,
            delimiter,
            tallies: Vec::new(),
        }
    }

    /// Adds a row with a fault in a column, or as a whole. `text` says what was read there.
    pub(super) fn add(
        &mut self,
        kind: Kind,
        severity: Severity,
        raw: &Raw<'_>,
        column: Option<usize>,
        text: impl FnOnce() -> String,
    ) {
        let (path, delimiter) = (self.path.clone(), self.delimiter);
        self.tally(kind, severity, || {
            let whole = 0..raw.text.len();
            let span = column.map_or(whole, |at| excerpt::cell(raw.text, delimiter, at));
            (excerpt::place(&path, raw, span), text())
        });
    }

    /// Adds a row of which only the line is known.
    pub(super) fn add_line(
        &mut self,
        kind: Kind,
        severity: Severity,
        (byte, line): (u64, u32),
        text: impl FnOnce() -> String,
    ) {
        let path = self.path.clone();
        self.tally(kind, severity, || {
            (excerpt::line(&path, byte, line), text())
        });
    }

    fn tally(&mut self, kind: Kind, severity: Severity, place: impl FnOnce() -> (Place, String)) {
        let known = self.tallies.iter().position(|(other, _)| *other == kind);
        let at = known.unwrap_or_else(|| {
            let mut finding = Diagnostic::error(kind.code, kind.one).help(kind.help);
            finding.count = 0;
            self.tallies.push((kind, finding));
            self.tallies.len() - 1
        });
        let Some((_, finding)) = self.tallies.get_mut(at) else {
            return;
        };
        finding.severity = severity;
        finding.count += 1;
        if finding.labels.len() < SHOWN {
            let (place, text) = place();
            finding.labels.push(crate::syntax::Label { place, text });
        }
    }

    /// The findings, one of each kind.
    pub(super) fn finish(self) -> impl Iterator<Item = Diagnostic> {
        self.tallies.into_iter().map(|(kind, mut finding)| {
            if finding.count > 1 {
                finding.message = format!("{} {}", finding.count, kind.many);
            }
            finding
        })
    }
}
