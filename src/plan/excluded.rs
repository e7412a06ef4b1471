//! Why a row is not called, before anybody is.

use super::Disposition;
use crate::{campaign::Outcome, journal::event::Exclusion};

/// Why a row is not called, as far as a plan can know.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Excluded {
    /// An earlier or later row holds the same number.
    Duplicate,
    /// An attempt of another run to this number is open or unsettled.
    Held {
        /// That run.
        run: String,
    },
    /// The number is on a list of people who are never called.
    Listed {
        /// The list, as campaign or project name it.
        list: String,
    },
    /// A call of an earlier run ended in a way that bars another one for a while.
    CalledBefore {
        /// That run.
        run: String,
        /// How it ended.
        outcome: Outcome,
    },
    /// The row cannot be used.
    Invalid,
    /// The campaign's expression leaves the row out.
    Filtered,
    /// The region may not be called.
    Country {
        /// ISO 3166 region, or `001`.
        region: String,
    },
}

impl Excluded {
    /// The row's final word.
    pub const fn disposition(&self) -> Disposition {
        match self {
            Excluded::Duplicate => Disposition::Duplicate,
            Excluded::Held { .. } | Excluded::Listed { .. } | Excluded::CalledBefore { .. } => {
                Disposition::Suppressed
            }
            Excluded::Invalid => Disposition::Invalid,
            Excluded::Filtered => Disposition::Filtered,
            Excluded::Country { .. } => Disposition::Country,
        }
    }

    /// The same of what the engine would say; nothing where only a run can know it.
    pub fn of(why: &Exclusion) -> Option<Excluded> {
        match why {
            Exclusion::Suppressed { list, .. } => Some(Excluded::Listed {
                list: list.to_string(),
            }),
            Exclusion::CalledBefore { run, outcome } => Some(Excluded::CalledBefore {
                run: run.to_string(),
                outcome: *outcome,
            }),
            Exclusion::CalledAtExotel { .. }
            | Exclusion::Locked { .. }
            | Exclusion::Reached { .. } => None,
        }
    }
}
