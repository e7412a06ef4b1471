//! The windows of a plan: what comes into each, and whether all of it fits before the end.

use super::text::{counted, day_range, day_time, field, grouped, length};
use crate::{
    clock::{Timestamp, UtcOffset},
    plan::{Certain, Fit, Plan},
};

/// Windows that are shown.
const SHOWN_MAX: usize = 12;

/// Writes the windows, where there are several, and the proof, where there is an end.
pub(super) fn windows(out: &mut String, plan: &Plan, offset: UtcOffset) {
    let fit = &plan.fit;
    if plan.forecast.least.calls == 0 {
        return;
    }
    let stretches = &fit.timetable.stretches;
    if stretches.len() > 1 || fit.end < Timestamp::MAX {
        let mut label = "Windows";
        for stretch in stretches.iter().take(SHOWN_MAX) {
            let zone = match plan.zones.as_slice() {
                [_] => String::new(),
                zones => zones
                    .get(stretch.zone)
                    .map_or(String::new(), |name| format!(" ({name})")),
            };
            let text = format!(
                "{}{zone}   {} open   about {} + up to {}",
                day_range(stretch.opens, stretch.last, offset),
                length(stretch.last - stretch.opens),
                counted(stretch.first_calls, "first call", "first calls"),
                counted(stretch.retries, "retry", "retries"),
            );
            field(out, label, &text);
            label = "";
        }
        let more = stretches.len().saturating_sub(SHOWN_MAX);
        if more > 0 {
            let more = counted(more as u64, "more window", "more windows");
            field(out, label, &format!("and {more}"));
        }
    }
    if fit.end < Timestamp::MAX {
        field(out, "Fits", &proof(fit, offset));
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
             the end, {end}. Not all retries: with them it may take {all}"
        ),
        Certain::Nothing => format!(
            "not proved: first calls with their look-ups take {first} at their longest, retries included {all}, and \
             {open} are open before the end, {end}"
        ),
        Certain::Over(people) => format!(
            "no: the rate leaves room for all but {} in the {open} that are open before the end, {end}",
            grouped(people)
        ),
    }
}
