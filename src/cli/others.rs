//! What other runs of the account did, as far as a run had to heed it: read from their journals.

use std::collections::BTreeSet;

use super::{find::Found, numbers::Numbers, project::Context, read::Inputs};
use crate::{
    campaign::{Account, Number, Suppression},
    journal::{event::Realm, file, state::StateError},
    plan::hash::policy_text,
    report::verify::{OtherRun, Others, Settled},
};

/// What the other runs of the account did with these people.
pub(super) fn others(
    context: &Context,
    account: &Account,
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
    let today = policy_text(account, policy, found.realm, None);
    let mut today = today
        .lines()
        .filter_map(|line| line.strip_prefix("suppress "));
    let house: &[Suppression] = match today.next() == Some(&settled.suppress) {
        true => &policy.suppress,
        false => &[],
    };
    let entries = house.iter().chain(&inputs.campaign.contacts.suppress);
    let earlier = entries.filter_map(|entry| match entry {
        Suppression::Earlier(earlier) => Some(earlier.clone()),
        Suppression::List(_) => None,
    });
    let name = &inputs.campaign.name.value;
    let mut others = Others::of(name, earlier.collect(), locks);
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
