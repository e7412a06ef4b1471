//! The one place where clocks are read.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};

use crate::clock::{Moment, Timestamp};

/// The system's clocks, as a [`Moment`]. Clones share one wall.
#[derive(Clone, Debug)]
pub struct SystemClock {
    origin: Instant,
    /// The wall runs on from here at least, also when the system's clock is set back.
    anchor: Arc<Mutex<Anchor>>,
}

#[derive(Clone, Copy, Debug)]
struct Anchor {
    wall: Timestamp,
    elapsed: Duration,
}

impl SystemClock {
    /// Clocks whose wall time begins at `floor` at the earliest: the last time that a journal holds.
    #[expect(clippy::disallowed_methods, reason = "this is the one clock")]
    pub fn not_before(floor: Timestamp) -> SystemClock {
        let (wall, elapsed) = (floor, Duration::ZERO);
        SystemClock {
            origin: Instant::now(),
            anchor: Arc::new(Mutex::new(Anchor { wall, elapsed })),
        }
    }

    /// The present.
    pub fn now(&self) -> Moment {
        let elapsed = self.origin.elapsed();
        let mut anchor = self.anchor.lock().unwrap_or_else(PoisonError::into_inner);
        let ran = anchor.wall + elapsed.saturating_sub(anchor.elapsed);
        let wall = system().max(ran);
        *anchor = Anchor { wall, elapsed };
        Moment {
            wall,
            tick: Timestamp::default() + elapsed,
        }
    }

    /// How far the wall is ahead of the system's clock: zero unless that was set back.
    pub fn ahead(&self) -> Duration {
        self.now().wall - system()
    }
}

/// What the system's clock says.
#[expect(clippy::disallowed_methods, reason = "this is the one clock")]
fn system() -> Timestamp {
    let since_epoch = SystemTime::now().duration_since(UNIX_EPOCH);
    Timestamp::default() + since_epoch.unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wall_goes_on_from_the_journal_and_says_how_far_it_is_ahead() {
        let hour = Duration::from_secs(3600);
        let behind = SystemClock::not_before(Timestamp::default());
        assert_eq!(behind.ahead(), Duration::ZERO);
        let floor = behind.now().wall + hour;
        let ahead = SystemClock::not_before(floor);
        let (first, ahead_by) = (ahead.now().wall, ahead.ahead());
        assert!(first >= floor && ahead_by > hour / 2 && ahead_by <= hour);
        assert!(ahead.now().wall >= first);
    }
}
