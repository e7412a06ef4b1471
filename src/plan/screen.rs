//! What the provider's answers about a number mean for calling it.

use crate::{
    campaign::{Check, Neutral, Unavailable, Unless, WhitelistPolicy},
    journal::event::{Dnd, Standing},
};

/// What is to be done with a person, as far as screening goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Verdict {
    /// May be called.
    Call,
    /// Depends on the DND registration, which was not asked for yet.
    AskDnd,
    /// Not called.
    Skip(Skip),
    /// Nothing more is to be called: the whitelist could not be read.
    StopRun,
}

/// Why screening leaves a person out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Skip {
    /// The person asked not to be called.
    Blacklisted,
    /// Neutral, and the campaign leaves those out.
    NotWhitelisted,
    /// Neutral and on the DND register.
    Dnd,
    /// Neutral, and the DND data is not to be had.
    DndUnavailable,
    /// The look-up failed, and the campaign leaves those out.
    Unavailable,
}

impl Skip {
    /// Whether the person's next number is tried: of a neutral one nobody objected to calls.
    pub const fn passes_over(self) -> bool {
        matches!(self, Skip::NotWhitelisted)
    }
}

/// Judges what is known of a number. Source: the decision table of Exotel's articles on
/// whitelisting and DND (support.exotel.com, "whitelisting process"; developer.exotel.com/api/whitelist-details).
pub fn judge(policy: &WhitelistPolicy, standing: &Standing, dnd: Option<Dnd>) -> Verdict {
    let strict = match (standing, policy.neutral, dnd) {
        (Standing::Blacklist, ..) => Verdict::Skip(Skip::Blacklisted),
        (Standing::Whitelist, ..) | (Standing::Neutral, Neutral::Call, _) => Verdict::Call,
        (Standing::Neutral, Neutral::Skip, _) => Verdict::Skip(Skip::NotWhitelisted),
        (Standing::Neutral, Neutral::DndLookup, None) => Verdict::AskDnd,
        (Standing::Neutral, Neutral::DndLookup, Some(Dnd::No)) => Verdict::Call,
        (Standing::Neutral, Neutral::DndLookup, Some(Dnd::Yes)) => Verdict::Skip(Skip::Dnd),
        (Standing::Neutral, Neutral::DndLookup, Some(Dnd::Unavailable)) => {
            match policy.dnd_unavailable {
                Unless::Skip => Verdict::Skip(Skip::DndUnavailable),
                Unless::Call => Verdict::Call,
            }
        }
        (Standing::Unavailable(_), ..) => match policy.unavailable {
            Unavailable::Stop => Verdict::StopRun,
            Unavailable::Skip => Verdict::Skip(Skip::Unavailable),
        },
        (Standing::Refused(_), ..) => Verdict::Skip(Skip::Unavailable),
    };
    match (policy.check, strict) {
        (Check::Required, verdict) | (Check::Advisory, verdict @ Verdict::AskDnd) => verdict,
        (Check::Advisory | Check::Off, _) => Verdict::Call,
    }
}
