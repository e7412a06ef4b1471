//! How each fact about an attempt changes the state around it: person, number, queues, counts.

use super::{
    Attempt, Engine, Hold, IllegalEvent, Listed,
    attempt::Ended,
    person::{Final, Stage},
    queues::Queue,
    rules::POSTS_MAX,
};
use crate::{
    campaign::Outcome,
    clock::Timestamp,
    journal::event::{AttemptId, Event, Lapse, Question, Rejection, Stop},
};

impl Engine {
    pub(super) fn stepped(&mut self, id: AttemptId, event: &Event) -> Result<(), IllegalEvent> {
        let before = self.attempts.remove(&id);
        let after = Attempt::next(before.as_ref(), event)?;
        self.undo(id, before.as_ref());
        let step = [before.as_ref(), Some(&after)];
        self.gates.step(&self.rules, id, step, event);
        self.charge(before.as_ref(), &after);
        // What follows for the person is judged by all attempts, this one among them.
        self.attempts.insert(id, after.clone());
        match &after {
            Attempt::Intended(_) => self.intended(id, &after, event)?,
            Attempt::Accepted { sid, since, .. } => {
                if !self.sids.insert(sid.clone()) {
                    return Err(IllegalEvent::new(
                        "that sid is another attempt's",
                        &event.fact,
                    ));
                }
                self.hold(id.contact, Some(Hold::Open(id.contact)));
                self.accepted(id, *since, event)?;
            }
            Attempt::Ambiguous {
                intent, hold_until, ..
            } => {
                self.tally.in_doubt += 1;
                let next = self.rules.next_search(intent.at, *hold_until, event.at);
                self.queues.put(Queue::Searches, next, id);
            }
            Attempt::Rejected { why, .. } => self.rejected(id, *why, event)?,
            Attempt::Ended(ended) => self.ended(id, before.as_ref(), ended, event)?,
            Attempt::Unknown { .. } | Attempt::Unconfirmed { .. } => {
                self.hold(id.contact, Some(Hold::Unsettled(id.contact)));
                self.close(id, Final::Unsettled, event)?;
            }
            Attempt::PresumedNone { .. } => {
                self.hold(id.contact, None);
                let posts = self
                    .people
                    .get(id.contact)
                    .map_or(POSTS_MAX, |person| person.posts);
                match posts < POSTS_MAX {
                    true => self.wait(id, event.at, event)?,
                    false => self.close(id, Final::Unsettled, event)?,
                }
            }
        }
        Ok(())
    }

    /// Takes back what the former state counted for.
    fn undo(&mut self, id: AttemptId, before: Option<&Attempt>) {
        self.queues.take(id);
        match before {
            Some(Attempt::Intended(_)) => {
                self.tally.under_way -= 1;
                self.tally.sending -= 1;
            }
            Some(Attempt::Accepted { .. }) => self.tally.under_way -= 1,
            Some(Attempt::Ambiguous { .. }) => self.tally.in_doubt -= 1,
            _ => {}
        }
    }

    fn intended(
        &mut self,
        id: AttemptId,
        after: &Attempt,
        event: &Event,
    ) -> Result<(), IllegalEvent> {
        let number = after.intent().number;
        let person = self.people.get(id.contact);
        let free = person.is_some_and(|person| {
            let own = person.numbers().any(|own| own == number);
            own && person.stage == Stage::Waiting && !person.asking && self.held(person).is_none()
        });
        if !free {
            return Err(IllegalEvent::new(
                "the person or the number is held",
                &event.fact,
            ));
        }
        self.hold(id.contact, Some(Hold::Open(id.contact)));
        self.tally.under_way += 1;
        self.tally.sending += 1;
        self.tally.requests += 1;
        self.placed += 1;
        self.change(id.contact, event, |person| {
            person.turn_to(number);
            person.stage = Stage::Open;
            person.attempts = id.number;
            person.posts = person.posts.saturating_add(1);
        })
    }

    fn accepted(
        &mut self,
        id: AttemptId,
        since: Timestamp,
        event: &Event,
    ) -> Result<(), IllegalEvent> {
        self.refusals = 0;
        self.unreachable = 0;
        self.late = 0;
        self.tally.under_way += 1;
        self.tally.calls += 1;
        self.queues.put(Queue::Reads, since, id);
        self.change(id.contact, event, |person| {
            // An attempt that was given up and found after all.
            person.reopened |= matches!(person.stage, Stage::Done(_));
            person.stage = Stage::Open;
            person.calls = person.calls.saturating_add(1);
        })
    }

