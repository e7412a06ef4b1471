//! What the state says about one person, for the result file.

use super::{
    Attempt, Engine, Fate, LastCall,
    attempt::Ended,
    bars,
    fold::last_call_of,
    numbers::Answers,
    person::{Final, Person, Stage},
};
use crate::{
    clock::Timestamp,
    contacts::ContactId,
    journal::event::{AttemptId, Doubt, Lapse, Stop},
    plan::{Disposition, screen::Skip},
};

impl Engine {
    /// What became of a person as of now; nothing for a row that the run is not about.
    pub fn fate(&self, contact: ContactId) -> Option<Fate> {
        let person = self.people.get(contact)?;
        let last = self.last_attempt(person);
        let (disposition, reason) = self.word(person, last);
        let called = last_call_of(&self.attempts, person);
        let number = called.map_or(person.number, |call| call.intent().number);
        let answers = person.answers(number).unwrap_or(&person.answers);
        let Answers { standing, dnd } = answers;
        let standing = standing.as_ref();
        Some(Fate {
            disposition,
            reason,
            number,
            calls: u16::from(person.calls),
            last: called.and_then(last_call),
            standing: standing.map(|known| known.value.clone()),
            dnd: dnd.as_ref().map(|known| known.value),
        })
    }

    /// When the next call to a person may leave at the earliest, as seen at `now`; nothing where none is waited for.
    pub fn due(&self, contact: ContactId, now: Timestamp) -> Option<Timestamp> {
        let person = self.people.get(contact)?;
        let waits = person.stage == Stage::Waiting;
        waits.then(|| self.rules.next_call(person.due.max(now), person.zone))
    }

    /// An attempt.
    pub fn attempt(&self, id: AttemptId) -> Option<&Attempt> {
        self.attempts.get(&id)
    }

    /// Every attempt so far, in the order of the rows, those of one row in theirs.
    pub fn attempts(&self) -> impl Iterator<Item = (AttemptId, &Attempt)> {
        self.attempts.iter().map(|(id, attempt)| (*id, attempt))
    }

    /// People whose calls may exist and whose ends are not known, in the order of the file.
    pub fn unsettled(&self) -> impl Iterator<Item = ContactId> {
        let unsettled = |person: &&Person| person.stage == Stage::Done(Final::Unsettled);
        self.people
            .iter()
            .filter(unsettled)
            .map(|person| person.contact)
    }

    fn last_attempt(&self, person: &Person) -> Option<&Attempt> {
        let number = person.attempts;
        self.attempts.get(&AttemptId {
            contact: person.contact,
            number,
        })
    }

    fn word(&self, person: &Person, last: Option<&Attempt>) -> (Disposition, String) {
        match &person.stage {
            Stage::Done(word) => (word.disposition(), self.reason(person, word, last)),
            Stage::Open => {
                let reason = "a call was under way when this was written";
                (Disposition::Unsettled, reason.to_owned())
            }
            Stage::Screening | Stage::Waiting => (Disposition::Stopped, self.left_over(person)),
        }
    }

    fn left_over(&self, person: &Person) -> String {
        let why = match &self.stop {
            None => "the run is not finished",
            Some(Stop::Operator) => "the run was stopped",
            Some(Stop::Account { .. }) => "the account was refused",
            Some(Stop::Screening { .. }) => "the whitelist could not be read",
            Some(Stop::Foreign) => "somebody else answered in Exotel's place",
            Some(Stop::Refusals { .. }) => "too many people in a row were refused",
            Some(Stop::Outcomes { .. }) => "the outcomes of calls stopped the run",
            Some(Stop::Clock) => "the clock was set back",
            Some(Stop::Disk) => "the disk was full",
            Some(Stop::Contacts { .. }) => "the contact file could not be read again",
            Some(Stop::Suppression { .. }) => {
                "a list of people who are never called could not be read"
            }
            Some(Stop::LookBack { .. }) => "the account's list of calls could not be read",
            Some(Stop::ReadOnly) => "only outcomes were read",
        };
        match person.calls {
            0 => format!("{why} before the first call"),
            1 => format!("{why} after 1 call"),
            calls => format!("{why} after {calls} calls"),
        }
    }

