//! Every request that reached the provider.

use std::{collections::BTreeMap, time::Duration};

use super::route::Endpoint;
use crate::{clock::Timestamp, sim::scenario::Fault};

/// What a request asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RequestKind {
    /// `POST Calls/connect`
    Connect,
    /// `GET Calls`
    List,
    /// `GET Calls/<sid>`
    Call,
    /// `GET CustomerWhitelist/<number>`
    Whitelist,
    /// `POST CustomerWhitelist`
    WhitelistPost,
    /// `GET Numbers/<number>`
    Numbers,
    /// `GET Accounts/<sid>`, or its balance
    Account,
    /// Anything else.
    Unknown,
}

impl RequestKind {
    /// Its name in counts.
    pub const fn as_str(self) -> &'static str {
        match self {
            RequestKind::Connect => "connect",
            RequestKind::List => "list",
            RequestKind::Call => "call",
            RequestKind::Whitelist => "whitelist",
            RequestKind::WhitelistPost => "whitelist_post",
            RequestKind::Numbers => "numbers",
            RequestKind::Account => "account",
            RequestKind::Unknown => "unknown",
        }
    }
}

impl From<&Endpoint> for RequestKind {
    fn from(endpoint: &Endpoint) -> RequestKind {
        match endpoint {
            Endpoint::Connect => RequestKind::Connect,
            Endpoint::List => RequestKind::List,
            Endpoint::Call(_) => RequestKind::Call,
            Endpoint::Whitelist(_) => RequestKind::Whitelist,
            Endpoint::WhitelistPost => RequestKind::WhitelistPost,
            Endpoint::Numbers(_) => RequestKind::Numbers,
            Endpoint::Account | Endpoint::Balance => RequestKind::Account,
            Endpoint::Unknown => RequestKind::Unknown,
        }
    }
}

/// One request that reached the provider.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RequestRecord {
    /// When it arrived.
    pub at: Timestamp,
    /// What it asked for.
    pub kind: RequestKind,
    /// The status of its answer; nothing when there was no answer.
    pub status: Option<u16>,
    /// How its answer was lost or damaged, where it was.
    pub fault: Option<Fault>,
}

impl RequestRecord {
    /// Whether the rate limit turned it away.
    pub fn was_too_many(&self) -> bool {
        self.status == Some(429)
    }
}

/// Counts over all requests.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Requests by what they asked for.
    pub kinds: BTreeMap<RequestKind, u64>,
    /// Answers by status; 0 stands for none.
    pub statuses: BTreeMap<u16, u64>,
    /// Lost or damaged answers.
    pub faults: BTreeMap<Fault, u64>,
    /// Parameters that Exotel does not know, by name. It ignores them.
    pub unknown_params: BTreeMap<String, u64>,
}

/// The log of requests.
#[derive(Clone, Debug, Default)]
pub(super) struct Log {
    records: Vec<RequestRecord>,
    unknown_params: BTreeMap<String, u64>,
}

/// Most different names that are counted: the names come from outside.
const NAMES_MAX: usize = 64;

impl Log {
    pub(super) fn records(&self) -> &[RequestRecord] {
        &self.records
    }

    pub(super) fn enter(&mut self, record: RequestRecord) {
        self.records.push(record);
    }

    /// Counts a parameter that Exotel does not know.
    pub(super) fn unknown_param(&mut self, name: &str) {
        let full = self.unknown_params.len() >= NAMES_MAX;
        let name = if full && !self.unknown_params.contains_key(name) {
            "(others)"
        } else {
            name
        };
        *self.unknown_params.entry(name.to_owned()).or_default() += 1;
    }

    /// The most requests, accepted or not, whose arrivals lie less than a window apart.
    pub(super) fn most_in_a_window(&self, window: Duration) -> usize {
        let mut arrivals: Vec<Timestamp> = self.records.iter().map(|record| record.at).collect();
        arrivals.sort_unstable();
        let (mut first, mut most) = (0, 0);
        for (last, at) in arrivals.iter().enumerate() {
            while arrivals
                .get(first)
                .is_some_and(|begin| *at - *begin >= window)
            {
                first += 1;
            }
            most = most.max((last + 1).saturating_sub(first));
        }
        most
    }

    pub(super) fn counts(&self) -> Counts {
        let mut counts = Counts {
            unknown_params: self.unknown_params.clone(),
            ..Counts::default()
        };
        for record in &self.records {
            *counts.kinds.entry(record.kind).or_default() += 1;
            *counts
                .statuses
                .entry(record.status.unwrap_or(0))
                .or_default() += 1;
            if let Some(fault) = record.fault {
                *counts.faults.entry(fault).or_default() += 1;
            }
        }
        counts
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_is_open_at_its_end() {
        let mut log = Log::default();
        for at in [30, 0, 10, 60, 59] {
            log.enter(RequestRecord {
                at: Timestamp::from_secs(at),
                kind: RequestKind::List,
                status: Some(200),
                fault: None,
            });
        }
        let most = |secs| log.most_in_a_window(Duration::from_secs(secs));
        assert_eq!((most(60), most(61), most(1), most(2)), (4, 5, 1, 2));
        assert_eq!(most(0), 0);
        assert_eq!(Log::default().most_in_a_window(Duration::from_secs(60)), 0);
    }
}
