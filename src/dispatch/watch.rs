//! Who looks on while a run goes on.

use super::member::Seat;
use crate::{clock::Timestamp, engine::Engine, journal::event::Event};

/// A reader of a run in progress: a progress bar, a log. It changes nothing and is never waited for.
pub trait Watch {
    /// A run of the process came one step further. `speed` is in thousandths of the account's limit.
    fn saw(&mut self, now: Timestamp, seat: Seat, engine: &Engine, events: &[Event], speed: u32);
}

/// Nobody looks on.
impl Watch for () {
    fn saw(&mut self, _: Timestamp, _: Seat, _: &Engine, _: &[Event], _: u32) {}
}
