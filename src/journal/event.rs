//! The facts of a run. Everything that is known about a run is a fold of these.
//!
//! Written as JSON, one event a record. Names and meanings of fields never change; new fields get a
//! default, and a new kind of fact raises [`FORMAT`].

use serde::{Deserialize, Serialize};

pub use super::{
    details::CallDetails,
    exclusion::{Exclusion, OtherCall},
    header::{Header, Realm},
    id::{AskId, AttemptId, Sid},
    lapse::Lapse,
    question::Question,
    standing::{Dnd, Standing},
};
use crate::{
    campaign::{Number, Outcome},
    clock::Timestamp,
    contacts::ContactId,
};

/// The version of the format that this program writes. A newer one is read by nobody older.
pub const FORMAT: u32 = 2;

/// Something that happened.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Event {
    /// Wall time at which it was decided here.
    #[serde(rename = "t")]
    pub at: Timestamp,
    /// What happened.
    #[serde(rename = "e")]
    pub fact: Fact,
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fact {
    /// First record of every journal.
    Started(Box<Header>),
    /// A new process took the run over.
    Resumed,
    /// A contact is left out for a reason that lies outside its campaign's files. One with an open attempt
    /// is not called again.
    Excluded {
        /// Whom.
        contact: ContactId,
        /// Why.
        why: Exclusion,
    },
    /// Calls of other runs to a contact's number, in place of those told before: caps count them.
    CalledElsewhere {
        /// Whom they are about.
        contact: ContactId,
        /// The calls, the newest first.
        calls: Vec<OtherCall>,
    },
    /// The account's own list of calls was read up to there: whom it showed to be called by others is excluded.
    LookedBack {
        /// Every call made before this, by Exotel's clock, was looked at.
        until: Timestamp,
    },
    /// A read request is about to leave.
    Asked {
        /// Its name.
        ask: AskId,
        /// What it asks.
        question: Question,
    },
    /// A read request is over: answered, failed, or lost with the process that sent it.
    Replied {
        /// Its name.
        ask: AskId,
        /// What went wrong, if anything did.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        failure: Option<Failure>,
    },
    /// What the whitelist says of a number.
    Standing {
        /// Whom it is about.
        contact: ContactId,
        /// The number asked about.
        number: Number,
        /// The answer.
        standing: Standing,
        /// When it was learnt; earlier than the event when it was taken over from another run.
        as_of: Timestamp,
        /// When Exotel lets it lapse, where it does.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        expires: Option<Timestamp>,
    },
    /// What the Numbers API says of a number's DND registration.
    Dnd {
        /// Whom it is about.
        contact: ContactId,
        /// The number asked about.
        number: Number,
        /// The answer.
        dnd: Dnd,
        /// When it was learnt; earlier than the event when it was taken over from another run.
        as_of: Timestamp,
    },
    /// One connect request may leave, once, until `not_after`, from this process only.
    Intended {
        /// The attempt that begins here.
        attempt: AttemptId,
        /// The number to be dialled.
        number: Number,
        /// Not sent any more after this.
        not_after: Timestamp,
    },
    /// A call exists.
    Accepted {
        /// Whose.
        attempt: AttemptId,
        /// Exotel's name of it.
        sid: Sid,
        /// When Exotel says that it began.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        created: Option<Timestamp>,
        /// How it became known.
        via: Via,
    },
    /// Certainly no call.
    Rejected {
        /// Whose.
        attempt: AttemptId,
        /// What it means.
        why: Rejection,
        /// What Exotel said, cut to a line.
        #[serde(default, skip_serializing_if = "str::is_empty")]
        message: Box<str>,
    },
    /// There may be a call. The number is held until it is found or the hold is over.
    Ambiguous {
        /// Whose.
        attempt: AttemptId,
        /// Why nothing is known.
        why: Doubt,
        /// The beginning of the answer, if there was one.
        #[serde(default, skip_serializing_if = "str::is_empty")]
        evidence: Box<str>,
        /// Silence proves nothing until then.
        hold_until: Timestamp,
    },
    /// The call is over.
    Ended {
        /// Whose.
        attempt: AttemptId,
        /// How.
        outcome: Outcome,
        /// What it was.
        details: Box<CallDetails>,
    },
    /// A later read of an ended call shows other details than the one before.
    Amended {
        /// Whose.
        attempt: AttemptId,
        /// What the call was, as read last.
        details: Box<CallDetails>,
    },
    /// The details will not be read again: two equal reads, or long enough after the end.
    Settled {
        /// Whose.
        attempt: AttemptId,
    },
    /// The hold is over and no call was found. Final; the person is not dialled again.
    Unknown {
        /// Whose.
        attempt: AttemptId,
    },
    /// The hold is over, the listing was seen to be current, and no call was found: there was none.
    PresumedNone {
        /// Whose.
        attempt: AttemptId,
    },
    /// A call without a final status for too long. Final.
    Unconfirmed {
        /// Whose.
        attempt: AttemptId,
    },
    /// Nothing is sent until then.
    Throttled {
        /// The end of the pause.
        until: Timestamp,
        /// Why.
        why: Throttle,
    },
    /// No call is placed any more by this process.
    Stopped {
        /// Why.
        why: Stop,
    },
    /// Somebody paused the run: nobody is dialled until it goes on, whatever process it has.
    Paused {
        /// Who, where that is known.
        #[serde(default, skip_serializing_if = "str::is_empty")]
        by: Box<str>,
    },
    /// The run goes on after a pause.
    Unpaused {
        /// Who lets it, where that is known.
        #[serde(default, skip_serializing_if = "str::is_empty")]
        by: Box<str>,
    },
    /// A retry is not made, though the campaign allows one more: the person keeps the last outcome.
    Lapsed {
        /// Whose.
        contact: ContactId,
        /// Why.
        why: Lapse,
    },
    /// No window opens again: whoever waits is not called any more.
    Expired,
    /// Every contact has its final word, except those that a limit left over.
    Finished,
}

