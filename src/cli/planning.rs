//! From inputs to a plan: what `plan` shows and `run` carries out.

use std::{collections::BTreeMap, time::Duration};

use super::{engage, exit::Exit, failure::Failure, project::Context, read::Inputs, zones::Zones};
use crate::{
    campaign::{Account, Number},
    clock::Timestamp,
    contacts::{NumberRange, RowFate},
    exotel::{Endpoint, request},
    journal::{event::Realm, past::Past, state::StateFolder},
    plan::{
        self, Plan, PlanInput,
        hash::{RunPosition, policy_text},
        screen,
    },
    report,
};

/// How far back other runs' requests and calls matter: longer than a window and a request's patience.
const LOOK_BACK: Duration = Duration::from_secs(3600);

/// A plan, and what it was made of.
pub(super) struct Planned {
    /// The plan.
    pub(super) plan: Plan,
    /// What other runs of the account mean for this one.
    pub(super) past: Past,
    /// The settings that bear on calls, as text.
    pub(super) policy: String,
    /// When the run would begin.
    pub(super) start: Timestamp,
}

/// Which numbers a run may hold.
pub(super) fn range(realm: Realm) -> NumberRange {
    match realm {
        Realm::Exotel => NumberRange::Real,
        Realm::Loopback | Realm::Simulated => NumberRange::Simulator,
    }
}

/// What the account's other runs mean for a run that goes back to `since`. Runs on simulators may be
/// repeated freely: of each other they know only what could be mistaken for their own.
///
/// # Errors
/// When a journal of the account cannot be trusted.
pub(super) fn past(
    folder: &StateFolder,
    realm: Realm,
    since: Timestamp,
    own: &str,
) -> Result<Past, Failure> {
    // A search of the run's first attempt reaches further back than the run itself.
    let since = since.earlier(LOOK_BACK);
    match realm {
        Realm::Simulated => Ok(Past::new(since)),
        Realm::Exotel => Ok(folder.past(since, own)?),
        Realm::Loopback => Ok(folder.past(since, own)?.unlocked()),
    }
}

/// Makes the plan of a campaign that would begin at `now`, or in virtual time with the next window.
///
/// # Errors
/// When the account's state cannot be read.
pub(super) fn plan(
    context: &Context,
    inputs: &Inputs,
    account: &Account,
    endpoint: &Endpoint,
    realm: Realm,
    folder: &StateFolder,
    now: Timestamp,
) -> Result<Planned, Failure> {
    let policy = &context.project.policy;
    let rules = engage::rules(inputs, account, policy);
    let zones = Zones::of(inputs, &rules);
    let start = match realm {
        Realm::Simulated => zones.opens_at(now),
        Realm::Loopback | Realm::Exotel => now,
    };
    let past = past(folder, realm, now, "")?;
    let held = past.held().map(|(number, run)| (number, run.to_owned()));
    let held: BTreeMap<Number, String> = held.collect();
    let people = inputs
        .contacts
        .rows
        .iter()
        .filter_map(|row| match row.fate {
            RowFate::Callable(number) if !held.contains_key(&number) => Some(number),
            _ => None,
        });
    let called = past.called_of(people);
    let whitelist = inputs.campaign.whitelist;
    let known = |number: Number| {
        let fresh = past.standing(number);
        let standing = fresh.filter(|known| known.is_fresh(start, whitelist.max_age))?;
        let dnd = past
            .dnd(number)
            .filter(|known| known.is_fresh(start, whitelist.max_age));
        Some(screen::judge(
            &whitelist,
            &standing.value,
            dnd.map(|known| known.value),
        ))
    };
    let sid = (realm == Realm::Exotel).then(|| endpoint.sid());
    let plan = plan::build(&PlanInput {
        campaign: &inputs.campaign,
        campaign_file: &inputs.path.display().to_string(),
        campaign_bytes: &inputs.bytes,
        contacts_sha256: &inputs.contacts.sha256,
        rows: &inputs.contacts.rows,
        account,
        account_sid: sid,
        policy,
        realm,
        held: &held,
        called: &called,
        runs: &positions(folder, realm, &inputs.campaign.name.value)?,
        known: &known,
        zones: &zones.hours(),
        end: rules.schedule.end(),
        start: start.max(rules.schedule.start()),
        samples: &inputs.samples,
    });
    let policy = policy_text(account, policy, realm, sid);
    Ok(Planned {
        plan,
        past,
        policy,
        start,
    })
}

/// How far the campaign's runs came: a plan is stale once one of them went on.
fn positions(
    folder: &StateFolder,
    realm: Realm,
    campaign: &str,
) -> Result<Vec<RunPosition>, Failure> {
    if realm != Realm::Exotel {
        return Ok(Vec::new());
    }
    let runs = folder.runs()?.into_iter();
    let own = runs.filter(|summary| {
        let header = summary.header.as_ref();
        header.is_some_and(|(header, _)| &*header.campaign == campaign)
    });
    Ok(own
        .map(|summary| RunPosition {
            run: summary.run.name().to_owned(),
            events: summary.events,
        })
        .collect())
}

/// The plan as text. `command` is what carries it out, where that is another command.
pub(super) fn text(
    planned: &Planned,
    account: &Account,
    endpoint: &Endpoint,
    command: Option<&str>,
) -> String {
    let samples = planned.plan.samples.iter();
    let samples = samples.map(|call| request::connect(endpoint, call).params);
    let samples: Vec<_> = samples.collect();
    report::plan::render(
        &planned.plan,
        &report::plan::Shown {
            offset: account.utc_offset,
            samples: &samples,
            command,
        },
    )
}

/// Refuses a plan without people.
///
/// # Errors
/// Exit 4.
pub(super) fn somebody(planned: &Planned) -> Result<(), Failure> {
    if !planned.plan.people.is_empty() {
        return Ok(());
    }
    let message = format!("nobody of {} rows is left to be called", planned.plan.rows);
    Err(Failure::new(Exit::NothingFound, message).hint("the plan above says why"))
}
