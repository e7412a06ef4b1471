//! Whom to call: the rows of a contact file, what each is good for, and where it stands.
//!
//! Pure: takes readers and bytes, opens nothing. Every file is text in CSV to all but [`source`]: other
//! encodings are decoded on the fly, a sheet is written out as CSV. A row keeps a few tens of bytes; its
//! cells are read again from the file by position when they are needed ([`rows`]).

mod archive;
mod columns;
mod duplicates;
pub mod encoding;
mod excerpt;
mod findings;
mod head;
pub mod hashes;
mod header;
mod judge;
mod kinds;
pub mod list;
mod people;
mod quotes;
mod read;
mod repeats;
pub mod rows;
mod sheet;
mod sniff;
pub mod source;
mod split;
pub mod survey;
mod zones;
pub mod table;

use serde::{Deserialize, Serialize};

use crate::campaign::Number;

pub use encoding::{Charset, TextForm};
pub use excerpt::mask;
pub use header::{Header, Wanted};
pub use judge::RowFault;
pub use kinds::{ABROAD, REPEATED};
pub use read::{Input, hash_of_all, read};
pub use rows::{Record, RowReader};
pub use source::{Bytes, FileSpec};
pub use split::{CELL_MAX, COLUMNS_MAX, RECORD_MAX};
pub use table::Table;
pub use zones::Zones;

/// A contact: the position of its row among the data rows of all contact files, from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ContactId(pub u32);

/// What a row of the contact file is good for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RowFate {
    /// This number may be called.
    Callable(Number),
    /// The campaign's expression leaves it out.
    Filtered,
    /// Another row holds one of its numbers and is called instead.
    Duplicate {
        /// The number that would have been called.
        number: Number,
        /// The row that is called.
        of: ContactId,
    },
    /// The number belongs to a region that may not be called.
    Country {
        /// The number.
        number: Number,
        /// ISO 3166 region of the number, or `001`; filled up with NUL.
        region: [u8; 3],
    },
    /// The row cannot be used; the reason is found by reading it again.
    Invalid,
}

impl RowFate {
    /// The number that is called first, where the row is one of those that are.
    pub fn callable(self) -> Option<Number> {
        match self {
            RowFate::Callable(number) => Some(number),
            RowFate::Duplicate { .. }
            | RowFate::Country { .. }
            | RowFate::Filtered
            | RowFate::Invalid => None,
        }
    }

    /// The number of the row, where it was read, whether it is called or not.
    pub fn number(self) -> Option<Number> {
        match self {
            RowFate::Callable(number)
            | RowFate::Duplicate { number, .. }
            | RowFate::Country { number, .. } => Some(number),
            RowFate::Filtered | RowFate::Invalid => None,
        }
    }
}

/// One data row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Row {
    /// Offset of its first byte in the text of its file.
    pub byte: u64,
    /// Line on which it begins, or its row in a sheet, from 1.
    pub line: u32,
    /// What it is good for.
    pub fate: RowFate,
}

/// Which numbers a run may dial.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum NumberRange {
    /// A real account: a number of the simulator's range is an error, whatever `bad_rows` says, because
    /// the wrong file was taken.
    Real,
    /// A simulator: all numbers, the simulator's range too.
    Simulator,
}

/// One of the contact files, read.
#[derive(Clone, Debug)]
pub struct Part {
    /// Its name in the campaign.
    pub name: String,
    /// Its first row as it stands in the file.
    head: head::Head,
    /// Its columns.
    pub header: Header,
    /// What separates its cells; a comma for a sheet.
    pub delimiter: u8,
    /// How its bytes are text; nothing of an XLSX file.
    pub form: Option<TextForm>,
    /// The columns with a phone number, from 0, in order.
    pub phones: Vec<usize>,
    /// The column that names the record, from 0; the phone number names it when absent.
    pub id: Option<usize>,
    /// The column with the person's zone, from 0.
    zone: Option<usize>,
    /// SHA-256 of the whole file in lower-case hexadecimal digits.
    pub sha256: String,
    /// The contact of its first row.
    first: u32,
    layout: source::Layout,
    judge: judge::Judge,
}

