//! The text of a file, and how to complain about it.
//!
//! Knows spans, lines and findings; knows nothing of campaigns. Read [`Source`] first, then
//! [`diagnostic`].

pub mod comment;
pub mod diagnostic;
pub mod encoding;
pub mod document;
pub mod parse;
mod tree;
mod syntax_error;
mod line_fault;
pub mod code;
mod nearest;
pub mod scalar;
pub mod format;

use std::{ops::Range, sync::Arc};

pub use comment::{Comment, comments};
pub use diagnostic::{Diagnostic, Fix, Label, Safety, Severity, grouped};
pub use document::{Node, Scalar, Value};
pub use nearest::{nearest, plain};
pub use parse::parse;

/// A stretch of a source, in bytes from its beginning; `start..end`.
pub type Span = Range<usize>;

/// A value and where it stands in its source.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Spanned<T> {
    /// The value.
    pub value: T,
    /// Where it was written.
    pub span: Span,
}

impl<T> Spanned<T> {
    /// Joins a value with its place.
    pub fn new(value: T, span: Span) -> Spanned<T> {
        Spanned { value, span }
    }
}

/// A whole text file in memory: its name, its text, and where its lines begin.
#[derive(Clone, Debug)]
pub struct Source {
    path: Arc<str>,
    text: Arc<str>,
    /// Byte offset of the first character of each line.
    lines: Vec<usize>,
}

impl Source {
    /// Takes a text under the name that findings show.
    pub fn new(path: impl Into<Arc<str>>, text: impl Into<Arc<str>>) -> Source {
        let text = text.into();
        let starts = text.bytes().enumerate().filter(|(_, b)| *b == b'\n');
        let lines = std::iter::once(0)
            .chain(starts.map(|(at, _)| at + 1))
            .collect();
        Source {
            path: path.into(),
            text,
            lines,
        }
    }

    /// The name that findings show.
    pub fn path(&self) -> &Arc<str> {
        &self.path
    }

    /// The whole text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The span as a place for a finding, with the lines that it touches.
    pub fn place(&self, span: &Span) -> Place {
        let len = self.text.len();
        let start = self.floor(span.start.min(len));
        let end = self.floor(span.end.clamp(start, len));
        let line = self.line_of(start);
        let last = self.line_of(if end > start { end - 1 } else { end });
        let mut from = self.lines[line];
        // No editor counts the byte-order mark.
        if self.text[from..start].starts_with(MARK) {
            from += MARK.len_utf8();
        }
        let to = self.lines.get(last + 1).map_or(len, |next| *next);
        let excerpt = self.text[from..to].trim_end_matches(['\n', '\r']);
        let within = start - from..(end - from).min(excerpt.len()).max(start - from);
        Place {
            path: self.path.clone(),
            line: line + 1,
            column: self.text[from..start].chars().count() + 1,
            byte: start,
            excerpt: excerpt.into(),
            within,
        }
    }

    fn line_of(&self, byte: usize) -> usize {
        self.lines.partition_point(|start| *start <= byte) - 1
    }

    /// The nearest character boundary at or before `byte`.
    fn floor(&self, byte: usize) -> usize {
        (0..=byte)
            .rev()
            .find(|at| self.text.is_char_boundary(*at))
            .unwrap_or(0)
    }
}

/// The byte-order mark, which no editor shows.
const MARK: char = '\u{FEFF}';

/// A span with the lines that it touches, so that a finding can be shown without its file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The file's name as the user knows it.
    pub path: Arc<str>,
    /// Line of the span's start, from 1.
    pub line: usize,
    /// Column of the span's start in characters, from 1.
    pub column: usize,
    /// Byte offset of the span's start in the file.
    pub byte: usize,
    /// The whole lines that the span touches, without the last line end.
    pub excerpt: Arc<str>,
    /// The span within `excerpt`, in bytes.
    pub within: Span,
}

impl Place {
    /// A place known only by its file: nothing of the text is shown.
    pub fn file(path: impl Into<Arc<str>>) -> Place {
        Place {
            path: path.into(),
            line: 1,
            column: 1,
            byte: 0,
            excerpt: "".into(),
            within: 0..0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_count_characters_not_bytes() {
        let source = Source::new("a.yaml", "x: 1\r\nname: \"दिवाली\" # é\nlast");
        let at = source.text().find('#').expect("there is a comment");
        let place = source.place(&(at..at + 4));
        assert_eq!((place.line, place.column), (2, 16));
        assert_eq!(&place.excerpt[place.within.clone()], "# é");
        let marked = Source::new("a.yaml", "\u{FEFF}exodiall: 1\n");
        let place = marked.place(&(3..11));
        assert_eq!((place.column, &*place.excerpt), (1, "exodiall: 1"));
        assert_eq!(place.within, 0..8);
        let end = source.place(&(source.text().len()..source.text().len() + 9));
        assert_eq!((end.line, end.column, &*end.excerpt), (3, 5, "last"));
    }
}
