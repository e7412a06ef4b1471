//! When the calls of a history may be placed: drawn from its seed.

use exodial::{
    campaign::{CallingHours, Days, Schedule, ScheduleSpec, Window, ZoneId},
    clock::Timestamp,
    contacts::ContactId,
    sim::prng::Prng,
    syntax::Spanned,
};
use jiff::{ToSpan, tz::TimeZone};

use super::super::minutes::Minutes;

/// Zones, and a moment some hours before their clocks change, where they do.
const ZONES: [(&str, &str); 12] = [
    ("Asia/Kolkata", "2026-11-23T03:30:00Z"),
    ("Asia/Kathmandu", "2026-12-31T12:00:00Z"),
    ("Australia/Lord_Howe", "2026-10-03T06:00:00Z"),
    ("Australia/Lord_Howe", "2027-04-03T06:00:00Z"),
    ("America/St_Johns", "2026-10-31T20:00:00Z"),
    ("America/St_Johns", "2027-03-13T20:00:00Z"),
    ("Africa/Casablanca", "2027-02-06T20:00:00Z"),
    ("Europe/Berlin", "2026-10-24T12:00:00Z"),
    ("Europe/Berlin", "2027-03-27T12:00:00Z"),
    ("America/Sao_Paulo", "2026-11-02T12:00:00Z"),
    ("Pacific/Chatham", "2026-09-26T06:00:00Z"),
    ("America/Havana", "2026-10-31T20:00:00Z"),
];

/// When the calls of a history may be placed.
pub(super) struct Times {
    pub(super) spec: ScheduleSpec,
    pub(super) hours: CallingHours,
    /// Zones that people have; everybody's number chooses one.
    pub(super) zones: Vec<&'static str>,
    /// When the first process comes.
    pub(super) start: Timestamp,
}

fn moment(text: &str) -> Timestamp {
    text.parse::<jiff::Timestamp>().expect("a time").into()
}

fn minutes(prng: &mut Prng, from: u16, to: u16) -> u16 {
    let halves = u64::from((to - from) / 30);
    from + 30 * u16::try_from(prng.below(halves + 1)).expect("of a day")
}

/// Windows that keep apart.
fn windows(prng: &mut Prng) -> Vec<Window> {
    let mut windows = Vec::new();
    let mut from = minutes(prng, 0, 12 * 60);
    for _ in 0..=prng.below(3) {
        let to = minutes(prng, from + 30, 24 * 60);
        let days = match prng.below(3) {
            0 => Days::new((0..7).filter(|_| prng.below(3) > 0)),
            _ => Days::ALL,
        };
        windows.push(Window { days, from, to });
        if to + 60 > 24 * 60 {
            break;
        }
        from = minutes(prng, to + 30, 24 * 60 - 30);
    }
    windows
}

impl Times {
    /// The calling hours of every day in India.
    pub(super) fn simple(prng: &mut Prng) -> Times {
        let start = moment("2026-11-23T09:00:00+05:30");
        Times {
            spec: ScheduleSpec::default(),
            hours: CallingHours::default(),
            zones: vec![],
            // Late enough that some histories meet the end of the calling hours.
            start: start + std::time::Duration::from_secs(prng.below(13 * 3_600)),
        }
    }

    /// Anything that a campaign may say.
    pub(super) fn drawn(prng: &mut Prng) -> Times {
        let (zone, near) = *prng.pick(&ZONES).expect("there are some");
        let start = moment(near) + std::time::Duration::from_secs(prng.below(24 * 3_600));
        let hours = match prng.below(3) {
            0 => CallingHours::default(),
            1 => CallingHours {
                timezone: zone.to_owned(),
                ..CallingHours::default()
            },
            _ => CallingHours {
                from: 0,
                to: 24 * 60,
                timezone: zone.to_owned(),
            },
        };
        let civil = start
            .to_jiff()
            .to_zoned(TimeZone::get(zone).expect("a zone"))
            .datetime();
        let later = |prng: &mut Prng, most: u64| {
            let minutes = i64::try_from(30 * prng.below(most * 48)).expect("some days");
            let at = civil.date().at(0, 0, 0, 0).checked_add(minutes.minutes());
            Spanned::new(at.expect("a date"), 0..0)
        };
        let blackout = (0..prng.below(3)).map(|_| {
            let days = i64::try_from(prng.below(5)).expect("a few");
            civil.date().checked_add(days.days()).expect("a date")
        });
        let blackout = blackout.collect();
        let mut zones = Vec::new();
        for _ in 0..prng.below(2) * (1 + prng.below(3)) {
            zones.push(prng.pick(&ZONES).expect("there are some").0);
        }
        zones.sort_unstable();
        zones.dedup();
        Times {
            spec: ScheduleSpec {
                timezone: zone.to_owned(),
                start: (prng.below(3) == 0).then(|| later(prng, 2)),
                end: (prng.below(2) == 0).then(|| later(prng, 5)),
                windows: (prng.below(4) > 0).then(|| windows(prng)),
                blackout,
            },
            hours,
            zones,
            start,
        }
    }

    pub(super) fn schedule(&self) -> Schedule {
        Schedule::new(&self.spec, &self.hours).with_zones(self.zones.iter().copied())
    }

    /// The zone of a person; the first has none.
    pub(super) fn zone_of(&self, contact: ContactId) -> ZoneId {
        let zones = u32::try_from(self.zones.len()).expect("a few");
        ZoneId(u16::try_from(contact.0 % (zones + 1)).expect("a few"))
    }

    /// The second opinion about the windows of a person.
    pub(super) fn minutes_of(&self, contact: ContactId) -> Minutes {
        let zone = usize::from(self.zone_of(contact).0);
        let name = zone.checked_sub(1).map(|at| self.zones[at]);
        Minutes::new(&self.spec, &self.hours, name)
    }
}
