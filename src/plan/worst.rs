//! The most that a campaign can take: bounds for a provider that does what its documents say.
//!
//! Foreseen: every person is neutral, every call rings to the end, lasts to its limit and is dialled again
//! as often as the campaign allows, each time after its longest delay; answers of the whitelist that are
//! older than `max_age` are asked for again before each call. An answer takes half a second on average, and
//! a minute at most; the end of a call is listed within `poll_every` of it (within `listing_lag` for the
//! time that a retry waits), and its details change once after that.
//!
//! Not foreseen: refusals (429, outages, the account, numbers that Exotel does not call), lost answers,
//! entries of the whitelist that run out during the run, and processes that were stopped.

use std::time::Duration;

use super::{
    forecast::{CALLS_PER_READ, ForecastInput, at_rate, millis, own_pace, rate, scaled},
    hours::Hours,
    renewals::Renewals,
};
use crate::{campaign::When, clock::Timestamp};

/// While nobody waits for leave to send, outcomes are read so many times in each `poll_every`.
const READS_AT_LEISURE: u32 = 6;
/// While calls wait for the end of others, outcomes are read so many times in each `poll_every`.
pub(super) const READS_FOR_CHANNELS: u32 = 30;
/// An ended call is read so many times after its end was seen: once to see details that came late, and once
/// to see that they stay.
const REREADS: u64 = 2;
/// The pacer's window.
const MINUTE: Duration = Duration::from_secs(60);
/// Days on which a run may end later because of what the nights before it cost.
const ROUNDS_MAX: u32 = 64;

/// Reads of the outcomes of calls that are going on: so many each time, so often, for so long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Polls {
    /// Requests each time.
    pub at_once: u64,
    /// How often.
    pub every: Duration,
    /// For how long.
    pub during: Duration,
}

impl Polls {
    /// `at_once` for each `every` that has begun.
    pub fn requests(&self) -> u64 {
        let times = millis(self.during).div_ceil(millis(self.every).max(1));
        self.at_once.saturating_mul(times)
    }
}

/// The most that a campaign can take.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Worst {
    /// Whitelist and DND look-ups: one or two a person, and as many before each call that can come when the answers
    /// are older than `max_age`.
    pub lookups: u64,
    /// Of these, the look-ups before each call.
    pub again: u64,
    /// Calls.
    pub calls: u64,
    /// Reads of calls that are going on, by what they wait for.
    pub polls: Vec<Polls>,
    /// Of each call, the reads that do not find a place in those: for each 100 calls, so many more requests.
    /// Nothing where 100 calls are the most at once.
    pub per_hundred: u64,
    /// All reads: those of calls that are going on, and for each call or each of these two for its details.
    pub reads: u64,
    /// Look-ups and calls, inside the calling hours.
    pub takes: Duration,
    /// The longest that somebody waits for retries, inside the calling hours.
    pub waits: Duration,
    /// When the last outcome is known.
    pub end: Timestamp,
}

impl Worst {
    /// All requests.
    pub fn requests(&self) -> u64 {
        self.lookups
            .saturating_add(self.calls)
            .saturating_add(self.reads)
    }

    /// Reads of calls that are going on.
    pub fn going_on(&self) -> u64 {
        let polls = self.polls.iter().map(Polls::requests);
        polls.fold(self.more(), u64::saturating_add)
    }

    /// Of these, those for what exceeds 100 calls at once.
    pub fn more(&self) -> u64 {
        let all = self.calls.saturating_mul(self.per_hundred);
        all.div_ceil(CALLS_PER_READ)
    }
}

/// What a worst course is made of, and stays the same however long it takes.
#[derive(Clone, Copy)]
struct Course<'a> {
    input: &'a ForecastInput<'a>,
    delays: &'a [Duration],
    longest_call: Duration,
    calls: u64,
    /// People who may be called.
    people: u64,
}

