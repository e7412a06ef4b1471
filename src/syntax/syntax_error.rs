//! What the parser could not read, in words of ours.

use granit_parser::{ErrorKind, ScanError};

use super::{Diagnostic, Source, code};

/// The finding for a fault of syntax.
pub(super) fn finding(source: &Source, error: &ScanError) -> Diagnostic {
    let at = error
        .marker()
        .byte_offset()
        .unwrap_or(0)
        .min(source.text().len());
    let (code, message, help) = words(error.kind());
    let rest = source.text().get(at..).unwrap_or_default();
    let width = rest.chars().next().filter(|c| *c != '\n' && *c != '\r');
    let place = source.place(&(at..at + width.map_or(0, char::len_utf8)));
    let template = place.excerpt.contains(": {{");
    let finding = Diagnostic::error(code, message).at(place, "");
    if template {
        finding.help("quote the template: \"{{ … }}\"")
    } else {
        finding.help(help)
    }
}

/// Code, message and help. Kinds that people hardly meet keep the parser's words.
fn words(kind: &ErrorKind) -> (&'static str, String, &'static str) {
    let indentation = "check the indentation of this line and of the one above it";
    let (code, message, help) = match kind {
        ErrorKind::TabInIndentation
        | ErrorKind::TabInBlockIndentation
        | ErrorKind::TabNotAllowed
        | ErrorKind::TabAtBlockScalarStart
        | ErrorKind::TabInPlainScalar => (code::TAB, "a tab cannot indent YAML", "use two spaces"),
        ErrorKind::RecursionLimitExceeded => (
            code::TOO_LARGE,
            "blocks are nested too deeply",
            "the language itself has five levels",
        ),
        ErrorKind::BomInsideDocument => (
            code::ENCODING,
            "there is a byte-order mark within the text",
            "remove the invisible character",
        ),
        ErrorKind::UnsupportedYamlMajorVersion
        | ErrorKind::DuplicateVersionDirective
        | ErrorKind::DuplicateTagDirective
        | ErrorKind::UndeclaredTagHandle
        | ErrorKind::InvalidDirectiveTerminator
        | ErrorKind::MissingDirectiveName
        | ErrorKind::InvalidDirectiveName => (
            code::NOT_PLAIN_YAML,
            "the only directive that is read is `%YAML 1.2`, and no tags are",
            "remove it",
        ),
        ErrorKind::UnclosedQuotedScalar | ErrorKind::DocumentIndicatorInQuotedScalar => (
            code::YAML_SYNTAX,
            "a quote that opens here is not closed",
            "close it on the same line",
        ),
        ErrorKind::MappingValueNotAllowed | ErrorKind::SimpleKeyExpected => (
            code::YAML_SYNTAX,
            "a `key: value` cannot stand here",
            "put quotes around text that holds a `:`, or check the indentation",
        ),
        ErrorKind::InvalidIndentation
        | ErrorKind::ExpectedBlockMappingKey
        | ErrorKind::InvalidSimpleKey => (
            code::YAML_SYNTAX,
            "this line does not fit the lines above it",
            indentation,
        ),
        ErrorKind::ExpectedFlowMappingSeparator => (
            code::YAML_SYNTAX,
            "a `,` or `}` is missing here",
            "close the `{`",
        ),
        ErrorKind::ExpectedFlowSequenceSeparator => (
            code::YAML_SYNTAX,
            "a `,` or `]` is missing here",
            "close the `[`",
        ),
        ErrorKind::InvalidColonPlacement => (
            code::YAML_SYNTAX,
            "a `:` cannot stand here",
            "close the `[` or `{` above, or put quotes around the text",
        ),
        ErrorKind::UnclosedFlowCollection { open } => {
            let message = format!("the `{open}` that opens here is not closed");
            return (code::YAML_SYNTAX, message, "close it");
        }
        ErrorKind::UnknownQuotedScalarEscape => (
            code::YAML_SYNTAX,
            "a `\\` in double quotes begins an escape that YAML does not know",
            "write `\\\\`, or use single quotes",
        ),
        other => {
            return (code::YAML_SYNTAX, plain(&other.to_string()), indentation);
        }
    };
    (code, message.to_owned(), help)
}

/// The parser's own words without their preamble.
fn plain(text: &str) -> String {
    let text = match text.split_once(", ") {
        Some((preamble, rest)) if preamble.starts_with("while ") => rest,
        _ => text,
    };
    text.replace("invalid", "misplaced")
}
