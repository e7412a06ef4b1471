//! Calls that others place on the account, and whether a campaign leaves out whom they called: what a history draws
//! of them, and what the account says.

use std::{collections::BTreeMap, time::Duration};

use exodial::{
    campaign::Number,
    clock::Timestamp,
    engine::Rules,
    journal::event::{Exclusion, Fact, Question, Sid},
    sim::{
        account::LedgerCall,
        prng::{Prng, draw},
        scenario::{Direction, Other, Phone, Range},
    },
};

use super::{
    further::{self, APART},
    history::{Campaign, History},
    judge::{Verdict, check, claims},
    plant::Plant,
};

/// What was read longer ago is read again before anybody is called.
const SERVES_MAX: Duration = Duration::from_secs(12 * 3_600);

/// How far back campaigns look, in one history of four.
pub(super) fn drawn(rules: Rules, seed: u64, plant: Plant) -> Rules {
    let mut prng = draw(seed, &[4]);
    let looks_back = prng.below(4) == 0 && plant != Plant::Deaf;
    let within = Duration::from_secs(60 * (10 + prng.below(3 * 1_440)));
    Rules {
        not_called_within: looks_back.then_some(within),
        ..rules
    }
}

/// Calls of others: a few to people of the campaigns, before and while they run, and many to strangers.
pub(super) fn calls(rules: &Rules, seed: u64) -> Vec<Other> {
    let mut prng = draw(seed, &[5]);
    let Some(within) = rules.not_called_within else {
        return vec![];
    };
    let within = within.as_secs();
    let mut calls = Vec::new();
    for _ in 0..2 + prng.below(12) {
        let number = prng.below(34) + APART * prng.below(2);
        let before = Range::secs(0, within * 2);
        let during = (prng.below(3) == 0).then(|| Range::secs(0, 6 * 3_600));
        calls.push(Other {
            to: Phone(further::number(number)),
            count: 1,
            ago: during.is_none().then_some(before),
            after: during,
            outcome: None,
            direction: direction(&mut prng),
        });
    }
    // Strangers fill pages.
    calls.push(Other {
        to: Phone(further::number(10_000)),
        count: u32::try_from(prng.below(3) * prng.below(160)).expect("a few"),
        ago: Some(Range::secs(0, within)),
        after: None,
        outcome: None,
        direction: Direction::OutboundApi,
    });
    calls
}

fn direction(prng: &mut Prng) -> Direction {
    let all = [
        Direction::OutboundApi,
        Direction::OutboundDial,
        Direction::Inbound,
    ];
    *prng.pick(&all).expect("there are some")
}

/// Nobody is called whom others called within the time, and whoever is left out for that was called so.
pub(super) fn nobody_called_by_others(history: &History) -> Verdict {
    let Some(within) = history.rules.not_called_within else {
        return Ok(());
    };
    for (own, other) in [(0, 1), (1, 0)] {
        let (own, other) = (&history.runs[own], &history.runs[other]);
        let calls = of_others(history, other);
        nobody_is_called_again(history, own, &calls, within)?;
        nobody_is_left_out_for_nothing(history, own, &calls, within)?;
    }
    Ok(())
}

/// The calls that the account made and this other campaign, or nobody here, placed, by the person.
fn of_others<'h>(history: &'h History, other: &Campaign) -> BTreeMap<Number, Vec<&'h LedgerCall>> {
    let theirs = claims(other);
    let placed = history.ledger().iter();
    let placed = placed.filter(|call| theirs.contains_key(&call.sid));
    let called = history.account().others().iter();
    let called = called.filter(|call| call.direction != Direction::Inbound);
    let mut calls: BTreeMap<Number, Vec<&LedgerCall>> = BTreeMap::new();
    for call in called.chain(placed) {
        let person = history.further.person(call.from);
        calls.entry(person).or_default().push(call);
    }
    calls
}

