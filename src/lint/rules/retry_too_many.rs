//! One person's phone rings too often on one day.

use std::time::Duration;

use crate::{
    campaign::{Campaign, Outcome, Project},
    lint::View,
    syntax::Diagnostic,
};

/// Calls to one person on one day that are still borne with.
const BORNE: u8 = 3;
const DAY: Duration = Duration::from_secs(24 * 60 * 60);

pub(super) fn check(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    let campaign = view.campaign;
    let caps = &campaign.contacts.caps;
    let is_capped = caps.iter().any(|cap| cap.attempts <= BORNE && cap.per >= DAY);
    // What the house does not allow is no advice.
    let allowed = view.project.policy.max_attempts.as_ref();
    let is_refused = allowed.is_some_and(|most| campaign.retries.max_attempts > most.value);
    let most = on_one_day(campaign, view.project);
    if most <= BORNE || is_capped || is_refused {
        return;
    }
    let message = format!("one person can be called {most} times on one day");
    let finding = Diagnostic::warning("EXO602", message);
    found.push(
        finding
            .at(view.value("retries.max_attempts"), "")
            .note("Whoever did not answer three times mostly does not want to.")
            .help("write `max_attempts: 3`, or delays by which the later calls are made on another day"),
    );
}

/// The most calls to one person for which the windows of one day have room by the delays.
fn on_one_day(campaign: &Campaign, project: &Project) -> u8 {
    let hours = &project.policy.calling_hours;
    let windows = campaign.schedule.windows.as_deref().unwrap_or_default();
    let from = windows.iter().map(|window| window.from).min().unwrap_or(hours.from);
    let to = windows.iter().map(|window| window.to).max().unwrap_or(hours.to);
    let open = Duration::from_secs(60 * u64::from(to.saturating_sub(from)));
    let retries = &campaign.retries;
    let shortest = |calls: u8| {
        let delays = Outcome::ALL.iter().filter_map(|outcome| retries.delay(*outcome, calls));
        delays.min()
    };
    let beginnings = (1..=retries.max_attempts).map(|first| {
        let mut since = Duration::ZERO;
        let mut calls = first;
        while let Some(delay) = shortest(calls) {
            since = since.saturating_add(delay);
            if since >= open {
                break;
            }
            calls += 1;
        }
        calls - first + 1
    });
    beginnings.max().unwrap_or(1)
}
