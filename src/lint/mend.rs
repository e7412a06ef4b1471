//! Fixes put into the text of a file.

use crate::syntax::{Diagnostic, Safety};

/// The text with the fixes of findings in it, and how many there were: those that are no less sure than `least`, and
/// of two that touch each other the first one. Nothing where there is none.
pub fn mend(
    text: &str,
    path: &str,
    findings: &[Diagnostic],
    least: Safety,
) -> Option<(String, u64)> {
    let fixes = findings.iter().filter(|finding| {
        let place = finding.labels.first().map(|label| &label.place);
        place.is_some_and(|place| *place.path == *path)
    });
    let fixes = fixes.filter_map(|finding| finding.fix.as_ref());
    let mut fixes: Vec<_> = fixes.filter(|fix| fix.safety <= least).collect();
    fixes.sort_by_key(|fix| (fix.span.start, fix.span.end));
    let (mut mended, mut at, mut count) = (String::new(), 0, 0);
    for fix in fixes {
        let Some(before) = text.get(at..fix.span.start) else {
            continue;
        };
        if !text.is_char_boundary(fix.span.end) || text.get(fix.span.clone()) == Some(&fix.text) {
            continue;
        }
        mended.push_str(before);
        mended.push_str(&fix.text);
        (at, count) = (fix.span.end, count + 1);
    }
    mended.push_str(text.get(at..)?);
    (count > 0).then_some((mended, count))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::Source;

    #[test]
    fn fixes_that_touch_each_other_are_not_both_made() {
        let source = Source::new("a.yaml", "एक: ab, c");
        let at = source.text().find("ab").expect("it is there");
        let finding = |span: std::ops::Range<usize>, safety, text: &str| {
            Diagnostic::error("EXO104", "")
                .at(source.place(&span), "")
                .replaced(safety, text)
        };
        let findings = [
            finding(at + 4..at + 5, Safety::Unsafe, "dd"),
            finding(at..at + 2, Safety::Safe, "x"),
            finding(at + 1..at + 3, Safety::Safe, "y"),
        ];
        let mended = |path, least| mend(source.text(), path, &findings, least);
        assert_eq!(
            mended("a.yaml", Safety::Safe),
            Some(("एक: x, c".to_owned(), 1))
        );
        assert_eq!(
            mended("a.yaml", Safety::Unsafe),
            Some(("एक: x, dd".to_owned(), 2))
        );
        assert_eq!(mended("b.yaml", Safety::Unsafe), None);
    }
}
