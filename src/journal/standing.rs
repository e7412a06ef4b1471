//! What Exotel says of a number before it is dialled.

use serde::{Deserialize, Serialize};

/// The whitelist's word. Source: developer.exotel.com/api/whitelist-details.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// May be called, also when registered as DND.
    Whitelist,
    /// Asked not to be called.
    Blacklist,
    /// Neither; forbids a call only to numbers registered as DND.
    Neutral,
    /// Could not be learnt.
    Unavailable(Box<str>),
    /// Exotel says nothing of this number, though it does of others: asking again would not help.
    Refused(Box<str>),
}

impl Standing {
    /// Whether it is the whitelist's own word.
    pub const fn is_answer(&self) -> bool {
        match self {
            Standing::Whitelist | Standing::Blacklist | Standing::Neutral => true,
            Standing::Unavailable(_) | Standing::Refused(_) => false,
        }
    }
}

/// The DND registration of a number. Source: developer.exotel.com/api/number-metadata.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Dnd {
    /// Registered.
    Yes,
    /// Not registered.
    No,
    /// Not known to Exotel, or could not be learnt.
    Unavailable,
}
