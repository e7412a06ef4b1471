//! The `allow` block of the project file: what campaigns may name.

use super::{code, fields::Fields, secret, text};
use crate::campaign::{
    Allow,
    language::{Block, Fault, Format, Key, Kind, Quoting},
};

const HOST: Format = Format {
    what: "the name of a host such as `hooks.example.com`",
    quoting: Quoting::Usual,
    pattern: r"^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$",
    check: host,
};

const VARIABLE: Format = Format {
    what: "the name of a variable such as `OPS_WEBHOOK`",
    quoting: Quoting::Usual,
    pattern: "^[A-Za-z_][A-Za-z0-9_]*$",
    check: variable,
};

const HOSTS: Kind = Kind::List(&Kind::Format(&HOST), 0);

/// The `allow` block.
pub(super) static ALLOW: Block = Block {
    about: "What campaigns may name.",
    keys: &[
        Key::new("callback_hosts", HOSTS, "Hosts of `call.status_callback`.").default("[]"),
        Key::new("notify_hosts", HOSTS, "Hosts of `notify`.").default("[]"),
        Key::new(
            "variables",
            Kind::List(&Kind::Format(&VARIABLE), 0),
            "Variables that `notify` may read.",
        )
        .default("[]"),
        Key::new(
            "hmac_key",
            Kind::Secret { literal: false },
            "The key of hashed suppression lists.",
        )
        .default("null"),
    ],
};

pub(super) fn build(allow: Fields<'_>) -> Option<Allow> {
    let list = |name| allow.list(name).unwrap_or_default();
    Some(Allow {
        callback_hosts: list("callback_hosts"),
        notify_hosts: list("notify_hosts"),
        variables: list("variables"),
        hmac_key: allow.plain("hmac_key").map(|text| secret::read(&text)),
    })
}

/// A host stands alone, in small letters: what is compared letter by letter cannot be misread.
fn host(text: &str) -> Result<(), Fault> {
    let fault = |help: &str| {
        let message = format!("`{text}` is not the name of a host");
        Err(Fault::new(code::VALUE, message, help))
    };
    if text.contains('*') {
        return fault("name each host; there are no wildcards");
    }
    if let Some((_, rest)) = text.split_once("://") {
        let host = rest.split(['/', ':', '?', '#']).next().unwrap_or_default();
        return fault(&format!("write the host alone: `{host}`"));
    }
    if text.contains([':', '/', '@']) {
        return fault("write the host alone, without port, path or user");
    }
    let label = |label: &str| {
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
        label.starts_with(plain)
            && label.ends_with(plain)
            && label.chars().all(|c| plain(c) || c == '-')
            && label.len() <= 63
    };
    if text.len() <= 253 && text.split('.').all(label) {
        return Ok(());
    }
    match text.to_ascii_lowercase() {
        lower if lower != text && lower.split('.').all(label) => fault(&format!("write `{lower}`")),
        _ => fault("write small letters, digits, `-` and `.`, such as `hooks.example.com`"),
    }
}

/// Exotel's own secrets never reach a campaign.
fn variable(name: &str) -> Result<(), Fault> {
    if name.to_ascii_uppercase().starts_with("EXOTEL_") {
        let message = format!("`{name}` may not be read by a campaign");
        let help = "give the webhook a variable of its own, which does not begin with `EXOTEL_`";
        return Err(Fault::new(code::VALUE, message, help));
    }
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '_';
    if name.chars().all(plain) && !name.starts_with(|c: char| c.is_ascii_digit()) {
        return Ok(());
    }
    let message = format!("`{name}` is not the name of a variable");
    let help = match name
        .strip_prefix("${")
        .and_then(|rest| rest.strip_suffix('}'))
    {
        Some(inner) if text::whole(inner).is_none() => format!("write `{inner}`"),
        _ => "write letters, digits and `_`, such as `OPS_WEBHOOK`".to_owned(),
    };
    Err(Fault::new(code::VALUE, message, help))
}
