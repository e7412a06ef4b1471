//! What the parser could not read, in words of ours.

use granit_parser::{ErrorKind, ScanError};

use super::{Diagnostic, Source, code, line_fault};

/// The finding for a fault of syntax.
pub(super) fn finding(source: &Source, error: &ScanError) -> Diagnostic {
    let at = error
        .marker()
        .byte_offset()
        .unwrap_or(0)
        .min(source.text().len());
    let (code, message, help) = words(error.kind());
    let at = match code {
        code::TAB => line_fault::tab(source, at).map_or(at, |tab| tab.start),
        _ => at,
    };
    let no_entry = matches!(
        error.kind(),
        ErrorKind::MappingValueNotAllowed | ErrorKind::SimpleKeyExpected
    );
    if let Some(fault) = line_fault::no_entry(source, at).filter(|_| no_entry) {
        let finding = Diagnostic::error(code, fault.message);
        return finding.at(source.place(&fault.span), "").help(fault.help);
    }
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

const INDENTATION: &str = "check the indentation of this line and of the one above it";

/// Code, message and help. Kinds that people hardly meet keep the parser's words.
fn words(kind: &ErrorKind) -> (&'static str, String, &'static str) {
    if let ErrorKind::UnclosedFlowCollection { open } = kind {
        let message = format!("the `{open}` that opens here is not closed");
        return (code::YAML_SYNTAX, message, "close it");
    }
    if let ErrorKind::MismatchedFlowCollectionEnd { open, close } = kind {
        let message = format!("the `{open}` that opens here is closed by `{close}`");
        return (code::YAML_SYNTAX, message, "close it with its own bracket");
    }
    if let ErrorKind::UnexpectedCharacter { character } = kind {
        let message = format!("text cannot begin with `{}`", character.escape_debug());
        return (code::YAML_SYNTAX, message, "put quotes around it");
    }
    if let Some((code, message, help)) = beyond_yaml(kind) {
        return (code, message.to_owned(), help);
    }
    match common(kind) {
        Some((message, help)) => (code::YAML_SYNTAX, message.to_owned(), help),
        None => (code::YAML_SYNTAX, plain(&kind.to_string()), INDENTATION),
    }
}

/// Faults with a code of their own.
fn beyond_yaml(kind: &ErrorKind) -> Option<(&'static str, &'static str, &'static str)> {
    Some(match kind {
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
        _ => return None,
    })
}

/// The faults that people make most: message and help.
fn common(kind: &ErrorKind) -> Option<(&'static str, &'static str)> {
    Some(match kind {
        ErrorKind::UnclosedQuotedScalar | ErrorKind::DocumentIndicatorInQuotedScalar => (
            "a quote that opens here is not closed",
            "close it on the same line",
        ),
        ErrorKind::MappingValueNotAllowed | ErrorKind::SimpleKeyExpected => (
            "a `key: value` cannot stand here",
            "put quotes around text that holds a `:`, or check the indentation",
        ),
        ErrorKind::InvalidIndentation
        | ErrorKind::ExpectedBlockMappingKey
        | ErrorKind::InvalidSimpleKey => ("this line does not fit the lines above it", INDENTATION),
        ErrorKind::ExpectedFlowMappingSeparator => {
            ("a `,` or `}` is missing here", "close the `{`")
        }
        ErrorKind::ExpectedFlowSequenceSeparator => {
            ("a `,` or `]` is missing here", "close the `[`")
        }
        ErrorKind::InvalidColonPlacement => (
            "a `:` cannot stand here",
            "close the `[` or `{` above, or put quotes around the text",
        ),
        ErrorKind::InvalidTrailingSingleQuotedScalar
        | ErrorKind::InvalidTrailingDoubleQuotedScalar => (
            "something follows the closing quote",
            "put the whole text within the quotes, and write quotes of the other kind inside",
        ),
        ErrorKind::CommentNotSeparated => (
            "a `#` without a space before it begins no comment",
            "write a space before the `#`, or put quotes around the text",
        ),
        ErrorKind::MissingAnchorOrAliasName => {
            ("text cannot begin with `&` or `*`", "put quotes around it")
        }
        ErrorKind::UnknownQuotedScalarEscape => (
            "a `\\` in double quotes begins an escape that YAML does not know",
            "write `\\\\`, or use single quotes",
        ),
        _ => return None,
    })
}

/// The parser's own words without their preamble.
fn plain(text: &str) -> String {
    let text = match text.split_once(", ") {
        Some((preamble, rest)) if preamble.starts_with("while ") => rest,
        _ => text,
    };
    text.replace("invalid", "misplaced")
}
