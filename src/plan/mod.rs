//! Exactly what would happen: who is called, who is not and why, how long it takes. Sends nothing.
//!
//! Pure: [`build`] makes a [`Plan`] of values, [`forecast`] does the arithmetic of time and requests
//! ([`budget`] estimates, [`worst`] bounds), [`hash`] names the plan so that it can be approved, [`screen`]
//! judges the provider's answers.

pub mod budget;
pub mod columns;
pub mod disposition;
pub mod forecast;
pub mod hash;
pub mod hours;
pub mod rehearse;
pub mod request;
pub mod screen;
pub mod script;
pub mod worst;

use std::{collections::BTreeMap, time::Duration};

pub use disposition::Disposition;
pub use forecast::Forecast;
pub use hash::{Approval, PlanHash};
pub use request::CallRequest;
pub use script::{RenderFault, Script};

use crate::{
    campaign::{
        Account, Campaign, Cluster, Number, Outcome, Policy, RetryPolicy, When, WhitelistPolicy,
    },
    clock::Timestamp,
    contacts::{ContactId, Row, RowFate},
    journal::event::Realm,
};
use forecast::{ForecastInput, Known};
use hash::{HashInput, RunPosition};
use hours::Hours;
use screen::Verdict;

/// Rendered requests that a plan shows.
pub const SAMPLES_MAX: usize = 5;
/// A pre-pass longer than this is worth a warning.
const LONG_SCREENING: Duration = Duration::from_secs(30 * 60);

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
    /// How many of the people to be called were called by earlier runs, by how their last call that ended did.
    pub called: &'a BTreeMap<Option<Outcome>, u64>,
    /// The runs of this campaign so far.
    pub runs: &'a [RunPosition],
    /// The verdict on a number by answers that are still fresh; nothing where nothing is known.
    pub known: &'a dyn Fn(Number) -> Option<Verdict>,
    /// When calls may be placed.
    pub hours: Hours<'a>,
    /// When the run would begin.
    pub start: Timestamp,
    /// Rendered requests; those to people who are not called are left out.
    pub samples: &'a [CallRequest],
}

/// Why a row is not called, as far as a plan can know.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Excluded {
    /// An earlier or later row holds one of its numbers.
    Duplicate,
    /// An attempt of another run to this number is open or unsettled.
    Held {
        /// That run.
        run: String,
    },
    /// The row cannot be used.
    Invalid,
    /// The campaign's expression leaves the row out.
    Filtered,
    /// The region may not be called.
    Country {
        /// ISO 3166 region, or `001`.
        region: String,
    },
}

impl Excluded {
    /// The row's final word.
    pub const fn disposition(&self) -> Disposition {
        match self {
            Excluded::Duplicate => Disposition::Duplicate,
            Excluded::Held { .. } => Disposition::Suppressed,
            Excluded::Invalid => Disposition::Invalid,
            Excluded::Filtered => Disposition::Filtered,
            Excluded::Country { .. } => Disposition::Country,
        }
    }
}

