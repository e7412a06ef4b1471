//! The life of an attempt: which fact may follow which.

use std::collections::BTreeMap;

use super::{Law, Terms, who};
use crate::{
    journal::event::{AttemptId, Event, Fact},
    report::text::counted,
};

/// `lives`
#[derive(Default)]
pub(super) struct Lives {
    states: BTreeMap<AttemptId, State>,
    steps: u64,
}

/// What the last fact made of an attempt.
#[derive(Clone, Copy, Debug)]
enum State {
    Intended,
    Rejected,
    Doubtful,
    Called,
    Ended,
    Settled,
    Unknown,
    NoCall,
    Unconfirmed,
}

impl State {
    const fn after(self, fact: &Fact) -> Option<State> {
        Some(match (self, fact) {
            (State::Intended, Fact::Rejected { .. }) => State::Rejected,
            (State::Intended, Fact::Ambiguous { .. }) => State::Doubtful,
            (State::Intended | State::Doubtful | State::Unknown, Fact::Accepted { .. }) => {
                State::Called
            }
            (State::Doubtful, Fact::Unknown { .. }) => State::Unknown,
            (State::Doubtful, Fact::PresumedNone { .. }) => State::NoCall,
            (State::Called, Fact::Unconfirmed { .. }) => State::Unconfirmed,
            (State::Called | State::Unconfirmed, Fact::Ended { .. })
            | (State::Ended, Fact::Amended { .. }) => State::Ended,
            (State::Ended, Fact::Settled { .. }) => State::Settled,
            _ => return None,
        })
    }

    const fn word(self) -> &'static str {
        match self {
            State::Intended => "was intended",
            State::Rejected => "was refused",
            State::Doubtful => "is in doubt",
            State::Called => "is a call",
            State::Ended => "has ended",
            State::Settled => "is settled",
            State::Unknown => "was never found",
            State::NoCall => "made no call",
            State::Unconfirmed => "has no known end",
        }
    }
}

impl Law for Lives {
    fn name(&self) -> &'static str {
        "lives"
    }

    fn see(&mut self, _: &Terms, event: &Event) -> Result<(), String> {
        let Some(attempt) = event.fact.attempt() else {
            return Ok(());
        };
        if let Fact::Intended { .. } = event.fact {
            self.states.insert(attempt, State::Intended);
            return Ok(());
        }
        // What nobody intended is another law's.
        let Some(state) = self.states.get_mut(&attempt) else {
            return Ok(());
        };
        let Some(next) = state.after(&event.fact) else {
            let word = state.word();
            return Err(format!(
                "{}: a fact that cannot be, for it {word}",
                who(attempt)
            ));
        };
        *state = next;
        self.steps += 1;
        Ok(())
    }

    fn prove(&mut self, _: &Terms) -> Result<String, String> {
        let all = counted(self.states.len() as u64, "attempt", "attempts");
        let steps = counted(self.steps, "step", "steps");
        Ok(format!("{all}, {steps}, each one that may be taken"))
    }
}
