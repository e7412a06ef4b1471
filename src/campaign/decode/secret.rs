//! Where secrets are found, and how a file that holds one is kept from being shown.

use super::code;
use crate::{
    campaign::{language::Fault, project::SecretRef},
    syntax::{Diagnostic, Node, Scalar, Source, Span, Value},
};

/// Reads `${VARIABLE}` or `${file:PATH}`; everything else is a literal.
pub(super) fn read(text: &str) -> SecretRef {
    let inner = text
        .strip_prefix("${")
        .and_then(|rest| rest.strip_suffix('}'));
    match inner {
        Some(inner) => match inner.strip_prefix("file:") {
            Some(path) if !path.trim().is_empty() => SecretRef::File(path.trim().to_owned()),
            None if is_variable(inner) => SecretRef::Variable(inner.to_owned()),
            _ => SecretRef::Literal(text.to_owned()),
        },
        None => SecretRef::Literal(text.to_owned()),
    }
}

/// Whether a text only says where the secret is.
fn is_reference(text: &str) -> bool {
    !matches!(read(text), SecretRef::Literal(_))
}

fn is_variable(name: &str) -> bool {
    let first = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
    first && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

/// Checks the value of `sid`, `key` or `token`. No text of the value is ever in the fault.
pub(super) fn check(name: &str, scalar: &Scalar, literal: bool) -> Result<(), Fault> {
    let SecretRef::Literal(text) = read(&scalar.text) else {
        return Ok(());
    };
    if text.starts_with("${") || text.starts_with('$') && literal {
        let message = format!("`{name}` is neither `${{VARIABLE}}` nor `${{file:PATH}}`");
        let help = "write \"${NAME}\" with letters, digits and `_` for the name; there are no defaults in it";
        return Err(Fault::new(code::VALUE, message, help));
    }
    if !literal {
        return Err(in_file(name));
    }
    let good = !text.is_empty()
        && text
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || "_-".contains(c));
    if good {
        return Ok(());
    }
    let message = format!("`{name}` is not like an account sid");
    Err(Fault::new(
        code::VALUE,
        message,
        "copy it from the API settings page",
    ))
}

fn in_file(name: &str) -> Fault {
    let variable = match name {
        "token" => "EXOTEL_API_TOKEN",
        "key" => "EXOTEL_API_KEY",
        _ => "NAME",
    };
    let message = format!("`{name}` is a secret, and it is written out in this file");
    let help =
        format!("write \"${{{variable}}}\", and revoke this one if the file was ever shared");
    Fault::new(code::SECRET_IN_FILE, message, help)
}

/// The fault of a key such as `api_token` where no secret belongs.
pub(super) fn misplaced(word: &str) -> Fault {
    let message = format!("`{word}` names a secret, and no secret belongs in this file");
    let help = "remove it, and revoke it if the file was ever shared; accounts are described in exodial.yaml";
    Fault::new(code::SECRET_IN_FILE, message, help)
}

/// Whether a key's name says that its value is a secret.
pub(super) fn names_one(word: &str) -> bool {
    let word = word.to_ascii_lowercase().replace('-', "_");
    let whole = [
        "key",
        "token",
        "secret",
        "password",
        "authtoken",
        "apikey",
        "apitoken",
    ];
    let tail = ["_key", "_token", "_secret", "_password"];
    whole.contains(&word.as_str()) || tail.iter().any(|tail| word.ends_with(tail))
}

/// A copy of the source with every literal secret in it painted over, and every phone number of a test, byte for byte, so that findings can
/// show lines. Without a tree the lines are searched, and rather too much is painted.
pub(super) fn masked(source: &Source, root: Option<&Node>) -> Source {
    let mut spans = Vec::new();
    match root {
        Some(root) => {
            in_tree(root, &mut spans);
            in_tests(root, source.text(), &mut spans);
        }
        None => in_lines(source.text(), &mut spans),
    }
    in_urls(source.text(), &mut spans);
    let mut bytes = source.text().as_bytes().to_vec();
    for span in spans {
        let painted = bytes.get_mut(span).into_iter().flatten();
        painted
            .filter(|byte| !matches!(byte, b'\n' | b'\r'))
            .for_each(|byte| *byte = b'*');
    }
    let text = String::from_utf8_lossy(&bytes).into_owned();
    Source::new(source.path().clone(), text)
}

