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
    others::others,
    plan::realm_name,
    project::Context,
    resume::kept,
    written,
};
use crate::{
    clock::UtcOffset,
    contacts::Contacts,
    journal::{
        event::Header,
        file::{self, JournalError},
    },
    plan::hash::sha256_hex,
    report::verify::{Breach, Proof, Terms, Verifier, chain, render::Verified, settled},
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
    let results = written::results(found, header, &inputs)?;
    let attempts = written::attempts(found, header, &inputs)?;
    let today = (account, &context.project.policy);
    let settled = settled(today, &policy).map_err(Failure::refused)?;
    let others = others(context, found, &inputs, &settled);
    let further = inputs.contacts.further();
    let further = further.map(|(contact, further)| (contact, further.to_vec()));
    let further = further.collect();
    let Contacts { rows, zones, .. } = inputs.contacts;
    let (people, written) = ((rows, &zones, further), (results, attempts));
    let campaign = &inputs.campaign;
    Ok(Terms::new(campaign, &settled, people, written, others))
}
