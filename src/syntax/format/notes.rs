//! The comments of a text: where each stands, and with which others it is aligned.

use super::{
    lines::{BLANKS, Lines},
    tree::Note,
};
use crate::syntax::Span;

/// Fewest blanks between a value and the comment behind it.
pub(super) const GAP: usize = 2;

/// A comment on its way to what it is about.
#[derive(Clone, Debug)]
pub(super) struct Placed {
    pub(super) note: Note,
    /// Where it begins, in bytes.
    pub(super) start: usize,
    /// Its line, from 0.
    pub(super) line: usize,
    /// Whether nothing else stands on its line.
    pub(super) is_alone: bool,
}

/// The comments at these places, in the order of the file.
pub(super) fn placed(lines: &Lines<'_>, spans: &[Span]) -> Vec<Placed> {
    let mut found: Vec<(Placed, usize)> = spans.iter().map(|span| one(lines, span)).collect();
    // Neighbours behind values that begin in one column are a group, and stay one.
    let mut from = 0;
    while from < found.len() {
        let mut to = from + 1;
        while to < found.len() && is_aligned(&found[to - 1].0, &found[to].0) {
            to += 1;
        }
        let group = &mut found[from..to];
        let closest = group.iter().map(|(_, gap)| *gap).min().unwrap_or(GAP);
        let is_lone = group.len() == 1;
        for (placed, gap) in group {
            if !placed.is_alone {
                placed.note.column += GAP.saturating_sub(closest);
                placed.note.near = is_lone && *gap <= GAP;
            }
        }
        from = to;
    }
    found.into_iter().map(|(placed, _)| placed).collect()
}

/// A comment, and how many blanks stand before it.
fn one(lines: &Lines<'_>, span: &Span) -> (Placed, usize) {
    let line = lines.of(span.start);
    let before = &lines.text()[lines.start(line)..span.start];
    let content = before.trim_end_matches(BLANKS);
    let placed = Placed {
        note: Note {
            text: lines.text()[span.clone()]
                .trim_end_matches(BLANKS)
                .to_owned(),
            column: before.chars().count(),
            near: false,
            blank: lines.is_below_blank(line),
        },
        start: span.start,
        line,
        is_alone: content.is_empty(),
    };
    (placed, before.len() - content.len())
}

fn is_aligned(one: &Placed, next: &Placed) -> bool {
    let neighbours = one.line + 1 == next.line && one.note.column == next.note.column;
    neighbours && !one.is_alone && !next.is_alone
}
