//! The blocks that are small, or wait for their behaviour (`later`): `pacing`, `limits`, `results`,
//! `notify`.

use super::{contacts::FILE, format};
use crate::campaign::{
    language::{Block, Choice, Key, Kind, words},
    limits::{CALLS_MAX, CHANNELS_MAX},
};

const EVENTS: &[Choice<()>] = &[
    Choice::new("finished", (), "everybody has a result"),
    Choice::new("stopped", (), "the run ended early"),
    Choice::new("unsettled", (), "outcomes are missing"),
];

const CONDITION: Kind = Kind::Text("a condition such as \"failed > 30% of last 100\"");

/// The `pacing` block.
pub(super) static PACING: Block = Block {
    about: "How fast calls are placed.",
    keys: &[
        Key::new(
            "rate",
            Kind::Format(&format::PACE),
            "Calls per minute; `auto` is what the account's limit leaves.",
        )
        .default("auto"),
        Key::new(
            "in_progress",
            Kind::Count(1, CHANNELS_MAX),
            "Calls under way at once; the account's channels when absent.",
        )
        .default("null"),
        Key::new(
            "share",
            Kind::Count(1, 1000),
            "Weight beside other campaigns of the same run.",
        )
        .default("1"),
        Key::new(
            "canary",
            Kind::Count(0, CALLS_MAX),
            "Place this many calls and wait for their outcomes first.",
        )
        .default("0"),
    ],
};

/// The `limits` block.
pub(super) static LIMITS: Block = Block {
    about: "When to stop early.",
    keys: &[
        Key::new(
            "calls",
            Kind::Count(1, CALLS_MAX),
            "At most this many calls are placed, retries included.",
        )
        .default("null"),
        Key::new(
            "cost",
            Kind::Any,
            "At most this much is spent, in the account's currency.",
        )
        .default("null"),
        Key::new(
            "price_per_minute",
            Kind::Any,
            "The price of a minute, for the estimate.",
        )
        .default("null"),
        Key::new(
            "stop_when",
            Kind::List(&CONDITION, 0),
            "Conditions that stop the run.",
        )
        .default("[]"),
    ],
};

/// The `results` block.
pub(super) static RESULTS: Block = Block {
    about: "Where the results go.",
    keys: &[
        Key::new(
            "file",
            FILE,
            "The result file, relative to this file; in the run's folder when absent.",
        )
        .default("null"),
        Key::new("attempts", FILE, "A file with one row for each attempt.").default("null"),
    ],
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
            Kind::Text("a URL, or `${VARIABLE}`"),
            "Where it is told.",
        )
        .required(),
    ],
};
