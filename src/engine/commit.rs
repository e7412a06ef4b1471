//! What durable facts release.

use super::{
    Attempt, Engine,
    effect::{Effect, Order, Query},
};
use crate::{
    campaign::Number,
    clock::Timestamp,
    contacts::ContactId,
    journal::{
        Durable,
        event::{AttemptId, Fact, Question},
    },
};
use std::time::Duration;

/// Dates of the v1 API are whole seconds: a call may seem made up to a second early.
const DATE_GRAIN: Duration = Duration::from_secs(1);
/// Without dates the listing is searched 31 days back. Source: developer.exotel.com/api/call-details-bulk.
const LISTED_FOR: Duration = Duration::from_secs(30 * 24 * 3600);

impl Engine {
    /// The effects that these facts release. The facts are those that [`Engine::decide`] returned, and each
    /// `Durable` is spent here, so nothing is released twice.
    pub fn commit(&self, durable: Durable) -> Vec<Effect> {
        let facts = durable.events().iter();
        facts
            .filter_map(|event| match &event.fact {
                Fact::Intended {
                    attempt,
                    number,
                    not_after,
                } => Some(Effect::Place(Order::new(*attempt, *number, *not_after))),
                Fact::Asked { ask, question } => {
                    let query = self.query(question, event.at)?;
                    Some(Effect::Ask { ask: *ask, query })
                }
                _ => None,
            })
            .collect()
    }

    fn query(&self, question: &Question, now: Timestamp) -> Option<Query> {
        let number = |contact: &ContactId| Some(self.people.get(*contact)?.number);
        Some(match question {
            Question::Standing(contact) => Query::Standing(number(contact)?),
            Question::Dnd(contact) => Query::Dnd(number(contact)?),
            Question::Outcome(id) => Query::Call(self.attempts.get(id)?.sid()?.clone()),
            Question::Outcomes(ids) => {
                let attempts: Vec<&Attempt> = self.all(ids).collect();
                let sids = attempts.iter().filter_map(|attempt| attempt.sid().cloned());
                let (since, until) = self.made_between(attempts.iter().copied())?;
                let is_old = since + LISTED_FOR < now;
                Query::Sids {
                    sids: sids.collect(),
                    made: is_old.then_some((since, until)),
                }
            }
            Question::Earlier { since, until } => Engine::page(*since, *until),
            Question::Search(ids) => {
                let (since, until) = self.made_between(self.all(ids))?;
                let numbers = self.all(ids).map(|attempt| attempt.intent().number);
                let numbers: Vec<Number> = numbers.collect();
                // Those of one search have one ExoPhone: `choose` sees to that.
                let exophone = self.exophone(ids.first()?.contact)?;
                Query::Search {
                    numbers,
                    exophone,
                    since,
                    until,
                }
            }
        })
    }

    fn all<'a>(&'a self, ids: &'a [AttemptId]) -> impl Iterator<Item = &'a Attempt> {
        ids.iter().filter_map(|id| self.attempts.get(id))
    }

    /// Between which times, by Exotel's clock, the calls of these attempts can have been made.
    fn made_between<'a>(
        &self,
        attempts: impl Iterator<Item = &'a Attempt>,
    ) -> Option<(Timestamp, Timestamp)> {
        let spans = attempts.map(|attempt| self.made(attempt));
        spans.reduce(|one, other| (one.0.min(other.0), one.1.max(other.1)))
    }

    /// Between which times, by Exotel's clock, the call of this attempt can have been made.
    pub(super) fn made(&self, attempt: &Attempt) -> (Timestamp, Timestamp) {
        let (at, skew) = (attempt.intent().at, self.rules.timing.clock_skew);
        let since = at.earlier(skew + DATE_GRAIN);
        (since, at + self.rules.made_within() + skew)
    }
}
