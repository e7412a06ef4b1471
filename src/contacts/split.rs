//! Bytes to records: where each begins, on which line, and its cells.
//!
//! Built on csv-core and not on the csv crate's reader for two reasons. That reader takes a record of any
//! length, so that one quote that is never closed reads the whole file into memory. And where lines
//! end in CRLF, or are blank, it places a record one line early (github.com/BurntSushi/rust-csv/issues/395).

use std::io::{self, Read, Seek, SeekFrom};

use csv_core::ReadRecordResult;

use super::quotes;

/// Longest record in bytes, its quotes included.
pub const RECORD_MAX: usize = 64 * 1024;
/// Longest cell in bytes.
pub const CELL_MAX: usize = 8 * 1024;
/// Most columns of a file; cells beyond are counted and not kept.
pub const COLUMNS_MAX: usize = 200;

/// Holds the longest record and as much again to read into.
const WINDOW: usize = 2 * RECORD_MAX;

/// What was found by looking for the next record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// A record; [`Splitter::record`] lends it.
    Record,
    /// What begins here is longer than a record may be, or the file ends within its quotes; nothing after its first
    /// line can be trusted.
    TooLong,
    /// No more.
    End,
}

/// Cuts a stream of bytes into records, within fixed memory.
#[derive(Debug)]
pub(super) struct Splitter<R> {
    input: R,
    csv: csv_core::Reader,
    delimiter: u8,
    /// A stretch of the file; all of the current record lies in it.
    window: Box<[u8]>,
    /// File offset of the window's first byte.
    base: u64,
    /// The current record's first byte in the window.
    start: usize,
    /// The current record's end in the window, without its line end.
    stop: usize,
    /// The next byte to be read in the window.
    at: usize,
    /// End of what is filled in the window.
    end: usize,
    /// Line of the current record's first byte, from 1.
    line: u64,
    /// Line of `at`, from 1.
    next_line: u64,
    /// Whether the byte before `at` was a carriage return whose line is not counted yet.
    after_return: bool,
    /// The current record's cells without quotes, one after the other.
    cells: Box<[u8]>,
    /// Where each cell ends in `cells`.
    ends: Box<[usize]>,
    /// Cells of the current record, the ones that were not kept included.
    columns: usize,
    /// The column of the current record where text follows a closing quote.
    loose: Option<usize>,
}

/// One record: its text in the file and its cells.
#[derive(Clone, Copy, Debug)]
pub(super) struct Raw<'a> {
    /// Offset of its first byte in the file.
    pub byte: u64,
    /// Line on which it begins, from 1.
    pub line: u64,
    /// As it stands in the file, without the line end.
    pub text: &'a [u8],
    /// Its cells.
    pub cells: Cells<'a>,
}

/// The cells of a record, quotes undone.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cells<'a> {
    /// All cells, one after the other.
    pub bytes: &'a [u8],
    /// Where each ends; at most [`COLUMNS_MAX`].
    pub ends: &'a [usize],
    /// How many there are in the file.
    pub columns: usize,
    /// The first column, from 0, in which text follows a closing quote.
    pub loose: Option<usize>,
}

impl<'a> Cells<'a> {
    /// The cell of a column, from 0.
    pub(super) fn get(self, column: usize) -> Option<&'a [u8]> {
        let end = *self.ends.get(column)?;
        let start = column
            .checked_sub(1)
            .map_or(Some(0), |before| self.ends.get(before).copied())?;
        self.bytes.get(start..end)
    }
}

impl<R: Read> Splitter<R> {
    /// Cuts at commas; [`Splitter::begin`] chooses otherwise.
    pub(super) fn new(input: R) -> Splitter<R> {
        Splitter {
            input,
            csv: csv_core::Reader::new(),
            delimiter: b',',
            window: vec![0; WINDOW].into(),
            base: 0,
            start: 0,
            stop: 0,
            at: 0,
            end: 0,
            line: 1,
            next_line: 1,
            after_return: false,
            cells: vec![0; WINDOW + 1].into(),
            ends: vec![0; COLUMNS_MAX].into(),
            columns: 0,
            loose: None,
        }
    }

