//! What the language promises and the program does not do yet: one table.
//!
//! A key of this table that is set to its documented default is accepted in silence. Used otherwise it is
//! refused by name, so that nobody believes in a protection that is not there. Whoever builds the
//! behaviour removes the line.

use super::decode::code;
use crate::syntax::{Diagnostic, Node, Span};

/// A part of the language without behaviour.
#[derive(Debug)]
pub struct Later {
    /// The keys down to it.
    pub path: &'static str,
    /// Which of its values count.
    pub used: Used,
    /// What happens instead, a sentence.
    pub meanwhile: &'static str,
    /// What to write until then.
    pub help: &'static str,
}

/// Which values of a key are not supported.
#[derive(Debug)]
pub enum Used {
    /// All but null, an empty list, an empty block and these texts.
    Unless(&'static [&'static str]),
    /// A list, where one value is.
    List,
    /// A text that begins so.
    Beginning(&'static str),
}

const fn later(
    path: &'static str,
    used: Used,
    meanwhile: &'static str,
    help: &'static str,
) -> Later {
    Later {
        path,
        used,
        meanwhile,
        help,
    }
}

use Used::{Beginning, List, Unless};

/// Every part of the language without behaviour, in the order of the manual.
pub const LATER: &[Later] = &[
    later("notify", Unless(&[]), "Nobody is told.", "remove it"),
    later(
        "state",
        Beginning("postgres://"),
        "The state is a folder.",
        "name a folder",
    ),
    later(
        "state",
        Beginning("postgresql://"),
        "The state is a folder.",
        "name a folder",
    ),
];

/// Whether every value of a key but its default is refused.
pub fn is_later(path: &str) -> bool {
    LATER
        .iter()
        .any(|later| later.path == path && matches!(later.used, Unless(_)))
}

/// Refuses what the program does not do yet: calls `report` with the span and the finding.
pub(super) fn refuse(
    path: &str,
    key: &Span,
    node: &Node,
    mut report: impl FnMut(&Span, Diagnostic),
) {
    for later in LATER.iter().filter(|later| later.path == path) {
        let text = node.text().unwrap_or_default();
        let (subject, span) = match later.used {
            Unless(defaults) if !idle(node, defaults) => (format!("`{path}`"), key),
            List if !node.items().is_empty() => (format!("a list in `{path}`"), &node.span),
            Beginning(start) if text.starts_with(start) => {
                (format!("`{start}…` in `{path}`"), &node.span)
            }
            Unless(_) | List | Beginning(_) => continue,
        };
        let finding = Diagnostic::error(code::NOT_YET, format!("{subject} is not supported yet"))
            .note(later.meanwhile)
            .help(later.help);
        report(span, finding);
    }
}

/// Whether a value asks for nothing.
fn idle(node: &Node, defaults: &[&str]) -> bool {
    let empty = node.scalar().is_none() && node.items().is_empty() && node.entries().is_empty();
    empty || node.is_null() || node.text().is_some_and(|text| defaults.contains(&text))
}
