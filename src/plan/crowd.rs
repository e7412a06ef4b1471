//! The people of a plan by what decides when they may be called: their zone, and calls of other runs.

use std::{collections::BTreeMap, time::Duration};

use super::{
    InZone, PlanInput,
    forecast::millis,
    hours::{Hours, NEVER},
    screen::Verdict,
};
use crate::{campaign::Number, clock::Timestamp, contacts::ContactId};

const MINUTE: Duration = Duration::from_secs(60);

/// The people of one zone. All crowds together are the people of the plan.
#[derive(Clone)]
pub(super) struct Crowd<'a> {
    /// The zone's name.
    pub(super) name: &'a str,
    /// When they may be called.
    pub(super) hours: Hours<'a>,
    /// People whom what is known of the whitelist leaves out.
    pub(super) known_out: u64,
    /// How many may be called, by when the calls of other runs let them be called: see [`Crowd::waits`].
    pub(super) people: BTreeMap<Vec<Timestamp>, u64>,
}

impl Crowd<'_> {
    /// People who may be called.
    pub(super) fn callable(&self) -> u64 {
        self.people.values().sum()
    }
}

/// Puts everybody into the crowd of a zone. A zone without people is left out, unless there is no other.
pub(super) fn crowds<'a>(
    input: &PlanInput<'a>,
    people: &[(ContactId, Number)],
    attempts: u8,
) -> Vec<Crowd<'a>> {
    let empty = |zone: &InZone<'a>| Crowd {
        name: zone.name,
        hours: zone.hours,
        known_out: 0,
        people: BTreeMap::new(),
    };
    let mut crowds: Vec<Crowd<'a>> = input.zones.iter().map(empty).collect();
    if crowds.is_empty() {
        let (name, hours) = ("", NEVER);
        crowds.push(empty(&InZone { name, hours }));
    }
    let last = crowds.len() - 1;
    for (contact, number) in people {
        let Some(crowd) = crowds.get_mut((input.zone_of)(*contact).min(last)) else {
            continue;
        };
        if let Some(Verdict::Skip(_)) = (input.known)(*number) {
            crowd.known_out += 1;
        } else {
            let waits = waits(input, *number, attempts);
            *crowd.people.entry(waits).or_default() += 1;
        }
    }
    let first = crowds.first().cloned();
    crowds.retain(|crowd| crowd.known_out + crowd.callable() > 0);
    if crowds.is_empty() {
        crowds.extend(first);
    }
    crowds
}

/// When the calls of other runs let a person be called, to the minute: for the first call, for the one after one
/// call of this run, and so on, as far as they bar one at all.
fn waits(input: &PlanInput<'_>, number: Number, attempts: u8) -> Vec<Timestamp> {
    if input.campaign.contacts.caps.is_empty() {
        return Vec::new();
    }
    let until = |calls| match (input.capped_until)(number, calls) {
        at if at <= input.start => Timestamp::default(),
        at => input.start + whole_minutes(at - input.start),
    };
    let mut waits: Vec<Timestamp> = (0..attempts).map(until).collect();
    let is_bar = |at: &Timestamp| *at > input.start;
    waits.truncate(waits.iter().rposition(is_bar).map_or(0, |last| last + 1));
    waits
}

fn whole_minutes(duration: Duration) -> Duration {
    let minutes = millis(duration).div_ceil(millis(MINUTE));
    Duration::from_millis(minutes.saturating_mul(millis(MINUTE)))
}

/// People whom no window lets be called from `start` on; nothing where there is no window for anybody.
pub(super) fn shut_out(crowds: &[Crowd<'_>], start: Timestamp) -> Option<u64> {
    let (shut, open): (Vec<_>, Vec<_>) = crowds
        .iter()
        .partition(|crowd| crowd.hours.next(start) == Timestamp::MAX);
    let shut = shut.into_iter().map(Crowd::callable).sum();
    (!open.is_empty()).then_some(shut)
}

/// For each call to a person, when calls of other runs let the last person have it.
pub(super) fn earlier(crowds: &[Crowd<'_>]) -> Vec<Timestamp> {
    let mut earlier: Vec<Timestamp> = Vec::new();
    for waits in crowds.iter().flat_map(|crowd| crowd.people.keys()) {
        earlier.resize(earlier.len().max(waits.len()), Timestamp::default());
        for (latest, at) in earlier.iter_mut().zip(waits) {
            *latest = (*latest).max(*at);
        }
    }
    earlier
}

/// How many people wait for their first call until a cap allows it.
pub(super) fn capped(crowds: &[Crowd<'_>]) -> u64 {
    let people = crowds.iter().flat_map(|crowd| &crowd.people);
    let capped = people.filter(|(waits, _)| waits.first() > Some(&Timestamp::default()));
    capped.map(|(_, people)| people).sum()
}
