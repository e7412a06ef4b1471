//! Whom to call: the rows of a contact file, what each is good for, and where it stands.
//!
//! Pure: takes readers and bytes, opens nothing. A row keeps a few tens of bytes; its cells are read
//! again from the file by position when they are needed ([`rows`]).

use serde::{Deserialize, Serialize};

use crate::campaign::Number;

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
        /// ISO 3166 region of the number, or `001`.
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
