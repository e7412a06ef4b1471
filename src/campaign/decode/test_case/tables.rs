//! The tables of `tests`, and of the files that hold nothing else.

use super::{
    time,
    words::{ANSWERS, CALLS, DISPOSITIONS, DND, ENDS, OUTCOMES, STANDINGS},
};
use crate::campaign::{
    decode::{code, contacts::FILE, format},
    language::{Block, DurationRange, Key, Kind, words},
    limits::{CALLS_MAX, SECOND, TIME_LIMIT_MAX},
};

/// Most requests for calls that a test plays for one person.
pub(super) const OUTCOMES_MAX: u64 = 100;

const DISPOSITION: Kind = Kind::Words(|| words(DISPOSITIONS));

static OUTCOME: Block = Block {
    about: "What comes of a request for a call, in detail.",
    keys: &[
        Key::new(
            "outcome",
            Kind::Words(|| words(CALLS)),
            "How the call ends; there is no call when absent.",
        ),
        Key::new(
            "talk",
            Kind::Duration(&DurationRange {
                min: SECOND,
                max: TIME_LIMIT_MAX,
                max_text: "4h",
                millis: false,
                code: code::VALUE,
                why: "a call may last",
            }),
            "How long a completed call is talked; its time limit cuts it.",
        ),
        Key::new(
            "answer",
            Kind::Words(|| words(ANSWERS)),
            "How the request is answered.",
        )
        .default("ok"),
    ],
};

pub(super) static EXPECTED: Block = Block {
    about: "What must come of the person. What is absent may be anything.",
    keys: &[
        Key::new("disposition", DISPOSITION, "The word in the result file."),
        Key::new(
            "reason",
            Kind::Text("words of the reason"),
            "Words that the reason in the result file holds.",
        ),
        Key::new(
            "attempts",
            Kind::Count(0, OUTCOMES_MAX),
            "Calls to the person.",
        ),
        Key::new(
            "outcome",
            Kind::Words(|| words(ENDS)),
            "How the last call ended.",
        ),
        Key::new(
            "calls",
            Kind::List(&Kind::Format(&time::CALL), 0),
            "When each call is placed: a time to the second, or one to the minute after which it comes within a minute for each call so far.",
        ),
        Key::new(
            "app_id",
            Kind::Format(&format::APP_ID),
            "The flow of the last call.",
        ),
        Key::new(
            "custom_field",
            Kind::Text("some text"),
            "What the flow of the last call receives.",
        ),
    ],
};

pub(super) static PERSON: Block = Block {
    about: "A row of the test's contact file, what happens to the person, and what must come of it.",
    keys: &[
        Key::new(
            "row",
            Kind::Map {
                keys: &Kind::Text("the name of a column"),
                values: &Kind::Text("the text of a cell"),
            },
            "Columns and their cells; the others are empty. Numbers are the simulator's.",
        )
        .required(),
        Key::new(
            "whitelist",
            Kind::Words(|| words(STANDINGS)),
            "What the whitelist says.",
        )
        .default("whitelist"),
        Key::new(
            "dnd",
            Kind::Words(|| words(DND)),
            "What the DND register says.",
        )
        .default("no"),
        Key::new(
            "outcomes",
            Kind::List(
                &Kind::Either(&[Kind::Words(|| words(OUTCOMES)), Kind::Block(&OUTCOME)]),
                1,
            ),
            "What comes of each request for a call; the last one serves all further ones. `completed` when absent.",
        ),
        Key::new(
            "expect",
            Kind::Block(&EXPECTED),
            "What must come of the person.",
        ),
    ],
};

pub(super) static OVERALL: Block = Block {
    about: "What the whole run must come to. What is absent may be anything.",
    keys: &[
        Key::new(
            "counts",
            Kind::Map {
                keys: &DISPOSITION,
                values: &Kind::Count(0, CALLS_MAX),
            },
            "How many rows end so.",
        ),
        Key::new(
            "calls",
            Kind::Count(0, CALLS_MAX),
            "Calls that Exotel places in all.",
        ),
        Key::new(
            "finished",
            Kind::Bool,
            "Whether the run comes to its end, or stops with calls left.",
        ),
    ],
};

/// An item of `tests`.
pub(crate) static TEST: Block = Block {
    about: "A test of the campaign, run by `exodial test` on the simulator in virtual time.",
    keys: &[
        Key::new("name", Kind::Text("a name"), "What the test shows.").required(),
        Key::new(
            "at",
            Kind::Format(&time::START),
            "When the run begins, in the zone of `schedule.timezone` or else of the calling hours, unless it has an offset.",
        )
        .required(),
        Key::new(
            "people",
            Kind::List(&Kind::Block(&PERSON), 1),
            "The rows of the test's contact file.",
        )
        .required(),
        Key::new(
            "expect",
            Kind::Block(&OVERALL),
            "What the whole run must come to.",
        ),
    ],
};

/// A file of tests.
pub(crate) static TEST_FILE: Block = Block {
    about: "Tests of a campaign, in a file of their own: *.campaign_test.yaml.",
    keys: &[
        Key::new("exodial", Kind::Version, "Version of the language.").required(),
        Key::new(
            "campaign",
            FILE,
            "The campaign file, relative to this file.",
        )
        .required(),
        Key::new(
            "tests",
            Kind::List(&Kind::Block(&TEST), 1),
            "Tests of the campaign.",
        )
        .required(),
    ],
};
