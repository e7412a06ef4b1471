//! What the reply to a read request means.

use super::{
    Attempt, Engine, IllegalEvent, Pending,
    attempt::Ended,
    effect::{CallRecord, Reply},
    fold::attempts_of,
    rules::{ANSWER_HOLDS_MIN, LOOKUPS_MAX},
};
use crate::{
    campaign::{Ambiguity, Check, Number, Unavailable},
    clock::Timestamp,
    contacts::ContactId,
    journal::event::{
        AskId, AttemptId, CallDetails, Dnd, Fact, Failure, Question, Sid, Standing, Stop, Throttle,
        Via,
    },
};

impl Engine {
    pub(super) fn replied(
        &self,
        now: Timestamp,
        ask: AskId,
        reply: &Reply,
    ) -> Result<Vec<Fact>, IllegalEvent> {
        let Some(pending) = self.asks.get(&ask) else {
            let fact = Fact::Replied { ask, failure: None };
            return Err(IllegalEvent::new("nothing asked", &fact));
        };
        let mut facts = Vec::new();
        let mut failure = None;
        match (&pending.question, reply) {
            (_, Reply::TooMany { retry_after }) => {
                failure = Some(Failure::TooMany);
                facts.extend(self.too_many(now, *retry_after));
            }
            (_, Reply::Account { status, message }) => {
                failure = Some(Failure::Account(message.as_str().into()));
                facts.extend(self.account_stop(*status, message));
            }
            (_, Reply::NotSent { why }) => {
                failure = Some(Failure::NotSent(why.as_str().into()));
                facts.extend(self.unreachable(now));
            }
            (
                Question::Standing(contact),
                Reply::Standing {
                    standing,
                    expires_in,
                },
            ) => {
                facts.extend(self.person_fact(*contact, |number| Fact::Standing {
                    contact: *contact,
                    number,
                    standing: standing.clone(),
                    as_of: now,
                    expires: expires_in.map(|left| now + left.max(ANSWER_HOLDS_MIN)),
                }));
            }
            (Question::Dnd(contact), Reply::Dnd(dnd)) => {
                let (contact, dnd) = (*contact, *dnd);
                let fact = |number| Fact::Dnd {
                    contact,
                    number,
                    dnd,
                    as_of: now,
                };
                facts.extend(self.person_fact(contact, fact));
            }
            (Question::Standing(contact), Reply::Refused { why }) => {
                facts.extend(self.turned_away(now, *contact, why));
                failure = Some(Failure::Refused(why.as_str().into()));
            }
            (Question::Standing(contact) | Question::Dnd(contact), reply) => {
                let why = unexpected(reply);
                facts.extend(self.unavailable(now, &pending.question, *contact, &why));
                facts.extend(self.back_off(now, Throttle::Failing));
                failure = Some(Failure::Other(why));
            }
            (Question::Earlier { .. }, reply) => failure = self.page_read(now, reply, &mut facts),
            (Question::Search(ids), Reply::Calls { calls, complete }) => {
                facts.extend(self.searched(now, ids, calls, pending, *complete));
            }
            (question, Reply::Calls { calls, .. }) => {
                facts.extend(self.read(now, attempts_of(question), calls));
            }
            (_, reply) => failure = Some(Failure::Other(unexpected(reply))),
        }
        // Whoever could not be reached, or was turned away, was not asked.
        if matches!(failure, None | Some(Failure::Other(_))) {
            facts.extend(self.give_up(pending, &facts, failure.is_none()));
        }
        facts.push(Fact::Replied { ask, failure });
        Ok(facts)
    }

    /// What a page of the account's own list says, or why it says nothing.
    fn page_read(&self, now: Timestamp, reply: &Reply, facts: &mut Vec<Fact>) -> Option<Failure> {
        if let Reply::Earlier { calls, until } = reply {
            facts.extend(self.found(calls, *until));
            return None;
        }
        let why = unexpected(reply);
        facts.extend(self.page_failed(&why));
        facts.extend(self.back_off(now, Throttle::Failing));
        Some(Failure::Other(why))
    }

    fn person_fact(&self, contact: ContactId, fact: impl FnOnce(Number) -> Fact) -> Option<Fact> {
        self.people.get(contact).map(|person| fact(person.number))
    }

    /// A look-up failed once too often: what is not known is taken for known to be unavailable.
    fn unavailable(
        &self,
        now: Timestamp,
        question: &Question,
        contact: ContactId,
        why: &str,
    ) -> Vec<Fact> {
        let Some(person) = self.people.get(contact) else {
            return vec![];
        };
        if person.failures + 1 < LOOKUPS_MAX {
            return vec![];
        }
        let number = person.number;
        if matches!(question, Question::Dnd(_)) {
            let dnd = Dnd::Unavailable;
            return vec![Fact::Dnd {
                contact,
                number,
                dnd,
                as_of: now,
            }];
        }
        self.unread(now, contact, number, why)
    }

    /// A look-up was refused. Where the whitelist answers others, it is this number that it says nothing of,
    /// and never will; where it answers nobody, something is wrong with the asking.
    fn turned_away(&self, now: Timestamp, contact: ContactId, why: &str) -> Vec<Fact> {
        let Some(person) = self.people.get(contact) else {
            return vec![];
        };
        if self.answered {
            let standing = Standing::Refused(why.into());
            return vec![unanswered(now, contact, person.number, standing)];
        }
        if self.turned_away + 1 < LOOKUPS_MAX {
            return vec![];
        }
        self.unread(now, contact, person.number, why)
    }

