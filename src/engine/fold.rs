//! How each fact changes the state. The same for a living run and for one read from its journal.

use std::collections::BTreeMap;

use super::{
    Attempt, Engine, IllegalEvent, Pending,
    person::{Final, Need, Person, Stage},
};
use crate::{
    clock::Timestamp,
    contacts::ContactId,
    journal::event::{AskId, AttemptId, Event, Fact, Failure, Question, Standing, Stop, Throttle},
    journal::past::Known,
};

impl Engine {
    pub(super) fn fold(&mut self, event: &Event) -> Result<(), IllegalEvent> {
        let at = event.at;
        match &event.fact {
            Fact::Started(_) => {}
            Fact::Resumed => self.resumed(at),
            Fact::Excluded { contact, why } => self.bar(*contact, why, event)?,
            Fact::CalledElsewhere { contact, calls } => {
                self.called_elsewhere(*contact, calls, event)?;
            }
            Fact::LookedBack { until } => self.look_back.advance(*until),
            Fact::Asked { ask, question } => self.asked(at, *ask, question, event)?,
            Fact::Replied { ask, failure } => {
                self.replied_fact(at, *ask, failure.as_ref(), event)?
            }
            Fact::Standing {
                contact,
                number,
                standing,
                as_of,
                expires,
            } => {
                let known = Known {
                    value: standing.clone(),
                    as_of: *as_of,
                    expires: *expires,
                };
                self.answered |= standing.is_answer();
                self.learn(*contact, *number, event, |own| own.standing = Some(known))?;
                self.screen(*contact, at, event)?;
            }
            Fact::Dnd {
                contact,
                number,
                dnd,
                as_of,
            } => {
                let known = Known {
                    value: *dnd,
                    as_of: *as_of,
                    expires: None,
                };
                self.learn(*contact, *number, event, |own| own.dnd = Some(known))?;
                self.screen(*contact, at, event)?;
            }
            Fact::Paused { by } => self.gates.paused = Some(by.clone()),
            Fact::Unpaused { .. } => self.gates.paused = None,
            Fact::Throttled { until, why } => self.throttled(*until, *why),
            Fact::Stopped { why } => self.stopped(at, why),
            Fact::Lapsed { contact, why } => self.lapsed(*contact, *why, event)?,
            Fact::Expired => self.expire(event)?,
            Fact::Finished => self.finish(),
            about_an_attempt => {
                if let Some(attempt) = about_an_attempt.attempt() {
                    self.stepped(attempt, event)?;
                }
            }
        }
        Ok(())
    }

    /// Changes one person, or says that the journal speaks of somebody who is not in the plan.
    pub(super) fn change(
        &mut self,
        contact: ContactId,
        event: &Event,
        change: impl FnOnce(&mut Person),
    ) -> Result<(), IllegalEvent> {
        let known = self.people.update(contact, &mut self.tally, change);
        known.ok_or_else(|| IllegalEvent::new("no such person", &event.fact))
    }

    fn resumed(&mut self, at: Timestamp) {
        self.resumed_at = at;
        self.stop = None;
        self.finished = false;
        self.unreachable = 0;
        self.refusals = 0;
        self.turned_away = 0;
        self.late = 0;
        self.look_back.resume();
        self.gates.tripwire.resume(&self.rules.limits);
        // What could not be learnt is asked for again.
        let unlearnt = |person: &&Person| {
            let standing = person.answers.standing.as_ref();
            let standing = standing.map(|known| &known.value);
            matches!(standing, Some(Standing::Unavailable(_))) || person.failures > 0
        };
        let again = self.people.undecided().filter(unlearnt);
        let again: Vec<ContactId> = again.map(|person| person.contact).collect();
        for contact in again {
            self.people.update(contact, &mut self.tally, |person| {
                person.failures = 0;
                person
                    .answers
                    .standing
                    .take_if(|known| matches!(known.value, Standing::Unavailable(_)));
            });
        }
    }

    fn asked(
        &mut self,
        at: Timestamp,
        ask: AskId,
        question: &Question,
        event: &Event,
    ) -> Result<(), IllegalEvent> {
        let pending = Pending {
            question: question.clone(),
            asked_at: at,
        };
        if self.asks.insert(ask, pending).is_some() {
            return Err(IllegalEvent::new("asked already", &event.fact));
        }
        self.next_ask = AskId(ask.0.saturating_add(1)).max(self.next_ask);
        self.tally.requests += 1;
        match question {
            Question::Standing(contact) | Question::Dnd(contact) => {
                self.tally.lookups += 1;
                self.change(*contact, event, |person| person.asking = true)?;
            }
            Question::Earlier { since, until } => {
                self.tally.reads += 1;
                self.look_back.asked(*since, *until);
            }
            Question::Outcomes(_) | Question::Outcome(_) | Question::Search(_) => {
                self.tally.reads += 1;
                for attempt in attempts_of(question) {
                    self.queues.take(*attempt);
                }
            }
        }
        Ok(())
    }

