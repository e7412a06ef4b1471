//! A scenario drawn from a seed: every fault on or off, and every rate its own.
//!
//! Switching faults off altogether finds more than the same mild mixture every time: many faults hide each
//! other. Source: Groce et al., "Swarm testing", ISSTA 2012.

use super::{
    Above, Ambiguous, Body, Channels, DndMix, Empty, Late, Latency, Listing, NextPage, Odds,
    Outage, OutageAnswer, Outcomes, Phones, Range, RateLimit, RetryAfter, Scalars, Scenario, Share,
    Span, Talk, WhitelistMix, WindowKind, Wire,
};
use crate::sim::prng::{self, Prng};

/// Keeps the draws of the scenario apart from those of the account with the same seed.
const KEY: u64 = u64::from_be_bytes(*b"theswarm");

impl Scenario {
    /// The weather of one history.
    ///
    /// It stays within what the default timing of an account covers: a request becomes a call within 120 s,
    /// an ended call is listed within 15 min, clocks differ by less than 60 s.
    pub fn swarm(seed: u64) -> Scenario {
        let prng = &mut prng::draw(seed, &[KEY]);
        let mut scenario = Scenario {
            outcomes: outcomes(prng),
            whitelist: whitelist(prng),
            dnd: dnd(prng),
            open_dnd: coin(prng),
            latency: Latency {
                to: up_to(prng, 3_000),
                back: up_to(prng, 5_000),
            },
            rate_limit: rate_limit(prng),
            outages: outages(prng),
            channels: Channels {
                limit: coin(prng).then(|| small(prng, 5, 60)),
                above: one(prng, &[Above::Refuse, Above::Fail]),
                status: one(prng, &[429, 503]),
            },
            listing: Listing {
                lag: up_to(prng, 900_000),
                hides_ongoing: !prng.chance(250_000),
                page_size: small(prng, 1, 100),
            },
            settle: up_to(prng, 600_000),
            wire: wire(prng),
            ambiguous: ambiguous(prng),
            read_faults: rate(prng, 10),
            unreachable: rate(prng, 10),
            ..Scenario::default()
        };
        let skew = Span::secs(prng.below(50));
        if coin(prng) {
            scenario.clock_ahead = skew;
        } else {
            scenario.clock_behind = skew;
        }
        scenario.durations.talk = Talk {
            max: Span::secs(40 + prng.below(1_000)),
            ..Talk::default()
        };
        scenario.whitelist.refused = rate(prng, 10);
        scenario
    }
}

fn coin(prng: &mut Prng) -> bool {
    prng.chance(500_000)
}

/// Off in half of all seeds; else up to so many percent.
fn rate(prng: &mut Prng, percent: u64) -> Share {
    if coin(prng) {
        return Share::NEVER;
    }
    Share::parts(small(prng, 1, percent * 10_000))
}

fn small(prng: &mut Prng, min: u64, max: u64) -> u32 {
    u32::try_from(min + prng.below(max - min + 1)).unwrap_or(u32::MAX)
}

/// A range whose ends are drawn below so many milliseconds.
fn up_to(prng: &mut Prng, millis: u64) -> Range {
    let max = prng.below(millis + 1);
    Range::millis(prng.below(max + 1), max)
}

fn one<T: Copy>(prng: &mut Prng, items: &[T]) -> T {
    *prng.pick(items).unwrap_or(&items[0])
}

/// Cuts the whole into `N` shares.
fn cut<const N: usize>(prng: &mut Prng) -> [Share; N] {
    let mut left = u64::from(Share::ALWAYS.as_parts());
    let mut shares = [Share::NEVER; N];
    for share in shares.iter_mut().skip(1) {
        let part = prng.below(left / 2 + 1);
        left -= part;
        *share = Share::parts(u32::try_from(part).unwrap_or(0));
    }
    shares[0] = Share::parts(u32::try_from(left).unwrap_or(0));
    shares
}

fn outcomes(prng: &mut Prng) -> Outcomes {
    let [completed, no_answer, busy, failed, canceled] = cut(prng);
    Outcomes {
        completed,
        no_answer,
        busy,
        failed,
        canceled,
    }
}

