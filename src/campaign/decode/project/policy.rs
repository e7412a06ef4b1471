//! The `policy` block of the project file: what every campaign must honour.

use super::super::{code, fields::Fields, findings::Findings, format, suppress, text};
use crate::{
    campaign::{
        CallingHours, Policy,
        language::{Block, Key, Kind},
        limits::ATTEMPTS_MAX,
    },
    syntax::{Diagnostic, Node, Spanned},
};

static CALLING_HOURS: Block = Block {
    about: "When the phone may ring, every day, half-open.",
    keys: &[
        Key::new("from", Kind::Format(&format::TIME), "The first minute.").default("09:00"),
        Key::new(
            "to",
            Kind::Format(&format::TIME),
            "The minute after the last; \"24:00\" is the end of the day.",
        )
        .default("21:00"),
        Key::new("timezone", Kind::Format(&format::ZONE), "The zone of both.")
            .default("Asia/Kolkata"),
    ],
};

/// The `policy` block.
pub(super) static POLICY: Block = Block {
    about: "What every campaign must honour. A campaign may be stricter, never laxer.",
    keys: &[
        Key::new(
            "calling_hours",
            Kind::Block(&CALLING_HOURS),
            "When the phone may ring.",
        ),
        Key::new(
            "max_attempts",
            Kind::Count(1, ATTEMPTS_MAX),
            "Most calls to one person in a run.",
        )
        .default("null"),
        Key::new(
            "countries",
            Kind::List(&Kind::Format(&format::REGION), 1),
            "Regions that may be called.",
        )
        .default("null"),
        Key::new(
            "suppress",
            suppress::SUPPRESSIONS,
            "Lists of people that every campaign must honour.",
        )
        .default("[]"),
    ],
};

/// Hours end after they begin, and lists are whole.
pub(super) fn agree(findings: &mut Findings<'_>, root: &Node) {
    suppress::agree(findings, root, "policy.suppress");
    if root.at("allow.hmac_key").is_none_or(Node::is_null) {
        suppress::keyless(findings, root, "policy.suppress");
    }
    let Some(node) = root.at("policy.calling_hours") else {
        return;
    };
    let hours = Fields::new(&CALLING_HOURS, Some(node));
    let time = |name: &str| {
        hours
            .text(name)
            .filter(|t| text::time_of_day(&t.value).is_some())
    };
    let (Some(from), Some(to)) = (time("from"), time("to")) else {
        return;
    };
    if text::time_of_day(&from.value) >= text::time_of_day(&to.value) {
        let message = format!("the hours from {} to {} are empty", from.value, to.value);
        let place = if to.span.is_empty() {
            &from.span
        } else {
            &to.span
        };
        let finding = Diagnostic::error(code::EMPTY_WINDOW, message)
            .at(findings.place(place), "")
            .note("Hours do not go over midnight; the end of the day is \"24:00\".")
            .help("write a `to` that is later than `from`");
        findings.push(finding);
    }
}

pub(super) fn build(policy: Fields<'_>) -> Option<Policy> {
    let hours = policy.block("calling_hours", &CALLING_HOURS);
    let attempts = policy.node("max_attempts");
    Some(Policy {
        calling_hours: CallingHours {
            from: text::time_of_day(&hours.plain("from")?)?,
            to: text::time_of_day(&hours.plain("to")?)?,
            timezone: hours.plain("timezone")?,
        },
        max_attempts: match attempts {
            Some(node) => Some(Spanned::new(node.text()?.parse().ok()?, node.span.clone())),
            None => None,
        },
        countries: policy.list("countries"),
        suppress: suppress::build(policy)?,
    })
}

impl Default for Policy {
    /// The calling hours alone.
    fn default() -> Policy {
        Policy {
            calling_hours: CallingHours::default(),
            max_attempts: None,
            countries: None,
            suppress: Vec::new(),
        }
    }
}
