//! Why somebody is not called, and whom others called: what a run knows from outside its campaign's files.

use serde::{Deserialize, Serialize};

use super::id::Sid;
use crate::{campaign::Outcome, clock::Timestamp, contacts::ContactId};

/// Why a contact is left out for a reason outside its campaign's files.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Exclusion {
    /// An attempt of another run to this number is open or unsettled.
    Locked {
        /// That run.
        run: Box<str>,
    },
    /// The number was reached, or may have been, through another row of this run.
    Reached {
        /// That row.
        by: ContactId,
    },
    /// The number is on a list of people who are never called.
    Suppressed {
        /// The list, as the campaign or the project names it.
        list: Box<str>,
        /// The line, from 1.
        line: u32,
    },
    /// A call of an earlier run to the number ended in a way that bars another one for a while.
    CalledBefore {
        /// That run.
        run: Box<str>,
        /// How it ended.
        outcome: Outcome,
    },
    /// Exotel's own list shows a call of the account to the number shortly before the run, whoever placed it.
    CalledAtExotel {
        /// Exotel's name of it.
        sid: Sid,
        /// When Exotel says that it was made.
        at: Timestamp,
        /// How it ended; nothing where that was not known when it was read.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        outcome: Option<Outcome>,
    },
}

/// A call of another run of the account, or a request that may have made one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct OtherCall {
    /// When it was asked for.
    #[serde(rename = "t")]
    pub at: Timestamp,
    /// Whether a run of the same campaign placed it.
    #[serde(default)]
    pub own: bool,
}
