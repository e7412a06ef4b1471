//! What the look-back costs: the account's own list of calls, read before anybody is called.

use std::time::Duration;

use super::forecast::{CALLS_PER_READ, at_rate, millis, rate_of};
use crate::campaign::{Account, Campaign, limits::LISTED_RANGE_MAX};

/// The look-back of a campaign. What the list will say cannot be known before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LookBack {
    /// How far back it looks.
    pub within: Duration,
    /// Requests if the account made no call in that time.
    pub least: u64,
    /// Requests if the account called at its full rate all that time. Calls that came in, which the rate does not
    /// bound, would add to it.
    pub most: u64,
    /// How long the most of them take.
    pub takes: Duration,
}

impl LookBack {
    /// What a campaign asks for, if it does.
    pub(super) fn of(campaign: &Campaign, account: &Account) -> Option<LookBack> {
        let within = campaign.contacts.not_called_within?;

        let range = within + account.timing.clock_skew * 2;
        let ranges = range
            .as_secs()
            .div_ceil(LISTED_RANGE_MAX.as_secs().max(1))
            .max(1);
        let calls = range
            .as_secs()
            .saturating_mul(u64::from(account.rate_limit))
            / 60;
        let most = calls.div_ceil(CALLS_PER_READ).saturating_add(ranges);
        let takes = at_rate(most, rate_of(account.rate_limit, account.reserve));

        Some(LookBack {
            within,
            least: ranges,
            most,
            takes: Duration::from_secs(millis(takes).div_ceil(1_000)),
        })
    }
}
