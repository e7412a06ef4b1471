//! Every row has one final word, and the result file says the same of the same rows.

use std::collections::BTreeMap;

use super::{Law, Table, Terms};
use crate::{
    campaign::{Check, Neutral, Number, Outcome, Unless, WhitelistPolicy},
    clock::Timestamp,
    contacts::{ContactId, RowFate},
    journal::event::{Dnd, Event, Exclusion, Fact, Rejection, Standing},
    plan::Disposition,
    report::text::{counted, grouped},
};

/// Requests that may have made a call, after which nobody is dialled again.
const POSTS_MAX: u32 = 10;

/// `words`
#[derive(Default)]
pub(super) struct Words {
    people: BTreeMap<ContactId, Person>,
}

#[derive(Default)]
struct Person {
    /// The numbers, in order.
    numbers: Vec<Number>,
    /// Which of them is to be called.
    at: usize,
    /// Which of them was called last.
    dialled: Option<Number>,
    /// Which of them was before that, should there have been no call.
    before: Option<Number>,
    stage: Stage,
    /// Requests that made a call or may have.
    posts: u32,
    calls: u8,
    /// How the last call that ended did.
    called: Option<Outcome>,
    /// Nobody is to call any more.
    barred: bool,
    /// There is no time left.
    late: bool,
    /// A final word was taken back.
    reopened: bool,
    /// What is known of the numbers.
    learnt: BTreeMap<Number, Learnt>,
}

/// What is known of a number, and until when it holds.
#[derive(Default)]
struct Learnt {
    standing: Option<(Standing, Timestamp)>,
    dnd: Option<(Dnd, Timestamp)>,
}

#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Stage {
    #[default]
    Waiting,
    Open,
    Done(Disposition),
}

impl Person {
    /// What screening says once something is learnt.
    fn judge(&mut self, policy: &WhitelistPolicy, now: Timestamp) {
        let learnt = self
            .numbers
            .get(self.at)
            .and_then(|own| self.learnt.get(own));
        let standing = learnt.and_then(|learnt| learnt.standing.as_ref());
        let standing = standing.filter(|(_, until)| *until > now);
        let (Some((standing, _)), Check::Required) = (standing, policy.check) else {
            return;
        };
        let dnd = learnt.and_then(|learnt| learnt.dnd);
        let dnd = dnd.filter(|(_, until)| *until > now);
        if (standing, policy.neutral) == (&Standing::Neutral, Neutral::Skip)
            && self.stage == Stage::Waiting
            && self.at + 1 < self.numbers.len()
        {
            self.at += 1;
            return self.judge(policy, now);
        }
        let word = match (standing, policy.neutral, dnd.map(|(dnd, _)| dnd)) {
            (Standing::Blacklist, ..) => Disposition::Blacklisted,
            (Standing::Neutral, Neutral::Skip, _) | (Standing::Refused(_), ..) => {
                Disposition::NotWhitelisted
            }
            (Standing::Neutral, Neutral::DndLookup, Some(Dnd::Yes)) => Disposition::Dnd,
            (Standing::Neutral, Neutral::DndLookup, Some(Dnd::Unavailable))
                if policy.dnd_unavailable == Unless::Skip =>
            {
                Disposition::Dnd
            }
            (Standing::Unavailable(_), ..)
                if policy.unavailable == crate::campaign::Unavailable::Skip =>
            {
                Disposition::NotWhitelisted
            }
            _ => return,
        };
        if self.stage == Stage::Waiting {
            self.never(word);
        }
    }

    fn ended(&mut self, terms: &Terms, outcome: Outcome) {
        self.called = Some(outcome);
        self.reopened |= matches!(self.stage, Stage::Done(_));
        let next = self.at + 1 < self.numbers.len();
        let again = terms.delay(outcome, self.calls, next).is_some();
        // After a call that failed the next number is called, the first behind the last one.
        if again && outcome == Outcome::Failed && !self.numbers.is_empty() {
            self.at = (self.at + 1) % self.numbers.len();
        }
        self.stage = match again && !self.reopened {
            true => Stage::Waiting,
            false => Stage::Done(Disposition::Called(outcome)),
        };
        self.conclude_barred();
    }

