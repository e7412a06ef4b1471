//! How fast requests may leave: never more than the limit in any window, and no fewer than it allows.
//!
//! The guarantee is a ledger of slots. Exotel counts a request somewhere between its send and its
//! answer, so a slot is taken before the send and is free again one window after the answer. At any send
//! at most `limit - 1` others are unanswered or were answered within the last window; so whatever
//! window Exotel looks at, it holds at most `limit`. An even pace on top keeps servers content that count
//! by fixed windows or small buckets.

use std::{collections::VecDeque, time::Duration};

use crate::{
    campaign::Timing,
    clock::{Moment, Timestamp},
    journal::past::PastRequest,
};

/// The window that Exotel's limits speak of. Source: developer.exotel.com/api, "200 calls per minute".
pub const WINDOW: Duration = Duration::from_secs(60);

/// Full speed, in thousandths.
const FULL: u32 = 1000;
/// The slowest that 429s can make it, in thousandths.
const SLOWEST: u32 = 125;
/// Thousandths of full speed that come back with each minute without a 429.
const RECOVERY: u32 = 50;

/// The account's budget of requests. Times are those of a clock that never jumps.
#[derive(Clone, Debug)]
pub struct Pacer {
    limit: usize,
    window: Duration,
    /// Requests without an answer.
    in_flight: usize,
    /// When the slots of answered requests are free again, earliest first.
    cooling: VecDeque<Timestamp>,
    /// The earliest time of the next request by the even pace.
    next_at: Timestamp,
    paused_until: Timestamp,
    /// Thousandths of full speed, and since when.
    speed: (u32, Timestamp),
}

impl Pacer {
    /// A budget of `limit` requests in any [`WINDOW`], at least one.
    pub fn new(limit: u32, now: Timestamp) -> Pacer {
        Pacer {
            limit: limit.max(1) as usize,
            window: WINDOW,
            in_flight: 0,
            cooling: VecDeque::new(),
            next_at: now,
            paused_until: now,
            speed: (FULL, now),
        }
    }

    /// Counts the requests of earlier processes, for a restart hands out no fresh budget. One that nobody saw
    /// answered may arrive as late as a client would have waited for it.
    pub fn prime(&mut self, now: Moment, requests: &[PastRequest], timing: &Timing) {
        let patience = timing.connect_timeout + timing.answer_timeout;
        for request in requests {
            let over = request.over.unwrap_or(request.sent + patience);
            let free = over + self.window;
            if free > now.wall {
                let free = now.tick + (free - now.wall);
                let place = self.cooling.partition_point(|at| *at <= free);
                self.cooling.insert(place, free);
            }
        }
    }

    /// How many requests may leave at `now`.
    pub fn available(&self, now: Timestamp) -> u32 {
        if now < self.paused_until || now < self.next_at {
            return 0;
        }
        let cooling = self.cooling.len() - self.cooling.partition_point(|free| *free <= now);
        let free = self.limit.saturating_sub(self.in_flight + cooling);
        let since = (now - self.next_at.max(now.earlier(self.credit(now)))).as_micros();
        let paced = 1 + since / self.interval(now).as_micros().max(1);
        u32::try_from(paced.min(free as u128)).unwrap_or(u32::MAX)
    }

    /// When the next request may leave, if answers do not come first; nothing when only an answer helps.
    pub fn next(&self, now: Timestamp) -> Option<Timestamp> {
        let paced = self.next_at.max(self.paused_until).max(now);
        let cooling = self.cooling.len() - self.cooling.partition_point(|free| *free <= paced);
        let taken = self.in_flight + cooling;
        if taken < self.limit {
            return Some(paced);
        }
        let skip = self.cooling.len() - cooling;
        self.cooling.get(skip + taken - self.limit).copied()
    }

    /// A request is about to leave.
    pub fn take(&mut self, now: Timestamp) {
        let gone = self.cooling.partition_point(|free| *free <= now);
        self.cooling.drain(..gone);
        self.in_flight += 1;
        let earliest = now.earlier(self.credit(now));
        self.next_at = self.next_at.max(earliest) + self.interval(now);
    }

    /// A request was answered, or its connection is closed.
    pub fn release(&mut self, now: Timestamp) {
        self.in_flight = self.in_flight.saturating_sub(1);
        let free = now + self.window;
        let place = self.cooling.partition_point(|at| *at <= free);
        self.cooling.insert(place, free);
    }

    /// Nothing leaves for so long; with `too_many` it goes on at half the speed, which comes back slowly.
    pub fn pause(&mut self, now: Timestamp, pause: Duration, too_many: bool) {
        let during_pause = now < self.paused_until;
        self.paused_until = self.paused_until.max(now + pause);
        if too_many && !during_pause {
            let halved = (self.thousandths(now) / 2).max(SLOWEST);
            self.speed = (halved, self.paused_until);
        }
    }

    /// Speed in thousandths of the account's limit.
    pub fn thousandths(&self, now: Timestamp) -> u32 {
        let (speed, since) = self.speed;
        let minutes = u32::try_from((now - since).as_secs() / 60).unwrap_or(FULL);
        speed
            .saturating_add(minutes.saturating_mul(RECOVERY))
            .min(FULL)
    }

    /// Requests without an answer.
    pub fn in_flight(&self) -> usize {
        self.in_flight
    }

    fn interval(&self, now: Timestamp) -> Duration {
        self.window * FULL / self.thousandths(now) / u32::try_from(self.limit).unwrap_or(u32::MAX)
    }

    /// How much of the even pace may be caught up after a late wake-up.
    fn credit(&self, now: Timestamp) -> Duration {
        (self.interval(now) * 3).max(Duration::from_millis(50))
    }
}
