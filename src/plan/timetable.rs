//! How many first calls and retries come into which window, and who comes into none; an estimate, minute by minute.
//!
//! Nobody is reached: every call is dialled again as often as the campaign allows, each time after its longest
//! delay and when caps allow it, at the estimated pace. So the first calls are an estimate and the retries the most
//! that may come. Every person is in exactly one place: a person begins in the queue of a zone and leaves it for a
//! window, and whoever is left in it at the end is told with the reason.

use std::collections::BTreeMap;

use super::{
    crowd::Crowd,
    forecast::{Forecast, ForecastInput},
    queue::Queue,
};
use crate::clock::Timestamp;

const MINUTE: std::time::Duration = std::time::Duration::from_secs(60);
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

/// Why people come into no window.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Uncalled {
    /// What is known of the whitelist leaves them out.
    Known,
    /// No window opens for them before the end.
    NeverOpen,
    /// Caps let them be called after their last window only.
    Capped,
    /// There is no room before the end, at the estimated pace.
    NoRoom,
    /// The campaign's limit of calls is reached before.
    Limited,
    /// Their windows are farther away than is looked at.
    FarOff,
}

/// The windows of a campaign that calls come into.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Timetable {
    /// In the order of time.
    pub stretches: Vec<Stretch>,
    /// People who come into none, by zone and reason.
    pub uncalled: BTreeMap<(usize, Uncalled), u64>,
    /// Retries that find no window before the end.
    pub late: u64,
    /// Retries that are dropped, for they cannot be made in the window in which they are due.
    pub dropped: u64,
}

/// Works it out.
pub(super) fn timetable(
    input: &ForecastInput<'_>,
    forecast: &Forecast,
    crowds: &[Crowd<'_>],
) -> Timetable {
    let mut calls = input.calls_max.unwrap_or(u64::MAX);
    let mut queues: Vec<Queue<'_>> = crowds
        .iter()
        .map(|crowd| Queue::new(crowd, input))
        .collect();
    let mut table = Timetable::default();
    let learnt = forecast.mean_call + input.timing.poll_every;
    let mut now = forecast.first_call.most;
    for _ in 0..MINUTES_MAX {
        let next = queues.iter().map(|queue| queue.next(now)).min();
        now = next.unwrap_or(Timestamp::MAX);
        if now == Timestamp::MAX || calls == 0 {
            break;
        }
        let mut room = forecast.calls_per_minute.max(1).min(calls);
        for (nth, queue) in queues.iter_mut().enumerate() {
            let Some(window) = queue.window(now) else {
                continue;
            };
            let (served, dropped) = queue.serve(now, room);
            table.dropped += dropped;
            for (waiting, count) in served {
                room -= count;
                calls -= count;
                table.note(nth, window, waiting.calls == 0, count);
                if let Some(delay) = forecast.delays.get(waiting.calls) {
                    let due = now + learnt + *delay;
                    table.dropped += queue.again(&waiting, now, due, count);
                }
            }
        }
        now = now + MINUTE;
    }
    for (zone, (queue, crowd)) in queues.iter().zip(crowds).enumerate() {
        table.put_aside((zone, Uncalled::Known), crowd.known_out);
        for (waiting, count) in queue.left() {
            let next = queue.hours.next(now.max(waiting.due));
            let is_late = calls > 0 && next == Timestamp::MAX;
            if waiting.calls > 0 {
                table.late += if is_late { count } else { 0 };
                continue;
            }
            let why = match is_late {
                _ if queue.hours.next(input.start) == Timestamp::MAX => Uncalled::NeverOpen,
                true if queue.hours.next(waiting.due) == Timestamp::MAX => Uncalled::Capped,
                true => Uncalled::NoRoom,
                false if calls == 0 => Uncalled::Limited,
                false => Uncalled::FarOff,
            };
            table.put_aside((zone, why), count);
        }
    }
    table.stretches.sort_by_key(|own| (own.opens, own.zone));
    table
}

impl Timetable {
    /// People for whose first call there is no window, or no room, before the end.
    pub fn expired(&self) -> u64 {
        let uncalled = self.uncalled.iter();
        let expired = uncalled.filter(|((_, why), _)| {
            use Uncalled::{Capped, NeverOpen, NoRoom};
            matches!(why, NeverOpen | Capped | NoRoom)
        });
        expired.map(|(_, people)| people).sum()
    }

    /// Everybody: those who come into a window, and those who come into none.
    pub fn people(&self) -> u64 {
        let called: u64 = self.stretches.iter().map(|own| own.first_calls).sum();
        called + self.uncalled.values().sum::<u64>()
    }

    fn put_aside(&mut self, whom: (usize, Uncalled), people: u64) {
        if people > 0 {
            *self.uncalled.entry(whom).or_default() += people;
        }
    }

    fn note(&mut self, zone: usize, window: (Timestamp, Timestamp), is_first: bool, calls: u64) {
        let (opens, last) = window;
        let same = |own: &Stretch| own.zone == zone && own.last == last;
        let at = self.stretches.iter().rposition(same).unwrap_or_else(|| {
            self.stretches.push(Stretch {
                zone,
                opens,
                last,
                first_calls: 0,
                retries: 0,
            });
            self.stretches.len() - 1
        });
        let Some(own) = self.stretches.get_mut(at) else {
            return;
        };
        match is_first {
            true => own.first_calls += calls,
            false => own.retries += calls,
        }
    }
}
