//! Nobody is dialled while the run is paused.

use super::{Law, Terms, who};
use crate::{
    journal::event::{Event, Fact},
    report::text::counted,
};

/// `paused`
#[derive(Default)]
pub(super) struct Paused {
    paused: bool,
    pauses: u64,
}

impl Law for Paused {
    fn name(&self) -> &'static str {
        "paused"
    }

    fn see(&mut self, _: &Terms, event: &Event) -> Result<(), String> {
        match &event.fact {
            Fact::Paused { .. } => {
                self.paused = true;
                self.pauses += 1;
            }
            Fact::Unpaused { .. } => self.paused = false,
            Fact::Intended { attempt, .. } if self.paused => {
                return Err(format!("{}: dialled while paused", who(*attempt)));
            }
            _ => {}
        }
        Ok(())
    }

    fn prove(&mut self, _: &Terms) -> Result<String, String> {
        let pauses = counted(self.pauses, "pause", "pauses");
        Ok(format!("{pauses}, nobody dialled in one"))
    }
}
