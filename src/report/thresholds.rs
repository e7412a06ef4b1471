//! What a run is judged by at its end: `thresholds` over the people who were called.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::{
    campaign::{Subject, Threshold},
    plan::Disposition,
};

/// A threshold and what became of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Judged {
    /// The threshold as it is written.
    pub threshold: String,
    /// People whom it counts.
    pub people: u64,
    /// People who were called: those whose last call ended in any way, and those whose call is not settled.
    pub called: u64,
    /// Whether it is met; nothing while the run is not over, and where nobody was called.
    pub met: Option<bool>,
}

/// Whether a person with that final word was called.
pub const fn is_called(word: &Disposition) -> bool {
    matches!(word, Disposition::Called(_) | Disposition::Unsettled)
}

/// Judges a run by the final words of its people. Shares are of those who were called; whoever was left out, was
/// refused or came too late for a limit is not among them.
pub fn judge(
    thresholds: &[Threshold],
    words: &BTreeMap<Disposition, u64>,
    finished: bool,
) -> Vec<Judged> {
    let called = words.iter().filter(|(word, _)| is_called(word));
    let called: u64 = called.map(|(_, people)| people).sum();
    let judged = thresholds.iter().map(|threshold| {
        let word = match threshold.subject {
            Subject::Called(outcome) => Disposition::Called(outcome),
            Subject::Refused => Disposition::Refused,
            Subject::Unsettled => Disposition::Unsettled,
        };
        let people = words.get(&word).copied().unwrap_or(0);
        Judged {
            threshold: threshold.to_string(),
            people,
            called,
            met: (finished && called > 0).then(|| threshold.bound.holds(people, called)),
        }
    });
    judged.collect()
}
