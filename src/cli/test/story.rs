//! What happened to one person in a test, from the journal: for whoever has to see why a test failed.

use super::trial::{Lived, contact};
use crate::{
    campaign::Outcome,
    clock::Timestamp,
    contacts::ContactId,
    journal::event::{Dnd, Event, Exclusion, Fact, Standing},
    report::test::Story,
};

/// Tells the times of a test: those of its first day without the day.
pub(super) struct Clock<'a> {
    lived: &'a Lived,
}

impl Clock<'_> {
    pub(super) fn new(lived: &Lived) -> Clock<'_> {
        Clock { lived }
    }

    pub(super) fn time(&self, at: Timestamp) -> String {
        let at = at.to_jiff().to_zoned(self.lived.zone.clone());
        let pattern = match at.date() == self.lived.day {
            true => "%H:%M:%S",
            false => "%Y-%m-%dT%H:%M:%S",
        };
        at.strftime(pattern).to_string()
    }

    pub(super) fn list(&self, times: &[Timestamp]) -> String {
        let times: Vec<String> = times.iter().map(|at| self.time(*at)).collect();
        times.join("  ")
    }
}

/// The story of a row.
pub(super) fn story(lived: &Lived, row: usize, who: &str) -> Story {
    let clock = Clock::new(lived);
    let told = lived.events.iter().filter_map(|event| {
        let what = told(&clock, event, contact(row))?;
        Some((clock.time(event.at), what))
    });
    let mut lines: Vec<_> = told.collect();
    let (word, reason) = (
        lived.result(row, "disposition"),
        lived.result(row, "reason"),
    );
    lines.push(("at last".to_owned(), format!("{word}: {reason}")));
    Story {
        who: who.to_owned(),
        lines,
    }
}

fn told(clock: &Clock<'_>, event: &Event, who: ContactId) -> Option<String> {
    let own = event
        .fact
        .attempt()
        .is_some_and(|attempt| attempt.contact == who);
    Some(match &event.fact {
        Fact::Standing {
            contact, standing, ..
        } if *contact == who => {
            let standing = match standing {
                Standing::Whitelist => "may be called",
                Standing::Blacklist => "asked not to be called",
                Standing::Neutral => "neutral",
                Standing::Unavailable(_) | Standing::Refused(_) => "no answer",
            };
            format!("whitelist: {standing}")
        }
        Fact::Dnd { contact, dnd, .. } if *contact == who => {
            let dnd = match dnd {
                Dnd::Yes => "on it",
                Dnd::No => "not on it",
                Dnd::Unavailable => "no data",
            };
            format!("DND register: {dnd}")
        }
        Fact::Excluded {
            contact,
            why: Exclusion::Suppressed { list, line },
        } if *contact == who => format!("is on {list}, line {line}"),
        Fact::Throttled { until, .. } => format!("nothing is sent until {}", clock.time(*until)),
        Fact::Stopped { why } => {
            let why = crate::cli::stopped::stopped(why);
            let why = why.map_or_else(String::new, |(_, why)| format!(": {why}"));
            format!("the run stops{why}")
        }
        Fact::Intended { attempt, .. } if own => format!("call {}", attempt.number),
        Fact::Rejected { message, .. } if own => format!("refused: {message}"),
        Fact::Ambiguous { hold_until, .. } if own => {
            let until = clock.time(*hold_until);
            format!("no answer that can be used; held until {until}")
        }
        Fact::Accepted { via, .. } if own && *via == crate::journal::event::Via::Search => {
            "the call is found in the listing".to_owned()
        }
        Fact::Ended { outcome, .. } if own => ended(*outcome),
        Fact::Unknown { .. } if own => "no call is found, and nobody knows".to_owned(),
        Fact::PresumedNone { .. } if own => "no call is found: there was none".to_owned(),
        Fact::Unconfirmed { .. } if own => "its end was never told".to_owned(),
        _ => return None,
    })
}

fn ended(outcome: Outcome) -> String {
    format!("it ended: {}", outcome.as_str())
}
