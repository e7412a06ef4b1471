//! What a run had to keep, as its campaign, account and house say it.

use std::{collections::BTreeMap, time::Duration};

use crate::{
    campaign::{
        Account, Ambiguity, CallingHours, Campaign, Number, Policy, RetryPolicy, Schedule, Timing,
        WhitelistPolicy, ZoneId,
    },
    clock::UtcOffset,
    contacts::{ContactId, Row, Zones},
};

/// What a run had to keep.
#[derive(Clone, Debug)]
pub struct Terms {
    /// The rows of its contact file.
    pub rows: Vec<Row>,
    /// Further numbers of its people.
    pub further: BTreeMap<ContactId, Vec<Number>>,
    /// Which outcomes are dialled again, and when.
    pub retries: RetryPolicy,
    /// The pre-pass.
    pub whitelist: WhitelistPolicy,
    /// At most this many calls.
    pub calls_max: Option<u64>,
    /// When the house lets phones ring.
    pub hours: CallingHours,
    /// When the campaign lets them ring, within that.
    pub schedule: Schedule,
    /// The people's zones.
    pub zones: BTreeMap<ContactId, ZoneId>,
    /// How long the phone rings.
    pub ring_timeout: Duration,
    /// When a call is cut.
    pub time_limit: Duration,
    /// What doubts wait for.
    pub timing: Timing,
    /// What becomes of a call that was not found.
    pub ambiguous: Ambiguity,
    /// Requests in any sixty seconds.
    pub rate: u32,
    /// Calls under way at once.
    pub channels: u32,
    /// The offset of the account's dates.
    pub offset: UtcOffset,
    /// What the result file says.
    pub results: Results,
}

/// What the result file says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Results {
    /// There is none that could be compared; the reason is a phrase.
    None(String),
    /// Its rows, in order.
    Rows(Vec<ResultRow>),
}

/// What the result file says of one row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResultRow {
    /// The number, E.164; empty where the row has none.
    pub phone: String,
    /// The final word.
    pub disposition: String,
}

impl Terms {
    /// The terms of a campaign on an account, in the house's calling hours.
    pub fn new(
        campaign: &Campaign,
        account: &Account,
        policy: &Policy,
        (rows, zones, further): (Vec<Row>, &Zones, BTreeMap<ContactId, Vec<Number>>),
        results: Results,
    ) -> Terms {
        Terms {
            rows,
            further,
            retries: campaign.retries.clone(),
            whitelist: campaign.whitelist,
            calls_max: campaign.calls_max,
            hours: policy.calling_hours.clone(),
            schedule: Schedule::new(&campaign.schedule, &policy.calling_hours)
                .with_zones(zones.names()),
            zones: zones.rows().collect(),
            ring_timeout: campaign.call.ring_timeout,
            time_limit: campaign.call.time_limit,
            timing: account.timing,
            ambiguous: account.ambiguous,
            rate: account.rate_limit.saturating_sub(account.reserve),
            channels: campaign
                .pacing
                .in_progress
                .map_or(account.channels, |most| most.min(account.channels)),
            offset: account.utc_offset,
            results,
        }
    }

    /// The zone of a person.
    pub(super) fn zone(&self, contact: ContactId) -> ZoneId {
        self.zones.get(&contact).copied().unwrap_or_default()
    }

    /// The number of a person; nothing for a row that is not to be called.
    pub(super) fn number(&self, contact: ContactId) -> Option<Number> {
        let row = self.rows.get(usize::try_from(contact.0).ok()?)?;
        row.fate.callable()
    }

    /// All numbers of a person, in order; none for a row that is not to be called.
    pub(super) fn numbers(&self, contact: ContactId) -> impl Iterator<Item = Number> {
        let first = self.number(contact);
        let further = self.further.get(&contact).filter(|_| first.is_some());
        first
            .into_iter()
            .chain(further.into_iter().flatten().copied())
    }
}
