//! The life of one attempt: a total function from state and fact to state.
//!
//! ```text
//!            ┌────────────────────────────► Rejected
//!            │
//! Intended ──┼──► Accepted ──► Ended ──► Settled
//!            │      ▲    │       ▲ └─┘
//!            │      │    └► Unconfirmed
//!            └──► Ambiguous ──► Unknown
//!                        └────► PresumedNone
//! ```
//!
//! `Unknown` and `Unconfirmed` are final words, and yet a later reading may better them: `Unknown` becomes
//! `Accepted` when its call is found, `Unconfirmed` becomes `Ended` when its end is read. `Ended` stays
//! `Ended` while its details still change.

use crate::{
    campaign::{Number, Outcome},
    clock::Timestamp,
    journal::event::{CallDetails, Doubt, Event, Fact, Rejection, Sid},
};

/// What is known of one attempt.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Attempt {
    /// The request may leave, or has left, or is lost with its process.
    Intended(Intent),
    /// A call exists.
    Accepted {
        /// How it began.
        intent: Intent,
        /// Exotel's name of the call.
        sid: Sid,
        /// When Exotel says it was made.
        created: Option<Timestamp>,
        /// When that became known here.
        since: Timestamp,
    },
    /// There may be a call.
    Ambiguous {
        /// How it began.
        intent: Intent,
        /// Why it is not known.
        why: Doubt,
        /// Silence proves nothing until then.
        hold_until: Timestamp,
    },
    /// There is no call.
    Rejected {
        /// How it began.
        intent: Intent,
        /// Why there is none.
        why: Rejection,
        /// What Exotel said.
        message: Box<str>,
    },
    /// The call is over.
    Ended(Box<Ended>),
    /// Nobody knows whether there was a call. Final, unless it is found after all.
    Unknown {
        /// How it began.
        intent: Intent,
        /// Why it is not known.
        why: Doubt,
    },
    /// There was none, by all that can be known.
    PresumedNone {
        /// How it began.
        intent: Intent,
    },
    /// There was a call, and its end was never read. Final, unless it is read after all.
    Unconfirmed {
        /// How it began.
        intent: Intent,
        /// Exotel's name of the call.
        sid: Sid,
        /// When Exotel says it was made.
        created: Option<Timestamp>,
    },
}

/// How every attempt begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Intent {
    /// When it was decided.
    pub at: Timestamp,
    /// Whom to dial.
    pub number: Number,
    /// Not sent any more after this.
    pub not_after: Timestamp,
}

/// A call that is over.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Ended {
    /// How it began.
    pub intent: Intent,
    /// Exotel's name of it.
    pub sid: Sid,
    /// When Exotel says it was made.
    pub created: Option<Timestamp>,
    /// How it ended.
    pub outcome: Outcome,
    /// When its end was first read.
    pub since: Timestamp,
    /// What it was, as read last.
    pub details: CallDetails,
    /// The details will not be read again.
    pub settled: bool,
}

/// A fact that no attempt in that state can meet: a bug, or a journal that was tampered with.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the fact {fact:?} cannot follow the state {state}")]
pub struct IllegalEvent {
    /// The state, in words.
    pub state: String,
    /// The fact.
    pub fact: Box<Fact>,
}

impl IllegalEvent {
    /// Names both sides of what cannot be.
    pub fn new(state: impl std::fmt::Debug, fact: &Fact) -> IllegalEvent {
        IllegalEvent {
            state: format!("{state:?}"),
            fact: Box::new(fact.clone()),
        }
    }
}