/// Times of a course with so many look-ups before and between the calls.
#[derive(Clone, Copy)]
struct Times {
    screening: Duration,
    dialling: Duration,
    waiting: Duration,
    end: Timestamp,
}

/// Works it out for `calls` calls to `people` people.
pub(super) fn worst(
    input: &ForecastInput<'_>,
    delays: &[Duration],
    longest_call: Duration,
    people: u64,
    calls: u64,
) -> Worst {
    let course = Course {
        input,
        delays,
        longest_call,
        calls,
        people,
    };
    let holds_until = input.start + input.whitelist.max_age;
    let once = Course {
        delays: &[],
        calls: calls.min(people),
        ..course
    };
    // First calls come before all others if nobody is looked up or barred meanwhile. Where answers hold until the last
    // of them they are renewed for retries alone.
    let looked_up = people.saturating_add(input.shut_out);
    let first = Renewals::new(input, looked_up, 0).first;
    let in_order =
        input.whitelist.when == When::Before && input.zones <= 1 && input.caps.earlier.is_empty();
    let is_fresh = in_order && once.times(first, 0).end <= holds_until;
    let late = calls - if is_fresh { once.calls } else { 0 };
    let renewals = Renewals::new(input, looked_up, late);
    let mut again = 0;
    let mut times = course.times(first, again);
    if calls > 0 && times.end > holds_until {
        // Renewals make the course longer, and a longer course may meet more nights.
        for _ in 0..ROUNDS_MAX {
            let more = renewals.until(times.end);
            if more <= again {
                break;
            }
            again = more;
            times = course.times(first, again);
        }
    }
    let mut worst = Worst {
        lookups: first.saturating_add(again),
        again,
        calls,
        takes: times.screening.saturating_add(times.dialling),
        waits: times.waiting,
        end: times.end,
        ..Worst::default()
    };
    course.read(&times, &mut worst);
    worst
}

