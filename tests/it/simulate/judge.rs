//! What the provider's ledger says of a history, and what its journals must agree to.

use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

use exodial::{
    campaign::{Number, Outcome},
    clock::Timestamp,
    contacts::ContactId,
    engine::Fate,
    journal::event::{AttemptId, Event, Fact, Rejection, Sid},
    plan::Disposition,
    sim::account::LedgerCall,
};

use super::{
    bars, clocks,
    history::{Campaign, History},
    limits_judge, others,
};

pub(super) type Verdict = Result<(), String>;

/// Holds a history against the three promises.
pub(super) fn judge(history: &History) -> Verdict {
    never_two_at_once(history)?;
    never_over_the_rate(history)?;
    nothing_is_lost(history)?;
    for run in &history.runs {
        never_after_an_answer(history, run)?;
        every_call_was_intended(history, run)?;
        one_final_word_each(history, run)?;
        super::laws::hold(history, run)?;
        limits_judge::judge(history, run)?;
    }
    limits_judge::one_exophone_each(history)?;
    clocks::judge(history)?;
    bars::nobody_on_the_list(history)?;
    bars::nobody_called_before(history)?;
    bars::never_over_a_cap(history)?;
    others::nobody_called_by_others(history)?;
    if history.account().whitelist_posts() > 0 {
        return Err("somebody was sent a message by the whitelist".to_owned());
    }
    Ok(())
}

pub(super) fn check(holds: bool, fault: impl FnOnce() -> String) -> Verdict {
    if holds { Ok(()) } else { Err(fault()) }
}

/// The calls to each person, by the first number.
fn by_person(history: &History) -> BTreeMap<Number, Vec<&LedgerCall>> {
    let mut calls: BTreeMap<Number, Vec<&LedgerCall>> = BTreeMap::new();
    for call in history.ledger() {
        calls
            .entry(history.further.person(call.from))
            .or_default()
            .push(call);
    }
    for calls in calls.values_mut() {
        calls.sort_by_key(|call| call.placed_at);
    }
    calls
}

pub(super) fn claims(run: &Campaign) -> BTreeMap<Sid, AttemptId> {
    let claims = run
        .journal
        .events()
        .iter()
        .filter_map(|event| match &event.fact {
            Fact::Accepted { attempt, sid, .. } => Some((sid.clone(), *attempt)),
            _ => None,
        });
    claims.collect()
}

/// Nobody has a call while an earlier one is going on, whatever campaign placed it and to which number.
fn never_two_at_once(history: &History) -> Verdict {
    for (number, calls) in by_person(history) {
        for pair in calls.windows(2) {
            check(pair[0].ends_at <= pair[1].placed_at, || {
                format!("{number}: two calls at once")
            })?;
        }
    }
    Ok(())
}

/// Within a run nobody who answered is called again.
fn never_after_an_answer(history: &History, run: &Campaign) -> Verdict {
    let claims = claims(run);
    for (number, calls) in by_person(history) {
        let own = calls
            .into_iter()
            .filter(|call| claims.contains_key(&call.sid));
        let own: Vec<_> = own.collect();
        let answered = own
            .iter()
            .position(|call| call.outcome == Outcome::Completed);
        check(answered.is_none_or(|at| at + 1 == own.len()), || {
            format!("{number}: answered and was called again")
        })?;
        let most = usize::from(history.rules.retries.max_attempts);
        let rows = run.people_with(number);
        check(own.len() <= most * rows, || {
            format!("{number}: {} calls", own.len())
        })?;
    }
    Ok(())
}

/// No sixty seconds hold more requests than the account may send, over all processes.
fn never_over_the_rate(history: &History) -> Verdict {
    let most = history.account().most_in_a_window(Duration::from_secs(60));
    let limit = history.rate as usize;
    check(most <= limit, || {
        format!("{most} requests in a window of {limit}")
    })
}