fn whitelist(prng: &mut Prng) -> WhitelistMix {
    let [neutral, whitelist, blacklist] = cut(prng);
    WhitelistMix {
        whitelist,
        blacklist,
        neutral,
        forever: rate(prng, 100),
        expiry: up_to(prng, 14 * 86_400_000),
        refused: Share::NEVER,
    }
}

fn dnd(prng: &mut Prng) -> DndMix {
    let [no, yes, unavailable] = cut(prng);
    DndMix {
        yes,
        no,
        unavailable,
    }
}

fn rate_limit(prng: &mut Prng) -> RateLimit {
    RateLimit {
        kind: one(
            prng,
            &[WindowKind::Sliding, WindowKind::Fixed, WindowKind::Bucket],
        ),
        count_rejected: coin(prng),
        spurious: rate(prng, 3),
        retry_after: one(
            prng,
            &[RetryAfter::None, RetryAfter::Seconds, RetryAfter::Date],
        ),
        body: one(prng, &[Body::Exotel, Body::Odd]),
        ..RateLimit::default()
    }
}

fn outages(prng: &mut Prng) -> Vec<Outage> {
    let answers = [
        OutageAnswer::TooMany,
        OutageAnswer::Unavailable,
        OutageAnswer::Drop,
        OutageAnswer::Reset,
        OutageAnswer::Unreachable,
    ];
    let count = if coin(prng) { 0 } else { prng.below(4) };
    (0..count)
        .map(|_| Outage {
            from: Span::secs(prng.below(1_800)),
            lasts: Span::secs(1 + prng.below(300)),
            every: coin(prng).then(|| Span::secs(600 + prng.below(7_200))),
            answer: one(prng, &answers),
            placed: rate(prng, 50),
        })
        .collect()
}

fn ambiguous(prng: &mut Prng) -> Ambiguous {
    let mut odds = || Odds {
        placed: rate(prng, 4),
        not_placed: rate(prng, 2),
    };
    let drawn = Ambiguous {
        unavailable: odds(),
        drop: odds(),
        slow: odds(),
        truncated: odds(),
        no_sid: odds(),
        reset: odds(),
        redirect: odds(),
        html: odds(),
        ..Ambiguous::default()
    };
    Ambiguous {
        // 120 s from the moment of sending, less the longest way to Exotel.
        late: Late {
            share: rate(prng, 60),
            by: up_to(prng, 110_000),
        },
        slow_answer: Range::secs(61, 61 + prng.below(120)),
        ..drawn
    }
}

fn wire(prng: &mut Prng) -> Wire {
    Wire {
        scalars: one(prng, &[Scalars::Text, Scalars::Number, Scalars::Mixed]),
        empty: one(
            prng,
            &[Empty::Null, Empty::Blank, Empty::Absent, Empty::Mixed],
        ),
        escaped_slashes: coin(prng),
        next_page: one(prng, &[NextPage::Null, NextPage::Blank, NextPage::Absent]),
        phones: one(prng, &[Phones::National, Phones::E164]),
    }
}

#[cfg(test)]
mod tests {
    use super::{super::check::check, *};

    #[test]
    fn every_seed_is_valid_and_within_the_timing_of_the_proof() {
        let mut faultless = 0;
        for seed in 0..2_000 {
            let scenario = Scenario::swarm(seed);
            assert_eq!(check(&scenario), Ok(()), "seed {seed}");
            let late = scenario.ambiguous.late.by.max + scenario.latency.to.max;
            assert!(late.as_secs() <= 120, "seed {seed}");
            assert!(scenario.listing.lag.max.as_secs() <= 900, "seed {seed}");
            assert!(scenario.clock_ahead.max(scenario.clock_behind) < Span::secs(60));
            let shares = scenario.ambiguous.shares();
            faultless += usize::from(shares.iter().all(|(_, share)| *share == Share::NEVER));
        }
        assert!(faultless < 100);
        assert_eq!(Scenario::swarm(7), Scenario::swarm(7));
        assert_ne!(Scenario::swarm(7), Scenario::swarm(8));
    }
}
