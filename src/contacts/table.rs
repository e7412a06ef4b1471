//! A file as a table: a header with the columns that are wanted, then records, one at a time.
//!
//! Contact files are read with it, and so is any other file of people: a list of numbers not to be called.

use std::{
    io::{self, Read},
    str,
    sync::Arc,
};

use sha2::{Digest, Sha256};

use super::{
    Header, Record, Row, excerpt,
    header::{self, Wanted},
    quotes,
    source::{Bytes, FileSpec, Layout, Source, hex},
    split::{Raw, Splitter, Step},
};
use crate::syntax::{Diagnostic, Place};

/// A file, opened: its header is read, its records are to come.
pub struct Table<'a> {
    pub(super) path: Arc<str>,
    pub(super) layout: Layout,
    pub(super) header: Header,
    pub(super) delimiter: u8,
    pub(super) found: Vec<usize>,
    /// Of the whole file, where it is known before the end.
    sha256: Option<String>,
    records: Splitter<Observed<'a>>,
    /// Records so far, the header included.
    taken: usize,
}

impl<'a> Table<'a> {
    /// Opens a file and finds columns in it. `path` is its name in findings; by its ending it is CSV or XLSX.
    ///
    /// # Errors
    /// Findings that leave no way to read it. A warning comes with the table.
    pub fn open(
        mut input: Box<dyn Bytes + 'a>,
        path: &str,
        spec: &FileSpec<'_>,
        wanted: &Wanted<'_>,
    ) -> Result<(Table<'a>, Option<Diagnostic>), Vec<Diagnostic>> {
        let path: Arc<str> = path.into();
        let found = Layout::find(&mut *input, &path, spec);
        let (layout, sha256, warning) = found.map_err(|finding| vec![*finding])?;
        let observed = Observed::new(layout.open(input), sha256.is_none());
        let mut records = Splitter::new(observed);
        let opened = header::open(&mut records, &path, &layout, spec.delimiter, wanted)?;
        let table = Table {
            path,
            layout,
            header: opened.header,
            delimiter: opened.delimiter,
            found: opened.found,
            sha256,
            records,
            taken: 1,
        };
        Ok((table, warning))
    }

    /// Its columns.
    pub fn header(&self) -> &Header {
        &self.header
    }

    /// The positions of the columns that were wanted, in their order.
    pub fn found(&self) -> &[usize] {
        &self.found
    }

    /// The next record; nothing at the end.
    ///
    /// # Errors
    /// A finding: the file cannot be read on.
    pub fn read(&mut self) -> Result<Option<Record>, Box<Diagnostic>> {
        if !self.advance()? {
            return Ok(None);
        }
        let raw = self.raw();
        let line = u32::try_from(raw.line).unwrap_or(u32::MAX);
        Ok(Record::of(&self.header, &raw, line))
    }

    /// Where a cell of the last record stands, and the line around it with its phone numbers masked.
    pub fn place(&self, column: usize) -> Place {
        let raw = self.raw();
        match self.layout.sheet() {
            Some(_) => excerpt::in_sheet(&self.path, &raw, column),
            None => {
                let cell = quotes::cell(raw.text, self.delimiter, column);
                excerpt::place(&self.path, &raw, cell)
            }
        }
    }

    /// Goes to the next record; false at the end.
    pub(super) fn advance(&mut self) -> Result<bool, Box<Diagnostic>> {
        match self.records.advance() {
            Ok(Step::Record) => {}
            Ok(Step::End) => return Ok(false),
            Ok(Step::TooLong) => {
                let raw = self.records.record();
                return Err(header::too_long(&raw, &self.path, self.delimiter).into());
            }
            Err(error) => return Err(header::unreadable(&self.path, &error).into()),
        }
        self.taken += 1;
        let raw = self.records.record();
        if !self.is_plain() && str::from_utf8(raw.text).is_err() {
            return Err(header::not_utf8(&raw, &self.path).into());
        }
        Ok(true)
    }

    /// The last record, on the line or in the row where it stands in the file.
    pub(super) fn raw(&self) -> Raw<'_> {
        let mut raw = self.records.record();
        if let Some(sheet) = self.layout.sheet() {
            raw.line = sheet.row(self.taken - 1).map_or(raw.line, u64::from);
        }
        raw
    }

    /// The number of the last record, the header being 0.
    pub(super) fn taken(&self) -> usize {
        self.taken - 1
    }

    /// Whether all text so far is printable ASCII or white space.
    pub(super) fn is_plain(&self) -> bool {
        self.records.input_ref().plain
    }

    /// The file, for a second look at its rows.
    pub(super) fn into_seen(self) -> Seen<'a> {
        let mut records = Splitter::new(self.records.into_input().input);
        records.begin(0, self.delimiter);
        Seen {
            path: self.path,
            layout: self.layout,
            delimiter: self.delimiter,
            records,
        }
    }

    /// Reads what is left, and gives the hash of the whole file.
    pub(super) fn finish(&mut self) -> io::Result<String> {
        match self.sha256.take() {
            Some(sha256) => Ok(sha256),
            None => self.records.input().finish(),
        }
    }
}

/// A file that was read to its end, for a second look at some of its rows.
pub(super) struct Seen<'a> {
    pub(super) path: Arc<str>,
    pub(super) layout: Layout,
    pub(super) delimiter: u8,
    records: Splitter<Source<'a>>,
}

impl Seen<'_> {
    /// A row, read again; nothing where it is not to be had any more.
    pub(super) fn row(&mut self, row: &Row) -> Option<Raw<'_>> {
        self.records.jump(row.byte, row.line.into()).ok()?;
        match self.records.advance() {
            Ok(Step::Record) => Some(self.records.record()),
            _ => None,
        }
    }
}

/// Passes bytes on, and keeps their hash where it is wanted.
pub(super) struct Observed<'a> {
    input: Source<'a>,
    hash: Option<Sha256>,
    /// All bytes so far are printable ASCII or white space: neither encoding nor control characters need
    /// a second look.
    plain: bool,
}

impl<'a> Observed<'a> {
    fn new(input: Source<'a>, hash: bool) -> Observed<'a> {
        Observed {
            input,
            hash: hash.then(Sha256::new),
            plain: true,
        }
    }

    /// Reads what is left and returns the hash of everything.
    fn finish(&mut self) -> io::Result<String> {
        io::copy(self, &mut io::sink())?;
        let hash = self.hash.take().unwrap_or_default();
        Ok(hex(&hash.finalize()))
    }
}

impl Read for Observed<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.input.read(buffer)?;
        let fresh = &buffer[..read];
        if let Some(hash) = &mut self.hash {
            hash.update(fresh);
        }
        let plain = |b: u8| matches!(b, b' '..=b'~' | b'\t' | b'\n' | b'\r');
        // Without an early end, so that it is done many bytes at a time.
        self.plain &= fresh.iter().fold(true, |all, byte| all & plain(*byte));
        Ok(read)
    }
}
