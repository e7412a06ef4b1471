//! Proof that a run kept its laws, from its journal, by code that is not the engine's.
//!
//! Each law is one file and one fold over the events: what it says of an event, and over how much it was
//! proven in the end. It knows the run's [`Terms`] and asks no code that decides for a run: it shares with that code
//! the words of the facts, and the campaign as it was read. A new law is a file here and a line in [`laws`].

pub mod chain;
mod answered;
mod attempts;
mod canary;
mod caps;
mod channels;
mod cost;
mod doubt;
mod elsewhere;
mod excluded;
mod hours;
mod intents;
mod lapsed;
mod limit;
mod listed;
mod lives;
mod looked_back;
mod order;
mod outcomes;
mod pace;
mod pairs;
mod paused;
mod rate;
pub mod render;
mod replies;
mod retries;
mod screened;
mod settings;
mod sids;
mod stop_when;
mod stopped;
mod suppressed;
pub mod terms;
mod windows;
mod words;

use crate::{
    clock::Timestamp,
    journal::event::{AttemptId, Event},
};

pub use elsewhere::{OtherRun, Others};
pub use listed::AttemptRow;
pub use settings::{Settled, Suppress, settled};
pub use terms::{ResultRow, Table, Terms};
pub use windows::Windows;

/// One law: a fold over the events of a run.
pub trait Law {
    /// Its stable name.
    fn name(&self) -> &'static str;
    /// Takes the next event in.
    ///
    /// # Errors
    /// How the event breaks the law, for people. It is not shown another one then.
    fn see(&mut self, terms: &Terms, event: &Event) -> Result<(), String>;
    /// The journal is at its end: over how much the law is proven.
    ///
    /// # Errors
    /// How the whole breaks the law.
    fn prove(&mut self, terms: &Terms) -> Result<String, String>;
}

/// Every law, in the order in which they are told.
pub fn laws() -> Vec<Box<dyn Law>> {
    vec![
        Box::new(order::Order::default()),
        Box::new(replies::Replies::default()),
        Box::new(intents::Intents::default()),
        Box::new(lives::Lives::default()),
        Box::new(sids::Sids::default()),
        Box::new(pairs::Pairs::default()),
        Box::new(answered::Answered::default()),
        Box::new(attempts::Attempts::default()),
        Box::new(retries::Retries::default()),
        Box::new(lapsed::Lapsed::default()),
        Box::new(doubt::Doubts::default()),
        Box::new(screened::Screened::default()),
        Box::new(looked_back::LookedBack::default()),
        Box::new(excluded::Excluded::default()),
        Box::new(suppressed::Suppressed::default()),
        Box::new(caps::Caps::default()),
        Box::new(elsewhere::Elsewhere::default()),
        Box::new(hours::Hours::default()),
        Box::new(rate::Rate::default()),
        Box::new(pace::Pace::default()),
        Box::new(channels::Channels::default()),
        Box::new(limit::Limit::default()),
        Box::new(cost::Cost::default()),
        Box::new(canary::Canary::default()),
        Box::new(stop_when::StopWhen::default()),
        Box::new(paused::Paused::default()),
        Box::new(stopped::Stopped::default()),
        Box::new(listed::Listed::default()),
        Box::new(words::Words::default()),
    ]
}

/// What became of one law.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proof {
    /// The law's name.
    pub law: &'static str,
    /// Over how much it is proven, or the first thing that breaks it.
    pub verdict: Result<String, Breach>,
}

/// What breaks a law.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Breach {
    /// When, where one event breaks it.
    pub at: Option<Timestamp>,
    /// How, for people; numbers are masked.
    pub text: String,
}

/// Holds a journal against every law, an event at a time.
pub struct Verifier<'a> {
    terms: &'a Terms,
    laws: Vec<(Box<dyn Law>, Option<Breach>)>,
    /// Events seen.
    events: u64,
}

impl<'a> Verifier<'a> {
    /// No event yet.
    pub fn new(terms: &'a Terms) -> Verifier<'a> {
        Verifier {
            terms,
            laws: laws().into_iter().map(|law| (law, None)).collect(),
            events: 0,
        }
    }

    /// Takes the next events of the journal.
    pub fn see(&mut self, events: &[Event]) {
        for event in events {
            self.events += 1;
            for (law, breach) in &mut self.laws {
                if breach.is_none() {
                    *breach = law.see(self.terms, event).err().map(|text| Breach {
                        at: Some(event.at),
                        text,
                    });
                }
            }
        }
    }

    /// Events seen.
    pub fn events(&self) -> u64 {
        self.events
    }

    /// What became of every law.
    pub fn prove(self) -> Vec<Proof> {
        let terms = self.terms;
        let laws = self.laws.into_iter();
        laws.map(|(mut law, breach)| Proof {
            law: law.name(),
            verdict: match breach {
                Some(breach) => Err(breach),
                None => law.prove(terms).map_err(|text| Breach { at: None, text }),
            },
        })
        .collect()
    }
}

/// An attempt as people find it: the row of its person, from 1.
fn who(attempt: AttemptId) -> String {
    format!(
        "row {}, attempt {}",
        attempt.contact.0.saturating_add(1),
        attempt.number
    )
}
