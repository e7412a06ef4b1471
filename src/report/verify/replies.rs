//! A read request is asked once, and answered once at most.

use std::collections::BTreeMap;

use super::{Law, Terms};
use crate::{
    journal::event::{AskId, Event, Fact},
    report::text::counted,
};

/// `replies`
#[derive(Default)]
pub(super) struct Replies {
    /// Requests, and whether they are over.
    asked: BTreeMap<AskId, bool>,
}

impl Law for Replies {
    fn name(&self) -> &'static str {
        "replies"
    }

    fn see(&mut self, _: &Terms, event: &Event) -> Result<(), String> {
        match &event.fact {
            Fact::Asked { ask, .. } => match self.asked.insert(*ask, false) {
                None => Ok(()),
                Some(_) => Err(format!("request {} is asked a second time", ask.0)),
            },
            Fact::Replied { ask, .. } => match self.asked.insert(*ask, true) {
                Some(false) => Ok(()),
                Some(true) => Err(format!("request {} is answered a second time", ask.0)),
                None => Err(format!(
                    "an answer to request {}, which nobody asked",
                    ask.0
                )),
            },
            _ => Ok(()),
        }
    }

    fn prove(&mut self, _: &Terms) -> Result<String, String> {
        let all = counted(self.asked.len() as u64, "read request", "read requests");
        Ok(format!("{all}, each answered once at most"))
    }
}
