//! What journals and the provider's ledger say of pace and limits, by another arithmetic than the program's.

use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

use exodial::{
    campaign::{Number, Subject},
    clock::Timestamp,
    journal::event::{AttemptId, Doubt, Event, Fact, Rejection, Stop, Via},
    sim::account::LedgerCall,
};

use super::{
    history::{Campaign, History},
    judge::{Verdict, check, claims},
};

const MINUTE: Duration = Duration::from_secs(60);

pub(super) fn judge(history: &History, run: &Campaign) -> Verdict {
    let story = Story::of(history, run);
    story.the_rate_is_kept(history)?;
    story.channels_are_kept(history)?;
    story.money_and_calls_are_kept(history)?;
    story.the_canary_comes_first(history)?;
    story.outcomes_stop_the_run(history)?;
    story.pauses_are_kept()?;
    story.outages_are_waited_for()
}

/// A run as its journal and the ledger tell it.
struct Story<'h> {
    events: &'h [Event],
    /// The calls of the run, by attempt.
    calls: BTreeMap<AttemptId, &'h LedgerCall>,
}

/// What an attempt came to by a fact: an outcome, or nothing that was called.
fn word(fact: &Fact) -> Option<(AttemptId, Option<Subject>)> {
    Some(match fact {
        Fact::Ended {
            attempt, outcome, ..
        } => (*attempt, Some(Subject::Called(*outcome))),
        Fact::Unknown { attempt } | Fact::Unconfirmed { attempt } => {
            (*attempt, Some(Subject::Unsettled))
        }
        Fact::PresumedNone { attempt } => (*attempt, None),
        Fact::Rejected { attempt, why, .. } => {
            let refused = matches!(why, Rejection::Row | Rejection::Dnd);
            (*attempt, refused.then_some(Subject::Refused))
        }
        _ => return None,
    })
}

