//! Conditions on how calls end: those that stop a run, and those that judge it.

use std::fmt;

use super::Outcome;

/// What is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Subject {
    /// Calls that ended so.
    Called(Outcome),
    /// People whom Exotel refused.
    Refused,
    /// Calls whose end is not known and will not be.
    Unsettled,
}

impl Subject {
    /// Every subject, in the order of reports.
    pub const ALL: [Subject; 7] = [
        Subject::Called(Outcome::Completed),
        Subject::Called(Outcome::NoAnswer),
        Subject::Called(Outcome::Busy),
        Subject::Called(Outcome::Failed),
        Subject::Called(Outcome::Canceled),
        Subject::Refused,
        Subject::Unsettled,
    ];

    /// The word for it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Subject::Called(outcome) => outcome.as_str(),
            Subject::Refused => "refused",
            Subject::Unsettled => "unsettled",
        }
    }
}

/// How much of something there must be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Amount {
    /// So many.
    Count(u64),
    /// So many hundredths of a percent of all.
    Share(u32),
}

/// A share of all, in hundredths of a percent.
pub const WHOLE: u32 = 10_000;

/// On which side of an amount a number must be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Comparison {
    /// `>`
    More,
    /// `>=`
    AtLeast,
    /// `<`
    Less,
    /// `<=`
    AtMost,
}

impl Comparison {
    /// Every comparison.
    pub const ALL: [Comparison; 4] = [
        Comparison::More,
        Comparison::AtLeast,
        Comparison::Less,
        Comparison::AtMost,
    ];

    /// Its sign.
    pub const fn as_str(self) -> &'static str {
        match self {
            Comparison::More => ">",
            Comparison::AtLeast => ">=",
            Comparison::Less => "<",
            Comparison::AtMost => "<=",
        }
    }

    const fn holds(self, one: u128, other: u128) -> bool {
        match self {
            Comparison::More => one > other,
            Comparison::AtLeast => one >= other,
            Comparison::Less => one < other,
            Comparison::AtMost => one <= other,
        }
    }
}

/// An amount, and the side of it on which a number must be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Bound {
    /// The side.
    pub side: Comparison,
    /// The amount.
    pub amount: Amount,
}

impl Bound {
    /// Whether `some` of `all` are on that side. Exact: no number is rounded.
    pub fn holds(self, some: u64, all: u64) -> bool {
        match self.amount {
            Amount::Count(count) => self.side.holds(some.into(), count.into()),
            Amount::Share(share) => {
                let (some, all) = (u128::from(some), u128::from(all));
                self.side
                    .holds(some * u128::from(WHOLE), all * u128::from(share))
            }
        }
    }
}

/// When a run stops by itself: `failed > 30% of last 100`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Condition {
    /// What is counted.
    pub subject: Subject,
    /// How much of it is too much.
    pub bound: Bound,
    /// Among so many outcomes, the newest ones. While there are fewer, nothing is judged.
    pub last: u32,
}

impl fmt::Display for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Condition {
            subject,
            bound,
            last,
        } = self;
        write!(f, "{} {bound} of last {last}", subject.as_str())
    }
}

/// What the end of a run is judged by: `completed >= 70%`, of the people who were called.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Threshold {
    /// What is counted.
    pub subject: Subject,
    /// How much of it there must be.
    pub bound: Bound,
}

impl fmt::Display for Threshold {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.subject.as_str(), self.bound)
    }
}

impl fmt::Display for Bound {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ", self.side.as_str())?;
        match self.amount {
            Amount::Count(count) => write!(f, "{count}"),
            Amount::Share(share) if share % 100 == 0 => write!(f, "{}%", share / 100),
            Amount::Share(share) => {
                let decimals = format!("{:02}", share % 100);
                write!(f, "{}.{}%", share / 100, decimals.trim_end_matches('0'))
            }
        }
    }
}