/// The contact files of a campaign, read.
#[derive(Clone, Debug)]
pub struct Contacts {
    /// The columns of all files, each once, in the order in which they come.
    pub header: Header,
    /// The files, in order.
    pub parts: Vec<Part>,
    /// Their data rows in order; a [`ContactId`] is an index.
    pub rows: Vec<Row>,
    /// The zones of the people, where the campaign names a column of them.
    pub zones: Zones,
    /// How many rows have which fate.
    pub counts: Counts,
    /// SHA-256 of the one file in lower-case hexadecimal digits; of several, that of all their hashes, one a line.
    pub sha256: String,
    fallbacks: people::Fallbacks,
}

/// How many rows have which fate; they sum to the number of rows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Counts {
    /// [`RowFate::Callable`]
    pub callable: u32,
    /// [`RowFate::Duplicate`]
    pub duplicate: u32,
    /// [`RowFate::Country`]
    pub country: u32,
    /// [`RowFate::Invalid`]
    pub invalid: u32,
    /// [`RowFate::Filtered`]
    pub filtered: u32,
}

impl Counts {
    fn of(rows: &[Row]) -> Counts {
        let mut counts = Counts::default();
        for row in rows {
            match row.fate {
                RowFate::Callable(_) => counts.callable += 1,
                RowFate::Duplicate { .. } => counts.duplicate += 1,
                RowFate::Country { .. } => counts.country += 1,
                RowFate::Invalid => counts.invalid += 1,
                RowFate::Filtered => counts.filtered += 1,
            }
        }
        counts
    }
}

/// A region as [`RowFate::Country`] holds it, without the filling.
pub fn region_name(region: &[u8; 3]) -> &str {
    let name = std::str::from_utf8(region).unwrap_or_default();
    name.trim_end_matches('\0')
}

impl Contacts {
    /// Why a row is [`RowFate::Invalid`], from its cells; nothing when it is not.
    pub fn fault(&self, contact: ContactId, record: &Record) -> Option<RowFault> {
        let part = self.part(contact)?;
        let nth = usize::try_from(contact.0.checked_sub(part.first)?).ok()?;
        let kinds = part.layout.sheet().map(|sheet| sheet.kinds(nth + 1));
        let judged = part.judge.judge(
            record.raw_cells(),
            false,
            kinds.unwrap_or_default(),
            &mut judge::Found::default(),
        );
        judged.err()
    }

    /// A row, where there is one.
    pub fn row(&self, contact: ContactId) -> Option<&Row> {
        self.rows.get(usize::try_from(contact.0).ok()?)
    }

    /// The file that a row stands in.
    pub fn part(&self, contact: ContactId) -> Option<&Part> {
        let index = usize::try_from(contact.0).ok()?;
        self.parts.get(self.part_index(index))
    }

    /// The name of a row's record, where a column has it.
    pub fn id<'r>(&self, contact: ContactId, record: &'r Record) -> Option<&'r str> {
        record.get(self.part(contact)?.id?)
    }

    /// Further numbers of a person, in the order in which they are to be tried after the first. Most rows have none.
    pub fn fallbacks(&self, contact: ContactId) -> &[Number] {
        self.fallbacks.of(contact)
    }

    /// All numbers of a row that is called, in order; none of any other row.
    pub fn numbers(&self, contact: ContactId) -> impl Iterator<Item = Number> {
        let row = usize::try_from(contact.0).ok();
        let row = row.and_then(|at| self.rows.get(at));
        let first = row.and_then(|row| row.fate.callable());
        let further = self.fallbacks(contact).iter().copied();
        let further = further.filter(move |_| first.is_some());
        first.into_iter().chain(further)
    }

    /// The rows that have further numbers, with them, in order.
    pub fn further(&self) -> impl Iterator<Item = (ContactId, &[Number])> {
        self.fallbacks.iter()
    }

    /// Where a row stands, for a reader: `line 7`, `row 7 of sheet Data`, and of which file where there are several.
    pub fn place(&self, contact: ContactId) -> String {
        let (Some(row), Some(part)) = (self.row(contact), self.part(contact)) else {
            return String::new();
        };
        let place = match part.layout.sheet() {
            Some(sheet) => format!("row {} of sheet {}", row.line, sheet.name),
            None => format!("line {}", row.line),
        };
        match self.parts.len() {
            1 => place,
            _ => format!("{place} of {}", part.name),
        }
    }

    /// Which of the files a row stands in, from 0.
    pub fn part_of(&self, contact: ContactId) -> usize {
        self.part_index(usize::try_from(contact.0).unwrap_or(usize::MAX))
    }

    fn part_index(&self, row: usize) -> usize {
        let after = self
            .parts
            .partition_point(|part| part.first as usize <= row);
        after.saturating_sub(1)
    }
}
