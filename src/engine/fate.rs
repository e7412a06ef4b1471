//! What the engine knows of one person and of the whole run, for readers.

use std::collections::BTreeMap;

use crate::{
    campaign::{Money, Number, Outcome},
    clock::Timestamp,
    journal::event::{CallDetails, Dnd, Sid, Standing},
    plan::Disposition,
};

/// What became of one person, as of the last event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fate {
    /// The word in the result file; `Stopped` while the run could still call the person.
    pub disposition: Disposition,
    /// Why, for a reader: a phrase.
    pub reason: String,
    /// The number that was called last; where there was no call, the one that would have been.
    pub number: Number,
    /// Calls that Exotel made to the person, as far as is known.
    pub calls: u16,
    /// The last call, or the request that may have made one.
    pub last: Option<LastCall>,
    /// What the whitelist said of that number last.
    pub standing: Option<Standing>,
    /// What the DND register said of that number last.
    pub dnd: Option<Dnd>,
}

/// The last call to a person, or the request that may have made one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LastCall {
    /// Exotel's name of it, where it is known.
    pub sid: Option<Sid>,
    /// When Exotel says it was made; else when it was asked for.
    pub placed_at: Timestamp,
    /// How it ended, where that is known.
    pub outcome: Option<Outcome>,
    /// The rest.
    pub details: CallDetails,
}

/// Counts of a run, kept up event by event.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Tally {
    /// People that the run is about: rows that are neither invalid nor duplicates nor left out.
    pub people: u64,
    /// People whose look-ups are not finished.
    pub unscreened: u64,
    /// People who may be called and wait for their turn, a retry, or the calling hours.
    pub waiting: u64,
    /// Calls going on, as far as is known.
    pub under_way: u64,
    /// Requests for calls among them that have no answer yet.
    pub sending: u64,
    /// Requests that may have made a call which was not found yet.
    pub in_doubt: u64,
    /// Calls that exist.
    pub calls: u64,
    /// What calls cost, as far as it is known, in the account's currency.
    pub spent: Money,
    /// What is set aside for calls whose price is not settled, where the campaign names a price.
    pub reserved: Money,
    /// Requests sent: look-ups, connects, reads.
    pub requests: u64,
    /// Look-ups among them.
    pub lookups: u64,
    /// Reads of outcomes and searches among them.
    pub reads: u64,
    /// Answers 429.
    pub too_many: u64,
    /// People with their final word, by word. Sums to `people` when the run is over.
    pub done: BTreeMap<Disposition, u64>,
}

impl Tally {
    /// People who may still be called: those who wait, and those whose look-ups are not finished.
    pub fn left(&self) -> u64 {
        self.waiting + self.unscreened
    }

    /// People whose final word this is.
    pub fn with(&self, word: Disposition) -> u64 {
        self.done.get(&word).copied().unwrap_or(0)
    }

    /// Calls without an outcome: under way, in doubt, or given up.
    pub fn open(&self) -> u64 {
        self.with(Disposition::Unsettled) + self.under_way + self.in_doubt
    }
}