    fn rejected(
        &mut self,
        id: AttemptId,
        why: Rejection,
        event: &Event,
    ) -> Result<(), IllegalEvent> {
        self.placed -= 1;
        // Not one byte of it left.
        self.tally.requests -= u64::from(why == Rejection::NotSent);
        self.hold(id.contact, None);
        match why {
            Rejection::NotSent | Rejection::TooMany | Rejection::Account => {
                self.change(id.contact, event, |person| {
                    person.posts = person.posts.saturating_sub(1);
                })?;
                self.wait(id, event.at, event)
            }
            Rejection::Dnd => self.close(id, Final::RefusedDnd, event),
            Rejection::Row => {
                self.refusals = self.refusals.saturating_add(1);
                self.close(id, Final::Refused, event)
            }
        }
    }

    fn ended(
        &mut self,
        id: AttemptId,
        before: Option<&Attempt>,
        ended: &Ended,
        event: &Event,
    ) -> Result<(), IllegalEvent> {
        if !ended.settled {
            let (queue, due) = self.reread_at(ended, event.at);
            self.queues.put(queue, due, id);
        }
        if matches!(before, Some(Attempt::Ended(_))) {
            return Ok(());
        }
        let single = Question::Outcome(id);
        if !self.asks.values().any(|pending| pending.question == single) {
            let listed = ended.created.map(|created| Listed {
                created,
                seen: event.at,
            });
            self.listed = self.listed.max(listed);
        }
        let person = self.people.get(id.contact);
        let (calls, reopened, barred) = person.map_or((0, true, false), |person| {
            let given_up = matches!(person.stage, Stage::Done(_));
            let reopened = person.reopened || given_up;
            (person.calls, reopened, person.bar.is_some())
        });
        let reached = ended.outcome == Outcome::Completed;
        self.hold(id.contact, reached.then_some(Hold::Reached(id.contact)));
        let has_next = self.next_number(id.contact).is_some();
        match self.rules.retries.delay_of(ended.outcome, calls, has_next) {
            Some(_) if self.expired && !reopened && !barred => {
                self.change(id.contact, event, |person| person.lapsed = Some(Lapse::End))?;
                self.close(id, Final::Called(ended.outcome), event)
            }
            Some(delay) if !reopened && !barred => {
                let due = event.at + delay;
                if ended.outcome != Outcome::Failed {
                    return self.wait(id, due, event);
                }
                self.turn(id.contact, event)?;
                self.wait(id, due, event)?;
                // What is known of the next number may forbid a call to it.
                self.screen(id.contact, event.at, event)
            }
            _ => self.close(id, Final::Called(ended.outcome), event),
        }
    }

    pub(super) fn close(
        &mut self,
        id: AttemptId,
        word: Final,
        event: &Event,
    ) -> Result<(), IllegalEvent> {
        self.change(id.contact, event, |person| person.stage = Stage::Done(word))
    }

    /// Puts an attempt that was asked about back into the queue of its state.
    pub(super) fn requeue(&mut self, at: Timestamp, id: AttemptId, question: &Question) {
        match self.attempts.get(&id) {
            Some(Attempt::Accepted { intent, .. }) => {
                let (queue, due) = match question {
                    Question::Outcome(_) => (Queue::Overdue, at + self.rules.timing.listing_lag),
                    _ if at > intent.at + self.rules.hold() => (Queue::Overdue, at),
                    _ => (Queue::Reads, at),
                };
                self.queues.put(queue, due, id);
            }
            Some(Attempt::Ambiguous {
                intent, hold_until, ..
            }) => {
                let next = self.rules.next_search(intent.at, *hold_until, at);
                self.queues.put(Queue::Searches, next, id);
            }
            Some(Attempt::Ended(ended)) if !ended.settled => {
                let (queue, due) = self.reread_at(ended, at);
                self.queues.put(queue, due, id);
            }
            _ => {}
        }
    }

    /// Puts an attempt that was given up into its queue once more, if this process is there to ask about those.
    pub(super) fn requeue_given_up(&mut self, at: Timestamp, id: AttemptId) {
        if self.stop != Some(Stop::ReadOnly) {
            return;
        }
        match self.attempts.get(&id) {
            Some(Attempt::Unknown { .. }) => self.queues.put(Queue::Searches, at, id),
            Some(Attempt::Unconfirmed { .. }) => self.queues.put(Queue::Overdue, at, id),
            _ => {}
        }
    }

    /// Where and when the details of an ended call wait to be read again, that were read at `at`.
    fn reread_at(&self, ended: &Ended, at: Timestamp) -> (Queue, Timestamp) {
        let soon = at + self.rules.reread_after();
        let last = ended.since + self.rules.timing.listing_lag;
        let complete = ended.details.duration.is_some() && ended.details.price.is_some();
        match at < last && (complete || at == ended.since) {
            true => (Queue::Settling, soon),
            false => (Queue::Final, last.max(soon)),
        }
    }
}
