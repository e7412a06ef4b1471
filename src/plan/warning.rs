//! What deserves a look before a plan is approved.

use std::time::Duration;

use super::{Certain, Fit, Forecast, PlanInput, crowd, crowd::Crowd};
use crate::{campaign::When, clock::Timestamp};

/// A pre-pass longer than this is worth a warning.
const LONG_SCREENING: Duration = Duration::from_secs(30 * 60);

/// Something that deserves a look before the plan is approved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Warning {
    /// Nobody is left to be called.
    Nobody,
    /// The account's channels allow fewer calls than its rate.
    ChannelsBind,
    /// The look-ups keep the first call waiting for so long.
    LongScreening(Duration),
    /// Look-ups and calls take longer than an answer of the whitelist holds, so that about so many look-ups are
    /// made again before calls.
    Lapsing {
        /// How old an answer may be.
        max_age: Duration,
        /// Look-ups that are made again.
        again: u64,
    },
    /// First calls alone do not fit into the window in which they begin.
    OverNight {
        /// The end of that window.
        closes: Timestamp,
    },
    /// No window opens before the campaign's end.
    NeverOpen,
    /// People for whom there is no room before the campaign's end.
    Expire {
        /// By the rate alone.
        at_least: u64,
        /// At the estimated pace.
        about: u64,
    },
    /// First calls fit at the estimated pace, and not if each takes its longest.
    Unproven,
    /// Retries that find no window before the end, if nobody is reached.
    RetriesLate(u64),
    /// Retries that cannot be made in the window in which they are due, if nobody is reached.
    RetriesDropped(u64),
    /// Other runs hold numbers of the contact file.
    Held(u64),
    /// Caps keep people waiting beyond the delays of retries, by what is known now.
    Capped,
    /// The campaign's limit leaves people uncalled.
    Limited {
        /// People who may be called.
        people: u64,
        /// Calls that may be placed.
        calls: u64,
    },
}

impl Warning {
    /// The code of the rule that it belongs to, where it does.
    pub const fn code(&self) -> Option<&'static str> {
        match self {
            Warning::RetriesLate(_) => Some("EXO312"),
            Warning::ChannelsBind => Some("EXO313"),
            Warning::LongScreening(_) => Some("EXO315"),
            Warning::Lapsing { .. } => Some("EXO705"),
            Warning::Nobody
            | Warning::OverNight { .. }
            | Warning::NeverOpen
            | Warning::Expire { .. }
            | Warning::Unproven
            | Warning::RetriesDropped(_)
            | Warning::Held(_)
            | Warning::Capped
            | Warning::Limited { .. } => None,
        }
    }
}

pub(super) fn warnings(
    input: &PlanInput<'_>,
    forecast: &Forecast,
    fit: &Fit,
    crowds: &[Crowd<'_>],
    held: u64,
) -> Vec<Warning> {
    let mut warnings = Vec::new();
    let callable: u64 = crowds.iter().map(Crowd::callable).sum();
    let shut_out = crowd::shut_out(crowds, input.start);
    let reachable = callable - shut_out.unwrap_or(callable);
    if callable == 0 {
        warnings.push(Warning::Nobody);
    }
    if held > 0 {
        warnings.push(Warning::Held(held));
    }
    if forecast.least.calls < reachable {
        let (people, calls) = (reachable, forecast.least.calls);
        warnings.push(Warning::Limited { people, calls });
    }
    let most = input.campaign.retries.max_attempts;
    let caps = &input.campaign.contacts.caps;
    if crowd::capped(crowds) > 0 || caps.iter().any(|cap| cap.attempts < most) {
        warnings.push(Warning::Capped);
    }
    if forecast.channels_bind && forecast.least.calls > u64::from(forecast.channels) {
        warnings.push(Warning::ChannelsBind);
    }
    let before = input.campaign.whitelist.when == When::Before;
    if before && forecast.most.screening > LONG_SCREENING {
        warnings.push(Warning::LongScreening(forecast.most.screening));
    }
    if before && forecast.most.again > 0 {
        let max_age = input.campaign.whitelist.max_age;
        let again = forecast.most.again;
        warnings.push(Warning::Lapsing { max_age, again });
    }
    warnings.extend(over_night(input, forecast, fit, crowds));
    if callable > 0 && shut_out.is_none() {
        warnings.push(Warning::NeverOpen);
    }
    warnings.extend(misfits(fit, forecast));
    warnings
}

/// That first calls go on after the window in which they begin: by the estimate, or where windows of several zones
/// lie beside each other, by the timetable.
fn over_night(
    input: &PlanInput<'_>,
    forecast: &Forecast,
    fit: &Fit,
    crowds: &[Crowd<'_>],
) -> Option<Warning> {
    if forecast.least.calls == 0 {
        return None;
    }
    if let [crowd] = crowds {
        let hours = &crowd.hours;
        let closes = (hours.closes_at)(hours.next(input.start));
        let is_late = forecast.first_calls_done.most > closes;
        return is_late.then_some(Warning::OverNight { closes });
    }
    let with_first = fit.timetable.stretches.iter();
    let mut with_first = with_first.filter(|own| own.first_calls > 0);
    let first = with_first.clone();
    let one = with_first.find(|one| {
        let mut later = first.clone();
        later.any(|other| other.zone == one.zone && other.opens > one.opens)
    })?;
    let closes = (crowds.get(one.zone)?.hours.closes_at)(one.opens);
    Some(Warning::OverNight { closes })
}

/// What does not fit into the windows.
fn misfits(fit: &Fit, forecast: &Forecast) -> Vec<Warning> {
    let mut warnings = Vec::new();
    let table = &fit.timetable;
    match fit.certain {
        _ if forecast.least.calls == 0 => {}
        Certain::Over(people) => warnings.push(Warning::Expire {
            at_least: people,
            about: table.expired().max(people),
        }),
        Certain::Nothing if table.expired() > 0 => warnings.push(Warning::Expire {
            at_least: 0,
            about: table.expired(),
        }),
        Certain::Nothing => warnings.push(Warning::Unproven),
        Certain::FirstCalls | Certain::All | Certain::Endless => {}
    }
    if table.late > 0 {
        warnings.push(Warning::RetriesLate(table.late));
    }
    if table.dropped > 0 {
        warnings.push(Warning::RetriesDropped(table.dropped));
    }
    warnings
}
