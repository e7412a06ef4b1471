//! Placing calls: what comes of a connect request, and calls of an earlier life.

use std::time::Duration;

use serde_json::json;

use super::{
    Account, Answered, Visit,
    bodies::{self, View},
    connect::{self, Wanted},
    distort::distort,
    fate::{self, Doom, Fate, Limits},
    ledger::LedgerCall,
    people::People,
    refusal::Refusal,
};
use crate::{
    campaign::Number,
    clock::Timestamp,
    journal::event::Sid,
    sim::{
        phone,
        prng::draw,
        scenario::{Above, Answer, Blame, Direction, Fault, Loss, Phone},
    },
};

const ANSWER: u64 = u64::from_be_bytes(*b"answered");

/// How far back the calls to one number are tried when a call of an earlier life is to be recognised.
const NTH_MAX: u32 = 1024;

impl Account {
    /// Answers a connect request, or loses the answer. An outage forces the fault.
    pub(super) fn connect(
        &mut self,
        visit: &mut Visit<'_>,
        outage: Option<Fault>,
    ) -> Result<Answered, Refusal> {
        connect::count_unknown(&visit.request.params, &mut self.log);
        let at = visit.at;
        match self.blame(at) {
            Some(Blame::Kyc) => return Err(Refusal::kyc()),
            Some(Blame::Balance) => return Err(Refusal::balance()),
            _ => {}
        }
        let mut wanted = connect::read(&visit.request.params, &self.scenario, &self.sid)?;
        if !self.people(at).may_be_called(wanted.from, at) {
            return Err(Refusal::ndnc(wanted.from));
        }
        let full = self
            .scenario
            .channels
            .limit
            .is_some_and(|limit| self.lines.under_way(at) >= limit);
        match self.scenario.channels.above {
            Above::Refuse if full => return Err(Refusal::channels(self.scenario.channels.status)),
            Above::Fail if full => wanted.doom = Some(Doom::NoChannel),
            _ => {}
        }
        let (drawn, late) = self.luck(wanted.from)?;
        let fault = outage.or(drawn);
        Ok(self.carry_out(visit, wanted, fault, late))
    }

    /// Places the call, unless the fault says that there is none, and answers.
    fn carry_out(
        &mut self,
        visit: &mut Visit<'_>,
        wanted: Wanted,
        fault: Option<Fault>,
        late: Duration,
    ) -> Answered {
        let tells = matches!(
            fault.map(|fault| fault.loss),
            None | Some(Loss::Slow | Loss::Truncated)
        );
        let placed = fault.is_none_or(|fault| fault.placed);
        let good = placed.then(|| {
            // An answer that shows the call does not come before it.
            let placed_at = if tells { visit.at } else { visit.at + late };
            let call = self.place(wanted, placed_at);
            let value = json!({ "Call": self.writer().call(&call, visit.at, View::Created) });
            bodies::reply(200, &value, visit.format, &self.scenario.wire)
        });
        let Some(fault) = fault else {
            return good.map_or_else(
                || self.refuse(visit, &Refusal::unavailable()),
                Answered::reply,
            );
        };
        let slow = self.scenario.ambiguous.slow_answer;
        let wire = &self.scenario.wire;
        let distorted = distort(fault.loss, good, visit.format, wire, slow, &mut visit.prng);
        Answered {
            late: distorted.late,
            outcome: distorted.outcome,
            fault: Some(fault),
        }
    }

    /// How the answer to the next connect request for a number is lost, if it is, and how late its call comes then.
    ///
    /// # Errors
    /// A refusal, where the number's script has one.
    fn luck(&mut self, number: Number) -> Result<(Option<Fault>, Duration), Refusal> {
        let person = self.ledger.person(number);
        let nth = person.posts;
        person.posts += 1;
        let odds = &self.scenario.ambiguous;
        let prng = &mut draw(self.seed, &[ANSWER, number.digits(), u64::from(nth)]);
        let drawn = odds.drawn(prng);
        let late = if odds.late.share.drawn(prng) {
            odds.late.by.drawn(prng)
        } else {
            Duration::ZERO
        };
        let script = self.scenario.numbers.get(&Phone(number));
        match script.and_then(|script| script.answers.get(nth as usize)) {
            Some(Answer::Ok) => Ok((None, late)),
            Some(Answer::Refused) => Err(Refusal::bad_number(&phone::national(number))),
            Some(Answer::Dnd) => Err(Refusal::ndnc(number)),
            Some(Answer::Fault(fault)) => Ok((Some(*fault), late)),
            None => Ok((drawn, late)),
        }
    }

