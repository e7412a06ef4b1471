//! Double quotes that do not fit: text behind a closing one, and rows that a stray pair of them makes one cell of.
//!
//! RFC 4180 puts a cell that holds a quote, a separator or a line end into quotes, and doubles the quotes within it. A
//! quote in the midst of a cell that does not begin with one is text, as spreadsheets and csv-core read it.

use super::{
    RowFault,
    split::{Cells, Raw},
};
use crate::syntax::Span;

/// Where a reader of a record stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum At {
    /// Before a cell.
    Begin,
    /// In a cell that does not begin with a quote.
    Plain,
    /// Within quotes.
    Quoted,
    /// Behind a quote that closes, unless it is the first of two.
    Closed,
    /// Behind a closing quote and blanks.
    Blank,
    /// In text behind a closing quote.
    Loose,
}

impl At {
    fn next(self, byte: u8, delimiter: u8) -> At {
        match (self, byte) {
            (At::Quoted, b'"') => At::Closed,
            // A doubled quote closes and opens again.
            (At::Begin | At::Closed, b'"') | (At::Quoted, _) => At::Quoted,
            (_, byte) if byte == delimiter => At::Begin,
            (At::Closed | At::Blank, b' ' | b'\t') => At::Blank,
            (At::Closed | At::Blank | At::Loose, _) => At::Loose,
            (At::Begin | At::Plain, _) => At::Plain,
        }
    }
}

/// The bytes of a record, and where a reader stands behind each.
fn walk(text: &[u8], delimiter: u8) -> impl Iterator<Item = (usize, At)> {
    let states = text.iter().enumerate();
    states.scan(At::Begin, move |state, (at, byte)| {
        *state = state.next(*byte, delimiter);
        Some((at, *state))
    })
}

/// The quote that opens the quotes within which a record ends: csv-core takes the end of the file for their end.
pub(super) fn open(text: &[u8], delimiter: u8) -> Option<usize> {
    let (mut before, mut opened) = (At::Begin, 0);
    for (at, state) in walk(text, delimiter) {
        if (before, state) == (At::Begin, At::Quoted) {
            opened = at;
        }
        before = state;
    }
    (before == At::Quoted).then_some(opened)
}

/// The first text behind a closing quote, blanks aside: its column from 0, and its first byte up to its cell's end.
pub(super) fn loose(text: &[u8], delimiter: u8) -> Option<(usize, Span)> {
    if !text.contains(&b'"') {
        return None;
    }
    let (mut column, mut start) = (0, None);
    for (at, state) in walk(text, delimiter) {
        match (state, start) {
            (At::Begin, Some(start)) => return Some((column, start..at)),
            (At::Begin, None) => column += 1,
            (At::Loose, None) => start = Some(at),
            _ => {}
        }
    }
    Some((column, start?..text.len()))
}

/// The bytes of a cell within the text of its record, quotes included.
pub(super) fn cell(text: &[u8], delimiter: u8, column: usize) -> Span {
    let (mut start, mut seen) = (0, 0);
    for (at, state) in walk(text, delimiter) {
        if state == At::Begin {
            if seen == column {
                return start..at;
            }
            seen += 1;
            start = at + 1;
        }
    }
    start..text.len()
}

/// A cell that holds rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Swallowed {
    /// Its column, from 0.
    pub(super) column: usize,
    /// Line ends of the record before it.
    pub(super) before: usize,
    /// Line ends within it.
    pub(super) lines: usize,
}

impl From<Swallowed> for RowFault {
    fn from(swallowed: Swallowed) -> RowFault {
        let Swallowed {
            column,
            before,
            lines,
        } = swallowed;
        RowFault::Swallowed {
            column,
            before,
            lines,
        }
    }
}

