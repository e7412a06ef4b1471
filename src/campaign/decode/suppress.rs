//! Lists of people who are never called, and caps on calls to one number.

use super::{code, fields::Fields, findings::Findings, format, text};
use crate::{
    campaign::{
        Cap, CapScope, EarlierSpec, ListForm, ListSpec, Outcome, Suppression,
        language::{Block, Choice, DurationRange, Fault, Key, Kind, words},
        limits,
    },
    syntax::{Diagnostic, Node},
};

const SCOPES: &[Choice<CapScope>] = &[
    Choice::new(
        "account",
        CapScope::Account,
        "calls of all campaigns of the account",
    ),
    Choice::new("campaign", CapScope::Campaign, "calls of this campaign"),
];

const OUTCOMES: &[Choice<Outcome>] = &[
    Choice::new(
        "completed",
        Outcome::Completed,
        "answered, and ended normally",
    ),
    Choice::new("busy", Outcome::Busy, "the busy signal"),
    Choice::new("no-answer", Outcome::NoAnswer, "nobody answered"),
    Choice::new("failed", Outcome::Failed, "could not be connected"),
    Choice::new("canceled", Outcome::Canceled, "given up while dialling"),
];

const COLUMN: Kind = Kind::Text("the name of a column");

/// A span of time that another run may lie back.
const PAST: Kind = Kind::Duration(&DurationRange {
    min: limits::SECOND,
    max: limits::RETRY_DELAY_MAX,
    max_text: "30d",
    millis: false,
    code: code::VALUE,
    why: "anything is remembered",
});

/// A list of people who are never called.
static SUPPRESSION: Block = Block {
    about: "People who are never called: a list, or calls of earlier campaigns.",
    keys: &[
        Key::new(
            "file",
            Kind::Text("a file name"),
            "A CSV file of numbers, relative to this file.",
        ),
        Key::new("phone", COLUMN, "The column with the number."),
        Key::new(
            "hmac_sha256",
            COLUMN,
            "The column with the HMAC-SHA256 of the number in E.164, its plus included, by `allow.hmac_key` of \
             exodial.yaml.",
        ),
        Key::new(
            "journal",
            Kind::Format(&format::CAMPAIGNS),
            "Earlier campaigns of the account.",
        ),
        Key::new(
            "outcomes",
            Kind::List(&Kind::Words(|| words(OUTCOMES)), 1),
            "Outcomes of theirs that count.",
        ),
        Key::new(
            "within",
            PAST,
            "How far they may lie back, counted from the end of the call.",
        ),
    ],
};

/// Lists of people who are never called.
pub(super) const SUPPRESSIONS: Kind = Kind::List(&Kind::Block(&SUPPRESSION), 0);

static CAP: Block = Block {
    about: "A cap on calls to one number.",
    keys: &[
        Key::new(
            "attempts",
            Kind::Count(1, limits::ATTEMPTS_MAX),
            "At most this many calls.",
        )
        .required(),
        Key::new("per", PAST, "In any span of this length.").required(),
        Key::new("scope", Kind::Words(|| words(SCOPES)), "Which calls count.").default("account"),
    ],
};

/// Caps on calls to one number.
pub(super) const CAPS: Kind = Kind::List(&Kind::Block(&CAP), 0);

/// Keys that belong to a list, and keys that belong to earlier campaigns.
const OF_A_LIST: [&str; 2] = ["phone", "hmac_sha256"];
const OF_A_JOURNAL: [&str; 2] = ["outcomes", "within"];

/// Each entry is one thing, and whole.
pub(super) fn agree(findings: &mut Findings<'_>, root: &Node, path: &str) {
    let entries = root.at(path).map(Node::items).unwrap_or_default();
    for entry in entries.iter().filter(|entry| entry.scalar().is_none()) {
        if let Some(fault) = shape(entry) {
            findings.fault(&entry.span, fault);
        }
    }
}