    /// Whoever is barred, or has no time left, does not wait for another attempt.
    fn conclude_barred(&mut self) {
        if (self.barred || self.late) && self.stage == Stage::Waiting {
            self.never(match self.barred {
                true => Disposition::Suppressed,
                false => Disposition::Expired,
            });
        }
    }

    /// Nobody calls any more: the last outcome stands, or this word where there is none.
    fn never(&mut self, word: Disposition) {
        let called = self.called.map(Disposition::Called);
        self.stage = Stage::Done(called.unwrap_or(word));
    }

    fn excluded(&mut self, why: &Exclusion) {
        match why {
            Exclusion::Locked { .. } => self.never(Disposition::Suppressed),
            Exclusion::Reached { .. } => self.never(Disposition::Duplicate),
            Exclusion::Suppressed { .. }
            | Exclusion::CalledBefore { .. }
            | Exclusion::CalledAtExotel { .. } => {
                self.barred = true;
                self.conclude_barred();
            }
        }
    }

    fn learnt(&mut self, number: Number) -> &mut Learnt {
        self.learnt.entry(number).or_default()
    }

    fn dial(&mut self, number: Number) {
        self.stage = Stage::Open;
        self.posts += 1;
        // A number that is nobody's is another law's.
        if let Some(at) = self.numbers.iter().position(|own| *own == number) {
            self.at = at;
            self.before = self.dialled.replace(number);
        }
    }

    fn accepted(&mut self) {
        self.reopened |= matches!(self.stage, Stage::Done(_));
        self.stage = Stage::Open;
        self.calls = self.calls.saturating_add(1);
    }

    fn presumed_none(&mut self) {
        self.dialled = self.before;
        self.stage = match self.posts < POSTS_MAX {
            true => Stage::Waiting,
            false => Stage::Done(Disposition::Unsettled),
        };
        self.conclude_barred();
    }

    fn rejected(&mut self, why: Rejection) {
        self.dialled = self.before;
        self.stage = match why {
            Rejection::Dnd => Stage::Done(Disposition::Dnd),
            Rejection::Row => Stage::Done(Disposition::Refused),
            Rejection::NotSent | Rejection::TooMany | Rejection::Account => {
                self.posts = self.posts.saturating_sub(1);
                Stage::Waiting
            }
        };
        self.conclude_barred();
    }

    fn word(&self) -> Disposition {
        match self.stage {
            Stage::Done(word) => word,
            Stage::Open => Disposition::Unsettled,
            Stage::Waiting => Disposition::Stopped,
        }
    }
}

impl Words {
    fn person(&mut self, terms: &Terms, contact: ContactId) -> &mut Person {
        self.people.entry(contact).or_insert_with(|| Person {
            numbers: terms.numbers(contact).collect(),
            ..Person::default()
        })
    }

    /// Nobody is called any more, because there is no time left.
    fn expire(&mut self, terms: &Terms) {
        for contact in (0..).map(ContactId).take(terms.rows.len()) {
            if terms.number(contact).is_some() {
                let person = self.person(terms, contact);
                person.late = true;
                person.conclude_barred();
            }
        }
    }

    /// Nobody is called any more, whatever is left.
    fn conclude(&mut self, terms: &Terms) {
        for contact in (0..).map(ContactId).take(terms.rows.len()) {
            if terms.number(contact).is_some() {
                let person = self.person(terms, contact);
                if person.stage == Stage::Waiting {
                    person.never(Disposition::OverLimit);
                }
            }
        }
    }

    /// The final word of a row, and its number.
    fn word(
        &mut self,
        terms: &Terms,
        contact: ContactId,
        fate: RowFate,
    ) -> (Disposition, Option<Number>) {
        match fate {
            RowFate::Callable(_) => {
                let person = self.person(terms, contact);
                let number = person.dialled.or(person.numbers.get(person.at).copied());
                (person.word(), number)
            }
            RowFate::Duplicate { number, .. } => (Disposition::Duplicate, Some(number)),
            RowFate::Country { number, .. } => (Disposition::Country, Some(number)),
            RowFate::Filtered => (Disposition::Filtered, None),
            RowFate::Invalid => (Disposition::Invalid, None),
        }
    }
}

