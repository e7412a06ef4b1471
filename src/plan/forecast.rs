//! How long a campaign takes: every number of the arithmetic, so that it can be shown.
//!
//! Three sums are kept. [`Forecast::least`] and [`Forecast::most`] are estimates: one call to everybody,
//! an assumed mean length of calls, and the fewest or the most look-ups. [`Forecast::worst`] is an upper
//! bound over what people do: every neutral person needs two look-ups, every call rings to the end,
//! lasts to its limit and is dialled again as often as the campaign allows, after its longest delay.
//! None of them foresees faults: refusals by rate (429), outages, lost answers and processes that were
//! stopped make a run longer, as does a listing that shows ended calls later than the next read while
//! the channels bind.

use std::time::Duration;

use super::hours::Hours;
use crate::{
    campaign::{Check, Neutral, Outcome, RetryPolicy, Timing, When, WhitelistPolicy},
    clock::Timestamp,
};

/// Assumed mean time that a phone rings, where the campaign lets it.
pub const MEAN_RING: Duration = Duration::from_secs(15);
/// Assumed mean time of talk over all calls, answered or not, where the campaign lets it.
pub const MEAN_TALK: Duration = Duration::from_secs(45);
/// What is used of the rate, in percent: a slot is free again one minute after the *answer* to its
/// request, so a mean round trip of half a second and the pacer's guard leave at least this much.
pub const USED_PERCENT: u64 = 98;
/// Each ended call is read until two reads agree.
pub const READS_PER_CALL: u64 = 2;
/// Calls in one bulk read. Source: developer.exotel.com/api/call-details-bulk, "100 max".
pub const CALLS_PER_READ: u64 = 100;

/// What is known of the people's whitelist standing before the run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Known {
    /// A fresh answer lets them be called.
    pub call: u64,
    /// A fresh answer leaves them out.
    pub skip: u64,
    /// A fresh answer says neutral, and the DND register is still to be asked: one request.
    pub ask_dnd: u64,
    /// Nothing fresh is known: one request, or two where a neutral answer needs the DND register.
    pub ask: u64,
}

impl Known {
    /// Everybody.
    pub fn people(&self) -> u64 {
        self.call + self.skip + self.ask_dnd + self.ask
    }
}

/// What a forecast is made of.
#[derive(Clone, Copy)]
pub struct ForecastInput<'a> {
    /// The people, by what is known of them.
    pub known: Known,
    /// The pre-pass.
    pub whitelist: &'a WhitelistPolicy,
    /// Further calls.
    pub retries: &'a RetryPolicy,
    /// At most this many calls.
    pub calls_max: Option<u64>,
    /// How long a phone rings at most.
    pub ring_timeout: Duration,
    /// When a call is cut.
    pub time_limit: Duration,
    /// All requests of the account in a minute.
    pub rate_limit: u32,
    /// Of these, left for others.
    pub reserve: u32,
    /// Calls under way at once.
    pub channels: u32,
    /// How often outcomes are read, and how late they may appear.
    pub timing: &'a Timing,
    /// When the run begins.
    pub start: Timestamp,
    /// When calls may be placed.
    pub hours: Hours<'a>,
}

/// Requests of one kind of course, and how long they take inside the calling hours.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Budget {
    /// Whitelist and DND look-ups.
    pub lookups: u64,
    /// Calls.
    pub calls: u64,
    /// Reads of outcomes: `ceil(2 calls / 100)`, because each ended call is read twice in batches of 100,
    /// and one batch for each 100 calls under way every `poll_every` while calls are placed.
    pub reads: u64,
    /// `requests` at the rate that is used.
    pub by_rate: Duration,
    /// The look-ups alone at that rate.
    pub screening: Duration,
    /// `calls` by their length over the channels.
    pub by_channels: Duration,
    /// Look-ups and calls together: the slower of rate and channels binds.
    pub takes: Duration,
}

impl Budget {
    /// All requests.
    pub fn requests(&self) -> u64 {
        self.lookups + self.calls + self.reads
    }
}

/// The least and the most of something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Between<T> {
    /// The least.
    pub least: T,
    /// The most.
    pub most: T,
}

