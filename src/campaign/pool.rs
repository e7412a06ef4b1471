//! Several ExoPhones that call for one campaign.

use super::Number;

/// The ExoPhones of a campaign, at least one.
///
/// The same person is always called from the same one: each ExoPhone is weighed against the number, and the
/// heaviest calls (rendezvous hashing; Thaler and Ravishankar 1998). Whoever takes an ExoPhone away moves its
/// people alone, and the order of the list means nothing.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Pool {
    first: Number,
    others: Vec<Number>,
}

impl Pool {
    /// A pool of one.
    pub const fn one(exophone: Number) -> Pool {
        let others = Vec::new();
        Pool {
            first: exophone,
            others,
        }
    }

    /// A pool of all of these; nothing when there is none.
    pub fn of(exophones: impl IntoIterator<Item = Number>) -> Option<Pool> {
        let mut exophones = exophones.into_iter();
        let first = exophones.next()?;
        let others = exophones.collect();
        Some(Pool { first, others })
    }

    /// Every ExoPhone, in the order of the list.
    pub fn iter(&self) -> impl Iterator<Item = Number> {
        std::iter::once(self.first).chain(self.others.iter().copied())
    }

    /// Whether there is a choice.
    pub fn is_one(&self) -> bool {
        self.others.is_empty()
    }

    /// The ExoPhone that calls a number.
    pub fn exophone(&self, number: Number) -> Number {
        let weighed = self
            .iter()
            .map(|exophone| (weight(number, exophone), exophone));
        weighed.max().map_or(self.first, |(_, exophone)| exophone)
    }
}

/// What an ExoPhone weighs for a number. Part of what a journal means: it never changes.
fn weight(number: Number, exophone: Number) -> u64 {
    mixed(mixed(number.digits()) ^ exophone.digits())
}

/// The finaliser of splitmix64 (Steele, Lea and Flood 2014), after one step of its counter.
const fn mixed(word: u64) -> u64 {
    let word = word.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let word = (word ^ (word >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let word = (word ^ (word >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    word ^ (word >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(digits: u64) -> Number {
        Number::from_digits(digits).expect("it has twelve digits")
    }

    fn pool(of: &[u64]) -> Pool {
        Pool::of(of.iter().map(|nth| number(910_000_900_000 + nth))).expect("there is one")
    }

    #[test]
    fn people_keep_their_exophone_when_another_one_goes() {
        let (whole, less) = (pool(&[1, 2, 3, 4]), pool(&[4, 1, 3]));
        let mut people = [0_u32; 5];
        for nth in 0..40_000 {
            let person = number(910_000_000_000 + nth);
            let before = whole.exophone(person);
            let after = less.exophone(person);
            assert!(before == after || before == number(910_000_900_002));
            people[(before.digits() % 10) as usize] += 1;
        }
        // Evenly, within four standard deviations.
        assert!(
            people[1..].iter().all(|count| count.abs_diff(10_000) < 350),
            "{people:?}"
        );
    }

    #[test]
    fn the_choice_is_what_it_was_in_journals_written_before() {
        let pool = pool(&[1, 2, 3]);
        let chosen: Vec<u64> = (0..12)
            .map(|nth| pool.exophone(number(910_000_000_000 + nth)).digits() % 10)
            .collect();
        assert_eq!(chosen, CHOSEN);
    }

    const CHOSEN: [u64; 12] = [3, 1, 3, 1, 2, 3, 1, 1, 1, 3, 3, 2];
}
