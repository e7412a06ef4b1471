//! The journal begins with its run, and its times never go back.

use super::{Law, Terms};
use crate::{
    clock::Timestamp,
    journal::event::{Event, Fact},
    report::text::counted,
};

/// `order`
#[derive(Default)]
pub(super) struct Order {
    facts: u64,
    latest: Option<Timestamp>,
}

impl Law for Order {
    fn name(&self) -> &'static str {
        "order"
    }

    fn see(&mut self, _: &Terms, event: &Event) -> Result<(), String> {
        let first = self.latest.is_none();
        if let (false, Fact::Started(_)) = (first, &event.fact) {
            return Err("the run begins a second time".to_owned());
        }
        if self.latest.is_some_and(|latest| event.at < latest) {
            return Err("a fact is older than the one before it".to_owned());
        }
        self.latest = Some(event.at);
        self.facts += 1;
        Ok(())
    }

    fn prove(&mut self, _: &Terms) -> Result<String, String> {
        let facts = counted(self.facts, "fact", "facts");
        Ok(format!("{facts}, none older than the one before"))
    }
}
