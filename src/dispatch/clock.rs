//! The one place where clocks are read.

use std::time::{Instant, SystemTime, UNIX_EPOCH};

use crate::clock::{Moment, Timestamp};

/// The system's clocks, as a [`Moment`].
#[derive(Clone, Debug)]
pub struct SystemClock {
    origin: Instant,
    /// Wall time is never read as earlier than this: the last time that the journal holds.
    floor: Timestamp,
}

impl SystemClock {
    /// Clocks whose wall time begins at `floor` at the earliest.
    #[expect(clippy::disallowed_methods, reason = "this is the one clock")]
    pub fn not_before(floor: Timestamp) -> SystemClock {
        SystemClock {
            origin: Instant::now(),
            floor,
        }
    }

    /// The present.
    #[expect(clippy::disallowed_methods, reason = "this is the one clock")]
    pub fn now(&self) -> Moment {
        let since_epoch = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .unwrap_or_default();
        let wall = Timestamp::default() + since_epoch;
        Moment {
            wall: wall.max(self.floor),
            tick: Timestamp::default() + self.origin.elapsed(),
        }
    }
}
