//! The name of a plan: what was approved is what is run, or nothing is.

use std::{
    fmt,
    fmt::Write as _,
    io::{self, BufRead as _, BufReader, Read},
    str::FromStr,
};

use sha2::{Digest, Sha256};

use crate::{
    campaign::{Account, Ambiguity, ListSpec, Number, Policy, Suppression, project::SecretRef},
    journal::event::Realm,
};

/// The version of what a plan means. Raised when the same inputs lead to other calls than before, so
/// that nobody runs what another version of the program showed.
pub const PLAN_VERSION: u32 = 1;

/// Hexadecimal digits shown of a plan's hash.
const SHOWN: usize = 12;
/// Fewest digits by which a plan may be approved.
const FEWEST: usize = 6;

/// SHA-256 of some bytes, hexadecimal in lower case.
pub fn sha256_hex(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// SHA-256 of all that a reader has, hexadecimal in lower case. Keeps none of it.
///
/// # Errors
/// As reading.
pub fn sha256_of(from: impl Read) -> io::Result<String> {
    let mut from = BufReader::with_capacity(1 << 16, from);
    let mut hash = Sha256::new();
    loop {
        let bytes = match from.fill_buf() {
            Ok([]) => return Ok(hex(&hash.finalize())),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            bytes => bytes?,
        };
        hash.update(bytes);
        let read = bytes.len();
        from.consume(read);
    }
}

fn hex(hash: &[u8]) -> String {
    hash.iter()
        .fold(String::with_capacity(64), |mut hex, byte| {
            // Writing to a string cannot fail.
            let _ = write!(hex, "{byte:02x}");
            hex
        })
}

/// A run of the same campaign, as far as its journal goes.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct RunPosition {
    /// The run's name.
    pub run: String,
    /// Events in its journal.
    pub events: u64,
}

/// Everything that a plan is made of.
#[derive(Clone, Copy, Debug)]
pub struct HashInput<'a> {
    /// The campaign file, byte for byte.
    pub campaign: &'a [u8],
    /// SHA-256 of the contact file, hexadecimal.
    pub contacts_sha256: &'a str,
    /// The settings of account and house: [`policy_text`].
    pub policy: &'a str,
    /// The runs of this campaign so far, in any order.
    pub runs: &'a [RunPosition],
    /// Numbers of the contact file that other runs hold, in any order.
    pub held: &'a [Number],
    /// Numbers of the contact file that lists and earlier calls keep from being called, in any order.
    pub barred: &'a [Number],
}

/// The hash of a plan.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct PlanHash(String);

impl PlanHash {
    /// Works it out. The order of runs and numbers does not matter.
    pub fn of(input: &HashInput<'_>) -> PlanHash {
        let mut runs = input.runs.to_vec();
        runs.sort_unstable();
        let digits = |numbers: &[Number]| {
            let mut digits: Vec<u64> = numbers.iter().map(|number| number.digits()).collect();
            digits.sort_unstable();
            digits
        };
        let campaign = sha256_hex(input.campaign);
        let policy = sha256_hex(input.policy.as_bytes());
        let contacts = input.contacts_sha256;
        let mut text = format!(
            "plan {PLAN_VERSION}\ncampaign {campaign}\ncontacts {contacts}\npolicy {policy}\n"
        );
        for RunPosition { run, events } in runs {
            let _ = writeln!(text, "run {run} {events}");
        }
        for digits in digits(input.held) {
            let _ = writeln!(text, "held {digits}");
        }
        for digits in digits(input.barred) {
            let _ = writeln!(text, "barred {digits}");
        }
        PlanHash(sha256_hex(text.as_bytes())[..SHOWN].to_owned())
    }

    /// Whether an approval names this plan.
    pub fn is_named_by(&self, approval: &Approval) -> bool {
        self.0.starts_with(&approval.0)
    }

