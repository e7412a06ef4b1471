//! Every answer to a connect request, as one value.
//!
//! Status, body and transport error go in, one [`Answer`] comes out. What says "no call" must be one of
//! the few answers that Exotel documents, in a shape that Exotel writes, and whole. Everything else is
//! doubt: the call may exist, and nobody is to be called twice.

use std::ops::RangeInclusive;

use crate::{engine::effect::Answer, journal::event::Doubt};

use super::{
    account::Endpoint,
    body::{self, Body, Exception},
    mask,
    wire::{HttpReply, TransportError},
};

/// What a status means, before the body had its say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Meaning {
    /// There is a call, if the body names it.
    Success,
    /// No call, because of this person or because of the campaign: the message says which.
    Invalid,
    /// No call, because of this person.
    Person,
    /// No call, because of the DND register or because of the account: the message says which.
    Forbidden,
    /// No call, because of the account.
    Account,
    /// No call, because there were too many.
    TooMany,
    /// Nothing is known.
    Doubt(Doubt),
}

/// The first line that holds a status is its meaning.
///
/// Sources: developer.exotel.com/api, "HTTP status codes", for 400 to 404, 409, 429 and 5xx. Its advice to
/// try again after a 5xx is not followed: the call may have been placed.
const MEANINGS: [(RangeInclusive<u16>, Meaning); 13] = [
    (200..=299, Meaning::Success),
    (300..=399, Meaning::Doubt(Doubt::Redirect)),
    (400..=400, Meaning::Invalid),
    (401..=402, Meaning::Account),
    (403..=403, Meaning::Forbidden),
    (404..=404, Meaning::Account),
    (408..=409, Meaning::Doubt(Doubt::ServerError)),
    (413..=415, Meaning::Person),
    (422..=422, Meaning::Person),
    (429..=429, Meaning::TooMany),
    (400..=499, Meaning::Doubt(Doubt::Foreign)),
    (500..=599, Meaning::Doubt(Doubt::ServerError)),
    (0..=u16::MAX, Meaning::Doubt(Doubt::Foreign)),
];

/// Parts of a message about the campaign, in lower case and without what separates words.
const CAMPAIGN_PHRASES: [&str; 8] = [
    "callerid",
    "exophone",
    "virtualnumber",
    "timelimit",
    "timeout",
    "calltype",
    "recording",
    "statuscallback",
];

/// Words of a message about the campaign, in lower case.
const CAMPAIGN_WORDS: [&str; 6] = ["url", "flow", "app", "appid", "applet", "record"];

fn meaning(status: u16) -> Meaning {
    let found = MEANINGS.iter().find(|(range, _)| range.contains(&status));
    found.map_or(Meaning::Doubt(Doubt::Foreign), |(_, meaning)| *meaning)
}

/// What came back for a connect request.
pub fn answer(endpoint: &Endpoint, result: &Result<HttpReply, TransportError>) -> Answer {
    let reply = match result {
        Ok(reply) => reply,
        Err(TransportError::NotSent(why)) => {
            return Answer::NotSent {
                why: mask::line(why),
            };
        }
        Err(TransportError::Withheld(why)) => {
            return Answer::Withheld {
                why: (*why).to_owned(),
            };
        }
        Err(TransportError::TimedOut) => return silent(Doubt::Timeout, ""),
        Err(TransportError::Broken(why)) => return silent(Doubt::Broken, why),
    };
    let body = body::read(&reply.body, endpoint.utc_offset());
    match (meaning(reply.status), body) {
        (Meaning::TooMany, _) => Answer::TooMany {
            retry_after: reply.wait(),
        },
        (Meaning::Doubt(doubt), _) => lost(doubt, reply),
        // A call that is named exists, also when the rest of the answer is missing.
        (Meaning::Success, Body::Call(call)) => Answer::Accepted {
            sid: call.sid,
            created: call.created,
        },
        // Some servers put a refusal into a success: it counts as what it says that it is.
        (Meaning::Success, Body::Exception(exception)) if reply.whole => {
            match exception.status.map(|status| (status, meaning(status))) {
                None | Some((_, Meaning::Success)) => lost(Doubt::Unreadable, reply),
                Some((_, Meaning::TooMany)) => Answer::TooMany {
                    retry_after: reply.wait(),
                },
                Some((_, Meaning::Doubt(doubt))) => lost(doubt, reply),
                Some((status, refusal)) => refused(refusal, status, &exception.message),
            }
        }
        (Meaning::Success, _) => lost(Doubt::Unreadable, reply),
        (_, _) if !reply.whole => lost(Doubt::Broken, reply),
        // A refusal that says inside that it is a failure may come after the call was placed.
        (
            _,
            Body::Exception(Exception {
                status: Some(status),
                ..
            }),
        ) if meaning(status) == Meaning::Doubt(Doubt::ServerError) => {
            lost(Doubt::ServerError, reply)
        }
        (refusal, Body::Exception(exception)) => refused(refusal, reply.status, &exception.message),
        (refusal, Body::Text(text)) if is_plain_401(reply.status, &text) => {
            refused(refusal, reply.status, &text)
        }
        (_, _) => lost(Doubt::Foreign, reply),
    }
}

/// Whether an answer is Exotel's 401 in plain text. Source: clients of 2013; "Authentication is required
/// to view this page."
pub(super) fn is_plain_401(status: u16, text: &str) -> bool {
    status == 401
        && text
            .to_ascii_lowercase()
            .contains("authentication is required")
}

/// A refusal in Exotel's shape: no call.
fn refused(meaning: Meaning, status: u16, message: &str) -> Answer {
    let shown = mask::line(message);
    match meaning {
        Meaning::Forbidden if is_ndnc(message) => Answer::Dnd { message: shown },
        Meaning::Invalid if !is_about_campaign(message) => Answer::Row { message: shown },
        Meaning::Person => Answer::Row { message: shown },
        _ => Answer::Account {
            status,
            message: shown,
        },
    }
}

/// Whether a 403 is about the DND register. Source: recorded answers: "Call to […] can not be made because
/// of TRAI NDNC regulations", also with "cannot". The KYC refusal of an account names TRAI too, not NDNC.
fn is_ndnc(message: &str) -> bool {
    message.to_ascii_uppercase().contains("TRAI NDNC")
}

/// Whether a 400 is about what every call of the campaign has in common, rather than about the person.
///
/// The texts are not documented. One that names the `From` parameter is about the person; one that names
/// nothing known is taken so too: a run of such refusals stops the campaign elsewhere.
fn is_about_campaign(message: &str) -> bool {
    let mut words = message.split(|c: char| !c.is_ascii_alphanumeric());
    if words.any(|word| word == "From") {
        return false;
    }
    let lower = message.to_ascii_lowercase();
    let joined: String = lower.chars().filter(char::is_ascii_alphanumeric).collect();
    CAMPAIGN_PHRASES
        .iter()
        .any(|phrase| joined.contains(phrase))
        || lower
            .split(|c: char| !c.is_ascii_alphanumeric())
            .any(|word| CAMPAIGN_WORDS.contains(&word))
}

fn lost(doubt: Doubt, reply: &HttpReply) -> Answer {
    Answer::Lost {
        doubt,
        evidence: mask::evidence(reply.status, &reply.body),
    }
}

fn silent(doubt: Doubt, why: &str) -> Answer {
    Answer::Lost {
        doubt,
        evidence: mask::line(why),
    }
}
