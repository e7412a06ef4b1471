//! The `retries` block: which outcomes are dialled again, and when.

use super::{code, fields::Fields, findings::Findings};
use crate::{
    campaign::{
        Outcome, OutsideWindow, RetryPolicy,
        language::{Block, Choice, DurationRange, Key, Kind, words},
        limits,
    },
    syntax::{Diagnostic, Node},
};

/// Outcomes that may be dialled again; all but `completed`.
pub(super) const RETRIED: [Outcome; 4] = [
    Outcome::Busy,
    Outcome::NoAnswer,
    Outcome::Failed,
    Outcome::Canceled,
];

const OUTSIDE: &[Choice<OutsideWindow>] = &[
    Choice::new(
        "carry_over",
        OutsideWindow::CarryOver,
        "the retry waits for the next window",
    ),
    Choice::new(
        "drop",
        OutsideWindow::Drop,
        "there is no retry unless it is made in the window in which it is due",
    ),
];

const DELAY: Kind = Kind::Duration(&DurationRange {
    min: limits::SECOND,
    max: limits::RETRY_DELAY_MAX,
    max_text: "30d",
    millis: false,
    code: code::VALUE,
    why: "a retry may wait",
});

const DELAYS: Kind = Kind::Either(&[DELAY, Kind::List(&DELAY, 1)]);

/// The `retries` block.
pub(super) static RETRIES: Block = Block {
    about: "Which outcomes are dialled again: a delay, or one delay for each further attempt.",
    keys: &[
        Key::new(
            "max_attempts",
            Kind::Count(1, limits::ATTEMPTS_MAX),
            "Calls to one person, the first included.",
        )
        .default("1"),
        Key::new("busy", DELAYS, "Delays after a busy signal."),
        Key::new("no-answer", DELAYS, "Delays after no answer."),
        Key::new(
            "failed",
            DELAYS,
            "Delays after a failed call; mostly the number does not exist.",
        ),
        Key::new(
            "canceled",
            DELAYS,
            "Delays after a call that was given up while dialling.",
        ),
        Key::new(
            "outside_window",
            Kind::Words(|| words(OUTSIDE)),
            "What becomes of a retry that cannot be made in the window in which it is due.",
        )
        .default("carry_over"),
    ],
};

/// Attempts without an outcome retry nothing, and an outcome without attempts is not retried.
pub(super) fn agree(findings: &mut Findings<'_>, root: &Node) {
    let Some(retries) = root.get("retries") else {
        return;
    };
    let attempts = Fields::new(&RETRIES, Some(retries)).count("max_attempts");
    let named: Vec<(&Node, &Node)> = RETRIED
        .iter()
        .filter_map(|o| retries.entry(o.as_str()))
        .collect();
    match (attempts, named.first()) {
        (Some(2..), None) => {
            let Some((key, _)) = retries.entry("max_attempts") else {
                return;
            };
            let message = "`max_attempts` retries nothing, since no outcome is named";
            let finding = Diagnostic::error(code::INCOMPLETE, message)
                .at(findings.place(&key.span), "")
                .note("An outcome that is not named with a delay is not dialled again.")
                .help("name one, such as `no-answer: 1h`, or remove `max_attempts`");
            findings.push(finding);
        }
        (Some(1), Some((key, _))) => {
            let outcome = key.text().unwrap_or_default();
            let message = format!("`{outcome}` is not dialled again, since `max_attempts` is 1");
            let finding = Diagnostic::error(code::INCOMPLETE, message)
                .at(findings.place(&key.span), "")
                .note("The first call counts.")
                .help("write `max_attempts: 2` or more, or remove the outcome");
            findings.push(finding);
        }
        (Some(attempts @ 2..), Some(_)) => too_many_delays(findings, attempts - 1, &named),
        _ => {}
    }
}

/// The last delay serves all further attempts; one that no attempt reaches is a mistake of counting.
fn too_many_delays(findings: &mut Findings<'_>, retries: u64, named: &[(&Node, &Node)]) {
    for (_, delays) in named {
        let unused = usize::try_from(retries)
            .ok()
            .and_then(|n| delays.items().get(n));
        if let Some(unused) = unused {
            let attempts = retries + 1;
            let message = format!("this delay is never used, since `max_attempts` is {attempts}");
            let finding = Diagnostic::warning(code::UNUSED, message)
                .at(findings.place(&unused.span), "")
                .help("remove it, or raise `max_attempts`");
            findings.push(finding);
        }
    }
}

pub(super) fn build(retries: Fields<'_>) -> Option<RetryPolicy> {
    Some(RetryPolicy {
        max_attempts: u8::try_from(retries.count("max_attempts")?).ok()?,
        busy: retries.durations("busy")?,
        no_answer: retries.durations("no-answer")?,
        failed: retries.durations("failed")?,
        canceled: retries.durations("canceled")?,
        outside_window: retries.choice("outside_window", OUTSIDE)?,
    })
}
