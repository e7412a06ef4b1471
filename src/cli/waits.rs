//! What is told when nobody is dialled although somebody waits for it, and when that is over.

use std::mem::{Discriminant, discriminant};

use crate::{
    clock::Timestamp,
    engine::{Engine, Gate, Trial},
    report::note::Note,
};

/// What was told already.
pub(super) struct Waits {
    currency: String,
    idle: Option<Discriminant<Gate>>,
    /// The end of the pause that an outage made.
    outage: Option<Timestamp>,
    /// Whether the trial that is under way was told.
    trial: bool,
    over: Option<Trial>,
    /// Whether a process has looked before: what happened to earlier ones was told by them.
    begun: bool,
}

impl Waits {
    pub(super) fn new(currency: &str) -> Waits {
        Waits {
            currency: currency.to_owned(),
            idle: None,
            outage: None,
            trial: false,
            over: None,
            begun: false,
        }
    }

    /// What changed since it was asked for last.
    pub(super) fn notes(&mut self, engine: &Engine) -> Vec<Note> {
        let mut notes = Vec::new();
        let over = engine.trial_over();
        if self.begun
            && self.over.as_ref() != over
            && let Some(over) = over
        {
            notes.push(Note::TrialOver {
                outcomes: over.told(),
                is_probe: over.is_probe,
                passed: !engine.is_tripped(),
            });
        }
        if self.over.as_ref() != over {
            self.over = over.cloned();
        }
        self.begun = true;
        let idle = engine.gate();
        self.trial &= engine.trial().is_some();
        let kind = idle.as_ref().map(discriminant);
        let was_paused = self.idle == Some(discriminant(&Gate::Paused(Box::default())));
        let outage = match &idle {
            Some(Gate::Outage(until)) => Some(*until),
            _ => None,
        };
        let lasts = outage.is_some() && self.outage != outage;
        self.outage = outage;
        if self.idle != kind || lasts {
            if was_paused && engine.paused().is_none() {
                notes.push(Note::GoesOn);
            }
            notes.extend(idle.and_then(|idle| self.told(idle)));
        }
        self.idle = kind;
        notes
    }

    fn told(&mut self, gate: Gate) -> Option<Note> {
        if matches!(gate, Gate::Trial(_)) && std::mem::replace(&mut self.trial, true) {
            return None;
        }
        let currency = self.currency.clone();
        Some(Note::Gate { gate, currency })
    }
}
