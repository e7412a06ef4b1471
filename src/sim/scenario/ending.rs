//! How a scripted call ends.

use std::{str::FromStr, time::Duration};

use serde::{Deserialize, Deserializer, de};

use super::units::Span;
use crate::campaign::Outcome;

/// How one call ends. Written as Exotel's word, as `completed 45s`, or as `endless`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// So; how long it takes is drawn.
    Outcome(Outcome),
    /// Answered, and over after so long a talk, or at the call's `TimeLimit`.
    Talk(Duration),
    /// Answered, and in progress for ever: its end is never told.
    Endless,
}

impl FromStr for Ending {
    type Err = String;
    fn from_str(text: &str) -> Result<Ending, String> {
        if text == "endless" {
            return Ok(Ending::Endless);
        }
        if let Some(talk) = text.strip_prefix("completed ") {
            return talk.parse().map(|Span(talk)| Ending::Talk(talk));
        }
        let mut outcomes = Outcome::ALL.into_iter();
        let outcome = outcomes.find(|outcome| outcome.as_str() == text);
        outcome.map(Ending::Outcome).ok_or_else(|| {
            let words = Outcome::ALL.map(Outcome::as_str).join("`, `");
            format!("`{text}` is not an outcome: write `{words}`, `completed 45s` or `endless`")
        })
    }
}

impl<'de> Deserialize<'de> for Ending {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Ending, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_ending_has_its_word() {
        for outcome in Outcome::ALL {
            assert_eq!(outcome.as_str().parse(), Ok(Ending::Outcome(outcome)));
        }
        let talk = Ending::Talk(Duration::from_secs(45));
        assert_eq!("completed 45s".parse(), Ok(talk));
        assert_eq!("endless".parse(), Ok(Ending::Endless));
        for bad in ["", "answered", "completed 45", "busy 2s"] {
            assert!(bad.parse::<Ending>().is_err(), "{bad}");
        }
    }
}
