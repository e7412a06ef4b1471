//! When the phone may ring: the campaign's windows within the policy's hours, between a start and an end.
//!
//! A moment is open when every clock that counts shows a time inside. For people without a zone of their own
//! these are two: the campaign's windows by its zone, and the policy's hours by theirs. For a person with a zone
//! both are read by the person's own clock. Around a change of clocks, as far from it as they jump, a clock
//! counts only if it is inside both as it was before and as it is after: an hour that happens twice or never is
//! closed unless both readings are inside.

use std::sync::Arc;

use jiff::{civil, tz::TimeZone};
use serde::{Deserialize, Serialize};

use super::{
    CallingHours,
    week::{DAY, Days, Week, Window},
    zone::Zone,
};
use crate::{
    clock::{Timestamp, UtcOffset},
    syntax::Spanned,
};

/// How long after the last day without calls windows are looked for: a year, and what clocks may shift.
const HORIZON: i64 = 400 * DAY;

/// The `schedule` block, as it is written.
#[derive(Clone, Debug)]
pub struct ScheduleSpec {
    /// IANA name of the zone of its times.
    pub timezone: String,
    /// Nothing is sent before this, by the clocks of `timezone`.
    pub start: Option<Spanned<civil::DateTime>>,
    /// Nobody is dialled from this on, by the clocks of `timezone`. A date that was written alone is over at its
    /// end.
    pub end: Option<Spanned<civil::DateTime>>,
    /// Windows of the week; nothing where the policy's hours are meant.
    pub windows: Option<Vec<Window>>,
    /// Days without calls.
    pub blackout: Vec<civil::Date>,
}

impl Default for ScheduleSpec {
    /// The policy's hours, every day.
    fn default() -> ScheduleSpec {
        ScheduleSpec {
            timezone: "Asia/Kolkata".to_owned(),
            start: None,
            end: None,
            windows: None,
            blackout: Vec::new(),
        }
    }
}

/// Whose clock counts for a person: an index into the zones of a [`Schedule`].
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct ZoneId(pub u16);

impl ZoneId {
    /// The person has no zone: the schedule's counts.
    pub const OWN: ZoneId = ZoneId(0);
}

/// When the phone may ring.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Schedule {
    windows: Week,
    hours: Week,
    clocks: Vec<Clock>,
    start: Timestamp,
    end: Timestamp,
}

/// Whose clocks count.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Clock {
    windows: Arc<Zone>,
    hours: Arc<Zone>,
}

impl Schedule {
    /// A campaign's schedule within the policy's hours, for people without a zone.
    pub fn new(spec: &ScheduleSpec, hours: &CallingHours) -> Schedule {
        const ALWAYS: Window = Window {
            days: Days::ALL,
            from: 0,
            to: 24 * 60,
        };
        let daily = Window {
            days: Days::ALL,
            from: hours.from,
            to: hours.to,
        };
        let windows = spec.windows.as_deref().unwrap_or(&[ALWAYS]);
        let dark = spec.blackout.iter().map(|date| day_number(*date));
        let zone = TimeZone::get(&spec.timezone).unwrap_or(TimeZone::UTC);
        let moment = |at: &Spanned<civil::DateTime>| zone.to_ambiguous_timestamp(at.value);
        let start = spec.start.as_ref().map(|at| moment(at).later());
        let end = spec.end.as_ref().map(|at| moment(at).earlier());
        Schedule {
            windows: Week::new(windows, dark),
            hours: Week::new(&[daily], []),
            clocks: vec![Clock {
                windows: Arc::new(Zone::checked(&spec.timezone)),
                hours: Arc::new(Zone::checked(&hours.timezone)),
            }],
            start: start.map_or(Timestamp::default(), |at| {
                at.map_or(Timestamp::MAX, Timestamp::from)
            }),
            end: end.map_or(Timestamp::MAX, |at| {
                at.map_or(Timestamp::MAX, Timestamp::from)
            }),
        }
    }

    /// The policy's hours alone.
    pub fn of_hours(hours: &CallingHours) -> Schedule {
        let timezone = hours.timezone.clone();
        let spec = ScheduleSpec {
            timezone,
            ..ScheduleSpec::default()
        };
        Schedule::new(&spec, hours)
    }

