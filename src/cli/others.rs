//! What other runs of the account did, as far as a run had to heed it: read from their journals.

use std::collections::BTreeSet;

use super::{find::Found, lists::earlier, numbers::Numbers, project::Context, read::Inputs};
use crate::{
    campaign::{Number, Suppression},
    journal::{event::Realm, file, state::StateError},
    plan::hash::suppressions,
    report::verify::{OtherRun, Others, Settled},
};

/// What the other runs of the account did with these people.
pub(super) fn others(
    context: &Context,
    found: &Found,
    inputs: &Inputs,
    settled: &Settled,
) -> Others {
    let locks = match found.realm {
        Realm::Simulated => {
            return Others::unknown("runs on the embedded simulator know of no other");
        }
        Realm::Loopback => false,
        Realm::Exotel => true,
    };
    let policy = &context.project.policy;
    // The house's entries are told by today's project file, if they are those of the run.
    let house: &[Suppression] = match suppressions(&policy.suppress) == settled.suppress {
        true => &policy.suppress,
        false => &[],
    };
    let campaign = &inputs.campaign;
    let earlier = earlier(house, &campaign.contacts.suppress);
    let mut others = Others::of(&campaign.name.value, earlier, locks);
    let numbers: BTreeSet<Number> = Numbers::of(inputs).all().collect();
    match add_all(&mut others, found, &numbers) {
        Ok(()) => others,
        Err(error) => Others::unknown(&format!("other runs are not compared: {error}")),
    }
}

/// Adds every other run that began; of their calls those to these numbers.
fn add_all(
    others: &mut Others,
    found: &Found,
    numbers: &BTreeSet<Number>,
) -> Result<(), StateError> {
    let runs = found.folder.begun()?.into_iter();
    for run in runs.filter(|run| run.name() != found.run.name()) {
        let mut other = OtherRun::default();
        file::for_each(&run.journal(), |events| other.see(events))?;
        others.add(other, numbers);
    }
    Ok(())
}
