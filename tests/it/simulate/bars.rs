//! Lists that change while campaigns run, earlier calls that bar others, and caps: what a history draws of them,
//! and what the ledger says.

use std::{collections::BTreeMap, time::Duration};

use exodial::{
    campaign::{Cap, CapScope, EarlierSpec, Number, Outcome},
    clock::Timestamp,
    dispatch::bars::Bars,
    engine::bars::Barred,
    journal::{
        event::{AttemptId, Event, Fact},
        past::Interest,
    },
    sim::prng::Prng,
    syntax::Spanned,
};

use super::{
    further::{self, APART},
    history::{Campaign, History},
    judge::{Verdict, check, claims},
};
use crate::journal::started;

/// The name of the list.
pub(super) const LIST: &str = "do-not-call.csv";

/// A number that is put on the list at a time.
#[derive(Clone, Copy, Debug)]
pub(super) struct Edit {
    at: Timestamp,
    number: Number,
}

/// Who is put on the list, and when: in one history of two, mostly while campaigns run.
pub(super) fn edits(prng: &mut Prng, start: Timestamp) -> Vec<Edit> {
    let count = prng.below(2) * prng.below(12);
    let edit = |_| {
        // Some of them are further numbers of somebody, as far as there are any.
        let number = prng.below(30) + APART * prng.below(2);
        // A few stand there from the beginning.
        let after = prng.below(6) * prng.below(4_800_000);
        Edit {
            at: start + Duration::from_millis(after),
            number: further::number(number),
        }
    };
    (0..count).map(edit).collect()
}

/// Caps, in one history of three.
pub(super) fn caps(prng: &mut Prng) -> Vec<Cap> {
    let minutes = |n: u64| Duration::from_secs(60 * n);
    let scopes = [CapScope::Account, CapScope::Campaign];
    let cap = Cap {
        attempts: 1 + prng.below(3) as u8,
        per: minutes(10 + prng.below(600)),
        scope: scopes[prng.below(2) as usize],
    };
    let wide = Cap {
        attempts: 4,
        per: minutes(1_440),
        scope: CapScope::Account,
    };
    match prng.below(3) {
        0 => vec![cap, wide],
        _ => vec![],
    }
}

/// Which ends of the other campaign's calls bar another one, in one history of three.
pub(super) fn earlier(prng: &mut Prng) -> Vec<EarlierSpec> {
    let outcomes = vec![Outcome::Completed, Outcome::NoAnswer];
    let spec = EarlierSpec {
        campaigns: Spanned::new("wel*".to_owned(), 0..0),
        outcomes,
        within: Duration::from_secs(60 * (1 + prng.below(600))),
    };
    match prng.below(3) {
        0 => vec![spec],
        _ => vec![],
    }
}

/// What a campaign of the history asks of the other one.
pub(super) fn interest(history: &History, seat: usize) -> Interest {
    Interest {
        campaign: format!("welcome-{seat}").into(),
        earlier: history.earlier.clone(),
        caps: history.rules.caps.clone(),
        now: history.world.now,
    }
}

/// The journal of the other campaign, with the name that [`earlier`] covers.
pub(super) fn named(events: &[Event]) -> Vec<Event> {
    [&[started("other")], events].concat()
}

/// The list, as it is at any time.
#[derive(Debug)]
pub(super) struct Register {
    edits: Vec<Edit>,
    /// A careless program looks once.
    once: Option<Option<Timestamp>>,
}

impl Register {
    /// A list that is read whenever it is looked at; `once` plants the fault of reading it at the start alone.
    pub(super) fn new(edits: &[Edit], once: bool) -> Register {
        Register {
            edits: edits.to_vec(),
            once: once.then_some(None),
        }
    }

    /// Takes these numbers off the list: what a program would do that does not look for them.
    pub(super) fn forget(&mut self, which: impl Fn(Number) -> bool) {
        self.edits.retain(|edit| !which(edit.number));
    }
}

impl Bars for Register {
    fn look(&mut self, now: Timestamp) -> Result<Vec<Barred>, String> {
        let now = match &mut self.once {
            Some(first) => *first.get_or_insert(now),
            None => now,
        };
        let (told, left) = self.edits.iter().partition(|edit| edit.at <= now);
        self.edits = left;
        let told: Vec<Edit> = told;
        let barred = told.into_iter().map(|edit| Barred {
            number: edit.number,
            list: LIST.into(),
            line: 2,
        });
        Ok(barred.collect())
    }
}

