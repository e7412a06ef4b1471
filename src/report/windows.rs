//! The windows of a plan: what comes into each, and whether all of it fits before the end.

use super::text::{counted, day_range, day_time, field, length};
use crate::{
    clock::{Timestamp, UtcOffset},
    plan::{
        Certain, Fit, Plan,
        caps::CappedOut,
        timetable::{Stretch, Uncalled},
    },
};

/// Windows that are shown.
const SHOWN_MAX: usize = 12;

/// Writes the windows, where there are several, and the proof, where there is an end. Every person of the plan is in
/// one line.
pub(super) fn windows(out: &mut String, plan: &Plan, offset: UtcOffset) {
    let fit = &plan.fit;
    if plan.forecast.least.calls == 0 && fit.timetable.expired() == 0 {
        return;
    }
    let stretches = &fit.timetable.stretches;
    if stretches.len() > 1 || fit.end < Timestamp::MAX {
        let (shown, more) = stretches.split_at(stretches.len().min(SHOWN_MAX));
        let of_zones = shown.iter().map(|own| {
            format!(
                "{}{}   {} open   {}",
                day_range(own.opens, own.last, offset),
                zone(plan, own.zone),
                length(own.last - own.opens),
                comes(std::slice::from_ref(own)),
            )
        });
        let mut lines: Vec<String> = of_zones.collect();
        if !more.is_empty() {
            let count = counted(more.len() as u64, "more window", "more windows");
            lines.push(format!("and {count}   {}", comes(more)));
        }
        let uncalled = fit.timetable.uncalled.iter();
        lines.extend(uncalled.map(|((nth, why), people)| {
            let people = counted(*people, "person", "people");
            format!("in none{}   {people}: {}", zone(plan, *nth), reason(*why))
        }));
        let mut label = "Windows";
        for line in lines {
            field(out, label, &line);
            label = "";
        }
    }
    if fit.end < Timestamp::MAX {
        field(out, "Fits", &proof(fit, offset));
    }
}

/// What comes into windows.
fn comes(stretches: &[Stretch]) -> String {
    let all = |of: fn(&Stretch) -> u64| stretches.iter().map(of).sum();
    format!(
        "about {} + up to {}",
        counted(all(|own| own.first_calls), "first call", "first calls"),
        counted(all(|own| own.retries), "retry", "retries"),
    )
}

/// The name of a zone in brackets, where there are several.
fn zone(plan: &Plan, nth: usize) -> String {
    match plan.zones.as_slice() {
        [_] => String::new(),
        zones => zones
            .get(nth)
            .map_or(String::new(), |name| format!(" ({name})")),
    }
}

/// Why people come into no window.
const fn reason(why: Uncalled) -> &'static str {
    match why {
        Uncalled::Known => "left out by what is known of the whitelist",
        Uncalled::NeverOpen => "no window opens for them before the end",
        Uncalled::Capped => "`caps` let them be called after the last window only",
        Uncalled::NoRoom => "no room before the end at the estimated pace",
        Uncalled::Limited => "limits.calls is reached before",
        Uncalled::FarOff => "their windows are farther away than is counted",
    }
}

/// The arithmetic of the proof, in a sentence.
fn proof(fit: &Fit, offset: UtcOffset) -> String {
    let (open, end) = (length(fit.open), day_time(fit.end, offset));
    let first = length(fit.first_calls);
    let all = length(fit.all);
    match fit.certain {
        Certain::Endless => String::new(),
        Certain::All => format!(
            "yes, all of it: look-ups, calls, retries and the waits for them take {all} at their longest, \
             and {open} are open before the end, {end}"
        ),
        Certain::FirstCalls => format!(
            "all first calls: with their look-ups they take {first} at their longest, and {open} are open before \
             the end, {end}. Not all retries: {}",
            retries(fit, offset)
        ),
        Certain::Nothing => {
            let retries = match fit.first_calls < fit.all {
                true => format!(", retries included {all}"),
                false => String::new(),
            };
            let capped = capped_out(fit, offset).map_or(String::new(), |text| format!("; {text}"));
            format!(
                "not proved: first calls with their look-ups take {first} at their longest{retries}, and {open} are \
                 open before the end, {end}{capped}"
            )
        }
        Certain::Over(people) => format!(
            "no: before the end, {end}, there is no window, or in the {open} that are open no room at the full rate, \
             for {}",
            counted(people, "person", "people")
        ),
    }
}

/// Why not all retries are sure to be made.
fn retries(fit: &Fit, offset: UtcOffset) -> String {
    let (all, waits) = (length(fit.all), length(fit.waits));
    let takes = length(fit.all.saturating_sub(fit.waits));
    if let Some(text) = capped_out(fit, offset) {
        return text;
    }
    if fit.drops && fit.all <= fit.open {
        return "one that is due while no window is open is dropped".to_owned();
    }
    format!(
        "with them it may take {all}: {takes} for look-ups and calls, and {waits} of waits between them"
    )
}

/// Which retry caps put behind the last window, with the arithmetic.
fn capped_out(fit: &Fit, offset: UtcOffset) -> Option<String> {
    let CappedOut { call, cap, at } = fit.capped_out?;
    Some(format!(
        "`caps` ({} in {}) put call {call} to a person at {} or later, when no window is left",
        counted(u64::from(cap.attempts), "call", "calls"),
        length(cap.per),
        day_time(at, offset),
    ))
}
