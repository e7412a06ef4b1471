//! Money, exactly: a whole number of ten-thousandths of a currency.

use std::fmt;

/// Parts of one unit of a currency.
const PARTS: u64 = 10_000;
/// Digits behind the point that count.
const DECIMALS: usize = 4;

/// An amount of the account's currency in ten-thousandths; never below nothing. Sums stop at the most that 64
/// bits hold.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Money(u64);

impl Money {
    /// Nothing.
    pub const ZERO: Money = Money(0);

    /// So many ten-thousandths.
    pub const fn from_parts(parts: u64) -> Money {
        Money(parts)
    }

    /// Ten-thousandths.
    pub const fn parts(self) -> u64 {
        self.0
    }

    /// Reads a decimal number such as `0.60`, as Exotel writes prices. A sign in front does not count, for a
    /// charge is a charge; what is smaller than a ten-thousandth counts as a whole one.
    pub fn parse(text: &str) -> Option<Money> {
        let text = text.trim();
        let text = text.strip_prefix('-').unwrap_or(text);
        let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
        let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
        if whole.is_empty() || !digits(whole) || !digits(fraction) {
            return None;
        }
        let kept = fraction.get(..DECIMALS).unwrap_or(fraction);
        let rest = fraction.get(DECIMALS..).unwrap_or_default();
        let parts: u64 = format!("{kept:0<DECIMALS$}").parse().ok()?;
        let more = u64::from(rest.bytes().any(|b| b != b'0'));
        let whole = whole.parse::<u64>().ok()?.checked_mul(PARTS)?;
        whole.checked_add(parts + more).map(Money)
    }

    /// Both together.
    #[must_use]
    pub const fn plus(self, other: Money) -> Money {
        Money(self.0.saturating_add(other.0))
    }

    /// What is left when the other is taken away; nothing when there was less.
    #[must_use]
    pub const fn minus(self, other: Money) -> Money {
        Money(self.0.saturating_sub(other.0))
    }

    /// So many times as much.
    #[must_use]
    pub const fn times(self, count: u64) -> Money {
        Money(self.0.saturating_mul(count))
    }
}

impl fmt::Display for Money {
    /// At least two digits behind the point: `12.50`, `0.0825`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let fraction = format!("{:04}", self.0 % PARTS);
        let (cents, rest) = fraction.split_at(2);
        write!(
            f,
            "{}.{cents}{}",
            self.0 / PARTS,
            rest.trim_end_matches('0')
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_is_exact() {
        let parts = |text| Money::parse(text).map(Money::parts);
        assert_eq!(parts("0.60"), Some(6_000));
        assert_eq!(parts("1.200"), Some(12_000));
        assert_eq!(parts("-0.015"), Some(150));
        assert_eq!(parts("0.00001"), Some(1), "never less than it is");
        assert_eq!(parts("0.50000"), Some(5_000));
        assert_eq!(parts("25000"), Some(250_000_000));
        for bad in [
            "",
            ".5",
            "1,5",
            "1e3",
            "0.6 INR",
            "99999999999999999999",
            "5é",
        ] {
            assert_eq!(parts(bad), None, "{bad}");
        }
        let shown = |parts| Money::from_parts(parts).to_string();
        assert_eq!(shown(6_000), "0.60");
        assert_eq!(shown(825), "0.0825");
        assert_eq!(shown(223_560_000), "22356.00");
        assert_eq!(
            Money::from_parts(u64::MAX).times(2),
            Money::from_parts(u64::MAX)
        );
    }
}