/// Every intent of a campaign that a call came of or may have come of, by attempt.
fn intents(run: &Campaign) -> BTreeMap<AttemptId, (Timestamp, Number)> {
    let mut intents = BTreeMap::new();
    for event in run.journal.events() {
        match &event.fact {
            Fact::Intended {
                attempt, number, ..
            } => {
                intents.insert(*attempt, (event.at, *number));
            }
            Fact::Rejected { attempt, .. } | Fact::PresumedNone { attempt } => {
                intents.remove(attempt);
            }
            _ => {}
        }
    }
    intents
}

/// Nobody is called after the number was put on the list. A call that was decided on before may come after.
pub(super) fn nobody_on_the_list(history: &History) -> Verdict {
    let lag = history.rules.made_within();
    let person = |number| history.further.person(number);
    for Edit { at, number } in &history.edits {
        for run in &history.runs {
            for event in run.journal.events() {
                let Fact::Intended { number: to, .. } = &event.fact else {
                    continue;
                };
                let is_listed = person(*to) == person(*number);
                check(!is_listed || event.at < *at, || {
                    format!("{number}: a call was decided on after it was on the list")
                })?;
            }
        }
        let late = |call: &&_| {
            let call: &exodial::sim::account::LedgerCall = call;
            person(call.from) == person(*number) && call.placed_at > *at + lag
        };
        check(!history.ledger().iter().any(|call| late(&call)), || {
            format!("{number}: called after it was on the list")
        })?;
    }
    Ok(())
}

/// When the calls of the ledger to each number were decided on, and by which campaign.
fn decided(history: &History) -> BTreeMap<Number, Vec<(Timestamp, usize)>> {
    let mut decided: BTreeMap<Number, Vec<(Timestamp, usize)>> = BTreeMap::new();
    for (which, run) in history.runs.iter().enumerate() {
        let (claims, intents) = (claims(run), intents(run));
        for call in history.ledger() {
            let attempt = claims.get(&call.sid);
            if let Some((at, _)) = attempt.and_then(|attempt| intents.get(attempt)) {
                let person = history.further.person(call.from);
                decided.entry(person).or_default().push((*at, which));
            }
        }
    }
    for calls in decided.values_mut() {
        calls.sort_unstable();
    }
    decided
}

/// No span of a cap's length holds more calls to a number than the cap allows, over both campaigns where it says
/// so.
pub(super) fn never_over_a_cap(history: &History) -> Verdict {
    for (number, calls) in decided(history) {
        for cap in &history.rules.caps {
            for (at, which) in &calls {
                let counts = |(other, of): &&(Timestamp, usize)| {
                    let counted = cap.scope == CapScope::Account || of == which;
                    counted && *other <= *at && *other + cap.per > *at
                };
                let count = calls.iter().filter(counts).count();
                check(count <= usize::from(cap.attempts), || {
                    format!("{number}: {count} calls within {:?}", cap.per)
                })?;
            }
        }
    }
    Ok(())
}

/// Nobody is called whose call of the other campaign ended so shortly before a process began, or while both lived.
pub(super) fn nobody_called_before(history: &History) -> Verdict {
    for (run, other) in [(0, 1), (1, 0)] {
        let (run, other) = (&history.runs[run], &history.runs[other]);
        let ends = ends(history, other);
        let mut began = None;
        for event in run.journal.events() {
            if began.is_none() || event.fact == Fact::Resumed {
                began = Some(event.at);
            }
            let (Fact::Intended { number, .. }, Some(began)) = (&event.fact, began) else {
                continue;
            };
            let person = history.further.person(*number);
            for (ended, known, outcome) in ends.get(&person).into_iter().flatten() {
                let bars = |spec: &EarlierSpec| {
                    let recent = *ended + spec.within > began.max(*known);
                    *known <= event.at && recent && spec.outcomes.contains(outcome)
                };
                check(!history.earlier.iter().any(bars), || {
                    format!("{number}: called though a call had ended as {outcome:?}")
                })?;
            }
        }
    }
    Ok(())
}

type Ends = BTreeMap<Number, Vec<(Timestamp, Timestamp, Outcome)>>;

/// How the calls of a campaign ended: when, when that was known, and how.
fn ends(history: &History, run: &Campaign) -> Ends {
    let intents = intents(run);
    let mut ends = Ends::new();
    for event in run.journal.events() {
        let Fact::Ended {
            attempt,
            outcome,
            details,
        } = &event.fact
        else {
            continue;
        };
        if let Some((_, number)) = intents.get(attempt) {
            let ended = details.ended.unwrap_or(event.at);
            ends.entry(history.further.person(*number))
                .or_default()
                .push((ended, event.at, *outcome));
        }
    }
    ends
}
