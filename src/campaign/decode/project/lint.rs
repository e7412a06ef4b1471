//! The `lint` block: how bad the findings of a rule are to be.

use super::super::{code, fields::Fields};
use crate::{
    campaign::language::{Block, Choice, Fault, Format, Key, Kind, Quoting, words},
    syntax::{Severity, Spanned},
};

const LEVELS: &[Choice<Option<Severity>>] = &[
    Choice::new("off", None, "not reported"),
    Choice::new("info", Some(Severity::Info), "worth knowing"),
    Choice::new(
        "warning",
        Some(Severity::Warning),
        "probably not what was meant",
    ),
    Choice::new("error", Some(Severity::Error), "nothing runs"),
];

const CODE: Format = Format {
    what: "the code of a rule such as `EXO907`",
    quoting: Quoting::Usual,
    pattern: "^EXO[0-9]{3}$",
    check: form,
};

/// The `lint` block.
pub(super) static LINT: Block = Block {
    about: "Levels of the lint rules.",
    keys: &[Key::new(
        "rules",
        Kind::Map {
            keys: &Kind::Format(&CODE),
            values: &Kind::Words(|| words(LEVELS)),
        },
        "Codes of rules, and how bad their findings are. Errors cannot be lowered.",
    )
    .default("{}")],
};

/// Which codes there are, a later room knows.
fn form(text: &str) -> Result<(), Fault> {
    let is_code = |text: &str| {
        let number = text.strip_prefix("EXO");
        number.is_some_and(|n| n.len() == 3 && n.bytes().all(|byte| byte.is_ascii_digit()))
    };
    if is_code(text) {
        return Ok(());
    }
    let message = format!("`{text}` is not the code of a rule");
    let upper = text.to_ascii_uppercase();
    let help = match is_code(&upper) {
        true => format!("write `{upper}`"),
        false => "write the code that a finding shows, such as `EXO907`".to_owned(),
    };
    Err(Fault::new(code::VALUE, message, help))
}

/// The levels, in the order of the file.
pub(super) fn build(lint: Fields<'_>) -> Option<Vec<(Spanned<String>, Option<Severity>)>> {
    let Some(rules) = lint.node("rules") else {
        return Some(Vec::new());
    };
    let entries = rules.entries().iter().map(|(key, value)| {
        let level = value.text()?;
        let level = LEVELS.iter().find(|choice| choice.word == level)?.value;
        let code = Spanned::new(key.text()?.to_owned(), key.span.clone());
        Some((code, level))
    });
    entries.collect()
}