/// Draws findings that were placed in the original text again in a masked copy.
pub(super) fn redrawn(mut findings: Vec<Diagnostic>, masked: &Source) -> Vec<Diagnostic> {
    for label in findings.iter_mut().flat_map(|finding| &mut finding.labels) {
        let start = label.place.byte;
        label.place = masked.place(&(start..start + label.place.within.len()));
    }
    findings
}

/// The key of a URL that is a secret.
const WEBHOOK: &str = "webhook";

fn in_tree(node: &Node, spans: &mut Vec<Span>) {
    match &node.value {
        Value::Scalar(_) => {}
        Value::Sequence(items) => items.iter().for_each(|item| in_tree(item, spans)),
        Value::Mapping(entries) => {
            for (key, value) in entries {
                let secret = key
                    .text()
                    .is_some_and(|key| names_one(key) || key == WEBHOOK);
                let harmless = match value.scalar() {
                    Some(scalar) => scalar.is_null() || is_reference(&scalar.text),
                    None => false,
                };
                if secret && !harmless {
                    spans.push(value.span.clone());
                }
                in_tree(value, spans);
            }
        }
    }
}

/// Numbers in the rows of tests, all but their last digits.
fn in_tests(root: &Node, text: &str, spans: &mut Vec<Span>) {
    let tests = root.get("tests").map_or(&[][..], Node::items).iter();
    let people = tests.flat_map(|test| test.get("people").map_or(&[][..], Node::items));
    let cells = people.flat_map(|person| person.get("row").map_or(&[][..], Node::entries));
    for (_, cell) in cells {
        if cell.text().is_some_and(is_phone) {
            let written = text.get(cell.span.clone()).unwrap_or_default();
            let digits = written.bytes().enumerate().rev();
            let digits = digits.filter(|(_, byte)| byte.is_ascii_digit());
            let hidden = digits.skip(LAST_SHOWN).map(|(at, _)| cell.span.start + at);
            spans.extend(hidden.map(|at| at..at + 1));
        }
    }
}

/// Digits that are shown of a phone number: the last ones.
const LAST_SHOWN: usize = 3;

/// Whether a text could be a phone number.
pub(super) fn is_phone(text: &str) -> bool {
    text.bytes().filter(u8::is_ascii_digit).count() >= 7
}

fn in_lines(text: &str, spans: &mut Vec<Span>) {
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        for (colon, _) in line.match_indices(':') {
            let before = line[..colon].trim_end_matches(['"', '\'', ' ']);
            let word = before
                .rsplit(|c: char| !(c.is_ascii_alphanumeric() || "_-".contains(c)))
                .next();
            let value = line[colon + 1..].trim_start();
            let first = value
                .split([' ', ',', '\r', '\n'])
                .next()
                .unwrap_or_default();
            if word.is_some_and(|word| names_one(word) || word == WEBHOOK)
                && !value.is_empty()
                && !is_reference(first)
            {
                spans.push(at + colon + 1..at + line.len());
            }
        }
        at += line.len();
    }
}

/// Users and passwords in URLs: what stands between `//` and `@`.
fn in_urls(text: &str, spans: &mut Vec<Span>) {
    for (at, _) in text.match_indices("://") {
        let start = at + "://".len();
        let rest = &text[start..];
        let end = rest
            .find(|c: char| c == '/' || c.is_whitespace())
            .unwrap_or(rest.len());
        if let Some(user) = rest[..end].rfind('@') {
            spans.push(start..start + user);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_painted_over_with_and_without_a_tree() {
        let text = "a:\n  token: s3cret-1\n  key: ${K}\n  url: http://me:s3cret-2@host/x\n";
        let source = Source::new("x.yaml", text);
        let (root, _) = crate::syntax::parse(&source);
        for root in [root.as_ref(), None] {
            let masked = masked(&source, root);
            assert!(!masked.text().contains("s3cret"), "{}", masked.text());
            assert!(masked.text().contains("${K}"));
            assert_eq!(masked.text().len(), text.len());
        }
    }

    #[test]
    fn references_are_read() {
        assert_eq!(read("${A_B}"), SecretRef::Variable("A_B".to_owned()));
        assert_eq!(read("${file:/run/x}"), SecretRef::File("/run/x".to_owned()));
        for literal in ["${A:-b}", "$A", "${}", "${file:}", "x${A}"] {
            assert!(matches!(read(literal), SecretRef::Literal(_)), "{literal}");
        }
    }
}