/// What was listed when the run began to look, or when it looked last at the latest, keeps people from being called.
fn nobody_is_called_again(
    history: &History,
    run: &Campaign,
    calls: &BTreeMap<Number, Vec<&LedgerCall>>,
    within: Duration,
) -> Verdict {
    let serves = within.min(SERVES_MAX);
    let mut began = None;
    for event in run.journal.events() {
        match &event.fact {
            Fact::Asked {
                question: Question::Earlier { .. },
                ..
            } => began = began.or(Some(event.at)),
            Fact::Intended { number, .. } => {
                check(began.is_some(), || {
                    format!("{number}: called before anybody looked back")
                })?;
                let began = began.unwrap_or_default();
                let latest = event.at.earlier(serves).max(began);
                let person = history.further.person(*number);
                let bars = |call: &&&LedgerCall| {
                    let first = call.listed_at < began && call.placed_at >= began.earlier(within);
                    let again =
                        call.listed_at < latest && call.placed_at >= event.at.earlier(within);
                    first || again
                };
                let bar = calls.get(&person).and_then(|calls| calls.iter().find(bars));
                check(bar.is_none(), || {
                    format!("{number}: called, and others had called, {bar:?}")
                })?;
            }
            _ => {}
        }
    }
    Ok(())
}

fn nobody_is_left_out_for_nothing(
    history: &History,
    run: &Campaign,
    calls: &BTreeMap<Number, Vec<&LedgerCall>>,
    within: Duration,
) -> Verdict {
    let own = claims(run);
    let skew = history.rules.timing.clock_skew;
    let mut range: Option<(Timestamp, Timestamp)> = None;
    for event in run.journal.events() {
        match &event.fact {
            Fact::Asked {
                question: Question::Earlier { since, .. },
                ..
            } => {
                let (_, begun) = range.unwrap_or((*since, event.at));
                let first = begun.earlier(within + skew + Duration::from_secs(1));
                check(*since >= first, || {
                    format!("{since}: looked back too far from {begun}")
                })?;
                range = Some((first, begun));
            }
            Fact::LookedBack { until } if range.is_some_and(|(_, begun)| *until >= begun) => {
                range = None;
            }
            Fact::Excluded {
                contact,
                why: Exclusion::CalledAtExotel { sid, at, .. },
            } => {
                let first = range.map_or(Timestamp::MAX, |(first, _)| first);
                check(*at >= first, || format!("{at}: before {first}"))?;
                check(!own.contains_key(sid), || {
                    format!("{sid:?}: left out for a call of this run")
                })?;
                let number = run.people().find(|(own, _)| own == contact);
                let (_, number) = number.expect("a row of the run");
                let theirs = calls.get(&number).into_iter().flatten();
                let mut theirs = theirs.filter(|call| call.sid == *sid);
                check(theirs.next().is_some() || is_anybodys(history, sid), || {
                    format!("{number}: left out, and nobody called")
                })?;
            }
            _ => {}
        }
    }
    Ok(())
}

/// Whether a call was placed by one of the campaigns, and none of them found it.
fn is_anybodys(history: &History, sid: &Sid) -> bool {
    let found = history.runs.iter().any(|run| claims(run).contains_key(sid));
    !found && history.ledger().iter().any(|call| call.sid == *sid)
}

/// People who were left out because others had called, and pages of the list that were followed by another.
pub(super) fn met(history: &History) -> (usize, usize) {
    let events = || history.runs.iter().flat_map(|run| run.journal.events());
    let left_out = events().filter(|event| {
        let Fact::Excluded { why, .. } = &event.fact else {
            return false;
        };
        matches!(why, Exclusion::CalledAtExotel { .. })
    });
    let mut end = Timestamp::default();
    let further = events().filter(|event| match &event.fact {
        Fact::Asked {
            question: Question::Earlier { until, .. },
            ..
        } => {
            end = *until;
            false
        }
        Fact::LookedBack { until } => *until < end,
        _ => false,
    });
    let further = further.count();
    (left_out.count(), further)
}