fn shape(entry: &Node) -> Option<Fault> {
    let has = |key: &&str| entry.get(key).is_some();
    let (file, journal) = (has(&"file"), has(&"journal"));
    let conflict = |message: &str, help: &str| Some(Fault::new(code::CONFLICT, message, help));
    let incomplete =
        |message: String, help: &str| Some(Fault::new(code::INCOMPLETE, message, help));
    if file && journal {
        let message = "`file` and `journal` are two entries";
        return conflict(message, "write an entry for each");
    }
    if !file && !journal {
        let message = "this entry names neither a `file` nor a `journal`".to_owned();
        let help = "write { file: do-not-call.csv, phone: number }, or \
                    { journal: \"emi-*\", outcomes: [completed], within: 3d }";
        return incomplete(message, help);
    }
    let strange = match file {
        true => OF_A_JOURNAL.iter().find(|key| has(key)),
        false => OF_A_LIST.iter().find(|key| has(key)),
    };
    if let Some(key) = strange {
        let (own, other) = if file {
            ("file", "journal")
        } else {
            ("journal", "file")
        };
        let message = format!("`{key}` belongs to a `{other}`, and this entry is a `{own}`");
        return conflict(&message, &format!("remove `{key}`"));
    }
    match (file, has(&"phone"), has(&"hmac_sha256")) {
        (true, true, true) => conflict(
            "`phone` and `hmac_sha256` are both set",
            "keep the one that says what the column holds",
        ),
        (true, false, false) => incomplete(
            "this list does not say which column is read".to_owned(),
            "add `phone` with the column of the numbers, or `hmac_sha256` with the column of their hashes",
        ),
        (true, ..) => None,
        (false, ..) => {
            let missing = OF_A_JOURNAL.iter().find(|key| !has(key))?;
            let message = format!("`journal` does nothing without `{missing}`");
            incomplete(
                message,
                "write { journal: \"emi-*\", outcomes: [completed], within: 3d }",
            )
        }
    }
}

/// A hashed list has no meaning without its key.
pub(super) fn keyless(findings: &mut Findings<'_>, root: &Node, path: &str) {
    let entries = root.at(path).map(Node::items).unwrap_or_default();
    for entry in entries {
        if let Some(column) = entry.get("hmac_sha256") {
            findings.push(without_key().at(findings.place(&column.span), ""));
        }
    }
}

/// The finding about a hashed list in a project without a key.
pub(super) fn without_key() -> Diagnostic {
    let message = "a list of hashes needs the key that they were made with";
    Diagnostic::error(code::NO_HASH_KEY, message)
        .help("name it in exodial.yaml, such as `allow: { hmac_key: \"${DNC_KEY}\" }`")
}

/// The entries of `suppress`.
pub(super) fn build(block: Fields<'_>) -> Option<Vec<Suppression>> {
    let entries = block.node("suppress").map(Node::items).unwrap_or_default();
    entries.iter().map(suppression).collect()
}

fn suppression(node: &Node) -> Option<Suppression> {
    let entry = Fields::new(&SUPPRESSION, Some(node));
    if let Some(file) = entry.text("file") {
        let (column, form) = match entry.text("phone") {
            Some(column) => (column, ListForm::Numbers),
            None => (entry.text("hmac_sha256")?, ListForm::Hashes),
        };
        return Some(Suppression::List(ListSpec { file, column, form }));
    }
    let words = entry.list("outcomes")?;
    let outcome = |word: &String| {
        let known = OUTCOMES.iter().find(|choice| choice.word == word);
        known.map(|choice| choice.value)
    };
    Some(Suppression::Earlier(EarlierSpec {
        campaigns: entry.text("journal")?,
        outcomes: words.iter().map(outcome).collect::<Option<_>>()?,
        within: entry.duration("within")?,
    }))
}

/// The entries of `caps`.
pub(super) fn caps(block: Fields<'_>) -> Option<Vec<Cap>> {
    let entries = block.node("caps").map(Node::items).unwrap_or_default();
    let cap = |node: &Node| {
        let entry = Fields::new(&CAP, Some(node));
        Some(Cap {
            attempts: text::whole(&entry.plain("attempts")?)?.try_into().ok()?,
            per: entry.duration("per")?,
            scope: entry.choice("scope", SCOPES)?,
        })
    };
    entries.iter().map(cap).collect()
}
