//! The one place where clocks are read.

use std::{
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::{Instant, SystemTime, UNIX_EPOCH},
};

use crate::clock::{Moment, Timestamp};

/// The system's clocks, as a [`Moment`]. Clones share one wall.
#[derive(Clone, Debug)]
pub struct SystemClock {
    origin: Instant,
    /// Wall time as it was read last, in milliseconds. It is never read as earlier: not by a clock that is
    /// set back, and not behind the last time that the journal holds.
    latest: Arc<AtomicI64>,
}

impl SystemClock {
    /// Clocks whose wall time begins at `floor` at the earliest.
    #[expect(clippy::disallowed_methods, reason = "this is the one clock")]
    pub fn not_before(floor: Timestamp) -> SystemClock {
        SystemClock {
            origin: Instant::now(),
            latest: Arc::new(AtomicI64::new(floor.as_millis())),
        }
    }

    /// The present.
    #[expect(clippy::disallowed_methods, reason = "this is the one clock")]
    pub fn now(&self) -> Moment {
        let since_epoch = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .unwrap_or_default();
        let wall = (Timestamp::default() + since_epoch).as_millis();
        let latest = self.latest.fetch_max(wall, Ordering::SeqCst);
        Moment {
            wall: Timestamp::from_millis(latest.max(wall)),
            tick: Timestamp::default() + self.origin.elapsed(),
        }
    }
}
