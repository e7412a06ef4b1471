//! Exactly what would happen: who is called, who is not and why, how long it takes. Sends nothing.
//!
//! Pure: [`build`] makes a [`Plan`] of values, [`forecast`] does the arithmetic of time and requests
//! ([`budget`] estimates, [`worst`] bounds, [`fit`] proves, [`joint`] is several campaigns at once), [`hash`] names the
//! plan so that it can be approved, [`screen`]
//! judges the provider's answers.

pub mod budget;
pub mod caps;
pub mod columns;
pub mod cost;
mod crowd;
pub mod disposition;
pub mod excluded;
pub mod fit;
pub mod forecast;
mod further;
pub mod hash;
pub mod hours;
pub mod joint;
mod look_back;
mod queue;
pub mod rehearse;
mod renewals;
pub mod request;
pub mod screen;
pub mod script;
pub mod timetable;
pub mod warning;
pub mod worst;

use std::{collections::BTreeMap, time::Duration};

pub use cost::Cost;
pub use disposition::Disposition;
pub use excluded::Excluded;
pub use fit::{Certain, Fit};
pub use forecast::Forecast;
pub use further::Further;
pub use hash::{Approval, PlanHash};
pub use look_back::LookBack;
pub use request::CallRequest;
pub use script::{RenderFault, Script};
pub use warning::Warning;

use crate::{
    campaign::{
        Account, Campaign, Cluster, Number, Outcome, Policy, Pool, RetryPolicy, WhitelistPolicy,
    },
    clock::Timestamp,
    contacts::{ContactId, Row, RowFate},
    journal::event::{Exclusion, Realm},
};
use caps::CapWaits;
use forecast::{ForecastInput, Known};
use hash::{HashInput, RunPosition};
use hours::Hours;
use screen::Verdict;

/// Rendered requests that a plan shows.
pub const SAMPLES_MAX: usize = 5;

/// What a plan is made of.
#[derive(Clone, Copy)]
pub struct PlanInput<'a> {
    /// The campaign.
    pub campaign: &'a Campaign,
    /// Its file's name as the user knows it.
    pub campaign_file: &'a str,
    /// Its file, byte for byte.
    pub campaign_bytes: &'a [u8],
    /// SHA-256 of the contact file, hexadecimal.
    pub contacts_sha256: &'a str,
    /// The rows of the contact file, in order.
    pub rows: &'a [Row],
    /// The account that calls.
    pub account: &'a Account,
    /// The account's name at Exotel, where it is known.
    pub account_sid: Option<&'a str>,
    /// The rules of the house.
    pub policy: &'a Policy,
    /// Who would answer the requests.
    pub realm: Realm,
    /// Numbers with an open or unsettled attempt of another run, and that run.
    pub held: &'a BTreeMap<Number, String>,
    /// Numbers that a list or the end of an earlier call keeps from being called, and why.
    pub barred: &'a BTreeMap<Number, Exclusion>,
    /// The first moment at which caps let a person be called, once this run has called so often, by the calls of
    /// other runs alone. A person is named by the first number.
    pub capped_until: &'a dyn Fn(Number, u8) -> Timestamp,
    /// Further numbers of the people.
    pub further: Further,
    /// How many of the people to be called were called by earlier runs, by how their last call that ended did.
    pub called: &'a BTreeMap<Option<Outcome>, u64>,
    /// The runs of this campaign so far.
    pub runs: &'a [RunPosition],
    /// The verdict on a number by answers that are still fresh; nothing where nothing is known.
    pub known: &'a dyn Fn(Number) -> Option<Verdict>,
    /// When calls may be placed, for the people of each zone; at least one.
    pub zones: &'a [InZone<'a>],
    /// Which of `zones` the person of a row is in.
    pub zone_of: &'a dyn Fn(ContactId) -> usize,
    /// When the campaign ends; [`Timestamp::MAX`] when never.
    pub end: Timestamp,
    /// When the run would begin.
    pub start: Timestamp,
    /// Rendered requests; those to people who are not called are left out.
    pub samples: &'a [CallRequest],
    /// Rows that may be called, by the flow that their call leads to.
    pub flows: &'a BTreeMap<String, u64>,
}

/// A zone, and when its people may be called.
#[derive(Clone, Copy)]
pub struct InZone<'a> {
    /// The zone's name.
    pub name: &'a str,
    /// When they may be called.
    pub hours: Hours<'a>,
}