    fn place(&mut self, wanted: Wanted, placed_at: Timestamp) -> LedgerCall {
        let nth = self.ledger.person(wanted.from).next_call;
        let sid = self.sid(wanted.from, nth, placed_at);
        self.write_down(sid, wanted, nth, placed_at)
    }

    /// The name of the `nth` call to a number, made at a time.
    pub(super) fn sid(&self, number: Number, nth: u32, placed_at: Timestamp) -> Sid {
        let head = fate::sid_head(self.seed, number, nth);
        let middle = fate::sid_middle(self.seed, number, nth, placed_at);
        let text = format!("{head}{middle}{}", self.dates.sid_tail(placed_at));
        Sid::parse(&text).expect("28 hexadecimal digits and the 4 characters of a date")
    }

    /// A call as the ledger keeps it, with this fate.
    pub(super) fn entry(
        &self,
        sid: Sid,
        (wanted, direction): (Wanted, Direction),
        nth: u32,
        placed_at: Timestamp,
        fate: &Fate,
    ) -> LedgerCall {
        let ends_at = placed_at + fate.ring + fate.talk;
        let listed_from = match self.scenario.listing.hides_ongoing {
            true => ends_at,
            false => placed_at,
        };
        let duration = u32::try_from(fate.talk.as_secs()).unwrap_or(u32::MAX);
        LedgerCall {
            sid,
            from: wanted.from,
            exophone: wanted.exophone,
            direction,
            app_id: wanted.app_id,
            custom_field: wanted.custom_field,
            nth,
            placed_at,
            ends_at,
            outcome: fate.outcome,
            duration,
            price: duration
                .div_ceil(60)
                .saturating_mul(self.scenario.price_per_minute),
            listed_at: listed_from + fate.listed_after,
            settled_at: ends_at + fate.settled_after,
        }
    }

    /// Writes a call down with its fate.
    fn write_down(
        &mut self,
        sid: Sid,
        wanted: Wanted,
        nth: u32,
        placed_at: Timestamp,
    ) -> LedgerCall {
        let fate = fate::fate(
            &self.scenario,
            self.seed,
            wanted.from,
            nth,
            wanted.limits,
            wanted.doom,
        );
        let call = self.entry(sid, (wanted, Direction::OutboundApi), nth, placed_at, &fate);
        self.lines.take(call.ends_at);
        self.ledger.enter(call.clone());
        call
    }

    /// Writes down a call that an earlier life of the same seed placed, as it is known from its sid: the same
    /// fate awaits it, given the same scenario and limits. Does nothing when the call is known.
    ///
    /// `created` is what Exotel said. The flow and the custom field are not known any more.
    pub fn adopt(
        &mut self,
        sid: &Sid,
        number: Number,
        exophone: Number,
        created: Timestamp,
        limits: Limits,
    ) {
        if self.ledger.find(sid.as_str()).is_some() {
            return;
        }
        let mut candidates = 0..NTH_MAX;
        let known = candidates.find(|nth| {
            sid.as_str()
                .starts_with(&fate::sid_head(self.seed, number, *nth))
        });
        let nth = known.unwrap_or_else(|| self.ledger.person(number).next_call);
        let wanted = Wanted {
            from: number,
            exophone,
            app_id: String::new(),
            doom: None,
            limits,
            custom_field: None,
        };
        let placed_at = self.dates.moment(created);
        self.write_down(sid.clone(), wanted, nth, placed_at);
    }

    pub(super) fn people(&self, at: Timestamp) -> People<'_> {
        People {
            scenario: &self.scenario,
            seed: self.seed,
            since: self.since.unwrap_or(at),
        }
    }
}
