//! No more calls than the campaign's limit.

use super::{Law, Terms, who};
use crate::{
    journal::event::{Event, Fact},
    report::text::{counted, grouped},
};

/// `limit`
#[derive(Default)]
pub(super) struct Limit {
    /// Requests that made a call, or may have.
    placed: u64,
}

impl Law for Limit {
    fn name(&self) -> &'static str {
        "limit"
    }

    fn see(&mut self, terms: &Terms, event: &Event) -> Result<(), String> {
        match &event.fact {
            Fact::Rejected { .. } => self.placed = self.placed.saturating_sub(1),
            Fact::Intended { attempt, .. } => {
                self.placed += 1;
                if let Some(most) = terms.calls_max.filter(|most| self.placed > *most) {
                    let (who, nth) = (who(*attempt), grouped(self.placed));
                    return Err(format!(
                        "{who}: call {nth}, and the limit is {}",
                        grouped(most)
                    ));
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn prove(&mut self, terms: &Terms) -> Result<String, String> {
        let placed = counted(self.placed, "call", "calls");
        Ok(match terms.calls_max {
            None => format!("{placed}, and no limit"),
            Some(most) => format!("{placed} of {} allowed", grouped(most)),
        })
    }
}
