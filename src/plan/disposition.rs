//! The final word about a row of the contact file.

use crate::{campaign::Outcome, contacts::RowFate};

/// One final word per input row; the closed list of the language.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Disposition {
    /// The last call ended so: `completed`, `busy`, `no-answer`, `failed` or `canceled`.
    Called(Outcome),
    /// The row cannot be used.
    Invalid,
    /// The campaign's expression leaves the row out.
    Filtered,
    /// Another row with the same number is called instead.
    Duplicate,
    /// Not to be called: a suppression list, or a number that another run holds.
    Suppressed,
    /// Neutral on the whitelist, and the campaign leaves those out.
    NotWhitelisted,
    /// The person asked not to be called.
    Blacklisted,
    /// On the DND register.
    Dnd,
    /// The number's region may not be called.
    Country,
    /// Exotel refused this number.
    Refused,
    /// The campaign ended first.
    Expired,
    /// The run was stopped first.
    Stopped,
    /// A limit was reached first.
    OverLimit,
    /// A call may have been placed and its outcome is not known; never dialled again.
    Unsettled,
}

impl Disposition {
    /// Every disposition, in the order of reports.
    pub const ALL: [Disposition; 18] = [
        Disposition::Called(Outcome::Completed),
        Disposition::Called(Outcome::NoAnswer),
        Disposition::Called(Outcome::Busy),
        Disposition::Called(Outcome::Failed),
        Disposition::Called(Outcome::Canceled),
        Disposition::Unsettled,
        Disposition::Refused,
        Disposition::NotWhitelisted,
        Disposition::Blacklisted,
        Disposition::Dnd,
        Disposition::Duplicate,
        Disposition::Suppressed,
        Disposition::Invalid,
        Disposition::Filtered,
        Disposition::Country,
        Disposition::Expired,
        Disposition::Stopped,
        Disposition::OverLimit,
    ];

    /// The word for a row by what it is good for alone; nothing where it is called.
    pub const fn of_row(fate: RowFate) -> Option<Disposition> {
        match fate {
            RowFate::Callable(_) => None,
            RowFate::Duplicate { .. } => Some(Disposition::Duplicate),
            RowFate::Country { .. } => Some(Disposition::Country),
            RowFate::Filtered => Some(Disposition::Filtered),
            RowFate::Invalid => Some(Disposition::Invalid),
        }
    }

    /// The word in the result file.
    pub const fn as_str(self) -> &'static str {
        match self {
            Disposition::Called(outcome) => outcome.as_str(),
            Disposition::Invalid => "invalid",
            Disposition::Filtered => "filtered",
            Disposition::Duplicate => "duplicate",
            Disposition::Suppressed => "suppressed",
            Disposition::NotWhitelisted => "not-whitelisted",
            Disposition::Blacklisted => "blacklisted",
            Disposition::Dnd => "dnd",
            Disposition::Country => "country",
            Disposition::Refused => "refused",
            Disposition::Expired => "expired",
            Disposition::Stopped => "stopped",
            Disposition::OverLimit => "over-limit",
            Disposition::Unsettled => "unsettled",
        }
    }
}
