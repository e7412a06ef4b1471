//! The lines of a text, and what stands in it between its values.

/// White space of YAML, line ends included; every other character is text.
pub(super) const BLANKS: [char; 3] = [' ', '\t', '\n'];

/// A text and where its lines begin.
pub(super) struct Lines<'t> {
    text: &'t str,
    starts: Vec<usize>,
}

impl<'t> Lines<'t> {
    /// Finds the lines of a text whose line ends are all LF.
    pub(super) fn new(text: &'t str) -> Lines<'t> {
        let ends = text.match_indices('\n').map(|(at, _)| at + 1);
        let starts = std::iter::once(0).chain(ends).collect();
        Lines { text, starts }
    }

    /// The whole text.
    pub(super) fn text(&self) -> &'t str {
        self.text
    }

    /// The line of a byte, from 0.
    pub(super) fn of(&self, byte: usize) -> usize {
        self.starts.partition_point(|start| *start <= byte) - 1
    }

    /// Where a line begins.
    pub(super) fn start(&self, line: usize) -> usize {
        self.starts.get(line).copied().unwrap_or(self.text.len())
    }

    /// A line without its end.
    pub(super) fn line(&self, line: usize) -> &'t str {
        let all = &self.text[self.start(line)..self.start(line + 1)];
        all.trim_end_matches('\n')
    }

    /// Characters before a byte on its line.
    pub(super) fn column(&self, byte: usize) -> usize {
        self.text[self.start(self.of(byte))..byte].chars().count()
    }

    /// Whether the line above is empty.
    pub(super) fn is_below_blank(&self, line: usize) -> bool {
        line > 0 && self.line(line - 1).trim_matches(BLANKS).is_empty()
    }

    /// Whether nothing but dashes stands before a byte on its line, and the line above is empty.
    pub(super) fn is_first_below_blank(&self, byte: usize) -> bool {
        let line = self.of(byte);
        let before = &self.text[self.start(line)..byte];
        before.trim_matches([' ', '\t', '-', '?']).is_empty() && self.is_below_blank(line)
    }

    /// Where the next value begins behind a byte between two values: the dash of its item, the mark of its block, its
    /// first character. Passes over blanks, comments, anchors, tags and the `:` of a key; over dashes too, if asked to.
    pub(super) fn next(&self, from: usize, over_dashes: bool) -> usize {
        let mut at = from;
        loop {
            let rest = &self.text[at..];
            let word = rest.split([' ', '\t', '\n']).next().unwrap_or_default();
            at += match rest.chars().next() {
                None => return at,
                Some(' ' | '\t' | '\n') => 1,
                Some('#') => rest.find('\n').unwrap_or(rest.len()),
                Some('&' | '!') => word.len(),
                Some(':') => 1,
                Some('-' | '?') if over_dashes && word.len() == 1 => 1,
                Some(_) => return at,
            };
        }
    }
}
