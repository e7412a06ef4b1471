//! What the words of the journal mean to people: phrases that need nothing but the word.

use crate::{
    clock::UtcOffset,
    engine::bars::phrase,
    journal::event::{Doubt, Exclusion, Lapse, Rejection, Standing, Stop, Throttle},
    plan::screen::Skip,
    report::text::{day_time, masked},
};

/// That a contact is left out, and why.
pub(super) fn excluded(why: &Exclusion, offset: UtcOffset) -> String {
    let what = match why {
        Exclusion::Locked { .. } | Exclusion::Reached { .. } => "left out",
        Exclusion::Suppressed { .. }
        | Exclusion::CalledBefore { .. }
        | Exclusion::CalledAtExotel { .. } => "nobody is to call any more",
    };
    format!("{what}: {}", exclusion(why, offset))
}

/// Why a contact is left out.
pub(super) fn exclusion(why: &Exclusion, offset: UtcOffset) -> String {
    match why {
        Exclusion::Reached { by } => {
            let row = by.0.saturating_add(1);
            format!("the number was called for row {row}, or may have been")
        }
        why => phrase(Some(why), |at| day_time(at, offset)),
    }
}

/// What the whitelist says.
pub(super) const fn word(standing: &Standing) -> &'static str {
    match standing {
        Standing::Whitelist => "whitelisted",
        Standing::Blacklist => "blacklisted: the person asked not to be called",
        Standing::Neutral => "neutral",
        Standing::Unavailable(_) => "nothing: it could not be read",
        Standing::Refused(_) => "nothing: it refuses this number",
    }
}

/// Why screening leaves a person out.
pub const fn skipped(skip: Skip) -> &'static str {
    match skip {
        Skip::Blacklisted => "nobody is called who asked not to be",
        Skip::NotWhitelisted => "the campaign leaves neutral numbers out",
        Skip::Dnd => "neutral numbers on the DND register are not called",
        Skip::DndUnavailable => "the campaign leaves neutral numbers without DND data out",
        Skip::Unavailable => "the campaign leaves numbers out that the whitelist does not tell of",
    }
}

/// Why there is no call. `over` is why there is none to come, where that is known already.
pub(super) fn rejected(why: Rejection, message: &str, over: Option<&str>) -> String {
    let again = |what: &str| match over {
        None => format!("no call: {what}; it is sent again"),
        Some(over) => format!("no call: {what}; it is not sent again: {over}"),
    };
    let text = match why {
        Rejection::NotSent => &*again("not one byte of the request left"),
        Rejection::TooMany => &*again("the rate was exceeded (429)"),
        Rejection::Dnd => {
            "no call, and none to come: Exotel says that the number is on the DND register"
        }
        Rejection::Row => "no call, and none to come: Exotel refuses this number",
        Rejection::Account => "no call: Exotel refuses the account",
    };
    match message {
        "" => text.to_owned(),
        message => format!("{text} ({})", masked(message)),
    }
}

/// Why it is not known whether there is one.
pub(in crate::report) const fn doubt(why: Doubt) -> &'static str {
    match why {
        Doubt::Crash => "the process that held the request is gone",
        Doubt::Timeout => "the request was not answered in time",
        Doubt::Broken => "the connection broke after the request had begun to leave",
        Doubt::ServerError => "Exotel answered with an error of its own",
        Doubt::Redirect => "the answer was a redirect",
        Doubt::Unreadable => "the answer names no call",
        Doubt::Foreign => "somebody else answered in Exotel's place",
        Doubt::ClaimedSid => "the answer names the call of another attempt",
    }
}

/// Why nothing is sent for a while.
pub const fn throttle(why: Throttle) -> &'static str {
    match why {
        Throttle::TooMany => "Exotel says that the rate was exceeded (429)",
        Throttle::Unreachable => "Exotel cannot be reached",
        Throttle::Failing => "Exotel answers look-ups with errors",
        Throttle::Late => "connections to Exotel take too long to open",
    }
}

/// Why no calls are placed any more.
pub fn stop(why: &Stop) -> String {
    match why {
        Stop::Operator => "somebody asked for it".to_owned(),
        Stop::Account { status, message } => {
            format!("Exotel refuses the account ({status}): {}", masked(message))
        }
        Stop::Screening { message } => {
            format!("the whitelist could not be read: {}", masked(message))
        }
        Stop::Foreign => "somebody else answered in Exotel's place".to_owned(),
        Stop::Refusals { message } => {
            format!("too many people in a row were refused: {}", masked(message))
        }
        Stop::Outcomes {
            condition,
            some,
            of,
        } => {
            format!("the campaign stops when {condition}, and it was {some} of {of}")
        }
        Stop::Disk => "the disk is full".to_owned(),
        Stop::Clock => "the clock of this machine was set back".to_owned(),
        Stop::LookBack { message } => format!(
            "the account's list of calls could not be read: {}",
            masked(message)
        ),
        Stop::Suppression { message } => format!(
            "a list of people who are never called could not be read: {}",
            masked(message)
        ),
        Stop::Contacts { message } => format!("a row could not be read again: {}", masked(message)),
        Stop::ReadOnly => "only outcomes are read".to_owned(),
    }
}

/// Why a further call is not made.
pub(super) const fn lapsed(why: Lapse) -> &'static str {
    match why {
        Lapse::Window => {
            "the window closed before the next call could be made, and it is not carried over: the last outcome stands"
        }
        Lapse::End => {
            "no window opens again before the end: the next call is not made, and the last outcome stands"
        }
    }
}
