//! Findings as rustc draws its own: the line, carets under what is meant, notes and help below.

use annotate_snippets::{AnnotationKind, Element, Group, Level, Origin, Renderer, Snippet};

use super::clean;
use crate::syntax::{Diagnostic, Label, Place, Severity, Span};

/// How findings are drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Look {
    /// With the escapes of a terminal.
    pub colour: bool,
    /// Columns of the terminal; long lines are cut around the caret.
    pub width: usize,
}

impl Default for Look {
    /// Plain text of 120 columns.
    fn default() -> Look {
        Look {
            colour: false,
            width: 120,
        }
    }
}

/// Draws findings in their order, a blank line after each.
pub fn human(findings: &[Diagnostic], look: Look) -> String {
    let renderer = match look.colour {
        true => Renderer::styled(),
        false => Renderer::plain(),
    };
    let renderer = renderer.term_width(look.width);
    let mut text = String::new();
    for finding in findings {
        text.push_str(&renderer.render(&[group(finding)]));
        text.push_str("\n\n");
    }
    text
}

/// Lines shown of a span.
const LINES_MAX: usize = 6;
/// Characters marked in a line.
const MARKED_MAX: usize = 100;
/// Characters shown behind the mark.
const BEHIND_MAX: usize = 200;

fn group(finding: &Diagnostic) -> Group<'static> {
    let level = match finding.severity {
        Severity::Info => Level::INFO,
        Severity::Warning => Level::WARNING,
        Severity::Error => Level::ERROR,
    };
    let title = level
        .primary_title(clean::line(&finding.message))
        .id(finding.code);
    let mut group = Group::with_title(title).elements(places(&finding.labels));
    let shown = u64::try_from(finding.labels.len())
        .unwrap_or(u64::MAX)
        .max(1);
    if let Some(more) = finding.count.checked_sub(shown).filter(|more| *more > 0) {
        group = group.element(Level::NOTE.message(format!("and {more} more")));
    }
    for note in &finding.notes {
        group = group.element(Level::NOTE.message(clean::line(note)));
    }
    if let Some(help) = &finding.help {
        group = group.element(Level::HELP.message(clean::line(help)));
    }
    group
}

/// The labels drawn: those of one line in one picture, those without a line by their number alone.
fn places(labels: &[Label]) -> Vec<Element<'static>> {
    let mut elements = Vec::new();
    let together = |a: &Label, b: &Label| {
        let (a, b) = (&a.place, &b.place);
        a.path == b.path && a.line == b.line && a.excerpt == b.excerpt
    };
    let mut first = true;
    for run in labels.chunk_by(together) {
        let place = &run[0].place;
        if !place.excerpt.is_empty() {
            elements.push(picture(run, first));
        } else {
            if first {
                elements.push(origin(place));
            }
            let texts = run.iter().filter(|label| !label.text.is_empty() || !first);
            elements.extend(texts.map(|label| Level::NOTE.message(said(label)).into()));
        }
        first = false;
    }
    elements
}

/// A label without a picture: `line 40: line 2 has it too`.
fn said(label: &Label) -> String {
    let text = clean::line(&label.text);
    match (label.place.byte, text.is_empty()) {
        (0, _) => text,
        (_, true) => format!("line {}", label.place.line),
        (_, false) => format!("line {}: {text}", label.place.line),
    }
}

/// The file, and its line where one is known.
fn origin(place: &Place) -> Element<'static> {
    let origin = Origin::path(clean::path(&place.path));
    match place.byte {
        0 => origin.into(),
        _ => origin.line(place.line).into(),
    }
}

/// The lines of one place with the labels that point into them.
fn picture(labels: &[Label], first: bool) -> Element<'static> {
    let place = &labels[0].place;
    let farthest = labels.iter().map(|label| marked(&label.place).end).max();
    let excerpt = cut(&place.excerpt, farthest.unwrap_or(0));
    let mut snippet = Snippet::source(lines(excerpt))
        .line_start(place.line)
        .path(clean::path(&place.path))
        .fold(false);
    for (nth, label) in labels.iter().enumerate() {
        let kind = match first && nth == 0 {
            true => AnnotationKind::Primary,
            false => AnnotationKind::Context,
        };
        let span = cleaned(&place.excerpt, marked(&label.place));
        let text = (!label.text.is_empty()).then(|| clean::line(&label.text));
        snippet = snippet.annotation(kind.span(span).label(text));
    }
    snippet.into()
}

/// What of a span is marked: no more lines and characters than a reader takes in at once.
fn marked(place: &Place) -> Span {
    let Some(text) = place.excerpt.get(place.within.clone()) else {
        return 0..0;
    };
    let lines = text.match_indices('\n').nth(LINES_MAX - 1);
    let text = lines.map_or(text, |(at, _)| &text[..at]);
    let line = text.rfind('\n').map_or(0, |at| at + 1);
    let last = &text[line..];
    let end = last.char_indices().nth(MARKED_MAX);
    let len = line + end.map_or(last.len(), |(at, _)| at);
    place.within.start..place.within.start + len
}

/// The excerpt up to a little behind `end`. The beginning stays, because columns are counted from it.
fn cut(excerpt: &str, end: usize) -> &str {
    let behind = &excerpt[end..];
    let line = behind.find('\n').unwrap_or(behind.len());
    let long = behind[..line].char_indices().nth(BEHIND_MAX);
    &excerpt[..end + long.map_or(line, |(at, _)| at)]
}

/// A span of the excerpt as it is after cleaning, which changes the length of characters.
fn cleaned(excerpt: &str, span: Span) -> Span {
    let moved = |byte: usize| lines(&excerpt[..byte]).len();
    moved(span.start)..moved(span.end)
}

/// Lines of a file, cleaned each.
fn lines(text: &str) -> String {
    let lines = text.split('\n').map(|line| line.trim_end_matches('\r'));
    lines.map(clean::line).collect::<Vec<String>>().join("\n")
}
