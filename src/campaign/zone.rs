//! A time zone as a list of offsets, so that questions about it cost no look-up and depend on nothing else.

use std::sync::Arc;

use jiff::tz::TimeZone;

use crate::clock::{Timestamp, UtcOffset};

/// Changes of clocks are known between these years; before and after, the offset stays as it is there.
const YEARS: (i16, i16) = (2000, 2100);

/// A time zone.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Zone {
    name: String,
    first: i64,
    changes: Arc<[Change]>,
}

/// A change of clocks, in milliseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Change {
    at: i64,
    before: i64,
    after: i64,
}

impl Change {
    /// How far the clocks jump.
    fn jump(&self) -> i64 {
        (self.after - self.before).abs()
    }
}

/// What the clocks of a zone may show at a moment, as milliseconds east of UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Readings {
    /// What they show.
    pub(super) now: i64,
    /// What they showed before a change that is not as long ago as its jump.
    pub(super) before: Option<i64>,
    /// What they show after a change that is not farther away than its jump.
    pub(super) after: Option<i64>,
    /// The moment, in milliseconds, until which all this holds.
    pub(super) until: i64,
}

impl Zone {
    /// The zone with an IANA name, or nothing when there is none.
    pub fn named(name: &str) -> Option<Zone> {
        let zone = jiff::tz::db().get(name).ok()?;
        (zone.iana_name() == Some(name)).then(|| Zone::of(name, &zone))
    }

    /// The zone that a checked file names; a name that is unknown after all is read as UTC.
    pub(super) fn checked(name: &str) -> Zone {
        Zone::named(name).unwrap_or_else(|| Zone::of("UTC", &TimeZone::UTC))
    }

    fn of(name: &str, zone: &TimeZone) -> Zone {
        let bounds = [YEARS.0, YEARS.1].map(|year| {
            let midnight = jiff::civil::date(year, 1, 1).at(0, 0, 0, 0);
            let at = TimeZone::UTC.to_ambiguous_timestamp(midnight).later();
            at.unwrap_or(jiff::Timestamp::UNIX_EPOCH)
        });
        let millis = |offset: jiff::tz::Offset| i64::from(offset.seconds()) * 1000;
        let first = millis(zone.to_offset(bounds[0]));
        let (mut before, mut changes) = (first, Vec::new());
        for change in zone.following(bounds[0]) {
            if change.timestamp() >= bounds[1] {
                break;
            }
            let after = millis(change.offset());
            if after != before {
                let at = change.timestamp().as_millisecond();
                changes.push(Change { at, before, after });
            }
            before = after;
        }
        Zone {
            name: name.to_owned(),
            first,
            changes: changes.into(),
        }
    }

    /// Its IANA name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its offset at a moment, cut to whole minutes.
    pub fn offset(&self, at: Timestamp) -> UtcOffset {
        let minutes = self.readings(at.as_millis()).now / 60_000;
        let minutes = i16::try_from(minutes).ok();
        minutes
            .and_then(UtcOffset::from_minutes)
            .unwrap_or(UtcOffset::UTC)
    }

    pub(super) fn readings(&self, at: i64) -> Readings {
        let next = self.changes.partition_point(|change| change.at <= at);
        let past = next.checked_sub(1).and_then(|last| self.changes.get(last));
        let mut readings = Readings {
            now: past.map_or(self.first, |change| change.after),
            before: None,
            after: None,
            until: i64::MAX,
        };
        if let Some(past) = past.filter(|past| at < past.at + past.jump()) {
            readings.before = Some(past.before);
            readings.until = past.at + past.jump();
        }
        if let Some(next) = self.changes.get(next) {
            let near = next.at - next.jump();
            if at >= near {
                readings.after = Some(next.after);
            }
            let until = if at >= near { next.at } else { near };
            readings.until = readings.until.min(until);
        }
        readings
    }
}
