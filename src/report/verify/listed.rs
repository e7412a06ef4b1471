//! The file of attempts has a row for each request, in the order of the contacts, and says of it what the journal
//! says.

use std::collections::BTreeMap;

use super::{Law, Table, Terms, who};
use crate::{
    campaign::{Number, Outcome},
    clock::Timestamp,
    journal::event::{AttemptId, Event, Fact, Sid},
    report::text::{counted, grouped},
};

/// `listed`
#[derive(Default)]
pub(super) struct Listed {
    attempts: BTreeMap<AttemptId, Attempt>,
}

struct Attempt {
    at: Timestamp,
    number: Number,
    state: &'static str,
    outcome: Option<Outcome>,
    sid: Option<Sid>,
}

/// What the file of attempts says of one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AttemptRow {
    /// The row of its contact, from 1.
    pub row: String,
    /// Its number, from 1.
    pub attempt: String,
    /// The number that was dialled, E.164.
    pub phone: String,
    /// When it was asked for, RFC 3339.
    pub asked_at: String,
    /// What is known of it, in a word.
    pub state: String,
    /// How its call ended; empty where it did not.
    pub outcome: String,
    /// Exotel's name of its call; empty where there is none.
    pub call_sid: String,
}

impl Attempt {
    fn row(&self, terms: &Terms, id: AttemptId) -> AttemptRow {
        AttemptRow {
            row: id.contact.0.saturating_add(1).to_string(),
            attempt: id.number.to_string(),
            phone: self.number.e164(),
            asked_at: self.at.rfc3339(terms.offset),
            state: self.state.to_owned(),
            outcome: self.outcome.map_or("", Outcome::as_str).to_owned(),
            call_sid: self.sid.as_ref().map_or("", Sid::as_str).to_owned(),
        }
    }
}

/// Where a row differs: the column, what the file says and what the journal says; numbers are not told.
fn differs(told: &AttemptRow, known: &AttemptRow) -> Option<String> {
    let pairs = [
        ("row", &told.row, &known.row),
        ("attempt", &told.attempt, &known.attempt),
        ("state", &told.state, &known.state),
        ("outcome", &told.outcome, &known.outcome),
        ("call_sid", &told.call_sid, &known.call_sid),
        ("asked_at", &told.asked_at, &known.asked_at),
    ];
    if told.phone != known.phone {
        return Some("another number".to_owned());
    }
    let (column, told, known) = pairs.into_iter().find(|(_, told, known)| told != known)?;
    let shown = |text: &String| match text.is_empty() {
        true => "nothing".to_owned(),
        false => text.clone(),
    };
    let (told, known) = (shown(told), shown(known));
    Some(format!("{column} {told}, the journal says {known}"))
}

impl Law for Listed {
    fn name(&self) -> &'static str {
        "listed"
    }

    fn see(&mut self, _: &Terms, event: &Event) -> Result<(), String> {
        if let Fact::Intended {
            attempt, number, ..
        } = &event.fact
        {
            let begun = Attempt {
                at: event.at,
                number: *number,
                state: "sending",
                outcome: None,
                sid: None,
            };
            self.attempts.insert(*attempt, begun);
        }
        let attempt = event.fact.attempt();
        let Some(attempt) = attempt.and_then(|id| self.attempts.get_mut(&id)) else {
            return Ok(());
        };
        attempt.state = match &event.fact {
            Fact::Accepted { sid, .. } => {
                attempt.sid = Some(sid.clone());
                "under-way"
            }
            Fact::Ended { outcome, .. } => {
                attempt.outcome = Some(*outcome);
                "ended"
            }
            Fact::Rejected { .. } => "refused",
            Fact::Ambiguous { .. } => "in-doubt",
            Fact::Unknown { .. } | Fact::Unconfirmed { .. } => "unsettled",
            Fact::PresumedNone { .. } => "no-call",
            _ => attempt.state,
        };
        Ok(())
    }

    fn prove(&mut self, terms: &Terms) -> Result<String, String> {
        let all = counted(self.attempts.len() as u64, "attempt", "attempts");
        let rows = match &terms.attempts {
            Table::None(why) => return Ok(format!("{all}; {why}")),
            Table::Unreadable(why) => return Err(format!("the file of attempts: {why}")),
            Table::Rows(rows) => rows,
        };
        if rows.len() != self.attempts.len() {
            let found = grouped(rows.len() as u64);
            return Err(format!(
                "the file of attempts has {found} rows, the run {all}"
            ));
        }
        for (told, (id, attempt)) in rows.iter().zip(&self.attempts) {
            if let Some(how) = differs(told, &attempt.row(terms, *id)) {
                let who = who(*id);
                return Err(format!("{who}: the file of attempts says {how}"));
            }
        }
        Ok(format!("{all}, each of which the file of attempts tells"))
    }
}
