//! What a stranger's text may show in logs, journals and reports.

/// A run of so many digits may be a phone number.
const NUMBER_LEN_MIN: usize = 7;
/// A word so long may be a key, a token or a header. Exotel's keys and tokens have 48 characters, its
/// sids 32.
const SECRET_LEN_MIN: usize = 36;
/// Longest message, in characters.
pub const LINE_LEN_MAX: usize = 200;
/// Longest evidence, in bytes.
pub const EVIDENCE_LEN_MAX: usize = 4096;

/// A message in one line of at most [`LINE_LEN_MAX`] characters, numbers and secrets masked.
pub fn line(text: &str) -> String {
    let start: String = text.chars().take(8 * LINE_LEN_MAX).collect();
    let words = masked(&start)
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ");
    if words.chars().count() <= LINE_LEN_MAX {
        return words;
    }
    let mut cut: String = words.chars().take(LINE_LEN_MAX - 1).collect();
    cut.push('…');
    cut
}

/// The beginning of an answer, at most [`EVIDENCE_LEN_MAX`] bytes, numbers and secrets masked.
pub fn evidence(status: u16, body: &[u8]) -> String {
    // A little more than is kept, so that a word is masked also where the end is cut off.
    let start = &body[..body.len().min(EVIDENCE_LEN_MAX + 512)];
    let mut text = format!("HTTP {status} {}", masked(&String::from_utf8_lossy(start)));
    text.truncate(text.floor_char_boundary(EVIDENCE_LEN_MAX));
    text.truncate(text.trim_end().len());
    text
}

/// Blots out digits that may be a phone number, words that may be secrets, and characters that would
/// move a terminal's cursor or turn its text around.
fn masked(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    let mut after_scheme = false;
    while let Some(first) = rest.chars().next() {
        let len = rest
            .find(|c| in_word(c) != in_word(first))
            .unwrap_or(rest.len());
        let (word, tail) = rest.split_at(len);
        rest = tail;
        if !in_word(first) {
            out.extend(word.chars().map(|c| if is_harmful(c) { ' ' } else { c }));
            after_scheme &= word.chars().all(char::is_whitespace);
        } else if word.len() >= SECRET_LEN_MIN || after_scheme {
            out.push_str("***");
            after_scheme = false;
        } else {
            without_numbers(word, &mut out);
            after_scheme = ["basic", "bearer"]
                .iter()
                .any(|s| word.eq_ignore_ascii_case(s));
        }
    }
    out
}

/// The alphabets of base64, of identifiers, and of digits everywhere.
fn in_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || c.is_numeric() || matches!(c, '+' | '/' | '=' | '_' | '-')
}

fn is_harmful(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

fn without_numbers(word: &str, out: &mut String) {
    let mut rest = word;
    while let Some(first) = rest.chars().next() {
        let digits = first.is_numeric();
        let len = rest
            .find(|c: char| c.is_numeric() != digits)
            .unwrap_or(rest.len());
        let (run, tail) = rest.split_at(len);
        rest = tail;
        let count = run.chars().count();
        if digits && count >= NUMBER_LEN_MIN {
            out.extend(std::iter::repeat_n('x', count));
        } else {
            out.push_str(run);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_secrets_do_not_show() {
        for (text, shown) in [
            (
                "Call to [09900003212] can not be made",
                "Call to [xxxxxxxxxxx] can not be made",
            ),
            ("From=%2B919900003212&x=1", "From=%2Bxxxxxxxxxxxx&x=1"),
            (
                "error 340030 at 2026-11-23 10:00:00",
                "error 340030 at 2026-11-23 10:00:00",
            ),
            ("९९००००३२१२", "xxxxxxxxxx"),
            (
                "Authorization: Basic a2V5OnRva2Vu end",
                "Authorization: Basic *** end",
            ),
            (
                "token 0123456789abcdef0123456789abcdef0123 end",
                "token *** end",
            ),
            (
                "sid abcdefghabcdefghabcdefghabcd19ba",
                "sid abcdefghabcdefghabcdefghabcd19ba",
            ),
            ("a\u{1b}[31m\r\nb\u{202e}c\u{0}", "a [31m b c"),
            ("  two\n\n lines ", "two lines"),
            ("", ""),
        ] {
            assert_eq!(line(text), shown);
        }
        assert_eq!(line(&"ab ".repeat(1000)).chars().count(), LINE_LEN_MAX);
    }

    #[test]
    fn evidence_is_bounded_and_cut_between_characters() {
        assert_eq!(evidence(503, b"<h1>Busy</h1>"), "HTTP 503 <h1>Busy</h1>");
        assert_eq!(evidence(502, b""), "HTTP 502");
        let long = evidence(200, "é ".repeat(10_000).as_bytes());
        assert!(long.len() <= EVIDENCE_LEN_MAX && long.len() > EVIDENCE_LEN_MAX - 4);
        // A number across the cut is masked whole.
        for pad in EVIDENCE_LEN_MAX - 24..EVIDENCE_LEN_MAX {
            let body = format!("{}919900003212", ". ".repeat(pad / 2));
            assert!(!evidence(200, body.as_bytes()).contains("99"), "{pad}");
        }
        assert_eq!(
            evidence(200, &[0xff, b'a', 0x00, b'b']),
            "HTTP 200 \u{fffd}a b"
        );
    }
}