    fn why_barred(&self, person: &Person) -> String {
        let offset = self.rules.utc_offset;
        bars::phrase(person.bar.as_deref(), |at| at.rfc3339(offset))
    }

    fn reason(&self, person: &Person, word: &Final, last: Option<&Attempt>) -> String {
        let text = match word {
            Final::Called(outcome) => {
                let turned = last.is_some_and(|last| last.intent().number != person.number);
                let retried = turned || self.rules.retries.delay(*outcome, 0).is_some();
                let of = self.rules.retries.max_attempts;
                return match (person.calls, retried) {
                    _ if person.reopened => "found by a later search".to_owned(),
                    (calls, _) if person.skip.is_some() => {
                        format!("{calls} of {of} calls; then {}", screened(person.skip))
                    }
                    (calls, true) if person.bar.is_some() && calls < of => {
                        let why = self.why_barred(person);
                        format!("{calls} of {of} calls; then {why}")
                    }
                    (calls, _) if person.lapsed.is_some() => {
                        format!("{calls} of {of} calls; {}", lapsed(person.lapsed))
                    }
                    (1, false) => "1 call".to_owned(),
                    (calls, false) => format!("{calls} calls"),
                    (calls, true) if calls < self.rules.retries.max_attempts => {
                        format!(
                            "{calls} of {} calls; a limit ended the run",
                            self.rules.retries.max_attempts
                        )
                    }
                    (calls, true) => format!("all {calls} calls used"),
                };
            }
            Final::Refused | Final::RefusedDnd => {
                return match last {
                    Some(Attempt::Rejected { message, .. }) if !message.is_empty() => {
                        format!("refused by Exotel: {message}")
                    }
                    _ => "refused by Exotel".to_owned(),
                };
            }
            Final::Suppressed | Final::Reached => {
                return self.why_barred(person);
            }
            Final::Screened(skip) => screened(Some(*skip)),
            Final::Unsettled if matches!(last, Some(Attempt::Unconfirmed { .. })) => {
                "a call was placed; its end could not be read"
            }
            Final::Unsettled if doubts_name(last) => {
                "a call may have been placed; Exotel answered with the name of another call"
            }
            Final::Unsettled => "a call may have been placed; Exotel lists none",
            Final::OverLimit => "a limit of the campaign was reached first",
            Final::Expired => "the campaign ended before the first call",
        };
        text.to_owned()
    }
}

/// Why screening forbids a call.
const fn screened(why: Option<Skip>) -> &'static str {
    match why {
        Some(Skip::Blacklisted) => "the person asked Exotel not to be called",
        Some(Skip::NotWhitelisted) => "neutral on the whitelist",
        Some(Skip::Dnd) => "neutral on the whitelist and on the DND register",
        Some(Skip::DndUnavailable) => "neutral on the whitelist; the DND register has no data",
        Some(Skip::Unavailable) | None => "the whitelist could not be read",
    }
}

/// Why a retry was not made.
const fn lapsed(why: Option<Lapse>) -> &'static str {
    match why {
        Some(Lapse::Window) => "the next one was due outside the windows",
        Some(Lapse::End) | None => "the campaign ended first",
    }
}

/// Whether the doubt is that Exotel named a call of another attempt.
fn doubts_name(last: Option<&Attempt>) -> bool {
    let why = match last {
        Some(Attempt::Unknown { why, .. } | Attempt::Ambiguous { why, .. }) => Some(*why),
        _ => None,
    };
    why == Some(Doubt::ClaimedSid)
}

/// The call that an attempt made, or may have made.
fn last_call(attempt: &Attempt) -> Option<LastCall> {
    let intent = attempt.intent();
    let (outcome, details) = match attempt {
        Attempt::Rejected { .. } | Attempt::PresumedNone { .. } => return None,
        Attempt::Ended(ended) => {
            let Ended {
                outcome, details, ..
            } = &**ended;
            (Some(*outcome), details.clone())
        }
        _ => (None, Default::default()),
    };
    Some(LastCall {
        sid: attempt.sid().cloned(),
        placed_at: attempt.created().unwrap_or(intent.at),
        outcome,
        details,
    })
}
