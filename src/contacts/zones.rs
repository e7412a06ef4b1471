//! The time zones of people: one column, an IANA name in each cell. An empty cell means the schedule's zone.

use std::collections::BTreeMap;

use jiff::tz;

use super::ContactId;
use crate::campaign::ZoneId;

/// Zones of one contact file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Zones {
    names: Vec<String>,
    ids: BTreeMap<String, ZoneId>,
    /// By row; nothing where no row has a zone.
    rows: Vec<ZoneId>,
}

impl Zones {
    /// The names of the zones, in the order of their ids: the first is `ZoneId(1)`.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.names.iter().map(String::as_str)
    }

    /// The rows that have a zone, and which.
    pub fn rows(&self) -> impl Iterator<Item = (ContactId, ZoneId)> {
        let rows = (0..).map(ContactId).zip(self.rows.iter().copied());
        rows.filter(|(_, zone)| *zone != ZoneId::OWN)
    }

    /// The zone of a row.
    pub fn of(&self, contact: ContactId) -> ZoneId {
        let at = usize::try_from(contact.0).unwrap_or(usize::MAX);
        self.rows.get(at).copied().unwrap_or_default()
    }

    /// Takes the zone of row number `row` in; the rows before it that are not known have none.
    pub(super) fn add(&mut self, row: u32, cell: &[u8]) {
        let Ok(name) = std::str::from_utf8(cell) else {
            return;
        };
        let name = name.trim();
        let next = u16::try_from(self.names.len() + 1);
        let (false, Ok(next)) = (name.is_empty(), next) else {
            return;
        };
        let id = match self.ids.get(name) {
            Some(id) => *id,
            None => {
                self.names.push(name.to_owned());
                self.ids.insert(name.to_owned(), ZoneId(next));
                ZoneId(next)
            }
        };
        let at = usize::try_from(row).unwrap_or(usize::MAX);
        self.rows.resize(at.max(self.rows.len()), ZoneId::OWN);
        self.rows.push(id);
    }
}

/// Whether a cell names no zone: empty ones name none, and that is no fault.
pub(super) fn is_unknown(cell: &[u8]) -> bool {
    let Ok(name) = std::str::from_utf8(cell) else {
        return true;
    };
    let name = name.trim();
    !name.is_empty()
        && !tz::db()
            .get(name)
            .is_ok_and(|zone| zone.iana_name() == Some(name))
}