/// Why a read request brought nothing.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Failure {
    /// Over the account's rate (429).
    TooMany,
    /// Not one byte of it left.
    NotSent(Box<str>),
    /// Refused for the whole account (401, 402, 403).
    Account(Box<str>),
    /// Exotel answered, and refused this one number (400, 404).
    Refused(Box<str>),
    /// The process that asked is gone.
    Lost,
    /// Anything else: no answer, or one that cannot be read.
    Other(Box<str>),
}

/// How a call became known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Via {
    /// By the answer to its request.
    Answer,
    /// By the bulk listing.
    Search,
}

/// A definite answer, or no request at all: there is no call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rejection {
    /// Not one byte of the request left.
    NotSent,
    /// Over the account's rate (429).
    TooMany,
    /// Refused for this person: the number is on the DND register (403 TRAI NDNC).
    Dnd,
    /// Refused for this person for another reason (400 and its like).
    Row,
    /// Refused for the whole account (401, 402, 403, 404).
    Account,
}

/// Why it is not known whether there is a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Doubt {
    /// The process that held the intent is gone.
    Crash,
    /// No answer in time.
    Timeout,
    /// The connection broke after the request began to leave.
    Broken,
    /// A 5xx, 408 or 409.
    ServerError,
    /// A redirect; it is never followed.
    Redirect,
    /// A success that cannot be read or names no call.
    Unreadable,
    /// An answer that is not Exotel's: a proxy or a wrong address.
    Foreign,
    /// A success that names a call of another attempt.
    ClaimedSid,
}

/// Why nothing is sent for a while.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Throttle {
    /// The account's rate was exceeded (429).
    TooMany,
    /// Exotel cannot be reached.
    Unreachable,
    /// Exotel answers look-ups with errors.
    Failing,
    /// Orders came too late: connections take longer to open than an order lives.
    Late,
}

/// Why a process places no calls any more.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stop {
    /// Somebody asked for it.
    Operator,
    /// Exotel refuses the whole account; the text is its message.
    Account {
        /// HTTP status.
        status: u16,
        /// What Exotel said, cut to a line.
        message: Box<str>,
    },
    /// The whitelist could not be read, and the campaign says to stop then.
    Screening {
        /// What went wrong.
        message: Box<str>,
    },
    /// A redirect or a stranger's answer: the address is not Exotel's.
    Foreign,
    /// So many people in a row were refused that the campaign must be at fault.
    Refusals {
        /// What Exotel said last, cut to a line.
        message: Box<str>,
    },
    /// The outcomes of calls meet a condition of `limits.stop_when`.
    Outcomes {
        /// The condition.
        condition: Box<str>,
        /// Outcomes that it counts.
        some: u64,
        /// Outcomes that it looked back on.
        of: u64,
    },
    /// The disk with the journal is full.
    Disk,
    /// The clock of this machine was set back: nobody knows what time it is.
    Clock,
    /// The account's own list of calls could not be read, and the campaign leaves out whom it called.
    LookBack {
        /// What went wrong.
        message: Box<str>,
    },
    /// A row of the contact file could not be read again.
    Contacts {
        /// What went wrong.
        message: Box<str>,
    },
    /// A list of people who are never called could not be read.
    Suppression {
        /// What went wrong, and where.
        message: Box<str>,
    },
    /// Only outcomes are to be read: `exodial reconcile`.
    ReadOnly,
}
