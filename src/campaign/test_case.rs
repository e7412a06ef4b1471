//! Tests of a campaign: given people and what happens to each, and what must come of it.

use std::time::Duration;

use jiff::{civil, tz::TimeZone};

use super::Outcome;
pub use super::decode::test_case::{DISPOSITIONS, begins, check, read};
use crate::{clock::Timestamp, syntax::Spanned};

/// A file of tests beside a campaign: `*.campaign_test.yaml`.
#[derive(Clone, Debug)]
pub struct TestFile {
    /// The campaign file, relative to this file.
    pub campaign: Spanned<String>,
    /// Its tests; at least one.
    pub tests: Vec<TestCase>,
}

/// One test.
#[derive(Clone, Debug)]
pub struct TestCase {
    /// What it shows.
    pub name: Spanned<String>,
    /// When the run begins.
    pub at: Spanned<TestTime>,
    /// The rows of its contact file; at least one.
    pub people: Vec<TestPerson>,
    /// How many rows end so, by disposition.
    pub counts: Vec<(Spanned<String>, u64)>,
    /// Calls that Exotel places in all.
    pub calls: Option<Spanned<u64>>,
    /// Whether the run comes to its end.
    pub finished: Option<Spanned<bool>>,
}

/// A moment as a test writes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TestTime {
    /// The moment.
    pub when: TestMoment,
    /// Whether it is meant to the second; to the minute otherwise.
    pub exact: bool,
}

/// A moment in one of its three forms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TestMoment {
    /// A time of day; the day is that on which the run begins.
    OfDay(civil::Time),
    /// Day and time.
    Civil(civil::DateTime),
    /// Day, time and offset.
    Fixed(Timestamp),
}

impl TestTime {
    /// The moment that is meant in a zone, by a run that begins on `day`. Of an hour that happens twice the
    /// first is meant; one that never happens begins when it would have.
    pub fn moment(self, zone: &TimeZone, day: civil::Date) -> Timestamp {
        let civil = match self.when {
            TestMoment::OfDay(time) => day.to_datetime(time),
            TestMoment::Civil(civil) => civil,
            TestMoment::Fixed(at) => return at,
        };
        let moment = zone.to_ambiguous_timestamp(civil).compatible();
        moment.map_or(Timestamp::MAX, Timestamp::from)
    }
}

/// A row of a test's contact file, with all that happens to the person and all that must come of it.
#[derive(Clone, Debug)]
pub struct TestPerson {
    /// Columns and their cells; the others are empty.
    pub row: Vec<(Spanned<String>, Spanned<String>)>,
    /// What the whitelist says.
    pub whitelist: TestStanding,
    /// What the DND register says.
    pub dnd: TestDnd,
    /// What comes of the requests for calls, first to last; the last one serves all further ones.
    pub outcomes: Vec<TestOutcome>,
    /// What must come of it.
    pub expect: TestExpectation,
}

impl TestPerson {
    /// The cell of a column; empty when there is none.
    pub fn cell(&self, column: &str) -> &str {
        let mut cells = self.row.iter();
        let cell = cells.find(|(name, _)| name.value == column);
        cell.map_or("", |(_, cell)| &cell.value)
    }
}

/// What the whitelist says of a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TestStanding {
    /// May be called.
    Whitelist,
    /// Asked not to be called.
    Blacklist,
    /// Neither; the DND register decides.
    Neutral,
    /// Nothing: the look-up is refused (400).
    Refused,
}

/// What the DND register says of a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TestDnd {
    /// Registered.
    Yes,
    /// Not registered.
    No,
    /// The register is not to be had.
    Unavailable,
}

/// What comes of one request for a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TestOutcome {
    /// The call that it makes, if it makes one.
    pub call: Option<TestCall>,
    /// How it is answered.
    pub answer: TestAnswer,
}

/// A call of a test.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TestCall {
    /// Ends so.
    Ended(Outcome),
    /// Is answered, and over after so long a talk, or at its time limit.
    Talk(Duration),
    /// Is answered, and its end is never told.
    Endless,
}

/// How a request for a call is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TestAnswer {
    /// As it should be.
    Given,
    /// 400: Exotel does not take the number.
    Refused,
    /// 403: Exotel does not call the number because of the DND register.
    Dnd,
    /// Not so that anybody could know whether there is a call.
    Lost(TestLoss),
}

/// How an answer is lost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TestLoss {
    /// Nothing comes until the time-out.
    Drop,
    /// It comes after the time-out.
    Slow,
    /// The connection breaks.
    Reset,
    /// 503.
    Unavailable,
    /// It ends in the middle.
    Truncated,
    /// It names no call.
    NoSid,
    /// A page of HTML.
    Html,
    /// A redirect.
    Redirect,
}

/// What must come of one person. What is absent may be anything.
#[derive(Clone, Debug, Default)]
pub struct TestExpectation {
    /// The word in the result file.
    pub disposition: Option<Spanned<String>>,
    /// Words that the reason in the result file holds.
    pub reason: Option<Spanned<String>>,
    /// Calls to the person.
    pub attempts: Option<Spanned<u64>>,
    /// How the last call ended.
    pub outcome: Option<Spanned<String>>,
    /// When the calls were asked for, first to last.
    pub calls: Option<Spanned<Vec<Spanned<TestTime>>>>,
    /// The flow of the last call.
    pub app_id: Option<Spanned<String>>,
    /// What the flow of the last call receives.
    pub custom_field: Option<Spanned<String>>,
}
