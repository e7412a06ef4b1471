//! What tests of campaigns came to: lines for people, and JUnit for build servers.
//!
//! Times are those of the simulator, so that the same tests give the same text.

mod junit;
mod text;

use std::time::Duration;

pub use junit::junit;
pub use text::{summary, told};

/// The tests of one file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suite {
    /// The file.
    pub file: String,
    /// Its tests that were run, in the order of the file.
    pub trials: Vec<Trial>,
    /// What is wrong with the file, where it could not be used: a line for each finding.
    pub unusable: Option<String>,
}

/// One test that was run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trial {
    /// Campaign and test: `welcome::a busy person is called again`.
    pub name: String,
    /// How long the run was, in the time of the simulator.
    pub span: Duration,
    /// What came otherwise than expected; nothing when the test passed.
    pub differences: Vec<Difference>,
    /// What happened to the people that came otherwise.
    pub stories: Vec<Story>,
}

impl Trial {
    /// Whether everything came as expected.
    pub fn passed(&self) -> bool {
        self.differences.is_empty()
    }
}

/// Something that came otherwise than expected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The line of the expectation, from 1.
    pub line: usize,
    /// Who and what: `C-1: attempts`.
    pub what: String,
    /// What was expected.
    pub expected: String,
    /// What came.
    pub actual: String,
}

/// What happened to one person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Story {
    /// Who.
    pub who: String,
    /// Times and what happened then.
    pub lines: Vec<(String, String)>,
}

/// How many tests came to what.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// As expected.
    pub passed: u64,
    /// Otherwise.
    pub failed: u64,
    /// Files that could not be used.
    pub unusable: u64,
    /// All their time together.
    pub span: Duration,
}

impl Totals {
    /// Counts.
    pub fn of(suites: &[Suite]) -> Totals {
        let trials = || suites.iter().flat_map(|suite| &suite.trials);
        let passed = trials().filter(|trial| trial.passed()).count() as u64;
        Totals {
            passed,
            failed: trials().count() as u64 - passed,
            unusable: suites
                .iter()
                .filter(|suite| suite.unusable.is_some())
                .count() as u64,
            span: trials().map(|trial| trial.span).sum(),
        }
    }
}
