//! What a campaign file and a project file mean.
//!
//! Values here are inside the provider's limits by construction: `decode` refuses everything else with
//! a finding. Knows nothing of contact files, of the account's answers or of time.

pub mod fields;
pub mod number;
pub mod phone;
pub mod project;
pub mod suppress;
pub mod week;
pub mod zone;
pub mod zone_words;
pub mod schedule;
pub mod limits;
pub mod language;
pub mod later;
pub mod money;
pub mod pool;
pub mod pacing;
pub mod condition;
pub mod decode;
pub mod schema;
pub mod canonical;
pub mod test_case;
mod notify;
mod columns;

use std::time::Duration;

use serde::{Deserialize, Serialize};

pub use condition::{Bound, Condition, Subject, Threshold};
pub use decode::{
    check_name, check_policy, is_here, is_sheet, loopback, mended, read, webhook_host,
};
pub use fields::{Filter, FilterFault, Template, TemplateFault, spell};
pub use money::Money;
pub use notify::{Notify, NotifyEvent, NotifyFormat, Webhook};
pub use number::Number;
pub use pacing::{Limits, Pacing};
pub use phone::{Phone, PhoneFault};
pub use pool::Pool;
pub use project::{Account, Allow, Ambiguity, CallingHours, Cluster, Policy, Project, Timing};
pub use schedule::{Schedule, ScheduleSpec, ZoneId};
pub use suppress::{Cap, CapScope, EarlierSpec, ListForm, ListSpec, Suppression};
pub use week::{Days, Window};
pub use zone::Zone;

use crate::syntax::Spanned;

/// A campaign file, read and checked.
#[derive(Clone, Debug)]
pub struct Campaign {
    /// The identity of the campaign's journals: `a-z 0-9 -`, 1 to 63 characters.
    pub name: Spanned<String>,
    /// Free text for people.
    pub description: Option<String>,
    /// Who answers for the campaign.
    pub owner: Option<String>,
    /// The profile in the project file.
    pub account: Spanned<String>,
    /// Whom to call.
    pub contacts: ContactsSpec,
    /// How to call them.
    pub call: CallSpec,
    /// What is asked about a number before it is dialled.
    pub whitelist: WhitelistPolicy,
    /// When calls may be placed.
    pub schedule: ScheduleSpec,
    /// Which outcomes are dialled again, and when.
    pub retries: RetryPolicy,
    /// At most this many calls are placed, retries included.
    pub calls_max: Option<u64>,
    /// How fast.
    pub pacing: Pacing,
    /// When the run stops early.
    pub limits: Limits,
    /// What the end of the run is judged by.
    pub thresholds: Vec<Threshold>,
    /// The campaign's weight beside the others of the same process, at least 1.
    pub share: u32,
    /// Where the result file goes; the run's own folder when absent. Relative to the campaign file.
    pub results_file: Option<Spanned<String>>,
    /// Who is told of what.
    pub notify: Vec<Notify>,
    /// Tests of the campaign; no run heeds them.
    pub tests: Vec<test_case::TestCase>,
    /// Where the file with one row for each attempt goes; none is written when absent. Relative to the
    /// campaign file.
    pub attempts_file: Option<Spanned<String>>,
}

