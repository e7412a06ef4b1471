//! Reproducible chance: SplitMix64, and draws that are a pure function of what they are for.
//!
//! Source of the generator and its constants: Steele, Lea and Flood, "Fast splittable pseudorandom number
//! generators", OOPSLA 2014; reference implementation prng.di.unimi.it/splitmix64.c.

use std::time::Duration;

/// The odd number nearest to 2^64 divided by the golden ratio.
const GAMMA: u64 = 0x9e37_79b9_7f4a_7c15;

/// One stream of reproducible numbers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Prng {
    state: u64,
}

/// The stream that belongs to `keys` under `seed`, whatever was drawn before: the n-th call to a number
/// meets the same fate in whichever order requests arrive.
pub fn draw(seed: u64, keys: &[u64]) -> Prng {
    let state = keys
        .iter()
        .fold(mix(seed.wrapping_add(GAMMA)), |state, key| {
            mix(state.wrapping_mul(GAMMA) ^ mix(key.wrapping_add(GAMMA)))
        });
    Prng { state }
}

/// SplitMix64's output function.
const fn mix(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

impl Prng {
    /// The stream that begins at `seed`.
    pub const fn new(seed: u64) -> Prng {
        Prng { state: seed }
    }

    /// The next 64 bits.
    pub const fn next_u64(&mut self) -> u64 {
        self.state = self.state.wrapping_add(GAMMA);
        mix(self.state)
    }

    /// A number in `0..bound`; 0 when the bound is 0. The bias is below `bound / 2^64`.
    pub fn below(&mut self, bound: u64) -> u64 {
        let wide = u128::from(self.next_u64()) * u128::from(bound);
        u64::try_from(wide >> 64).unwrap_or(0)
    }

    /// A duration in whole milliseconds, both ends included; `min` when the ends are crossed.
    pub fn between(&mut self, min: Duration, max: Duration) -> Duration {
        let span = max.saturating_sub(min).as_millis();
        let span = u64::try_from(span).unwrap_or(u64::MAX - 1);
        min + Duration::from_millis(self.below(span.saturating_add(1)))
    }

    /// True in `parts` of a million draws.
    pub fn chance(&mut self, parts: u32) -> bool {
        self.below(1_000_000) < u64::from(parts)
    }

    /// One of the items; nothing when there are none.
    pub fn pick<'a, T>(&mut self, items: &'a [T]) -> Option<&'a T> {
        let nth = self.below(items.len() as u64);
        items.get(usize::try_from(nth).unwrap_or(usize::MAX))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_stream_is_the_published_one() {
        // First outputs of splitmix64.c for the seed 1234567.
        let mut prng = Prng::new(1_234_567);
        let expected = [
            6_457_827_717_110_365_317,
            3_203_168_211_198_807_973,
            9_817_491_932_198_370_423,
        ];
        assert_eq!([(); 3].map(|()| prng.next_u64()), expected);
    }

    #[test]
    fn a_draw_depends_on_every_key_and_on_their_order() {
        let first = |seed, keys: &[u64]| draw(seed, keys).next_u64();
        assert_eq!(first(1, &[2, 3]), first(1, &[2, 3]));
        let others = [
            first(1, &[3, 2]),
            first(2, &[2, 3]),
            first(1, &[2]),
            first(1, &[2, 3, 0]),
        ];
        for other in others {
            assert_ne!(first(1, &[2, 3]), other);
        }
    }

    #[test]
    fn bounds_are_kept_and_reached() {
        let mut prng = Prng::new(7);
        let mut seen = [false; 4];
        for _ in 0..1000 {
            let drawn = prng.between(Duration::from_millis(2), Duration::from_millis(5));
            seen[usize::try_from(drawn.as_millis()).unwrap() - 2] = true;
        }
        assert_eq!(seen, [true; 4]);
        assert_eq!(prng.below(0), 0);
        assert!(!prng.chance(0));
        assert!(prng.chance(1_000_000));
        assert_eq!(prng.pick::<u8>(&[]), None);
    }
}
