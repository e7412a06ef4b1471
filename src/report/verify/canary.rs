//! No call beyond those on trial, the canary of a run or the probe of one that goes on, before their outcomes are
//! read.

use super::{Law, Terms, outcomes::Outcomes, who};
use crate::{
    journal::event::{Event, Fact},
    report::text::counted,
};

/// `canary`
#[derive(Default)]
pub(super) struct Canary {
    outcomes: Outcomes,
    calls: u64,
}

impl Law for Canary {
    fn name(&self) -> &'static str {
        "canary"
    }

    fn see(&mut self, terms: &Terms, event: &Event) -> Result<(), String> {
        if let (Fact::Intended { attempt, .. }, Some(trial)) = (&event.fact, &self.outcomes.trial) {
            self.calls += 1;
            if let Some(why) = trial.forbids() {
                return Err(format!("{}: dialled, though {why}", who(*attempt)));
            }
        }
        self.outcomes.see(terms, event);
        Ok(())
    }

    fn prove(&mut self, terms: &Terms) -> Result<String, String> {
        let calls = counted(self.calls, "attempt", "attempts");
        Ok(match (terms.pacing.canary, self.calls) {
            (0, 0) => "no canary".to_owned(),
            _ => format!("{calls} on trial, nobody else dialled before their outcomes"),
        })
    }
}
