//! Where the cells of a contact file stand: those of its header, and those of a row that was read again.

use std::sync::Arc;

use super::{
    Part, Table, excerpt, findings, quotes,
    split::{Cells, Raw},
};
use crate::syntax::Label;

/// The header's record as it stands in the file.
#[derive(Clone, Debug)]
pub(super) struct Head {
    path: Arc<str>,
    byte: u64,
    line: u64,
    text: Vec<u8>,
}

impl Head {
    /// Of a table of which nothing was read but the header.
    pub(super) fn of(table: &Table<'_>) -> Head {
        let raw = table.raw();
        Head {
            path: table.path.clone(),
            byte: raw.byte,
            line: raw.line,
            text: raw.text.to_owned(),
        }
    }
}

impl Part {
    /// Where the name of a column stands, and what is said there.
    pub fn head(&self, column: usize, text: &str) -> Label {
        let Head {
            path,
            byte,
            line,
            text: record,
        } = &self.head;
        let raw = Raw {
            byte: *byte,
            line: *line,
            text: record,
            cells: Cells {
                bytes: b"",
                ends: &[],
                columns: 0,
                loose: None,
            },
        };
        self.label(path, &raw, Some(column), text)
    }

    /// Where a cell of a record stands, or the record as a whole, and what is said there.
    pub(super) fn label(
        &self,
        path: &Arc<str>,
        raw: &Raw<'_>,
        column: Option<usize>,
        text: &str,
    ) -> Label {
        let (place, text) = match (self.layout.sheet(), column) {
            (Some(sheet), _) => findings::in_sheet(path, raw, sheet, column, text),
            (None, Some(column)) => {
                let cell = quotes::cell(raw.text, self.delimiter, column);
                (excerpt::place(path, raw, cell), text.to_owned())
            }
            (None, None) => {
                let whole = 0..raw.text.len();
                (excerpt::place(path, raw, whole), text.to_owned())
            }
        };
        Label { place, text }
    }
}