    /// The same for people in these zones too: the first of them is `ZoneId(1)`.
    pub fn with_zones<'a>(mut self, names: impl IntoIterator<Item = &'a str>) -> Schedule {
        self.clocks.truncate(1);
        self.clocks.extend(names.into_iter().map(|name| {
            let zone = Arc::new(Zone::checked(name));
            Clock {
                windows: zone.clone(),
                hours: zone,
            }
        }));
        self
    }

    /// Nothing is sent before this.
    pub fn start(&self) -> Timestamp {
        self.start
    }

    /// Nobody is dialled from this on; [`Timestamp::MAX`] where there is no end.
    pub fn end(&self) -> Timestamp {
        self.end
    }

    /// All zones that people may have, the schedule's own first.
    pub fn zones(&self) -> impl Iterator<Item = ZoneId> {
        (0..self.clocks.len()).map(|at| ZoneId(u16::try_from(at).unwrap_or(u16::MAX)))
    }

    /// The IANA name of a zone.
    pub fn zone_name(&self, zone: ZoneId) -> &str {
        self.clock(zone).map_or("UTC", |clock| clock.windows.name())
    }

    /// The offset of a zone at a moment.
    pub fn offset(&self, zone: ZoneId, at: Timestamp) -> UtcOffset {
        self.clock(zone)
            .map_or(UtcOffset::UTC, |clock| clock.windows.offset(at))
    }

    fn clock(&self, zone: ZoneId) -> Option<&Clock> {
        let clock = self.clocks.get(usize::from(zone.0));
        clock.or_else(|| self.clocks.first())
    }

    /// The first moment at or after `at` that is open; `at` itself when it is. [`Timestamp::MAX`] when none is.
    pub fn opens_at(&self, at: Timestamp, zone: ZoneId) -> Timestamp {
        self.window(at, zone).0
    }

    /// The end of the window that is open at `at`, or else of the next one. It is not part of the window.
    pub fn closes_at(&self, at: Timestamp, zone: ZoneId) -> Timestamp {
        self.window(at, zone).1
    }

    /// [`Schedule::opens_at`] and [`Schedule::closes_at`] for the price of one.
    pub fn window(&self, at: Timestamp, zone: ZoneId) -> (Timestamp, Timestamp) {
        const NEVER: (Timestamp, Timestamp) = (Timestamp::MAX, Timestamp::MAX);
        let Some(clock) = self.clock(zone) else {
            return NEVER;
        };
        let end = self.end.as_millis();
        let mut opens = at.max(self.start).as_millis();
        let horizon = opens.max(self.windows.last_dark()).saturating_add(HORIZON);
        loop {
            if opens >= end.min(horizon) {
                return NEVER;
            }
            match self.state(clock, opens) {
                (true, _) => break,
                (false, until) => opens = until,
            }
        }
        let mut closes = opens;
        while closes < end {
            match self.state(clock, closes) {
                (true, until) => closes = until,
                (false, _) => break,
            }
        }
        let closes = closes.min(end);
        (
            Timestamp::from_millis(opens),
            Timestamp::from_millis(closes),
        )
    }

    /// Whether a moment is open, and a later one up to which that stays so; start and end aside.
    fn state(&self, clock: &Clock, at: i64) -> (bool, i64) {
        let (one, one_until) = gate(&clock.windows, &self.windows, at);
        let (other, other_until) = gate(&clock.hours, &self.hours, at);
        match (one, other) {
            (true, true) => (true, one_until.min(other_until)),
            // As long as one of them is closed, the other does not count.
            (false, true) => (false, one_until),
            (true, false) => (false, other_until),
            (false, false) => (false, one_until.max(other_until)),
        }
    }
}

/// Whether a week is open by all readings of a zone's clocks, and a later moment up to which that stays so.
fn gate(zone: &Zone, week: &Week, at: i64) -> (bool, i64) {
    let readings = zone.readings(at);
    let offsets = [Some(readings.now), readings.before, readings.after];
    let (mut open, mut until) = (true, readings.until);
    for offset in offsets.into_iter().flatten() {
        let (inside, civil) = week.at(at.saturating_add(offset));
        open &= inside;
        // What never changes by the calendar never changes.
        if civil < i64::MAX {
            until = until.min(civil.saturating_sub(offset));
        }
    }
    (open, until)
}

/// A date as days since 1970-01-01.
fn day_number(date: civil::Date) -> i64 {
    let epoch = civil::date(1970, 1, 1);
    let days = epoch.until(date).map(|span| span.get_days());
    i64::from(days.unwrap_or_default())
}
