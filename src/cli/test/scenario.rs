//! What the simulator is told for a test: nothing by chance, and each number by its script.

use crate::{
    campaign::{
        Account, Number, Outcome,
        test_case::{
            TestAnswer, TestCall, TestDnd, TestLoss, TestOutcome, TestPerson, TestStanding,
        },
    },
    journal::event::{Dnd, Standing},
    sim::scenario::{
        Ambiguous, Answer, Durations, Ending, Fault, Latency, Listing, Loss, Phone, Range,
        RateLimit, Scenario, Script, Span, Talk,
    },
};

/// More requests than a run ever sends to one person: the last outcome serves all further ones.
const REQUESTS: usize = 32;

/// How long a completed call is talked where the test does not say.
const TALK: Span = Span::secs(30);

/// An account on which nothing takes time but the calls, and each number does what its person does.
pub(super) fn scenario<'a>(
    account: &Account,
    people: impl Iterator<Item = (Vec<Number>, &'a TestPerson)>,
) -> Scenario {
    let at_once = Range::secs(0, 0);
    let late = account.timing.answer_timeout.as_secs() + 5;
    Scenario {
        durations: Durations {
            ring: Range::secs(5, 5),
            refusal: Range::secs(2, 2),
            talk: Talk {
                min: TALK,
                mean: TALK,
                max: TALK,
            },
        },
        latency: Latency {
            to: at_once,
            back: at_once,
        },
        rate_limit: RateLimit {
            requests: Some(account.rate_limit),
            ..RateLimit::default()
        },
        listing: Listing {
            lag: at_once,
            ..Listing::default()
        },
        settle: at_once,
        ambiguous: Ambiguous {
            slow_answer: Range::secs(late, late),
            ..Ambiguous::default()
        },
        numbers: people
            .flat_map(|(numbers, person)| scripts(&numbers, person))
            .collect(),
        ..Scenario::default()
    }
}

/// What each number of a person does. The outcomes are told in the order of the calls: after one that failed the
/// next number is called, and after the last number the first again.
fn scripts(numbers: &[Number], person: &TestPerson) -> Vec<(Phone, Script)> {
    let last = person.outcomes.last();
    let outcomes = person.outcomes.iter().chain(last.into_iter().cycle());
    let mut own: Vec<Vec<&TestOutcome>> = numbers.iter().map(|_| Vec::new()).collect();
    let mut at = 0;
    for outcome in outcomes.take(REQUESTS) {
        if let Some(own) = own.get_mut(at) {
            own.push(outcome);
        }
        if outcome.call == Some(TestCall::Ended(Outcome::Failed)) {
            at = (at + 1) % numbers.len().max(1);
        }
    }
    let numbers = numbers.iter().zip(&own);
    numbers
        .map(|(number, own)| (Phone(*number), script(own, person)))
        .collect()
}

fn script(outcomes: &[&TestOutcome], person: &TestPerson) -> Script {
    Script {
        outcomes: outcomes
            .iter()
            .filter_map(|outcome| outcome.call.map(ending))
            .collect(),
        answers: outcomes.iter().map(|outcome| answer(outcome)).collect(),
        whitelist: Some(match person.whitelist {
            TestStanding::Whitelist => Standing::Whitelist,
            TestStanding::Blacklist => Standing::Blacklist,
            TestStanding::Neutral => Standing::Neutral,
            TestStanding::Refused => Standing::Refused("".into()),
        }),
        dnd: Some(match person.dnd {
            TestDnd::Yes => Dnd::Yes,
            TestDnd::No => Dnd::No,
            TestDnd::Unavailable => Dnd::Unavailable,
        }),
    }
}

fn ending(call: TestCall) -> Ending {
    match call {
        TestCall::Ended(outcome) => Ending::Outcome(outcome),
        TestCall::Talk(talk) => Ending::Talk(talk),
        TestCall::Endless => Ending::Endless,
    }
}

fn answer(outcome: &TestOutcome) -> Answer {
    let placed = outcome.call.is_some();
    match outcome.answer {
        TestAnswer::Given => Answer::Ok,
        TestAnswer::Refused => Answer::Refused,
        TestAnswer::Dnd => Answer::Dnd,
        TestAnswer::Lost(loss) => Answer::Fault(Fault {
            loss: self::loss(loss),
            placed,
        }),
    }
}

fn loss(loss: TestLoss) -> Loss {
    match loss {
        TestLoss::Drop => Loss::Drop,
        TestLoss::Slow => Loss::Slow,
        TestLoss::Reset => Loss::Reset,
        TestLoss::Unavailable => Loss::Unavailable,
        TestLoss::Truncated => Loss::Truncated,
        TestLoss::NoSid => Loss::NoSid,
        TestLoss::Html => Loss::Html,
        TestLoss::Redirect => Loss::Redirect,
    }
}
