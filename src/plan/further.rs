//! Further numbers of people, as far as they bear on a plan: more look-ups, and calls that follow a failed one.

use std::time::Duration;

use crate::campaign::RetryPolicy;

/// Further numbers of the people who may be called.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Further {
    /// People who have some.
    pub people: u64,
    /// How many they are.
    pub numbers: u64,
}

impl Further {
    /// The retries that there are at most: after `failed` the next number is called, at once where that outcome has
    /// no delay.
    pub(super) fn retries(self, named: &RetryPolicy) -> RetryPolicy {
        let mut retries = named.clone();
        if self.people > 0 && retries.failed.is_empty() {
            retries.failed = vec![Duration::ZERO];
        }
        retries
    }
}
