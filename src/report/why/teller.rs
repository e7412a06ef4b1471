//! The fold: which facts of a run are about one person, and what is to be kept for a sentence about them.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    Line,
    known::Known,
    phrases::exclusion,
    sentence::{NO_WINDOW, Scene, kind},
};
use crate::{
    campaign::{Number, ZoneId},
    clock::{Timestamp, UtcOffset},
    contacts::ContactId,
    engine::Rules,
    journal::event::{AskId, AttemptId, Event, Fact, Question, Rejection},
};

/// Tells what a run decided about the rows of one person.
#[derive(Debug)]
pub struct Teller<'a> {
    rules: &'a Rules,
    offset: UtcOffset,
    contacts: BTreeSet<ContactId>,
    /// Requests about the person that have no answer yet.
    asked: BTreeMap<AskId, Question>,
    /// Where the reading of the account's list of calls ends: its pages on the way there are nobody's story.
    list_ends: Timestamp,
    known: BTreeMap<ContactId, Known>,
    lines: Vec<Line>,
}

impl<'a> Teller<'a> {
    /// Nothing told yet of these rows, each with the zone and the further numbers of its person. Times are of the
    /// given offset.
    pub fn new(
        rules: &'a Rules,
        offset: UtcOffset,
        contacts: impl IntoIterator<Item = (ContactId, ZoneId, Vec<Number>)>,
    ) -> Teller<'a> {
        let known = contacts.into_iter().map(|(contact, zone, further)| {
            let known = Known {
                zone,
                further,
                ..Known::default()
            };
            (contact, known)
        });
        let known: BTreeMap<ContactId, Known> = known.collect();
        let contacts: BTreeSet<ContactId> = known.keys().copied().collect();
        Teller {
            rules,
            offset,
            known,
            contacts,
            asked: BTreeMap::new(),
            list_ends: Timestamp::default(),
            lines: Vec::new(),
        }
    }

    /// Takes the next events of the journal.
    pub fn see(&mut self, events: &[Event]) {
        for event in events {
            self.take(event);
        }
    }

    /// What was told.
    pub fn lines(self) -> Vec<Line> {
        self.lines
    }

    fn take(&mut self, event: &Event) {
        match self.about(&event.fact) {
            About::Nobody => {}
            About::Run => self.tell(event, None, None),
            About::All => {
                if !self.known.values().all(|known| known.done) {
                    self.tell(event, None, None);
                }
                self.settle_all(&event.fact);
            }
            About::One(contact, attempt) => {
                self.learn(contact, event);
                self.tell(event, Some(contact), attempt);
                self.settle(contact, event);
            }
        }
    }

    /// Whom a fact is about.
    fn about(&mut self, fact: &Fact) -> About {
        let one = |contact: ContactId, attempt: Option<u16>| match self.contacts.contains(&contact)
        {
            true => About::One(contact, attempt),
            false => About::Nobody,
        };
        match fact {
            Fact::Started(_) | Fact::Finished => About::Run,
            Fact::LookedBack { until } if *until < self.list_ends => About::Nobody,
            Fact::Expired
            | Fact::LookedBack { .. }
            | Fact::Resumed
            | Fact::Throttled { .. }
            | Fact::Stopped { .. }
            | Fact::Paused { .. }
            | Fact::Unpaused { .. } => About::All,
            Fact::Asked {
                question: Question::Earlier { until, .. },
                ..
            } => {
                self.list_ends = *until;
                About::Nobody
            }
            Fact::Asked { ask, question } => match person(question, &self.contacts) {
                Some((contact, attempt)) => {
                    self.asked.insert(*ask, question.clone());
                    About::One(contact, attempt)
                }
                None => About::Nobody,
            },
            Fact::Replied { ask, .. } => match self.asked.get(ask) {
                Some(question) => person(question, &self.contacts)
                    .map_or(About::Nobody, |(contact, attempt)| {
                        About::One(contact, attempt)
                    }),
                None => About::Nobody,
            },
            Fact::Excluded { .. }
            | Fact::CalledElsewhere { .. }
            | Fact::Lapsed { .. }
            | Fact::Standing { .. }
            | Fact::Dnd { .. }
            | Fact::Intended { .. }
            | Fact::Accepted { .. }
            | Fact::Rejected { .. }
            | Fact::Ambiguous { .. }
            | Fact::Ended { .. }
            | Fact::Amended { .. }
            | Fact::Settled { .. }
            | Fact::Unknown { .. }
            | Fact::PresumedNone { .. }
            | Fact::Unconfirmed { .. } => {
                let attempt = fact.attempt().map(|attempt| attempt.number);
                let contact = fact.contact();
                contact.map_or(About::Nobody, |contact| one(contact, attempt))
            }
        }
    }

    /// What must be known before the sentence.
    fn learn(&mut self, contact: ContactId, event: &Event) {
        let known = self.known.entry(contact).or_default();
        match &event.fact {
            Fact::Standing {
                standing,
                as_of,
                number,
                ..
            } => {
                // What the register says of one number says nothing of another.
                known.dnd = known.dnd.filter(|_| known.number == Some(*number));
                known.standing = Some((standing.clone(), *as_of));
                known.number = Some(*number);
            }
            Fact::Dnd { dnd, number, .. } => {
                known.dnd = Some(*dnd);
                known.number = Some(*number);
            }
            Fact::Intended { number, .. } => known.number = Some(*number),
            Fact::CalledElsewhere { calls, .. } => known.elsewhere.clone_from(calls),
            Fact::Accepted { .. } => {
                known.calls = known.calls.saturating_add(1);
                known.found = true;
            }
            Fact::Asked {
                question: Question::Outcomes(_) | Question::Outcome(_),
                ..
            } => known.reads += 1,
            Fact::Unknown { .. } | Fact::PresumedNone { .. } => known.found = true,
            Fact::Asked { .. } => known.found = false,
            Fact::Replied { ask, .. } => known.question = self.asked.remove(ask),
            _ => {}
        }
    }

    /// What a fact about everybody leaves behind it.
    fn settle_all(&mut self, fact: &Fact) {
        if matches!(fact, Fact::Expired) {
            for known in self.known.values_mut() {
                known.over.get_or_insert_with(|| NO_WINDOW.to_owned());
                known.done |= !known.open;
            }
        }
    }

    /// What is known behind the sentence: whether the person waits for anything more.
    fn settle(&mut self, contact: ContactId, event: &Event) {
        let (rules, offset) = (self.rules, self.offset);
        let known = self.known.entry(contact).or_default();
        match &event.fact {
            Fact::Intended { .. } | Fact::Accepted { .. } => {
                known.due = None;
                (known.open, known.done) = (true, false);
                if matches!(event.fact, Fact::Intended { .. }) {
                    known.placed.push(event.at);
                }
            }
            Fact::Ended { outcome, .. } => {
                let delay = known.delay(*outcome, rules);
                let delay = delay.filter(|_| known.over.is_none());
                let due = |delay| (event.at + delay).max(known.capped(rules));
                known.due = delay.map(|delay| (*outcome, due(delay)));
                (known.open, known.done) = (false, delay.is_none());
                known.reads = 0;
            }
            Fact::Excluded { why, .. } => {
                known.over = Some(exclusion(why, offset));
                known.done = !known.open;
            }
            Fact::Rejected { why, .. } => {
                known.placed.pop();
                let is_final = matches!(why, Rejection::Dnd | Rejection::Row);
                (known.open, known.done) = (false, is_final || known.over.is_some());
            }
            Fact::PresumedNone { .. } => {
                known.placed.pop();
                (known.open, known.done) = (false, known.over.is_some());
            }
            Fact::Lapsed { .. } | Fact::Unknown { .. } | Fact::Unconfirmed { .. } => {
                (known.open, known.done) = (false, true);
            }
            Fact::Standing { .. } | Fact::Dnd { .. } => {
                known.done = known.is_left_out(rules) || (known.over.is_some() && !known.open);
            }
            _ => {}
        }
    }

    fn tell(&mut self, event: &Event, contact: Option<ContactId>, attempt: Option<u16>) {
        let nothing = Known::default();
        let known = contact.and_then(|contact| self.known.get(&contact));
        let known = known.unwrap_or(&nothing);
        let scene = Scene {
            at: event.at,
            known,
            rules: self.rules,
            offset: self.offset,
        };
        let said = scene.sentence(&event.fact);
        self.lines.extend(said.map(|text| Line {
            at: event.at,
            kind: kind(&event.fact),
            attempt,
            text,
        }));
    }
}

/// Whom a fact is about.
enum About {
    /// Somebody else.
    Nobody,
    /// The run as a whole: told in every story.
    Run,
    /// Everybody who still waits for something.
    All,
    /// One of the rows, and which attempt of it.
    One(ContactId, Option<u16>),
}

/// The row among these that a question is about, and the attempt.
fn person(question: &Question, rows: &BTreeSet<ContactId>) -> Option<(ContactId, Option<u16>)> {
    let among = |ids: &[AttemptId]| {
        let id = ids.iter().find(|id| rows.contains(&id.contact))?;
        Some((id.contact, Some(id.number)))
    };
    match question {
        Question::Standing(contact) | Question::Dnd(contact) => {
            rows.contains(contact).then_some((*contact, None))
        }
        Question::Outcomes(ids) | Question::Search(ids) => among(ids),
        Question::Outcome(id) => among(std::slice::from_ref(id)),
        Question::Earlier { .. } => None,
    }
}
