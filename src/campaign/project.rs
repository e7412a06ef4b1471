//! The project file `exodial.yaml`: what belongs to the account and the house, not to one campaign.

use std::{collections::BTreeMap, time::Duration};

pub use super::decode::project::{levels, read};
use super::suppress::Suppression;
use crate::{
    clock::UtcOffset,
    syntax::{Place, Severity, Spanned},
};

/// A project file, read and checked; or its defaults where there is none.
#[derive(Clone, Debug)]
pub struct Project {
    /// Profiles by name.
    pub accounts: BTreeMap<String, Account>,
    /// What every campaign must honour.
    pub policy: Policy,
    /// What campaigns may name.
    pub allow: Allow,
    /// The state folder, relative to the project root.
    pub state: String,
}

/// One line of `lint.rules` in a project file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LintRule {
    /// The code of the rule, well-formed; it may be no rule.
    pub code: String,
    /// Where the code stands.
    pub place: Place,
    /// How bad its findings are to be, `Some(None)` where they are not shown; nothing where the level is no level.
    pub level: Option<Option<Severity>>,
}

/// One account of Exotel's, as the project file describes it. Secrets are named here, never held.
#[derive(Clone, Debug)]
pub struct Account {
    /// The profile's name.
    pub name: String,
    /// Which of Exotel's clusters has the account.
    pub cluster: Option<Spanned<Cluster>>,
    /// Where the account sid is found.
    pub sid: SecretRef,
    /// Where the API key is found.
    pub key: SecretRef,
    /// Where the API token is found.
    pub token: SecretRef,
    /// A loopback address in place of the cluster: the simulator.
    pub base_url: Option<Spanned<String>>,
    /// The flow's URL with `<sid>` and `<app_id>`, where the account needs another than the default.
    pub flow_url: Option<Spanned<String>>,
    /// All requests of the account in any 60 seconds.
    pub rate_limit: u32,
    /// Of these, left for the rest of the company.
    pub reserve: u32,
    /// Calls under way at once.
    pub channels: u32,
    /// ISO 4217 code of every price.
    pub currency: String,
    /// The offset of every date that the v1 API writes or reads.
    pub utc_offset: UtcOffset,
    /// What the proof of "no call was placed" waits for.
    pub timing: Timing,
    /// What becomes of an attempt that may have placed a call and whose call was not found.
    pub ambiguous: Ambiguity,
}

/// Where a secret or an account's name is found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SecretRef {
    /// An environment variable; when it is unset, the file that `<NAME>_FILE` names.
    Variable(String),
    /// A file; its first line is the value.
    File(String),
    /// Written out. Only an account sid may be.
    Literal(String),
}

/// Exotel's clusters. Source: developer.exotel.com/api, "API endpoint".
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Cluster {
    /// `api.exotel.com`
    Singapore,
    /// `api.in.exotel.com`
    Mumbai,
}

impl Cluster {
    /// Scheme and host of the v1 API.
    pub const fn base_url(self) -> &'static str {
        match self {
            Cluster::Singapore => "https://api.exotel.com",
            Cluster::Mumbai => "https://api.in.exotel.com",
        }
    }
}

/// What becomes of an attempt that may have placed a call and whose call was not found in time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Ambiguity {
    /// The person is never dialled again by this run.
    #[default]
    NeverRedial,
    /// Dialled again once the hold is over and the listing was seen to be current.
    RedialAfterHold,
}

/// What the proof of "no call was placed" waits for, and how patient requests are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Timing {
    /// An intent older than this is not sent any more.
    pub send_deadline: Duration,
    /// Longest wait for a connection.
    pub connect_timeout: Duration,
    /// Longest wait for an answer, from the first byte sent.
    pub answer_timeout: Duration,
    /// How late a request that was written may still become a call.
    pub delivery_lag: Duration,
    /// How late an ended call may appear in the bulk listing.
    pub listing_lag: Duration,
    /// How far the clocks of here and Exotel may differ.
    pub clock_skew: Duration,
    /// How often outstanding calls are read while the rate binds.
    pub poll_every: Duration,
    /// How long an accepted call may stay without a final status.
    pub confirm_for: Duration,
}

impl Default for Timing {
    fn default() -> Timing {
        Timing {
            send_deadline: Duration::from_secs(10),
            connect_timeout: Duration::from_secs(10),
            answer_timeout: Duration::from_secs(60),
            delivery_lag: Duration::from_secs(120),
            listing_lag: Duration::from_secs(15 * 60),
            clock_skew: Duration::from_secs(60),
            poll_every: Duration::from_secs(60),
            confirm_for: Duration::from_secs(24 * 3600),
        }
    }
}

/// What every campaign must honour. A campaign may be stricter, never laxer.
#[derive(Clone, Debug)]
pub struct Policy {
    /// When the phone may ring.
    pub calling_hours: CallingHours,
    /// Most calls to one person in a run, where the house has such a rule.
    pub max_attempts: Option<Spanned<u8>>,
    /// Regions that may be called, where the house has such a rule.
    pub countries: Option<Vec<String>>,
    /// People who are never called, in no campaign. Files are relative to the project file.
    pub suppress: Vec<Suppression>,
}

/// What campaigns may name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Allow {
    /// Hosts of `call.status_callback`.
    pub callback_hosts: Vec<String>,
    /// Hosts of `notify`.
    pub notify_hosts: Vec<String>,
    /// Variables that `notify` may read.
    pub variables: Vec<String>,
    /// Where the key of hashed lists is found.
    pub hmac_key: Option<SecretRef>,
}

/// One daily window of civil time, half-open: `from <= t < to`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct CallingHours {
    /// Minutes after midnight.
    pub from: u16,
    /// Minutes after midnight; 1440 is the end of the day.
    pub to: u16,
    /// IANA name of the zone.
    pub timezone: String,
}

impl Default for CallingHours {
    fn default() -> CallingHours {
        CallingHours {
            from: 9 * 60,
            to: 21 * 60,
            timezone: "Asia/Kolkata".to_owned(),
        }
    }
}
