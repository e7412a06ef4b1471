//! How many first calls and retries come into which window; an estimate, minute by minute.
//!
//! Nobody is reached: every call is dialled again as often as the campaign allows, each time after its longest
//! delay, at the estimated pace. So the first calls are an estimate and the retries the most that may come.

use std::{collections::BTreeMap, time::Duration};

use super::{
    InZone,
    forecast::{Forecast, ForecastInput},
    hours::Hours,
};
use crate::{campaign::OutsideWindow, clock::Timestamp};

const MINUTE: Duration = Duration::from_secs(60);
/// Minutes of calling that are looked at: nearly ten weeks of twelve hours a day.
const MINUTES_MAX: usize = 50_000;

/// A window, and what comes into it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stretch {
    /// Whose window: the position of the zone among those of the plan.
    pub zone: usize,
    /// When the first call of it may be placed.
    pub opens: Timestamp,
    /// When it takes no more calls.
    pub last: Timestamp,
    /// First calls; an estimate.
    pub first_calls: u64,
    /// Retries, if nobody is reached.
    pub retries: u64,
}

/// The windows of a campaign that calls come into.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Timetable {
    /// In the order of time.
    pub stretches: Vec<Stretch>,
    /// People for whose first call there is no room before the end.
    pub expired: u64,
    /// Retries that find no window before the end.
    pub late: u64,
    /// Retries that are dropped, for they cannot be made in the window in which they are due.
    pub dropped: u64,
}

/// What waits in one zone.
struct Zone<'a> {
    hours: Hours<'a>,
    first: u64,
    /// Retries by when they are due; how many calls were before them, and when they lapse.
    retries: BTreeMap<(Timestamp, usize), (u64, Timestamp)>,
}

impl Zone<'_> {
    /// When something of this zone is to be called next.
    fn next(&self, now: Timestamp) -> Timestamp {
        let due = match (self.first, self.retries.first_key_value()) {
            (0, None) => return Timestamp::MAX,
            (0, Some(((due, _), _))) => now.max(*due),
            _ => now,
        };
        self.hours.next(due)
    }

    /// Makes up to `room` retries that are due: how many, by the calls made before; and how many lapsed.
    fn retry(&mut self, now: Timestamp, room: u64) -> (Vec<(usize, u64)>, u64) {
        let (mut made, mut dropped, mut room) = (Vec::new(), 0, room);
        while room > 0
            && let Some(mut entry) = self.retries.first_entry()
            && entry.key().0 <= now
        {
            let (_, calls) = *entry.key();
            let (waiting, lapses) = *entry.get();
            let served = match lapses <= now {
                true => 0,
                false => waiting.min(room),
            };
            entry.get_mut().0 = waiting - served;
            if lapses <= now {
                dropped += waiting;
                entry.remove();
            } else if waiting == served {
                entry.remove();
            }
            room -= served;
            made.push((calls, served));
        }
        (made, dropped)
    }

    /// Lets so many people wait for a retry; how many will not get it.
    fn wait(&mut self, due: Timestamp, calls: usize, count: u64, outside: OutsideWindow) -> u64 {
        let lapses = match (outside, self.hours.stretch(due)) {
            (OutsideWindow::CarryOver, _) => Timestamp::MAX,
            (OutsideWindow::Drop, Some((opens, last))) if opens <= due => last,
            (OutsideWindow::Drop, _) => return count,
        };
        let waiting = self.retries.entry((due, calls)).or_insert((0, lapses));
        waiting.0 += count;
        0
    }
}

/// Works it out.
pub(super) fn timetable(
    input: &ForecastInput<'_>,
    forecast: &Forecast,
    zones: &[InZone<'_>],
) -> Timetable {
    let outside = input.retries.outside_window;
    let mut calls = input.calls_max.unwrap_or(u64::MAX);
    let mut people = forecast.least.calls;
    let zones = zones.iter().map(|zone| {
        let first = zone.people.min(people);
        people -= first;
        Zone {
            hours: zone.hours,
            first,
            retries: BTreeMap::new(),
        }
    });
    let mut zones: Vec<Zone<'_>> = zones.collect();
    let mut table = Timetable::default();
    let learnt = forecast.mean_call + input.timing.poll_every;
    let mut now = forecast.first_call.most;
    for _ in 0..MINUTES_MAX {
        now = zones.iter().map(|zone| zone.next(now)).min().unwrap_or(now);
        if now == Timestamp::MAX || calls == 0 {
            break;
        }
        let mut room = forecast.calls_per_minute.max(1).min(calls);
        for (nth, zone) in zones.iter_mut().enumerate() {
            let window = zone.hours.stretch(now).filter(|(opens, _)| *opens <= now);
            let Some(window) = window else { continue };
            let first = zone.first.min(room);
            zone.first -= first;
            let (retried, dropped) = zone.retry(now, room - first);
            let retries: u64 = retried.iter().map(|(_, count)| count).sum();
            room -= first + retries;
            calls -= first + retries;
            table.dropped += dropped;
            table.note(nth, window, first, retries);
            for (made, count) in [(0, first)].into_iter().chain(retried) {
                if let Some(delay) = forecast.delays.get(made).filter(|_| count > 0) {
                    let due = now + learnt + *delay;
                    table.dropped += zone.wait(due, made + 1, count, outside);
                }
            }
        }
        now = now + MINUTE;
    }
    for zone in &zones {
        let out = zone.next(now) == Timestamp::MAX;
        table.expired += if out { zone.first } else { 0 };
        let waiting: u64 = zone.retries.values().map(|(count, _)| count).sum();
        table.late += if out { waiting } else { 0 };
    }
    table
}

impl Timetable {
    fn note(&mut self, zone: usize, window: (Timestamp, Timestamp), first: u64, retries: u64) {
        let (opens, last) = window;
        let same = |own: &&mut Stretch| own.zone == zone && own.last == last;
        match self.stretches.iter_mut().rev().find(same) {
            Some(own) => {
                own.first_calls += first;
                own.retries += retries;
            }
            None if first + retries > 0 => self.stretches.push(Stretch {
                zone,
                opens,
                last,
                first_calls: first,
                retries,
            }),
            None => {}
        }
    }
}
