//! What is asked of Exotel, as values.
//!
//! JSON is asked for always: without `.json` a request that placed a call is answered in XML.
//! Source: developer.exotel.com/api, "append .json at the end".

use crate::{
    campaign::{Number, Recording},
    clock::{Timestamp, UtcOffset},
    engine::effect::Query,
    journal::event::Sid,
    plan::CallRequest,
};

use super::{
    account::Endpoint,
    number,
    wire::{HttpRequest, Method},
};

/// Most sids of one listing. Source: developer.exotel.com/api/call-details-bulk.
pub const SIDS_MAX: usize = 100;
/// Most numbers of one `From` filter. Source: developer.exotel.com/api/call-details-bulk.
pub const NUMBERS_MAX: usize = 5;
/// Records of one page, the most that Exotel gives.
const PAGE_SIZE: &str = "100";

/// The request that places one call: `POST /v1/Accounts/<sid>/Calls/connect.json`.
///
/// `From` is the person called. Numbers are E.164, which the documentation prefers. `Record` is said
/// explicitly because its documented defaults contradict each other; no `To` is sent, because it would
/// ask for a call between two numbers. With `StatusCallback` go neither its events nor its content type: the page
/// of calls to a flow documents none.
/// Source: developer.exotel.com/api/outgoing-call-to-connect-number-to-a-call-flow.
pub fn connect(endpoint: &Endpoint, call: &CallRequest) -> HttpRequest {
    let mut params = vec![
        ("From", call.to.e164()),
        ("CallerId", call.exophone.e164()),
        ("Url", endpoint.flow(&call.app_id)),
        ("CallType", "trans".to_owned()),
        ("TimeLimit", call.time_limit.as_secs().to_string()),
        ("TimeOut", call.ring_timeout.as_secs().to_string()),
    ];
    if let Some(text) = &call.custom_field {
        params.push(("CustomField", text.clone()));
    }
    match call.record {
        None => params.push(("Record", "false".to_owned())),
        Some(Recording { dual, high_quality }) => {
            let channels = if dual { "dual" } else { "single" };
            let format = if high_quality { "mp3-hq" } else { "mp3" };
            params.push(("Record", "true".to_owned()));
            params.push(("RecordingChannels", channels.to_owned()));
            params.push(("RecordingFormat", format.to_owned()));
        }
    }
    if let Some(url) = &call.status_callback {
        params.push(("StatusCallback", url.to_string()));
    }
    request(Method::Post, endpoint, "Calls/connect", params)
}

/// The request that asks a query; of a listing, its first page, which is meant to hold all of it.
///
/// Listings are sorted upwards within a closed range of time. They carry no filter on status or
/// direction: each further filter could hide a call, and the records say both.
///
/// # Doubts
///
/// The documentation wants E.164 in the `From` and `PhoneNumber` filters, while a client of Exotel's own
/// (github.com/exotel/ExotelMCP) sends `0` and ten digits. Answers are compared as numbers, so the form
/// matters to the filter alone.
pub fn query(endpoint: &Endpoint, query: &Query) -> HttpRequest {
    let read = |resource: &str, params| request(Method::Get, endpoint, resource, params);
    match query {
        Query::Standing(n) => read(
            &format!("CustomerWhitelist/{}", number::in_path(*n)),
            vec![],
        ),
        Query::Dnd(n) => read(&format!("Numbers/{}", number::in_path(*n)), vec![]),
        Query::Call(sid) => read(&format!("Calls/{}", sid.as_str()), vec![]),
        Query::Sids { sids, made } => {
            debug_assert!(
                sids.len() <= SIDS_MAX,
                "the engine asks for at most {SIDS_MAX} sids"
            );
            let sids: Vec<&str> = sids.iter().map(Sid::as_str).collect();
            let filters = vec![("Sid", sids.join(","))];
            read("Calls", listing(filters, *made, endpoint.utc_offset()))
        }
        Query::Search {
            numbers,
            exophone,
            since,
            until,
        } => {
            debug_assert!(
                numbers.len() <= NUMBERS_MAX,
                "the engine asks for at most {NUMBERS_MAX}"
            );
            let numbers: Vec<String> = numbers.iter().copied().map(Number::e164).collect();
            let filters = vec![
                ("From", numbers.join(",")),
                ("PhoneNumber", exophone.e164()),
            ];
            read(
                "Calls",
                listing(filters, Some((*since, *until)), endpoint.utc_offset()),
            )
        }
        Query::Earlier { since, until } => read(
            "Calls",
            listing(vec![], Some((*since, *until)), endpoint.utc_offset()),
        ),
    }
}

fn request(
    method: Method,
    endpoint: &Endpoint,
    resource: &str,
    params: Vec<(&str, String)>,
) -> HttpRequest {
    HttpRequest {
        method,
        path: format!("/v1/Accounts/{}/{resource}.json", endpoint.sid()),
        params: params
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value))
            .collect(),
    }
}

/// The parameters of a listing: of calls made in a range of time, or in the last 31 days.
fn listing(
    filters: Vec<(&'static str, String)>,
    made: Option<(Timestamp, Timestamp)>,
    offset: UtcOffset,
) -> Vec<(&'static str, String)> {
    let mut params = filters;
    if let Some((since, until)) = made {
        let (since, until) = outward(since, until);
        let range = format!("gte:{};lte:{}", naive(since, offset), naive(until, offset));
        params.push(("DateCreated", range));
    }
    params.push(("SortBy", "DateCreated:asc".to_owned()));
    params.push(("PageSize", PAGE_SIZE.to_owned()));
    params
}

/// The smallest range of whole seconds that holds the given one.
fn outward(since: Timestamp, until: Timestamp) -> (i64, i64) {
    let first = since.as_millis().div_euclid(1000);
    let last =
        until.as_millis().div_euclid(1000) + i64::from(until.as_millis().rem_euclid(1000) != 0);
    (first, last)
}

/// A date as the v1 API reads and writes it: no zone, no fraction. `2026-11-23 15:30:00`
pub fn naive(secs: i64, offset: UtcOffset) -> String {
    let zoned = Timestamp::from_secs(secs)
        .to_jiff()
        .to_zoned(offset.to_zone());
    zoned.strftime("%Y-%m-%d %H:%M:%S").to_string()
}
