//! Calls of the account that no request placed: another tool, the dashboard, another machine.

use std::time::Duration;

use super::{
    Account,
    fate::{self, Limits},
    ledger::LedgerCall,
};
use crate::{
    campaign::{Number, Outcome},
    clock::Timestamp,
    journal::event::Sid,
    sim::{
        prng::draw,
        scenario::{Direction, Other},
    },
};

const OTHERS: u64 = u64::from_be_bytes(*b"byothers");
/// Such calls are counted from here, so that none has the name of one that a request placed.
const FIRST: u32 = 1 << 30;
/// An agent's phone, as digits.
const AGENT: u64 = 910_000_999_998;

impl LedgerCall {
    /// `From` and `To`, as Exotel shows them.
    pub(super) fn ends(&self) -> (Number, Number) {
        match self.direction {
            Direction::OutboundApi | Direction::Inbound => (self.from, self.exophone),
            Direction::OutboundDial => {
                let agent = Number::from_digits(AGENT);
                (agent.unwrap_or(self.exophone), self.from)
            }
        }
    }
}

impl Account {
    /// Writes down what others place, counted from the first request.
    pub(super) fn place_others(&mut self, first: Timestamp) {
        let others = std::mem::take(&mut self.scenario.others);
        let mut nth = FIRST;
        for other in &others {
            for step in 0..u64::from(other.count) {
                let number = Number::from_digits(other.to.0.digits() + step);
                self.others_call(first, other, number, nth);
                nth += 1;
            }
        }
        self.scenario.others = others;
    }

    fn others_call(&mut self, first: Timestamp, other: &Other, number: Option<Number>, nth: u32) {
        let Some(number) = number else { return };
        let prng = &mut draw(self.seed, &[OTHERS, number.digits(), u64::from(nth)]);
        let placed_at = match (other.ago, other.after) {
            (Some(ago), _) => first.earlier(ago.drawn(prng)),
            (None, Some(after)) => first + after.drawn(prng),
            (None, None) => first,
        };
        let limits = Limits::default();
        let fate = fate::fate(&self.scenario, self.seed, number, nth, limits, None);
        let outcome = other.outcome.unwrap_or(fate.outcome);
        let talk = match outcome {
            Outcome::Completed => fate.talk.max(Duration::from_secs(1)),
            _ => Duration::ZERO,
        };
        let ends_at = placed_at + fate.ring + talk;
        let listed_from = match self.scenario.listing.hides_ongoing {
            true => ends_at,
            false => placed_at,
        };
        let head = fate::sid_head(self.seed, number, nth);
        let middle = fate::sid_middle(self.seed, number, nth, placed_at);
        let tail = self.dates.sid_tail(placed_at);
        let Some(sid) = Sid::parse(&format!("{head}{middle}{tail}")) else {
            return;
        };
        let duration = u32::try_from(talk.as_secs()).unwrap_or(u32::MAX);
        let price = self.scenario.price_per_minute;
        self.others.enter(LedgerCall {
            sid,
            from: number,
            exophone: Number::SIMULATOR_LAST,
            direction: other.direction,
            app_id: String::new(),
            custom_field: None,
            nth,
            placed_at,
            ends_at,
            outcome,
            duration,
            price: duration.div_ceil(60).saturating_mul(price),
            listed_at: listed_from + fate.listed_after,
            settled_at: ends_at + fate.settled_after,
        });
    }
}
