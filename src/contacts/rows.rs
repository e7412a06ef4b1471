//! The cells of a row, read again from the file when they are needed.

use std::{io, str, sync::Arc};

use super::{
    ContactId, Contacts, Header, Part,
    source::{Bytes, Source},
    split::{Cells, Raw, Splitter, Step},
};
use crate::{
    campaign::Number,
    syntax::{Label, Place},
};

/// One data row with its cells.
#[derive(Clone, Debug)]
pub struct Record {
    /// Line on which it begins, from 1.
    pub line: u32,
    header: Header,
    text: String,
    ends: Vec<usize>,
    columns: usize,
    loose: Option<usize>,
}

impl Record {
    /// A record that stands in no file: for tests and samples.
    pub fn new<'a>(header: &Header, cells: impl IntoIterator<Item = &'a str>) -> Record {
        let (mut text, mut ends) = (String::new(), Vec::new());
        for cell in cells {
            text.push_str(cell);
            ends.push(text.len());
        }
        Record {
            line: 0,
            header: header.clone(),
            columns: ends.len(),
            text,
            ends,
            loose: None,
        }
    }

    /// A record as it was read; nothing when it is not UTF-8.
    pub(super) fn of(header: &Header, raw: &Raw<'_>, line: u32) -> Option<Record> {
        let ends = raw.cells.ends.to_vec();
        let text = raw.cells.bytes.get(..ends.last().copied().unwrap_or(0));
        Some(Record {
            line,
            header: header.clone(),
            text: str::from_utf8(text.unwrap_or_default()).ok()?.to_owned(),
            ends,
            columns: raw.cells.columns,
            loose: raw.cells.loose,
        })
    }

    /// The cell of a column; nothing when there is no such column, or the row is too short.
    pub fn cell(&self, column: &str) -> Option<&str> {
        self.get(self.header.index(column)?)
    }

    /// The cell of a column by its position, from 0.
    pub fn get(&self, column: usize) -> Option<&str> {
        self.raw_cells()
            .get(column)
            .and_then(|cell| str::from_utf8(cell).ok())
    }

    /// All cells in order; of a row with more than [`super::COLUMNS_MAX`] cells the first ones.
    pub fn cells(&self) -> impl ExactSizeIterator<Item = &str> {
        (0..self.ends.len()).map(|column| self.get(column).unwrap_or_default())
    }

    /// The columns of its file.
    pub fn header(&self) -> &Header {
        &self.header
    }

    pub(super) fn raw_cells(&self) -> Cells<'_> {
        Cells {
            bytes: self.text.as_bytes(),
            ends: &self.ends,
            columns: self.columns,
            loose: self.loose,
        }
    }
}

/// Reads the rows of files whose positions are known, in any order.
pub struct RowReader<'a> {
    contacts: &'a Contacts,
    /// A file each, in their order.
    files: Vec<Splitter<Source<'a>>>,
    /// The row that comes next.
    next: usize,
    /// Whether the file of that row stands at it.
    is_there: bool,
}

impl<'a> RowReader<'a> {
    /// Reads rows of `inputs`, which hold the files that `contacts` was read from, in their order.
    ///
    /// # Errors
    ///
    /// When there are fewer or more files.
    pub fn new(
        inputs: Vec<Box<dyn Bytes + 'a>>,
        contacts: &'a Contacts,
    ) -> io::Result<RowReader<'a>> {
        if inputs.len() != contacts.parts.len() {
            return Err(changed("it is another number of files"));
        }
        let open = |(input, part): (Box<dyn Bytes + 'a>, &Part)| {
            let mut records = Splitter::new(part.layout.open(input));
            records.begin(0, part.delimiter);
            records
        };
        Ok(RowReader {
            contacts,
            files: inputs.into_iter().zip(&contacts.parts).map(open).collect(),
            next: 0,
            is_there: false,
        })
    }

    /// Reads one row. Rows near the last one read cost no seek.
    ///
    /// # Errors
    ///
    /// As reading the input, and `InvalidData` when the file is not what it was: no such record, or not
    /// UTF-8.
    pub fn at(&mut self, contact: ContactId) -> io::Result<Record> {
        let index = usize::try_from(contact.0).unwrap_or(usize::MAX);
        if index != self.next {
            (self.next, self.is_there) = (index, false);
        }
        self.read()?
            .ok_or_else(|| io::Error::other("there is no such row"))
    }

    /// Where a cell of the row that was read last stands, or the row as a whole, with its phone numbers masked, and what
    /// is said there. `path` is the name of its file in findings.
    pub fn label(&self, path: &Arc<str>, column: Option<usize>, text: &str) -> Label {
        match self.last() {
            Some((part, raw)) => part.label(path, &raw, column, text),
            None => Label {
                place: Place::file(path.clone()),
                text: text.to_owned(),
            },
        }
    }

    /// The phone column, from 0, of the row that was read last in which a number stands.
    pub fn column_of(&self, number: Number) -> Option<usize> {
        let (part, raw) = self.last()?;
        part.column_of(&raw, number)
    }

    /// The row that was read last, and its file.
    fn last(&self) -> Option<(&Part, Raw<'_>)> {
        let at = self.next.checked_sub(1).filter(|_| self.is_there)?;
        let file = self.contacts.part_index(at);
        let mut raw = self.files.get(file)?.record();
        raw.line = self.contacts.rows.get(at)?.line.into();
        Some((self.contacts.parts.get(file)?, raw))
    }

    /// Goes back to the first row.
    pub fn rewind(&mut self) {
        (self.next, self.is_there) = (0, false);
    }

    /// Reads the next row; nothing after the last one. The rows come as in [`Contacts::rows`].
    ///
    /// # Errors
    ///
    /// As [`RowReader::at`].
    pub fn read(&mut self) -> io::Result<Option<Record>> {
        let Some(row) = self.contacts.rows.get(self.next) else {
            return Ok(None);
        };
        let at = self.contacts.part_index(self.next);
        let (Some(part), Some(records)) = (self.contacts.parts.get(at), self.files.get_mut(at))
        else {
            return Ok(None);
        };
        // The first row of a file, or one out of order.
        if !self.is_there || part.first as usize == self.next {
            records.jump(row.byte, row.line.into())?;
        }
        self.is_there = false;
        match records.advance()? {
            Step::Record => {}
            Step::End => return Err(changed("it ends before this row")),
            Step::TooLong => return Err(changed("a record is too long")),
        }
        let record = Record::of(&part.header, &records.record(), row.line);
        let record = record.ok_or_else(|| changed("it is not UTF-8"))?;
        self.next += 1;
        self.is_there = true;
        Ok(Some(record))
    }
}

impl Iterator for RowReader<'_> {
    type Item = io::Result<Record>;

    fn next(&mut self) -> Option<io::Result<Record>> {
        self.read().transpose()
    }
}

fn changed(how: &str) -> io::Error {
    let message = format!("the contact file changed since it was read: {how}");
    io::Error::new(io::ErrorKind::InvalidData, message)
}
