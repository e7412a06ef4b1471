//! `tests`: what happens to some people, and what the campaign must make of it.
//!
//! The tables are in `tables`, their words in `words`, the times in `time`. A test needs the campaign to be understood: which columns
//! there are and which of them is dialled; that is looked at last, in `check`.

mod build;
mod check;
mod tables;
mod time;
mod words;

pub use check::check;
pub(crate) use tables::{TEST, TEST_FILE};
pub use time::begins;
pub use words::DISPOSITIONS;

use super::{code, fields::Fields, findings::Findings};
use crate::{
    campaign::{
        language::Fault,
        test_case::{TestCase, TestFile},
    },
    syntax::{Diagnostic, Node, Source},
};

/// Reads a file of tests. It is there when there is no error; whether it fits its campaign is for [`check`].
pub fn read(source: &Source) -> (Option<TestFile>, Vec<Diagnostic>) {
    super::decode(source, &TEST_FILE, agree, |top| {
        Some(TestFile {
            campaign: top.text("campaign")?,
            tests: build(top)?,
        })
    })
}

/// The tests of a file.
pub(super) fn build(top: Fields<'_>) -> Option<Vec<TestCase>> {
    let tests = top.node("tests").map_or(&[][..], Node::items);
    tests.iter().map(build::test).collect()
}

/// What no value can say alone: tests have names of their own, expect something, and play something.
pub(super) fn agree(findings: &mut Findings<'_>, root: &Node) {
    let tests = root.get("tests").map_or(&[][..], Node::items);
    for (nth, test) in tests.iter().enumerate() {
        if let Some(name) = test.get("name")
            && let Some(text) = name.text()
            && tests[..nth]
                .iter()
                .any(|other| other.get("name").and_then(Node::text) == Some(text))
        {
            let message = format!("another test has the name `{}`", text.escape_debug());
            let help = "say what this one shows and the other does not";
            findings.fault(&name.span, Fault::new(code::VALUE, message, help));
        }
        let people = test.get("people").map_or(&[][..], Node::items);
        if !people.is_empty() && !expects(test) && !people.iter().any(expects) {
            let message = "this test expects nothing, so it cannot fail";
            let help = "write `expect` for a person, such as `expect: { disposition: completed }`";
            let place = test.entry("name").map_or(&test.span, |(key, _)| &key.span);
            findings.fault(place, Fault::new(code::INCOMPLETE, message, help));
        }
        let outcomes = people.iter().filter_map(|person| person.get("outcomes"));
        outcomes
            .flat_map(Node::items)
            .for_each(|outcome| plays(findings, outcome));
    }
}

fn expects(node: &Node) -> bool {
    node.get("expect")
        .is_some_and(|expect| !expect.entries().is_empty())
}

/// An outcome in detail makes a call, or answers in some way of its own.
fn plays(findings: &mut Findings<'_>, outcome: &Node) {
    if outcome.scalar().is_some() {
        return;
    }
    let word = |key| outcome.get(key).and_then(Node::text);
    let lost = word("answer").is_some_and(|answer| answer != "ok");
    if word("outcome").is_none() && !lost {
        let message = "this outcome neither makes a call nor loses an answer";
        let help = "name its `outcome`, such as `outcome: busy`";
        findings.fault(&outcome.span, Fault::new(code::INCOMPLETE, message, help));
    }
    if let Some((key, _)) = outcome.entry("talk")
        && word("outcome") != Some("completed")
    {
        let message = "nobody talks unless the outcome is `completed`";
        let help = "write `outcome: completed`, or remove `talk`";
        findings.fault(&key.span, Fault::new(code::INCOMPLETE, message, help));
    }
}