/// Every call stands in exactly one attempt, or its person is said to be unsettled.
fn nothing_is_lost(history: &History) -> Verdict {
    let claims: Vec<_> = history.runs.iter().map(claims).collect();
    for call in history.ledger() {
        let times = claims
            .iter()
            .filter(|claims| claims.contains_key(&call.sid))
            .count();
        check(times <= 1, || format!("{}: claimed by two runs", call.from))?;
        let unsettled = history.runs.iter().any(|run| {
            let words = run.words_of(history.further.person(call.from));
            words.into_iter().any(|word| word == Disposition::Unsettled)
        });
        check(times == 1 || unsettled, || {
            format!("{}: a call was lost", call.from)
        })?;
    }
    Ok(())
}

/// The journal knew of every call before it was placed, and the row says what the ledger says.
fn every_call_was_intended(history: &History, run: &Campaign) -> Verdict {
    let claims = claims(run);
    let mut claimed = BTreeSet::new();
    for call in history.ledger() {
        let Some(attempt) = claims.get(&call.sid) else {
            continue;
        };
        check(claimed.insert(*attempt), || {
            format!("{attempt}: two calls for one intent")
        })?;
        let intent = run.intent(*attempt);
        check(
            intent.is_some_and(|(at, number)| number == call.from && at <= call.placed_at),
            || format!("{}: a call that nobody intended", call.from),
        )?;
    }
    Ok(())
}

fn one_final_word_each(history: &History, run: &Campaign) -> Verdict {
    let tally = run.engine.tally();
    let done: u64 = tally.done.values().sum();
    check(run.engine.is_finished() && done == tally.people, || {
        format!("{done} final words for {} people", tally.people)
    })?;
    let outcomes: BTreeMap<&Sid, Outcome> = history
        .ledger()
        .iter()
        .map(|call| (&call.sid, call.outcome))
        .collect();
    for (contact, fate) in run.fates() {
        let newest = run.newest_call(contact);
        let told = fate.last.as_ref().and_then(|last| last.sid.clone());
        let doubtful = fate.disposition == Disposition::Unsettled;
        check(told == newest || doubtful, || {
            format!("the row tells {told:?}, not {newest:?}")
        })?;
        let never = [
            Disposition::Suppressed,
            Disposition::Duplicate,
            Disposition::NotWhitelisted,
            Disposition::Blacklisted,
            Disposition::OverLimit,
            Disposition::Expired,
        ];
        check(
            fate.calls == 0 || !never.contains(&fate.disposition),
            || format!("{contact:?}: called, and said not to have been"),
        )?;
        let Some(last) = &fate.last else { continue };
        let truth = last.sid.as_ref().and_then(|sid| outcomes.get(sid)).copied();
        check(last.outcome.is_none() || last.outcome == truth, || {
            format!("the row says {:?}, the ledger {truth:?}", last.outcome)
        })?;
        let word = Disposition::Called(truth.unwrap_or(Outcome::Failed));
        check(
            !matches!(fate.disposition, Disposition::Called(_)) || fate.disposition == word,
            || {
                format!(
                    "the row says {}, the ledger {truth:?}",
                    fate.disposition.as_str()
                )
            },
        )?;
    }
    Ok(())
}

impl Campaign {
    pub(super) fn fates(&self) -> impl Iterator<Item = (ContactId, Fate)> {
        let fate = |contact| Some((contact, self.engine.fate(contact)?));
        self.contacts().filter_map(fate)
    }

    /// The sid of the last call that a person is known to have had.
    fn newest_call(&self, contact: ContactId) -> Option<Sid> {
        let calls = self
            .journal
            .events()
            .iter()
            .filter_map(|event| match &event.fact {
                Fact::Accepted { attempt, sid, .. } if attempt.contact == contact => {
                    Some((attempt.number, sid.clone()))
                }
                _ => None,
            });
        calls.max_by_key(|(number, _)| *number).map(|(_, sid)| sid)
    }

    fn words_of(&self, number: Number) -> Vec<Disposition> {
        let rows = self.rows_with(number);
        let fates = rows.filter_map(|contact| self.engine.fate(contact));
        fates.map(|fate| fate.disposition).collect()
    }

