//! The words of `tests`.

use crate::campaign::{
    Outcome,
    language::Choice,
    test_case::{TestAnswer, TestCall, TestDnd, TestLoss, TestOutcome, TestStanding},
};

pub(super) const STANDINGS: &[Choice<TestStanding>] = &[
    Choice::new("whitelist", TestStanding::Whitelist, "may be called"),
    Choice::new(
        "blacklist",
        TestStanding::Blacklist,
        "asked not to be called",
    ),
    Choice::new("neutral", TestStanding::Neutral, "neither; see `dnd`"),
    Choice::new(
        "refused",
        TestStanding::Refused,
        "the look-up is refused (400)",
    ),
];

pub(super) const DND: &[Choice<TestDnd>] = &[
    Choice::new("no", TestDnd::No, "not on the register"),
    Choice::new("yes", TestDnd::Yes, "on the register"),
    Choice::new(
        "unavailable",
        TestDnd::Unavailable,
        "the register has no data",
    ),
];

const fn ended(outcome: Outcome) -> TestCall {
    TestCall::Ended(outcome)
}

/// The ends of a call.
pub(super) const CALLS: &[Choice<TestCall>] = &[
    Choice::new(
        "completed",
        ended(Outcome::Completed),
        "answered, and over after half a minute",
    ),
    Choice::new("busy", ended(Outcome::Busy), "the busy signal"),
    Choice::new(
        "no-answer",
        ended(Outcome::NoAnswer),
        "rings for the whole ring timeout",
    ),
    Choice::new("failed", ended(Outcome::Failed), "could not be connected"),
    Choice::new(
        "canceled",
        ended(Outcome::Canceled),
        "given up while dialling",
    ),
    Choice::new(
        "endless",
        TestCall::Endless,
        "answered, and its end is never told",
    ),
];

const fn call(call: TestCall) -> TestOutcome {
    TestOutcome {
        call: Some(call),
        answer: TestAnswer::Given,
    }
}

const fn no_call(answer: TestAnswer) -> TestOutcome {
    TestOutcome { call: None, answer }
}

/// What can come of a request, in one word.
pub(super) const OUTCOMES: &[Choice<TestOutcome>] = &[
    Choice::new(
        "completed",
        call(ended(Outcome::Completed)),
        "answered, and over after half a minute",
    ),
    Choice::new("busy", call(ended(Outcome::Busy)), "the busy signal"),
    Choice::new(
        "no-answer",
        call(ended(Outcome::NoAnswer)),
        "rings for the whole ring timeout",
    ),
    Choice::new(
        "failed",
        call(ended(Outcome::Failed)),
        "could not be connected",
    ),
    Choice::new(
        "canceled",
        call(ended(Outcome::Canceled)),
        "given up while dialling",
    ),
    Choice::new(
        "endless",
        call(TestCall::Endless),
        "answered, and its end is never told",
    ),
    Choice::new(
        "refused",
        no_call(TestAnswer::Refused),
        "Exotel refuses the number (400); there is no call",
    ),
    Choice::new(
        "dnd",
        no_call(TestAnswer::Dnd),
        "Exotel refuses it for the DND register (403, TRAI NDNC)",
    ),
    Choice::new(
        "lost",
        no_call(TestAnswer::Lost(TestLoss::Drop)),
        "no answer comes, and there is no call",
    ),
];

/// How a request is answered. The words of the simulator's scenarios.
pub(super) const ANSWERS: &[Choice<TestAnswer>] = &[
    Choice::new("ok", TestAnswer::Given, "as it should be"),
    Choice::new(
        "drop",
        TestAnswer::Lost(TestLoss::Drop),
        "nothing comes until the time-out",
    ),
    Choice::new(
        "slow",
        TestAnswer::Lost(TestLoss::Slow),
        "it comes after the time-out",
    ),
    Choice::new(
        "reset",
        TestAnswer::Lost(TestLoss::Reset),
        "the connection breaks",
    ),
    Choice::new(
        "unavailable",
        TestAnswer::Lost(TestLoss::Unavailable),
        "503",
    ),
    Choice::new(
        "truncated",
        TestAnswer::Lost(TestLoss::Truncated),
        "it ends in the middle",
    ),
    Choice::new(
        "no_sid",
        TestAnswer::Lost(TestLoss::NoSid),
        "it names no call",
    ),
    Choice::new("html", TestAnswer::Lost(TestLoss::Html), "a page of HTML"),
    Choice::new(
        "redirect",
        TestAnswer::Lost(TestLoss::Redirect),
        "a redirect; the run stops",
    ),
];

/// The words of the result file, in the order of reports.
pub const DISPOSITIONS: &[Choice<()>] = &[
    Choice::new("completed", (), "the last call was answered"),
    Choice::new("no-answer", (), "the last call was not answered"),
    Choice::new("busy", (), "the last call was busy"),
    Choice::new("failed", (), "the last call could not be connected"),
    Choice::new("canceled", (), "the last call was given up while dialling"),
    Choice::new("invalid", (), "no usable number"),
    Choice::new("filtered", (), "left out by the campaign"),
    Choice::new("duplicate", (), "same number as another row"),
    Choice::new("suppressed", (), "kept from being called"),
    Choice::new("not-whitelisted", (), "neutral, where those are left out"),
    Choice::new("blacklisted", (), "asked Exotel not to be called"),
    Choice::new("dnd", (), "on the DND register"),
    Choice::new("country", (), "a country that may not be called"),
    Choice::new("refused", (), "Exotel refused the number"),
    Choice::new("expired", (), "the campaign ended first"),
    Choice::new("stopped", (), "the run was stopped first"),
    Choice::new("over-limit", (), "the limit of calls was reached first"),
    Choice::new(
        "unsettled",
        (),
        "a call may have been placed, and its outcome is not known",
    ),
];

/// How the last call can have ended.
pub(super) const ENDS: &[Choice<Outcome>] = &[
    Choice::new("completed", Outcome::Completed, "answered"),
    Choice::new("busy", Outcome::Busy, "the busy signal"),
    Choice::new("no-answer", Outcome::NoAnswer, "not answered"),
    Choice::new("failed", Outcome::Failed, "not connected"),
    Choice::new("canceled", Outcome::Canceled, "given up"),
];
