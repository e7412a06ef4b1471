//! What calls cost, as far as it is known, and what is set aside for the rest.

use super::{Attempt, Engine, Rules};
use crate::campaign::{Money, Outcome};

/// What an attempt costs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Charge {
    /// Known, or as well known as it will be.
    pub(super) spent: Money,
    /// Set aside.
    pub(super) reserved: Money,
}

impl Charge {
    /// The charge of an attempt in a state. A call that may have been placed counts with its worst case until its
    /// details are settled: its price may come late, and may be changed.
    pub(super) fn of(rules: &Rules, attempt: &Attempt) -> Charge {
        let reserved = |reserved| Charge {
            spent: Money::ZERO,
            reserved,
        };
        let spent = |spent| Charge {
            spent,
            reserved: Money::ZERO,
        };
        match attempt {
            Attempt::Rejected { .. } | Attempt::PresumedNone { .. } => Charge::default(),
            Attempt::Ended(ended) => {
                let details = &ended.details;
                let price = details.price.as_deref().and_then(Money::parse);
                match (ended.settled, price) {
                    (true, Some(price)) => spent(price),
                    // Nobody pays for a call that nobody answered.
                    (true, None) if ended.outcome != Outcome::Completed => Charge::default(),
                    (true, None) => spent(match details.duration {
                        Some(seconds) => {
                            let talk = std::time::Duration::from_secs(seconds.into());
                            rules.limits.price_of(talk)
                        }
                        None => rules.worst_price(),
                    }),
                    (false, Some(price)) if rules.limits.price_per_minute.is_none() => spent(price),
                    (false, price) => reserved(rules.worst_price().max(price.unwrap_or_default())),
                }
            }
            Attempt::Intended(_)
            | Attempt::Accepted { .. }
            | Attempt::Ambiguous { .. }
            | Attempt::Unknown { .. }
            | Attempt::Unconfirmed { .. } => reserved(rules.worst_price()),
        }
    }
}

impl Rules {
    /// The most that one call costs: its whole time limit, each minute that has begun counted whole.
    pub fn worst_price(&self) -> Money {
        self.limits.price_of(self.time_limit)
    }
}

impl Engine {
    /// Keeps the sums when an attempt goes from one state to another.
    pub(super) fn charge(&mut self, before: Option<&Attempt>, after: &Attempt) {
        let before = before
            .map(|attempt| Charge::of(&self.rules, attempt))
            .unwrap_or_default();
        let after = Charge::of(&self.rules, after);
        let tally = &mut self.tally;
        tally.spent = tally.spent.minus(before.spent).plus(after.spent);
        tally.reserved = tally.reserved.minus(before.reserved).plus(after.reserved);
    }

    /// Calls for which there is money.
    pub(super) fn affordable(&self) -> u64 {
        let Some(most) = self.rules.limits.cost else {
            return u64::MAX;
        };
        let committed = self.tally.spent.plus(self.tally.reserved);
        let left = most.minus(committed).parts();
        left.checked_div(self.rules.worst_price().parts())
            .unwrap_or(u64::MAX)
    }
}
