//! What the language promises and the program does not do yet: one table.
//!
//! A value of this table is refused by name, so that nobody believes in a protection that is not there. Whoever
//! builds the behaviour removes the line.

use super::decode::code;
use crate::syntax::{Diagnostic, Node, Span};

/// Values of a key without behaviour.
#[derive(Debug)]
pub struct Later {
    /// The keys down to it.
    pub path: &'static str,
    /// How the values begin.
    pub beginning: &'static str,
    /// What happens instead, a sentence.
    pub meanwhile: &'static str,
    /// What to write until then.
    pub help: &'static str,
}

const fn state(beginning: &'static str) -> Later {
    Later {
        path: "state",
        beginning,
        meanwhile: "The state is a folder.",
        help: "name a folder",
    }
}

/// Every part of the language without behaviour.
pub const LATER: &[Later] = &[state("postgres://"), state("postgresql://")];

/// Refuses what the program does not do yet: calls `report` with the span and the finding.
pub(super) fn refuse(path: &str, node: &Node, mut report: impl FnMut(&Span, Diagnostic)) {
    let text = node.text().unwrap_or_default();
    let of_key = LATER.iter().filter(|later| later.path == path);
    for later in of_key.filter(|later| text.starts_with(later.beginning)) {
        let message = format!("`{}…` in `{path}` is not supported yet", later.beginning);
        let finding = Diagnostic::error(code::NOT_YET, message);
        report(&node.span, finding.note(later.meanwhile).help(later.help));
    }
}
