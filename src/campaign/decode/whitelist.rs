//! The `whitelist` block: the pre-pass.

use super::{code, fields::Fields};
use crate::campaign::{
    Check, Neutral, Unavailable, Unless, When, WhitelistPolicy,
    language::{Block, Choice, DurationRange, Key, Kind, words},
    limits,
};

const CHECKS: &[Choice<Check>] = &[
    Choice::new(
        "required",
        Check::Required,
        "nobody is called whom the answer forbids",
    ),
    Choice::new(
        "advisory",
        Check::Advisory,
        "the answer is reported and nothing else",
    ),
    Choice::new("off", Check::Off, "nothing is asked"),
];

const WHENS: &[Choice<When>] = &[
    Choice::new("before", When::Before, "everybody before the first call"),
    Choice::new("ahead", When::Ahead, "a bounded look-ahead of the calls"),
];

const NEUTRALS: &[Choice<Neutral>] = &[
    Choice::new("skip", Neutral::Skip, "not called"),
    Choice::new("call", Neutral::Call, "called"),
    Choice::new(
        "dnd_lookup",
        Neutral::DndLookup,
        "called unless the number is on DND",
    ),
];

const UNLESS: &[Choice<Unless>] = &[
    Choice::new("skip", Unless::Skip, "not called"),
    Choice::new("call", Unless::Call, "called"),
];

const UNAVAILABLE: &[Choice<Unavailable>] = &[
    Choice::new("stop", Unavailable::Stop, "the run stops in good order"),
    Choice::new("skip", Unavailable::Skip, "the person is left out"),
];

/// The `whitelist` block.
pub(super) static WHITELIST: Block = Block {
    about: "What is asked about a number before it is dialled.",
    keys: &[
        Key::new(
            "check",
            Kind::Words(|| words(CHECKS)),
            "Whether people are screened.",
        )
        .default("required"),
        Key::new(
            "when",
            Kind::Words(|| words(WHENS)),
            "When people are screened.",
        )
        .default("before"),
        Key::new(
            "neutral",
            Kind::Words(|| words(NEUTRALS)),
            "What the answer `Neutral` means.",
        )
        .default("dnd_lookup"),
        Key::new(
            "dnd_unavailable",
            Kind::Words(|| words(UNLESS)),
            "What to do when the DND data of a `Neutral` number is not to be had.",
        )
        .default("skip"),
        Key::new(
            "unavailable",
            Kind::Words(|| words(UNAVAILABLE)),
            "What a look-up that fails means. It is never taken as permission.",
        )
        .default("stop"),
        Key::new(
            "max_age",
            Kind::Duration(&DurationRange {
                min: limits::WHITELIST_AGE_MIN,
                max: limits::WHITELIST_AGE_MAX,
                max_text: "30d",
                millis: false,
                code: code::VALUE,
                why: "an answer is kept",
            }),
            "An answer younger than this is not asked for again.",
        )
        .default("24h"),
    ],
};

pub(super) fn build(whitelist: Fields<'_>) -> Option<WhitelistPolicy> {
    Some(WhitelistPolicy {
        check: whitelist.choice("check", CHECKS)?,
        when: whitelist.choice("when", WHENS)?,
        neutral: whitelist.choice("neutral", NEUTRALS)?,
        dnd_unavailable: whitelist.choice("dnd_unavailable", UNLESS)?,
        unavailable: whitelist.choice("unavailable", UNAVAILABLE)?,
        max_age: whitelist.duration("max_age")?,
    })
}
