//! A test of checked values.

use super::{
    tables::{EXPECTED, OVERALL, PERSON, TEST},
    time,
    words::{ANSWERS, CALLS, DND, OUTCOMES, STANDINGS},
};
use crate::{
    campaign::{
        Outcome,
        decode::{fields::Fields, text},
        language::Choice,
        test_case::{
            TestAnswer, TestCall, TestCase, TestExpectation, TestOutcome, TestPerson, TestTime,
        },
    },
    syntax::{Node, Spanned},
};

/// Every call is answered, where nothing else is said.
const ANSWERED: TestOutcome = TestOutcome {
    call: Some(TestCall::Ended(Outcome::Completed)),
    answer: TestAnswer::Given,
};

pub(super) fn test(node: &Node) -> Option<TestCase> {
    let test = Fields::new(&TEST, Some(node));
    let people = node.get("people").map_or(&[][..], Node::items);
    let expect = test.block("expect", &OVERALL);
    let counts = expect.node("counts").map_or(&[][..], Node::entries);
    let counts = counts.iter().map(|(word, count)| {
        let word = Spanned::new(word.text()?.to_owned(), word.span.clone());
        Some((word, text::whole(count.text()?)?))
    });
    Some(TestCase {
        name: test.text("name")?,
        at: moment(test.node("at")?)?,
        people: people.iter().map(person).collect::<Option<_>>()?,
        counts: counts.collect::<Option<_>>()?,
        calls: count(expect, "calls"),
        finished: expect
            .text("finished")
            .map(|word| Spanned::new(word.value == "true", word.span)),
    })
}

fn person(node: &Node) -> Option<TestPerson> {
    let person = Fields::new(&PERSON, Some(node));
    let spanned = |node: &Node| Some(Spanned::new(node.text()?.to_owned(), node.span.clone()));
    let row = person.node("row")?.entries().iter();
    let outcomes = match person.node("outcomes") {
        Some(outcomes) => outcomes
            .items()
            .iter()
            .map(outcome)
            .collect::<Option<_>>()?,
        None => vec![ANSWERED],
    };
    Some(TestPerson {
        row: row
            .map(|(column, cell)| Some((spanned(column)?, spanned(cell)?)))
            .collect::<Option<_>>()?,
        whitelist: person.choice("whitelist", STANDINGS)?,
        dnd: person.choice("dnd", DND)?,
        outcomes,
        expect: expectation(person.block("expect", &EXPECTED))?,
    })
}

fn outcome(node: &Node) -> Option<TestOutcome> {
    if let Some(word) = node.text() {
        return named(OUTCOMES, word);
    }
    let word = |key| node.get(key).and_then(Node::text);
    let call = word("outcome").and_then(|word| named(CALLS, word));
    let talk = word("talk").and_then(text::duration).map(TestCall::Talk);
    let answer = word("answer").and_then(|word| named(ANSWERS, word));
    Some(TestOutcome {
        call: talk.or(call),
        answer: answer.unwrap_or(TestAnswer::Given),
    })
}

fn named<T: Copy>(choices: &[Choice<T>], word: &str) -> Option<T> {
    let choice = choices.iter().find(|choice| choice.word == word);
    choice.map(|choice| choice.value)
}

fn expectation(expect: Fields<'_>) -> Option<TestExpectation> {
    let calls = match expect.node("calls") {
        None => None,
        Some(node) => {
            let times: Option<_> = node.items().iter().map(moment).collect();
            Some(Spanned::new(times?, node.span.clone()))
        }
    };
    Some(TestExpectation {
        disposition: expect.text("disposition"),
        reason: expect.text("reason"),
        attempts: count(expect, "attempts"),
        outcome: expect.text("outcome"),
        calls,
        app_id: expect.text("app_id"),
        custom_field: expect.text("custom_field"),
    })
}

fn count(block: Fields<'_>, name: &str) -> Option<Spanned<u64>> {
    let text = block.text(name)?;
    Some(Spanned::new(text::whole(&text.value)?, text.span))
}

fn moment(node: &Node) -> Option<Spanned<TestTime>> {
    Some(Spanned::new(time::read(node.text()?)?, node.span.clone()))
}
