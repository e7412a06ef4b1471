//! A process that stopped, or a run that is over, dials nobody until another process takes the run up.

use super::{Law, Terms, who};
use crate::{
    journal::event::{Event, Fact},
    report::text::counted,
};

/// `stopped`
#[derive(Default)]
pub(super) struct Stopped {
    stopped: bool,
    stops: u64,
}

impl Law for Stopped {
    fn name(&self) -> &'static str {
        "stopped"
    }

    fn see(&mut self, _: &Terms, event: &Event) -> Result<(), String> {
        match &event.fact {
            Fact::Stopped { .. } | Fact::Finished => {
                self.stopped = true;
                self.stops += 1;
            }
            Fact::Resumed => self.stopped = false,
            Fact::Intended { attempt, .. } if self.stopped => {
                return Err(format!("{}: dialled after the stop", who(*attempt)));
            }
            _ => {}
        }
        Ok(())
    }

    fn prove(&mut self, _: &Terms) -> Result<String, String> {
        let stops = counted(self.stops, "stop or end", "stops and ends");
        Ok(format!("{stops}, nobody dialled after one"))
    }
}
