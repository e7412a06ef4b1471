//! The checker of `exodial verify` as one more judge: it shares no decision with the engine.

use std::time::Duration;

use exodial::{
    campaign::{ListForm, ListSpec, Suppression},
    clock::{Timestamp, UtcOffset},
    contacts::{ContactId, Row, RowFate},
    dispatch::watch::{Seen, Watch},
    engine::{attempt::Attempt, effect::Input},
    journal::event::{AttemptId, Event, Fact},
    report::{
        attempts::state,
        verify::{
            AttemptRow, OtherRun, Others, Proof, ResultRow, Suppress, Table, Terms, Verifier,
            Windows,
        },
    },
    syntax::Spanned,
};

use super::history::{Campaign, History};

/// Looks on while a process lives: an engine that says why nobody is dialled dials nobody, now and until then.
#[derive(Default)]
pub(super) struct Onlooker {
    looks: u64,
}

/// How many looks apart an engine is tried.
const APART: u64 = 64;

impl Watch for Onlooker {
    fn saw(&mut self, now: Timestamp, seen: &Seen<'_>, _: &[Event], _: u32) {
        self.looks += 1;
        let Some(idle) = seen
            .engine
            .idle(now, seen.beside)
            .filter(|_| self.looks.is_multiple_of(APART))
        else {
            return;
        };
        let until = idle.until.unwrap_or(now);
        assert!(
            idle.until.is_none_or(|until| until > now),
            "{idle:?} at {now}"
        );
        for at in [now, until.earlier(Duration::from_millis(1)).max(now)] {
            let mut tried = seen.engine.clone();
            let facts = tried.decide_beside(at, &Input::Permitted(1_000), seen.beside);
            let facts = facts.expect("a permit is legal");
            let dials = |event: &Event| matches!(event.fact, Fact::Intended { .. });
            assert!(
                !facts.iter().any(dials),
                "{idle:?} at {now}, and yet somebody is dialled"
            );
        }
    }
}

/// Holds a run against every law; its rows say what the engine says of them.
pub(super) fn hold(history: &History, run: &Campaign) -> Result<(), String> {
    match proofs(history, run).into_iter().find_map(broken) {
        Some((law, text)) => Err(format!("{law}: {text}")),
        None => Ok(()),
    }
}

/// Whether one of the runs broke a law.
pub(super) fn breaks(history: &History, law: &str) -> bool {
    let mut proofs = history.runs.iter().flat_map(|run| proofs(history, run));
    proofs.any(|proof| proof.law == law && proof.verdict.is_err())
}

fn broken(proof: Proof) -> Option<(&'static str, String)> {
    let breach = proof.verdict.err()?;
    Some((proof.law, breach.text))
}

fn proofs(history: &History, run: &Campaign) -> Vec<Proof> {
    let terms = terms(history, run);
    let mut verifier = Verifier::new(&terms);
    verifier.see(run.journal.events());
    verifier.prove()
}

fn terms(history: &History, run: &Campaign) -> Terms {
    let rules = history.rules.clone();
    let people = || run.people.iter().copied();
    let row = |(ContactId(at), number)| Row {
        byte: 0,
        line: at + 2,
        fate: RowFate::Callable(number),
    };
    let result = |(contact, _)| {
        let fate = run.engine.fate(contact).expect("everybody has one");
        ResultRow {
            phone: fate.number.e164(),
            disposition: fate.disposition.as_str().to_owned(),
        }
    };
    let times = &history.times;
    Terms {
        rows: people().map(row).collect(),
        further: history
            .further
            .of(&run.people)
            .map(|(contact, further)| (contact, further.to_vec()))
            .collect(),
        retries: rules.retries,
        whitelist: rules.whitelist,
        suppress: Suppress::new(&suppress(history), ""),
        caps: rules.caps,
        others: others(history, run),
        not_called_within: rules.not_called_within,
        calls_max: rules.calls_max,
        pacing: rules.pacing,
        limits: rules.limits,
        hours: times.hours.clone(),
        windows: Windows::new(&times.spec, &times.hours, times.zones.iter().copied()),
        zones: people()
            .map(|(contact, _)| (contact, times.zone_of(contact)))
            .collect(),
        ring_timeout: rules.ring_timeout,
        time_limit: rules.time_limit,
        timing: rules.timing,
        ambiguous: rules.ambiguous,
        rate: history.rate,
        channels: rules.channels,
        offset: UtcOffset::IST,
        results: Table::Rows(people().map(result).collect()),
        attempts: Table::Rows(run.engine.attempts().map(attempt).collect()),
    }
}

/// What the other campaign did, as its journal tells it.
fn others(history: &History, run: &Campaign) -> Others {
    let seat = history.runs.iter().position(|own| std::ptr::eq(own, run));
    let name = format!("welcome-{}", seat.expect("it is one of them"));
    let mut others = Others::of(&name, history.earlier.clone(), true);
    let numbers = run.people().map(|(_, number)| number);
    let further = history.further.of(&run.people);
    let further = further.flat_map(|(_, further)| further.iter().copied());
    let numbers = numbers.chain(further).collect();
    for other in history
        .runs
        .iter()
        .filter(|other| !std::ptr::eq(*other, run))
    {
        let mut told = OtherRun::default();
        told.see(&super::bars::named(other.journal.events()));
        others.add(told, &numbers);
    }
    others
}

/// The list of the history, and the ends of calls that bar another one.
fn suppress(history: &History) -> Vec<Suppression> {
    let named = |text: &str| Spanned::new(text.to_owned(), 0..0);
    let list = Suppression::List(ListSpec {
        file: named(super::bars::LIST),
        column: named("number"),
        form: ListForm::Numbers,
    });
    let earlier = history.earlier.iter().cloned().map(Suppression::Earlier);
    [list].into_iter().chain(earlier).collect()
}

/// What the file of attempts would say.
fn attempt((id, attempt): (AttemptId, &Attempt)) -> AttemptRow {
    let outcome = match attempt {
        Attempt::Ended(ended) => ended.outcome.as_str(),
        _ => "",
    };
    AttemptRow {
        row: (id.contact.0 + 1).to_string(),
        attempt: id.number.to_string(),
        phone: attempt.intent().number.e164(),
        asked_at: attempt.intent().at.rfc3339(UtcOffset::IST),
        state: state(attempt).to_owned(),
        outcome: outcome.to_owned(),
        call_sid: attempt.sid().map_or("", |sid| sid.as_str()).to_owned(),
    }
}
