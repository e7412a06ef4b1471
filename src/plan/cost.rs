//! What the calls cost, as far as the campaign names a price.

use super::forecast::{Forecast, MEAN_TALK};
use crate::campaign::{Account, Campaign, Money};

/// What the calls cost, in the account's currency.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cost {
    /// The currency.
    pub currency: String,
    /// The price of a minute that has begun.
    pub per_minute: Money,
    /// One call to everybody, each as long as it is assumed; an estimate.
    pub estimate: Money,
    /// The worst case of one call: what is set aside before it is placed.
    pub each: Money,
    /// Every call that there can be, each at its longest.
    pub worst: Money,
    /// The campaign's limit.
    pub limit: Option<Money>,
}

/// Works it out.
pub(super) fn cost(campaign: &Campaign, account: &Account, forecast: &Forecast) -> Option<Cost> {
    let limits = &campaign.limits;
    let per_minute = limits.price_per_minute?;
    let (longest, mean) = (campaign.call.time_limit, MEAN_TALK);
    let each = limits.price_of(longest);
    Some(Cost {
        currency: account.currency.clone(),
        per_minute,
        estimate: limits
            .price_of(mean.min(longest))
            .times(forecast.least.calls),
        each,
        worst: each.times(forecast.worst.calls),
        limit: limits.cost,
    })
}
