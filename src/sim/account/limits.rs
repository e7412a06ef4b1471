//! How many requests the account may send, and how many calls may be under way.

use std::{
    collections::{BTreeMap, VecDeque},
    time::Duration,
};

use crate::{
    clock::Timestamp,
    sim::scenario::{RateLimit, WindowKind},
};

/// The account's budget of requests.
///
/// Requests may be told out of the order of their arrival, within the spread of the network; no window ever
/// holds more than the limit all the same.
#[derive(Clone, Debug)]
pub(super) struct Limiter {
    rule: RateLimit,
    /// Sliding: when the requests of the last two windows came, in order.
    recent: VecDeque<Timestamp>,
    /// Fixed: requests by window.
    counts: BTreeMap<i64, u32>,
    /// Bucket: its level, one request being as many units as the window has milliseconds, and when that was.
    bucket: Option<(u64, Timestamp)>,
}

impl Limiter {
    pub(super) fn new(rule: RateLimit) -> Limiter {
        Limiter {
            rule,
            recent: VecDeque::new(),
            counts: BTreeMap::new(),
            bucket: None,
        }
    }

    /// Takes a request in, or says how long the client had better wait.
    pub(super) fn admit(&mut self, at: Timestamp) -> Result<(), Duration> {
        let Some(limit) = self.rule.requests else {
            return Ok(());
        };
        match self.rule.kind {
            WindowKind::Sliding => self.slide(at, limit as usize),
            WindowKind::Fixed => self.count(at, limit),
            WindowKind::Bucket => self.pour(at, u64::from(limit)),
        }
    }

    fn slide(&mut self, at: Timestamp, limit: usize) -> Result<(), Duration> {
        let window = self.rule.window.0;
        let place = self.recent.partition_point(|seen| *seen <= at);
        let wait = self.full(at, place, limit);
        if wait.is_none() || self.rule.count_rejected {
            self.recent.insert(place, at);
        }
        if let Some(last) = self.recent.back().copied() {
            let stale = last.earlier(window * 2);
            while self.recent.front().is_some_and(|seen| *seen < stale) {
                self.recent.pop_front();
            }
        }
        wait.map_or(Ok(()), Err)
    }

    /// How long until the request fits, when it does not fit now: every window that would hold it is looked at.
    fn full(&self, at: Timestamp, place: usize, limit: usize) -> Option<Duration> {
        let window = self.rule.window.0;
        let begin = |end: Timestamp| {
            let edge = end.earlier(window);
            self.recent.partition_point(|seen| *seen <= edge)
        };
        if place - begin(at) >= limit {
            let oldest = place
                .checked_sub(limit)
                .and_then(|nth| self.recent.get(nth));
            return Some(oldest.map_or(window, |oldest| (*oldest + window) - at));
        }
        for (nth, end) in self.recent.iter().enumerate().skip(place) {
            let end = *end;
            if end >= at + window {
                break;
            }
            if nth + 1 - begin(end) >= limit {
                return Some((end + window) - at);
            }
        }
        None
    }

    fn count(&mut self, at: Timestamp, limit: u32) -> Result<(), Duration> {
        let window = i64::try_from(self.rule.window.0.as_millis()).unwrap_or(i64::MAX);
        let nth = at.as_millis().div_euclid(window);
        let count = self.counts.entry(nth).or_default();
        let fits = *count < limit;
        if fits || self.rule.count_rejected {
            *count = count.saturating_add(1);
        }
        self.counts = self.counts.split_off(&(nth - 8));
        let end = Timestamp::from_millis((nth + 1).saturating_mul(window));
        if fits { Ok(()) } else { Err(end - at) }
    }

    fn pour(&mut self, at: Timestamp, limit: u64) -> Result<(), Duration> {
        let price = u64::try_from(self.rule.window.0.as_millis()).unwrap_or(u64::MAX);
        let full = price.saturating_mul(limit);
        let (level, last) = self.bucket.unwrap_or((full, at));
        let passed = u64::try_from((at - last).as_millis()).unwrap_or(u64::MAX);
        let level = level.saturating_add(passed.saturating_mul(limit)).min(full);
        let fits = level >= price;
        let left = if fits || self.rule.count_rejected {
            level.saturating_sub(price)
        } else {
            level
        };
        self.bucket = Some((left, at.max(last)));
        if fits {
            return Ok(());
        }
        let missing = (price - level).div_ceil(limit.max(1));
        Err(Duration::from_millis(missing))
    }
}

