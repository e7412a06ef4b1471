//! How long several campaigns take together: each by its share while all are busy, then what the others
//! leave. An estimate, and simple: requests over the account's rate, in the calling hours of each.

use std::{collections::BTreeMap, time::Duration};

use super::{
    Plan,
    forecast::{Between, USED_PERCENT, millis, scaled},
    hours::Hours,
};
use crate::clock::Timestamp;

/// One campaign among several.
#[derive(Clone, Copy)]
pub struct JointInput<'a> {
    /// What it would do if it were alone.
    pub plan: &'a Plan,
    /// Its weight.
    pub share: u32,
    /// When its calls may be placed.
    pub hours: Hours<'a>,
}

/// What several campaigns come to that run at once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Joint {
    /// The campaigns, in the order given.
    pub parts: Vec<Part>,
    /// The requests in a minute that they share.
    pub rate: u32,
    /// Numbers that more than one campaign calls.
    pub shared: u64,
}

/// One campaign's part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// Its name.
    pub campaign: String,
    /// Its weight.
    pub share: u32,
    /// People to be called.
    pub people: u64,
    /// First calls.
    pub calls: u64,
    /// Requests for look-ups, first calls and reads.
    pub requests: Between<u64>,
    /// When everybody was called once; an estimate.
    pub done: Between<Timestamp>,
}

/// Works it out.
pub fn joint(campaigns: &[JointInput<'_>]) -> Joint {
    let works = |of: fn(&Plan) -> u64| -> Vec<(u64, u32)> {
        let works = campaigns.iter();
        works.map(|one| (of(one.plan), one.share)).collect()
    };
    let rate = campaigns.iter().map(|one| one.plan.forecast.rate).min();
    let rate = rate.unwrap_or(1);
    let least = ends(&works(|plan| plan.forecast.least.requests()), rate);
    let most = ends(&works(|plan| plan.forecast.most.requests()), rate);
    let channels = |of: fn(&Plan) -> Duration| campaigns.iter().map(|one| of(one.plan)).sum();
    let (least, most) = (
        stretched(least, channels(|plan| plan.forecast.least.by_channels)),
        stretched(most, channels(|plan| plan.forecast.most.by_channels)),
    );
    let parts = campaigns.iter().zip(least.into_iter().zip(most));
    Joint {
        parts: parts
            .map(|(one, (least, most))| part(one, least, most))
            .collect(),
        rate,
        shared: shared(campaigns),
    }
}

fn part(one: &JointInput<'_>, least: Duration, most: Duration) -> Part {
    let forecast = &one.plan.forecast;
    let alone = forecast.first_calls_done;
    let done = |work, alone: Timestamp| {
        let done = one.hours.advance(forecast.start, work) + forecast.mean_call;
        // The others make nobody quicker.
        done.max(alone)
    };
    Part {
        campaign: one.plan.campaign.clone(),
        share: one.share,
        people: one.plan.people.len() as u64,
        calls: forecast.least.calls,
        requests: Between {
            least: forecast.least.requests(),
            most: forecast.most.requests(),
        },
        done: Between {
            least: done(least, alone.least),
            most: done(most, alone.most),
        },
    }
}

/// How long each of these works takes, given its weight, if all of them share the rate and whoever is done
/// leaves it to the others.
fn ends(works: &[(u64, u32)], rate: u32) -> Vec<Duration> {
    // A work that is so many requests for each of its weight ends in that order.
    let mut order: Vec<usize> = (0..works.len()).collect();
    let weight = |nth: usize| u64::from(works[nth].1.max(1));
    let each = |nth: usize| works[nth].0 * 1_000 / weight(nth);
    order.sort_by_key(|nth| each(*nth));
    let mut busy: u64 = order.iter().map(|nth| weight(*nth)).sum();
    let mut ends = vec![Duration::ZERO; works.len()];
    let (mut elapsed, mut before) = (Duration::ZERO, 0);
    for nth in order {
        let requests = (each(nth) - before) * busy;
        elapsed += scaled(requests, 6_000, u64::from(rate) * USED_PERCENT);
        before = each(nth);
        busy -= weight(nth);
        ends[nth] = elapsed;
    }
    ends
}

/// The same where the calls need so much of the channels altogether.
fn stretched(ends: Vec<Duration>, channels: Duration) -> Vec<Duration> {
    let last = ends.iter().max().copied().unwrap_or_default();
    if channels <= last || last.is_zero() {
        return ends;
    }
    let longer = |end: Duration| scaled(millis(end), millis(channels), millis(last));
    ends.into_iter().map(longer).collect()
}

/// Numbers that more than one of the campaigns calls.
fn shared(campaigns: &[JointInput<'_>]) -> u64 {
    let mut callers = BTreeMap::new();
    for (nth, one) in campaigns.iter().enumerate() {
        for (_, number) in &one.plan.people {
            let first = *callers.entry(*number).or_insert(Some(nth));
            if first.is_some_and(|first| first != nth) {
                callers.insert(*number, None);
            }
        }
    }
    callers.values().filter(|caller| caller.is_none()).count() as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_is_done_leaves_the_rate_to_the_others() {
        // 100 requests a minute of which 98 are used: minutes of work, times the weight.
        let minutes = |works: &[(u64, u32)]| -> Vec<u64> {
            let ends = ends(works, 100).into_iter();
            ends.map(|end| (end.as_secs_f64() / 60.0).round() as u64)
                .collect()
        };
        assert_eq!(minutes(&[(980, 1)]), [10]);
        assert_eq!(minutes(&[(980, 1), (980, 1)]), [20, 20]);
        // Three quarters of the rate until 980 are done, then everything: together as long as one.
        assert_eq!(minutes(&[(980, 3), (2_940, 1)]), [13, 40]);
        assert_eq!(minutes(&[(2_940, 1), (980, 3), (0, 9)]), [40, 13, 0]);
        let [ten, thirty] = [10, 30].map(Duration::from_secs);
        assert_eq!(
            stretched(vec![ten, thirty], thirty * 2),
            [ten * 2, thirty * 2]
        );
        assert_eq!(stretched(vec![ten, thirty], ten), [ten, thirty]);
    }
}
