//! Every call that the provider ever placed: the judge of a run.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::{
    campaign::{Number, Outcome},
    clock::Timestamp,
    journal::event::Sid,
    sim::scenario::Direction,
};

/// One call that was placed, whether its request was answered or not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LedgerCall {
    /// Exotel's name of it.
    pub sid: Sid,
    /// The person called.
    #[serde(serialize_with = "e164")]
    pub from: Number,
    /// The ExoPhone that called.
    #[serde(serialize_with = "e164")]
    pub exophone: Number,
    /// Who called whom.
    #[serde(skip)]
    pub direction: Direction,
    /// The flow.
    pub app_id: String,
    /// What the flow received.
    pub custom_field: Option<String>,
    /// Which call to the number it is, from 0.
    pub nth: u32,
    /// When it began. May be later than its request, and in the future.
    pub placed_at: Timestamp,
    /// When it is over.
    pub ends_at: Timestamp,
    /// How it ends.
    pub outcome: Outcome,
    /// Seconds of talk.
    pub duration: u32,
    /// In thousandths of the account's currency.
    pub price: u32,
    /// From when on the bulk listing shows it.
    pub listed_at: Timestamp,
    /// From when on its duration, price and end are known.
    pub settled_at: Timestamp,
}

fn e164<S: serde::Serializer>(number: &Number, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&number.e164())
}

impl LedgerCall {
    /// Whether the call is over.
    pub fn is_over(&self, at: Timestamp) -> bool {
        self.ends_at <= at
    }

    /// The price as a decimal number: `1.200`.
    pub fn price_text(&self) -> String {
        format!("{}.{:03}", self.price / 1000, self.price % 1000)
    }
}

/// What is known of one number.
#[derive(Clone, Debug, Default)]
pub(super) struct Person {
    /// Its calls, as places in the ledger.
    pub(super) calls: Vec<u32>,
    /// Which call comes next.
    pub(super) next_call: u32,
    /// Connect requests that came as far as being answered by chance.
    pub(super) posts: u32,
}

/// The ledger and its indexes.
#[derive(Clone, Debug, Default)]
pub(super) struct Ledger {
    calls: Vec<LedgerCall>,
    by_sid: BTreeMap<Sid, u32>,
    by_time: BTreeSet<(Timestamp, u32)>,
    people: BTreeMap<Number, Person>,
}

impl Ledger {
    pub(super) fn calls(&self) -> &[LedgerCall] {
        &self.calls
    }

    /// A call by its place.
    pub(super) fn get(&self, place: u32) -> Option<&LedgerCall> {
        self.calls.get(place as usize)
    }

    /// The place of a call by its sid.
    pub(super) fn find(&self, sid: &str) -> Option<u32> {
        let sid = Sid::parse(sid)?;
        self.by_sid.get(&sid).copied()
    }

    /// The places of the calls to a number.
    pub(super) fn of_number(&self, number: Number) -> &[u32] {
        self.people
            .get(&number)
            .map_or(&[], |person| person.calls.as_slice())
    }

    /// The places of the calls placed in `since..=until`, by time.
    pub(super) fn between(&self, since: Timestamp, until: Timestamp) -> impl Iterator<Item = u32> {
        let empty = since > until;
        let range = if empty { since..=since } else { since..=until };
        self.by_time
            .range((*range.start(), 0)..=(*range.end(), u32::MAX))
            .filter(move |_| !empty)
            .map(|(_, place)| *place)
    }

    pub(super) fn person(&mut self, number: Number) -> &mut Person {
        self.people.entry(number).or_default()
    }

    /// Writes a call down.
    pub(super) fn enter(&mut self, call: LedgerCall) {
        let place = u32::try_from(self.calls.len()).unwrap_or(u32::MAX);
        let person = self.people.entry(call.from).or_default();
        person.calls.push(place);
        person.next_call = person.next_call.max(call.nth + 1);
        person.posts = person.posts.max(call.nth + 1);
        self.by_sid.insert(call.sid.clone(), place);
        self.by_time.insert((call.placed_at, place));
        self.calls.push(call);
    }

    /// The most calls that were ever under way at once.
    pub(super) fn most_under_way(&self) -> usize {
        let mut turns: Vec<(Timestamp, bool)> = Vec::with_capacity(self.calls.len() * 2);
        for call in &self.calls {
            turns.push((call.placed_at, true));
            turns.push((call.ends_at, false));
        }
        // At one moment, ends sort before beginnings.
        turns.sort_unstable();
        let (mut now, mut most) = (0_usize, 0);
        for (_, begins) in turns {
            now = if begins {
                now + 1
            } else {
                now.saturating_sub(1)
            };
            most = most.max(now);
        }
        most
    }
}
