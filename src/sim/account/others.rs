//! Calls of the account that no request placed: another tool, the dashboard, another machine.

use std::time::Duration;

use super::{
    Account,
    connect::Wanted,
    fate::{self, Limits},
    ledger::LedgerCall,
};
use crate::{
    campaign::{Number, Outcome},
    clock::Timestamp,
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
        let mut fate = fate::fate(&self.scenario, self.seed, number, nth, limits, None);
        fate.outcome = other.outcome.unwrap_or(fate.outcome);
        fate.talk = match fate.outcome {
            Outcome::Completed => fate.talk.max(Duration::from_secs(1)),
            _ => Duration::ZERO,
        };
        let wanted = Wanted {
            from: number,
            exophone: Number::SIMULATOR_LAST,
            app_id: String::new(),
            doom: None,
            limits,
            custom_field: None,
        };
        let sid = self.sid(number, nth, placed_at);
        let call = self.entry(sid, (wanted, other.direction), nth, placed_at, &fate);
        self.others.enter(call);
    }
}
