//! Findings as a table of Markdown, for the summary of a job.
//!
//! Whatever a file holds, it is text there: every character that could mean something in Markdown or HTML is written
//! by its number. Source: github.github.com/gfm, "Entity and numeric character references".

use std::fmt::Write as _;

use super::{checked::place, clean, name, word};
use crate::syntax::{Diagnostic, Severity};

/// Longest message, in characters.
const MESSAGE_MAX: usize = 300;
/// Bytes that a line about what is not shown may take.
const LAST_MAX: usize = 100;

/// A heading, the line of the check, and a table of the findings, errors first, in no more bytes than there is room
/// for; nothing where not even the heading fits.
pub fn summary(findings: &[Diagnostic], line: &str, room: usize) -> Option<String> {
    let mut text = format!("### exodial lint\n\n{}\n\n", escaped(line));
    let mut left = findings.len();
    if left > 0 {
        text.push_str("| level | place | finding | code |\n| --- | --- | --- | --- |\n");
    }
    if text.len() + LAST_MAX > room {
        return None;
    }
    for severity in [Severity::Error, Severity::Warning, Severity::Info] {
        for finding in findings.iter().filter(|one| one.severity == severity) {
            let row = row(finding);
            if text.len() + row.len() + LAST_MAX > room {
                let _ = writeln!(text, "\n… and {left} more\n");
                return Some(text);
            }
            text.push_str(&row);
            left -= 1;
        }
    }
    text.push('\n');
    Some(text)
}

fn row(finding: &Diagnostic) -> String {
    let place = place(finding).map(|place| format!("{}:{}", place.path, place.line));
    let (place, level) = (place.unwrap_or_default(), word(finding.severity));
    let (message, name) = (marked(&cut(&finding.message)), name(finding));
    let code = finding.code;
    format!(
        "| {level} | {} | {message} | {code} {name} |\n",
        escaped(&cut(&place))
    )
}

fn cut(text: &str) -> String {
    match text.char_indices().nth(MESSAGE_MAX) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// Text whose words between backticks are shown as code.
fn marked(text: &str) -> String {
    let pieces: Vec<String> = text.split('`').map(escaped).collect();
    if pieces.len().is_multiple_of(2) {
        // One backtick stands alone.
        return escaped(text);
    }
    let pieces = pieces.iter().enumerate();
    let mark = |(nth, piece): (usize, &String)| match nth % 2 {
        1 => format!("<code>{piece}</code>"),
        _ => piece.clone(),
    };
    pieces.map(mark).collect()
}

/// Text that is nothing but text.
fn escaped(text: &str) -> String {
    let mut escaped = String::new();
    for c in clean::line(text).chars() {
        match c {
            c if c.is_ascii_punctuation() && c != ',' => {
                let _ = write!(escaped, "&#{};", u32::from(c));
            }
            c if c.is_whitespace() => escaped.push(' '),
            c => escaped.push(c),
        }
    }
    escaped
}
