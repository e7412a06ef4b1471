//! Where a cell stands, and the line around it with its phone numbers masked.
//!
//! Findings are printed, and kept in the logs of build servers; whole phone numbers have no place there.

use std::sync::Arc;

use super::split::Raw;
use crate::syntax::{Place, Span};

/// The place of a stretch of a record, in bytes of its text.
pub(super) fn place(path: &Arc<str>, raw: &Raw<'_>, cell: Span) -> Place {
    // Of a record of several lines, those that the cell touches.
    let line_end = |text: &[u8]| {
        text.iter()
            .rposition(|b| *b == b'\n')
            .map_or(0, |at| at + 1)
    };
    let from = line_end(&raw.text[..cell.start]);
    let rest = &raw.text[cell.end..];
    let to = rest.iter().position(|b| *b == b'\n').unwrap_or(rest.len());
    let before = String::from_utf8_lossy(&raw.text[from..cell.start]);
    let inside = mask(&String::from_utf8_lossy(&raw.text[cell.clone()]));
    let after = mask(&String::from_utf8_lossy(&rest[..to]));
    let lines = raw.text[..from].iter().filter(|b| **b == b'\n').count();
    let column = before.chars().count() + 1;
    let before = mask(&before);
    Place {
        path: path.clone(),
        // Neither a line nor an offset in memory is beyond a usize.
        line: usize::try_from(raw.line).unwrap_or(usize::MAX) + lines,
        column,
        byte: usize::try_from(raw.byte).unwrap_or(usize::MAX) + cell.start,
        within: before.len()..before.len() + inside.len(),
        excerpt: (before + &inside + &after).into(),
    }
}

/// A cell of a sheet, known by row and column alone.
pub(super) fn in_sheet(path: &Arc<str>, raw: &Raw<'_>, column: usize) -> Place {
    Place {
        line: usize::try_from(raw.line).unwrap_or(usize::MAX),
        column: column + 1,
        ..Place::file(path.clone())
    }
}

/// A place of which only the line is known.
pub(super) fn line(path: &Arc<str>, byte: u64, line: u32) -> Place {
    Place {
        line: line as usize,
        byte: usize::try_from(byte).unwrap_or(usize::MAX),
        ..Place::file(path.clone())
    }
}

/// Replaces the middle of what could be a phone number: of seven and more digits that belong together
/// the first two and the last three stay.
pub fn mask(text: &str) -> String {
    let mut masked = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find(char::is_numeric) {
        let (before, run) = rest.split_at(start);
        let joins = |c: char| c.is_numeric() || matches!(c, ' ' | '-' | '.' | '(' | ')');
        let len = run.find(|c| !joins(c)).unwrap_or(run.len());
        let (run, after) = run.split_at(len);
        masked.push_str(before);
        let digits = run.chars().filter(|c| c.is_numeric()).count();
        let mut nth = 0;
        for c in run.chars() {
            nth += usize::from(c.is_numeric());
            let hide =
                digits >= 7 && !is_date(run) && nth > 2 && nth + 3 <= digits && c.is_numeric();
            masked.push(if hide { 'x' } else { c });
        }
        rest = after;
    }
    masked + rest
}

/// Whether the digits are a day as machines write it: 2026-11-23.
fn is_date(run: &str) -> bool {
    let parts: Vec<&str> = run.trim().split('-').collect();
    matches!(parts[..], [year, month, day] if [year.len(), month.len(), day.len()] == [4, 2, 2])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phone_numbers_are_masked_and_their_shape_stays() {
        for (text, masked) in [
            ("9845012345", "98xxxxx345"),
            ("+91 98450-12345,Asha", "+91 xxxxx-xx345,Asha"),
            ("9.19845E+11", "9.19845E+11"),
            ("९८४५०१२३४५", "९८xxxxx३४५"),
            ("12, 2026", "12, 2026"),
            ("Asha,2026-11-23", "Asha,2026-11-23"),
            ("9845-01-2345", "98xx-xx-x345"),
        ] {
            assert_eq!(mask(text), masked);
        }
    }

    #[test]
    fn cells_are_found_behind_quotes_and_line_ends() {
        let text = "1,\"a,\nb\",9845012345x,last";
        let raw = Raw {
            byte: 100,
            line: 7,
            text: text.as_bytes(),
            cells: super::super::split::Cells {
                bytes: b"",
                ends: &[],
                columns: 0,
                loose: None,
            },
        };
        let found = place(
            &"c.csv".into(),
            &raw,
            super::super::quotes::cell(raw.text, b',', 2),
        );
        assert_eq!((found.line, found.column, found.byte), (8, 4, 109));
        assert_eq!(&*found.excerpt, "b\",98xxxxx345x,last");
        assert_eq!(&found.excerpt[found.within], "98xxxxx345x");
    }
}
