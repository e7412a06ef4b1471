//! From inputs to a plan: what `plan` shows and `run` carries out.

use std::time::Duration;

use super::{
    cautions, company::Company, engage, exit::Exit, failure::Failure, lists, numbers::Numbers,
    project::Context, read::Inputs, screened::Screened, zones::Zones,
};
use crate::{
    campaign::{Account, Cap, Number},
    clock::Timestamp,
    contacts::{NumberRange, hashes::HashKey},
    engine::caps::capped_until,
    exotel::{Endpoint, request},
    journal::{
        event::{Exclusion, OtherCall, Realm},
        past::{Interest, Past},
        run::RunSummary,
        state::StateFolder,
    },
    plan::{
        self, Plan, PlanInput,
        hash::{RunPosition, policy_text},
        hours::NEVER,
        joint::{JointInput, joint},
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
    /// The key of hashed lists, where there are any.
    pub(super) key: Option<HashKey>,
    /// The settings that bear on calls, as text.
    pub(super) policy: String,
    /// When the run would begin.
    pub(super) start: Timestamp,
}

/// The first moment at which another call to a person would be within the caps, after those of other runs.
fn capped_by(caps: &[Cap], past: &Past, numbers: impl Iterator<Item = Number>) -> Timestamp {
    let calls = numbers.flat_map(|number| past.placed(number));
    let calls: Vec<OtherCall> = calls.copied().collect();
    capped_until(caps, [], &calls)
}

impl Planned {
    /// The first moment at which a person of these numbers may be called, by the caps.
    pub(super) fn capped_until(
        &self,
        caps: &[Cap],
        numbers: impl Iterator<Item = Number>,
    ) -> Timestamp {
        capped_by(caps, &self.past, numbers)
    }

    /// What is known of the whitelist when the run would begin.
    pub(super) fn screened<'a>(&'a self, inputs: &'a Inputs) -> Screened<'a> {
        Screened {
            past: &self.past,
            whitelist: &inputs.campaign.whitelist,
            now: self.start,
        }
    }
}

/// Which numbers a run may hold.
pub(super) fn range(realm: Realm) -> NumberRange {
    match realm {
        Realm::Exotel => NumberRange::Real,
        Realm::Loopback | Realm::Simulated => NumberRange::Simulator,
    }
}

/// What the account's other runs mean for campaigns of one process, and these runs, newest first: of each campaign
/// by what it asks for. Leaves the runs `own` out, which go back to `since`. Runs on simulators may be repeated freely:
/// of each other they know only what could be mistaken for their own.
///
/// # Errors
/// When a journal of the account cannot be trusted.
pub(super) fn pasts(
    folder: &StateFolder,
    realm: Realm,
    since: Timestamp,
    own: &[&str],
    interests: impl Iterator<Item = Interest>,
) -> Result<(Vec<Past>, Vec<RunSummary>), Failure> {
    // A search of the run's first attempt reaches further back than the run itself.
    let since = since.earlier(LOOK_BACK);
    let pasts = interests.map(|interest| Past::new(since).minding(interest));
    let mut pasts: Vec<Past> = pasts.collect();
    let runs = match realm {
        Realm::Simulated => Vec::new(),
        Realm::Exotel | Realm::Loopback => folder.past(&mut pasts, own)?,
    };
    if realm == Realm::Loopback {
        return Ok((pasts.into_iter().map(Past::unlocked).collect(), Vec::new()));
    }
    Ok((pasts, runs))
}

/// Makes the plans of campaigns that would begin together at `now`, or in virtual time with the next window. Returns
/// them with the account's runs that are no simulations.
///
/// # Errors
/// When the account's state cannot be read.
pub(super) fn plans(
    context: &Context,
    campaigns: &[Inputs],
    account: &Account,
    endpoint: &Endpoint,
    realm: Realm,
    folder: &StateFolder,
    now: Timestamp,
) -> Result<(Vec<Planned>, Vec<RunSummary>), Failure> {
    let interests = campaigns.iter();
    let interests = interests.map(|inputs| lists::interest(&inputs.campaign, context, now));
    let (pasts, runs) = pasts(folder, realm, now, &[], interests)?;
    let plans = campaigns.iter().zip(pasts);
    let plans = plans.map(|(inputs, past)| {
        let outside = (past, runs.as_slice());
        plan(context, inputs, account, endpoint, realm, outside, now)
    });
    let plans = plans.collect::<Result<Vec<Planned>, Failure>>()?;
    Ok((plans, runs))
}

/// The same for a campaign that would begin alone.
///
/// # Errors
/// When the account's state cannot be read.
pub(super) fn of_one(
    context: &Context,
    inputs: &Inputs,
    account: &Account,
    endpoint: &Endpoint,
    realm: Realm,
    folder: &StateFolder,
    now: Timestamp,
) -> Result<Planned, Failure> {
    let one = std::slice::from_ref(inputs);
    let (plans, _) = plans(context, one, account, endpoint, realm, folder, now)?;
    let plan = plans.into_iter().next();
    plan.ok_or_else(|| Failure::internal("a campaign without a plan"))
}

fn plan(
    context: &Context,
    inputs: &Inputs,
    account: &Account,
    endpoint: &Endpoint,
    realm: Realm,
    (past, runs): (Past, &[RunSummary]),
    now: Timestamp,
) -> Result<Planned, Failure> {
    let policy = &context.project.policy;
    let rules = engage::rules(inputs, account, policy);
    let zones = Zones::of(inputs, &rules);
    let start = match realm {
        Realm::Simulated => zones.opens_at(now),
        Realm::Loopback | Realm::Exotel => now,
    };
    let numbers = Numbers::of(inputs);
    let held = past.held().map(|(number, run)| (number, run.to_owned()));
    let held = numbers.by_person(&held.collect());
    let key = inputs.lists.key(context)?;
    let listed = inputs.lists.exclusions(numbers.all(), key.as_ref());
    let before = called_before(&past, numbers.all(), start).collect();
    let mut barred = numbers.against(&before);
    barred.retain(|number, _| !held.contains_key(number));
    barred.extend(numbers.against(&listed));
    let left = |number: &Number| !held.contains_key(number) && !barred.contains_key(number);
    let called = past.called_of(numbers.firsts().filter(left));
    let caps = &inputs.campaign.contacts.caps;
    let capped_until = |first: Number, calls: u8| {
        // So many of the calls that a cap allows are this run's own.
        let left = caps.iter().filter(|cap| cap.attempts > calls);
        let left = left.map(|cap| Cap {
            attempts: cap.attempts - calls,
            ..*cap
        });
        let left: Vec<Cap> = left.collect();
        capped_by(&left, &past, numbers.of_person(first))
    };
    let screened = Screened {
        past: &past,
        whitelist: &inputs.campaign.whitelist,
        now: start,
    };
    let known = |first: Number| screened.person(numbers.of_person(first));
    let sid = (realm == Realm::Exotel).then(|| endpoint.sid());
    let mut plan = plan::build(&PlanInput {
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
        barred: &barred,
        capped_until: &capped_until,
        further: numbers.further(left),
        called: &called,
        runs: &positions(runs, &inputs.campaign.name.value),
        known: &known,
        zones: &zones.hours(),
        zone_of: &|contact| zones.position(inputs.contacts.zones.of(contact)),
        end: rules.schedule.end(),
        start: start.max(rules.schedule.start()),
        samples: &inputs.rehearsed.samples,
        flows: &inputs.rehearsed.flows,
    });
    plan.warnings.retain(|one| cautions::is_shown(one, context));
    let policy = policy_text(account, policy, realm, sid);
    Ok(Planned {
        plan,
        past,
        key,
        policy,
        start,
    })
}

/// Numbers that the end of an earlier call keeps from being called at `now`.
fn called_before(
    past: &Past,
    numbers: impl Iterator<Item = Number>,
    now: Timestamp,
) -> impl Iterator<Item = (Number, Exclusion)> {
    numbers.filter_map(move |number| {
        let (run, outcome) = past.bars(number, now)?;
        let run = run.into();
        Some((number, Exclusion::CalledBefore { run, outcome }))
    })
}

/// How far the campaign's runs came: a plan is stale once one of them went on.
fn positions(runs: &[RunSummary], campaign: &str) -> Vec<RunPosition> {
    let own = runs.iter().filter(|summary| {
        let header = summary.header.as_ref();
        header.is_some_and(|(header, _)| &*header.campaign == campaign)
    });
    let position = |summary: &RunSummary| RunPosition {
        run: summary.run.name().to_owned(),
        events: summary.events,
    };
    own.map(position).collect()
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

/// The plans of all campaigns as text, and under several of them what they come to together.
pub(super) fn texts(
    company: &Company,
    plans: &[Planned],
    account: &Account,
    endpoint: &Endpoint,
    command: Option<&str>,
) -> String {
    if let [planned] = plans {
        return text(planned, account, endpoint, command);
    }
    let policy = &company.context.project.policy;
    let rules = company.inputs.iter();
    let rules: Vec<_> = rules
        .map(|inputs| engage::rules(inputs, account, policy))
        .collect();
    let zones = company.inputs.iter().zip(&rules);
    let zones: Vec<_> = zones
        .map(|(inputs, rules)| Zones::of(inputs, rules))
        .collect();
    let campaigns = company.inputs.iter().zip(plans).zip(&zones);
    let campaigns: Vec<_> = campaigns
        .map(|((inputs, planned), zones)| JointInput {
            plan: &planned.plan,
            share: inputs.campaign.share,
            hours: zones.hours().first().map_or(NEVER, |zone| zone.hours),
        })
        .collect();
    let command = command.map(|command| {
        let hashes = plans.iter();
        let hashes = hashes.map(|planned| format!(" --approve {}", planned.plan.hash));
        format!("{command}{}", hashes.collect::<String>())
    });
    let each = plans.iter();
    let each = each.map(|planned| text(planned, account, endpoint, None) + "\n");
    let joint = report::joint::render(&joint(&campaigns), account.utc_offset, command.as_deref());
    each.collect::<String>() + &joint
}

/// Refuses a plan without people.
///
/// # Errors
/// Exit 4.
pub(super) fn somebody(planned: &Planned) -> Result<(), Failure> {
    if !planned.plan.people.is_empty() {
        return Ok(());
    }
    let Plan { rows, campaign, .. } = &planned.plan;
    let message = format!("nobody of {rows} rows is left to be called for {campaign}");
    Err(Failure::new(Exit::NothingFound, message).hint("the plan above says why"))
}
