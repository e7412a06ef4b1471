//! What a test expects beside what came.

use std::time::Duration;

use super::{
    story::{self, Clock},
    suite::Suite,
    trial::Lived,
};
use crate::{
    campaign::{
        limits::SECOND,
        test_case::{TestCase, TestPerson, TestTime},
    },
    clock::Timestamp,
    report::test::{Difference, Story},
    sim::account::LedgerCall,
    syntax::{Span, Spanned},
};

/// How much later than expected, for each call so far, a call may be placed whose time is not meant to the
/// second: it takes a while until an outcome is read, and the delay of a retry counts from there.
const LATE_MAX: Duration = Duration::from_secs(60);

/// Compares a run with what its test expects: the differences, and the stories of those whom they are about.
pub(super) fn judge(
    suite: &Suite,
    case: &TestCase,
    lived: &Lived,
) -> (Vec<Difference>, Vec<Story>) {
    let mut judge = Judge {
        suite,
        lived,
        clock: Clock::new(lived),
        differences: Vec::new(),
    };
    let mut stories = Vec::new();
    for (row, person) in case.people.iter().enumerate() {
        let before = judge.differences.len();
        judge.person(row, person);
        if judge.differences.len() > before {
            stories.push(story::story(lived, row, &name(suite, row, person)));
        }
    }
    judge.run(case);
    (judge.differences, stories)
}

/// How a person is called: by the cell of the column that names the record, else by the row.
pub(super) fn name(suite: &Suite, row: usize, person: &TestPerson) -> String {
    let id = suite.campaign.contacts.id.as_ref();
    let id = id
        .map(|id| person.cell(&id.value))
        .filter(|id| !id.is_empty());
    id.map_or_else(|| format!("row {}", row + 1), str::to_owned)
}

struct Judge<'a> {
    suite: &'a Suite,
    lived: &'a Lived,
    clock: Clock<'a>,
    differences: Vec<Difference>,
}

impl Judge<'_> {
    fn person(&mut self, row: usize, person: &TestPerson) {
        let (expect, lived) = (&person.expect, self.lived);
        let who = name(self.suite, row, person);
        let words = [
            ("disposition", &expect.disposition),
            ("outcome", &expect.outcome),
        ];
        for (column, word) in words {
            let Some(word) = word else { continue };
            let actual = lived.result(row, column);
            if actual != word.value {
                let actual = match column {
                    "disposition" => format!("{actual} ({})", lived.result(row, "reason")),
                    _ => actual.to_owned(),
                };
                self.differ(&word.span, &who, column, word.value.clone(), actual);
            }
        }
        if let Some(words) = &expect.reason {
            let actual = lived.result(row, "reason");
            if !actual.contains(&words.value) {
                let expected = format!("… {} …", words.value);
                self.differ(&words.span, &who, "reason", expected, actual.to_owned());
            }
        }
        if let Some(attempts) = &expect.attempts {
            let actual = lived.result(row, "attempts");
            if actual != attempts.value.to_string() {
                let expected = attempts.value.to_string();
                self.differ(
                    &attempts.span,
                    &who,
                    "attempts",
                    expected,
                    actual.to_owned(),
                );
            }
        }
        self.calls(row, &who, person);
        let last = lived.calls(row).last();
        let app_id = last.map(|call| call.app_id.as_str());
        self.last_call(&who, "app_id", expect.app_id.as_ref(), last, app_id);
        let custom_field = last.and_then(|call| call.custom_field.as_deref());
        let expected = expect.custom_field.as_ref();
        self.last_call(&who, "custom_field", expected, last, custom_field);
    }

    /// When the calls were placed.
    fn calls(&mut self, row: usize, who: &str, person: &TestPerson) {
        let Some(calls) = &person.expect.calls else {
            return;
        };
        let lived = self.lived;
        let actual: Vec<Timestamp> = lived.calls(row).map(|call| call.placed_at).collect();
        let moment = |time: &Spanned<TestTime>| time.value.moment(&lived.zone, lived.day);
        let expected: Vec<Timestamp> = calls.value.iter().map(moment).collect();
        let late = (1..).map(|nth| LATE_MAX * nth);
        let mut both = calls.value.iter().zip(&actual).zip(late);
        let in_time = both.all(|((time, actual), late)| {
            let late = if time.value.exact { SECOND } else { late };
            let expected = moment(time);
            expected <= *actual && *actual - expected < late
        });
        if actual.len() != expected.len() || !in_time {
            let (expected, actual) = (self.clock.list(&expected), self.clock.list(&actual));
            self.differ(&calls.span, who, "calls", expected, actual);
        }
    }

    /// What the flow of the last call received.
    fn last_call(
        &mut self,
        who: &str,
        what: &str,
        expected: Option<&Spanned<String>>,
        last: Option<&LedgerCall>,
        actual: Option<&str>,
    ) {
        let Some(expected) = expected else { return };
        if actual == Some(&expected.value) {
            return;
        }
        let actual = match last {
            None => "there was no call".to_owned(),
            Some(_) => actual.map_or_else(|| "none".to_owned(), str::to_owned),
        };
        self.differ(&expected.span, who, what, expected.value.clone(), actual);
    }

    /// What the whole run came to.
    fn run(&mut self, case: &TestCase) {
        let lived = self.lived;
        for (word, expected) in &case.counts {
            let mut counts = lived.counts.iter();
            let count = counts.find(|(disposition, _)| disposition.as_str() == word.value);
            let actual = count.map_or(0, |(_, count)| *count);
            if actual != *expected {
                let what = format!("counts.{}", word.value);
                let (expected, actual) = (expected.to_string(), actual.to_string());
                self.differ(&word.span, "the run", &what, expected, actual);
            }
        }
        if let Some(calls) = &case.calls
            && calls.value != lived.ledger.len() as u64
        {
            let (expected, actual) = (calls.value.to_string(), lived.ledger.len().to_string());
            self.differ(&calls.span, "the run", "calls", expected, actual);
        }
        if let Some(finished) = &case.finished
            && finished.value != lived.finished
        {
            let (expected, actual) = (finished.value.to_string(), lived.finished.to_string());
            self.differ(&finished.span, "the run", "finished", expected, actual);
        }
    }

    fn differ(&mut self, span: &Span, who: &str, what: &str, expected: String, actual: String) {
        let nothing = |text: String| match text.is_empty() {
            true => "none".to_owned(),
            false => text,
        };
        self.differences.push(Difference {
            line: self.suite.source.place(span).line,
            what: format!("{who}: {what}"),
            expected: nothing(expected),
            actual: nothing(actual),
        });
    }
}
