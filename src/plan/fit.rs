//! Whether the work fits before the campaign's end, with the arithmetic that proves it.
//!
//! What is said to fit rests on [`super::worst`]: the time of all look-ups and calls at their longest, and of the
//! waits for retries, against the time in which calls may be placed before the end. What is said not to fit rests on
//! the rate alone: in no minute do more calls leave than requests may. Between the two there is only the estimate.

use std::time::Duration;

use super::{
    InZone,
    forecast::{Forecast, ForecastInput, forecast_in, rate},
    hours::Hours,
    timetable::{Timetable, timetable},
};
use crate::{
    campaign::{RetryPolicy, When},
    clock::Timestamp,
};

const MINUTE: Duration = Duration::from_secs(60);

/// How much is certain to fit before the end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Certain {
    /// There is no end, and windows go on.
    Endless,
    /// Every call and every retry, each at its longest.
    All,
    /// Every first call at its longest.
    FirstCalls,
    /// Nothing: it may or may not fit.
    Nothing,
    /// That so many people cannot be called, if all of them may be.
    Over(u64),
}

/// Whether the work fits, and what that rests on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fit {
    /// The campaign's end; [`Timestamp::MAX`] where there is none.
    pub end: Timestamp,
    /// The time in which calls may be placed before the end, in the zone that has the least of it.
    pub open: Duration,
    /// What look-ups and first calls take at their longest.
    pub first_calls: Duration,
    /// What all calls take at their longest, and the waits for retries.
    pub all: Duration,
    /// What is certain.
    pub certain: Certain,
    /// What comes into which window; an estimate.
    pub timetable: Timetable,
}

/// Works it out.
pub(super) fn fit(
    input: &ForecastInput<'_>,
    zones: &[InZone<'_>],
    forecast: &Forecast,
    end: Timestamp,
) -> Fit {
    // With look-ups ahead of the calls, and with several zones, retries may come before first calls.
    let in_order = input.whitelist.when == When::Before && zones.len() <= 1;
    let first_calls = match in_order {
        true => without_retries(input, zones).worst.takes,
        false => forecast.worst.takes,
    };
    let all = forecast.worst.takes.saturating_add(forecast.worst.waits);
    let open = zones.iter().map(|zone| open_time(&zone.hours, input.start));
    let open = open.min().unwrap_or(Duration::MAX);
    let fits = |work| {
        let mut zones = zones.iter();
        zones.all(|zone| zone.hours.advance(zone.hours.next(input.start), work) < Timestamp::MAX)
    };
    let callable = forecast.known.people() - forecast.known.skip;
    let over = match input.calls_max {
        Some(_) => 0,
        None => over(input, zones, callable),
    };
    let certain = if end == Timestamp::MAX {
        Certain::Endless
    } else if over > 0 {
        Certain::Over(over)
    } else if fits(all) {
        Certain::All
    } else if fits(first_calls) {
        Certain::FirstCalls
    } else {
        Certain::Nothing
    };
    Fit {
        end,
        open,
        first_calls,
        all,
        certain,
        timetable: timetable(input, forecast, zones),
    }
}

/// The forecast of the same campaign without retries.
fn without_retries(input: &ForecastInput<'_>, zones: &[InZone<'_>]) -> Forecast {
    let once = RetryPolicy {
        max_attempts: 1,
        ..RetryPolicy::default()
    };
    let retries = &once;
    forecast_in(&ForecastInput { retries, ..*input }, zones)
}

/// The time from `start` on in which calls may be placed.
fn open_time(hours: &Hours<'_>, start: Timestamp) -> Duration {
    let windows = hours.stretches(start);
    windows.fold(Duration::ZERO, |all, (opens, last)| {
        all.saturating_add(last - opens)
    })
}

/// People for whom there is no room however short the calls are: in any minute that begins in a window no more
/// calls leave than the account's requests in a minute.
fn over(input: &ForecastInput<'_>, zones: &[InZone<'_>], callable: u64) -> u64 {
    let rate = u64::from(rate(input));
    let all: u64 = zones.iter().map(|zone| zone.people).sum();
    // Whoever is left out for what is known may have been in any zone.
    let known = all.saturating_sub(callable);
    let over = zones.iter().map(|zone| {
        let windows = zone.hours.stretches(input.start);
        let minutes = windows.fold(0_u64, |all, (opens, last)| {
            let minutes = (last - opens).as_secs() / MINUTE.as_secs() + 1;
            all.saturating_add(minutes)
        });
        let people = zone.people.saturating_sub(known);
        people.saturating_sub(minutes.saturating_mul(rate))
    });
    over.sum()
}
