//! The decisions of a run, as a value. No clock, no network, no file, no randomness, no `async`.
//!
//! The shell drives it in three beats. [`Engine::decide`] turns what the world says into facts and takes
//! them into its own state; the journal makes them durable; [`Engine::commit`] releases the effects that
//! durable facts allow, and nothing else does. A batch of inputs may be decided before one append, so a
//! wake-up costs one write however much it brought. When the append fails, the value is to be dropped: the
//! journal is the truth, and [`Engine::recover`] folds it into a new one.
//!
//! Read [`attempt`] first, then [`effect`], then `decide` and its parts: `choose` (what to send next),
//! `calendar` (what time allows), `answers` (what a connect request brought), `replies` (what a read brought),
//! `give_up`, [`bars`] (who may not be called any more), [`look_back`] (whom others called), [`caps`] (how long a number is left alone).

mod answers;
pub mod attempt;
pub mod bars;
mod beside;
mod breaker;
mod calendar;
pub mod caps;
mod choose;
mod commit;
mod due;
pub mod effect;
pub mod fate;
mod fold;
mod gates;
mod give_up;
pub mod idle;
pub mod look_back;
mod money;
mod numbers;
mod people;
pub mod person;
mod queues;
mod rate;
mod replies;
pub mod rules;
mod slots;
mod steps;
mod trial;
mod tripwire;
mod view;

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    campaign::Number,
    clock::Timestamp,
    contacts::ContactId,
    journal::{
        event::{
            AskId, AttemptId, Doubt, Event, Exclusion, Fact, Failure, Question, Sid, Stop, Throttle,
        },
        past::Past,
    },
};

pub use attempt::{Attempt, IllegalEvent};
pub use beside::Beside;
pub use breaker::DOUBTS_MAX;
pub use calendar::Closed;
pub use fate::{Fate, LastCall, Tally};
pub use gates::{Gate, Trial};
pub use person::Person;
pub use rules::Rules;

use effect::Input;
use gates::Gates;
use look_back::LookBack;
use people::People;
use queues::Queues;

/// What holds a number against being dialled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Hold {
    /// An attempt of this person is open.
    Open(ContactId),
    /// This person answered.
    Reached(ContactId),
    /// A call to this person may exist, and its end is not known.
    Unsettled(ContactId),
}

/// A read request that was not answered yet.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Pending {
    question: Question,
    asked_at: Timestamp,
}

/// A call that the listing showed as over: proof that the listing was current up to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Listed {
    created: Timestamp,
    seen: Timestamp,
}

/// The state of a run: a fold of its facts.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Engine {
    rules: Rules,
    people: People,
    /// Numbers of people that stand in rows that were left out for theirs: never dialled, and barred like their own.
    left_out: BTreeMap<ContactId, Vec<Number>>,
    attempts: BTreeMap<AttemptId, Attempt>,
    numbers: BTreeMap<Number, Hold>,
    sids: BTreeSet<Sid>,
    foreign_sids: BTreeSet<Sid>,
    asks: BTreeMap<AskId, Pending>,
    next_ask: AskId,
    queues: Queues,
    gates: Gates,
    look_back: LookBack,
    paused_until: Timestamp,
    /// Why, as of the pause that ends last.
    paused_why: Option<Throttle>,
    stop: Option<Stop>,
    /// When the process that knows all this came; the beginning for the first.
    resumed_at: Timestamp,
    finished: bool,
    /// Whether no window opens again.
    expired: bool,
    /// Requests that made a call or may have.
    placed: u64,
    /// People refused since the last call that was accepted.
    refusals: u8,
    /// Failures to reach Exotel since it was reached last.
    unreachable: u8,
    /// Orders in a row that came too late.
    late: u8,
    /// Whether the whitelist answered anybody's look-up, here or in a run before.
    answered: bool,
    /// Look-ups that were refused before the whitelist answered any.
    turned_away: u8,
    /// The newest call that the listing showed as over.
    listed: Option<Listed>,
    tally: Tally,
}

