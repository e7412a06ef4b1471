//! The settings that a run was made of, as the text that it keeps tells them.

use std::time::Duration;

use crate::{
    campaign::{Account, Ambiguity, CallingHours, Policy, Timing},
    clock::UtcOffset,
};

/// Account and house as the settings that a run keeps have them, whatever the project file says by now.
///
/// # Errors
/// The line that has another meaning than this program knows.
pub fn settled(
    (account, policy): (&Account, &Policy),
    text: &str,
) -> Result<(Account, Policy), String> {
    let (mut account, mut policy) = (account.clone(), policy.clone());
    for line in text.lines() {
        let Some((key, value)) = line.split_once(' ') else {
            continue;
        };
        let known = match key {
            "rate_limit" => value.parse().ok().map(|n| account.rate_limit = n),
            "reserve" => value.parse().ok().map(|n| account.reserve = n),
            "channels" => value.parse().ok().map(|n| account.channels = n),
            "utc_offset" => value
                .parse()
                .ok()
                .and_then(UtcOffset::from_minutes)
                .map(|offset| account.utc_offset = offset),
            "ambiguous" => ambiguity(value).map(|rule| account.ambiguous = rule),
            "calling_hours" => hours(value).map(|hours| policy.calling_hours = hours),
            _ => match duration(&mut account.timing, key) {
                None => Some(()),
                Some(to) => value.parse().ok().map(|ms| *to = Duration::from_millis(ms)),
            },
        };
        known.ok_or_else(|| format!("cannot read the setting `{line}` that the run keeps"))?;
    }
    Ok((account, policy))
}

fn duration<'a>(timing: &'a mut Timing, key: &str) -> Option<&'a mut Duration> {
    Some(match key {
        "send_deadline" => &mut timing.send_deadline,
        "connect_timeout" => &mut timing.connect_timeout,
        "answer_timeout" => &mut timing.answer_timeout,
        "delivery_lag" => &mut timing.delivery_lag,
        "listing_lag" => &mut timing.listing_lag,
        "clock_skew" => &mut timing.clock_skew,
        "poll_every" => &mut timing.poll_every,
        "confirm_for" => &mut timing.confirm_for,
        _ => return None,
    })
}

fn ambiguity(text: &str) -> Option<Ambiguity> {
    match text {
        "never_redial" => Some(Ambiguity::NeverRedial),
        "redial_after_hold" => Some(Ambiguity::RedialAfterHold),
        _ => None,
    }
}

/// Minutes, minutes, and a zone in quotes.
fn hours(text: &str) -> Option<CallingHours> {
    let mut words = text.splitn(3, ' ');
    let from = words.next()?.parse().ok()?;
    let to = words.next()?.parse().ok()?;
    let timezone = words.next()?.strip_prefix('"')?.strip_suffix('"')?;
    let timezone = timezone.to_owned();
    Some(CallingHours { from, to, timezone })
}
