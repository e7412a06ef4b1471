//! What deserves a look before a plan is approved, in words.

use super::text::{counted, day_time, field, grouped, length};
use crate::{
    clock::UtcOffset,
    plan::{Plan, Warning, forecast::Forecast},
};

/// Writes the warnings of a plan, those of a rule with its code.
pub(super) fn cautions(out: &mut String, plan: &Plan, at: UtcOffset) {
    let mut label = "Warnings";
    for warning in &plan.warnings {
        let mut text = sentence(warning, &plan.forecast, at);
        if let Some(code) = warning.code() {
            text.push_str(&format!(" ({code})"));
        }
        field(out, label, &text);
        label = "";
    }
}

/// What a warning says; `at` is the offset of its times.
pub fn sentence(warning: &Warning, forecast: &Forecast, at: UtcOffset) -> String {
    match warning {
        Warning::Nobody => "nobody is left to be called".to_owned(),
        Warning::ChannelsBind => format!(
            "the account's {} allow about {} a minute, fewer than its rate does",
            counted(u64::from(forecast.channels), "channel", "channels"),
            counted(forecast.calls_per_minute, "call", "calls"),
        ),
        Warning::LongScreening(wait) => format!(
            "look-ups take up to {} before the first call; `whitelist: {{ when: ahead }}` calls at once",
            length(*wait)
        ),
        Warning::Lapsing { max_age, again } => format!(
            "answers older than {} are asked for again before a call, about {}; \
             `whitelist: {{ when: ahead }}` looks people up shortly before their calls",
            length(*max_age),
            counted(*again, "look-up", "look-ups"),
        ),
        Warning::OverNight { closes } => format!(
            "first calls may not be done when the window closes, {}; they go on in the next one",
            day_time(*closes, at)
        ),
        Warning::NeverOpen => {
            "no window opens before the campaign ends; nobody would be called".to_owned()
        }
        Warning::Expire { at_least: 0, about } => format!(
            "{} may end as `expired`: at the estimated pace there is no room before the end",
            counted(*about, "person", "people"),
        ),
        Warning::Expire { at_least, about } => format!(
            "{} cannot be called before the end even at the full rate, about {} at the estimated pace; they end as \
             `expired`",
            counted(*at_least, "person", "people"),
            grouped(*about),
        ),
        Warning::Unproven => {
            "first calls fit at the estimated pace, and may not if each call takes its longest"
                .to_owned()
        }
        Warning::RetriesLate(calls) => format!(
            "up to {} would be due after the last window, and are not made",
            counted(*calls, "retry", "retries")
        ),
        Warning::RetriesDropped(calls) => format!(
            "up to {} cannot be made in the window in which they are due, and are dropped; \
             `outside_window: carry_over` makes them in the next one",
            counted(*calls, "retry", "retries")
        ),
        Warning::Held(people) => format!(
            "another run may still be calling {}; `exodial reconcile` settles that",
            counted(*people, "person", "people")
        ),
        Warning::Capped => {
            "`caps` make retries wait beyond their delays; calls by other campaigns meanwhile would add to that"
                .to_owned()
        }
        Warning::Limited { people, calls } => format!(
            "limits.calls leaves {} of {} uncalled",
            counted(people - calls, "person", "people"),
            grouped(*people)
        ),
    }
}