    /// What the bytes come from.
    pub(super) fn input(&mut self) -> &mut R {
        &mut self.input
    }

    /// What the bytes come from, for another reader.
    pub(super) fn into_input(self) -> R {
        self.input
    }

    /// What the bytes come from, to look at.
    pub(super) fn input_ref(&self) -> &R {
        &self.input
    }

    /// The first bytes of the file, as many as a record may have; to be called before any record is read.
    ///
    /// # Errors
    ///
    /// As reading the input.
    pub(super) fn peek(&mut self) -> io::Result<&[u8]> {
        while self.end < RECORD_MAX && self.fill()? {}
        Ok(&self.window[..self.end])
    }

    /// Leaves out the first `skip` bytes and cuts at `delimiter` from there.
    pub(super) fn begin(&mut self, skip: usize, delimiter: u8) {
        self.at = skip.min(self.end);
        self.start = self.at;
        self.delimiter = delimiter;
        self.csv = csv_core::ReaderBuilder::new().delimiter(delimiter).build();
        self.prime();
    }

    /// Lets csv-core see a line end first: otherwise it takes a byte order mark at the front of the next
    /// record for the file's and drops it.
    fn prime(&mut self) {
        self.csv.read_record(b"\n", &mut self.cells, &mut self.ends);
    }

    /// Looks for the next record. Blank lines are no records.
    ///
    /// # Errors
    ///
    /// As reading the input.
    pub(super) fn advance(&mut self) -> io::Result<Step> {
        if !self.skip_line_ends()? {
            return Ok(Step::End);
        }
        self.line = self.next_line;
        self.columns = 0;
        let lines = self.csv.line();
        let (mut written, mut kept) = (0, 0);
        let mut spill = [0; 64];
        loop {
            let ends = match &mut self.ends[kept..] {
                [] => &mut spill[..],
                ends => ends,
            };
            let input = &self.window[self.at..self.end];
            let last = input.is_empty();
            let (result, read, wrote, ended) =
                self.csv
                    .read_record(input, &mut self.cells[written..], ends);
            self.at += read;
            written += wrote;
            self.columns += ended;
            kept = (kept + ended).min(self.ends.len());
            match result {
                ReadRecordResult::Record => {
                    self.next_line += self.csv.line() - lines;
                    self.stop = self.at - usize::from(!last);
                    self.after_return = !last && self.window[self.stop] == b'\r';
                    let long = self.stop - self.start > RECORD_MAX;
                    let text = &self.window[self.start..self.stop];
                    let open = last && quotes::open(text, self.delimiter).is_some();
                    self.loose = quotes::loose(text, self.delimiter).map(|(column, _)| column);
                    return Ok(match long || open {
                        true => Step::TooLong,
                        false => Step::Record,
                    });
                }
                ReadRecordResult::OutputEndsFull => {}
                ReadRecordResult::InputEmpty if self.at - self.start <= RECORD_MAX => {
                    self.fill()?;
                }
                ReadRecordResult::InputEmpty | ReadRecordResult::OutputFull => {
                    self.stop = self.at;
                    return Ok(Step::TooLong);
                }
                ReadRecordResult::End => return Ok(Step::End),
            }
        }
    }

