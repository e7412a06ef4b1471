//! Findings that a comment in the campaign file silences: `# exodial: ignore[EXO415] twins share a phone`.
//!
//! A comment behind a line silences what is found on it; a comment on a line of its own, what is found on the next
//! line that is no comment. On the line that names a contact file it silences what is found in that file. Errors stay:
//! what they tell of cannot be read, or must not be called.

use super::{NOT_TO_BE_SET, Reach, rule, unknown};
use crate::syntax::{Comment, Diagnostic, Safety, Severity, Source, Span, comments};

/// A comment that silences nothing.
const UNUSED: &str = "EXO901";
/// A comment that does not say why.
const WITHOUT_REASON: &str = "EXO902";

/// What begins the words of such a comment.
const MARK: &str = "exodial:";

/// A code that a comment names.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Ignored {
    code: &'static str,
    /// Where the code is written.
    span: Span,
    /// The line that is meant, from 1.
    line: usize,
    is_used: bool,
    /// The whole comment, and what stands before it on its line.
    comment: Span,
}

/// A file that the campaign names, and where.
pub type Named<'a> = (&'a str, &'a Span);

/// Findings without those that the comments of the campaign file silence, and findings about these comments behind
/// them.
pub fn suppress(
    findings: Vec<Diagnostic>,
    source: &Source,
    named: &[Named<'_>],
) -> Vec<Diagnostic> {
    let (mut ignored, about) = read(source);
    let mut kept = Vec::new();
    for finding in findings {
        let line = line(&finding, source, named);
        let own = |one: &&mut Ignored| one.code == finding.code && Some(one.line) == line;
        match ignored.iter_mut().find(own) {
            None => kept.push(finding),
            Some(one) => {
                one.is_used = true;
                if finding.severity == Severity::Error {
                    kept.push(
                        finding.note("The comment is not heeded: an error cannot be silenced."),
                    );
                }
            }
        }
    }
    kept.extend(about);
    let unused = ignored.iter().filter(|one| !one.is_used);
    kept.extend(unused.map(|one| {
        let message = format!("{} is not found here", one.code);
        let finding = Diagnostic::warning(UNUSED, message);
        let finding = finding.at(source.place(&one.span), "nothing to silence");
        let finding = finding.help("remove it");
        let of_comment = |other: &&Ignored| other.comment == one.comment;
        match ignored
            .iter()
            .filter(of_comment)
            .all(|other| !other.is_used)
        {
            true => finding.edited(Safety::Safe, one.comment.clone(), ""),
            false => finding,
        }
    }));
    kept
}

/// The line of the campaign file that a finding is about.
fn line(finding: &Diagnostic, source: &Source, named: &[Named<'_>]) -> Option<usize> {
    let place = &finding.labels.first()?.place;
    if place.path == *source.path() {
        return Some(place.line);
    }
    let (_, span) = named.iter().find(|(path, _)| **path == *place.path)?;
    Some(source.place(span).line)
}

/// The codes that comments name, and what is wrong with the comments.
fn read(source: &Source) -> (Vec<Ignored>, Vec<Diagnostic>) {
    let comments = comments(source);
    let (mut ignored, mut findings) = (Vec::new(), Vec::new());
    for (at, comment) in comments.iter().enumerate() {
        let Some(words) = comment.text.trim_start().strip_prefix(MARK) else {
            continue;
        };
        let place = source.place(&comment.span);
        let Some((codes, reason)) = listed(words) else {
            let message = "this comment names no code";
            let finding = Diagnostic::error(NOT_TO_BE_SET, message).at(place, "");
            findings.push(finding.help("write `# exodial: ignore[EXO415] and why`"));
            continue;
        };
        if reason.trim().is_empty() {
            let message = "this comment does not say why";
            let finding = Diagnostic::warning(WITHOUT_REASON, message).at(place, "");
            findings.push(finding.help("write the reason behind the bracket"));
        }
        let line = meant(source, &comments[at..]);
        // Where a code is written, from where the list of them is.
        let text = &source.text()[comment.span.clone()];
        let list = comment.span.start + text.find('[').map_or(0, |at| at + 1);
        let mut from = list;
        for piece in codes.split(',') {
            let code = piece.trim();
            let start = from + (piece.len() - piece.trim_start().len());
            let span = start..start + code.len();
            from += piece.len() + 1;
            match rule(code) {
                Some(rule) if rule.reach == Reach::Graded => ignored.push(Ignored {
                    code: rule.code,
                    span,
                    line,
                    is_used: false,
                    comment: whole(source, comment),
                }),
                Some(rule) => findings.push(sealed(rule.code, rule.reach, source, &span)),
                None => findings.push(unknown(code, &source.place(&span))),
            }
        }
    }
    (ignored, findings)
}

/// A comment with the blanks before it; with its line end, where nothing else stands on the line.
fn whole(source: &Source, comment: &Comment) -> Span {
    let text = source.text();
    let before = text.get(..comment.span.start).unwrap_or_default();
    let start = before.trim_end_matches([' ', '\t']).len();
    let behind = text.get(comment.span.end..).unwrap_or_default();
    let line_end = behind.len() - behind.trim_start_matches('\r').len() + 1;
    match comment.is_alone && !behind.is_empty() {
        true => start..comment.span.end + line_end,
        false => start..comment.span.end,
    }
}

/// The codes of `ignore[…]`, and the reason behind them.
fn listed(words: &str) -> Option<(&str, &str)> {
    let rest = words.trim_start().strip_prefix("ignore")?;
    rest.trim_start().strip_prefix('[')?.split_once(']')
}

/// The line that a comment is about: its own, or the next one that is more than a comment.
fn meant(source: &Source, comments: &[Comment]) -> usize {
    let mut line = 0;
    for comment in comments {
        let own = source.place(&comment.span).line;
        match line {
            0 if !comment.is_alone => return own,
            0 => line = own + 1,
            next if comment.is_alone && own == next => line += 1,
            _ => break,
        }
    }
    line
}

fn sealed(code: &str, reach: Reach, source: &Source, span: &Span) -> Diagnostic {
    let message = format!("{code} cannot be silenced");
    let finding = Diagnostic::error(NOT_TO_BE_SET, message).at(source.place(span), "");
    let finding = finding.note(reach.why());
    finding.help("remove the comment, and mend what it is about")
}