/// What would happen.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The campaign's name.
    pub campaign: String,
    /// Its file's name as the user knows it.
    pub campaign_file: String,
    /// The contact files' names in the campaign.
    pub contacts_file: String,
    /// SHA-256 of the contact file, hexadecimal; of several, that of all their hashes.
    pub contacts_sha256: String,
    /// The profile of the account.
    pub account: String,
    /// Which of Exotel's clusters has it, where that is said.
    pub cluster: Option<Cluster>,
    /// Who would answer the requests.
    pub realm: Realm,
    /// Data rows of the contact file.
    pub rows: u64,
    /// People to be called, in the order of their rows, screening still to come for some.
    pub people: Vec<(ContactId, Number)>,
    /// Rows that are not called, by reason. With `people` they are all `rows`.
    pub excluded: BTreeMap<Excluded, u64>,
    /// Every row that is not called and why, in the order of the rows; `excluded` counts them.
    pub left_out: Vec<(ContactId, Excluded)>,
    /// People whose number another run holds, and that run; their rows end as `suppressed`.
    pub held: Vec<(ContactId, String)>,
    /// How many of `people` were called by earlier runs, by how their last call that ended did; nothing
    /// where none is known to have ended. It is told, and changes no call.
    pub called: BTreeMap<Option<Outcome>, u64>,
    /// How many of `people` wait until a cap lets them be called.
    pub capped: u64,
    /// Further numbers of the people.
    pub further: Further,
    /// What is read of the account's own list of calls first, where the campaign asks for that.
    pub look_back: Option<LookBack>,
    /// The pre-pass.
    pub whitelist: WhitelistPolicy,
    /// Further calls.
    pub retries: RetryPolicy,
    /// At most this many calls.
    pub calls_max: Option<u64>,
    /// How many people each ExoPhone calls, in the order of the campaign.
    pub exophones: Vec<(Number, u64)>,
    /// How many rows lead to each flow, whether they are left out for another reason or not.
    pub flows: BTreeMap<String, u64>,
    /// What the calls cost at most, and about; nothing where the campaign names no price.
    pub cost: Option<Cost>,
    /// How long a phone rings at most.
    pub ring_timeout: Duration,
    /// When a call is cut.
    pub time_limit: Duration,
    /// How long it takes.
    pub forecast: Forecast,
    /// Whether it fits before the campaign's end.
    pub fit: Fit,
    /// Zones of the people, by their names.
    pub zones: Vec<String>,
    /// The first requests that would be sent, at most [`SAMPLES_MAX`].
    pub samples: Vec<CallRequest>,
    /// SHA-256 of the settings that bear on calls, hexadecimal; for the journal's header.
    pub policy_sha256: String,
    /// SHA-256 of the campaign file, hexadecimal; for the journal's header.
    pub campaign_sha256: String,
    /// The plan's name.
    pub hash: PlanHash,
    /// What deserves a look.
    pub warnings: Vec<Warning>,
}

impl Plan {
    /// Rows that are not called, by their final word.
    pub fn dispositions(&self) -> BTreeMap<Disposition, u64> {
        let mut words = BTreeMap::new();
        for (why, count) in &self.excluded {
            *words.entry(why.disposition()).or_default() += count;
        }
        words
    }
}

/// Makes the plan. The same input makes the same plan, hash included.
pub fn build(input: &PlanInput<'_>) -> Plan {
    let campaign = input.campaign;
    let (people, left_out, held) = sort_rows(input);
    let mut excluded = BTreeMap::new();
    for (_, why) in &left_out {
        *excluded.entry(why.clone()).or_default() += 1;
    }
    let policy = hash::policy_text(input.account, input.policy, input.realm, input.account_sid);
    let hash = hash_of(input, &held, &policy);
    let retries = input.further.retries(&campaign.retries);
    let crowds = crowd::crowds(input, &people, retries.max_attempts);
    let earlier = crowd::earlier(&crowds);
    let mut course = course(input, known(&people, input.known), &retries);
    course.caps.earlier = &earlier;
    match crowd::shut_out(&crowds, input.start) {
        Some(people) => course.shut_out = people,
        // Nobody is even looked up.
        None => (course.known, course.further) = (Known::default(), 0),
    }
    let forecast = forecast::forecast_in(&course, &crowds);
    let fit = fit::fit(&course, &crowds, &forecast, input.end);
    let capped = crowd::capped(&crowds);
    let called = |request: &&CallRequest| people.iter().any(|(_, number)| *number == request.to);
    Plan {
        campaign: campaign.name.value.clone(),
        campaign_file: input.campaign_file.to_owned(),
        contacts_file: campaign.contacts.names(),
        contacts_sha256: input.contacts_sha256.to_owned(),
        account: input.account.name.clone(),
        cluster: input.account.cluster.as_ref().map(|cluster| cluster.value),
        realm: input.realm,
        rows: input.rows.len() as u64,
        samples: input
            .samples
            .iter()
            .filter(called)
            .take(SAMPLES_MAX)
            .cloned()
            .collect(),
        warnings: warning::warnings(input, &forecast, &fit, &crowds, held.len() as u64),
        exophones: per_exophone(&campaign.call.pool, &people),
        flows: input.flows.clone(),
        cost: cost::cost(campaign, input.account, &forecast),
        zones: crowds.iter().map(|crowd| crowd.name.to_owned()).collect(),
        people,
        excluded,
        left_out,
        held: held
            .into_iter()
            .map(|(contact, _, run)| (contact, run))
            .collect(),
        called: input.called.clone(),
        capped,
        further: input.further,
        look_back: LookBack::of(campaign, input.account),
        whitelist: campaign.whitelist,
        retries: campaign.retries.clone(),
        calls_max: campaign.calls_max,
        ring_timeout: campaign.call.ring_timeout,
        time_limit: campaign.call.time_limit,
        forecast,
        fit,
        policy_sha256: hash::sha256_hex(policy.as_bytes()),
        campaign_sha256: hash::sha256_hex(input.campaign_bytes),
        hash,
    }
}

