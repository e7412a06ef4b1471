//! What becomes of a call: a function of the seed, the number, and which call to it it is.

use std::time::Duration;

use crate::{
    campaign::{Number, Outcome},
    clock::Timestamp,
    sim::{
        prng::draw,
        scenario::{Ending, Phone, Scenario},
    },
};

const NAME: u64 = u64::from_be_bytes(*b"callname");
const MOMENT: u64 = u64::from_be_bytes(*b"callwhen");
const FATE: u64 = u64::from_be_bytes(*b"callfate");
const SHOWN: u64 = u64::from_be_bytes(*b"callshow");

/// A call that nobody lives to see the end of: a hundred years.
const ENDLESS: Duration = Duration::from_secs(100 * 365 * 86_400);

/// What the caller asked for that bounds a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// How long the phone rings; Exotel's `TimeOut`.
    pub ring_timeout: Duration,
    /// When the call is cut; Exotel's `TimeLimit`.
    pub time_limit: Duration,
}

impl Default for Limits {
    /// Exotel's own. Source: developer.exotel.com/docs, voice FAQ (30 s); .../api, "make a call" (4 h).
    fn default() -> Limits {
        Limits {
            ring_timeout: Duration::from_secs(30),
            time_limit: Duration::from_secs(14_400),
        }
    }
}

/// Something about the request or the account that decides how the call ends, whatever the dice say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Doom {
    /// The flow does not exist: answered, and dropped after six to eight seconds. Seen live.
    NoFlow,
    /// The flow's address is not Exotel's: rings, and fails after 14 s. Seen live.
    ForeignUrl,
    /// All channels are taken: fails at once.
    NoChannel,
}

/// What becomes of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Fate {
    pub(super) outcome: Outcome,
    /// From the beginning to the answer, or to the end of a call that nobody answers.
    pub(super) ring: Duration,
    /// From the answer to the end.
    pub(super) talk: Duration,
    /// From the end (or the beginning, where ongoing calls are shown) to the listing.
    pub(super) listed_after: Duration,
    /// From the end to the knowledge of duration, price and end.
    pub(super) settled_after: Duration,
}

/// What becomes of the `nth` call to a number, from 0.
pub(super) fn fate(
    scenario: &Scenario,
    seed: u64,
    number: Number,
    nth: u32,
    limits: Limits,
    doom: Option<Doom>,
) -> Fate {
    let key = |what| [what, number.digits(), u64::from(nth)];
    let prng = &mut draw(seed, &key(FATE));
    let durations = &scenario.durations;
    let drawn = scenario.outcomes.drawn(prng);
    let ring = durations.ring.drawn(prng).min(limits.ring_timeout);
    let refusal = durations.refusal.drawn(prng).min(limits.ring_timeout);
    let talk = durations.talk.drawn(prng).min(limits.time_limit);
    let brief = prng.between(Duration::from_secs(6), Duration::from_secs(8));

    let scripted = scenario
        .numbers
        .get(&Phone(number))
        .and_then(|script| script.outcomes.get(nth as usize).or(script.outcomes.last()));
    let (outcome, talk) = match scripted.copied() {
        None => (drawn, talk),
        Some(Ending::Outcome(outcome)) => (outcome, talk),
        Some(Ending::Talk(talk)) => (Outcome::Completed, talk.min(limits.time_limit)),
        Some(Ending::Endless) => (Outcome::Completed, ENDLESS),
    };
    let (outcome, ring, talk) = match (doom, outcome) {
        (Some(Doom::NoFlow), Outcome::Completed) => (outcome, ring, brief.min(limits.time_limit)),
        (Some(Doom::ForeignUrl), _) => (Outcome::Failed, Duration::from_secs(14), Duration::ZERO),
        (Some(Doom::NoChannel), _) => (Outcome::Failed, Duration::from_secs(1), Duration::ZERO),
        (_, Outcome::Completed) => (outcome, ring, talk),
        (_, Outcome::NoAnswer) => (outcome, limits.ring_timeout, Duration::ZERO),
        (_, Outcome::Busy | Outcome::Failed) => (outcome, refusal, Duration::ZERO),
        (_, Outcome::Canceled) => (outcome, ring, Duration::ZERO),
    };

    let prng = &mut draw(seed, &key(SHOWN));
    Fate {
        outcome,
        ring,
        talk,
        listed_after: scenario.listing.lag.drawn(prng),
        settled_after: scenario.settle.drawn(prng),
    }
}

/// The first half of the sid of the `nth` call to a number: the call is known again by it.
pub(super) fn sid_head(seed: u64, number: Number, nth: u32) -> String {
    let prng = &mut draw(seed, &[NAME, number.digits(), u64::from(nth)]);
    half(prng.next_u64())
}

/// The other half, which ends before the date. It holds the moment of the call, so that a simulator that
/// was started again gives other sids, and virtual time the same.
pub(super) fn sid_middle(seed: u64, number: Number, nth: u32, placed_at: Timestamp) -> String {
    let moment = placed_at.as_millis().cast_unsigned();
    let key = [MOMENT, number.digits(), u64::from(nth), moment];
    half(draw(seed, &key).next_u64())
}

/// 14 hexadecimal digits.
fn half(bits: u64) -> String {
    format!("{:014x}", bits >> 8)
}
