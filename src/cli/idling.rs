//! When a run tells why nobody is dialled: once for each reason, and again when it has another end.

use std::time::Duration;

use crate::{
    clock::Timestamp,
    dispatch::watch::Seen,
    engine::idle::{Idle, Reason},
    report::note::Note,
};

/// Waits that are shorter are not told.
const WORTH_TELLING: Duration = Duration::from_secs(120);

/// What was told last.
#[derive(Debug, Default)]
pub(super) struct Idling {
    told: Option<Idle>,
}

impl Idling {
    /// The note for why nobody is dialled, where it is another one than that told last. Reasons that have a note
    /// of their own are not told twice.
    pub(super) fn note(&mut self, now: Timestamp, seen: &Seen<'_>) -> Option<Note> {
        let idle = seen.engine.idle(now, seen.beside)?;
        let worth = idle.until.is_none_or(|until| until - now >= WORTH_TELLING);
        let same = |told: &Idle| {
            let kind = std::mem::discriminant(&told.why) == std::mem::discriminant(&idle.why);
            kind && told.until == idle.until
        };
        if !worth || self.told.as_ref().is_some_and(same) {
            return None;
        }
        self.told = Some(idle.clone());
        match idle.why {
            Reason::Stopped(_)
            | Reason::Gate(_)
            | Reason::Throttled(_)
            | Reason::Outcomes { .. }
            | Reason::Screening { .. }
            | Reason::OutsideHours { .. } => None,
            Reason::Limit { .. }
            | Reason::Retries { .. }
            | Reason::Elsewhere { .. }
            | Reason::LookBack
            | Reason::Channels { .. } => Some(Note::Idle(idle)),
        }
    }
}
