//! One call object to a [`CallRecord`].

use jiff::{civil, tz::TimeZone};
use serde_json::Value;

use crate::{
    campaign::Outcome,
    clock::{Timestamp, UtcOffset},
    engine::effect::CallRecord,
    journal::event::{CallDetails, Sid},
};

use super::{super::number, scalar};

/// A recording's address longer than this is left out.
const URL_LEN_MAX: usize = 1024;
/// Dates before 2000 are sentinels: an absent `EndTime` is the epoch in IST, `1970-01-01 05:30:00`.
/// Source: support.exotel.com, "Passthru applet".
const EARLIEST: Timestamp = Timestamp::from_secs(946_684_800);
/// Dates from 2200 on are rubbish.
const LATEST: Timestamp = Timestamp::from_secs(7_258_118_400);

/// Reads a call; nothing when it has no sid that could be one.
///
/// The ExoPhone is `PhoneNumber` (listings) or `PhoneNumberSid` (single calls; it holds a number in spite
/// of its name), else `To`, which is the ExoPhone of a call to a flow. Source: recorded answers.
/// A status that is not a final one of Exotel's five is an ongoing call, whatever it says.
pub(super) fn record(call: &Value, offset: UtcOffset) -> Option<CallRecord> {
    let sid = Sid::parse(&scalar(call, "Sid")?)?;
    let number = |key| scalar(call, key).and_then(|text| number::read(&text));
    let date = |key| scalar(call, key).and_then(|text| date(&text, offset));
    let direction = scalar(call, "Direction");
    let is = |word: &str| {
        direction
            .as_deref()
            .is_some_and(|d| d.eq_ignore_ascii_case(word))
    };
    Some(CallRecord {
        sid,
        from: number("From"),
        to: number("To"),
        exophone: ["PhoneNumber", "PhoneNumberSid", "To"]
            .into_iter()
            .find_map(number),
        outbound_api: is("outbound-api"),
        inbound: is("inbound"),
        created: date("DateCreated"),
        outcome: scalar(call, "Status").and_then(|word| outcome(&word)),
        details: CallDetails {
            started: date("StartTime"),
            ended: date("EndTime"),
            duration: scalar(call, "Duration").and_then(|text| whole_secs(&text)),
            price: scalar(call, "Price")
                .filter(|text| is_decimal(text))
                .map(Into::into),
            recording: scalar(call, "RecordingUrl")
                .filter(|text| is_url(text))
                .map(Into::into),
        },
    })
}

/// How a call ended. Source: developer.exotel.com/api/call-details-bulk; `canceled` is not in every
/// list there, and other clients met both spellings.
fn outcome(word: &str) -> Option<Outcome> {
    let word = word.to_ascii_lowercase();
    let word = if word == "cancelled" {
        "canceled"
    } else {
        &word
    };
    Outcome::ALL
        .into_iter()
        .find(|outcome| outcome.as_str() == word)
}

/// Reads `2026-11-23 15:30:00` in the account's offset, or a date with an offset of its own.
fn date(text: &str, offset: UtcOffset) -> Option<Timestamp> {
    let own = text.parse::<jiff::Timestamp>();
    let at = own.or_else(|_| {
        let naive = civil::DateTime::strptime("%Y-%m-%d %H:%M:%S", text)
            .or_else(|_| civil::DateTime::strptime("%Y-%m-%dT%H:%M:%S", text))?;
        TimeZone::to_timestamp(&offset.to_zone(), naive)
    });
    let at = Timestamp::from(at.ok()?);
    (EARLIEST..LATEST).contains(&at).then_some(at)
}

/// Reads `17`, and `17.0` as a float prints it.
fn whole_secs(text: &str) -> Option<u32> {
    let whole = match text.split_once('.') {
        Some((whole, fraction)) if fraction.bytes().all(|b| b == b'0') => whole,
        Some(_) => return None,
        None => text,
    };
    whole.parse().ok()
}

/// Whether a price is one: `0`, `1.500`, `-0.25`. It goes into files that spreadsheets open.
fn is_decimal(text: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let (whole, fraction) = match text.strip_prefix('-').unwrap_or(text).split_once('.') {
        Some((whole, fraction)) => (whole, fraction),
        None => (text.strip_prefix('-').unwrap_or(text), "0"),
    };
    text.len() <= 20 && digits(whole) && digits(fraction)
}

/// Whether an address of a recording is one: HTTP, printable ASCII, without credentials.
fn is_url(text: &str) -> bool {
    let rest = ["https://", "http://"]
        .iter()
        .find_map(|scheme| text.strip_prefix(scheme));
    let host = rest.map(|rest| rest.split(['/', '?', '#']).next().unwrap_or(rest));
    host.is_some_and(|host| !host.is_empty() && !host.contains('@'))
        && text.len() <= URL_LEN_MAX
        && text
            .bytes()
            .all(|b| b.is_ascii_graphic() && !matches!(b, b'"' | b'<' | b'>' | b'`'))
}
