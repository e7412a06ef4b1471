//! A call is one attempt's alone.

use std::collections::BTreeMap;

use super::{Law, Terms, who};
use crate::{
    journal::event::{AttemptId, Event, Fact, Sid},
    report::text::counted,
};

/// `sids`
#[derive(Default)]
pub(super) struct Sids {
    of: BTreeMap<Sid, AttemptId>,
}

impl Law for Sids {
    fn name(&self) -> &'static str {
        "sids"
    }

    fn see(&mut self, _: &Terms, event: &Event) -> Result<(), String> {
        let Fact::Accepted { attempt, sid, .. } = &event.fact else {
            return Ok(());
        };
        match self.of.insert(sid.clone(), *attempt) {
            Some(other) if other != *attempt => {
                let (one, other) = (who(*attempt), who(other));
                Err(format!(
                    "{one}: its call {} is that of {other}",
                    sid.as_str()
                ))
            }
            _ => Ok(()),
        }
    }

    fn prove(&mut self, _: &Terms) -> Result<String, String> {
        let all = counted(self.of.len() as u64, "call", "calls");
        Ok(format!("{all}, no two with one sid"))
    }
}
