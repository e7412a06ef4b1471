//! Who waits for a call in one zone, while a timetable is worked out.

use std::collections::BTreeMap;

use super::{crowd::Crowd, forecast::ForecastInput, hours::Hours};
use crate::{
    campaign::{Cap, OutsideWindow},
    clock::Timestamp,
};

/// People who wait for the same call from the same moment on.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Waiting {
    /// Not called before this.
    pub(super) due: Timestamp,
    /// Calls made.
    pub(super) calls: usize,
    /// When the last of these were placed, as far as a cap may count them.
    placed: Vec<Timestamp>,
    /// When calls of other runs let each call be placed: those of [`Crowd::people`].
    earlier: Vec<Timestamp>,
}

/// Those who wait in one zone, in the order in which they are due.
pub(super) struct Queue<'a> {
    pub(super) hours: Hours<'a>,
    /// The window that was open last, or is to open.
    window: Option<(Timestamp, Timestamp)>,
    caps: &'a [Cap],
    outside: OutsideWindow,
    /// How many they are, and when their call lapses.
    waiting: BTreeMap<Waiting, (u64, Timestamp)>,
}

impl<'a> Queue<'a> {
    /// Everybody who may be called waits for the first call.
    pub(super) fn new(crowd: &Crowd<'a>, input: &ForecastInput<'a>) -> Queue<'a> {
        let first = crowd.people.iter().map(|(earlier, people)| {
            let waiting = Waiting {
                due: earlier.first().copied().unwrap_or_default(),
                calls: 0,
                placed: Vec::new(),
                earlier: earlier.clone(),
            };
            (waiting, (*people, Timestamp::MAX))
        });
        Queue {
            hours: crowd.hours,
            window: crowd.hours.stretch(input.start),
            caps: input.caps.caps,
            outside: input.retries.outside_window,
            waiting: first.collect(),
        }
    }

    /// When the first of them may be called; [`Timestamp::MAX`] when nobody waits, or may be called any more.
    pub(super) fn next(&self, now: Timestamp) -> Timestamp {
        let first = self.waiting.first_key_value();
        first.map_or(Timestamp::MAX, |(waiting, _)| {
            self.hours.next(now.max(waiting.due))
        })
    }

    /// The window that is open at `now`, which never goes back.
    pub(super) fn window(&mut self, now: Timestamp) -> Option<(Timestamp, Timestamp)> {
        while let Some((_, last)) = self.window.filter(|(_, last)| *last <= now) {
            self.window = self.hours.stretch(last);
        }
        self.window.filter(|(opens, _)| *opens <= now)
    }

    /// Calls up to `room` of those who are due: whom; and how many were due whose call lapsed.
    pub(super) fn serve(&mut self, now: Timestamp, room: u64) -> (Vec<(Waiting, u64)>, u64) {
        let (mut served, mut dropped, mut room) = (Vec::new(), 0, room);
        while room > 0
            && let Some(entry) = self.waiting.first_entry()
            && entry.key().due <= now
        {
            let (waiting, (count, lapses)) = entry.remove_entry();
            if lapses <= now {
                dropped += count;
                continue;
            }
            let called = count.min(room);
            if called < count {
                let left = (count - called, lapses);
                self.waiting.insert(waiting.clone(), left);
            }
            room -= called;
            served.push((waiting, called));
        }
        (served, dropped)
    }

    /// Lets some of those who were called at `now` wait for a retry, until `due` and until caps allow it; how many
    /// will not get it.
    pub(super) fn again(
        &mut self,
        called: &Waiting,
        now: Timestamp,
        due: Timestamp,
        count: u64,
    ) -> u64 {
        let calls = called.calls + 1;
        let counted = self.caps.iter().map(|cap| usize::from(cap.attempts.max(1)));
        let most = counted.max().unwrap_or(0);
        let mut placed = called.placed.clone();
        placed.push(now);
        placed.drain(..placed.len().saturating_sub(most));
        let capped = self.caps.iter().filter_map(|cap| {
            let from = placed.len().checked_sub(usize::from(cap.attempts.max(1)))?;
            placed.get(from).map(|at| *at + cap.per)
        });
        let foreign = called.earlier.get(calls).copied();
        let due = capped.chain(foreign).fold(due, Timestamp::max);
        let lapses = match (self.outside, self.hours.stretch(due)) {
            (OutsideWindow::CarryOver, _) => Timestamp::MAX,
            (OutsideWindow::Drop, Some((opens, last))) if opens <= due => last,
            (OutsideWindow::Drop, _) => return count,
        };
        let earlier = called.earlier.clone();
        let waiting = Waiting {
            due,
            calls,
            placed,
            earlier,
        };
        self.waiting.entry(waiting).or_insert((0, lapses)).0 += count;
        0
    }

    /// Those who wait still.
    pub(super) fn left(&self) -> impl Iterator<Item = (&Waiting, u64)> {
        let waiting = self.waiting.iter();
        waiting.map(|(waiting, (count, _))| (waiting, *count))
    }
}
