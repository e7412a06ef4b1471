//! Nobody is dialled without leave: the whitelist's word, young enough, allows every attempt.

use std::collections::BTreeMap;

use super::{Law, Terms, who};
use crate::{
    campaign::{Check, Neutral, Number, Unless, WhitelistPolicy},
    clock::Timestamp,
    contacts::ContactId,
    journal::event::{Dnd, Event, Fact, Standing},
    report::text::counted,
};

/// `screened`
#[derive(Default)]
pub(super) struct Screened {
    numbers: BTreeMap<(ContactId, Number), Words>,
    calls: u64,
}

/// What was learnt of a person's number last, and until when it holds.
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
                number,
                standing,
                as_of,
                expires,
            } => {
                let until = *as_of + policy.max_age;
                let until = expires.map_or(until, |expires| until.min(expires));
                let words = self.numbers.entry((*contact, *number)).or_default();
                words.standing = Some((standing.clone(), until));
            }
            Fact::Dnd {
                contact,
                number,
                dnd,
                as_of,
            } => {
                let until = *as_of + policy.max_age;
                let words = self.numbers.entry((*contact, *number)).or_default();
                words.dnd = Some((*dnd, until));
            }
            Fact::Intended {
                attempt, number, ..
            } if policy.check != Check::Off
                    // A number that is nobody's is another law's.
                    && terms.numbers(attempt.contact).any(|own| own == *number) =>
            {
                self.calls += 1;
                let words = self.numbers.entry((attempt.contact, *number)).or_default();
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
