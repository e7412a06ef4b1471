//! Where a finding begins and ends, for tools.

use serde_json::{Value, json};

use crate::syntax::Place;

/// A position in a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Position {
    /// From 1.
    pub(super) line: usize,
    /// In characters, from 1.
    pub(super) column: usize,
    /// In bytes of UTF-8 from the beginning of its line, from 1.
    pub(super) byte_column: usize,
    /// In bytes from the beginning of the file.
    pub(super) byte: usize,
}

/// The first position of a place, and the one behind its last character.
pub(super) fn range(place: &Place) -> (Position, Position) {
    let (before, within) = place.excerpt.split_at(place.within.start);
    let within = &within[..place.within.len()];
    let start = Position {
        line: place.line,
        column: place.column,
        byte_column: before.len() + 1,
        byte: place.byte,
    };
    let last = within.rfind('\n').map(|at| &within[at + 1..]);
    let byte = place.byte + within.len();
    let end = match last {
        None => Position {
            line: start.line,
            column: start.column + within.chars().count(),
            byte_column: start.byte_column + within.len(),
            byte,
        },
        Some(last) => Position {
            line: start.line + within.matches('\n').count(),
            column: last.chars().count() + 1,
            byte_column: last.len() + 1,
            byte,
        },
    };
    (start, end)
}

/// Whether a place is known by its file alone.
pub(super) fn is_file(place: &Place) -> bool {
    place.byte == 0 && place.excerpt.is_empty()
}

/// A range as JSON: lines and columns from 1, columns in characters.
pub(super) fn json(place: &Place) -> Value {
    let (start, end) = range(place);
    let position = |at: Position| json!({ "line": at.line, "column": at.column, "byte": at.byte });
    json!({ "start": position(start), "end": position(end) })
}
