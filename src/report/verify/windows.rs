//! When the phone may ring, a moment at a time: by the campaign as it is written and the clocks of the zones, and
//! by no code that the engine asks.

use std::time::Duration;

use jiff::{civil::DateTime, tz::TimeZone};

use crate::{
    campaign::{CallingHours, ScheduleSpec, Window, ZoneId},
    clock::Timestamp,
};

const MINUTE: i64 = 60_000;
/// No clock ever jumped farther: a whole day, where the date line was crossed.
const JUMP_MAX: Duration = Duration::from_secs(25 * 3600);

/// When the phone may ring.
#[derive(Clone, Debug)]
pub struct Windows {
    /// The campaign's windows; nothing where the house's hours alone count.
    windows: Option<Vec<Window>>,
    /// Days without calls.
    dark: Vec<jiff::civil::Date>,
    /// The house's hours, in minutes of the day.
    hours: (u16, u16),
    /// By zone: whose clocks read the windows, and whose the hours.
    clocks: Vec<[TimeZone; 2]>,
    start: Option<Timestamp>,
    end: Option<Timestamp>,
}

fn named(name: &str) -> TimeZone {
    TimeZone::get(name).unwrap_or(TimeZone::UTC)
}

impl Windows {
    /// The windows of a schedule in the hours of a house. `zones` are those of people, the first of them
    /// `ZoneId(1)`.
    pub fn new<'a>(
        spec: &ScheduleSpec,
        hours: &CallingHours,
        zones: impl IntoIterator<Item = &'a str>,
    ) -> Windows {
        let own = named(&spec.timezone);
        // Of a moment that happens twice, or never, the stricter one counts.
        let start = spec.start.as_ref().map(|start| {
            let at = own.to_ambiguous_timestamp(start.value).later();
            at.map_or(Timestamp::MAX, Timestamp::from)
        });
        let end = spec.end.as_ref().and_then(|end| {
            let at = own.to_ambiguous_timestamp(end.value).earlier().ok()?;
            Some(Timestamp::from(at))
        });
        let people = zones.into_iter().map(|name| [named(name), named(name)]);
        Windows {
            windows: spec.windows.clone(),
            dark: spec.blackout.clone(),
            hours: (hours.from, hours.to),
            clocks: [[own.clone(), named(&hours.timezone)]]
                .into_iter()
                .chain(people)
                .collect(),
            start,
            end,
        }
    }

    /// Whether the phone of somebody in a zone may ring at a moment.
    pub fn is_open(&self, at: Timestamp, zone: ZoneId) -> bool {
        let clocks = self.clocks.get(usize::from(zone.0));
        let Some([windows, hours]) = clocks.or_else(|| self.clocks.first()) else {
            return false;
        };
        self.start.is_none_or(|start| start <= at)
            && self.end.is_none_or(|end| at < end)
            && readings(windows, at).all(|shown| self.in_windows(shown))
            && readings(hours, at).all(|shown| {
                let (from, to) = self.hours;
                (from..to).contains(&minute_of_day(shown))
            })
    }

    /// The first moment from `from` on, and before `to`, at which the phone of somebody in a zone may not ring.
    /// Windows and clocks change with a minute, start and end of the campaign whenever they say.
    pub fn closed_within(&self, from: Timestamp, to: Timestamp, zone: ZoneId) -> Option<Timestamp> {
        let last = Timestamp::from_millis(to.as_millis().saturating_sub(1));
        let first = from.as_millis().div_euclid(MINUTE).saturating_add(1);
        let minutes = (first..)
            .map(|minute| Timestamp::from_millis(minute.saturating_mul(MINUTE)))
            .take_while(|at| *at < to);
        let ends = [last.max(from)];
        let mut moments = [from].into_iter().chain(minutes).chain(ends);
        moments.find(|at| !self.is_open(*at, zone))
    }

    fn in_windows(&self, shown: DateTime) -> bool {
        let today = u8::try_from(shown.weekday().to_monday_zero_offset()).unwrap_or_default();
        let minute = minute_of_day(shown);
        let holds =
            |window: &Window| window.days.has(today) && (window.from..window.to).contains(&minute);
        let open = |windows: &Vec<Window>| windows.iter().any(holds);
        !self.dark.contains(&shown.date()) && self.windows.as_ref().is_none_or(open)
    }
}

fn minute_of_day(shown: DateTime) -> u16 {
    let hours = u16::try_from(shown.hour()).unwrap_or_default();
    hours * 60 + u16::try_from(shown.minute()).unwrap_or_default()
}

/// What the clocks of a zone may show at a moment: around a change of clocks, as far from it as they jump, also
/// what they would show without it.
fn readings(zone: &TimeZone, at: Timestamp) -> impl Iterator<Item = DateTime> {
    let moment = at.to_jiff();
    let near = |change: Timestamp| {
        let before = zone.to_offset(change.earlier(Duration::from_millis(1)).to_jiff());
        let after = zone.to_offset(change.to_jiff());
        let jump = u64::from(before.seconds().abs_diff(after.seconds()));
        (before, after, Duration::from_secs(jump))
    };
    let past = zone.preceding((at + Duration::from_millis(1)).to_jiff());
    let past = past
        .map(|change| Timestamp::from(change.timestamp()))
        .take_while(move |change| *change > at.earlier(JUMP_MAX));
    let past = past.filter_map(move |change| {
        let (before, _, jump) = near(change);
        (at < change + jump).then_some(before)
    });
    let next = zone.following(moment);
    let next = next
        .map(|change| Timestamp::from(change.timestamp()))
        .take_while(move |change| *change <= at + JUMP_MAX);
    let next = next.filter_map(move |change| {
        let (_, after, jump) = near(change);
        (at >= change.earlier(jump)).then_some(after)
    });
    let now = zone.to_offset(moment);
    let offsets = [now].into_iter().chain(past).chain(next);
    offsets.map(move |offset| offset.to_datetime(moment))
}