impl Law for Words {
    fn name(&self) -> &'static str {
        "words"
    }

    fn see(&mut self, terms: &Terms, event: &Event) -> Result<(), String> {
        let policy = &terms.whitelist;
        match &event.fact {
            Fact::Excluded { contact, why } => {
                self.person(terms, *contact).excluded(why);
            }
            Fact::Standing {
                contact,
                number,
                standing,
                as_of,
                expires,
            } => {
                let until = *as_of + policy.max_age;
                let until = expires.map_or(until, |expires| until.min(expires));
                let person = self.person(terms, *contact);
                person.learnt(*number).standing = Some((standing.clone(), until));
                person.judge(policy, event.at);
            }
            Fact::Dnd {
                contact,
                number,
                dnd,
                as_of,
            } => {
                let person = self.person(terms, *contact);
                person.learnt(*number).dnd = Some((*dnd, *as_of + policy.max_age));
                person.judge(policy, event.at);
            }
            Fact::Intended {
                attempt, number, ..
            } => {
                self.person(terms, attempt.contact).dial(*number);
            }
            Fact::Accepted { attempt, .. } => self.person(terms, attempt.contact).accepted(),
            Fact::Rejected { attempt, why, .. } => {
                self.person(terms, attempt.contact).rejected(*why)
            }
            Fact::Ended {
                attempt, outcome, ..
            } => self.person(terms, attempt.contact).ended(terms, *outcome),
            Fact::Unknown { attempt } | Fact::Unconfirmed { attempt } => {
                self.person(terms, attempt.contact).stage = Stage::Done(Disposition::Unsettled);
            }
            Fact::PresumedNone { attempt } => {
                self.person(terms, attempt.contact).presumed_none();
            }
            Fact::Lapsed { contact, .. } => {
                let person = self.person(terms, *contact);
                person.late = true;
                person.conclude_barred();
                person.late = false;
            }
            Fact::Expired => self.expire(terms),
            Fact::Finished => self.conclude(terms),
            Fact::Started(_)
            | Fact::Resumed
            | Fact::LookedBack { .. }
            | Fact::CalledElsewhere { .. }
            | Fact::Asked { .. }
            | Fact::Replied { .. }
            | Fact::Ambiguous { .. }
            | Fact::Amended { .. }
            | Fact::Settled { .. }
            | Fact::Throttled { .. }
            | Fact::Stopped { .. }
            | Fact::Paused { .. }
            | Fact::Unpaused { .. } => {}
        }
        Ok(())
    }

    fn prove(&mut self, terms: &Terms) -> Result<String, String> {
        let rows = terms.rows.len();
        let all = counted(rows as u64, "row", "rows");
        let results = match &terms.results {
            Table::None(why) => return Ok(format!("{all}, each with one final word; {why}")),
            Table::Unreadable(why) => return Err(format!("the result file: {why}")),
            Table::Rows(results) => results,
        };
        if results.len() != rows {
            let found = grouped(results.len() as u64);
            return Err(format!("the result file has {found} rows, the run {all}"));
        }
        for (contact, (row, result)) in (0..).map(ContactId).zip(terms.rows.iter().zip(results)) {
            let (word, number) = self.word(terms, contact, row.fate);
            let line = format!("row {}", contact.0.saturating_add(1));
            if result.disposition != word.as_str() {
                let (told, word) = (&result.disposition, word.as_str());
                return Err(format!(
                    "{line}: the result file says {told}, the journal {word}"
                ));
            }
            if result.phone != number.map(Number::e164).unwrap_or_default() {
                return Err(format!("{line}: the result file has another number"));
            }
        }
        Ok(format!(
            "{all}, each with one final word, which the result file tells"
        ))
    }
}