fn hash_of(input: &PlanInput<'_>, held: &[(ContactId, Number, String)], policy: &str) -> PlanHash {
    let callable = input.rows.iter().filter_map(|row| row.fate.callable());
    let is_barred = |number: &Number| input.barred.contains_key(number);
    let barred: Vec<Number> = callable.filter(is_barred).collect();
    let held: Vec<Number> = held.iter().map(|(_, number, _)| *number).collect();
    PlanHash::of(&HashInput {
        campaign: input.campaign_bytes,
        contacts_sha256: input.contacts_sha256,
        policy,
        runs: input.runs,
        held: &held,
        barred: &barred,
    })
}

fn per_exophone(pool: &Pool, people: &[(ContactId, Number)]) -> Vec<(Number, u64)> {
    let mut counts: BTreeMap<Number, u64> = BTreeMap::new();
    for (_, number) in people {
        *counts.entry(pool.exophone(*number)).or_default() += 1;
    }
    let counted = |exophone| (exophone, counts.get(&exophone).copied().unwrap_or(0));
    pool.iter().map(counted).collect()
}

fn course<'a>(input: &PlanInput<'a>, known: Known, retries: &'a RetryPolicy) -> ForecastInput<'a> {
    let campaign = input.campaign;
    ForecastInput {
        known,
        shut_out: 0,
        whitelist: &campaign.whitelist,
        further: input.further.numbers,
        retries,
        caps: CapWaits {
            caps: &campaign.contacts.caps,
            earlier: &[],
        },
        calls_max: campaign.calls_max,
        ring_timeout: campaign.call.ring_timeout,
        time_limit: campaign.call.time_limit,
        rate_limit: input.account.rate_limit,
        reserve: input.account.reserve,
        channels: campaign
            .pacing
            .in_progress
            .map_or(input.account.channels, |most| {
                most.min(input.account.channels)
            }),
        pacing: &campaign.pacing,
        timing: &input.account.timing,
        start: input.start,
        hours: input.zones.first().map_or(hours::NEVER, |zone| zone.hours),
        zones: 1,
    }
}

type Sorted = (
    Vec<(ContactId, Number)>,
    Vec<(ContactId, Excluded)>,
    Vec<(ContactId, Number, String)>,
);

/// Puts every row into exactly one place.
fn sort_rows(input: &PlanInput<'_>) -> Sorted {
    let mut people = Vec::with_capacity(input.rows.len());
    let mut left_out = Vec::new();
    let mut held = Vec::new();
    for (row, contact) in input.rows.iter().zip((0..).map(ContactId)) {
        let why = match row.fate {
            RowFate::Callable(number) => {
                let barred = input.barred.get(&number).and_then(Excluded::of);
                match (barred, input.held.get(&number)) {
                    (Some(why), _) => why,
                    (None, None) => {
                        people.push((contact, number));
                        continue;
                    }
                    (None, Some(run)) => {
                        held.push((contact, number, run.clone()));
                        Excluded::Held { run: run.clone() }
                    }
                }
            }
            RowFate::Duplicate { .. } => Excluded::Duplicate,
            RowFate::Invalid => Excluded::Invalid,
            RowFate::Filtered => Excluded::Filtered,
            RowFate::Country { region, .. } => Excluded::Country {
                region: String::from_utf8_lossy(&region)
                    .trim_matches(['\0', ' '])
                    .to_owned(),
            },
        };
        left_out.push((contact, why));
    }
    (people, left_out, held)
}

fn known(people: &[(ContactId, Number)], known: &dyn Fn(Number) -> Option<Verdict>) -> Known {
    let mut counts = Known::default();
    for (_, number) in people {
        match known(*number) {
            Some(Verdict::Call) => counts.call += 1,
            Some(Verdict::Skip(_)) => counts.skip += 1,
            Some(Verdict::AskDnd) => counts.ask_dnd += 1,
            // What could not be read is asked for again.
            Some(Verdict::StopRun) | None => counts.ask += 1,
        }
    }
    counts
}
