//! The start of a campaign that is long over: mostly one of the last time.

use jiff::{SignedDuration, tz::TimeZone};

use crate::{lint::View, syntax::Diagnostic};

/// How long after its start a campaign may well be looked at: it runs.
const RUNNING: SignedDuration = SignedDuration::from_hours(24);

pub(super) fn check(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    let schedule = &view.campaign.schedule;
    let Ok(zone) = TimeZone::get(&schedule.timezone) else {
        return;
    };
    let now = view.now.to_jiff();
    let since = |at: jiff::civil::DateTime| {
        let at = zone.to_ambiguous_timestamp(at).later().ok()?;
        Some(now.duration_since(at))
    };
    // With an end it is known how long the campaign goes on: while it does, and when it is over, the dates are right.
    let (Some(start), None) = (&schedule.start, view.root.at("schedule.end")) else {
        return;
    };
    if since(start.value).is_some_and(|since| since > RUNNING) {
        let finding = Diagnostic::warning("EXO309", "`start` was more than a day ago");
        found.push(
            finding
                .at(view.source.place(&start.span), "")
                .note("A run begins at once.")
                .help("write the day that is meant, or remove it"),
        );
    }
}
