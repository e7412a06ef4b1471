//! What the answer to a connect request means.

use super::{
    Attempt, Engine, IllegalEvent,
    attempt::Intent,
    effect::Answer,
    rules::{REFUSALS_MAX, TOO_MANY_PAUSE},
};
use crate::{
    clock::Timestamp,
    journal::event::{AttemptId, Doubt, Fact, Rejection, Stop, Throttle, Via},
};
use std::time::Duration;

impl Engine {
    pub(super) fn answered(
        &self,
        now: Timestamp,
        attempt: AttemptId,
        answer: &Answer,
    ) -> Result<Vec<Fact>, IllegalEvent> {
        let intent = match self.attempts.get(&attempt) {
            Some(Attempt::Intended(intent)) => intent,
            state => {
                let why = Rejection::NotSent;
                let message = "an answer to nothing".into();
                return Err(IllegalEvent::new(
                    state,
                    &Fact::Rejected {
                        attempt,
                        why,
                        message,
                    },
                ));
            }
        };
        let rejected = |why, message: &str| Fact::Rejected {
            attempt,
            why,
            message: message.into(),
        };
        Ok(match answer {
            Answer::Accepted { sid, created } if !self.is_claimed(sid) => vec![Fact::Accepted {
                attempt,
                sid: sid.clone(),
                created: *created,
                via: Via::Answer,
            }],
            Answer::Accepted { .. } => vec![self.ambiguous(attempt, intent, Doubt::ClaimedSid, "")],
            Answer::NotSent { why } => {
                let mut facts = vec![rejected(Rejection::NotSent, why)];
                facts.extend(self.unreachable(now));
                facts
            }
            // It says nothing about Exotel.
            Answer::Withheld { why } => {
                let mut facts = vec![rejected(Rejection::NotSent, why)];
                facts.extend(self.too_late(now));
                facts
            }
            Answer::TooMany { retry_after } => {
                let mut facts = vec![rejected(Rejection::TooMany, "")];
                facts.extend(self.too_many(now, *retry_after));
                facts
            }
            Answer::Dnd { message } => vec![rejected(Rejection::Dnd, message)],
            Answer::Row { message } => {
                let mut facts = vec![rejected(Rejection::Row, message)];
                if self.refusals + 1 >= REFUSALS_MAX {
                    let message = message.as_str().into();
                    facts.extend(self.stopping(Stop::Refusals { message }));
                }
                facts
            }
            Answer::Account { status, message } => {
                let mut facts = vec![rejected(Rejection::Account, message)];
                facts.extend(self.account_stop(*status, message));
                facts
            }
            Answer::Lost { doubt, evidence } => {
                let mut facts = vec![self.ambiguous(attempt, intent, *doubt, evidence)];
                if matches!(doubt, Doubt::Redirect | Doubt::Foreign) {
                    facts.extend(self.stopping(Stop::Foreign));
                }
                facts
            }
        })
    }

    fn ambiguous(&self, attempt: AttemptId, intent: &Intent, why: Doubt, evidence: &str) -> Fact {
        Fact::Ambiguous {
            attempt,
            why,
            evidence: evidence.into(),
            hold_until: intent.at + self.rules.hold(),
        }
    }

    /// A pause after a 429. Every one is told, for each slows the pacer's owner down once.
    pub(super) fn too_many(&self, now: Timestamp, retry_after: Option<Duration>) -> Option<Fact> {
        let until = now + retry_after.unwrap_or(TOO_MANY_PAUSE);
        let why = Throttle::TooMany;
        Some(Fact::Throttled { until, why })
    }

    /// A pause because Exotel cannot be reached; the requests of one outage count once.
    pub(super) fn unreachable(&self, now: Timestamp) -> Option<Fact> {
        self.back_off(now, Throttle::Unreachable)
    }

    /// A pause that grows with each one until something is answered as it should be.
    pub(super) fn back_off(&self, now: Timestamp, why: Throttle) -> Option<Fact> {
        let until = now + self.rules.backoff(self.unreachable);
        (now >= self.paused_until).then_some(Fact::Throttled { until, why })
    }

    /// A pause because an order came too late; the orders of one delay count once.
    fn too_late(&self, now: Timestamp) -> Option<Fact> {
        let until = now + self.rules.backoff(self.late);
        let why = Throttle::Late;
        let alone = !self.is_stopped() && now >= self.paused_until;
        alone.then_some(Fact::Throttled { until, why })
    }

    pub(super) fn account_stop(&self, status: u16, message: &str) -> Option<Fact> {
        let message = message.into();
        self.stopping(Stop::Account { status, message })
    }

    pub(super) fn stopping(&self, why: Stop) -> Option<Fact> {
        (!self.is_stopped()).then_some(Fact::Stopped { why })
    }

    /// Whether a sid is another attempt's, of this run or another.
    pub(super) fn is_claimed(&self, sid: &crate::journal::event::Sid) -> bool {
        self.sids.contains(sid) || self.foreign_sids.contains(sid)
    }
}
