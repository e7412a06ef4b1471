//! Who is told of what: the `notify` block.

use std::collections::BTreeSet;

use crate::syntax::Spanned;

/// An item of `notify`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notify {
    /// What is told; at least one.
    pub on: BTreeSet<NotifyEvent>,
    /// Where it is told.
    pub webhook: Spanned<Webhook>,
    /// What is sent there.
    pub format: NotifyFormat,
}

/// What somebody may be told of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NotifyEvent {
    /// A run began.
    Started,
    /// Somebody paused it.
    Paused,
    /// It holds or stops by itself: an outage of Exotel's, or outcomes that meet `limits.stop_when`.
    Breaker,
    /// A process left it before everybody had a result.
    Stopped,
    /// Everybody has a result.
    Finished,
    /// A process left it, and outcomes are missing.
    Unsettled,
}

impl NotifyEvent {
    /// The word in a campaign file, and in what is sent.
    pub const fn word(self) -> &'static str {
        match self {
            NotifyEvent::Started => "started",
            NotifyEvent::Paused => "paused",
            NotifyEvent::Breaker => "breaker",
            NotifyEvent::Stopped => "stopped",
            NotifyEvent::Finished => "finished",
            NotifyEvent::Unsettled => "unsettled",
        }
    }
}

/// What is sent to a webhook.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum NotifyFormat {
    /// `{"text": …}`, as Slack and those compatible with it take it.
    /// Source: docs.slack.dev/messaging/sending-messages-using-incoming-webhooks.
    Slack,
    /// A JSON object of our own, for programs.
    Json,
}

/// Where a webhook's URL is found. Whoever knows the URL may post, so it is a secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Webhook {
    /// An environment variable that the project allows.
    Variable(String),
    /// A URL on this machine, which is nobody's secret.
    Loopback(String),
}
