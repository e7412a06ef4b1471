//! The kinds of findings about rows: their codes, what they say of one row and of many, and what helps.

use super::RowFault;
use crate::{
    campaign::{FilterFault, PhoneFault},
    syntax::{Diagnostic, Place},
};

/// A kind of finding about rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Kind {
    /// The code of the rule.
    pub(super) code: &'static str,
    /// Of one row.
    pub(super) one: &'static str,
    /// Of several rows; follows their number.
    pub(super) many: &'static str,
    /// What is to be done.
    pub(super) help: &'static str,
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
pub(super) const LOOSE: Kind = kind(
    "EXO450",
    "a cell goes on behind its closing double quote",
    "cells go on behind their closing double quotes",
    "write a double quote that belongs to the text twice, and put its whole cell into double quotes: `\"\"\"Raju\"\" Rao\"`",
);
pub(super) const SWALLOWED: Kind = kind(
    "EXO451",
    "a quoted cell holds rows of this file",
    "quoted cells hold rows of this file",
    "remove the double quote that opens it, or write it twice and put its own cell into double quotes: `\"\"\"Raju\"`",
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
pub(super) const FORMULA: Kind = kind(
    "EXO452",
    "a row holds a formula without a saved value",
    "rows hold formulas without saved values",
    "open the file in the spreadsheet program and save it, or paste the values in place of the formulas",
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
    /// A finding about one row that leaves no way to read the file.
    pub(super) fn fatal(self, place: Place, text: impl Into<String>) -> Diagnostic {
        let finding = Diagnostic::error(self.code, self.one);
        finding.at(place, text).help(self.help)
    }

    /// The kind of a row's fault.
    pub(super) fn of(fault: &RowFault) -> Kind {
        match fault {
            RowFault::Columns { .. } => COLUMNS,
            RowFault::Cell { .. } => CELL,
            RowFault::Loose { .. } => LOOSE,
            RowFault::Swallowed { .. } => SWALLOWED,
            RowFault::Control { .. } => CONTROL,
            RowFault::Simulated => SIMULATED,
            RowFault::Zone { .. } => ZONE,
            RowFault::Sheet { .. } => SHEET,
            RowFault::Formula { .. } => FORMULA,
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

/// The code of rows that are not called because another row of the person is.
pub const REPEATED: &str = DUPLICATE.code;
/// The code of rows whose number belongs to a region that may not be called.
pub const ABROAD: &str = COUNTRY.code;

impl RowFault {
    /// The code of the rule that finds it.
    pub fn code(&self) -> &'static str {
        Kind::of(self).code
    }

    /// What is wrong with the row, as a phrase.
    pub fn title(&self) -> &'static str {
        Kind::of(self).one
    }
}