/// How long a campaign takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Forecast {
    /// The people, by what is known of them.
    pub known: Known,
    /// The account's requests in a minute.
    pub rate_limit: u32,
    /// Of these, this campaign's: `rate_limit - reserve`, of which [`USED_PERCENT`] are used.
    pub rate: u32,
    /// Calls under way at once.
    pub channels: u32,
    /// Calls to one person at most.
    pub attempts: u8,
    /// The longest delay before each further call.
    pub delays: Vec<Duration>,
    /// Assumed mean time from dialling to the end of a call; an estimate.
    pub mean_call: Duration,
    /// The longest that a call can be under way.
    pub longest_call: Duration,
    /// One call to everybody, every look-up answered by one request.
    pub least: Budget,
    /// One call to everybody, every unknown person neutral.
    pub most: Budget,
    /// Every call dialled again as often as allowed, every call at its longest.
    pub worst: Budget,
    /// Calls placed in a minute; an estimate.
    pub calls_per_minute: u64,
    /// Calls under way at once, by Little's law; an estimate.
    pub under_way: u64,
    /// Whether the channels, not the rate, set the pace of calls.
    pub channels_bind: bool,
    /// When the run begins.
    pub start: Timestamp,
    /// When the first call is placed. Look-ups are not bound to the calling hours, but may wait for them.
    pub first_call: Between<Timestamp>,
    /// When everybody was called once; an estimate.
    pub first_calls_done: Between<Timestamp>,
    /// When the last outcome of the worst course is known.
    pub latest_end: Timestamp,
}

/// Works it out.
pub fn forecast(input: &ForecastInput<'_>) -> Forecast {
    let lookups = lookups(&input.known, input.whitelist);
    let (attempts, delays) = chain(input.retries);
    let mean_call = MEAN_RING.min(input.ring_timeout) + MEAN_TALK.min(input.time_limit);
    let longest_call = input.ring_timeout + input.time_limit;
    let cap = |calls: u64| calls.min(input.calls_max.unwrap_or(u64::MAX));
    let callable = input.known.people() - input.known.skip;
    let first = cap(callable);
    let all = cap(callable.saturating_mul(u64::from(attempts)));

    let least = budget(input, lookups.least, first, mean_call);
    let most = budget(input, lookups.most, first, mean_call);
    let worst = budget(input, lookups.most, all, longest_call);
    let (calls_per_minute, channels_bind) = pace(&least, rate(input), input.channels, mean_call);
    let under_way = calls_per_minute.saturating_mul(millis(mean_call)) / 60_000;

    let first_call = first_call(input, &least, &most);
    let done = |from, budget: &Budget| {
        let dialling = match input.whitelist.when {
            When::Before => budget.takes - budget.screening,
            When::Ahead => budget.takes,
        };
        input.hours.advance(from, dialling) + mean_call
    };
    Forecast {
        known: input.known,
        rate_limit: input.rate_limit,
        rate: rate(input),
        channels: input.channels.max(1),
        attempts,
        latest_end: latest_end(input, &worst, &delays, longest_call),
        delays,
        mean_call,
        longest_call,
        calls_per_minute,
        under_way: under_way.clamp(u64::from(first > 0), first),
        channels_bind,
        start: input.start,
        first_call,
        first_calls_done: Between {
            least: done(first_call.least, &least),
            most: done(first_call.most, &most),
        },
        least,
        most,
        worst,
    }
}

/// One request for everybody who is not known, and a second one for those of them who turn out neutral.
fn lookups(known: &Known, policy: &WhitelistPolicy) -> Between<u64> {
    if policy.check == Check::Off {
        return Between { least: 0, most: 0 };
    }
    let least = known.ask + known.ask_dnd;
    let second = match policy.neutral {
        Neutral::DndLookup => known.ask,
        Neutral::Skip | Neutral::Call => 0,
    };
    let most = least + second;
    Between { least, most }
}

/// Calls to one person at most, and the longest delay before each of the further ones.
fn chain(retries: &RetryPolicy) -> (u8, Vec<Duration>) {
    let longest = |calls| {
        let delays = Outcome::ALL.map(|outcome| retries.delay(outcome, calls));
        delays.into_iter().flatten().max()
    };
    let delays: Vec<Duration> = (1..retries.max_attempts).map_while(longest).collect();
    let further = u8::try_from(delays.len()).unwrap_or(u8::MAX - 1);
    (further + 1, delays)
}

