//! Calls of the account that no request of the program placed.

use serde::Deserialize;

use super::{Phone, Range};
use crate::campaign::Outcome;

/// Calls that others place.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Other {
    /// Whom they call, or who calls.
    pub to: Phone,
    /// How many: one to this number, and one to each of those after it.
    #[serde(default = "one")]
    pub count: u32,
    /// How long before the account's first request they were made.
    #[serde(default)]
    pub ago: Option<Range>,
    /// How long after it they are made, where `ago` is not said.
    #[serde(default)]
    pub after: Option<Range>,
    /// How they end; drawn as for other calls where it is not said.
    #[serde(default)]
    pub outcome: Option<Outcome>,
    /// Who calls whom.
    #[serde(default)]
    pub direction: Direction,
}

const fn one() -> u32 {
    1
}

/// Who calls whom. Source: developer.exotel.com/api/call-details-bulk.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Direction {
    /// The account, by the API: the person is `From`.
    #[default]
    OutboundApi,
    /// The account, by an agent: the person is `To`.
    OutboundDial,
    /// The person calls the account.
    Inbound,
}

impl Direction {
    /// Exotel's word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Direction::OutboundApi => "outbound-api",
            Direction::OutboundDial => "outbound-dial",
            Direction::Inbound => "inbound",
        }
    }
}
