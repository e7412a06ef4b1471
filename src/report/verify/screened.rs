//! Nobody is dialled without leave: the whitelist's word, young enough, allows every attempt.

use std::collections::BTreeMap;

use super::{Law, Terms, who};
use crate::{
    campaign::{Check, Neutral, Unless, WhitelistPolicy},
    clock::Timestamp,
    contacts::ContactId,
    journal::event::{Dnd, Event, Fact, Standing},
    report::text::counted,
};

/// `screened`
#[derive(Default)]
pub(super) struct Screened {
    people: BTreeMap<ContactId, Words>,
    calls: u64,
}

/// What was learnt of a person last, and until when it holds.
#[derive(Default)]
struct Words {
    standing: Option<(Standing, Timestamp)>,
    dnd: Option<(Dnd, Timestamp)>,
}

impl Words {
    /// Why the person may not be dialled at that time; nothing when it may be.
    fn forbids(&self, policy: &WhitelistPolicy, at: Timestamp) -> Option<&'static str> {
        let fresh = |until: &Timestamp| *until > at;
        let standing = self.standing.as_ref().filter(|(_, until)| fresh(until));
        let Some((standing, _)) = standing else {
            return Some("nothing is known of it that is young enough");
        };
        let dnd = self
            .dnd
            .filter(|(_, until)| fresh(until))
            .map(|(dnd, _)| dnd);
        match (standing, policy.neutral, dnd) {
            _ if policy.check == Check::Advisory => None,
            (Standing::Whitelist, ..)
            | (Standing::Neutral, Neutral::Call, _)
            | (Standing::Neutral, Neutral::DndLookup, Some(Dnd::No)) => None,
            (Standing::Neutral, Neutral::DndLookup, Some(Dnd::Unavailable))
                if policy.dnd_unavailable == Unless::Call =>
            {
                None
            }
            (Standing::Blacklist, ..) => Some("it is blacklisted"),
            (Standing::Neutral, Neutral::Skip, _) => Some("it is neutral"),
            (Standing::Neutral, ..) => {
                Some("it is neutral, and not known to be off the DND register")
            }
            (Standing::Unavailable(_) | Standing::Refused(_), ..) => {
                Some("the whitelist did not answer")
            }
        }
    }
}

impl Law for Screened {
    fn name(&self) -> &'static str {
        "screened"
    }

    fn see(&mut self, terms: &Terms, event: &Event) -> Result<(), String> {
        let policy = &terms.whitelist;
        match &event.fact {
            Fact::Standing {
                contact,
                standing,
                as_of,
                expires,
                ..
            } => {
                let until = *as_of + policy.max_age;
                let until = expires.map_or(until, |expires| until.min(expires));
                self.people.entry(*contact).or_default().standing = Some((standing.clone(), until));
            }
            Fact::Dnd {
                contact,
                dnd,
                as_of,
                ..
            } => {
                let until = *as_of + policy.max_age;
                self.people.entry(*contact).or_default().dnd = Some((*dnd, until));
            }
            Fact::Intended { attempt, .. } if policy.check != Check::Off => {
                self.calls += 1;
                let words = self.people.entry(attempt.contact).or_default();
                if let Some(why) = words.forbids(policy, event.at) {
                    return Err(format!("{}: dialled, though {why}", who(*attempt)));
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn prove(&mut self, terms: &Terms) -> Result<String, String> {
        if terms.whitelist.check == Check::Off {
            return Ok("check: off, nobody is screened".to_owned());
        }
        let all = counted(self.calls, "attempt", "attempts");
        Ok(format!(
            "{all}, each with a word of the whitelist that allows it"
        ))
    }
}