/// The first cell that swallowed rows: without its quotes, two and more of the lines that it touches have as many
/// cells as the header, and a number in a column of numbers. Lines of an address or of a note have not, nor has the
/// one row that such a cell belongs to. `is_number` says of a cell whether it could be what such a column holds.
pub(super) fn swallowed(
    cells: Cells<'_>,
    delimiter: u8,
    width: usize,
    numbers: &[usize],
    is_number: impl Fn(&[u8]) -> bool,
) -> Option<Swallowed> {
    if width == 1 {
        // A cell of several numbers, and told as one.
        return None;
    }
    let mut before = 0;
    for column in 0..cells.ends.len() {
        let cell = cells.get(column).unwrap_or_default();
        let Some(end) = line_end(cell) else {
            continue;
        };
        let lines: Vec<&[u8]> = cell.split(|byte| *byte == end).collect();
        let last = lines.len() - 1;
        let is_row = |nth: usize, line: &[u8]| {
            let ahead = (0..column).filter(|_| nth == 0);
            let behind = (column + 1..cells.columns).filter(|_| nth == last);
            let other = |at: usize| cells.get(at).unwrap_or_default();
            let own = line.split(|byte| *byte == delimiter);
            let row: Vec<&[u8]> = ahead
                .map(other)
                .chain(own)
                .chain(behind.map(other))
                .collect();
            let mut numbers = numbers.iter().filter_map(|at| row.get(*at));
            row.len() == width && numbers.any(|cell| is_number(bare(cell)))
        };
        let rows = lines.iter().enumerate();
        if rows.filter(|(nth, line)| is_row(*nth, line)).count() > 1 {
            let lines = last;
            return Some(Swallowed {
                column,
                before,
                lines,
            });
        }
        before += cell.iter().filter(|byte| **byte == b'\n').count();
    }
    None
}

/// Where in a row the quotes do not fit, and what is said there.
pub(super) fn told(fault: &RowFault, raw: &Raw<'_>, delimiter: u8) -> Option<(Span, String)> {
    let line = |upto: usize| {
        let ahead = raw.text.get(..upto).unwrap_or_default();
        raw.line + ahead.iter().filter(|byte| **byte == b'\n').count() as u64
    };
    match *fault {
        RowFault::Loose { column } => {
            let (_, span) = loose(raw.text, delimiter)?;
            let opened = line(cell(raw.text, delimiter, column).start);
            let said = match opened == line(span.start) {
                true => fault.to_string(),
                false => format!("{fault}, and the quote was opened on line {opened}"),
            };
            Some((span, said))
        }
        RowFault::Swallowed {
            column,
            before,
            lines,
        } => {
            let opening = cell(raw.text, delimiter, column).start;
            let first = raw.line + before as u64;
            let last = first + lines as u64;
            let said =
                format!("lines {first} to {last} are one cell by this quote, and look like rows");
            Some((opening..opening + 1, said))
        }
        _ => None,
    }
}

/// What ends the lines of a cell, where it has several.
pub(super) fn line_end(cell: &[u8]) -> Option<u8> {
    [b'\n', b'\r'].into_iter().find(|end| cell.contains(end))
}

/// A piece of a cell without the quotes, blanks and line ends around it.
fn bare(piece: &[u8]) -> &[u8] {
    let is_around = |byte: &u8| matches!(byte, b'"' | b' ' | b'\t' | b'\r');
    let start = piece.iter().position(|byte| !is_around(byte));
    let end = piece.iter().rposition(|byte| !is_around(byte));
    match (start, end) {
        (Some(start), Some(end)) => piece.get(start..=end).unwrap_or_default(),
        _ => &[],
    }
}

/// Whether a text could be a phone number, a spoilt one too: seven digits and more, and nothing but what stands
/// between digits.
pub(super) fn looks_like_number(text: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(text) else {
        return false;
    };
    let joins = |c: char| {
        c.is_numeric()
            || matches!(
                c,
                '+' | '-' | '.' | '(' | ')' | '/' | ' ' | '\'' | 'E' | 'e'
            )
    };
    text.chars().all(joins) && text.chars().filter(|c| c.is_numeric()).count() >= 7
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_behind_a_closing_quote_is_found_and_blanks_are_none() {
        for (text, found) in [
            ("a,\"b\"x,c", Some((1, 5..6))),
            ("\"a\" \"b\",c", Some((0, 4..7))),
            ("a,\"b\",\"c\"\"d\"e", Some((2, 12..13))),
            ("a,\"b\" ,c", None),
            ("a,\"say \"\"hi\"\"\",c", None),
            ("a\"b,c\"d\"e", None),
            ("a, \"b\"c,d", None),
        ] {
            assert_eq!(loose(text.as_bytes(), b','), found, "{text}");
        }
        // A tab that separates is no blank.
        assert_eq!(loose(b"\"a\"\tb", b'\t'), None);
    }

    #[test]
    fn cells_are_cut_as_they_are_read() {
        let text = b"a\"b,\"c,\"\"d\",e";
        let cells: Vec<&[u8]> = (0..3).map(|at| &text[cell(text, b',', at)]).collect();
        assert_eq!(cells, [&b"a\"b"[..], b"\"c,\"\"d\"", b"e"]);
    }
}
