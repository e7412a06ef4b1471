//! What is wrong with a line at which a parser says no more than that it goes on otherwise.
//!
//! No text of the line is ever told: it may hold a secret.

use super::{Source, Span};

/// A fault of a line: where, what, and what to do.
pub(super) struct LineFault {
    pub(super) span: Span,
    pub(super) message: &'static str,
    pub(super) help: &'static str,
}

/// The tab that indents a line, looked for from the line of `at` on: the parser points at what came before it.
pub(super) fn tab(source: &Source, at: usize) -> Option<Span> {
    let (mut start, _) = line(source.text(), at);
    for line in source.text().get(start..)?.split_inclusive('\n') {
        let indent = line.len() - line.trim_start_matches([' ', '\t']).len();
        if let Some(tab) = line[..indent].find('\t') {
            return Some(start + tab..start + tab + 1);
        }
        start += line.len();
    }
    None
}

/// What hinders a line from being a `key: value` of its block, when it can be told.
pub(super) fn no_entry(source: &Source, at: usize) -> Option<LineFault> {
    let text = source.text();
    let (start, line) = line(text, at);
    let indent = line.len() - line.trim_start().len();
    let words = line.trim();
    if words.starts_with('-') && !words.starts_with("- ") && !words.starts_with("--") {
        return Some(LineFault {
            span: start + indent..start + indent + 1,
            message: "a space is missing behind the `-`",
            help: "write `- ` and the item behind it",
        });
    }
    let colon = line
        .find(": ")
        .or(line.trim_end().strip_suffix(':').map(str::len));
    let Some(colon) = colon else {
        return Some(match line.find(':') {
            Some(colon) => LineFault {
                span: start + colon..start + colon + 1,
                message: "a space is missing behind the `:`",
                help: "write a key, a colon and a plain space before the value",
            },
            None => LineFault {
                span: start + indent..start + line.trim_end().len(),
                message: "this line is no `key: value`",
                help: "write a key, a colon and a space before the value, or check the indentation",
            },
        });
    };
    let above = text[..start].lines().rev();
    let above = above.map(str::trim_end).find(|line| {
        let words = line.trim_start();
        !words.is_empty() && !words.starts_with('#')
    })?;
    let is_deeper = indent > above.len() - above.trim_start().len();
    (at == start + colon && is_deeper && !above.trim_start().starts_with('-')).then_some(
        LineFault {
            span: start..start + indent.max(1),
            message: "this line is indented more than the line above it, which has a value",
            help: "begin both in one column, or put quotes around a text that goes on in this line",
        },
    )
}

/// The line around a byte, without its end, and where it begins.
fn line(text: &str, at: usize) -> (usize, &str) {
    let start = text[..at].rfind('\n').map_or(0, |end| end + 1);
    let rest = &text[start..];
    let end = rest.find('\n').unwrap_or(rest.len());
    (start, rest[..end].trim_end_matches('\r'))
}
