//! The blocks that are small, or wait for their behaviour (`later`): `results`,
//! `notify`.

use super::contacts::FILE;
use crate::campaign::language::{Block, Choice, Key, Kind, words};

const EVENTS: &[Choice<()>] = &[
    Choice::new("finished", (), "everybody has a result"),
    Choice::new("stopped", (), "the run ended early"),
    Choice::new("unsettled", (), "outcomes are missing"),
];

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
