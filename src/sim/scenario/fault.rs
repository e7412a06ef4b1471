//! Answers that do not say whether a call was placed: eight kinds, each with and without the call.

use std::{fmt, str::FromStr};

use serde::Deserialize;

use super::{
    mix::choose,
    units::{Range, Share},
};
use crate::sim::prng::Prng;

/// How an answer is lost.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Loss {
    /// 503.
    Unavailable,
    /// Nothing comes until the client gives up.
    Drop,
    /// The answer comes after the client gave up.
    Slow,
    /// The body ends in the middle.
    Truncated,
    /// 200 without a `Sid`.
    NoSid,
    /// The connection is reset after the request.
    Reset,
    /// 307 to the same address.
    Redirect,
    /// A page of HTML, with 200 or 502.
    Html,
}

impl Loss {
    /// All eight.
    pub const ALL: [Loss; 8] = [
        Loss::Unavailable,
        Loss::Drop,
        Loss::Slow,
        Loss::Truncated,
        Loss::NoSid,
        Loss::Reset,
        Loss::Redirect,
        Loss::Html,
    ];

    /// Its key in a scenario.
    pub const fn as_str(self) -> &'static str {
        match self {
            Loss::Unavailable => "unavailable",
            Loss::Drop => "drop",
            Loss::Slow => "slow",
            Loss::Truncated => "truncated",
            Loss::NoSid => "no_sid",
            Loss::Reset => "reset",
            Loss::Redirect => "redirect",
            Loss::Html => "html",
        }
    }
}

/// One lost answer, and whether there is a call behind it. Written `drop placed` or `drop not_placed`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fault {
    /// How the answer is lost.
    pub loss: Loss,
    /// Whether the call was placed all the same.
    pub placed: bool,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let placed = if self.placed { "placed" } else { "not_placed" };
        write!(f, "{} {placed}", self.loss.as_str())
    }
}

impl FromStr for Fault {
    type Err = ();
    fn from_str(text: &str) -> Result<Fault, ()> {
        let (loss, placed) = text.split_once(' ').ok_or(())?;
        let placed = match placed {
            "placed" => true,
            "not_placed" => false,
            _ => return Err(()),
        };
        let loss = Loss::ALL.into_iter().find(|known| known.as_str() == loss);
        loss.map(|loss| Fault { loss, placed }).ok_or(())
    }
}

/// How likely one kind of lost answer is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Odds {
    /// With a call behind it.
    pub placed: Share,
    /// Without one.
    pub not_placed: Share,
}

/// Calls that are placed some time after their request was lost.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Late {
    /// Share of the placed calls behind a lost answer.
    pub share: Share,
    /// How much later than the request's arrival the call is placed.
    pub by: Range,
}

/// Shares of connect requests whose answer is lost.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Ambiguous {
    /// 503.
    pub unavailable: Odds,
    /// Nothing comes until the client gives up.
    pub drop: Odds,
    /// The answer comes after the client gave up.
    pub slow: Odds,
    /// The body ends in the middle.
    pub truncated: Odds,
    /// 200 without a `Sid`.
    pub no_sid: Odds,
    /// The connection is reset after the request.
    pub reset: Odds,
    /// 307 to the same address.
    pub redirect: Odds,
    /// A page of HTML, with 200 or 502.
    pub html: Odds,
    /// How late a slow answer is; longer than the client waits.
    pub slow_answer: Range,
    /// Calls that are placed some time after their request was lost.
    pub late: Late,
}

impl Default for Ambiguous {
    fn default() -> Ambiguous {
        Ambiguous::all(Odds::default())
    }
}

impl Ambiguous {
    /// Every kind with the same odds but redirects, which end a run; nothing late.
    pub(super) fn all(odds: Odds) -> Ambiguous {
        Ambiguous {
            unavailable: odds,
            drop: odds,
            slow: odds,
            truncated: odds,
            no_sid: odds,
            reset: odds,
            redirect: Odds::default(),
            html: odds,
            slow_answer: Range::secs(61, 110),
            late: Late::default(),
        }
    }

    /// The odds of one kind.
    pub const fn odds(&self, loss: Loss) -> Odds {
        match loss {
            Loss::Unavailable => self.unavailable,
            Loss::Drop => self.drop,
            Loss::Slow => self.slow,
            Loss::Truncated => self.truncated,
            Loss::NoSid => self.no_sid,
            Loss::Reset => self.reset,
            Loss::Redirect => self.redirect,
            Loss::Html => self.html,
        }
    }

    /// Every fault and its share.
    pub fn shares(&self) -> [(Fault, Share); 16] {
        std::array::from_fn(|nth| {
            let loss = Loss::ALL[nth / 2];
            let (placed, odds) = (nth % 2 == 0, self.odds(loss));
            let share = if placed { odds.placed } else { odds.not_placed };
            (Fault { loss, placed }, share)
        })
    }

    /// One fault, or none.
    pub fn drawn(&self, prng: &mut Prng) -> Option<Fault> {
        choose(&self.shares(), prng)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_fault_has_a_name_of_its_own() {
        for (fault, _) in Ambiguous::default().shares() {
            assert_eq!(fault.to_string().parse(), Ok(fault));
        }
        assert_eq!("drop".parse::<Fault>(), Err(()));
        assert_eq!("drop perhaps".parse::<Fault>(), Err(()));
    }
}
