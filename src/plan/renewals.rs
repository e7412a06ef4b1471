//! How many answers of the whitelist are asked for again, at most: one for each call that comes later than they
//! hold, and those that are asked for in vain.
//!
//! An answer is renewed when its person is next to be called and a channel is kept for the call, so it is asked for
//! in vain only when the window closes before it has come. These are no more at once than channels, people, or
//! requests in a minute. They are the first in the next window: if that is long enough they are called in it, and
//! such a loss befalls a call once. If it is not, so many may be lost in each window.

use std::time::Duration;

use super::forecast::{ForecastInput, at_rate, rate};
use crate::{
    campaign::{Check, Neutral},
    clock::Timestamp,
};

/// How long a window has to be for answers, beside the requests themselves.
const ANSWERS: Duration = Duration::from_secs(60);
/// An answer takes half a second on average. So of two look-ups that take a minute together, there are at most one
/// in 120; some more are counted.
const SLOW: u64 = 100;

/// What decides on renewals, and stays the same however long the course takes.
pub(super) struct Renewals<'a> {
    input: &'a ForecastInput<'a>,
    /// Look-ups of one number.
    pub(super) each: u64,
    /// Look-ups that are no renewals.
    pub(super) first: u64,
    /// Calls before which an answer can be too old.
    pub(super) calls: u64,
    /// Answers that can be under way at once.
    at_once: u64,
}

impl<'a> Renewals<'a> {
    /// Of `calls` calls to `people` people.
    pub(super) fn new(input: &'a ForecastInput<'a>, people: u64, calls: u64) -> Renewals<'a> {
        let each = match (input.whitelist.check, input.whitelist.neutral) {
            (Check::Off, _) => 0,
            (_, Neutral::DndLookup) => 2,
            (_, Neutral::Skip | Neutral::Call) => 1,
        };
        let channels = u64::from(input.channels.max(1));
        Renewals {
            input,
            each,
            first: people.saturating_add(input.further).saturating_mul(each),
            calls,
            at_once: people.min(channels).min(u64::from(rate(input))),
        }
    }

    /// The look-ups of all renewals, if the course ends at `end`.
    pub(super) fn until(&self, end: Timestamp) -> u64 {
        let renewed = self.calls.saturating_add(self.lost(end));
        self.each.saturating_mul(renewed)
    }

    /// Renewals in vain.
    fn lost(&self, end: Timestamp) -> u64 {
        if self.each == 0 {
            return 0;
        }
        let input = self.input;
        let windows = input.hours.stretches(input.start);
        let windows: Vec<_> = windows.take_while(|(opens, _)| *opens < end).collect();
        let closed = windows.iter().filter(|(_, last)| *last < end);
        let closed = (closed.count() as u64).saturating_mul(input.zones);
        let always = closed.saturating_mul(self.at_once);
        // Nobody of another zone comes between those who are first and their channels.
        let shortest = windows.iter().skip(1).map(|(opens, last)| *last - *opens);
        let requests = self.at_once.saturating_mul(self.each + 1);
        let enough = at_rate(requests, rate(input)).saturating_add(ANSWERS);
        if input.zones > 1 || shortest.min().is_some_and(|shortest| shortest < enough) {
            return always;
        }
        // Asked for before the window closes, and used in the next one when the requests are made again.
        let held = |closed: Duration| closed.saturating_add(enough * 2);
        let longer = |pair: &&[(Timestamp, Timestamp)]| match pair {
            [(_, last), (opens, _)] => held(*opens - *last) > input.whitelist.max_age,
            _ => false,
        };
        let nights = windows.windows(2).filter(longer).count() as u64;
        let once = nights.saturating_mul(self.at_once).min(self.calls);
        let lookups = self.each.saturating_mul(self.calls.saturating_add(once));
        let slow = match once {
            0 => 0,
            _ => self.first.saturating_add(lookups).div_ceil(SLOW),
        };
        once.saturating_add(slow).min(always)
    }
}
