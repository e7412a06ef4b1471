//! The blocks that are small, or wait for their behaviour (`later`): `schedule`, `pacing`, `limits`,
//! `results`, `notify`.

use super::{contacts::FILE, format};
use crate::campaign::{
    language::{Block, Choice, Key, Kind, words},
    limits::{CALLS_MAX, CHANNELS_MAX, SHARE_MAX},
};

const DAYS: &[Choice<()>] = &[
    Choice::new("mon", (), "Monday"),
    Choice::new("tue", (), "Tuesday"),
    Choice::new("wed", (), "Wednesday"),
    Choice::new("thu", (), "Thursday"),
    Choice::new("fri", (), "Friday"),
    Choice::new("sat", (), "Saturday"),
    Choice::new("sun", (), "Sunday"),
];

const EVENTS: &[Choice<()>] = &[
    Choice::new("finished", (), "everybody has a result"),
    Choice::new("stopped", (), "the run ended early"),
    Choice::new("unsettled", (), "outcomes are missing"),
];

const MOMENT: Kind = Kind::Format(&format::MOMENT);
const CONDITION: Kind = Kind::Text("a condition such as \"failed > 30% of last 100\"");

static WINDOW: Block = Block {
    about: "A window of the week, half-open.",
    keys: &[
        Key::new(
            "days",
            Kind::List(&Kind::Words(|| words(DAYS)), 1),
            "Days of the week; all when absent.",
        ),
        Key::new("from", Kind::Format(&format::TIME), "The first minute.").required(),
        Key::new(
            "to",
            Kind::Format(&format::TIME),
            "The minute after the last.",
        )
        .required(),
    ],
};

/// The `schedule` block.
pub(super) static SCHEDULE: Block = Block {
    about: "When calls may be placed.",
    keys: &[
        Key::new(
            "timezone",
            Kind::Format(&format::ZONE),
            "The zone of all times of this block.",
        )
        .default("Asia/Kolkata"),
        Key::new("start", MOMENT, "The first moment of the campaign.").default("null"),
        Key::new("end", MOMENT, "What is left then ends as `expired`.").default("null"),
        Key::new(
            "windows",
            Kind::List(&Kind::Block(&WINDOW), 0),
            "Windows of the week; the calling hours when absent.",
        ),
        Key::new(
            "blackout",
            Kind::List(&Kind::Format(&format::DATE), 0),
            "Days without calls.",
        )
        .default("[]"),
    ],
};

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
            Kind::Count(1, SHARE_MAX),
            "Weight beside the other campaigns of `exodial run a.yaml b.yaml`.",
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