impl Engine {
    /// A run that has not begun. `people` holds each person once, whatever the order.
    pub fn new(
        rules: Rules,
        people: impl IntoIterator<Item = (ContactId, Number)>,
        foreign_sids: BTreeSet<Sid>,
    ) -> Engine {
        let check = rules.whitelist.check;
        let people = people.into_iter();
        let people = people.map(|(contact, number)| Person::new(contact, number, check));
        let (people, tally) = People::new(people.collect());
        Engine {
            gates: Gates::new(&rules),
            rules,
            people,
            left_out: BTreeMap::new(),
            attempts: BTreeMap::new(),
            numbers: BTreeMap::new(),
            sids: BTreeSet::new(),
            foreign_sids,
            asks: BTreeMap::new(),
            next_ask: AskId(0),
            queues: Queues::default(),
            look_back: LookBack::default(),
            paused_until: Timestamp::default(),
            paused_why: None,
            stop: None,
            resumed_at: Timestamp::default(),
            finished: false,
            expired: false,
            placed: 0,
            refusals: 0,
            unreachable: 0,
            late: 0,
            answered: false,
            turned_away: 0,
            listed: None,
            tally,
        }
    }

    /// Takes facts of the journal in, in its order. Releases nothing: permissions die with their process.
    pub fn recover(mut self, events: &[Event]) -> Result<Engine, IllegalEvent> {
        self.replay(events)?;
        Ok(self)
    }

    /// The same a piece at a time, for a journal that is not to be held in memory. After an error the value is
    /// to be dropped.
    pub fn replay(&mut self, events: &[Event]) -> Result<(), IllegalEvent> {
        events.iter().try_for_each(|event| self.fold(event))
    }

    /// What a fresh process owes before anything else: whatever was about to leave may have left.
    pub fn resume(&mut self, now: Timestamp) -> Result<Vec<Event>, IllegalEvent> {
        let mut facts = vec![Fact::Resumed];
        let asks = self.asks.keys();
        facts.extend(asks.map(|ask| Fact::Replied {
            ask: *ask,
            failure: Some(Failure::Lost),
        }));
        for (id, attempt) in &self.attempts {
            if let Attempt::Intended(intent) = attempt {
                facts.push(Fact::Ambiguous {
                    attempt: *id,
                    why: Doubt::Crash,
                    evidence: "".into(),
                    hold_until: intent.at + self.rules.hold(),
                });
            }
        }
        self.take(now, facts)
    }

    /// Takes over what other runs know: whom they hold, what was asked already, and whom they called.
    pub fn take_over(&mut self, now: Timestamp, past: &Past) -> Result<Vec<Event>, IllegalEvent> {
        let mut facts = Vec::new();
        for person in self.people.undecided() {
            let contact = person.contact;
            if let Some(run) = person.numbers().find_map(|number| past.holder(number)) {
                let why = Exclusion::Locked { run: run.into() };
                facts.push(Fact::Excluded { contact, why });
                continue;
            }
            let numbers = person.numbers();
            facts.extend(numbers.flat_map(|number| self.known_of(now, person, number, past)));
        }
        let mut events = self.take(now, facts)?;
        let known = self.known_of_calls(now, past);
        events.extend(self.take(now, known)?);
        Ok(events)
    }

    /// What other runs learnt of a number later than this one.
    fn known_of(
        &self,
        now: Timestamp,
        person: &Person,
        number: Number,
        past: &Past,
    ) -> impl Iterator<Item = Fact> + use<> {
        let (contact, max_age) = (person.contact, self.rules.whitelist.max_age);
        let own = person.answers(number);
        let own_standing = own.and_then(|own| Some(own.standing.as_ref()?.as_of));
        let own_dnd = own.and_then(|own| Some(own.dnd.as_ref()?.as_of));
        let standing = past.standing(number);
        let standing = standing.filter(|known| known.is_fresh(now, max_age));
        let standing = standing.filter(|known| own_standing < Some(known.as_of));
        let dnd = past.dnd(number);
        let dnd = dnd.filter(|known| known.is_fresh(now, max_age));
        let dnd = dnd.filter(|known| own_dnd < Some(known.as_of));
        let standing = standing.map(|known| Fact::Standing {
            contact,
            number,
            standing: known.value,
            as_of: known.as_of,
            expires: known.expires,
        });
        let dnd = dnd.map(|known| Fact::Dnd {
            contact,
            number,
            dnd: known.value,
            as_of: known.as_of,
        });
        standing.into_iter().chain(dnd)
    }