/// The `contacts` block.
#[derive(Clone, Debug)]
pub struct ContactsSpec {
    /// The CSV and XLSX files, relative to the campaign file; at least one. Their rows are one list.
    pub files: Vec<Spanned<String>>,
    /// The sheet of an XLSX file; the first one when absent.
    pub sheet: Option<Spanned<String>>,
    /// The field separator of a CSV file; guessed from the header when absent.
    pub delimiter: Option<u8>,
    /// How a CSV file is encoded.
    pub encoding: Encoding,
    /// The columns with a phone number; at least one. The first usable number is called, and the next one after `failed`.
    pub phones: Vec<Spanned<String>>,
    /// The column that names the record; the phone number when absent.
    pub id: Option<Spanned<String>>,
    /// ISO 3166 region of numbers written without a country code.
    pub country: Spanned<String>,
    /// ISO 3166 regions that may be called.
    pub countries: Vec<String>,
    /// Which rows are called: an expression over the columns; all when absent.
    pub filter: Option<Spanned<String>>,
    /// What several rows with one number mean.
    pub duplicates: Duplicates,
    /// What a row that cannot be read means.
    pub bad_rows: BadRows,
    /// People who are never called.
    pub suppress: Vec<Suppression>,
    /// How often one number may be called.
    pub caps: Vec<Cap>,
    /// Nobody is called whom the account called in this time before the run, by its own list of calls at Exotel.
    pub not_called_within: Option<Duration>,
    /// The column with the IANA zone of the person.
    pub timezone: Option<Spanned<String>>,
    /// With [`BadRows::Skip`], the most rows that may be left out before nothing runs.
    pub max_bad_rows: Most,
}

impl ContactsSpec {
    /// The names of the files, for a reader.
    pub fn names(&self) -> String {
        let names: Vec<&str> = self.files.iter().map(|file| file.value.as_str()).collect();
        names.join(", ")
    }
}

/// How the bytes of a CSV file are text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Encoding {
    /// What its byte-order mark says; without one it must be UTF-8.
    #[default]
    Auto,
    /// UTF-8.
    Utf8,
    /// UTF-16; without a byte-order mark its byte order is told from its first characters.
    Utf16,
    /// Windows-1252.
    Windows1252,
}

/// A number of rows, or a share of all rows.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Most {
    /// So many rows.
    Count(u64),
    /// So many of a hundred rows.
    Percent(f64),
}

/// What several rows with one number mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Duplicates {
    /// The first row is called.
    First,
    /// The last row is called.
    Last,
    /// Nothing runs.
    Error,
}

/// What a row that cannot be read means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BadRows {
    /// Nothing runs.
    Error,
    /// The row ends as `invalid`.
    Skip,
}

/// The `call` block.
#[derive(Clone, Debug)]
pub struct CallSpec {
    /// The ExoPhones that call.
    pub pool: Pool,
    /// The flow: a template that renders to digits.
    pub app_id: Spanned<String>,
    /// How long the phone rings; Exotel's `TimeOut`, 1 s to 60 s.
    pub ring_timeout: Duration,
    /// When the call is cut; Exotel's `TimeLimit`, 1 s to 4 h.
    pub time_limit: Duration,
    /// What the flow receives as `CustomField`.
    pub custom_field: Option<CustomField>,
    /// What is recorded.
    pub record: Option<Recording>,
    /// The URL that Exotel calls when a call has ended; Exotel's `StatusCallback`. No template.
    pub status_callback: Option<Spanned<String>>,
}

/// What the flow receives as `CustomField`, at most 128 characters when rendered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CustomField {
    /// One template.
    Text(Spanned<String>),
    /// Names and templates; rendered, they become one line of compact JSON.
    Map(Vec<(String, Spanned<String>)>),
}

impl CustomField {
    /// Its templates, in order.
    pub fn texts(&self) -> Vec<&Spanned<String>> {
        match self {
            CustomField::Text(text) => vec![text],
            CustomField::Map(entries) => entries.iter().map(|(_, text)| text).collect(),
        }
    }
}

/// How calls are recorded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Recording {
    /// Both sides on channels of their own; Exotel's `RecordingChannels`.
    pub dual: bool,
    /// 32 kbit/s per channel; Exotel's `RecordingFormat` `mp3-hq`.
    pub high_quality: bool,
}

/// The `whitelist` block: the pre-pass.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct WhitelistPolicy {
    /// Whether people are screened, and whether the answer binds.
    pub check: Check,
    /// All people first, or a little ahead of the calls.
    pub when: When,
    /// What a `Neutral` answer means.
    pub neutral: Neutral,
    /// What to do when the DND data of a `Neutral` number is not to be had.
    pub dnd_unavailable: Unless,
    /// What a look-up that fails means.
    pub unavailable: Unavailable,
    /// An answer younger than this is not asked for again.
    pub max_age: Duration,
}

