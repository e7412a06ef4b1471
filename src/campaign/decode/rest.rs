//! The blocks that are small, or wait for their behaviour (`later`): `schedule`, `results`,
//! `notify`.

use super::{contacts::FILE, format};
use crate::campaign::language::{Block, Choice, Key, Kind, words};

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