    /// Decides what an input means, and takes the decision in. The facts are to be appended at once.
    ///
    /// # Errors
    /// An input that cannot be: an answer to a request that was never made, or a second answer.
    pub fn decide(&mut self, now: Timestamp, input: &Input) -> Result<Vec<Event>, IllegalEvent> {
        self.decide_beside(now, input, Beside::NOBODY)
    }

    /// The same with other runs in the same process.
    ///
    /// # Errors
    /// As [`Engine::decide`].
    pub fn decide_beside(
        &mut self,
        now: Timestamp,
        input: &Input,
        beside: Beside<'_>,
    ) -> Result<Vec<Event>, IllegalEvent> {
        let facts = match input {
            Input::Permitted(permits) => {
                let trip = self.trip().into_iter().collect();
                let mut events = self.take(now, trip)?;
                let chosen = self.choose(now, *permits as usize, beside);
                events.extend(self.take(now, chosen)?);
                events.extend(self.conclude(now)?);
                return Ok(events);
            }
            Input::Answered { attempt, answer } => self.answered(now, *attempt, answer)?,
            Input::Replied { ask, reply } => self.replied(now, *ask, reply)?,
            Input::Pause { by } => self.pausing(by).into_iter().collect(),
            Input::Unpause { by } => self.unpausing(by).into_iter().collect(),
            Input::Suppressed(barred) => self.suppressed(barred),
            Input::Stop(why) => self.stopping(why.clone()).into_iter().collect(),
        };
        self.take(now, facts)
    }

    fn take(&mut self, at: Timestamp, facts: Vec<Fact>) -> Result<Vec<Event>, IllegalEvent> {
        let events: Vec<Event> = facts.into_iter().map(|fact| Event { at, fact }).collect();
        for event in &events {
            self.fold(event)?;
        }
        Ok(events)
    }

    /// What the run must obey.
    pub fn rules(&self) -> &Rules {
        &self.rules
    }

    /// Calls of other runs that a search could meet.
    pub fn foreign_sids(&self) -> &BTreeSet<Sid> {
        &self.foreign_sids
    }

    /// A call of another run became known.
    pub fn know_foreign(&mut self, sid: Sid) {
        self.foreign_sids.insert(sid);
    }

    /// Nothing is sent before this.
    pub fn paused_until(&self) -> Timestamp {
        self.paused_until
    }

    /// Counts of the run.
    pub fn tally(&self) -> &Tally {
        &self.tally
    }

    /// Why no calls are placed any more, if so.
    pub fn stop(&self) -> Option<&Stop> {
        self.stop.as_ref()
    }

    /// Whether something ended the placing of calls before its time.
    pub fn is_stopped(&self) -> bool {
        self.stop.as_ref().is_some_and(|why| *why != Stop::ReadOnly)
    }

    /// Whether the run is over: every person has the final word, and nothing is left to be read.
    pub fn is_finished(&self) -> bool {
        self.finished
    }

    /// Whether this process has nothing more to do: the run is over, or it is stopped and the end of every
    /// call that it knows of is read.
    pub fn is_over(&self) -> bool {
        let read = self.is_stopped() && self.is_silent();
        self.finished || read || (self.stop.is_some() && self.is_quiet())
    }

    /// Whether no call, no doubt and no request is open.
    fn is_silent(&self) -> bool {
        self.asks.is_empty() && self.tally.under_way + self.tally.in_doubt == 0
    }

    /// Whether, besides, nothing is left to be read again.
    fn is_quiet(&self) -> bool {
        self.is_silent() && self.queues.is_empty()
    }
}