/// Whether people are screened, and whether the answer binds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Check {
    /// Nobody is called whom the answer forbids.
    Required,
    /// The answer is reported and nothing else.
    Advisory,
    /// Nothing is asked.
    Off,
}

/// When people are screened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum When {
    /// Everybody before the first call.
    Before,
    /// A bounded look-ahead of the calls.
    Ahead,
}

/// What the whitelist answer `Neutral` means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Neutral {
    /// Not called.
    Skip,
    /// Called.
    Call,
    /// The Numbers API is asked: DND `No` is called, `Yes` is not.
    DndLookup,
}

/// Called or not, where the data is missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Unless {
    /// Not called.
    Skip,
    /// Called.
    Call,
}

/// What a look-up that fails means. It is never taken as permission.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Unavailable {
    /// The run stops in good order.
    Stop,
    /// The person is left out.
    Skip,
}

/// How a call ended, in Exotel's words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// Answered, and ended normally.
    Completed,
    /// The busy signal.
    Busy,
    /// Ended without being answered.
    NoAnswer,
    /// Could not be connected; mostly the number does not exist.
    Failed,
    /// Given up while dialling.
    Canceled,
}

impl Outcome {
    /// Every outcome, in the order of reports.
    pub const ALL: [Outcome; 5] = [
        Outcome::Completed,
        Outcome::NoAnswer,
        Outcome::Busy,
        Outcome::Failed,
        Outcome::Canceled,
    ];

    /// Exotel's word for it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Outcome::Completed => "completed",
            Outcome::Busy => "busy",
            Outcome::NoAnswer => "no-answer",
            Outcome::Failed => "failed",
            Outcome::Canceled => "canceled",
        }
    }
}

/// The `retries` block: a delay, or one delay for each further attempt; nothing named, nothing retried.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct RetryPolicy {
    /// Calls to one person, the first included; at least 1.
    pub max_attempts: u8,
    /// Delays after a busy signal.
    pub busy: Vec<Duration>,
    /// Delays after no answer.
    pub no_answer: Vec<Duration>,
    /// Delays after a failed call.
    pub failed: Vec<Duration>,
    /// Delays after a canceled call.
    pub canceled: Vec<Duration>,
    /// What becomes of a retry that no window has room for when it is due.
    pub outside_window: OutsideWindow,
}

/// What becomes of a retry that cannot be made in the window in which it is due.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum OutsideWindow {
    /// It waits for the next window.
    #[default]
    CarryOver,
    /// It is not made.
    Drop,
}

impl RetryPolicy {
    /// The delays after calls that ended so, one for each further attempt; none where they are not dialled again.
    pub fn delays(&self, outcome: Outcome) -> &[Duration] {
        match outcome {
            Outcome::Completed => &[],
            Outcome::Busy => &self.busy,
            Outcome::NoAnswer => &self.no_answer,
            Outcome::Failed => &self.failed,
            Outcome::Canceled => &self.canceled,
        }
    }
    /// How long to wait after call number `calls` (from 1) ended so; nothing when it is not dialled again.
    /// `completed` never is. The last delay of a list serves all further attempts.
    pub fn delay(&self, outcome: Outcome, calls: u8) -> Option<Duration> {
        let delays = self.delays(outcome);
        if calls >= self.max_attempts {
            return None;
        }
        let nth = usize::from(calls.saturating_sub(1)).min(delays.len().saturating_sub(1));
        delays.get(nth).copied()
    }

    /// The same for a person who may have a number behind the one that was called: after `failed` it is called, and at
    /// once where `failed` has no delay.
    pub fn delay_of(&self, outcome: Outcome, calls: u8, has_next: bool) -> Option<Duration> {
        let at_once = has_next && outcome == Outcome::Failed && calls < self.max_attempts;
        let delay = self.delay(outcome, calls);
        delay.or(at_once.then_some(Duration::ZERO))
    }
}
