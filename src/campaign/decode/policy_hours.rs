//! A campaign's windows against the calling hours of its project: each lets a phone ring out within them.

use std::time::Duration;

use super::{code, policy, schedule_check::clock, text};
use crate::{
    campaign::{CallingHours, Campaign, Project, Schedule, ScheduleSpec, Window, ZoneId},
    clock::Timestamp,
    syntax::{Diagnostic, Node, Source, Span},
};

/// 2026-01-01: windows without dates are looked at from here on, for so many openings. Two weeks hold every
/// weekday, and one without a change of clocks.
const PROBE: Timestamp = Timestamp::from_secs(1_767_225_600);
const OPENINGS: usize = 14;
/// Windows of a campaign with an end that are looked at.
const WINDOWS_MAX: usize = 2_000;

/// Says which windows no call can be placed in, and which are cut short.
pub(super) fn check(
    campaign: &Campaign,
    source: &Source,
    root: &Node,
    project: &Project,
) -> Vec<Diagnostic> {
    let account = project.accounts.get(&campaign.account.value);
    let lag = account.map_or_else(Default::default, |account| account.timing);
    let checker = Checker {
        campaign,
        source,
        root,
        hours: &project.policy.calling_hours,
        margin: campaign.call.ring_timeout + lag.delivery_lag,
    };
    let windows = campaign.schedule.windows.as_deref().unwrap_or_default();
    if windows.is_empty() {
        return checker.hours_too_short().into_iter().collect();
    }
    let windows = windows.iter().enumerate();
    let findings: Vec<Diagnostic> = windows
        .filter_map(|(nth, window)| checker.window(nth, *window))
        .collect();
    let stops = |finding: &Diagnostic| finding.severity == crate::syntax::Severity::Error;
    match findings.iter().any(stops) {
        true => findings,
        false => findings.into_iter().chain(checker.never_open()).collect(),
    }
}

struct Checker<'a> {
    campaign: &'a Campaign,
    source: &'a Source,
    root: &'a Node,
    hours: &'a CallingHours,
    /// How long before its end a window takes no more calls.
    margin: Duration,
}

impl Checker<'_> {
    fn span(&self, path: &str) -> Span {
        policy::span(self.root, path)
    }

    /// The margin in words.
    fn kept_free(&self) -> String {
        let ring = self.campaign.call.ring_timeout;
        format!(
            "No call is placed in the last {}: the phone rings for {}, and a request may become a call {} late \
             (`delivery_lag`).",
            text::spelled(self.margin),
            text::spelled(ring),
            text::spelled(self.margin - ring)
        )
    }

    /// What a window with the hours leaves: how long it is at most.
    fn longest(&self, spec: &ScheduleSpec, from: Timestamp, openings: usize) -> Option<Duration> {
        let mut hours = self.hours.clone();
        if self.campaign.contacts.timezone.is_some() {
            // Both are read by the person's clock.
            hours.timezone.clone_from(&spec.timezone);
        }
        let schedule = Schedule::new(spec, &hours);
        let mut at = from;
        let windows = std::iter::from_fn(|| {
            let (opens, closes) = schedule.window(at, ZoneId::OWN);
            at = closes;
            (opens < Timestamp::MAX).then(|| closes - opens)
        });
        windows.take(openings).max()
    }

    fn hours_too_short(&self) -> Option<Diagnostic> {
        let minutes = u64::from(self.hours.to.saturating_sub(self.hours.from));
        let open = Duration::from_secs(60 * minutes);
        if self.margin < open {
            return self.never_open();
        }
        let message = format!(
            "no phone can ring for {} within the calling hours",
            text::spelled(self.campaign.call.ring_timeout)
        );
        let place = self.source.place(&self.span("call.ring_timeout"));
        let finding = Diagnostic::error(code::WINDOW_TOO_SHORT, message)
            .at(place, "")
            .note(format!(
                "`policy.calling_hours` in exodial.yaml are {} long.",
                text::spelled(open)
            ))
            .note(self.kept_free());
        Some(finding.help("open longer, or let the phone ring for a shorter time"))
    }

    fn window(&self, nth: usize, window: Window) -> Option<Diagnostic> {
        let spec = ScheduleSpec {
            start: None,
            end: None,
            windows: Some(vec![window]),
            blackout: Vec::new(),
            ..self.campaign.schedule.clone()
        };
        let written = self.root.at("schedule.windows");
        let item = written.and_then(|node| node.items().get(nth));
        let place = self
            .source
            .place(&item.map_or(0..0, |item| item.span.clone()));
        let name = format!("{} to {}", clock(window.from), clock(window.to));
        let hours = format!(
            "`policy.calling_hours` in exodial.yaml are {} to {}, {}.",
            clock(self.hours.from),
            clock(self.hours.to),
            self.hours.timezone
        );
        let wanted = Duration::from_secs(60 * u64::from(window.to.saturating_sub(window.from)));
        match self.longest(&spec, PROBE, OPENINGS) {
            None => Some(
                Diagnostic::error(
                    code::OUTSIDE_HOURS,
                    format!("the window from {name} is outside the calling hours"),
                )
                .at(place, "nobody could ever be called in it")
                .note(hours)
                .help("change the window, or the policy of the project"),
            ),
            Some(open) if open <= self.margin => Some(
                Diagnostic::error(
                    code::WINDOW_TOO_SHORT,
                    format!("no phone can ring out in the window from {name}"),
                )
                .at(place, format!("{} are open", text::spelled(open)))
                .note(self.kept_free())
                .help("open longer, or let the phone ring for a shorter time"),
            ),
            Some(open) if open < wanted => Some(
                Diagnostic::warning(
                    code::OUTSIDE_HOURS,
                    format!("a part of the window from {name} is outside the calling hours"),
                )
                .at(
                    place,
                    format!(
                        "{} of {} are open",
                        text::spelled(open),
                        text::spelled(wanted)
                    ),
                )
                .note(hours)
                .help("write the part that is meant; the rest stays closed"),
            ),
            Some(_) => None,
        }
    }

    /// A campaign with an end in which no window is long enough.
    fn never_open(&self) -> Option<Diagnostic> {
        let spec = &self.campaign.schedule;
        let end = spec.end.as_ref()?;
        let from = match spec.start {
            Some(_) => Timestamp::default(),
            None => Schedule::new(spec, self.hours)
                .end()
                .earlier(Duration::from_secs(400 * 86_400)),
        };
        let longest = self.longest(spec, from, WINDOWS_MAX);
        if longest.is_some_and(|open| open > self.margin) {
            return None;
        }
        let message = "no call can be placed before the campaign ends";
        let finding = Diagnostic::error(code::NO_DAY, message)
            .at(self.source.place(&end.span), "")
            .note(self.kept_free());
        Some(finding.help("move `end`, or open longer"))
    }
}
