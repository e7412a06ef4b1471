//! The `call` block: how to call.

use super::{code, contacts::CONTACTS, exophone, fields::Fields, findings::Findings, format};
use crate::{
    campaign::{
        CallSpec, CustomField, Number, Pool, Recording, Template,
        language::{Block, Choice, DurationRange, Key, Kind, words},
        limits,
    },
    syntax::{Diagnostic, Node, Spanned, Value},
};

const CHANNELS: &[Choice<bool>] = &[
    Choice::new("single", false, "both sides on one channel"),
    Choice::new("dual", true, "each side on a channel of its own"),
];

const FORMATS: &[Choice<bool>] = &[
    Choice::new("mp3", false, "the usual bit rate"),
    Choice::new("mp3-hq", true, "32 kbit/s for each channel"),
];

const EXOPHONE: Kind = Kind::Format(&format::EXOPHONE);
const TEMPLATE: Kind = Kind::Format(&format::TEMPLATE);

static RECORD: Block = Block {
    about: "What is recorded.",
    keys: &[
        Key::new(
            "channels",
            Kind::Words(|| words(CHANNELS)),
            "Channels of the recording.",
        )
        .default("single"),
        Key::new(
            "format",
            Kind::Words(|| words(FORMATS)),
            "Format of the recording.",
        )
        .default("mp3"),
    ],
};

/// The `call` block.
pub(super) static CALL: Block = Block {
    about: "How to call.",
    keys: &[
        Key::new(
            "exophone",
            Kind::Either(&[EXOPHONE, Kind::List(&EXOPHONE, 1)]),
            "The ExoPhone that calls, in quotes; or a list: the same person is always called from the same one.",
        )
        .required(),
        Key::new(
            "app_id",
            Kind::Format(&format::APP_ID),
            "The flow that people hear: its number from the Exotel dashboard, or a template.",
        )
        .required(),
        Key::new(
            "ring_timeout",
            Kind::Duration(&DurationRange {
                min: limits::SECOND,
                max: limits::RING_TIMEOUT_MAX,
                max_text: "60s",
                millis: false,
                code: code::RING_TIMEOUT,
                why: "a phone may ring",
            }),
            "How long the phone rings, 1s to 60s (Exotel's TimeOut).",
        )
        .default("30s"),
        Key::new(
            "time_limit",
            Kind::Duration(&DurationRange {
                min: limits::SECOND,
                max: limits::TIME_LIMIT_MAX,
                max_text: "4h",
                millis: false,
                code: code::TIME_LIMIT,
                why: "the API accepts",
            }),
            "When the call is cut, 1s to 4h (Exotel's TimeLimit).",
        )
        .default("5m"),
        Key::new(
            "custom_field",
            Kind::Either(&[TEMPLATE, Kind::Map { keys: &Kind::Text("a name"), values: &TEMPLATE }]),
            "What the flow receives as CustomField, at most 128 characters: a template, or names and templates \
             that become one line of JSON.",
        )
        .default("null"),
        Key::new("record", Kind::Either(&[Kind::Bool, Kind::Block(&RECORD)]), "Whether and how calls are recorded.")
            .default("false"),
        Key::new(
            "status_callback",
            Kind::Format(&format::CALLBACK),
            "A URL that Exotel calls when a call has ended. Outcomes never depend on it.",
        )
        .default("null"),
    ],
};

/// What is wrong within the templates, each at its place.
fn templates(findings: &mut Findings<'_>, call: &Node) {
    let mut all: Vec<(String, &Node)> = Vec::new();
    all.extend(call.get("app_id").map(|node| ("app_id".to_owned(), node)));
    if let Some(node) = call.get("custom_field") {
        all.push(("custom_field".to_owned(), node));
        let entries = node.entries().iter();
        all.extend(entries.map(|(key, value)| {
            let key = key.text().unwrap_or_default();
            (format!("custom_field.{key}"), value)
        }));
    }
    for (key, node) in all {
        let text = Spanned::new(
            node.text().unwrap_or_default().to_owned(),
            node.span.clone(),
        );
        for fault in Template::faults(&text.value) {
            let place = findings.within(&text, &fault.range);
            let mut finding = Diagnostic::error(fault.code, fault.message);
            finding.help = fault.help;
            findings.push(finding.at(place, format!("in `{key}`")));
        }
    }
}

/// An ExoPhone with a leading zero has a region only by `contacts.country`.
pub(super) fn agree(findings: &mut Findings<'_>, root: &Node) {
    if let Some(call) = root.get("call") {
        templates(findings, call);
    }
    let Some(node) = root.at("call.exophone") else {
        return;
    };
    let country = Fields::new(&CONTACTS, root.get("contacts")).plain("country");
    let country = match country.as_deref() {
        Some(country) if (format::REGION.check)(country).is_ok() => country,
        _ => exophone::HOME,
    };
    let mut known: Vec<(Number, &Node)> = Vec::new();
    for node in exophones(node) {
        let Some(text) = node.text() else { continue };
        match exophone::read(text, country) {
            Ok(number) => match known.iter().find(|(other, _)| *other == number) {
                Some((_, first)) => {
                    let finding =
                        Diagnostic::error(code::CONFLICT, "this ExoPhone is in the list already")
                            .at(findings.place(&node.span), "")
                            .at(findings.place(&first.span), "here");
                    findings.push(finding.help("remove one of them"));
                }
                None => known.push((number, node)),
            },
            // Whatever is no ExoPhone anywhere was found before.
            Err(fault) if exophone::read(text, exophone::HOME).is_ok() => {
                findings.fault(&node.span, fault);
            }
            Err(_) => {}
        }
    }
}

/// The ExoPhones of the key: one, or those of a list.
fn exophones(node: &Node) -> &[Node] {
    match &node.value {
        Value::Sequence(items) => items,
        Value::Scalar(_) | Value::Mapping(_) => std::slice::from_ref(node),
    }
}

pub(super) fn build(call: Fields<'_>, country: &str) -> Option<CallSpec> {
    let read = |node: &Node| exophone::read(node.text()?, country).ok();
    let numbers: Option<Vec<_>> = exophones(call.node("exophone")?).iter().map(read).collect();
    Some(CallSpec {
        pool: Pool::of(numbers?)?,
        app_id: call.text("app_id")?,
        ring_timeout: call.duration("ring_timeout")?,
        time_limit: call.duration("time_limit")?,
        custom_field: match call.node("custom_field") {
            Some(node) => Some(custom_field(node)?),
            None => None,
        },
        record: record(call)?,
        status_callback: call.text("status_callback"),
    })
}

fn custom_field(node: &Node) -> Option<CustomField> {
    let template = |node: &Node| Some(Spanned::new(node.text()?.to_owned(), node.span.clone()));
    match &node.value {
        Value::Mapping(entries) => {
            let entry =
                |(key, value): &(Node, Node)| Some((key.text()?.to_owned(), template(value)?));
            entries
                .iter()
                .map(entry)
                .collect::<Option<Vec<_>>>()
                .map(CustomField::Map)
        }
        Value::Scalar(_) | Value::Sequence(_) => template(node).map(CustomField::Text),
    }
}

fn record(call: Fields<'_>) -> Option<Option<Recording>> {
    let block = call.block("record", &RECORD);
    let written_out = call
        .node("record")
        .is_some_and(|node| node.scalar().is_none());
    if written_out {
        return Some(Some(Recording {
            dual: block.choice("channels", CHANNELS)?,
            high_quality: block.choice("format", FORMATS)?,
        }));
    }
    let recording = Recording {
        dual: false,
        high_quality: false,
    };
    Some((call.plain("record")? == "true").then_some(recording))
}