    fn people_with(&self, number: Number) -> usize {
        self.rows_with(number).count()
    }

    fn intent(&self, wanted: AttemptId) -> Option<(Timestamp, Number)> {
        self.journal
            .events()
            .iter()
            .find_map(|event| match &event.fact {
                Fact::Intended {
                    attempt, number, ..
                } if *attempt == wanted => Some((event.at, *number)),
                _ => None,
            })
    }
}

/// Attempts that were in doubt.
pub(super) fn doubts(history: &History) -> usize {
    count(history, |fact| matches!(fact, Fact::Ambiguous { .. }))
}

fn count(history: &History, counts: fn(&Fact) -> bool) -> usize {
    let events = history.runs.iter().flat_map(|run| run.journal.events());
    events.filter(|event| counts(&event.fact)).count()
}

/// People who were never called before their campaign ended.
pub(super) fn expired(history: &History) -> u64 {
    let tallies = history.runs.iter().map(|run| run.engine.tally());
    let expired = tallies.map(|tally| tally.done.get(&Disposition::Expired).copied());
    expired.map(Option::unwrap_or_default).sum()
}

/// Retries that time did not allow.
pub(super) fn lapsed(history: &History) -> usize {
    count(history, |fact| matches!(fact, Fact::Lapsed { .. }))
}

/// A step of an attempt: the word for its state, and the word for the fact that met it.
type Step = (&'static str, &'static str);

fn word(fact: &Fact) -> Option<(AttemptId, &'static str)> {
    Some(match fact {
        Fact::Intended { attempt, .. } => (*attempt, "intended"),
        Fact::Accepted { attempt, .. } => (*attempt, "accepted"),
        Fact::Rejected { attempt, why, .. } => (
            *attempt,
            match why {
                Rejection::NotSent => "not sent",
                Rejection::TooMany => "too many",
                Rejection::Dnd => "dnd",
                Rejection::Row => "row",
                Rejection::Account => "account",
            },
        ),
        Fact::Ambiguous { attempt, .. } => (*attempt, "ambiguous"),
        Fact::Ended { attempt, .. } => (*attempt, "ended"),
        Fact::Amended { attempt, .. } => (*attempt, "amended"),
        Fact::Settled { attempt } => (*attempt, "settled"),
        Fact::Unknown { attempt } => (*attempt, "unknown"),
        Fact::PresumedNone { attempt } => (*attempt, "presumed none"),
        Fact::Unconfirmed { attempt } => (*attempt, "unconfirmed"),
        _ => return None,
    })
}

/// Collects the steps that a history took.
pub(super) fn note_steps(history: &History, steps: &mut BTreeSet<Step>) {
    for run in &history.runs {
        let mut states: BTreeMap<AttemptId, &'static str> = BTreeMap::new();
        for Event { fact, .. } in run.journal.events() {
            let Some((attempt, fact)) = word(fact) else {
                continue;
            };
            let state = states.get(&attempt).copied().unwrap_or("nothing");
            steps.insert((state, fact));
            // An ended call stays one while its details change.
            states.insert(attempt, if fact == "amended" { "ended" } else { fact });
        }
    }
}

/// The steps that histories must take. What is found or read after all, after it was given up, is
/// reconciliation's business and has a test of its own.
pub(super) fn every_step() -> BTreeSet<Step> {
    BTreeSet::from([
        ("nothing", "intended"),
        ("intended", "accepted"),
        ("intended", "ambiguous"),
        ("intended", "not sent"),
        ("intended", "too many"),
        ("intended", "dnd"),
        ("intended", "row"),
        ("intended", "account"),
        ("ambiguous", "accepted"),
        ("ambiguous", "unknown"),
        ("ambiguous", "presumed none"),
        ("accepted", "ended"),
        ("accepted", "unconfirmed"),
        ("ended", "amended"),
        ("ended", "settled"),
    ])
}
