//! A call as it would be asked for, before anything is encoded for the wire.

use std::{sync::Arc, time::Duration};

use crate::campaign::{Number, Recording};

/// One call to one person, its templates rendered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallRequest {
    /// The person to be called.
    pub to: Number,
    /// The ExoPhone that calls.
    pub exophone: Number,
    /// The flow: digits.
    pub app_id: String,
    /// How long the phone rings.
    pub ring_timeout: Duration,
    /// When the call is cut.
    pub time_limit: Duration,
    /// What the flow receives, at most 128 characters.
    pub custom_field: Option<String>,
    /// What is recorded.
    pub record: Option<Recording>,
    /// The URL that Exotel calls when the call has ended.
    pub status_callback: Option<Arc<str>>,
}
