//! What a course of one call to everybody takes; an estimate.

use std::time::Duration;

use super::forecast::{
    Between, CALLS_PER_READ, ForecastInput, READS_PER_CALL, USED_PERCENT, at_rate, millis,
    own_pace, rate, scaled,
};
use super::worst::READS_FOR_CHANNELS;
use crate::{
    campaign::{Neutral, When},
    clock::Timestamp,
};

/// Requests of one kind of course, and how long they take inside the calling hours; an estimate.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Budget {
    /// Whitelist and DND look-ups.
    pub lookups: u64,
    /// Of these, look-ups before a call because the answer was older than `max_age` by then.
    pub again: u64,
    /// Calls.
    pub calls: u64,
    /// Reads of outcomes: `ceil(2 calls / 100)`, because each ended call is read twice in batches of 100,
    /// and one batch for each 100 calls under way every `poll_every` while calls are placed, or thirty times
    /// as often where they wait for channels, as far as the rate allows.
    pub reads: u64,
    /// `requests` at the rate that is used.
    pub by_rate: Duration,
    /// The look-ups alone at that rate, without those that are made again.
    pub screening: Duration,
    /// `calls` by their length over the channels.
    pub by_channels: Duration,
    /// `calls` at the campaign's own rate.
    pub by_pace: Duration,
    /// Look-ups and calls together: the slowest of rate, channels and the campaign's own rate binds, and the
    /// outcomes of the canary are waited for.
    pub takes: Duration,
}

impl Budget {
    /// All requests.
    pub fn requests(&self) -> u64 {
        self.lookups + self.calls + self.reads
    }
}

/// Requests and time of a course of one call to everybody, and when its first call is placed and its last
/// one is over. With `when: before`, answers that are too old by the time of the call are asked for again.
pub(super) fn estimate(
    input: &ForecastInput<'_>,
    lookups: u64,
    is_most: bool,
    calls: u64,
    hold: Duration,
) -> (Budget, Between<Timestamp>) {
    let first = budget(input, lookups, 0, calls, hold);
    let times = times(input, &first, is_most, hold);
    let policy = input.whitelist;
    if policy.when == When::Ahead || lookups == 0 || calls == 0 {
        return (first, times);
    }
    // Whoever is first and whoever is last waits so long from the answer to the call.
    let ages = [
        times.least - input.start,
        times.most - (input.start + first.screening),
    ];
    let stale = share_above(policy.max_age, ages, calls);
    let each = 1 + u64::from(is_most && policy.neutral == Neutral::DndLookup);
    match stale * each {
        0 => (first, times),
        again => {
            let all = budget(input, lookups, again, calls, hold);
            (all, self::times(input, &all, is_most, hold))
        }
    }
}

/// How many of `count` are above a limit, if they lie evenly between two values.
fn share_above(limit: Duration, [one, other]: [Duration; 2], count: u64) -> u64 {
    let (low, high) = (one.min(other), one.max(other));
    if high <= limit {
        0
    } else if low >= limit {
        count
    } else {
        let above = u128::from(count) * (high - limit).as_millis() / (high - low).as_millis();
        u64::try_from(above).unwrap_or(count)
    }
}

/// When the first call of a course is placed, and when everybody was called once.
fn times(
    input: &ForecastInput<'_>,
    budget: &Budget,
    is_most: bool,
    mean_call: Duration,
) -> Between<Timestamp> {
    let opens = input.hours.next(input.start);
    let (first, dialling) = match input.whitelist.when {
        When::Ahead => (opens, budget.takes),
        When::Before => {
            let screened = match is_most {
                true => input.hours.advance(opens, budget.screening),
                false => input.start + budget.screening,
            };
            (input.hours.next(screened), budget.takes - budget.screening)
        }
    };
    Between {
        least: first,
        most: input.hours.advance(first, dialling) + mean_call,
    }
}

