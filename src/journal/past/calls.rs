//! Calls of other runs that bear on who may be called, and when: what `suppress` and `caps` ask for, and
//! nothing else, so that a long history keeps little.

use std::collections::BTreeMap;

use crate::{
    campaign::{Cap, CapScope, EarlierSpec, Number, Outcome},
    clock::Timestamp,
    journal::event::OtherCall,
};

/// Which calls of other runs a campaign asks for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Interest {
    /// The campaign's name.
    pub campaign: Box<str>,
    /// Calls of earlier runs that bar another one.
    pub earlier: Vec<EarlierSpec>,
    /// How often one number may be called.
    pub caps: Vec<Cap>,
    /// The time of the earliest decision that hangs on it.
    pub now: Timestamp,
}

impl Interest {
    /// Whether a call of this campaign that ended so, at this time, bars another one at `now`.
    pub fn bars(&self, campaign: &str, outcome: Outcome, ended: Timestamp, now: Timestamp) -> bool {
        self.earlier.iter().any(|spec| {
            spec.covers(campaign) && spec.outcomes.contains(&outcome) && ended + spec.within > now
        })
    }
}

/// What was kept.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Calls {
    pub(super) interest: Interest,
    /// For each of `interest.earlier`, the newest end of a call that it counts.
    ends: Vec<BTreeMap<Number, End>>,
    /// Calls that a cap may count, the newest first.
    placed: BTreeMap<Number, Vec<OtherCall>>,
}

/// A call that bars another one for a while.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct End {
    at: Timestamp,
    /// Its run, by position.
    pub(super) run: u32,
    pub(super) outcome: Outcome,
}

/// What the calls of one run are good for.
#[derive(Clone, Debug, Default)]
pub(super) struct Relevance {
    /// For each of `interest.earlier`, whether it covers the run's campaign.
    earlier: Vec<bool>,
    /// Whether it is a run of the same campaign.
    own: bool,
}

impl Calls {
    pub(super) fn new(interest: Interest) -> Calls {
        Calls {
            ends: vec![BTreeMap::new(); interest.earlier.len()],
            placed: BTreeMap::new(),
            interest,
        }
    }

    /// What the calls of a campaign's run are good for.
    pub(super) fn relevance(&self, campaign: &str) -> Relevance {
        let earlier = self.interest.earlier.iter();
        Relevance {
            earlier: earlier.map(|spec| spec.covers(campaign)).collect(),
            own: *self.interest.campaign == *campaign,
        }
    }

    /// A call ended, at a time and in a run.
    pub(super) fn ended(
        &mut self,
        relevance: &Relevance,
        number: Number,
        outcome: Outcome,
        (at, run): (Timestamp, u32),
    ) {
        let specs = self.interest.earlier.iter().zip(&relevance.earlier);
        for ((spec, covered), ends) in specs.zip(&mut self.ends) {
            let counts = *covered && spec.outcomes.contains(&outcome);
            if !counts || at + spec.within <= self.interest.now {
                continue;
            }
            let end = End { at, run, outcome };
            let known = ends.entry(number).or_insert(end);
            if at > known.at {
                *known = end;
            }
        }
    }

    /// A call was asked for, and made or perhaps made.
    pub(super) fn placed(&mut self, relevance: &Relevance, number: Number, at: Timestamp) {
        let call = OtherCall {
            at,
            own: relevance.own,
        };
        let now = self.interest.now;
        let counts = |cap: &Cap| (call.own || cap.scope == CapScope::Account) && at + cap.per > now;
        if !self.interest.caps.iter().any(counts) {
            return;
        }
        let most = |scope| {
            let caps = self.interest.caps.iter();
            let caps = caps.filter(|cap| cap.scope == scope);
            caps.map(|cap| cap.attempts).max().unwrap_or(0)
        };
        let (of_all, of_own) = (most(CapScope::Account), most(CapScope::Campaign));
        let calls = self.placed.entry(number).or_default();
        let place = calls.partition_point(|other| other.at > at);
        calls.insert(place, call);
        // Older ones than a cap counts never matter.
        let (mut all, mut own) = (0_u8, 0_u8);
        calls.retain(|call| {
            all = all.saturating_add(1);
            own = own.saturating_add(u8::from(call.own));
            all <= of_all || (call.own && own <= of_own)
        });
    }

    /// The newest call that bars another one to the number at `now`.
    pub(super) fn bars(&self, number: Number, now: Timestamp) -> Option<End> {
        let specs = self.interest.earlier.iter().zip(&self.ends);
        let ends = specs.filter_map(|(spec, ends)| {
            let end = ends.get(&number)?;
            (end.at + spec.within > now).then_some(*end)
        });
        ends.max_by_key(|end| end.at)
    }

    pub(super) fn placed_to(&self, number: Number) -> &[OtherCall] {
        self.placed.get(&number).map_or(&[], Vec::as_slice)
    }
}
