//! A further call comes only after an outcome that is dialled again, and not before its delay is over.

use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

use super::{Law, Terms, who};
use crate::{
    campaign::{Number, Outcome},
    clock::Timestamp,
    contacts::ContactId,
    journal::event::{Event, Fact},
    report::text::{counted, length, time},
};

/// `retries`
#[derive(Default)]
pub(super) struct Retries {
    people: BTreeMap<ContactId, Person>,
    retries: u64,
    /// The least that a retry was later than its delay.
    closest: Option<Duration>,
}

#[derive(Default)]
struct Person {
    /// The numbers that were dialled, and the one of the newest attempt.
    numbers: BTreeSet<Number>,
    next: Option<Number>,
    calls: u8,
    /// How the last call ended, and when that was read.
    ended: Option<(Outcome, Timestamp)>,
}

impl Law for Retries {
    fn name(&self) -> &'static str {
        "retries"
    }

    fn see(&mut self, terms: &Terms, event: &Event) -> Result<(), String> {
        let Some(attempt) = event.fact.attempt() else {
            return Ok(());
        };
        let person = self.people.entry(attempt.contact).or_default();
        match &event.fact {
            Fact::Accepted { .. } => person.calls = person.calls.saturating_add(1),
            // There was no call.
            Fact::Rejected { .. } | Fact::PresumedNone { .. } => {
                if let Some(number) = person.next.take() {
                    person.numbers.remove(&number);
                }
            }
            Fact::Ended { outcome, .. } => person.ended = Some((*outcome, event.at)),
            Fact::Intended { number, .. } => {
                let is_next = person.numbers.insert(*number);
                person.next = is_next.then_some(*number);
                let Some((outcome, at)) = person.ended else {
                    return Ok(());
                };
                let (who, word) = (who(attempt), outcome.as_str());
                let Some(delay) = terms.delay(outcome, person.calls, is_next) else {
                    // Whoever answered, or was called often enough, is another law's.
                    let answered = outcome == Outcome::Completed;
                    let often = person.calls >= terms.retries.max_attempts;
                    let text = format!("{who}: `{word}` is not dialled again by this campaign");
                    return if answered || often { Ok(()) } else { Err(text) };
                };
                let due = at + delay;
                if event.at < due {
                    let (delay, due) = (length(delay), time(due, terms.offset));
                    let text =
                        format!("{who}: {delay} after `{word}` is {due}, and it came before");
                    return Err(text);
                }
                self.retries += 1;
                let late = event.at - due;
                self.closest = Some(self.closest.map_or(late, |closest| closest.min(late)));
            }
            _ => {}
        }
        Ok(())
    }

    fn prove(&mut self, _: &Terms) -> Result<String, String> {
        let all = counted(self.retries, "further attempt", "further attempts");
        Ok(match self.closest {
            None => all,
            Some(late) => format!(
                "{all}, the earliest {} ms after its delay",
                late.as_millis()
            ),
        })
    }
}