/// Something that deserves a look before the plan is approved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Warning {
    /// Nobody is left to be called.
    Nobody,
    /// The account's channels allow fewer calls than its rate.
    ChannelsBind,
    /// The look-ups keep the first call waiting for so long.
    LongScreening(Duration),
    /// Look-ups and calls take longer than an answer of the whitelist holds, so that about so many look-ups are
    /// made again before calls.
    Lapsing {
        /// How old an answer may be.
        max_age: Duration,
        /// Look-ups that are made again.
        again: u64,
    },
    /// First calls alone do not fit into the window in which they begin.
    OverNight {
        /// The end of that window.
        closes: Timestamp,
    },
    /// Other runs hold numbers of the contact file.
    Held(u64),
    /// The campaign's limit leaves people uncalled.
    Limited {
        /// People who may be called.
        people: u64,
        /// Calls that may be placed.
        calls: u64,
    },
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
    /// People whose number another run holds, and that run; their rows end as `suppressed`.
    pub held: Vec<(ContactId, String)>,
    /// How many of `people` were called by earlier runs, by how their last call that ended did; nothing
    /// where none is known to have ended. It is told, and changes no call.
    pub called: BTreeMap<Option<Outcome>, u64>,
    /// The pre-pass.
    pub whitelist: WhitelistPolicy,
    /// Further calls.
    pub retries: RetryPolicy,
    /// At most this many calls.
    pub calls_max: Option<u64>,
    /// The ExoPhone that calls.
    pub exophone: Number,
    /// How long a phone rings at most.
    pub ring_timeout: Duration,
    /// When a call is cut.
    pub time_limit: Duration,
    /// How long it takes.
    pub forecast: Forecast,
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
    let (people, excluded, held) = sort_rows(input);
    let held_numbers: Vec<Number> = held.iter().map(|(_, number, _)| *number).collect();
    let policy = hash::policy_text(input.account, input.policy, input.realm, input.account_sid);
    let hash = PlanHash::of(&HashInput {
        campaign: input.campaign_bytes,
        contacts_sha256: input.contacts_sha256,
        policy: &policy,
        runs: input.runs,
        held: &held_numbers,
    });
    let forecast = forecast::forecast(&ForecastInput {
        known: known(&people, input.known),
        whitelist: &campaign.whitelist,
        retries: &campaign.retries,
        calls_max: campaign.calls_max,
        ring_timeout: campaign.call.ring_timeout,
        time_limit: campaign.call.time_limit,
        rate_limit: input.account.rate_limit,
        reserve: input.account.reserve,
        channels: input.account.channels,
        timing: &input.account.timing,
        start: input.start,
        hours: input.hours,
    });
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
        warnings: warnings(input, &forecast, held.len() as u64),
        people,
        excluded,
        held: held
            .into_iter()
            .map(|(contact, _, run)| (contact, run))
            .collect(),
        called: input.called.clone(),
        whitelist: campaign.whitelist,
        retries: campaign.retries.clone(),
        calls_max: campaign.calls_max,
        exophone: campaign.call.exophone.value,
        ring_timeout: campaign.call.ring_timeout,
        time_limit: campaign.call.time_limit,
        forecast,
        policy_sha256: hash::sha256_hex(policy.as_bytes()),
        campaign_sha256: hash::sha256_hex(input.campaign_bytes),
        hash,
    }
}

type Sorted = (
    Vec<(ContactId, Number)>,
    BTreeMap<Excluded, u64>,
    Vec<(ContactId, Number, String)>,
);

/// Puts every row into exactly one place.
fn sort_rows(input: &PlanInput<'_>) -> Sorted {
    let mut people = Vec::with_capacity(input.rows.len());
    let mut excluded = BTreeMap::new();
    let mut held = Vec::new();
    for (row, contact) in input.rows.iter().zip((0..).map(ContactId)) {
        let why = match row.fate {
            RowFate::Callable(number) => match input.held.get(&number) {
                None => {
                    people.push((contact, number));
                    continue;
                }
                Some(run) => {
                    held.push((contact, number, run.clone()));
                    Excluded::Held { run: run.clone() }
                }
            },
            RowFate::Duplicate { .. } => Excluded::Duplicate,
            RowFate::Invalid => Excluded::Invalid,
            RowFate::Filtered => Excluded::Filtered,
            RowFate::Country { region, .. } => Excluded::Country {
                region: String::from_utf8_lossy(&region)
                    .trim_matches(['\0', ' '])
                    .to_owned(),
            },
        };
        *excluded.entry(why).or_default() += 1;
    }
    (people, excluded, held)
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

fn warnings(input: &PlanInput<'_>, forecast: &Forecast, held: u64) -> Vec<Warning> {
    let mut warnings = Vec::new();
    let callable = forecast.known.people() - forecast.known.skip;
    if callable == 0 {
        warnings.push(Warning::Nobody);
    }
    if held > 0 {
        warnings.push(Warning::Held(held));
    }
    if forecast.least.calls < callable {
        let (people, calls) = (callable, forecast.least.calls);
        warnings.push(Warning::Limited { people, calls });
    }
    if forecast.channels_bind && forecast.least.calls > u64::from(forecast.channels) {
        warnings.push(Warning::ChannelsBind);
    }
    let before = input.campaign.whitelist.when == When::Before;
    if before && forecast.most.screening > LONG_SCREENING {
        warnings.push(Warning::LongScreening(forecast.most.screening));
    }
    if before && forecast.most.again > 0 {
        let max_age = input.campaign.whitelist.max_age;
        let again = forecast.most.again;
        warnings.push(Warning::Lapsing { max_age, again });
    }
    let closes = (input.hours.closes_at)(input.hours.next(input.start));
    if forecast.least.calls > 0 && forecast.first_calls_done.most > closes {
        warnings.push(Warning::OverNight { closes });
    }
    warnings
}
