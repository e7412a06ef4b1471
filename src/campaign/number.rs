//! A phone number in E.164, and the range that belongs to the simulator.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A phone number in E.164: country code and subscriber number, at most 15 digits.
///
/// `Debug` and `Display` mask it, for logs; [`Number::e164`] is the whole number, for requests and results.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Number(u64);

impl Number {
    /// First number of the simulator's range. No Indian subscriber number begins with 0, so nobody can
    /// be assigned one of these (national numbering plan of India, 2003).
    pub const SIMULATOR_FIRST: Number = Number(910_000_000_000);
    /// Last number of the simulator's range.
    pub const SIMULATOR_LAST: Number = Number(910_000_999_999);

    /// Makes a number of its digits after the plus; nothing when there are fewer than 7 or more than 15.
    pub fn from_digits(digits: u64) -> Option<Number> {
        (1_000_000..1_000_000_000_000_000)
            .contains(&digits)
            .then_some(Number(digits))
    }

    /// The digits after the plus.
    pub const fn digits(self) -> u64 {
        self.0
    }

    /// The whole number with its plus: `+910000000001`.
    pub fn e164(self) -> String {
        format!("+{}", self.0)
    }

    /// Whether the number exists only in the simulator.
    pub fn is_simulated(self) -> bool {
        (Number::SIMULATOR_FIRST..=Number::SIMULATOR_LAST).contains(&self)
    }
}

impl fmt::Display for Number {
    /// Country code region and the last three digits: `+91xxxxxxx345`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = self.0.to_string();
        let (head, tail) = (&digits[..2], &digits[digits.len() - 3..]);
        write!(f, "+{head}{}{tail}", "x".repeat(digits.len() - 5))
    }
}

impl fmt::Debug for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_masked_unless_asked_for() {
        let number = Number::from_digits(910_000_012_345).expect("it has 12 digits");
        assert_eq!(number.to_string(), "+91xxxxxxx345");
        assert_eq!(format!("{number:?}"), "+91xxxxxxx345");
        assert_eq!(number.e164(), "+910000012345");
        assert!(number.is_simulated());
        assert_eq!(Number::from_digits(112), None);
    }
}
