//! What a run that stopped by itself says of it, and how its process ends.

use super::exit::Exit;
use crate::journal::event::Stop;

/// What a stop that nobody asked for means: how the process ends, and why, as a phrase.
pub(super) fn stopped(why: &Stop) -> Option<(Exit, String)> {
    let (exit, reason) = match why {
        Stop::Operator | Stop::ReadOnly => return None,
        Stop::Account { status, message } => {
            let (message, advice) = (message.trim_end_matches('.'), advice(*status));
            let reason = format!("Exotel refuses the account ({status}): {message}{advice}");
            return Some((Exit::Account, reason));
        }
        Stop::Refusals { message } => {
            let reason = format!("ten people in a row were refused: {message}");
            return Some((Exit::Account, reason));
        }
        Stop::Screening { message } => {
            let reason = format!("the whitelist could not be read: {message}");
            return Some((Exit::Unfinished, reason));
        }
        Stop::LookBack { message } => {
            let reason = format!("the account's list of calls could not be read: {message}");
            return Some((Exit::Unfinished, reason));
        }
        Stop::Suppression { message } => {
            let reason = format!("a list of people who are never called does not serve: {message}");
            return Some((Exit::Unfinished, reason));
        }
        Stop::Contacts { message } => {
            let reason = format!("a row could not be read again: {message}");
            return Some((Exit::Internal, reason));
        }
        Stop::Foreign => {
            let reason = "somebody else answered in Exotel's place: a proxy, or a wrong address";
            (Exit::Account, reason)
        }
        Stop::Outcomes {
            condition,
            some,
            of,
        } => {
            let reason = format!("limits.stop_when: {condition}: {some} of {of}");
            return Some((Exit::Unfinished, reason));
        }
        Stop::Clock => (Exit::Unfinished, "the clock of this machine was set back"),
        Stop::Disk => (Exit::Internal, "the disk is full"),
    };
    Some((exit, reason.to_owned()))
}

/// Where to look when Exotel refuses an account.
const fn advice(status: u16) -> &'static str {
    match status {
        401 => " (look at the key, the token and the cluster)",
        402 => " (look at the account's balance)",
        403 => " (look at what the key may do, and at the account's KYC)",
        404 => " (look at the account's sid and the cluster)",
        _ => "",
    }
}