/// Requests and time for so many look-ups and calls, each call being under way for `hold`.
///
/// While the rate binds, reads take a share of it, and they last as long as the calls do, which is a
/// linear equation: `t = (calls + settling reads + batches * t / poll_every) / rate`. Reads are counted
/// as taking half of the rate at most.
fn budget(input: &ForecastInput<'_>, lookups: u64, calls: u64, hold: Duration) -> Budget {
    let rate = rate(input);
    let channels = u64::from(input.channels.max(1));
    let by_channels = scaled(calls, millis(hold), channels);
    let mut reads = 0;
    if calls > 0 {
        let settling = (calls * READS_PER_CALL).div_ceil(CALLS_PER_READ);
        let batches = channels.min(calls).div_ceil(CALLS_PER_READ);
        let poll = millis(input.timing.poll_every).max(1);
        let free = millis(at_rate(calls + settling, rate));
        let of_rate = millis(at_rate(batches, rate)); // of each `poll`
        let rest = poll.saturating_sub(of_rate).max(poll.div_ceil(2));
        let lasts = scaled(free, poll, rest).max(by_channels);
        // One more, for the read after the last call.
        reads = settling + batches * (millis(lasts).div_ceil(poll) + 1);
    }
    let screening = at_rate(lookups, rate);
    let by_rate = at_rate(lookups + calls + reads, rate);
    let takes = match input.whitelist.when {
        When::Before => screening + (by_rate - screening).max(by_channels),
        When::Ahead => by_rate.max(by_channels),
    };
    Budget {
        lookups,
        calls,
        reads,
        by_rate,
        screening,
        by_channels,
        takes,
    }
}

/// What this campaign has of the account's rate; at least one, so that nothing is divided by nothing.
fn rate(input: &ForecastInput<'_>) -> u32 {
    input.rate_limit.saturating_sub(input.reserve).max(1)
}

/// How long requests take at the part of the rate that is used.
fn at_rate(requests: u64, per_minute: u32) -> Duration {
    scaled(requests, 60_000 * 100, u64::from(per_minute) * USED_PERCENT)
}

/// `count * by / over` milliseconds, rounded up.
fn scaled(count: u64, by: u64, over: u64) -> Duration {
    let millis = (u128::from(count) * u128::from(by)).div_ceil(u128::from(over));
    Duration::from_millis(u64::try_from(millis).unwrap_or(u64::MAX))
}

fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

/// Calls placed in a minute once they are placed, and whether the channels set that pace.
fn pace(budget: &Budget, rate: u32, channels: u32, mean_call: Duration) -> (u64, bool) {
    let dialling = (budget.calls + budget.reads).max(1);
    let by_rate = u64::from(rate) * USED_PERCENT * budget.calls / (100 * dialling);
    let by_channels = u64::from(channels.max(1)) * 60_000 / millis(mean_call).max(1);
    (by_rate.min(by_channels), by_channels < by_rate)
}

fn first_call(input: &ForecastInput<'_>, least: &Budget, most: &Budget) -> Between<Timestamp> {
    let opens = input.hours.next(input.start);
    match input.whitelist.when {
        When::Ahead => Between {
            least: opens,
            most: opens,
        },
        When::Before => {
            let after = input.hours.advance(opens, most.screening);
            Between {
                least: input.hours.next(input.start + least.screening),
                most: input.hours.next(after),
            }
        }
    }
}

/// The end of the worst course. The last person to be done waits while others are served (at most all
/// the work), and between her calls (the delays, and what it takes to learn of an end). Only waiting
/// inside the calling hours moves the end, so each delay counts as far as it can lie inside them.
fn latest_end(
    input: &ForecastInput<'_>,
    worst: &Budget,
    delays: &[Duration],
    longest_call: Duration,
) -> Timestamp {
    let opens = input.hours.next(input.start);
    if worst.calls == 0 {
        return input.start.max(input.hours.advance(opens, worst.takes));
    }
    let learnt = longest_call + input.timing.poll_every + input.timing.listing_lag;
    let waits = delays.iter().map(|delay| {
        let wait = learnt.saturating_add(*delay);
        input.hours.open_part(wait, opens)
    });
    let work = waits.fold(worst.takes, Duration::saturating_add);
    input.hours.advance(opens, work) + learnt
}
