//! What other runs of the account did is heeded: nobody is dialled to whom one of them has an open call, whose call
//! in one of them ended as `suppress` says, or who was called as often as caps allow. The journals of those runs are
//! the witnesses, and not what this run was told of them.

use std::collections::{BTreeMap, BTreeSet};

use super::{Law, Terms, caps::Placed, who};
use crate::{
    campaign::{Cap, CapScope, EarlierSpec, Number, Outcome},
    clock::Timestamp,
    journal::event::{AttemptId, Event, Fact},
    report::text::counted,
};

/// What other runs of the account did.
#[derive(Clone, Debug, Default)]
pub struct Others {
    /// The run's own campaign.
    campaign: String,
    /// Which ends of their calls bar another one.
    earlier: Vec<EarlierSpec>,
    /// Whether an open call of theirs holds its number: it does where Exotel answers.
    locks: bool,
    /// Why they are not known; a phrase.
    unknown: Option<String>,
    calls: BTreeMap<Number, Vec<OtherCall>>,
    runs: u64,
}

/// A request of another run that made a call, or may have.
#[derive(Clone, Debug)]
struct OtherCall {
    number: Number,
    at: Timestamp,
    /// Whether a run of the same campaign placed it.
    own: bool,
    /// Until when its end bars another one, where it does.
    barred: Option<Timestamp>,
    end: Option<End>,
}

#[derive(Clone, Copy, Debug)]
struct End {
    at: Timestamp,
    known: Timestamp,
    outcome: Outcome,
}

/// Another run, on its way into [`Others`].
#[derive(Clone, Debug, Default)]
pub struct OtherRun {
    campaign: String,
    calls: BTreeMap<AttemptId, OtherCall>,
}

impl OtherRun {
    /// Takes the next events of its journal.
    pub fn see(&mut self, events: &[Event]) {
        for Event { at, fact } in events {
            match fact {
                Fact::Started(header) => self.campaign = header.campaign.to_string(),
                Fact::Intended {
                    attempt, number, ..
                } => {
                    let call = OtherCall {
                        number: *number,
                        at: *at,
                        own: false,
                        barred: None,
                        end: None,
                    };
                    self.calls.insert(*attempt, call);
                }
                Fact::Rejected { attempt, .. } | Fact::PresumedNone { attempt } => {
                    self.calls.remove(attempt);
                }
                Fact::Ended {
                    attempt,
                    outcome,
                    details,
                } => {
                    if let Some(call) = self.calls.get_mut(attempt) {
                        call.end = Some(End {
                            at: details.ended.unwrap_or(*at),
                            known: *at,
                            outcome: *outcome,
                        });
                    }
                }
                _ => {}
            }
        }
    }
}

impl Others {
    /// No other run so far, for a run of a campaign that heeds such ends; `locks` says whether open calls of
    /// others hold their numbers.
    pub fn of(campaign: &str, earlier: Vec<EarlierSpec>, locks: bool) -> Others {
        Others {
            campaign: campaign.to_owned(),
            earlier,
            locks,
            ..Others::default()
        }
    }

    /// Nothing is known of other runs; why is a phrase.
    pub fn unknown(why: &str) -> Others {
        Others {
            unknown: Some(why.to_owned()),
            ..Others::default()
        }
    }

    /// Adds a run; of its calls those to these numbers.
    pub fn add(&mut self, run: OtherRun, numbers: &BTreeSet<Number>) {
        self.runs += 1;
        let own = run.campaign == self.campaign;
        let covers = |spec: &&EarlierSpec| spec.covers(&run.campaign);
        let earlier: Vec<&EarlierSpec> = self.earlier.iter().filter(covers).collect();
        for call in run.calls.into_values() {
            if numbers.contains(&call.number) {
                let barred = call.end.and_then(|end| {
                    let until = |spec: &&EarlierSpec| {
                        let bars = spec.outcomes.contains(&end.outcome);
                        bars.then(|| end.at + spec.within)
                    };
                    earlier.iter().filter_map(until).max()
                });
                let call = OtherCall {
                    own,
                    barred,
                    ..call
                };
                self.calls.entry(call.number).or_default().push(call);
            }
        }
    }
}

/// `elsewhere`
#[derive(Default)]
pub(super) struct Elsewhere {
    placed: Placed,
    /// When the process began.
    began: Option<Timestamp>,
    attempts: u64,
}

impl Elsewhere {
    /// Why nobody may dial a person now, because of a call of another run.
    fn forbids(&self, others: &Others, call: &OtherCall, at: Timestamp) -> Option<String> {
        let open = call.end.is_none_or(|end| end.known > at);
        if others.locks && call.at < at && open {
            return Some("another run has an open call to it".to_owned());
        }
        let end = call.end.filter(|end| end.known <= at)?;
        let since = self.began.unwrap_or(at).max(end.known);
        let outcome = end.outcome.as_str();
        let why = || format!("a call of an earlier run ended as `{outcome}`");
        call.barred.is_some_and(|until| until > since).then(why)
    }

    /// Calls within a cap before one at `at`, this run's and others'.
    fn within(&self, cap: &Cap, attempt: AttemptId, others: &[&OtherCall], at: Timestamp) -> usize {
        let counts = |time: &Timestamp| *time <= at && *time + cap.per > at;
        let own = self.placed.own(attempt.contact).filter(counts).count();
        let others = others.iter();
        let others = others.filter(|call| call.own || cap.scope == CapScope::Account);
        own + others.filter(|call| counts(&call.at)).count()
    }
}

impl Law for Elsewhere {
    fn name(&self) -> &'static str {
        "elsewhere"
    }

    fn see(&mut self, terms: &Terms, event: &Event) -> Result<(), String> {
        if self.began.is_none() || event.fact == Fact::Resumed {
            self.began = Some(event.at);
        }
        let others = &terms.others;
        if let Fact::Intended { attempt, .. } = &event.fact {
            self.attempts += 1;
            let numbers = terms.numbers(attempt.contact);
            let calls = numbers.filter_map(|number| others.calls.get(&number));
            let calls: Vec<&OtherCall> = calls.flatten().collect();
            let mut why = calls.iter();
            if let Some(why) = why.find_map(|call| self.forbids(others, call, event.at)) {
                return Err(format!("{}: dialled, though {why}", who(*attempt)));
            }
            for cap in terms.caps.iter().filter(|_| !calls.is_empty()) {
                let before = self.within(cap, *attempt, &calls, event.at);
                if before >= usize::from(cap.attempts) {
                    let (who, nth) = (who(*attempt), before + 1);
                    let most = cap.attempts;
                    return Err(format!(
                        "{who}: call {nth} by the journals of all runs, and {most} are allowed"
                    ));
                }
            }
        }
        self.placed.see(event);
        Ok(())
    }

    fn prove(&mut self, terms: &Terms) -> Result<String, String> {
        let others = &terms.others;
        let all = counted(self.attempts, "attempt", "attempts");
        if let Some(why) = &others.unknown {
            return Ok(format!("{all}; {why}"));
        }
        let calls = others.calls.values().map(Vec::len).sum::<usize>() as u64;
        let calls = counted(calls, "call", "calls");
        let runs = counted(others.runs, "other run", "other runs");
        Ok(format!(
            "{all}, {calls} to these people in {runs}, all heeded"
        ))
    }
}
