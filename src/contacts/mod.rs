//! Whom to call: the rows of a contact file, what each is good for, and where it stands.
//!
//! Pure: takes readers and bytes, opens nothing. A row keeps a few tens of bytes; its cells are read
//! again from the file by position when they are needed ([`rows`]).

mod duplicates;
mod excerpt;
mod findings;
pub mod hashes;
mod header;
mod judge;
pub mod list;
mod read;
pub mod rows;
mod split;
mod zones;

use serde::{Deserialize, Serialize};

use crate::campaign::Number;

pub use header::Header;
pub use judge::RowFault;
pub use read::read;
pub use rows::{Record, RowReader};
pub use split::{CELL_MAX, COLUMNS_MAX, RECORD_MAX};
pub use zones::Zones;

/// A contact: the position of its row among the data rows of the contact file, from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ContactId(pub u32);

/// What a row of the contact file is good for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RowFate {
    /// This number may be called.
    Callable(Number),
    /// Another row holds the same number and is called instead.
    Duplicate {
        /// The number.
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

/// One data row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Row {
    /// Offset of its first byte in the file.
    pub byte: u64,
    /// Line on which it begins, from 1.
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

/// A contact file, read.
#[derive(Clone, Debug)]
pub struct Contacts {
    /// Its columns.
    pub header: Header,
    /// What separates its cells.
    pub delimiter: u8,
    /// The column with the phone number, from 0.
    pub phone: usize,
    /// The column that names the record, from 0; the phone number names it when absent.
    pub id: Option<usize>,
    /// Its data rows in order; a [`ContactId`] is an index.
    pub rows: Vec<Row>,
    /// The zones of the people, where the campaign names a column of them.
    pub zones: Zones,
    /// How many rows have which fate.
    pub counts: Counts,
    /// SHA-256 of the whole file in lower-case hexadecimal digits.
    pub sha256: String,
    judge: judge::Judge,
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
    /// Why a row of this file is [`RowFate::Invalid`], from its cells; nothing when it is not.
    pub fn fault(&self, record: &Record) -> Option<RowFault> {
        self.judge.judge(record.raw_cells(), false).err()
    }
}