/// Requests and time for so many look-ups, once and again, and calls, each call being under way for `hold`.
fn budget(input: &ForecastInput<'_>, once: u64, again: u64, calls: u64, hold: Duration) -> Budget {
    let rate = rate(input);
    let by_channels = scaled(calls, millis(hold), u64::from(input.channels.max(1)));
    let (mut reads, lasts) = reads_at_rate(input, again, calls, hold);
    if by_channels > lasts {
        let settling = (calls * READS_PER_CALL).div_ceil(CALLS_PER_READ);
        let every = input.timing.poll_every / READS_FOR_CHANNELS;
        let times = millis(by_channels).div_ceil(millis(every).max(1)) + 1;
        let batches = batches(input, calls, hold);
        let room = millis(by_channels).saturating_mul(u64::from(rate)) * USED_PERCENT / 6_000_000;
        let room = room.saturating_sub(calls + again + settling);
        reads = settling + (batches * times).min(room.max(batches));
    }
    let screening = at_rate(once, rate);
    let by_rate = at_rate(once + again + calls + reads, rate);
    let [by_pace, canary] = own_pace(input, calls, hold + input.timing.poll_every);
    let binds = by_channels.max(by_pace);
    let takes = canary
        + match input.whitelist.when {
            When::Before => screening + (by_rate - screening).max(binds),
            When::Ahead => by_rate.max(binds),
        };
    Budget {
        lookups: once + again,
        again,
        calls,
        reads,
        by_rate,
        screening,
        by_channels,
        by_pace,
        takes,
    }
}

/// One request for each 100 of the calls that are under way: as many as are placed in their mean length and
/// in one `poll_every`, and no more than there are channels and calls.
fn batches(input: &ForecastInput<'_>, calls: u64, mean_call: Duration) -> u64 {
    let known = mean_call + input.timing.poll_every;
    let by_rate = u64::from(rate(input)).saturating_mul(millis(known)) / 60_000;
    let most = u64::from(input.channels.max(1)).min(calls).min(by_rate);
    most.max(1).div_ceil(CALLS_PER_READ)
}

/// Reads while the rate binds, and how long that lasts.
///
/// Reads take a share of the rate, and they last as long as the calls do, which is a linear equation:
/// `t = (calls + settling reads + batches * t / poll_every) / rate`. Reads are counted as taking half of
/// the rate at most.
fn reads_at_rate(
    input: &ForecastInput<'_>,
    again: u64,
    calls: u64,
    hold: Duration,
) -> (u64, Duration) {
    if calls == 0 {
        return (0, Duration::ZERO);
    }
    let rate = rate(input);
    let settling = (calls * READS_PER_CALL).div_ceil(CALLS_PER_READ);
    let batches = batches(input, calls, hold);
    let poll = millis(input.timing.poll_every).max(1);
    let free = millis(at_rate(again + calls + settling, rate));
    let of_rate = millis(at_rate(batches, rate)); // of each `poll`
    let rest = poll.saturating_sub(of_rate).max(poll.div_ceil(2));
    let lasts = scaled(free, poll, rest);
    // One more, for the read after the last call.
    let reads = settling + batches * (millis(lasts).div_ceil(poll) + 1);
    (reads, lasts)
}

/// Calls placed in a minute once they are placed, and whether the channels set that pace.
pub(super) fn pace(input: &ForecastInput<'_>, calls: u64, mean_call: Duration) -> (u64, bool) {
    let (reads, _) = reads_at_rate(input, 0, calls, mean_call);
    let dialling = (calls + reads).max(1);
    let by_rate = u64::from(rate(input)) * USED_PERCENT * calls / (100 * dialling);
    let by_channels = u64::from(input.channels.max(1)) * 60_000 / millis(mean_call).max(1);
    let own = input.pacing.rate.map_or(u64::MAX, u64::from);
    let by_rate = by_rate.min(own);
    (by_rate.min(by_channels), by_channels < by_rate)
}
