//! Nobody is dialled once outcomes meet a condition of `limits.stop_when`, and no run is stopped by one that they
//! do not meet.

use super::{Law, Terms, outcomes::Outcomes, who};
use crate::{
    journal::event::{Event, Fact, Stop},
    report::text::counted,
};

/// `stop-when`
#[derive(Default)]
pub(super) struct StopWhen {
    outcomes: Outcomes,
    stops: u64,
}

impl Law for StopWhen {
    fn name(&self) -> &'static str {
        "stop-when"
    }

    fn see(&mut self, terms: &Terms, event: &Event) -> Result<(), String> {
        match (&event.fact, &self.outcomes.fired) {
            (Fact::Intended { attempt, .. }, Some(condition)) => {
                let who = who(*attempt);
                return Err(format!("{who}: dialled, and `{condition}` has come true"));
            }
            (
                Fact::Stopped {
                    why: Stop::Outcomes { condition, .. },
                },
                fired,
            ) => {
                self.stops += 1;
                if fired.as_deref() != Some(&**condition) {
                    return Err(format!(
                        "stopped by `{condition}`, which the outcomes do not meet"
                    ));
                }
            }
            _ => {}
        }
        self.outcomes.see(terms, event);
        Ok(())
    }

    fn prove(&mut self, terms: &Terms) -> Result<String, String> {
        let stops = counted(self.stops, "stop", "stops");
        Ok(match terms.limits.stop_when.len() {
            0 => "no conditions".to_owned(),
            some => {
                let conditions = counted(some as u64, "condition", "conditions");
                format!("{conditions}, {stops}, nobody dialled after one came true")
            }
        })
    }
}
