//! What the engine asks of the world, and what the world says back.

use super::bars::Barred;
use crate::{
    campaign::{Number, Outcome},
    clock::Timestamp,
    journal::event::{AskId, AttemptId, CallDetails, Dnd, Doubt, Sid, Standing, Stop},
};

/// Leave to place one call, once, until `not_after`.
///
/// Only the engine makes one, only from a durable intent. It cannot be copied, and it is spent by
/// handing it to the provider.
#[derive(Debug, PartialEq, Eq)]
#[must_use]
pub struct Order {
    attempt: AttemptId,
    number: Number,
    not_after: Timestamp,
}

impl Order {
    pub(super) fn new(attempt: AttemptId, number: Number, not_after: Timestamp) -> Order {
        Order {
            attempt,
            number,
            not_after,
        }
    }

    /// The attempt that it serves.
    pub fn attempt(&self) -> AttemptId {
        self.attempt
    }

    /// The number to be dialled.
    pub fn number(&self) -> Number {
        self.number
    }

    /// When it lapses: after this no byte may be sent.
    pub fn not_after(&self) -> Timestamp {
        self.not_after
    }
}

/// What the shell is to do. Effects come out of [`Engine::commit`](super::Engine::commit) only, for events that are durable.
#[derive(Debug, PartialEq, Eq)]
pub enum Effect {
    /// Place one call.
    Place(Order),
    /// Ask the provider; only reads.
    Ask {
        /// The request's name, to be given back with the reply.
        ask: AskId,
        /// What to ask.
        query: Query,
    },
}

/// A read request to the provider.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Query {
    /// `GET CustomerWhitelist/<number>`
    Standing(Number),
    /// `GET Numbers/<number>`
    Dnd(Number),
    /// `GET Calls?Sid=…`, at most 100 sids.
    Sids {
        /// The calls.
        sids: Vec<Sid>,
        /// Between which times they were made, where that is too long ago to be searched without.
        made: Option<(Timestamp, Timestamp)>,
    },
    /// `GET Calls/<sid>`
    Call(Sid),
    /// `GET Calls?From=…&DateCreated=…`, at most 5 numbers.
    Search {
        /// The people who may have been called.
        numbers: Vec<Number>,
        /// The ExoPhone that may have called them.
        exophone: Number,
        /// Calls created in or after this.
        since: Timestamp,
        /// Calls created in or before this.
        until: Timestamp,
    },
    /// `GET Calls?DateCreated=…`: every call of the account, one page of them.
    Earlier {
        /// Calls created in or after this; a whole second.
        since: Timestamp,
        /// Calls created in or before this; a whole second.
        until: Timestamp,
    },
}

/// Something the world says to the engine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Input {
    /// Time passed, and so many requests may leave now; none is a mere tick.
    Permitted(u32),
    /// What came back for a connect request.
    Answered {
        /// Whose.
        attempt: AttemptId,
        /// What.
        answer: Answer,
    },
    /// What came back for a read request.
    Replied {
        /// Its name.
        ask: AskId,
        /// What.
        reply: Reply,
    },
    /// Nobody is to be dialled until the run is unpaused.
    Pause {
        /// Who says so; may be empty.
        by: String,
    },
    /// A paused run is to go on.
    Unpause {
        /// Who says so; may be empty.
        by: String,
    },
    /// Numbers that lists of people who are never called hold, those told before left out.
    Suppressed(Vec<Barred>),
    /// The process is to place no more calls.
    Stop(Stop),
}

/// The whole space of answers to a connect request. Source: reliability rules in ARCHITECTURE.md.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// A call exists.
    Accepted {
        /// Exotel's name of it.
        sid: Sid,
        /// When Exotel says that it began.
        created: Option<Timestamp>,
    },
    /// Exotel could not be reached: not one byte of the request left this machine.
    NotSent {
        /// What went wrong, without any number or address.
        why: String,
    },
    /// The order was kept back here, whether or not Exotel could be reached: it came too late, or the run
    /// is stopping.
    Withheld {
        /// Why.
        why: String,
    },
    /// 429: no call.
    TooMany {
        /// How long Exotel asks to wait.
        retry_after: Option<std::time::Duration>,
    },
    /// 403 with TRAI NDNC: no call to this person.
    Dnd {
        /// Exotel's message, cut to a line.
        message: String,
    },
    /// 400 and its like: no call to this person.
    Row {
        /// Exotel's message, cut to a line.
        message: String,
    },
    /// 401, 402, 403, 404: no call, and none to anybody else.
    Account {
        /// HTTP status.
        status: u16,
        /// Exotel's message, cut to a line.
        message: String,
    },
    /// Anything else: there may be a call.
    Lost {
        /// Why it is not known.
        doubt: Doubt,
        /// The beginning of the answer, numbers and secrets left out, at most 4 KiB.
        evidence: String,
    },
}

/// What came back for a read request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reply {
    /// The whitelist's word.
    Standing {
        /// The word.
        standing: Standing,
        /// How long it holds, where Exotel says so.
        expires_in: Option<std::time::Duration>,
    },
    /// The DND registration.
    Dnd(Dnd),
    /// Calls.
    Calls {
        /// The records of one page.
        calls: Vec<CallRecord>,
        /// Whether the page was the whole answer.
        complete: bool,
    },
    /// A page of every call of the account.
    Earlier {
        /// Its records, each readable as far as it tells whom the account called.
        calls: Vec<CallRecord>,
        /// No call made before this, from the time that was asked about on, is missing.
        until: Timestamp,
    },
    /// 429.
    TooMany {
        /// How long Exotel asks to wait.
        retry_after: Option<std::time::Duration>,
    },
    /// 401, 402, 403 of the account.
    Account {
        /// HTTP status.
        status: u16,
        /// Exotel's message, cut to a line.
        message: String,
    },
    /// Exotel could not be reached: nothing was sent.
    NotSent {
        /// What went wrong, without any number or address.
        why: String,
    },
    /// 400 or 404 in Exotel's own words: it says nothing of that number.
    Refused {
        /// HTTP status and Exotel's message, cut to a line.
        why: String,
    },
    /// Anything else.
    Failed {
        /// What went wrong, without any number or address.
        why: String,
    },
}

/// A call as the Calls API shows it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct CallRecord {
    /// Exotel's name of it.
    pub sid: Sid,
    /// The person called.
    pub from: Option<Number>,
    /// The ExoPhone that called.
    pub exophone: Option<Number>,
    /// The other end: the ExoPhone of a call to a flow, the second person of a call between two.
    pub to: Option<Number>,
    /// Whether it was made by the API (`outbound-api`).
    pub outbound_api: bool,
    /// Whether somebody called the account (`inbound`).
    pub inbound: bool,
    /// When it was made.
    pub created: Option<Timestamp>,
    /// How it ended; nothing while it is going on.
    pub outcome: Option<Outcome>,
    /// The rest.
    pub details: CallDetails,
}
