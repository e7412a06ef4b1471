//! The `lint` block: how bad the findings of a rule are to be.

use super::super::{code, newer, secret};
use crate::{
    campaign::{
        language::{Block, Choice, Fault, Format, Key, Kind, Quoting, words},
        project::LintRule,
    },
    syntax::{self, Node, Severity, Source},
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

/// The levels of `lint.rules`, in the order of the file: those that can be read, whatever else is wrong in it.
pub fn levels(source: &Source) -> Vec<LintRule> {
    let (root, _) = syntax::parse(source);
    let Some(root) = root.filter(|root| !newer(root)) else {
        return Vec::new();
    };
    let masked = secret::masked(source, Some(&root));
    let entries = root.at("lint.rules").map_or(&[][..], Node::entries).iter();
    let sound = entries.filter_map(|(key, value)| {
        let code = key.text().filter(|code| form(code).is_ok())?;
        let level = value.text();
        let level = LEVELS.iter().find(|choice| Some(choice.word) == level);
        Some(LintRule {
            code: code.to_owned(),
            place: masked.place(&key.span),
            level: level.map(|choice| choice.value),
        })
    });
    sound.collect()
}
