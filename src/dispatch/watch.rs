//! Who looks on while a run goes on.

use super::member::Seat;
use crate::{
    clock::Timestamp,
    engine::{Beside, Engine},
    journal::event::Event,
};

/// A run of a process, and the others.
#[derive(Clone, Copy, Debug)]
pub struct Seen<'a> {
    /// Its seat.
    pub seat: Seat,
    /// Its state.
    pub engine: &'a Engine,
    /// The other runs of the process.
    pub beside: Beside<'a>,
}

/// A reader of a run in progress: a progress bar, a log. It changes nothing and is never waited for.
pub trait Watch {
    /// A run of the process came one step further. `speed` is in thousandths of the account's limit.
    fn saw(&mut self, now: Timestamp, seen: &Seen<'_>, events: &[Event], speed: u32);
}

/// Nobody looks on.
impl Watch for () {
    fn saw(&mut self, _: Timestamp, _: &Seen<'_>, _: &[Event], _: u32) {}
}
