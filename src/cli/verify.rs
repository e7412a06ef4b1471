//! `exodial verify`: prove from its journal that a run kept the laws. Sends nothing and changes nothing.

use std::{
    fs::{self, File},
    io::{BufReader, Read as _},
    path::Path,
};

use super::{
    App,
    args::{Format, VerifyArgs},
    engage::own,
    exit::Exit,
    failure::Failure,
    find::{self, Found},
    outcome::results_path,
    plan::realm_name,
    project::Context,
    read::Inputs,
    resume::kept,
};
use crate::{
    campaign::is_sheet,
    clock::UtcOffset,
    contacts::{Contacts, TextForm},
    journal::{
        event::Header,
        file::{self, JournalError},
    },
    plan::hash::sha256_hex,
    report::verify::{
        Breach, Proof, ResultRow, Results, Terms, Verifier, chain, render::Verified, settled,
    },
};

/// Holds a run against every law.
///
/// # Errors
/// When there is no such run, or it cannot be said what it had to keep.
pub(super) fn verify(app: &App, args: &VerifyArgs) -> Result<Exit, Failure> {
    let context = app.context(Path::new("."))?;
    let found = find::find(&context, &args.run.run)?;
    let journal = found.run.journal();
    let chain = chain(&journal)?;
    let (facts, proofs, offset) = match file::read_header(&journal) {
        Ok((header, _)) => {
            own(&header, &found.run)?;
            let terms = terms(&context, &found, &header)?;
            let mut verifier = Verifier::new(&terms);
            let read = file::for_each(&journal, |events| verifier.see(events));
            let facts = verifier.events();
            let mut proofs = vec![whole(chain, read)?];
            proofs.extend(verifier.prove());
            (facts, proofs, terms.offset)
        }
        Err(error) => (0, vec![whole(chain, Err(error))?], UtcOffset::UTC),
    };
    let verified = Verified {
        run: found.run.name(),
        realm: realm_name(found.realm),
        facts,
        offset,
        proofs: &proofs,
    };
    match args.format {
        Format::Text => app.data(&verified.text())?,
        Format::Json => app.data(&format!("{:#}\n", verified.json()))?,
    }
    Ok(match verified.holds() {
        true => Exit::Ok,
        false => Exit::Findings,
    })
}

/// What the bytes of the journal are, by a reader that is not the one of the runs.
fn chain(path: &Path) -> Result<Result<chain::Whole, String>, Failure> {
    let followed = File::open(path).and_then(|file| {
        let length = file.metadata()?.len();
        chain::follow(BufReader::new(file.take(length)))
    });
    followed.map_err(|error| Failure::internal(format!("cannot read {}: {error}", path.display())))
}

/// The law about the bytes: both readers say the same.
fn whole(
    chain: Result<chain::Whole, String>,
    read: Result<(), JournalError>,
) -> Result<Proof, Failure> {
    let verdict = match (chain, read) {
        (Err(text), _) => Err(text),
        (Ok(_), Err(error)) => match error.fault() {
            Some(fault) => Err(fault.to_string()),
            None => return Err(error.into()),
        },
        (Ok(chain::Whole { records, rest }), Ok(())) => {
            let records = crate::report::text::counted(records, "record", "records");
            let torn = match rest {
                0 => String::new(),
                rest => {
                    format!("; {rest} bytes of a write that a crash tore, which nobody acted on")
                }
            };
            Ok(format!(
                "{records}, each whole and linked to the one before{torn}"
            ))
        }
    };
    Ok(Proof {
        law: "chain",
        verdict: verdict.map_err(|text| Breach { at: None, text }),
    })
}

/// What the run had to keep, by its own copies of what it was made of.
fn terms(context: &Context, found: &Found, header: &Header) -> Result<Terms, Failure> {
    let inputs = kept(context, found, header)?;
    let account = context.account(&found.account)?;
    let path = found.run.policy();
    let policy = fs::read_to_string(&path);
    let policy = policy
        .map_err(|error| Failure::internal(format!("cannot read {}: {error}", path.display())))?;
    if sha256_hex(policy.as_bytes()) != *header.policy_sha256 {
        let message = format!(
            "{} is not the copy that the run was made of",
            path.display()
        );
        return Err(Failure::refused(message).hint("put the copy back"));
    }
    let results = results(found, header, &inputs)?;
    let further = inputs.contacts.further();
    let further = further.map(|(contact, further)| (contact, further.to_vec()));
    let further = further.collect();
    let Contacts { rows, zones, .. } = inputs.contacts;
    let today = (account, &context.project.policy);
    let (account, house) = settled(today, &policy).map_err(Failure::refused)?;
    let people = (rows, &zones, further);
    Ok(Terms::new(
        &inputs.campaign,
        &account,
        &house,
        people,
        results,
    ))
}

/// The rows of the result file, where there is one that is still the run's.
fn results(found: &Found, header: &Header, inputs: &Inputs) -> Result<Results, Failure> {
    let none = |why: &str| Ok(Results::None(why.to_owned()));
    let run = &found.run;
    if !run.summary_file().exists() {
        return none("no results are written yet");
    }
    let path = results_path(header, run, inputs);
    if path != run.results(false) && path != run.results(true) && !is_newest(found, header)? {
        return none("a later run of the campaign writes the same result file");
    }
    let Ok(file) = File::open(&path) else {
        return none("its result file is not there any more");
    };
    let [part] = &*inputs.contacts.parts else {
        return none("results of several contact files are not compared");
    };
    let is_text = matches!(part.form, Some(TextForm::Utf8 { .. }));
    if is_sheet(&path.to_string_lossy()) || !is_text {
        return none("only results that are CSV in UTF-8 are compared");
    }
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(part.delimiter)
        .flexible(true)
        .from_reader(file);
    // The results stand behind the columns of the input: number, word and so on.
    let phone = inputs.contacts.header.names().len();
    let mut rows = Vec::new();
    for record in reader.byte_records() {
        let record = record.map_err(|error| {
            Failure::internal(format!("cannot read {}: {error}", path.display()))
        })?;
        let cell = |at: usize| String::from_utf8_lossy(record.get(at).unwrap_or_default());
        rows.push(ResultRow {
            phone: cell(phone).into_owned(),
            disposition: cell(phone + 1).into_owned(),
        });
    }
    Ok(Results::Rows(rows))
}

/// Whether no later run of the campaign has begun.
fn is_newest(found: &Found, header: &Header) -> Result<bool, Failure> {
    let of_campaign = found.folder.runs()?.into_iter().find(|summary| {
        let other = summary.header.as_ref();
        other.is_some_and(|(other, _)| other.campaign == header.campaign)
    });
    Ok(of_campaign.is_none_or(|newest| newest.run == found.run))
}
