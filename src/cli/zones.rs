//! The zones of a run's people, and when the phone may ring in each.

use std::collections::BTreeSet;

use super::{engage, read::Inputs};
use crate::{
    campaign::ZoneId,
    clock::Timestamp,
    engine::Rules,
    plan::{InZone, hours::Hours},
};

type At<'a> = Box<dyn Fn(Timestamp) -> Timestamp + 'a>;

/// The zones that somebody is in.
pub(super) struct Zones<'a> {
    rules: &'a Rules,
    zones: Vec<Own<'a>>,
}

struct Own<'a> {
    zone: ZoneId,
    opens_at: At<'a>,
    closes_at: At<'a>,
}

impl<'a> Zones<'a> {
    /// The zones of all people who can be called; the schedule's own where there is nobody.
    pub(super) fn of(inputs: &Inputs, rules: &'a Rules) -> Zones<'a> {
        let people = engage::people(&inputs.contacts).into_iter();
        let own = people.map(|(contact, _)| inputs.contacts.zones.of(contact));
        let mut zones: BTreeSet<ZoneId> = own.collect();
        if zones.is_empty() {
            zones.insert(ZoneId::OWN);
        }
        let zones = zones.into_iter().map(|zone| Own {
            zone,
            opens_at: Box::new(move |at| rules.schedule.opens_at(at, zone)),
            closes_at: Box::new(move |at| rules.schedule.closes_at(at, zone)),
        });
        Zones {
            rules,
            zones: zones.collect(),
        }
    }

    /// What a plan asks of them.
    pub(super) fn hours(&self) -> Vec<InZone<'_>> {
        let hours = self.zones.iter().map(|own| InZone {
            name: self.rules.schedule.zone_name(own.zone),
            hours: Hours {
                opens_at: &own.opens_at,
                closes_at: &own.closes_at,
                margin: self.rules.margin(),
            },
        });
        hours.collect()
    }

    /// The position of a zone among these hours.
    pub(super) fn position(&self, zone: ZoneId) -> usize {
        // They are sorted.
        let at = self.zones.binary_search_by_key(&zone, |own| own.zone);
        at.unwrap_or(0)
    }

    /// When the first of them may be called; `now` when nobody ever may.
    pub(super) fn opens_at(&self, now: Timestamp) -> Timestamp {
        let zones = self.zones.iter();
        let opens = zones.map(|own| self.rules.next_call(now, own.zone)).min();
        opens.filter(|at| *at < Timestamp::MAX).unwrap_or(now)
    }
}