    fn replied_fact(
        &mut self,
        at: Timestamp,
        ask: AskId,
        failure: Option<&Failure>,
        event: &Event,
    ) -> Result<(), IllegalEvent> {
        let pending = self.asks.remove(&ask);
        let pending = pending.ok_or_else(|| IllegalEvent::new("nothing asked", &event.fact))?;
        self.gates.replied(at, &pending, failure);
        if matches!(failure, Some(Failure::NotSent(_))) {
            self.unsent(&pending.question);
        }
        if failure.is_none() {
            self.unreachable = 0;
        }
        if matches!(failure, Some(Failure::Refused(_))) && !self.answered {
            self.turned_away = self.turned_away.saturating_add(1);
        }
        match &pending.question {
            Question::Standing(contact) | Question::Dnd(contact) => {
                self.change(*contact, event, |person| {
                    person.asking = false;
                    match failure {
                        None => {
                            person.failures = 0;
                            person.turned_away = false;
                        }
                        Some(Failure::Refused(_)) => person.turned_away = true,
                        Some(Failure::Other(_)) => {
                            person.failures = person.failures.saturating_add(1)
                        }
                        Some(_) => {}
                    }
                })?;
                self.screen(*contact, at, event)?;
            }
            Question::Earlier { .. } => {
                let is_failure = matches!(failure, Some(Failure::Other(_)));
                self.look_back.replied(is_failure);
            }
            question => {
                for attempt in attempts_of(question) {
                    self.requeue(at, *attempt, question);
                    if matches!(failure, Some(Failure::NotSent(_) | Failure::TooMany)) {
                        self.requeue_given_up(at, *attempt);
                    }
                }
            }
        }
        Ok(())
    }

    /// Takes back that a request was sent of which not one byte left.
    fn unsent(&mut self, question: &Question) {
        self.tally.requests -= 1;
        match question.is_read() {
            true => self.tally.reads -= 1,
            false => self.tally.lookups -= 1,
        }
    }

    /// Judges what is known of a person whom nobody is being asked about.
    pub(super) fn screen(
        &mut self,
        contact: ContactId,
        at: Timestamp,
        event: &Event,
    ) -> Result<(), IllegalEvent> {
        let Some(person) = self.people.get(contact) else {
            return Err(IllegalEvent::new("no such person", &event.fact));
        };
        if person.asking || !person.is_undecided() {
            return Ok(());
        }
        let (stage, skip) = match person.need(&self.rules.whitelist, at) {
            Need::Nothing => (Stage::Waiting, None),
            Need::Skip(skip) if skip.passes_over() && person.next_number().is_some() => {
                self.turn(contact, event)?;
                return self.screen(contact, at, event);
            }
            Need::Skip(skip) => {
                let word = self.word_after_calls(person, Final::Screened(skip));
                (Stage::Done(word), Some(skip))
            }
            Need::Standing | Need::Dnd => return Ok(()),
        };
        self.change(contact, event, |person| {
            person.stage = stage;
            person.skip = skip;
        })
    }

    fn throttled(&mut self, until: Timestamp, why: Throttle) {
        if until >= self.paused_until {
            (self.paused_until, self.paused_why) = (until, Some(why));
        }
        match why {
            Throttle::TooMany => self.tally.too_many += 1,
            Throttle::Unreachable | Throttle::Failing => {
                self.unreachable = self.unreachable.saturating_add(1)
            }
            Throttle::Late => self.late = self.late.saturating_add(1),
        }
    }

    fn stopped(&mut self, at: Timestamp, why: &Stop) {
        self.stop = Some(why.clone());
        if *why == Stop::ReadOnly {
            let given_up: Vec<AttemptId> = self.attempts.keys().copied().collect();
            for id in given_up {
                self.requeue_given_up(at, id);
            }
        }
    }

    fn finish(&mut self) {
        self.finished = true;
        let attempts = &self.attempts;
        self.people.conclude(&mut self.tally, |person| {
            match last_call_of(attempts, person) {
                Some(Attempt::Ended(ended)) => Final::Called(ended.outcome),
                _ => Final::OverLimit,
            }
        });
    }
}

/// The newest attempt that made a call to a person, or may have made one.
pub(super) fn last_call_of<'a>(
    attempts: &'a BTreeMap<AttemptId, Attempt>,
    person: &Person,
) -> Option<&'a Attempt> {
    let contact = person.contact;
    let first = AttemptId { contact, number: 0 };
    let last = AttemptId {
        contact,
        number: person.attempts,
    };
    let called = |attempt: &&Attempt| {
        !matches!(
            attempt,
            Attempt::Rejected { .. } | Attempt::PresumedNone { .. }
        )
    };
    attempts
        .range(first..=last)
        .rev()
        .map(|(_, attempt)| attempt)
        .find(called)
}

/// The attempts that a question is about.
pub(super) fn attempts_of(question: &Question) -> &[AttemptId] {
    match question {
        Question::Outcomes(ids) | Question::Search(ids) => ids,
        Question::Outcome(id) => std::slice::from_ref(id),
        Question::Standing(_) | Question::Dnd(_) | Question::Earlier { .. } => &[],
    }
}
