//! Scalars with lines of their own, `|` and `>`: their lines without the indentation that they have here.

use super::{
    lines::{BLANKS, Lines},
    tree::Block,
};
use crate::syntax::Span;

/// Reads the lines of a scalar. `mark` is where its `|` or `>` stands, `span` its text as the parser saw it, and `text`
/// what it says. Nothing when there is no mark.
pub(super) fn read(lines: &Lines<'_>, mark: usize, span: &Span, text: &str) -> Option<Block> {
    let sign = lines.text()[mark..].chars().next()?;
    let said = text.trim_end_matches('\n');
    let ends = text.len() - said.len();
    let own = match sign {
        _ if said.is_empty() => Vec::new(),
        '|' => said.split('\n').map(str::to_owned).collect(),
        '>' => folded(lines, mark, span, said),
        _ => return None,
    };
    Some(Block {
        mark: sign,
        lines: own,
        ends,
    })
}

/// The lines as they were written, since what they say has them joined.
fn folded(lines: &Lines<'_>, mark: usize, span: &Span, said: &str) -> Vec<String> {
    let first = lines.of(mark) + 1;
    let last = lines.of(span.end.saturating_sub(1).max(span.start));
    let written: Vec<&str> = (first..=last).map(|line| lines.line(line)).collect();
    let text_at = lines.of(span.start);
    let indent = match lines.line(text_at).trim_matches(BLANKS).is_empty() {
        false => lines.column(span.start),
        true => {
            let full = written
                .iter()
                .find(|line| !line.trim_matches(BLANKS).is_empty());
            full.map_or(0, |line| line.len() - line.trim_start_matches(' ').len())
        }
    };
    let own = written
        .iter()
        .map(|line| line.get(indent..).unwrap_or_default());
    // Lines of blanks at the end are no part of the span, and are never joined.
    let blanks = said[said.trim_end_matches(BLANKS).len()..]
        .split('\n')
        .skip(1);
    own.chain(blanks).map(str::to_owned).collect()
}
