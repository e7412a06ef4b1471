//! What is likely: outcomes, durations, whitelist and DND.

use std::time::Duration;

use serde::Deserialize;

use super::units::{Range, Share, Span};
use crate::{
    campaign::Outcome,
    journal::event::{Dnd, Standing},
    sim::prng::Prng,
};

/// How calls end. A block that is written out names every share: the shares add up to 100 %.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Outcomes {
    /// Answered.
    #[serde(default)]
    pub completed: Share,
    /// Not answered in time.
    #[serde(default)]
    pub no_answer: Share,
    /// Busy.
    #[serde(default)]
    pub busy: Share,
    /// Not connected.
    #[serde(default)]
    pub failed: Share,
    /// Given up while dialling.
    #[serde(default)]
    pub canceled: Share,
}

impl Default for Outcomes {
    fn default() -> Outcomes {
        Outcomes {
            completed: Share::percent(62),
            no_answer: Share::percent(20),
            busy: Share::percent(10),
            failed: Share::percent(6),
            canceled: Share::percent(2),
        }
    }
}

impl Outcomes {
    /// Every outcome and its share.
    pub const fn shares(&self) -> [(Outcome, Share); 5] {
        [
            (Outcome::Completed, self.completed),
            (Outcome::NoAnswer, self.no_answer),
            (Outcome::Busy, self.busy),
            (Outcome::Failed, self.failed),
            (Outcome::Canceled, self.canceled),
        ]
    }

    /// One outcome.
    pub fn drawn(&self, prng: &mut Prng) -> Outcome {
        choose(&self.shares(), prng).unwrap_or(Outcome::Completed)
    }
}

/// Picks one of the values by its share; nothing when the dice fall beyond all of them.
pub(super) fn choose<T: Clone>(shares: &[(T, Share)], prng: &mut Prng) -> Option<T> {
    let mut dice = prng.below(1_000_000);
    for (value, share) in shares {
        let parts = u64::from(share.as_parts());
        if dice < parts {
            return Some(value.clone());
        }
        dice -= parts;
    }
    None
}

/// How long calls last.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Durations {
    /// How long the phone rings before it is answered or the call is canceled; at most `TimeOut`.
    /// A call that nobody answers rings for the whole of `TimeOut`.
    pub ring: Range,
    /// How long it takes until a busy or failed call has ended.
    pub refusal: Range,
    /// How long people talk; at most `TimeLimit`.
    pub talk: Talk,
}

impl Default for Durations {
    fn default() -> Durations {
        Durations {
            ring: Range::secs(3, 20),
            refusal: Range::secs(1, 8),
            talk: Talk::default(),
        }
    }
}

/// How long people talk: as often below the mean as its place between the ends demands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Talk {
    /// The shortest.
    pub min: Span,
    /// The average.
    pub mean: Span,
    /// The longest.
    pub max: Span,
}

impl Default for Talk {
    fn default() -> Talk {
        Talk {
            min: Span::secs(2),
            mean: Span::secs(35),
            max: Span::secs(240),
        }
    }
}

impl Talk {
    /// One talk. Two uniform halves, weighed so that the mean holds: integers only, the same on every machine.
    pub fn drawn(self, prng: &mut Prng) -> Duration {
        let (min, mean, max) = (self.min.0, self.mean.0, self.max.0);
        let millis = |span: Duration| u64::try_from(span.as_millis()).unwrap_or(u64::MAX);
        if prng.below(millis(max.saturating_sub(min))) < millis(max.saturating_sub(mean)) {
            prng.between(min, mean)
        } else {
            prng.between(mean, max)
        }
    }
}

/// What the whitelist says of numbers. The first three shares add up to 100 %.
/// Source of the words: developer.exotel.com/api/whitelist-details.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WhitelistMix {
    /// May be called, even on the DND register.
    #[serde(default)]
    pub whitelist: Share,
    /// Asked not to be called.
    #[serde(default)]
    pub blacklist: Share,
    /// Neither.
    #[serde(default)]
    pub neutral: Share,
    /// Share of the whitelisted for whom it never ends (`Expiry` is -1).
    #[serde(default = "half")]
    pub forever: Share,
    /// For the others: how long after the account's first request it ends.
    #[serde(default = "half_a_year")]
    pub expiry: Range,
    /// Share of numbers of which it says nothing, whatever else is set: a look-up gets a 400. Whether Exotel
    /// does that is not known.
    #[serde(default)]
    pub refused: Share,
}

fn half() -> Share {
    Share::percent(50)
}

/// Source: whitelisting by API or by an inbound call is valid for six months; developer.exotel.com/api/whitelist.
fn half_a_year() -> Range {
    Range::secs(86_400, 180 * 86_400)
}

impl Default for WhitelistMix {
    fn default() -> WhitelistMix {
        WhitelistMix {
            whitelist: Share::percent(18),
            blacklist: Share::percent(2),
            neutral: Share::percent(80),
            forever: half(),
            expiry: half_a_year(),
            refused: Share::NEVER,
        }
    }
}

impl WhitelistMix {
    /// Every word and its share.
    pub const fn shares(&self) -> [(Standing, Share); 3] {
        [
            (Standing::Whitelist, self.whitelist),
            (Standing::Blacklist, self.blacklist),
            (Standing::Neutral, self.neutral),
        ]
    }

    /// What it says of one number.
    pub fn drawn(&self, prng: &mut Prng) -> Standing {
        choose(&self.shares(), prng).unwrap_or(Standing::Neutral)
    }
}

/// What the DND register says of numbers. The shares add up to 100 %.
/// Source of the words: developer.exotel.com, "number metadata".
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DndMix {
    /// Registered.
    #[serde(default)]
    pub yes: Share,
    /// Not registered.
    #[serde(default)]
    pub no: Share,
    /// The register was not to be had.
    #[serde(default)]
    pub unavailable: Share,
}

impl Default for DndMix {
    fn default() -> DndMix {
        DndMix {
            yes: Share::percent(8),
            no: Share::percent(90),
            unavailable: Share::percent(2),
        }
    }
}

impl DndMix {
    /// Every word and its share.
    pub const fn shares(&self) -> [(Dnd, Share); 3] {
        [
            (Dnd::Yes, self.yes),
            (Dnd::No, self.no),
            (Dnd::Unavailable, self.unavailable),
        ]
    }

    /// What it says of one number.
    pub fn drawn(&self, prng: &mut Prng) -> Dnd {
        choose(&self.shares(), prng).unwrap_or(Dnd::Unavailable)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sim::prng;

    #[test]
    fn talks_keep_their_mean() {
        let talk = Talk::default();
        let mut total = Duration::ZERO;
        for n in 0..20_000 {
            let drawn = talk.drawn(&mut prng::draw(1, &[n]));
            assert!(talk.min.0 <= drawn && drawn <= talk.max.0);
            total += drawn;
        }
        let mean = total.as_secs_f64() / 20_000.0;
        assert!((33.0..37.0).contains(&mean), "{mean}");
    }

    #[test]
    fn outcomes_come_in_their_shares() {
        let outcomes = Outcomes::default();
        let busy = (0..20_000)
            .filter(|n| outcomes.drawn(&mut prng::draw(2, &[*n])) == Outcome::Busy)
            .count();
        assert!((1800..2200).contains(&busy), "{busy}");
    }
}