    /// The whitelist cannot be read.
    fn unread(&self, now: Timestamp, contact: ContactId, number: Number, why: &str) -> Vec<Fact> {
        let policy = &self.rules.whitelist;
        let standing = Standing::Unavailable(why.into());
        let mut facts = vec![unanswered(now, contact, number, standing)];
        if policy.check == Check::Required && policy.unavailable == Unavailable::Stop {
            let message = why.into();
            facts.extend(self.stopping(Stop::Screening { message }));
        }
        facts
    }

    /// What a page of the listing, or one call, says of calls that are known by sid.
    fn read(&self, now: Timestamp, ids: &[AttemptId], calls: &[CallRecord]) -> Vec<Fact> {
        let mut facts = Vec::new();
        for id in ids {
            let attempt = *id;
            let Some(state) = self.attempts.get(id) else {
                continue;
            };
            let record = state
                .sid()
                .and_then(|sid| calls.iter().find(|call| call.sid == *sid));
            match state {
                Attempt::Accepted { .. } | Attempt::Unconfirmed { .. } => {
                    facts.extend(record.and_then(|record| ended(attempt, record)));
                }
                Attempt::Ended(ended) if !ended.settled => {
                    let details = record.map(|record| merged(&record.details, &ended.details));
                    facts.extend(self.reread(now, attempt, ended, details));
                }
                _ => {}
            }
        }
        facts
    }

    fn reread(
        &self,
        now: Timestamp,
        attempt: AttemptId,
        ended: &Ended,
        details: Option<CallDetails>,
    ) -> Vec<Fact> {
        let mut facts = Vec::new();
        let complete = details.as_ref().is_some_and(|details| {
            details.duration.is_some() && details.price.is_some() && *details == ended.details
        });
        if let Some(details) = details.filter(|details| *details != ended.details) {
            let details = Box::new(details);
            facts.push(Fact::Amended { attempt, details });
        }
        if complete || now >= ended.since + self.rules.timing.listing_lag {
            facts.push(Fact::Settled { attempt });
        }
        facts
    }

    /// What a search says of attempts in doubt: an unclaimed call that fits is theirs; silence counts only
    /// when it was asked for after the hold.
    fn searched(
        &self,
        now: Timestamp,
        ids: &[AttemptId],
        calls: &[CallRecord],
        pending: &Pending,
        complete: bool,
    ) -> Vec<Fact> {
        let mut facts = Vec::new();
        let mut taken: Vec<Sid> = Vec::new();
        for id in ids {
            let attempt = *id;
            let Some(state) = self.attempts.get(id) else {
                continue;
            };
            if !matches!(state, Attempt::Ambiguous { .. } | Attempt::Unknown { .. }) {
                continue;
            }
            let fits = calls.iter().filter(|call| self.fits(*id, state, call));
            let fits = fits.filter(|call| !taken.contains(&call.sid));
            if let Some(call) = fits.min_by_key(|call| call.created) {
                taken.push(call.sid.clone());
                let (sid, created, via) = (call.sid.clone(), call.created, Via::Search);
                facts.push(Fact::Accepted {
                    attempt,
                    sid,
                    created,
                    via,
                });
                facts.extend(ended(attempt, call));
            } else if let Attempt::Ambiguous { hold_until, .. } = state
                && pending.asked_at > *hold_until
                && complete
            {
                facts.extend(self.silence(now, attempt, state, *hold_until, pending));
            }
        }
        facts
    }

    /// Whether a call may be the one of an attempt.
    pub(super) fn fits(&self, id: AttemptId, state: &Attempt, call: &CallRecord) -> bool {
        let (since, until) = self.made(state);
        call.outbound_api
            && call.from == Some(state.intent().number)
            && call
                .exophone
                .is_none_or(|own| Some(own) == self.exophone(id.contact))
            && call.created.is_none_or(|at| (since..=until).contains(&at))
            && !self.is_claimed(&call.sid)
    }

    /// What silence after the hold proves. Dialling again needs a listing that was seen to be current:
    /// one that showed, before this search was asked for, a call made after this one could have been.
    fn silence(
        &self,
        now: Timestamp,
        attempt: AttemptId,
        state: &Attempt,
        hold_until: Timestamp,
        pending: &Pending,
    ) -> Option<Fact> {
        if self.rules.ambiguous == Ambiguity::NeverRedial {
            return Some(Fact::Unknown { attempt });
        }
        let (_, until) = self.made(state);
        let current = self
            .listed
            .is_some_and(|listed| listed.created > until && listed.seen <= pending.asked_at);
        if current {
            return Some(Fact::PresumedNone { attempt });
        }
        let waited = now >= hold_until + self.rules.timing.listing_lag;
        waited.then_some(Fact::Unknown { attempt })
    }
}

/// A standing that is not the whitelist's word, and so does not run out by it.
fn unanswered(now: Timestamp, contact: ContactId, number: Number, standing: Standing) -> Fact {
    Fact::Standing {
        contact,
        number,
        standing,
        as_of: now,
        expires: None,
    }
}

fn ended(attempt: AttemptId, record: &CallRecord) -> Option<Fact> {
    Some(Fact::Ended {
        attempt,
        outcome: record.outcome?,
        details: Box::new(record.details.clone()),
    })
}

/// What was read now, and what was read before where nothing was read now: early reads carry gaps, and
/// a gap never takes anything back.
fn merged(now: &CallDetails, before: &CallDetails) -> CallDetails {
    CallDetails {
        started: now.started.or(before.started),
        ended: now.ended.or(before.ended),
        duration: now.duration.or(before.duration),
        price: now.price.clone().or_else(|| before.price.clone()),
        recording: now.recording.clone().or_else(|| before.recording.clone()),
    }
}

fn unexpected(reply: &Reply) -> Box<str> {
    match reply {
        Reply::Failed { why } => why.as_str().into(),
        _ => "the answer is about something else".into(),
    }
}
