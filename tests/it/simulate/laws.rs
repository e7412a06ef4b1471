//! The checker of `exodial verify` as one more judge: it shares no code with the engine.

use exodial::{
    clock::UtcOffset,
    contacts::{ContactId, Row, RowFate},
    report::verify::{ResultRow, Results, Terms, Verifier},
};

use super::history::{Campaign, History};

/// Holds a run against every law; its rows say what the engine says of them.
pub(super) fn hold(history: &History, run: &Campaign) -> Result<(), String> {
    let terms = terms(history, run);
    let mut verifier = Verifier::new(&terms);
    verifier.see(run.journal.events());
    for proof in verifier.prove() {
        proof
            .verdict
            .map_err(|breach| format!("{}: {}", proof.law, breach.text))?;
    }
    Ok(())
}

fn terms(history: &History, run: &Campaign) -> Terms {
    let rules = history.rules.clone();
    let people = || run.people.iter().copied();
    let row = |(ContactId(at), number)| Row {
        byte: 0,
        line: at + 2,
        fate: RowFate::Callable(number),
    };
    let result = |(contact, number): (_, exodial::campaign::Number)| ResultRow {
        phone: number.e164(),
        disposition: run
            .engine
            .fate(contact)
            .map_or("", |fate| fate.disposition.as_str())
            .to_owned(),
    };
    Terms {
        rows: people().map(row).collect(),
        retries: rules.retries,
        whitelist: rules.whitelist,
        calls_max: rules.calls_max,
        hours: rules.hours,
        ring_timeout: rules.ring_timeout,
        time_limit: rules.time_limit,
        timing: rules.timing,
        ambiguous: rules.ambiguous,
        rate: history.rate,
        channels: rules.channels,
        offset: UtcOffset::IST,
        results: Results::Rows(people().map(result).collect()),
    }
}
