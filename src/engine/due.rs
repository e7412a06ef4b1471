//! Who may be called when: a queue for each zone, so that the closed ones are passed over whole.

use std::collections::{BTreeMap, BTreeSet};

use super::{Person, person::Stage};
use crate::{campaign::ZoneId, clock::Timestamp, contacts::ContactId};

/// People by zone, in the order in which they are due.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Due {
    zones: BTreeMap<ZoneId, BTreeSet<(Timestamp, ContactId)>>,
    /// Retries that lapse, by when.
    lapsing: BTreeSet<(Timestamp, ContactId)>,
    /// People without a final word, by zone.
    undecided: BTreeMap<ZoneId, u64>,
}

impl Due {
    /// Takes a person in, as far as the stage says.
    pub(super) fn enter(&mut self, person: &Person) {
        let (zone, contact) = (person.zone, person.contact);
        if !matches!(person.stage, Stage::Done(_)) {
            *self.undecided.entry(zone).or_default() += 1;
        }
        if person.stage == Stage::Waiting {
            if !person.asking {
                let due = self.zones.entry(zone).or_default();
                due.insert((person.due, contact));
            }
            if let Some((at, _)) = person.lapse {
                self.lapsing.insert((at, contact));
            }
        }
    }

    /// Takes back what [`Due::enter`] did.
    pub(super) fn leave(&mut self, person: &Person) {
        let (zone, contact) = (person.zone, person.contact);
        if !matches!(person.stage, Stage::Done(_))
            && let Some(count) = self.undecided.get_mut(&zone)
        {
            *count -= 1;
            if *count == 0 {
                self.undecided.remove(&zone);
            }
        }
        if let Some(due) = self.zones.get_mut(&zone) {
            due.remove(&(person.due, contact));
            if due.is_empty() {
                self.zones.remove(&zone);
            }
        }
        if let Some((at, _)) = person.lapse {
            self.lapsing.remove(&(at, contact));
        }
    }

    /// The queues of all zones in which somebody waits.
    pub(super) fn zones(
        &self,
    ) -> impl Iterator<Item = (ZoneId, &BTreeSet<(Timestamp, ContactId)>)> {
        self.zones.iter().map(|(zone, due)| (*zone, due))
    }

    /// Retries that lapse, the first one first.
    pub(super) fn lapsing(&self) -> impl Iterator<Item = (Timestamp, ContactId)> {
        self.lapsing.iter().copied()
    }

    /// The zones of people who have no final word.
    pub(super) fn undecided(&self) -> impl Iterator<Item = ZoneId> {
        self.undecided.keys().copied()
    }
}
