//! How long a campaign takes: every number of the arithmetic, so that it can be shown.
//!
//! Three sums are kept. [`Forecast::least`] and [`Forecast::most`] are estimates: one call to everybody,
//! an assumed mean length of calls, and the fewest or the most look-ups. [`Forecast::worst`] is an upper
//! bound over what people do; [`super::worst`] says what it foresees, and what not.

use std::time::Duration;

use super::{
    budget::{Budget, estimate, pace},
    caps::CapWaits,
    crowd::Crowd,
    hours::Hours,
    worst::{Worst, worst},
};
use crate::{
    campaign::{Check, Neutral, Outcome, Pacing, RetryPolicy, Timing, WhitelistPolicy},
    clock::Timestamp,
};

/// Assumed mean time that a phone rings, where the campaign lets it.
pub const MEAN_RING: Duration = Duration::from_secs(15);
/// Assumed mean time of talk over all calls, answered or not, where the campaign lets it.
pub const MEAN_TALK: Duration = Duration::from_secs(45);
/// What is used of the rate, in percent: a slot is free again one minute after the *answer* to its
/// request, so a mean round trip of half a second and the pacer's guard leave at least this much.
pub const USED_PERCENT: u64 = 98;
/// Each ended call is read once to see its end, and once late for its details.
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
    /// Of those whom nothing known leaves out, people for whom no window opens: they are looked up with the others,
    /// and not called.
    pub shut_out: u64,
    /// Numbers that they have beside the first.
    pub further: u64,
    /// The pre-pass.
    pub whitelist: &'a WhitelistPolicy,
    /// Further calls.
    pub retries: &'a RetryPolicy,
    /// What caps make people wait for.
    pub caps: CapWaits<'a>,
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
    /// The campaign's own pace.
    pub pacing: &'a Pacing,
    /// How often outcomes are read, and how late they may appear.
    pub timing: &'a Timing,
    /// When the run begins.
    pub start: Timestamp,
    /// When calls may be placed.
    pub hours: Hours<'a>,
    /// Zones of people: the windows of each close for themselves.
    pub zones: u64,
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
    /// The most that it can take.
    pub worst: Worst,
    /// Calls placed in a minute; an estimate.
    pub calls_per_minute: u64,
    /// Calls under way at once, by Little's law; an estimate.
    pub under_way: u64,
    /// Whether the channels, not the rate, set the pace of calls.
    pub channels_bind: bool,
    /// Calls in a minute at most, where the campaign says so.
    pub pace: Option<u32>,
    /// Calls whose outcomes are awaited before the others; none when 0.
    pub canary: u64,
    /// When the run begins.
    pub start: Timestamp,
    /// When the first call is placed. Look-ups are not bound to the calling hours, but may wait for them.
    pub first_call: Between<Timestamp>,
    /// When everybody was called once; an estimate.
    pub first_calls_done: Between<Timestamp>,
}

/// Works it out.
pub fn forecast(input: &ForecastInput<'_>) -> Forecast {
    let lookups = lookups(&input.known, input.whitelist);
    let (attempts, delays) = chain(input.retries);
    let mean_call = MEAN_RING.min(input.ring_timeout) + MEAN_TALK.min(input.time_limit);
    let longest_call = input.ring_timeout + input.time_limit;
    let cap = |calls: u64| calls.min(input.calls_max.unwrap_or(u64::MAX));
    let callable = input.known.people() - input.known.skip - input.shut_out;
    let first = cap(callable);
    let all = cap(callable.saturating_mul(u64::from(attempts)));

    let (fewest, most) = (lookups.least, lookups.most);
    let (least, least_times) = estimate(input, fewest, false, first, mean_call);
    let (most, most_times) = estimate(input, most, true, first, mean_call);
    let (calls_per_minute, channels_bind) = pace(input, first, mean_call);
    let under_way = calls_per_minute.saturating_mul(millis(mean_call)) / 60_000;
    Forecast {
        known: input.known,
        rate_limit: input.rate_limit,
        rate: rate(input),
        channels: input.channels.max(1),
        attempts,
        worst: worst(input, &delays, longest_call, callable, all),
        delays,
        mean_call,
        longest_call,
        calls_per_minute,
        under_way: under_way.clamp(u64::from(first > 0), first),
        channels_bind,
        pace: input.pacing.rate,
        canary: input.pacing.canary,
        start: input.start,
        first_call: Between {
            least: least_times.least,
            most: most_times.least,
        },
        first_calls_done: Between {
            least: least_times.most,
            most: most_times.most,
        },
        least,
        most,
    }
}

/// The same for people in several zones. The work of all is counted within the hours of each, and of these courses
/// the last one to end is told; the first call is that of the first zone to have one. Zones without a window have no
/// course.
pub(super) fn forecast_in(input: &ForecastInput<'_>, crowds: &[Crowd<'_>]) -> Forecast {
    let is_open = |crowd: &&Crowd<'_>| crowd.hours.next(input.start) < Timestamp::MAX;
    let open = crowds.iter().filter(is_open);
    let zones = (open.clone().count() as u64).max(1);
    let courses = open.map(|crowd| {
        forecast(&ForecastInput {
            hours: crowd.hours,
            zones,
            ..*input
        })
    });
    let later = |one: Forecast, other: Forecast| {
        let pair = |of: fn(&Forecast) -> Between<Timestamp>| [of(&one), of(&other)];
        let first_call = merged(pair(|course| course.first_call), Timestamp::min);
        let first_calls_done = merged(pair(|course| course.first_calls_done), Timestamp::max);
        let last = match one.worst.end < other.worst.end {
            true => other,
            false => one,
        };
        Forecast {
            first_call,
            first_calls_done,
            ..last
        }
    };
    courses.reduce(later).unwrap_or_else(|| forecast(input))
}

/// The earlier, or the later, of both ends.
fn merged(
    [one, other]: [Between<Timestamp>; 2],
    choose: fn(Timestamp, Timestamp) -> Timestamp,
) -> Between<Timestamp> {
    Between {
        least: choose(one.least, other.least),
        most: choose(one.most, other.most),
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

/// What this campaign has of the account's rate; at least one, so that nothing is divided by nothing.
pub(super) fn rate(input: &ForecastInput<'_>) -> u32 {
    rate_of(input.rate_limit, input.reserve)
}

/// The same of an account's limit and what is left to others.
pub(super) fn rate_of(limit: u32, reserve: u32) -> u32 {
    limit.saturating_sub(reserve).max(1)
}

/// How long so many calls take at the campaign's own rate, and the wait for the outcomes of its canary, each
/// known `learnt` after its call was placed.
pub(super) fn own_pace(input: &ForecastInput<'_>, calls: u64, learnt: Duration) -> [Duration; 2] {
    let Pacing { rate, canary, .. } = *input.pacing;
    let paced = rate.map_or(Duration::ZERO, |rate| at_rate(calls, rate.max(1)));
    let waits = canary > 0 && canary < calls;
    [paced, if waits { learnt } else { Duration::ZERO }]
}

/// How long requests take at the part of the rate that is used.
pub(super) fn at_rate(requests: u64, per_minute: u32) -> Duration {
    scaled(requests, 60_000 * 100, u64::from(per_minute) * USED_PERCENT)
}

/// `count * by / over` milliseconds, rounded up.
pub(super) fn scaled(count: u64, by: u64, over: u64) -> Duration {
    let millis = (u128::from(count) * u128::from(by)).div_ceil(u128::from(over));
    Duration::from_millis(u64::try_from(millis).unwrap_or(u64::MAX))
}

pub(super) fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}
