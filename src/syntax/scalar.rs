//! From a stretch of a YAML scalar's value back to the text that wrote it.
//!
//! A value differs from its text by quotes, escapes, indentation and folded lines; a finding inside a
//! template has to be shown in the text.

use super::{Source, Span, Spanned};

/// Where a part of a scalar's value stands in the file; the whole scalar where that cannot be said.
///
/// `scalar.span` covers the scalar with its quotes or block mark; `part` is in bytes of the value.
pub fn locate(source: &Source, scalar: &Spanned<String>, part: &Span) -> Span {
    let whole = scalar.span.clone();
    let raw = source.text().get(whole.clone()).unwrap_or_default();
    match align(raw, &scalar.value, part) {
        Some(within) => whole.start + within.start..whole.start + within.end,
        None => whole,
    }
}

/// Walks value and text side by side. White space is passed over on both sides, because folding and
/// indentation change it; everything else must agree.
fn align(raw: &str, value: &str, part: &Span) -> Option<Span> {
    let style = raw.chars().next()?;
    let mut at = match style {
        '"' | '\'' => 1,
        '|' | '>' => raw.find('\n')? + 1,
        _ => 0,
    };
    let mut found: Option<Span> = None;
    for (offset, c) in value.char_indices() {
        if offset >= part.end.max(part.start + 1) {
            break;
        }
        if c.is_whitespace() {
            continue;
        }
        let unit = loop {
            let (read, len) = unit(raw.get(at..)?, style)?;
            let start = at;
            at += len;
            match read {
                Some(read) if read == c => break start..at,
                Some(read) if !read.is_whitespace() => return None,
                _ => {}
            }
        };
        if offset >= part.start {
            let start = found.map_or(unit.start, |found| found.start);
            found = Some(start..unit.end);
        }
    }
    found
}

/// The character that the text begins with, and how many bytes write it. An escaped line end writes none.
fn unit(rest: &str, style: char) -> Option<(Option<char>, usize)> {
    let first = rest.chars().next()?;
    let escape = rest[first.len_utf8()..].chars().next();
    match (style, first, escape) {
        ('\'', '\'', Some('\'')) => Some((Some('\''), 2)),
        ('"', '\\', Some(escape)) => {
            let digits = match escape {
                'x' => 2,
                'u' => 4,
                'U' => 8,
                _ => 0,
            };
            let len = 1 + escape.len_utf8() + digits;
            let read = match escape {
                'x' | 'u' | 'U' => {
                    let code = u32::from_str_radix(rest.get(2..len)?, 16).ok()?;
                    Some(char::from_u32(code)?)
                }
                '\n' | '\r' => None,
                'n' | 't' | 'r' | ' ' | '\t' | 'N' | 'L' | 'P' | '_' | 'v' | 'f' => Some(' '),
                '0' => Some('\0'),
                'a' => Some('\u{7}'),
                'b' => Some('\u{8}'),
                'e' => Some('\u{1b}'),
                other => Some(other),
            };
            Some((read, len))
        }
        _ => Some((Some(first), first.len_utf8())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_found_in_every_style() {
        let table = [
            ("{{ a }}|{{ b }}", "{{ a }}|{{ b }}", "b", "b"),
            ("\"{{ a }}|{{ b }}\"", "{{ a }}|{{ b }}", "b", "b"),
            (
                "'{{ row[''x''] }}'",
                "{{ row['x'] }}",
                "row['x']",
                "row[''x'']",
            ),
            (
                "\"{{ row[\\\"x y\\\"] }}\"",
                "{{ row[\"x y\"] }}",
                "row[\"x y\"]",
                "row[\\\"x y\\\"]",
            ),
            ("\"\\u0061\\n{{ bcd }}\"", "a\n{{ bcd }}", "bcd", "bcd"),
            (
                "|\n    {{ a }}\n    {{ bcd }}\n",
                "{{ a }}\n{{ bcd }}\n",
                "bcd",
                "bcd",
            ),
            (
                ">-\n  {{ a }}\n  {{ bcd }}",
                "{{ a }} {{ bcd }}",
                "bcd",
                "bcd",
            ),
            ("\"{{ a \\\n   b }}\"", "{{ a b }}", "b", "b"),
        ];
        for (raw, value, part, shown) in table {
            let text = format!("key: {raw}\n");
            let source = Source::new("x.yaml", text);
            let scalar = Spanned::new(value.to_owned(), 5..5 + raw.len());
            let start = value.rfind(part).expect("the part is in the value");
            let span = locate(&source, &scalar, &(start..start + part.len()));
            assert_eq!(&source.text()[span], shown, "{raw}");
        }
    }

    #[test]
    fn what_does_not_agree_is_shown_whole() {
        let source = Source::new("x.yaml", "key: *anchor");
        let scalar = Spanned::new("{{ a }}".to_owned(), 5..12);
        assert_eq!(locate(&source, &scalar, &(3..4)), 5..12);
        let beyond = Spanned::new("{{ a }}".to_owned(), 5..99);
        assert_eq!(locate(&source, &beyond, &(3..4)), 5..99);
    }
}
