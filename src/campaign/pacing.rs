//! How fast a campaign goes, and when it stops early.

use std::time::Duration;

use super::{Condition, Money};

/// The `pacing` block.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Pacing {
    /// Connect requests in any 60 seconds at most; what the account's limit leaves when absent.
    pub rate: Option<u32>,
    /// Calls under way at once; the account's channels when absent.
    pub in_progress: Option<u32>,
    /// Calls that are placed and waited for before the others; none when 0.
    pub canary: u64,
}

/// The `limits` block, `calls` aside.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Limits {
    /// At most this much is spent, in the account's currency.
    pub cost: Option<Money>,
    /// What a minute of talk costs, for reserves and estimates.
    pub price_per_minute: Option<Money>,
    /// The run stops when one of these holds.
    pub stop_when: Vec<Condition>,
}

impl Limits {
    /// What a call of that length costs by the price of a minute: every minute that has begun counts, as
    /// carriers bill. Nothing where there is no price.
    pub fn price_of(&self, talk: Duration) -> Money {
        let minutes = talk.as_millis().div_ceil(60_000);
        let minutes = u64::try_from(minutes).unwrap_or(u64::MAX);
        self.price_per_minute.unwrap_or_default().times(minutes)
    }
}
