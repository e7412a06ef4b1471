//! What the types of a scenario cannot say: shares that add up, ends in order.

use super::{Scenario, Share};

/// Checks what the types cannot say.
///
/// # Errors
/// The first mistake, as a phrase that names the key.
pub(super) fn check(scenario: &Scenario) -> Result<(), String> {
    whole(
        "outcomes",
        scenario.outcomes.shares().map(|(_, share)| share),
    )?;
    whole(
        "whitelist",
        scenario.whitelist.shares().map(|(_, share)| share),
    )?;
    whole("dnd", scenario.dnd.shares().map(|(_, share)| share))?;
    let lost = sum(scenario.ambiguous.shares().map(|(_, share)| share));
    if lost > u64::from(Share::ALWAYS.as_parts()) {
        let percent = percent(lost);
        return Err(format!(
            "ambiguous: the shares add up to {percent}%, which is over 100%"
        ));
    }
    let talk = scenario.durations.talk;
    if !(talk.min <= talk.mean && talk.mean <= talk.max) {
        return Err("durations.talk: write min <= mean <= max".to_owned());
    }
    if scenario.rate_limit.window.0.is_zero() {
        return Err("rate_limit: the window is empty: write a duration such as `60s`".to_owned());
    }
    if !(1..=100).contains(&scenario.listing.page_size) {
        return Err("listing: page_size is 1 to 100".to_owned());
    }
    if !(400..=599).contains(&scenario.channels.status) {
        return Err("channels: status is 400 to 599".to_owned());
    }
    if !scenario.clock_ahead.0.is_zero() && !scenario.clock_behind.0.is_zero() {
        return Err("the clock is either ahead or behind: write one of the two".to_owned());
    }
    let endless = |outage: &&super::Outage| outage.every.is_some_and(|every| every <= outage.lasts);
    if scenario.outages.iter().find(endless).is_some() {
        return Err("outages: `every` is longer than `lasts`, or it never ends".to_owned());
    }
    Ok(())
}

fn whole<const N: usize>(key: &str, shares: [Share; N]) -> Result<(), String> {
    let total = sum(shares);
    if total == u64::from(Share::ALWAYS.as_parts()) {
        return Ok(());
    }
    let percent = percent(total);
    Err(format!(
        "{key}: the shares add up to {percent}%, not to 100%"
    ))
}

fn sum<const N: usize>(shares: [Share; N]) -> u64 {
    shares.iter().map(|share| u64::from(share.as_parts())).sum()
}

/// Parts of a million as a percentage.
fn percent(parts: u64) -> String {
    let (whole, rest) = (parts / 10_000, parts % 10_000);
    match rest {
        0 => whole.to_string(),
        _ => format!("{whole}.{rest:04}"),
    }
}