impl Attempt {
    /// The state after the event, or an error when there is no such step.
    pub fn next(state: Option<&Attempt>, event: &Event) -> Result<Attempt, IllegalEvent> {
        let at = event.at;
        match (state, &event.fact) {
            (
                None,
                Fact::Intended {
                    number, not_after, ..
                },
            ) => Ok(Attempt::Intended(Intent {
                at,
                number: *number,
                not_after: *not_after,
            })),
            (
                Some(
                    Attempt::Intended(intent)
                    | Attempt::Ambiguous { intent, .. }
                    | Attempt::Unknown { intent, .. },
                ),
                Fact::Accepted { sid, created, .. },
            ) => Ok(Attempt::Accepted {
                intent: *intent,
                sid: sid.clone(),
                created: *created,
                since: at,
            }),
            (Some(Attempt::Intended(intent)), Fact::Rejected { why, message, .. }) => {
                Ok(Attempt::Rejected {
                    intent: *intent,
                    why: *why,
                    message: message.clone(),
                })
            }
            (
                Some(Attempt::Intended(intent)),
                Fact::Ambiguous {
                    why, hold_until, ..
                },
            ) => Ok(Attempt::Ambiguous {
                intent: *intent,
                why: *why,
                hold_until: *hold_until,
            }),
            (Some(state), _) => state.after_answer(event),
            (None, fact) => Err(IllegalEvent::new("no attempt", fact)),
        }
    }

    /// The steps that lie behind the answer to the request.
    fn after_answer(&self, event: &Event) -> Result<Attempt, IllegalEvent> {
        match (self, &event.fact) {
            (Attempt::Ambiguous { intent, why, .. }, Fact::Unknown { .. }) => {
                Ok(Attempt::Unknown {
                    intent: *intent,
                    why: *why,
                })
            }
            (Attempt::Ambiguous { intent, .. }, Fact::PresumedNone { .. }) => {
                Ok(Attempt::PresumedNone { intent: *intent })
            }
            (
                Attempt::Accepted {
                    intent,
                    sid,
                    created,
                    ..
                }
                | Attempt::Unconfirmed {
                    intent,
                    sid,
                    created,
                },
                Fact::Ended {
                    outcome, details, ..
                },
            ) => Ok(Attempt::Ended(Box::new(Ended {
                intent: *intent,
                sid: sid.clone(),
                created: *created,
                outcome: *outcome,
                since: event.at,
                details: (**details).clone(),
                settled: false,
            }))),
            (
                Attempt::Accepted {
                    intent,
                    sid,
                    created,
                    ..
                },
                Fact::Unconfirmed { .. },
            ) => Ok(Attempt::Unconfirmed {
                intent: *intent,
                sid: sid.clone(),
                created: *created,
            }),
            (Attempt::Ended(ended), Fact::Amended { details, .. }) if !ended.settled => {
                let details = (**details).clone();
                Ok(Attempt::Ended(Box::new(Ended {
                    details,
                    ..(**ended).clone()
                })))
            }
            (Attempt::Ended(ended), Fact::Settled { .. }) if !ended.settled => {
                let settled = true;
                Ok(Attempt::Ended(Box::new(Ended {
                    settled,
                    ..(**ended).clone()
                })))
            }
            (state, fact) => Err(IllegalEvent::new(state, fact)),
        }
    }

    /// How it began.
    pub fn intent(&self) -> &Intent {
        match self {
            Attempt::Intended(intent)
            | Attempt::Accepted { intent, .. }
            | Attempt::Ambiguous { intent, .. }
            | Attempt::Rejected { intent, .. }
            | Attempt::Unknown { intent, .. }
            | Attempt::PresumedNone { intent }
            | Attempt::Unconfirmed { intent, .. } => intent,
            Attempt::Ended(ended) => &ended.intent,
        }
    }

    /// Exotel's name of the call, where it is known.
    pub fn sid(&self) -> Option<&Sid> {
        match self {
            Attempt::Accepted { sid, .. } | Attempt::Unconfirmed { sid, .. } => Some(sid),
            Attempt::Ended(ended) => Some(&ended.sid),
            _ => None,
        }
    }

    /// When Exotel says that the call was made.
    pub fn created(&self) -> Option<Timestamp> {
        match self {
            Attempt::Accepted { created, .. } | Attempt::Unconfirmed { created, .. } => *created,
            Attempt::Ended(ended) => ended.created,
            _ => None,
        }
    }
}
