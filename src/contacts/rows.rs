//! The cells of a row, read again from the file when they are needed.

use std::{
    io::{self, Read, Seek},
    str,
};

use super::{
    Contacts, Header, Row,
    split::{Cells, Splitter, Step},
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
        }
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
        }
    }
}

/// Reads the rows of a file whose positions are known.
#[derive(Debug)]
pub struct RowReader<R> {
    records: Splitter<R>,
    header: Header,
    /// Offset and line of the first data row.
    first: (u64, u32),
}

impl<R: Read + Seek> RowReader<R> {
    /// Reads rows of `input`, which holds the file that `contacts` was read from.
    ///
    /// # Errors
    ///
    /// As seeking in the input.
    pub fn new(input: R, contacts: &Contacts) -> io::Result<RowReader<R>> {
        let mut records = Splitter::new(input);
        records.begin(0, contacts.delimiter);
        let first = contacts
            .rows
            .first()
            .map_or((0, 1), |row| (row.byte, row.line));
        let mut reader = RowReader {
            records,
            header: contacts.header.clone(),
            first,
        };
        reader.rewind()?;
        Ok(reader)
    }

    /// Reads one row. Rows near the last one read cost no seek.
    ///
    /// # Errors
    ///
    /// As reading the input, and `InvalidData` when the file is not what it was: no such record, or not
    /// UTF-8.
    pub fn at(&mut self, row: &Row) -> io::Result<Record> {
        self.records.jump(row.byte, row.line.into())?;
        self.read()?
            .ok_or_else(|| changed("it ends before this row"))
    }

    /// Goes back to the first row.
    ///
    /// # Errors
    ///
    /// As seeking in the input.
    pub fn rewind(&mut self) -> io::Result<()> {
        let (byte, line) = self.first;
        self.records.jump(byte, line.into())
    }

    /// Reads the next row; nothing after the last one. The rows come as in [`Contacts::rows`].
    ///
    /// # Errors
    ///
    /// As [`RowReader::at`].
    pub fn read(&mut self) -> io::Result<Option<Record>> {
        match self.records.advance()? {
            Step::Record => {}
            Step::End => return Ok(None),
            Step::TooLong => return Err(changed("a record is too long")),
        }
        let raw = self.records.record();
        let ends = raw.cells.ends.to_vec();
        let text = raw.cells.bytes.get(..ends.last().copied().unwrap_or(0));
        let text = str::from_utf8(text.unwrap_or_default());
        Ok(Some(Record {
            line: u32::try_from(raw.line).map_err(|_| changed("it has too many lines"))?,
            header: self.header.clone(),
            text: text.map_err(|_| changed("it is not UTF-8"))?.to_owned(),
            ends,
            columns: raw.cells.columns,
        }))
    }
}

impl<R: Read + Seek> Iterator for RowReader<R> {
    type Item = io::Result<Record>;

    fn next(&mut self) -> Option<io::Result<Record>> {
        self.read().transpose()
    }
}

fn changed(how: &str) -> io::Error {
    let message = format!("the contact file changed since it was read: {how}");
    io::Error::new(io::ErrorKind::InvalidData, message)
}
