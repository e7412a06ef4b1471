//! What a run had to keep, as its campaign, account and house say it.

use std::{collections::BTreeMap, time::Duration};

use super::{AttemptRow, Others, Settled, Suppress, Windows};
use crate::{
    campaign::{
        Ambiguity, CallingHours, Campaign, Cap, Limits, Number, Outcome, Pacing, RetryPolicy,
        Timing, WhitelistPolicy, ZoneId,
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
    /// What may bar somebody.
    pub suppress: Suppress,
    /// How often one number may be called.
    pub caps: Vec<Cap>,
    /// What other runs of the account did.
    pub others: Others,
    /// Nobody is called whom the account called in this time before.
    pub not_called_within: Option<Duration>,
    /// At most this many calls.
    pub calls_max: Option<u64>,
    /// The campaign's own rate, and its canary.
    pub pacing: Pacing,
    /// What may be spent, and what stops the run.
    pub limits: Limits,
    /// When the house lets phones ring.
    pub hours: CallingHours,
    /// When the campaign lets them ring, within that.
    pub windows: Windows,
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
    pub results: Table<ResultRow>,
    /// What the file of attempts says.
    pub attempts: Table<AttemptRow>,
}

/// What a file that the run wrote says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Table<T> {
    /// There is none that could be compared; the reason is a phrase.
    None(String),
    /// It is there and is no such table any more; the reason is a phrase.
    Unreadable(String),
    /// Its rows, in order.
    Rows(Vec<T>),
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
    /// The terms of a campaign by the settings of a run; `people` are its rows, their zones and their further numbers, `written` its
    /// results and its attempts, `others` what other runs did.
    pub fn new(
        campaign: &Campaign,
        settled: &Settled,
        (rows, zones, further): (Vec<Row>, &Zones, BTreeMap<ContactId, Vec<Number>>),
        (results, attempts): (Table<ResultRow>, Table<AttemptRow>),
        others: Others,
    ) -> Terms {
        let Settled {
            account,
            hours,
            suppress,
        } = settled;
        let own = campaign.pacing.in_progress;
        Terms {
            rows,
            further,
            retries: campaign.retries.clone(),
            whitelist: campaign.whitelist,
            suppress: Suppress::new(&campaign.contacts.suppress, suppress),
            caps: campaign.contacts.caps.clone(),
            others,
            not_called_within: campaign.contacts.not_called_within,
            calls_max: campaign.calls_max,
            pacing: campaign.pacing.clone(),
            limits: campaign.limits.clone(),
            hours: hours.clone(),
            windows: Windows::new(&campaign.schedule, hours, zones.names()),
            zones: zones.rows().collect(),
            ring_timeout: campaign.call.ring_timeout,
            time_limit: campaign.call.time_limit,
            timing: account.timing,
            ambiguous: account.ambiguous,
            rate: account.rate_limit.saturating_sub(account.reserve),
            channels: own.map_or(account.channels, |most| most.min(account.channels)),
            offset: account.utc_offset,
            results,
            attempts,
        }
    }

    /// How long to wait after so many calls to a person, the last of which ended so; nothing when nobody dials
    /// again. The last delay that is written serves all further calls. `next` says whether there is a next number:
    /// after a call that failed it may be dialled at once, where no delay is written.
    pub(super) fn delay(&self, outcome: Outcome, calls: u8, next: bool) -> Option<Duration> {
        let written = match outcome {
            Outcome::Completed => return None,
            Outcome::Busy => &self.retries.busy,
            Outcome::NoAnswer => &self.retries.no_answer,
            Outcome::Failed => &self.retries.failed,
            Outcome::Canceled => &self.retries.canceled,
        };
        let nth = usize::from(calls.saturating_sub(1));
        let delay = written.get(nth).or(written.last()).copied();
        let at_once = next && outcome == Outcome::Failed;
        let delay = delay.or(at_once.then_some(Duration::ZERO));
        delay.filter(|_| calls < self.retries.max_attempts)
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