impl<'h> Story<'h> {
    fn of(history: &'h History, run: &'h Campaign) -> Story<'h> {
        let by_sid: BTreeMap<_, _> = history
            .ledger()
            .iter()
            .map(|call| (&call.sid, call))
            .collect();
        let claims = claims(run);
        let calls = claims
            .iter()
            .filter_map(|(sid, attempt)| Some((*attempt, *by_sid.get(sid)?)));
        Story {
            events: run.journal.events(),
            calls: calls.collect(),
        }
    }

    fn intents(&self) -> impl Iterator<Item = (usize, Timestamp, AttemptId)> {
        let events = self.events.iter().enumerate();
        events.filter_map(|(index, event)| match &event.fact {
            Fact::Intended { attempt, .. } => Some((index, event.at, *attempt)),
            _ => None,
        })
    }

    /// What attempts came to before an event; those that came to nothing are not called.
    fn words_before(&self, index: usize) -> BTreeMap<AttemptId, Option<Subject>> {
        self.events[..index]
            .iter()
            .filter_map(|event| word(&event.fact))
            .collect()
    }

    fn the_rate_is_kept(&self, history: &History) -> Verdict {
        let Some(limit) = history.rules.pacing.rate else {
            return Ok(());
        };
        let sent: Vec<Timestamp> = self
            .intents()
            .filter(|(_, _, attempt)| !self.was_kept_back(*attempt))
            .map(|(_, at, _)| at)
            .collect();
        for (first, at) in sent.iter().enumerate() {
            let most = sent[first..]
                .iter()
                .take_while(|other| **other < *at + MINUTE)
                .count();
            check(most <= limit as usize, || {
                format!("{most} connect requests in a minute of {limit}")
            })?;
        }
        Ok(())
    }

    fn was_kept_back(&self, wanted: AttemptId) -> bool {
        self.events.iter().any(|event| {
            matches!(&event.fact, Fact::Rejected { attempt, why: Rejection::NotSent, .. } if *attempt == wanted)
        })
    }

    fn channels_are_kept(&self, history: &History) -> Verdict {
        let mut turns: Vec<(Timestamp, i64)> = Vec::new();
        for call in self.calls.values() {
            turns.extend([(call.placed_at, 1), (call.ends_at, -1)]);
        }
        turns.sort_unstable();
        let mut now = 0;
        for (_, turn) in turns {
            now += turn;
            let most = i64::from(history.rules.channels);
            check(now <= most, || {
                format!("{now} calls at once on {most} channels")
            })?;
        }
        Ok(())
    }

    /// At each intent: what the ledger took for calls that were over by then, and the worst case for all others.
    fn money_and_calls_are_kept(&self, history: &History) -> Verdict {
        let rules = &history.rules;
        let most = rules.calls_max.unwrap_or(u64::MAX);
        check(self.calls.len() as u64 <= most, || {
            format!("{} calls, and {most} are allowed", self.calls.len())
        })?;
        let (Some(cost), Some(price)) = (rules.limits.cost, rules.limits.price_per_minute) else {
            return Ok(());
        };
        let minutes = rules.time_limit.as_secs().div_ceil(60);
        let worst = price.parts() * minutes;
        let mut opened = Vec::new();
        for (index, at, attempt) in self.intents() {
            opened.push(attempt);
            let words = self.words_before(index);
            let spent = opened.iter().map(|attempt| match self.calls.get(attempt) {
                Some(call) if call.ends_at <= at => u64::from(call.price) * 10,
                Some(_) => worst,
                None if matches!(words.get(attempt), Some(None | Some(Subject::Refused))) => 0,
                None => worst,
            });
            let spent: u64 = spent.sum();
            check(spent <= cost.parts(), || {
                format!("{spent} may be spent of {}", cost.parts())
            })?;
        }
        Ok(())
    }

    /// The first restart of a run that its outcomes had stopped, or would have had somebody not been quicker.
    fn begun_anew(&self, history: &History) -> Option<usize> {
        let (mut outcomes, mut met) = (Vec::new(), false);
        self.events.iter().position(|event| {
            if let Some((_, Some(outcome))) = word(&event.fact) {
                outcomes.push(outcome);
                met |= self.met(history, &outcomes).is_some();
            }
            met |= is_trip(&event.fact);
            met && event.fact == Fact::Resumed
        })
    }

    /// Until outcomes stop the run, when a probe comes in place of the canary.
    fn the_canary_comes_first(&self, history: &History) -> Verdict {
        let size = history.rules.pacing.canary as usize;
        let begun_anew = self.begun_anew(history);
        let mut opened = Vec::new();
        for (index, _, attempt) in self.intents() {
            let words = self.words_before(index);
            let tripped = begun_anew.is_some_and(|at| at < index);
            let done = words.values().filter(|word| word.is_some()).count();
            if size == 0 || tripped || done >= size {
                return Ok(());
            }
            opened.push(attempt);
            let calls = opened
                .iter()
                .filter(|attempt| words.get(attempt) != Some(&None))
                .count();
            check(calls <= size, || {
                format!("{calls} calls with {done} outcomes of a canary of {size}")
            })?;
        }
        Ok(())
    }

    /// No call is intended while the newest outcomes since the last stop meet a condition.
    fn outcomes_stop_the_run(&self, history: &History) -> Verdict {
        let mut outcomes: Vec<Subject> = Vec::new();
        let (mut stopped, mut met) = (false, None);
        for event in self.events {
            if let Some((_, Some(outcome))) = word(&event.fact) {
                outcomes.push(outcome);
                met = met.or_else(|| self.met(history, &outcomes));
            }
            match &event.fact {
                Fact::Stopped { why } => {
                    stopped = true;
                    if let Stop::Outcomes { condition, .. } = why {
                        met = Some(condition.to_string());
                    }
                }
                Fact::Resumed => {
                    stopped = false;
                    if met.take().is_some() {
                        outcomes.clear();
                    } else if self.met_early(history, &outcomes) {
                        // The end of a trial may have met it just when somebody stopped the run.
                        return Ok(());
                    }
                }
                Fact::Intended { attempt, .. } => {
                    check(!stopped, || format!("{attempt}: after a stop"))?;
                    check(met.is_none(), || format!("{attempt}: though {met:?}"))?;
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// Whether a condition holds of the newest outcomes, also of fewer than it looks back on.
    fn met_early(&self, history: &History, outcomes: &[Subject]) -> bool {
        history.rules.limits.stop_when.iter().any(|condition| {
            let newest = outcomes.iter().rev().take(condition.last as usize);
            let all = newest.clone().count() as u64;
            let some = newest.filter(|word| **word == condition.subject).count();
            condition.bound.holds(some as u64, all)
        })
    }

    fn met(&self, history: &History, outcomes: &[Subject]) -> Option<String> {
        let conditions = history.rules.limits.stop_when.iter();
        conditions
            .filter(|condition| {
                let from = outcomes.len().checked_sub(condition.last as usize);
                from.is_some_and(|from| {
                    let counted = outcomes[from..]
                        .iter()
                        .filter(|word| **word == condition.subject);
                    condition
                        .bound
                        .holds(counted.count() as u64, condition.last.into())
                })
            })
            .map(|condition| condition.to_string())
            .next()
    }

    fn pauses_are_kept(&self) -> Verdict {
        let mut paused = false;
        for event in self.events {
            match &event.fact {
                Fact::Paused { .. } => paused = true,
                Fact::Unpaused { .. } => paused = false,
                Fact::Intended { attempt, .. } => {
                    check(!paused, || format!("{attempt}: in a pause"))?;
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// After five doubts in a row, one request at a time, and none within a minute.
    fn outages_are_waited_for(&self) -> Verdict {
        let (mut doubts, mut fifth) = (0, Timestamp::default());
        let mut open = BTreeSet::new();
        for Event { at, fact } in self.events {
            match fact {
                Fact::Intended { attempt, .. } => {
                    let alone = doubts < 5 || (open.is_empty() && *at >= fifth + MINUTE);
                    check(alone, || format!("{attempt}: in an outage"))?;
                    open.insert(*attempt);
                }
                Fact::Accepted { attempt, via, .. } => {
                    open.remove(attempt);
                    doubts = if *via == Via::Answer { 0 } else { doubts };
                }
                Fact::Rejected { attempt, why, .. } => {
                    open.remove(attempt);
                    let definite = matches!(why, Rejection::Row | Rejection::Dnd);
                    doubts = if definite { 0 } else { doubts };
                }
                Fact::Ambiguous { attempt, why, .. } => {
                    open.remove(attempt);
                    let outage = !matches!(
                        why,
                        Doubt::Crash | Doubt::Redirect | Doubt::Foreign | Doubt::ClaimedSid
                    );
                    doubts += u32::from(outage);
                    fifth = if doubts == 5 && outage { *at } else { fifth };
                }
                _ => {}
            }
        }
        Ok(())
    }
}

fn is_trip(fact: &Fact) -> bool {
    matches!(
        fact,
        Fact::Stopped {
            why: Stop::Outcomes { .. }
        }
    )
}

/// The same person is called from the same ExoPhone, whatever campaign calls.
pub(super) fn one_exophone_each(history: &History) -> Verdict {
    let mut known: BTreeMap<Number, Number> = BTreeMap::new();
    for call in history.ledger() {
        let person = history.further.person(call.from);
        let own = *known.entry(person).or_insert(call.exophone);
        check(own == call.exophone, || {
            format!("{}: called from two ExoPhones", call.from)
        })?;
    }
    Ok(())
}

/// Collects what a history met.
pub(super) fn note(history: &History, met: &mut BTreeSet<&'static str>) {
    for run in &history.runs {
        for event in run.journal.events() {
            match &event.fact {
                Fact::Paused { .. } => drop(met.insert("a pause")),
                Fact::Stopped {
                    why: Stop::Outcomes { .. },
                } => drop(met.insert("a stop by outcomes")),
                _ => {}
            }
        }
        let rules = &history.rules;
        let over = run
            .engine
            .tally()
            .done
            .contains_key(&exodial::plan::Disposition::OverLimit);
        if over && rules.limits.cost.is_some() && rules.calls_max.is_none() {
            met.insert("the end of the money");
        }
        if rules.pacing.canary > 0 && run.engine.trial().is_none() {
            met.insert("the end of a canary");
        }
    }
    let exophones: BTreeSet<Number> = history.ledger().iter().map(|call| call.exophone).collect();
    if exophones.len() > 2 {
        met.insert("a pool");
    }
}

/// What histories must meet.
pub(super) fn everything() -> BTreeSet<&'static str> {
    BTreeSet::from([
        "a pause",
        "a stop by outcomes",
        "the end of the money",
        "the end of a canary",
        "a pool",
    ])
}
