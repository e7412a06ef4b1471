//! The requests of a plan, with the arithmetic shown so that it can be checked by hand.

use std::time::Duration;

use super::text::{counted, field, grouped, length};
use crate::plan::{
    budget::Budget,
    forecast::{Forecast, USED_PERCENT},
    worst::Worst,
};

/// The arithmetic of requests: two estimates and the bound.
pub(super) fn requests(out: &mut String, forecast: &Forecast) {
    let (least, most, worst) = (&forecast.least, &forecast.most, &forecast.worst);
    let used = used(forecast.rate);
    let text = format!(
        "{used}/min: {USED_PERCENT}% of {}, of the account's {}/min; look-ups + calls + reads",
        forecast.rate, forecast.rate_limit
    );
    field(out, "Requests", &text);
    let mut line = |what: &str, budget: &Budget| {
        field(out, "", &format!("{what:<15} {}", sum(budget, &used)));
    };
    line("one call each", least);
    if most != least {
        line("all are neutral", most);
    }
    if worst.requests() > 0 {
        at_most(out, worst);
    }
}

/// The bound, and how the reads of it come about.
fn at_most(out: &mut String, worst: &Worst) {
    let text = format!(
        "{:<15} {} + {} + {} = {}",
        "at most",
        grouped(worst.lookups),
        grouped(worst.calls),
        grouped(worst.reads),
        counted(worst.requests(), "request", "requests"),
    );
    field(out, "", &text);
    if worst.again > 0 {
        let again = grouped(worst.again);
        let text = format!("of the look-ups, {again} renew answers that are too old before a call");
        field(out, "", &text);
    }
    if worst.reads == 0 {
        return;
    }
    let going_on = worst.going_on();
    let polls = worst.polls.iter().filter(|polls| polls.requests() > 0);
    let polls = polls.map(|polls| {
        let (times, every) = (grouped(polls.at_once), interval(polls.every));
        format!("{times} every {every} for {}", length(polls.during))
    });
    let each =
        (worst.per_hundred > 0).then(|| format!("{} for every 100 calls", worst.per_hundred));
    let parts: Vec<String> = polls.chain(each).collect();
    let text = format!(
        "of the reads, {} find ends ({}), {} details",
        grouped(going_on),
        parts.join(", "),
        grouped(worst.reads - going_on),
    );
    field(out, "", &text);
}

/// How often something is done, to the millisecond where it is not done in whole seconds.
fn interval(every: Duration) -> String {
    match every.subsec_millis() {
        0 => length(every),
        _ => format!(
            "{} ms",
            grouped(u64::try_from(every.as_millis()).unwrap_or(u64::MAX))
        ),
    }
}

/// Requests in a minute that are used: `196`, or `176.4`.
fn used(rate: u32) -> String {
    let hundredths = u64::from(rate) * USED_PERCENT;
    match (hundredths / 100, hundredths % 100) {
        (whole, 0) => grouped(whole),
        (whole, part) if part % 10 == 0 => format!("{}.{}", grouped(whole), part / 10),
        (whole, part) => format!("{}.{part:02}", grouped(whole)),
    }
}

/// The arithmetic of one course, checkable by hand: `12,420 + 12,420 + 1,029 = 25,869 requests at 176.4/min = 2h 26m`.
fn sum(budget: &Budget, used: &str) -> String {
    format!(
        "{} + {} + {} = {} at {used}/min = {}",
        grouped(budget.lookups),
        grouped(budget.calls),
        grouped(budget.reads),
        counted(budget.requests(), "request", "requests"),
        length(budget.by_rate)
    )
}
