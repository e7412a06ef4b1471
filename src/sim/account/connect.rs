//! The parameters of `POST Calls/connect`, checked as Exotel documents them.
//!
//! Source: developer.exotel.com/api/outgoing-call-to-connect-number-to-a-call-flow; maxima of `TimeOut` from
//! docs.exotel.com/voice-apis, of `CustomField` from Exotel's OpenAPI file in github.com/exotel/Agent-Stream.

use std::time::Duration;

use super::{
    fate::{Doom, Limits},
    log::Log,
    refusal::Refusal,
};
use crate::{
    campaign::Number,
    sim::{
        phone,
        scenario::{Phone, Scenario},
    },
};

/// A call as it was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Wanted {
    pub(super) from: Number,
    pub(super) exophone: Number,
    /// The flow's id; the whole address where it is not one of Exotel's.
    pub(super) app_id: String,
    pub(super) doom: Option<Doom>,
    pub(super) limits: Limits,
    pub(super) custom_field: Option<String>,
}

/// Every parameter that Exotel documents.
const KNOWN: [&str; 21] = [
    "From",
    "CallerId",
    "Url",
    "To",
    "CallType",
    "TimeLimit",
    "TimeOut",
    "StatusCallback",
    "StatusCallbackEvents",
    "StatusCallbackContentType",
    "CustomField",
    "Record",
    "RecordingChannels",
    "RecordingFormat",
    "WaitUrl",
    "StartPlaybackTo",
    "StartPlaybackToNew",
    "StartPlaybackValue",
    "StreamUrl",
    "StreamType",
    "StreamName",
];

/// Parameters that take one of a few words.
const WORDS: [(&str, &[&str]); 6] = [
    ("CallType", &["trans"]),
    ("Record", &["true", "false"]),
    ("RecordingChannels", &["single", "dual"]),
    ("RecordingFormat", &["mp3", "mp3-hq"]),
    ("StartPlaybackTo", &["callee", "both"]),
    (
        "StatusCallbackContentType",
        &["multipart/form-data", "application/json"],
    ),
];

/// The longest `CustomField`, in characters.
const CUSTOM_FIELD_MAX: usize = 128;

/// Counts parameters that Exotel does not know; it ignores them.
pub(super) fn count_unknown(params: &[(String, String)], log: &mut Log) {
    for (name, _) in params {
        let base = name.split_once('[').map_or(name.as_str(), |(base, _)| base);
        let indexed = base != name;
        if !KNOWN.contains(&base) || (indexed && base != "StatusCallbackEvents") {
            log.unknown_param(name);
        }
    }
}

/// Reads the parameters.
///
/// # Errors
/// The 400 of the first one that will not do.
pub(super) fn read(
    params: &[(String, String)],
    scenario: &Scenario,
    account: &str,
) -> Result<Wanted, Refusal> {
    let get = |name: &str| {
        let found = params.iter().find(|(key, _)| key == name);
        found
            .map(|(_, value)| value.trim())
            .filter(|value| !value.is_empty())
    };
    let from = get("From").ok_or_else(|| Refusal::missing("From"))?;
    let from = phone::read(from).ok_or_else(|| Refusal::bad_number(from))?;
    let caller = get("CallerId").ok_or_else(|| Refusal::missing("CallerId"))?;
    let exophone = phone::read(caller).ok_or_else(|| Refusal::invalid("CallerId"))?;
    if !scenario.exophones.is_empty() && !scenario.exophones.contains(&Phone(exophone)) {
        return Err(Refusal::new(400, "CallerId is not a valid ExoPhone"));
    }
    let target = get("Url")
        .or_else(|| get("To"))
        .or_else(|| get("StreamUrl"));
    let target = target.ok_or_else(|| Refusal::missing("Url"))?;
    for (name, words) in WORDS {
        if get(name).is_some_and(|value| !words.contains(&value)) {
            return Err(Refusal::invalid(name));
        }
    }
    let seconds = |name: &str, max: u64, default: Duration| match get(name) {
        None => Ok(default),
        Some(text) => match text.parse::<u64>() {
            Ok(value) if (1..=max).contains(&value) => Ok(Duration::from_secs(value)),
            _ => Err(Refusal::invalid(name)),
        },
    };
    let default = Limits::default();
    let limits = Limits {
        ring_timeout: seconds("TimeOut", 60, default.ring_timeout)?,
        time_limit: seconds("TimeLimit", 14_400, default.time_limit)?,
    };
    let custom_field = get("CustomField");
    if custom_field.is_some_and(|text| text.chars().count() > CUSTOM_FIELD_MAX) {
        return Err(Refusal::invalid("CustomField"));
    }
    let (app_id, doom) = match get("Url") {
        Some(url) => flow(url, scenario, account),
        None => (target.to_owned(), None),
    };
    Ok(Wanted {
        from,
        exophone,
        app_id,
        doom,
        limits,
        custom_field: custom_field.map(str::to_owned),
    })
}

/// The flow that an address means. Exotel accepts any address when the call is asked for.
fn flow(url: &str, scenario: &Scenario, account: &str) -> (String, Option<Doom>) {
    let foreign = || (url.to_owned(), Some(Doom::ForeignUrl));
    let rest = url
        .strip_prefix("http://")
        .or_else(|| url.strip_prefix("https://"));
    let Some((host, path)) = rest.and_then(|rest| rest.split_once('/')) else {
        return foreign();
    };
    if !["my.exotel.com", "my.in.exotel.com", "my.exotel.in"].contains(&host) {
        return foreign();
    }
    let segments: Vec<&str> = path.split('/').collect();
    let (owner, app_id) = match segments.as_slice() {
        ["exoml", "start_voice" | "start", id] => (None, *id),
        [owner, "exoml", "start_voice" | "start", id] => (Some(*owner), *id),
        _ => return foreign(),
    };
    let digits = !app_id.is_empty() && app_id.bytes().all(|b| b.is_ascii_digit());
    let ours = owner.is_none_or(|owner| owner == account);
    let unknown = scenario.unknown_flows.iter().any(|id| id == app_id);
    let doom = (!digits || !ours || unknown).then_some(Doom::NoFlow);
    (app_id.to_owned(), doom)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flows_are_told_from_other_addresses() {
        let scenario = Scenario::parse("unknown_flows: [\"999\"]").unwrap();
        let doom = |url: &str| flow(url, &scenario, "acme1").1;
        assert_eq!(
            doom("http://my.exotel.com/acme1/exoml/start_voice/926"),
            None
        );
        assert_eq!(doom("https://my.in.exotel.com/exoml/start/926"), None);
        assert_eq!(
            doom("http://my.exotel.com/acme1/exoml/start_voice/999"),
            Some(Doom::NoFlow)
        );
        assert_eq!(
            doom("http://my.exotel.com/other/exoml/start_voice/926"),
            Some(Doom::NoFlow)
        );
        assert_eq!(
            doom("http://my.exotel.com/acme1/exoml/start_voice/welcome"),
            Some(Doom::NoFlow)
        );
        assert_eq!(
            doom("https://example.org/voice.xml"),
            Some(Doom::ForeignUrl)
        );
        assert_eq!(doom("926"), Some(Doom::ForeignUrl));
    }
}