impl Course<'_> {
    /// How long a call keeps its channel: until its end is known.
    fn hold(&self) -> Duration {
        self.longest_call + self.input.timing.poll_every
    }

    /// When `first` look-ups, then the calls and `again` look-ups between them are done. The rate serves
    /// one request after the other, and the channels one call after the other: the slower of them binds.
    /// While somebody waits for the rate, outcomes are read once in `poll_every`, and each call is read so
    /// many times in batches of 100.
    fn times(&self, first: u64, again: u64) -> Times {
        let (input, calls) = (self.input, self.calls);
        let (rate, poll) = (rate(input), input.timing.poll_every);
        let screening = at_rate(first, rate);
        if calls == 0 {
            let opens = input.hours.next(input.start);
            let end = match input.hours.advance(opens, screening) {
                Timestamp::MAX => input.start + screening,
                end => end.max(input.start),
            };
            let (dialling, waiting) = (Duration::ZERO, Duration::ZERO);
            return Times {
                screening,
                dialling,
                waiting,
                end,
            };
        }
        let reads = calls.saturating_mul(self.reads_of_one(poll) + REREADS);
        let requests = again + calls + reads.div_ceil(CALLS_PER_READ);
        let each = millis(poll).max(1);
        let rest = each.saturating_sub(millis(at_rate(1, rate)));
        let by_rate = scaled(
            millis(at_rate(requests, rate)),
            each,
            rest.max(each.div_ceil(2)),
        );
        let by_channels = scaled(calls, millis(self.hold()), self.channels());
        let learnt = self.hold() + input.timing.listing_lag;
        let [by_pace, canary] = own_pace(input, calls, learnt);
        let dialling = by_rate.max(by_channels).max(by_pace) + canary;
        let (waiting, end) = self.latest_end(screening.saturating_add(dialling));
        Times {
            screening,
            dialling,
            waiting,
            end,
        }
    }

    /// The end of the worst course. The last person to be done waits while others are served (at most all
    /// the work), and between her calls (the delays, and what it takes to learn of an end). Only waiting
    /// inside the calling hours moves the end, so each delay counts as far as it can lie inside them.
    /// After the last call its details are awaited.
    fn latest_end(&self, takes: Duration) -> (Duration, Timestamp) {
        let (timing, hours) = (self.input.timing, &self.input.hours);
        let opens = hours.next(self.input.start);
        let learnt = self.hold() + timing.listing_lag;
        let gaps = self
            .delays
            .iter()
            .map(|delay| learnt.saturating_add(*delay));
        let gaps: Vec<Duration> = gaps.collect();
        let waiting = self.input.caps.waiting(hours, opens, &gaps);
        let settled = timing.listing_lag + timing.poll_every * 3;
        let last = match hours.advance(opens, takes.saturating_add(waiting)) {
            // What does not fit before the last window ends is not done.
            Timestamp::MAX => hours.closings(opens).last().unwrap_or(self.input.start),
            last => last,
        };
        (waiting, last + learnt + settled)
    }

    /// Counts the reads. Each time that calls are read, that is one request for each 100 of them. While
    /// somebody may be called and the channels may be full, that is so often; else it is less often.
    fn read(&self, times: &Times, worst: &mut Worst) {
        if self.calls == 0 {
            return;
        }
        let (input, hold) = (self.input, self.hold());
        let leisure = input.timing.poll_every / READS_AT_LEISURE;
        let most = self.channels().min(self.people);
        let batches = most.div_ceil(CALLS_PER_READ);
        let stretches = u32::try_from(self.nights(times.end).saturating_add(1));
        let after_hours = hold.saturating_mul(stretches.unwrap_or(u32::MAX));
        let mut rest = times.waiting.saturating_add(after_hours);
        if self.channels_may_bind() {
            let every = input.timing.poll_every / READS_FOR_CHANNELS;
            let often = Polls {
                at_once: batches,
                every,
                during: times.dialling,
            };
            let at_most = Polls {
                at_once: u64::from(rate(input)),
                every: MINUTE,
                during: times.dialling + MINUTE,
            };
            let fewer = often.requests() <= at_most.requests();
            worst.polls.push(if fewer { often } else { at_most });
        } else {
            rest = rest.saturating_add(times.dialling);
        }
        // No longer than all calls one after the other.
        let calls = u32::try_from(self.calls).unwrap_or(u32::MAX);
        worst.polls.push(Polls {
            at_once: 1,
            every: leisure,
            during: rest.min(hold.saturating_mul(calls)),
        });
        worst.per_hundred = match batches {
            1 => 0,
            _ => self.reads_of_one(leisure),
        };
        let going_on = worst.going_on();
        worst.reads = going_on + REREADS * going_on.min(self.calls);
    }

    /// How many times a call that is going on is read, if that is done so often.
    fn reads_of_one(&self, every: Duration) -> u64 {
        millis(self.hold() + every).div_ceil(millis(every).max(1)) + 1
    }

    /// Whether more people can be waiting than channels are free. At most one minute's requests are calls
    /// in each minute in which one is not known to be over.
    fn channels_may_bind(&self) -> bool {
        let known = self.hold() + self.input.timing.poll_every;
        let minutes = millis(known).div_ceil(millis(MINUTE)) + 1;
        let by_rate = u64::from(rate(self.input)).saturating_mul(minutes);
        self.channels() < self.people.min(self.calls).min(by_rate)
    }

    fn channels(&self) -> u64 {
        u64::from(self.input.channels.max(1))
    }

    /// How many times the calling hours end from the start to `end`.
    fn nights(&self, end: Timestamp) -> u64 {
        self.input.zones * nights(&self.input.hours, self.input.start, end)
    }
}

fn nights(hours: &Hours<'_>, start: Timestamp, end: Timestamp) -> u64 {
    let closes = hours.closings(start).take_while(|closes| *closes < end);
    closes.count() as u64
}