/// The account's channels.
#[derive(Clone, Debug, Default)]
pub(super) struct Lines {
    /// How many calls end when.
    ends: BTreeMap<Timestamp, u32>,
    under_way: u32,
}

impl Lines {
    /// Calls under way at a moment, of those that were told.
    pub(super) fn under_way(&mut self, at: Timestamp) -> u32 {
        while let Some(first) = self.ends.first_entry() {
            if *first.key() > at {
                break;
            }
            self.under_way -= first.remove();
        }
        self.under_way
    }

    /// A call takes a line until then.
    pub(super) fn take(&mut self, until: Timestamp) {
        *self.ends.entry(until).or_default() += 1;
        self.under_way += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sim::{prng::Prng, scenario::Span};

    fn limiter(kind: WindowKind, count_rejected: bool) -> Limiter {
        Limiter::new(RateLimit {
            requests: Some(3),
            window: Span::secs(10),
            kind,
            count_rejected,
            ..RateLimit::default()
        })
    }

    fn admitted(limiter: &mut Limiter, seconds: &[i64]) -> Vec<bool> {
        let admit = |at: &i64| limiter.admit(Timestamp::from_secs(*at)).is_ok();
        seconds.iter().map(admit).collect()
    }

    #[test]
    fn windows_differ_in_what_they_let_through() {
        let arrivals = [8, 9, 9, 9, 10, 17, 18, 19];
        let mut sliding = limiter(WindowKind::Sliding, false);
        let passed = [true, true, true, false, false, false, true, true];
        assert_eq!(admitted(&mut sliding, &arrivals), passed);
        let mut fixed = limiter(WindowKind::Fixed, false);
        let passed = [true, true, true, false, true, true, true, false];
        assert_eq!(admitted(&mut fixed, &arrivals), passed);
        let mut bucket = limiter(WindowKind::Bucket, false);
        let passed = [true, true, true, false, false, true, true, true];
        assert_eq!(admitted(&mut bucket, &arrivals), passed);
    }

    #[test]
    fn rejected_requests_may_count_too() {
        let arrivals = [0, 0, 0, 5, 10, 11, 16, 21];
        let mut strict = limiter(WindowKind::Sliding, true);
        let passed = [true, true, true, false, true, true, true, true];
        assert_eq!(admitted(&mut strict, &arrivals), passed);
        let mut strict = limiter(WindowKind::Sliding, true);
        assert!(admitted(&mut strict, &[0, 0, 0, 9, 9, 9, 18]).ends_with(&[false]));
    }

    #[test]
    fn the_advice_to_wait_is_the_shortest_that_works() {
        for kind in [WindowKind::Sliding, WindowKind::Fixed, WindowKind::Bucket] {
            let mut limiter = limiter(kind, false);
            let at = Timestamp::from_secs(4);
            admitted(&mut limiter, &[4, 4, 4]);
            let wait = limiter.admit(at).unwrap_err();
            let early = (at + wait).earlier(Duration::from_millis(1));
            assert!(limiter.clone().admit(early).is_err(), "{kind:?}");
            assert!(limiter.admit(at + wait).is_ok(), "{kind:?}");
        }
    }

    #[test]
    fn no_window_overflows_when_arrivals_come_out_of_order() {
        let mut limiter = limiter(WindowKind::Sliding, false);
        let mut prng = Prng::new(3);
        let mut admitted = Vec::new();
        for told in 0..2_000 {
            let at = Timestamp::from_millis(told * 700 + i64::try_from(prng.below(8_000)).unwrap());
            if limiter.admit(at).is_ok() {
                admitted.push(at);
            }
        }
        admitted.sort_unstable();
        assert!(admitted.len() > 300);
        for three in admitted.windows(4) {
            assert!(three[3] - three[0] >= Duration::from_secs(10));
        }
    }

    #[test]
    fn lines_are_free_again_when_their_call_ends() {
        let mut lines = Lines::default();
        for end in [5, 5, 7] {
            lines.take(Timestamp::from_secs(end));
        }
        assert_eq!(lines.under_way(Timestamp::from_secs(4)), 3);
        assert_eq!(lines.under_way(Timestamp::from_secs(5)), 1);
        assert_eq!(lines.under_way(Timestamp::from_secs(9)), 0);
    }
}
