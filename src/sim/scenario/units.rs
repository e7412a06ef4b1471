//! The units of a scenario file: shares, durations, ranges of durations.

use std::{fmt, marker::PhantomData, str::FromStr, time::Duration};

use serde::{Deserialize, Deserializer, de};

use crate::sim::prng::Prng;

/// A share of all cases, held in parts of a million. Written `2.5%`, or as a number from 0 to 1.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Share(u32);

impl Share {
    /// Never.
    pub const NEVER: Share = Share(0);
    /// Always.
    pub const ALWAYS: Share = Share(1_000_000);

    /// So many in a hundred, at most all.
    pub const fn percent(percent: u32) -> Share {
        Share::parts(percent.saturating_mul(10_000))
    }

    /// So many in a million, at most all.
    pub const fn parts(parts: u32) -> Share {
        Share(if parts > 1_000_000 { 1_000_000 } else { parts })
    }

    /// Parts of a million.
    pub const fn as_parts(self) -> u32 {
        self.0
    }

    /// Whether this case is one of the share.
    pub fn drawn(self, prng: &mut Prng) -> bool {
        prng.chance(self.0)
    }

    /// The share of a fraction from 0 to 1.
    fn fraction(fraction: f64) -> Option<Share> {
        if !(0.0..=1.0).contains(&fraction) {
            return None;
        }
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "the range was checked: 0 to 1,000,000"
        )]
        Some(Share((fraction * 1e6).round() as u32))
    }
}

impl fmt::Display for Share {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}%", f64::from(self.0) / 10_000.0)
    }
}

impl FromStr for Share {
    type Err = String;
    fn from_str(text: &str) -> Result<Share, String> {
        let (number, scale) = match text.strip_suffix('%') {
            Some(number) => (number.trim_end(), 100.0),
            None => (text, 1.0),
        };
        let parsed = number.parse::<f64>().ok();
        parsed
            .and_then(|value| Share::fraction(value / scale))
            .ok_or_else(|| {
                format!("`{text}` is not a share: write a percentage such as `2.5%`, or a number from 0 to 1")
            })
    }
}

impl<'de> Deserialize<'de> for Share {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Share, D::Error> {
        deserializer.deserialize_any(Scalar::new("a share such as `2.5%`"))
    }
}

/// A duration, written with its unit: `500ms`, `45s`, `2m`, `1h30m`, `180d`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Span(pub Duration);

impl Span {
    /// So many seconds.
    pub const fn secs(secs: u64) -> Span {
        Span(Duration::from_secs(secs))
    }

    /// So many milliseconds.
    pub const fn millis(millis: u64) -> Span {
        Span(Duration::from_millis(millis))
    }
}

impl FromStr for Span {
    type Err = String;
    fn from_str(text: &str) -> Result<Span, String> {
        let wrong =
            || format!("`{text}` is not a duration: write a number and its unit, such as `45s`");
        let mut rest = text;
        let mut total: u64 = 0;
        while !rest.is_empty() {
            let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
            let (number, tail) = rest.split_at(digits);
            let letters = tail.len()
                - tail
                    .trim_start_matches(|c: char| c.is_ascii_lowercase())
                    .len();
            let (unit, tail) = tail.split_at(letters);
            let millis = match unit {
                "ms" => 1,
                "s" => 1000,
                "m" => 60_000,
                "h" => 3_600_000,
                "d" => 86_400_000,
                _ => return Err(wrong()),
            };
            let number: u64 = number.parse().map_err(|_| wrong())?;
            total = number
                .checked_mul(millis)
                .and_then(|part| total.checked_add(part))
                .ok_or_else(wrong)?;
            rest = tail;
        }
        (!text.is_empty())
            .then_some(Span::millis(total))
            .ok_or_else(wrong)
    }
}

impl<'de> Deserialize<'de> for Span {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Span, D::Error> {
        deserializer.deserialize_any(Scalar::new("a duration such as `45s`"))
    }
}

/// Durations between two ends, both included, all equally likely. Written `2s..30s`, or `2s` for one value.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Range {
    /// The shortest.
    pub min: Duration,
    /// The longest.
    pub max: Duration,
}

impl Range {
    /// From `min` to `max` milliseconds.
    pub const fn millis(min: u64, max: u64) -> Range {
        Range {
            min: Duration::from_millis(min),
            max: Duration::from_millis(max),
        }
    }

    /// From `min` to `max` seconds.
    pub const fn secs(min: u64, max: u64) -> Range {
        Range::millis(min.saturating_mul(1000), max.saturating_mul(1000))
    }

    /// One of them.
    pub fn drawn(self, prng: &mut Prng) -> Duration {
        prng.between(self.min, self.max)
    }
}

impl FromStr for Range {
    type Err = String;
    fn from_str(text: &str) -> Result<Range, String> {
        let (min, max) = text.split_once("..").unwrap_or((text, text));
        let (min, max) = (Span::from_str(min.trim())?.0, Span::from_str(max.trim())?.0);
        if min > max {
            return Err(format!(
                "`{text}` runs backwards: write the shorter duration first"
            ));
        }
        Ok(Range { min, max })
    }
}

impl<'de> Deserialize<'de> for Range {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Range, D::Error> {
        deserializer.deserialize_any(Scalar::new("a duration or a range such as `2s..30s`"))
    }
}

/// Reads a scalar that has a text form, whether YAML takes it for text or for a number.
struct Scalar<T> {
    expected: &'static str,
    of: PhantomData<T>,
}

impl<T> Scalar<T> {
    fn new(expected: &'static str) -> Scalar<T> {
        Scalar {
            expected,
            of: PhantomData,
        }
    }
}

impl<T: FromStr<Err = String>> de::Visitor<'_> for Scalar<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.expected)
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<T, E> {
        text.parse().map_err(E::custom)
    }

    fn visit_u64<E: de::Error>(self, number: u64) -> Result<T, E> {
        self.visit_str(&number.to_string())
    }

    fn visit_i64<E: de::Error>(self, number: i64) -> Result<T, E> {
        self.visit_str(&number.to_string())
    }

    fn visit_f64<E: de::Error>(self, number: f64) -> Result<T, E> {
        self.visit_str(&number.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_read_as_percentages_and_as_fractions() {
        for (text, parts) in [
            ("2.5%", 25_000),
            ("0.025", 25_000),
            ("1", 1_000_000),
            ("0%", 0),
        ] {
            assert_eq!(
                text.parse::<Share>().map(Share::as_parts),
                Ok(parts),
                "{text}"
            );
        }
        for bad in ["30", "-1%", "101%", "many", "", "NaN", "inf"] {
            assert!(bad.parse::<Share>().is_err(), "{bad}");
        }
        assert_eq!(Share::parts(25_000).to_string(), "2.5%");
    }

    #[test]
    fn durations_carry_their_unit() {
        for (text, millis) in [
            ("500ms", 500),
            ("45s", 45_000),
            ("1h30m", 5_400_000),
            ("2d", 172_800_000),
        ] {
            assert_eq!(text.parse(), Ok(Span::millis(millis)), "{text}");
        }
        for bad in [
            "",
            "45",
            "s",
            "45 s",
            "1.5s",
            "-1s",
            "99999999999999d",
            "1w",
        ] {
            assert!(bad.parse::<Span>().is_err(), "{bad}");
        }
        assert_eq!("2s..30s".parse(), Ok(Range::secs(2, 30)));
        assert_eq!("2s".parse(), Ok(Range::secs(2, 2)));
        assert!("30s..2s".parse::<Range>().is_err());
    }
}
