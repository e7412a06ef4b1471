//! Every answer to a read request, as one value.
//!
//! Reads may be repeated, so nothing here is final; but silence and rubbish never count as permission
//! to call, nor as proof that a call is not there.

use crate::{
    clock::Timestamp,
    engine::effect::{CallRecord, Query, Reply},
    journal::event::Dnd,
};

use super::{
    account::Endpoint,
    answer::is_plain_401,
    body::{self, Body, Exception, Listing},
    mask,
    wire::{HttpReply, TransportError},
};

/// What came back for a read request.
///
/// `Reply::Calls` is complete when there is no further page, and every record of this one was readable.
/// Further pages are not asked for: the engine asks for so little at a time that one page holds it, and
/// takes an incomplete answer for no proof of absence.
pub fn reply(
    endpoint: &Endpoint,
    query: &Query,
    result: &Result<HttpReply, TransportError>,
) -> Reply {
    let http = match result {
        Ok(http) => http,
        Err(TransportError::NotSent(why)) => {
            return Reply::NotSent {
                why: mask::line(why),
            };
        }
        Err(TransportError::Withheld(why)) => return failed(why),
        Err(TransportError::TimedOut) => return failed("no answer in time"),
        Err(TransportError::Broken(why)) => return failed(why),
    };
    if http.status == 429 {
        return Reply::TooMany {
            retry_after: http.wait(),
        };
    }
    if !http.whole {
        return failed(&format!("HTTP {}, and the answer broke off", http.status));
    }
    let body = body::read(&http.body, endpoint.utc_offset());
    match (query, body) {
        (_, Body::Exception(exception)) => refused(query, http, &exception),
        (_, Body::Text(text)) if is_plain_401(http.status, &text) => Reply::Account {
            status: 401,
            message: mask::line(&text),
        },
        _ if !(200..=299).contains(&http.status) => failed(&format!(
            "HTTP {}, and the answer is not Exotel's",
            http.status
        )),
        (Query::Earlier { since, until }, Body::Listing(listing)) => {
            earlier(*since, *until, listing)
        }
        (Query::Sids { .. } | Query::Search { .. }, Body::Listing(listing)) => {
            calls(query, listing)
        }
        (_, body) => found(query, body),
    }
}

/// A page of a listing. A record that cannot be read may be any call, and a record of a search whose
/// number cannot be read may be anybody's: both leave the answer incomplete.
fn calls(query: &Query, listing: Listing) -> Reply {
    let last = listing.is_last();
    let anybody = |call: &CallRecord| matches!(query, Query::Search { .. }) && call.from.is_none();
    let complete = last && listing.unreadable == 0 && !listing.calls.iter().any(anybody);
    Reply::Calls {
        calls: listing.calls,
        complete,
    }
}

/// A page of every call of the account, in the order of time. What cannot be read may be a call to anybody, and
/// without that order a gap could not be seen: either is a failure.
fn earlier(since: Timestamp, until: Timestamp, listing: Listing) -> Reply {
    if listing.unreadable > 0 {
        return failed("a call of the list has no sid");
    }
    let mut read = since;
    for call in &listing.calls {
        match call.created {
            None => return failed("a call of the list has no date"),
            Some(at) if at < read || at > until => {
                return failed("the list is not in the order or of the time that was asked for");
            }
            Some(at) => read = at,
        }
        let second = call.to.filter(|to| Some(*to) != call.exophone);
        if !call.inbound && call.from.or(second).is_none() {
            return failed("a call of the list has no number that can be read");
        }
    }
    // A page that is not full and names another one may be the last or not: where time went on, asking costs little.
    let goes_on = listing.names_next && read > since;
    let until = match listing.is_last() {
        _ if goes_on => read,
        true => until,
        false => return failed("the list has more calls in one second than a page holds"),
    };
    Reply::Earlier {
        calls: listing.calls,
        until,
    }
}

/// An answer of one record.
fn found(query: &Query, body: Body) -> Reply {
    match (query, body) {
        (Query::Standing(_), Body::Whitelist(whitelist)) => match whitelist.standing {
            Some(standing) => Reply::Standing {
                standing,
                expires_in: whitelist.expires_in,
            },
            None => failed("the whitelist answers with a word that is not documented"),
        },
        (Query::Dnd(asked), Body::Numbers(numbers)) => match numbers.number {
            Some(other) if other != *asked => failed("the answer is about another number"),
            _ => Reply::Dnd(numbers.dnd),
        },
        (Query::Call(asked), Body::Call(call)) if call.sid == *asked => Reply::Calls {
            calls: vec![*call],
            complete: true,
        },
        (Query::Call(_), Body::Call(_)) => failed("the answer is about another call"),
        _ => failed("the answer does not have the shape that was asked for"),
    }
}

/// An error envelope. The status inside is looked at when the one outside is a success, and when it
/// says that there is no such record: recorded answers carry that one under a 400 too.
fn refused(query: &Query, http: &HttpReply, exception: &Exception) -> Reply {
    let success = (200..=299).contains(&http.status);
    let status = match exception.status {
        Some(inner) if success || (http.status == 400 && inner == 404) => inner,
        _ => http.status,
    };
    let message = mask::line(&exception.message);
    match (status, query) {
        (429, _) => Reply::TooMany {
            retry_after: http.wait(),
        },
        (401..=403, _) => Reply::Account { status, message },
        // The Numbers API knows Indian numbers only.
        (400 | 404, Query::Dnd(_)) => Reply::Dnd(Dnd::Unavailable),
        (400 | 404, Query::Standing(_)) => Reply::Refused {
            why: mask::line(&format!("HTTP {status}: {message}")),
        },
        (404, Query::Call(_)) => Reply::Calls {
            calls: vec![],
            complete: true,
        },
        _ => failed(&format!("HTTP {status}: {message}")),
    }
}

fn failed(why: &str) -> Reply {
    Reply::Failed {
        why: mask::line(why),
    }
}