    /// The record that [`Splitter::advance`] found.
    pub(super) fn record(&self) -> Raw<'_> {
        Raw {
            byte: self.base + self.start as u64,
            line: self.line,
            text: &self.window[self.start..self.stop.max(self.start)],
            cells: Cells {
                bytes: &self.cells,
                ends: &self.ends[..self.columns.min(COLUMNS_MAX)],
                columns: self.columns,
                loose: self.loose,
            },
        }
    }

    /// Passes over line ends, counts them, and says whether anything follows.
    fn skip_line_ends(&mut self) -> io::Result<bool> {
        loop {
            self.start = self.at;
            if self.at == self.end && !self.fill()? {
                return Ok(false);
            }
            let byte = self.window[self.at];
            // A line feed ends a line; so does a carriage return that no line feed follows.
            if byte == b'\n' || self.after_return {
                self.next_line += 1;
            }
            self.after_return = byte == b'\r';
            if byte != b'\n' && byte != b'\r' {
                return Ok(true);
            }
            self.at += 1;
        }
    }

    /// Reads more behind the current record, which moves to the window's front; false at the end.
    fn fill(&mut self) -> io::Result<bool> {
        self.window.copy_within(self.start..self.end, 0);
        self.base += self.start as u64;
        self.at -= self.start;
        self.end -= self.start;
        self.start = 0;
        loop {
            match self.input.read(&mut self.window[self.end..]) {
                Ok(read) => {
                    self.end += read;
                    return Ok(read > 0);
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
    }
}

impl<R: Read + Seek> Splitter<R> {
    /// Goes to a byte of the file, which begins a record on the given line.
    ///
    /// # Errors
    ///
    /// As seeking in the input.
    pub(super) fn jump(&mut self, byte: u64, line: u64) -> io::Result<()> {
        let held = self.base..=self.base + self.end as u64;
        if held.contains(&byte) {
            // Within the window, which is shorter than any usize.
            self.at = (byte - self.base) as usize;
        } else {
            self.input.seek(SeekFrom::Start(byte))?;
            self.base = byte;
            (self.at, self.end) = (0, 0);
        }
        self.start = self.at;
        self.stop = self.at;
        self.next_line = line;
        self.after_return = false;
        self.csv.reset();
        self.prime();
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Line, byte and cells of every record.
    fn split(text: &[u8]) -> Vec<(u64, u64, Vec<String>)> {
        let mut splitter = Splitter::new(text);
        let mut records = Vec::new();
        while splitter.advance().expect("memory can be read") == Step::Record {
            let raw = splitter.record();
            let cells = (0..raw.cells.columns.min(COLUMNS_MAX))
                .map(|at| String::from_utf8_lossy(raw.cells.get(at).unwrap_or(b"?")).into_owned())
                .collect();
            assert!(text[raw.byte as usize..].starts_with(raw.text));
            records.push((raw.line, raw.byte, cells));
        }
        records
    }

    #[test]
    fn places_are_right_whatever_ends_a_line() {
        for (end, blank) in [
            ("\n", "\n"),
            ("\r\n", "\r\n"),
            ("\r", "\r"),
            ("\n", "\r\n\n"),
        ] {
            let text = format!("a,b{end}{blank}\"x{end}y\",\"q\"\"q\"{end}{blank}{blank}1,2");
            let records = split(text.as_bytes());
            let blanks = blank.matches('\n').count().max(1) as u64;
            let quoted = u64::from(end != "\r");
            assert_eq!(records[0].0, 1, "{text:?}");
            assert_eq!(records[1].0, 2 + blanks, "{text:?}");
            assert_eq!(records[1].2, [format!("x{end}y"), "q\"q".to_owned()]);
            assert_eq!(records[2].0, 3 + 3 * blanks + quoted, "{text:?}");
            assert_eq!(records[2].1 as usize, text.len() - 3, "{text:?}");
        }
    }

    #[test]
    fn cells_beyond_the_most_columns_are_counted() {
        let text = "x,".repeat(999) + "x\ny";
        let records = split(text.as_bytes());
        assert_eq!(records.len(), 2);
        assert_eq!(records[0].2.len(), COLUMNS_MAX);
        let mut splitter = Splitter::new(text.as_bytes());
        splitter.advance().expect("memory can be read");
        assert_eq!(splitter.record().cells.columns, 1000);
    }

    #[test]
    fn a_record_without_end_is_cut_short() {
        let text = "a,b\n\"".to_owned() + &"x\n".repeat(1_000_000);
        let mut splitter = Splitter::new(text.as_bytes());
        assert_eq!(splitter.advance().ok(), Some(Step::Record));
        assert_eq!(splitter.advance().ok(), Some(Step::TooLong));
        assert_eq!(splitter.record().line, 2);
        let longest = "x".repeat(RECORD_MAX);
        assert_eq!(split(format!("{longest}\n{longest}").as_bytes()).len(), 2);
        assert_eq!(split(format!("a\n{longest}x\n").as_bytes()).len(), 1);
    }
}
