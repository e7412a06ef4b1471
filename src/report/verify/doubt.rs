//! A request that may have placed a call is never taken for none before every delay has passed, and dialled
//! again only where the account says so.

use std::collections::BTreeMap;

use super::{Law, Terms, who};
use crate::{
    campaign::Ambiguity,
    clock::Timestamp,
    journal::event::{AttemptId, Event, Fact},
    report::text::{counted, time},
};

/// `doubt`
#[derive(Default)]
pub(super) struct Doubts {
    intents: BTreeMap<AttemptId, Timestamp>,
    doubts: u64,
}

impl Law for Doubts {
    fn name(&self) -> &'static str {
        "doubt"
    }

    fn see(&mut self, terms: &Terms, event: &Event) -> Result<(), String> {
        match &event.fact {
            Fact::Intended { attempt, .. } => {
                self.intents.insert(*attempt, event.at);
            }
            Fact::Ambiguous { .. } => self.doubts += 1,
            Fact::Unknown { attempt } | Fact::PresumedNone { attempt } => {
                let Some(intent) = self.intents.get(attempt) else {
                    return Ok(());
                };
                let timing = &terms.timing;
                let sent = *intent + timing.send_deadline + timing.delivery_lag;
                let over = sent + terms.ring_timeout + terms.time_limit;
                let listed = over + timing.listing_lag + timing.clock_skew;
                if event.at <= listed {
                    let (who, listed) = (who(*attempt), time(listed, terms.offset));
                    return Err(format!(
                        "{who}: given up, and it could be listed until {listed}"
                    ));
                }
                let none = matches!(event.fact, Fact::PresumedNone { .. });
                if none && terms.ambiguous == Ambiguity::NeverRedial {
                    let who = who(*attempt);
                    return Err(format!(
                        "{who}: taken for no call, and the account forbids that"
                    ));
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn prove(&mut self, _: &Terms) -> Result<String, String> {
        let all = counted(self.doubts, "doubt", "doubts");
        Ok(format!("{all}, none given up before its hold was over"))
    }
}