    /// The digits that are shown.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for PlanHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A plan's hash or the beginning of it, as somebody typed it: 6 to 12 hexadecimal digits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Approval(String);

impl FromStr for Approval {
    type Err = ApprovalFault;
    fn from_str(text: &str) -> Result<Approval, ApprovalFault> {
        let fits = (FEWEST..=SHOWN).contains(&text.len());
        if fits && text.bytes().all(|b| b.is_ascii_hexdigit()) {
            Ok(Approval(text.to_ascii_lowercase()))
        } else {
            Err(ApprovalFault)
        }
    }
}

impl fmt::Display for Approval {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The text is no plan's hash.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a plan is named by the 6 to 12 hexadecimal digits that `exodial plan` shows")]
pub struct ApprovalFault;

/// The settings of account and house that bear on calls, one `key value` a line, in a fixed order.
///
/// `sid` is the account's name at Exotel where it is known: the same profile may name another account
/// elsewhere. Secrets are not in it.
pub fn policy_text(account: &Account, policy: &Policy, realm: Realm, sid: Option<&str>) -> String {
    let quoted = |text: &str| format!("{text:?}"); // no line end within a line
    let optional = |text: Option<&str>| text.map_or("-".to_owned(), quoted);
    let timing = &account.timing;
    let hours = &policy.calling_hours;
    let lines = [
        ("realm", format!("{realm:?}")),
        ("account", quoted(&account.name)),
        ("sid", sid.map_or_else(|| secret_ref(&account.sid), quoted)),
        (
            "cluster",
            optional(account.cluster.as_ref().map(|c| c.value.base_url())),
        ),
        (
            "base_url",
            optional(account.base_url.as_ref().map(|u| u.value.as_str())),
        ),
        (
            "flow_url",
            optional(account.flow_url.as_ref().map(|u| u.value.as_str())),
        ),
        ("rate_limit", account.rate_limit.to_string()),
        ("reserve", account.reserve.to_string()),
        ("channels", account.channels.to_string()),
        ("currency", quoted(&account.currency)),
        ("utc_offset", account.utc_offset.minutes().to_string()),
        (
            "send_deadline",
            timing.send_deadline.as_millis().to_string(),
        ),
        (
            "connect_timeout",
            timing.connect_timeout.as_millis().to_string(),
        ),
        (
            "answer_timeout",
            timing.answer_timeout.as_millis().to_string(),
        ),
        ("delivery_lag", timing.delivery_lag.as_millis().to_string()),
        ("listing_lag", timing.listing_lag.as_millis().to_string()),
        ("clock_skew", timing.clock_skew.as_millis().to_string()),
        ("poll_every", timing.poll_every.as_millis().to_string()),
        ("confirm_for", timing.confirm_for.as_millis().to_string()),
        ("ambiguous", ambiguity(account.ambiguous).to_owned()),
        (
            "calling_hours",
            format!("{} {} {}", hours.from, hours.to, quoted(&hours.timezone)),
        ),
        (
            "max_attempts",
            policy
                .max_attempts
                .as_ref()
                .map_or("-".to_owned(), |most| most.value.to_string()),
        ),
        (
            "countries",
            policy.countries.as_ref().map_or("-".to_owned(), |list| {
                let mut list: Vec<&str> = list.iter().map(String::as_str).collect();
                list.sort_unstable();
                format!("{list:?}")
            }),
        ),
        ("suppress", suppressions(&policy.suppress)),
    ];
    lines
        .iter()
        .map(|(key, value)| format!("{key} {value}\n"))
        .collect()
}

/// The lists and the ends of earlier calls that a house names, as [`policy_text`] writes them.
///
/// What is on the lists is no setting: lists grow while campaigns run.
pub fn suppressions(entries: &[Suppression]) -> String {
    let text = |entry: &Suppression| match entry {
        Suppression::List(list) => {
            let ListSpec { file, column, form } = list;
            format!("{:?} {:?} {form:?}", file.value, column.value)
        }
        Suppression::Earlier(earlier) => {
            let words: Vec<&str> = earlier.outcomes.iter().map(|o| o.as_str()).collect();
            let within = earlier.within.as_secs();
            format!(
                "{:?} {} {within}s",
                earlier.campaigns.value,
                words.join("|")
            )
        }
    };
    match entries {
        [] => "-".to_owned(),
        entries => entries.iter().map(text).collect::<Vec<_>>().join(", "),
    }
}

fn secret_ref(place: &SecretRef) -> String {
    match place {
        SecretRef::Variable(name) => format!("variable {name:?}"),
        SecretRef::File(path) => format!("file {path:?}"),
        SecretRef::Literal(sid) => format!("{sid:?}"),
    }
}

const fn ambiguity(rule: Ambiguity) -> &'static str {
    match rule {
        Ambiguity::NeverRedial => "never_redial",
        Ambiguity::RedialAfterHold => "redial_after_hold",
    }
}
