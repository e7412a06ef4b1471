//! A plan's machine form: of a plan that was just made, of a file, or of a run.

use std::{collections::BTreeMap, fs, path::Path};

use super::{
    exit::Exit,
    failure::Failure,
    files::{self, ContactFile},
    find,
    identity::Identity,
    planning::Planned,
    project::Context,
    read::Inputs,
    results::{Recovered, recovered},
};
use crate::{
    campaign::{Account, Number},
    clock::UtcOffset,
    contacts::ContactId,
    journal::event::Realm,
    plan::{
        Disposition, Excluded, Warning,
        screen::{Skip, Verdict},
    },
    report::{
        cautions::sentence,
        outline::{CALL, Caution, FORMAT, Outline, PlannedRow, Times, settings::settings},
        text::masked,
        why::phrases::skipped,
    },
};

/// The word of a row, and why it is not `call`.
type Word = (&'static str, Option<String>);

/// The machine form of a plan.
///
/// # Errors
/// When the contact file cannot be read again.
pub(super) fn of_plan(
    planned: &Planned,
    inputs: &Inputs,
    account: &Account,
    key: &Identity,
) -> Result<Outline, Failure> {
    let plan = &planned.plan;
    let left_out: BTreeMap<ContactId, &Excluded> = plan
        .left_out
        .iter()
        .map(|(contact, why)| (*contact, why))
        .collect();

    let screened = planned.screened(inputs);
    let word = |contact: ContactId, number: Option<Number>| -> Word {
        match (left_out.get(&contact), number) {
            (Some(why), _) => (why.disposition().as_str(), reason(why)),
            (None, Some(_)) => judged(screened.person(inputs.contacts.numbers(contact))),
            (None, None) => (Disposition::Invalid.as_str(), None),
        }
    };
    let people = rows(inputs, &inputs.contact_files, key, &word)?;
    let campaign = String::from_utf8_lossy(&inputs.bytes);
    Ok(Outline {
        format: FORMAT.to_owned(),
        from: planned.start.rfc3339(account.utc_offset),
        campaign: plan.campaign.clone(),
        account: plan.account.clone(),
        realm: word_of(plan.realm).to_owned(),
        hash: plan.hash.to_string(),
        key: key.name(),
        counts: Outline::count(&people),
        forecast: Some(times(planned, account.utc_offset)),
        warnings: cautions(planned, account.utc_offset),
        settings: settings(&campaign, &planned.policy),
        people,
    })
}

fn cautions(planned: &Planned, at: UtcOffset) -> Vec<Caution> {
    let plan = &planned.plan;
    let caution = |warning: &Warning| Caution {
        code: warning.code().map(str::to_owned),
        message: sentence(warning, &plan.forecast, at),
    };
    plan.warnings.iter().map(caution).collect()
}

/// The plan that a file or a run stands for. Both are the project's own, or they cannot be compared.
///
/// # Errors
/// When there is no such file or run, or it is another project's.
pub(super) fn old(context: &Context, named: &str, key: &Identity) -> Result<Outline, Failure> {
    let path = Path::new(named);
    if !path.is_file() {
        return of_run(context, named, key);
    }
    let text = fs::read_to_string(path)
        .map_err(|error| Failure::usage(format!("cannot read {named}: {error}")))?;
    let outline: Outline = serde_json::from_str(&text).map_err(|error| {
        Failure::usage(format!("{named} is no plan of exodial: {error}"))
            .hint("one is written by: exodial plan CAMPAIGN -o plan.json")
    })?;
    if outline.format != FORMAT {
        let message = format!(
            "{named} is of format {}, and this program knows {FORMAT}",
            outline.format
        );
        return Err(Failure::usage(message));
    }
    if outline.key != key.name() {
        let message = format!("{named} was made in another project: its people cannot be compared");
        return Err(Failure::usage(message)
            .hint("numbers are hashed with a key that the project's state folder keeps"));
    }
    Ok(outline)
}

/// What a run was to do. Whom screening left out, it left out.
fn of_run(context: &Context, named: &str, key: &Identity) -> Result<Outline, Failure> {
    let found = find::find(context, named).map_err(|failure| match failure.exit {
        Exit::Usage => failure.hint("or name a file that `plan -o` wrote"),
        _ => failure,
    })?;
    let Recovered {
        header,
        inputs,
        engine,
        ..
    } = recovered(context, &found)?;
    let word = |contact: ContactId, _: Option<Number>| -> Word {
        let Some(row) = inputs.contacts.row(contact) else {
            return (Disposition::Invalid.as_str(), None);
        };
        match (Disposition::of_row(row.fate), engine.fate(contact)) {
            (Some(word), _) => (word.as_str(), None),
            (None, Some(fate)) if fate.calls == 0 && is_left_out(fate.disposition) => {
                (fate.disposition.as_str(), Some(fate.reason))
            }
            (None, _) => (CALL, None),
        }
    };
    let people = rows(
        &inputs,
        &files::kept(&found.run, &inputs.campaign.contacts),
        key,
        &word,
    )?;
    let policy = fs::read_to_string(found.run.policy()).unwrap_or_default();
    let campaign = String::from_utf8_lossy(&inputs.bytes);
    Ok(Outline {
        format: FORMAT.to_owned(),
        from: found.run.name().to_owned(),
        campaign: header.campaign.to_string(),
        account: header.account.to_string(),
        realm: word_of(header.realm).to_owned(),
        hash: header.plan.to_string(),
        key: key.name(),
        counts: Outline::count(&people),
        forecast: None,
        warnings: Vec::new(),
        settings: settings(&campaign, &policy),
        people,
    })
}

/// Whether a word says that nobody was to be called.
const fn is_left_out(word: Disposition) -> bool {
    matches!(
        word,
        Disposition::Suppressed
            | Disposition::Blacklisted
            | Disposition::NotWhitelisted
            | Disposition::Dnd
            | Disposition::Duplicate
    )
}

/// Every row with its word, and the hashes of its number and request.
fn rows(
    inputs: &Inputs,
    files: &[ContactFile],
    key: &Identity,
    word: &dyn Fn(ContactId, Option<Number>) -> Word,
) -> Result<Vec<PlannedRow>, Failure> {
    let contacts = &inputs.contacts;
    let failed = |error| Failure::internal(format!("cannot read the contacts again: {error}"));
    let mut reader = files::rows(files, contacts)?;
    let mut people = Vec::with_capacity(contacts.rows.len());
    for (contact, row) in (0..).map(ContactId).zip(&contacts.rows) {
        let record = reader.at(contact).map_err(failed)?;
        let number = row.fate.number();
        let (word, why) = word(contact, number);
        let called = number.filter(|_| word == CALL);
        let request = called.and_then(|number| inputs.script.request(number, &record).ok());
        let id = contacts.id(contact, &record);
        let further = contacts.fallbacks(contact).iter().filter(|_| word == CALL);
        people.push(PlannedRow {
            row: u64::from(contact.0) + 1,
            id: id.filter(|id| !id.is_empty()).map(masked),
            who: number.map(|number| key.of(&number.e164())),
            further: further.map(|number| key.of(&number.e164())).collect(),
            number: number.map(|number| number.to_string()),
            word: word.to_owned(),
            why,
            custom_field: request
                .as_ref()
                .and_then(|call| call.custom_field.as_deref())
                .map(|text| key.of(text)),
            app_id: request.map(|call| call.app_id),
        });
    }
    Ok(people)
}

/// Why a row is not called, where its word does not say all.
pub(super) fn reason(why: &Excluded) -> Option<String> {
    match why {
        Excluded::Held { run } => Some(format!("held by run {run}")),
        Excluded::Listed { list } => Some(format!("on {list}")),
        Excluded::CalledBefore { run, outcome } => {
            let outcome = outcome.as_str();
            Some(format!("the call of run {run} ended as {outcome}"))
        }
        Excluded::Country { region } => Some(format!("region {region}")),
        Excluded::Duplicate | Excluded::Invalid | Excluded::Filtered => None,
    }
}

/// What a verdict makes of a person.
fn judged(verdict: Option<Verdict>) -> Word {
    match verdict {
        Some(Verdict::Skip(skip)) => (skip_word(skip), Some(skipped(skip).to_owned())),
        Some(Verdict::Call | Verdict::AskDnd | Verdict::StopRun) | None => (CALL, None),
    }
}

/// The word that screening leaves a row with.
pub(super) const fn skip_word(skip: Skip) -> &'static str {
    match skip {
        Skip::Blacklisted => Disposition::Blacklisted.as_str(),
        Skip::Dnd | Skip::DndUnavailable => Disposition::Dnd.as_str(),
        Skip::NotWhitelisted | Skip::Unavailable => Disposition::NotWhitelisted.as_str(),
    }
}

fn times(planned: &Planned, offset: UtcOffset) -> Times {
    let forecast = &planned.plan.forecast;
    let at = |at: crate::clock::Timestamp| at.rfc3339(offset);
    let (first, done) = (forecast.first_call, forecast.first_calls_done);
    Times {
        begins: at(forecast.start),
        first_call: [at(first.least), at(first.most)],
        first_calls_done: [at(done.least), at(done.most)],
        latest_end: at(forecast.worst.end),
        calls: forecast.least.calls,
        lookups: [forecast.least.lookups, forecast.most.lookups],
    }
}

const fn word_of(realm: Realm) -> &'static str {
    match realm {
        Realm::Exotel => "exotel",
        Realm::Loopback => "loopback",
        Realm::Simulated => "simulated",
    }
}
