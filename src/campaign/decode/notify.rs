//! The `notify` block: who is told of what.

use std::collections::BTreeSet;

use super::{code, fields::Fields, secret, suggest, url};
use crate::{
    campaign::{
        Campaign, Notify, NotifyEvent, NotifyFormat, Project, Webhook,
        language::{Block, Choice, Fault, Format, Key, Kind, Quoting, words},
        project::SecretRef,
    },
    syntax::{Diagnostic, Node, Source, Spanned},
};

const fn event(value: NotifyEvent, about: &'static str) -> Choice<NotifyEvent> {
    Choice::new(value.word(), value, about)
}

const EVENTS: &[Choice<NotifyEvent>] = &[
    event(NotifyEvent::Started, "a run began"),
    event(NotifyEvent::Paused, "somebody paused it"),
    event(
        NotifyEvent::Breaker,
        "an outage of Exotel's, or outcomes that meet `limits.stop_when`",
    ),
    event(NotifyEvent::Stopped, "the run ended early"),
    event(NotifyEvent::Finished, "everybody has a result"),
    event(NotifyEvent::Unsettled, "outcomes are missing at the end"),
];

const FORMATS: &[Choice<NotifyFormat>] = &[
    Choice::new("slack", NotifyFormat::Slack, "`{\"text\": …}`, for people"),
    Choice::new("json", NotifyFormat::Json, "an object, for programs"),
];

const WEBHOOK: Format = Format {
    what: "`${VARIABLE}`, a variable that holds the URL",
    quoting: Quoting::Usual,
    pattern: r"^(\$\{[A-Za-z_][A-Za-z0-9_]*\}|https?://(127\.|localhost[:/]).*)$",
    check: webhook,
};

/// An item of `notify`.
pub(super) static NOTIFY: Block = Block {
    about: "Who is told of what.",
    keys: &[
        Key::new(
            "on",
            Kind::List(&Kind::Words(|| words(EVENTS)), 1),
            "What is told.",
        )
        .required(),
        Key::new(
            "webhook",
            Kind::Format(&WEBHOOK),
            "Where it is told: a variable with the URL, which is a secret. It is allowed by `allow` in exodial.yaml, and so is its host.",
        )
        .required(),
        Key::new(
            "format",
            Kind::Words(|| words(FORMATS)),
            "What is sent there.",
        )
        .default("slack"),
    ],
};

/// Checks where a webhook's URL is found. No text of a URL is ever in the fault.
fn webhook(text: &str) -> Result<(), Fault> {
    match secret::read(text) {
        SecretRef::Variable(name) if is_exotels(&name) => {
            let message = format!("`{name}` may not be read by a campaign");
            let help =
                "give the webhook a variable of its own, which does not begin with `EXOTEL_`";
            Err(Fault::new(code::WEBHOOK_VARIABLE, message, help))
        }
        SecretRef::Variable(_) => Ok(()),
        SecretRef::File(_) => {
            let message = "a campaign names no file with a secret";
            let help =
                "write \"${OPS_WEBHOOK}\"; OPS_WEBHOOK_FILE in the environment may name the file";
            Err(Fault::new(code::VALUE, message, help))
        }
        SecretRef::Literal(text) if text.starts_with('$') => {
            let message = "`webhook` is not a `${VARIABLE}`";
            let help = "write \"${NAME}\" with letters, digits and `_` for the name; there are no defaults in it";
            Err(Fault::new(code::VALUE, message, help))
        }
        SecretRef::Literal(text) if url::seems_local(&text) => url::webhook(&text).map(drop),
        SecretRef::Literal(_) => {
            let message = "the URL of a webhook is a secret, and it is written out in this file";
            let help = "write \"${OPS_WEBHOOK}\", and revoke this one if the file was ever shared";
            Err(Fault::new(code::SECRET_IN_FILE, message, help))
        }
    }
}

fn is_exotels(name: &str) -> bool {
    name.to_ascii_uppercase().starts_with("EXOTEL_")
}

/// The items, in the order of the file.
pub(super) fn build(top: Fields<'_>) -> Option<Vec<Notify>> {
    let items = top.node("notify").map(Node::items).unwrap_or_default();
    items.iter().map(item).collect()
}

fn item(node: &Node) -> Option<Notify> {
    let fields = Fields::new(&NOTIFY, Some(node));
    let on = fields.list("on")?.into_iter().map(|word| {
        let choice = EVENTS.iter().find(|choice| choice.word == word);
        choice.map(|choice| choice.value)
    });
    let written = fields.text("webhook")?;
    let webhook = match secret::read(&written.value) {
        SecretRef::Variable(name) => Webhook::Variable(name),
        _ => Webhook::Loopback(written.value),
    };
    Some(Notify {
        on: on.collect::<Option<BTreeSet<_>>>()?,
        webhook: Spanned::new(webhook, written.span),
        format: fields.choice("format", FORMATS)?,
    })
}

/// Variables and hosts that the project does not allow. The host of a variable is not known before it is read,
/// and here none is.
pub(super) fn check(campaign: &Campaign, source: &Source, project: &Project) -> Vec<Diagnostic> {
    let faults = campaign.notify.iter().filter_map(|notify| {
        let fault = match &notify.webhook.value {
            Webhook::Variable(name) => variable(name, project),
            Webhook::Loopback(text) => host_of(text, project),
        };
        Some(fault.err()?.at(source.place(&notify.webhook.span)))
    });
    faults.collect()
}

fn variable(name: &String, project: &Project) -> Result<(), Fault> {
    let allowed = &project.allow.variables;
    if allowed.contains(name) {
        return Ok(());
    }
    let message = format!("the project does not let a campaign read `{name}`");
    Err(Fault::new(
        code::WEBHOOK_VARIABLE,
        message,
        match allowed.as_slice() {
            [] => "add it to `allow.variables` in exodial.yaml".to_owned(),
            names => format!(
                "add it to `allow.variables` in exodial.yaml, or read {}",
                suggest::one_of(names)
            ),
        },
    ))
}

fn host_of(text: &str, project: &Project) -> Result<(), Fault> {
    webhook_host(text, &project.allow.notify_hosts).map(drop)
}

/// Checks the URL of a webhook and gives its host: `https`, or `http` on this machine, and one of these hosts.
///
/// # Errors
/// A fault when it is anything else; nothing of the URL but its host is in the text.
pub fn webhook_host(text: &str, allowed: &[String]) -> Result<String, Fault> {
    let host = url::webhook(text)?;
    if allowed.contains(&host) {
        return Ok(host);
    }
    let message = format!("the project does not allow webhooks on `{host}`");
    let help = "add the host to `allow.notify_hosts` in exodial.yaml";
    Err(Fault::new(code::WEBHOOK_HOST, message, help))
}
