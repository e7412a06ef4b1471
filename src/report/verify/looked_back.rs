//! Nobody is dialled before the account's own list of calls was read, where the campaign leaves out whom it called,
//! nor long after.

use std::time::Duration;

use super::{Law, Terms, who};
use crate::{
    clock::Timestamp,
    journal::event::{Event, Fact, Question},
    report::text::{counted, length},
};

/// How long a list that was read serves at most.
const SERVES_MAX: Duration = Duration::from_secs(12 * 3600);

/// `looked-back`
#[derive(Default)]
pub(super) struct LookedBack {
    /// What was read without a gap, by Exotel's clock.
    read: Option<(Timestamp, Timestamp)>,
    /// Up to when it is to be read.
    end: Timestamp,
    pages: u64,
    calls: u64,
}

impl LookedBack {
    /// Why nobody may be dialled; nothing when it may be.
    fn forbids(&self, within: Duration, at: Timestamp) -> Option<String> {
        let Some((from, to)) = self.read.filter(|(_, to)| *to >= self.end) else {
            return Some("the account's list of calls was not read to its end".to_owned());
        };
        let serves = within.min(SERVES_MAX);
        if at >= to + serves {
            return Some(format!(
                "the account's list of calls was read up to {to} only"
            ));
        }
        (to - from < within).then(|| {
            let short = length(to - from);
            format!("the account's list of calls was read over {short} only")
        })
    }
}

impl Law for LookedBack {
    fn name(&self) -> &'static str {
        "looked-back"
    }

    fn see(&mut self, terms: &Terms, event: &Event) -> Result<(), String> {
        match &event.fact {
            Fact::Asked {
                question: Question::Earlier { since, until },
                ..
            } => {
                self.end = *until;
                let goes_on = self.read.is_some_and(|(_, to)| *since <= to);
                if !goes_on {
                    self.read = Some((*since, *since));
                }
                Ok(())
            }
            Fact::LookedBack { until } => {
                self.pages += 1;
                let Some((from, to)) = self.read else {
                    return Err("a list was read that nobody asked for".to_owned());
                };
                self.read = Some((from, to.max(*until)));
                Ok(())
            }
            Fact::Intended { attempt, .. } => {
                let Some(within) = terms.not_called_within else {
                    return Ok(());
                };
                self.calls += 1;
                match self.forbids(within, event.at) {
                    None => Ok(()),
                    Some(why) => Err(format!("{}: dialled, and {why}", who(*attempt))),
                }
            }
            _ => Ok(()),
        }
    }

    fn prove(&mut self, terms: &Terms) -> Result<String, String> {
        if terms.not_called_within.is_none() {
            return Ok("the campaign asks for no look-back".to_owned());
        }
        let pages = counted(self.pages, "page", "pages");
        let calls = counted(self.calls, "intent", "intents");
        Ok(format!(
            "{pages} of the account's own list read before {calls}"
        ))
    }
}
