//! Whether the work fits before the campaign's end, with the arithmetic that proves it.
//!
//! What is said to fit rests on [`super::worst`]: the time of all look-ups and calls at their longest, and of the
//! waits for retries and caps, against the time in which calls may be placed before the end. What is said not to fit rests on
//! the rate alone: in no minute do more calls leave than requests may. Between the two there is only the estimate.

use std::time::Duration;

use super::{
    caps::{CappedOut, capped_out},
    crowd::Crowd,
    forecast::{Forecast, ForecastInput, forecast_in, rate},
    hours::Hours,
    timetable::{Timetable, timetable},
};
use crate::{
    campaign::{OutsideWindow, RetryPolicy, When},
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
    /// The time in which calls may be placed before the end, in the zone that has the least of it, those that have none
    /// aside.
    pub open: Duration,
    /// What look-ups and first calls take at their longest, and the waits for caps.
    pub first_calls: Duration,
    /// What all calls take at their longest, and the waits for retries and caps.
    pub all: Duration,
    /// Of `all`, the waits.
    pub waits: Duration,
    /// What is certain.
    pub certain: Certain,
    /// A retry that caps put behind the last window, whatever happens.
    pub capped_out: Option<CappedOut>,
    /// Whether retries that are due while no window is open are dropped.
    pub drops: bool,
    /// What comes into which window; an estimate.
    pub timetable: Timetable,
}

/// Works it out.
pub(super) fn fit(
    input: &ForecastInput<'_>,
    crowds: &[Crowd<'_>],
    forecast: &Forecast,
    end: Timestamp,
) -> Fit {
    // With look-ups ahead of the calls, with several zones, and while caps keep people from a first call, retries may
    // come before first calls.
    let is_capped = input.caps.earlier.first() > Some(&input.start);
    let in_order = input.whitelist.when == When::Before && crowds.len() <= 1 && !is_capped;
    let once = without_retries(input, crowds).worst;
    let first_calls = match in_order {
        true => once.takes.saturating_add(once.waits),
        false => forecast.worst.takes.saturating_add(once.waits),
    };
    let waits = forecast.worst.waits;
    let all = forecast.worst.takes.saturating_add(waits);
    let open = crowds.iter();
    let open = open.map(|crowd| open_time(&crowd.hours, input.start));
    let open = open.filter(|open| !open.is_zero()).min();
    let opens = |crowd: &Crowd<'_>| crowd.hours.next(input.start);
    let fits = |work| {
        let mut crowds = crowds.iter();
        crowds.all(|crowd| crowd.hours.advance(opens(crowd), work) < Timestamp::MAX)
    };
    // A retry that may not wait for the next window is sure only if nothing comes into a second one.
    let drops = input.retries.outside_window == OutsideWindow::Drop && forecast.attempts > 1;
    let in_one = || {
        let mut windows = crowds.iter().map(|crowd| crowd.hours.stretch(opens(crowd)));
        windows.all(|window| window.is_some_and(|(opens, last)| all <= last - opens))
    };
    let over = match input.calls_max {
        Some(_) => 0,
        None => over(input, crowds),
    };
    let certain = if end == Timestamp::MAX {
        Certain::Endless
    } else if over > 0 {
        Certain::Over(over)
    } else if fits(all) && (!drops || in_one()) {
        Certain::All
    } else if fits(first_calls) {
        Certain::FirstCalls
    } else {
        Certain::Nothing
    };
    Fit {
        end,
        open: open.unwrap_or_default(),
        first_calls,
        all,
        waits,
        certain,
        capped_out: capped_out(input.caps.caps, crowds, forecast.attempts, input.start),
        drops,
        timetable: timetable(input, forecast, crowds),
    }
}

/// The forecast of the same campaign without retries.
fn without_retries(input: &ForecastInput<'_>, crowds: &[Crowd<'_>]) -> Forecast {
    let once = RetryPolicy {
        max_attempts: 1,
        ..RetryPolicy::default()
    };
    let retries = &once;
    forecast_in(&ForecastInput { retries, ..*input }, crowds)
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
fn over(input: &ForecastInput<'_>, crowds: &[Crowd<'_>]) -> u64 {
    let rate = u64::from(rate(input));
    let over = crowds.iter().map(|crowd| {
        let windows = crowd.hours.stretches(input.start);
        let minutes = windows.fold(0_u64, |all, (opens, last)| {
            let minutes = (last - opens).as_secs() / MINUTE.as_secs() + 1;
            all.saturating_add(minutes)
        });
        let room = minutes.saturating_mul(rate);
        // Whom calls of other runs bar until after the last window.
        let barred = crowd.people.iter().filter(|(waits, _)| {
            let until = waits.first().copied().unwrap_or_default();
            crowd.hours.next(until.max(input.start)) == Timestamp::MAX
        });
        let barred: u64 = barred.map(|(_, people)| people).sum();
        let others = crowd.callable() - barred;
        barred + others.saturating_sub(room)
    });
    over.sum()
}
