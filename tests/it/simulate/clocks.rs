//! What the windows say of a history, by a second opinion: who may be rung when, and whose time is over.

use std::{collections::BTreeMap, time::Duration};

use exodial::{
    campaign::{Number, OutsideWindow},
    clock::Timestamp,
    contacts::ContactId,
    journal::event::{AttemptId, Fact, Lapse},
    plan::Disposition,
    sim::account::RequestKind,
};
use jiff::SignedDuration;

use super::{
    super::minutes::Minutes,
    history::{Campaign, History},
    judge::{Verdict, check},
};

/// How far a campaign without an end is looked ahead.
const AHEAD: Duration = Duration::from_secs(14 * 86_400);

/// Holds a history against its windows.
pub(super) fn judge(history: &History) -> Verdict {
    let clocks: Vec<Minutes> = (0..=history.times.zones.len())
        .map(|nth| {
            history
                .times
                .minutes_of(ContactId(u32::try_from(nth).expect("a few")))
        })
        .collect();
    let clocks = Clocks { history, clocks };
    clocks.no_phone_rings_outside()?;
    clocks.no_request_leaves_outside()?;
    for run in &history.runs {
        clocks.retries_keep_their_delay(run)?;
        clocks.whoever_is_late_is_late(run)?;
    }
    Ok(())
}

struct Clocks<'a> {
    history: &'a History,
    clocks: Vec<Minutes>,
}

impl Clocks<'_> {
    fn of(&self, contact: ContactId) -> &Minutes {
        &self.clocks[usize::from(self.history.times.zone_of(contact).0)]
    }

    /// By the ledger: every call rings within a window of a person with that number.
    fn no_phone_rings_outside(&self) -> Verdict {
        let rules = &self.history.rules;
        let mut rows: BTreeMap<Number, Vec<ContactId>> = BTreeMap::new();
        for run in &self.history.runs {
            for (contact, number) in run.people() {
                rows.entry(number).or_default().push(contact);
            }
        }
        for call in self.history.ledger() {
            let (from, to) = (call.placed_at, call.placed_at + rules.ring_timeout);
            let person = self.history.further.person(call.from);
            let mut people = rows.get(&person).into_iter().flatten();
            check(
                people.any(|contact| self.of(*contact).are_open(from, to)),
                || format!("{}: rings outside its windows, {from}", call.from),
            )?;
        }
        Ok(())
    }

    /// By the provider's log: no connect request arrives outside of all windows. Requests travel for some seconds.
    fn no_request_leaves_outside(&self) -> Verdict {
        let travel = Duration::from_secs(10);
        for request in self.history.account().requests() {
            if request.kind != RequestKind::Connect {
                continue;
            }
            let (at, left) = (request.at, request.at.earlier(travel));
            let mut clocks = self.clocks.iter();
            check(
                clocks.any(|own| own.is_open(at) || own.is_open(left)),
                || format!("a request outside all windows, {at}"),
            )?;
        }
        Ok(())
    }

    /// By the journal: a retry is not made before its delay is over, and with `drop` in the window in which it is due.
    fn retries_keep_their_delay(&self, run: &Campaign) -> Verdict {
        let rules = &self.history.rules;
        let mut due: BTreeMap<ContactId, Timestamp> = BTreeMap::new();
        let mut calls: BTreeMap<ContactId, u8> = BTreeMap::new();
        for event in run.journal.events() {
            let Some(AttemptId { contact, .. }) = event.fact.attempt() else {
                continue;
            };
            match &event.fact {
                Fact::Accepted { .. } => *calls.entry(contact).or_default() += 1,
                Fact::Ended { outcome, .. } => {
                    let delay = rules.retries.delay(*outcome, calls[&contact]);
                    due.insert(contact, event.at + delay.unwrap_or_default());
                }
                Fact::Rejected { .. } | Fact::PresumedNone { .. } => {
                    due.insert(contact, event.at);
                }
                Fact::Intended { not_after, .. } => {
                    let clock = self.of(contact);
                    let until = *not_after + rules.margin();
                    check(clock.are_open(event.at, until), || {
                        format!("{contact:?}: intended outside its windows, {}", event.at)
                    })?;
                    let Some(due) = due.get(&contact) else {
                        continue;
                    };
                    check(*due <= event.at, || format!("{contact:?}: called too soon"))?;
                    let dropped = rules.retries.outside_window == OutsideWindow::Drop;
                    // A cap may make a retry due in another window than the delay does.
                    let plain = rules.caps.is_empty();
                    if dropped && plain && calls.contains_key(&contact) {
                        check(clock.are_open(*due, event.at), || {
                            format!("{contact:?}: called in another window, {due}")
                        })?;
                    }
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// By the journal: nobody's time is over while a window is still to come.
    fn whoever_is_late_is_late(&self, run: &Campaign) -> Verdict {
        let rules = &self.history.rules;
        let (margin, end) = (rules.margin(), rules.schedule.end());
        let room = SignedDuration::try_from(margin).expect("a short time");
        let drops = rules.retries.outside_window == OutsideWindow::Drop;
        let mut expired = None;
        let mut due: BTreeMap<ContactId, Timestamp> = BTreeMap::new();
        let mut calls: BTreeMap<ContactId, u8> = BTreeMap::new();
        for event in run.journal.events() {
            let contact = event.fact.attempt().map(|attempt| attempt.contact);
            match (&event.fact, contact) {
                (Fact::Accepted { .. }, Some(contact)) => *calls.entry(contact).or_default() += 1,
                (Fact::Ended { outcome, .. }, Some(contact)) => {
                    let delay = rules.retries.delay(*outcome, calls[&contact]);
                    due.insert(contact, event.at + delay.unwrap_or_default());
                }
                (Fact::Rejected { .. } | Fact::PresumedNone { .. }, Some(contact)) => {
                    due.insert(contact, event.at);
                }
                (Fact::Lapsed { contact, why }, _) => {
                    let (clock, due) = (self.of(*contact), due[contact]);
                    let from = due.max(event.at);
                    let fine = match why {
                        Lapse::End => !clock.opens_for(room, from, end.min(from + AHEAD)),
                        Lapse::Window => drops && !clock.are_open(due, from + margin + MINUTE),
                    };
                    // A cap may make a retry wait beyond its window.
                    check(fine || !rules.caps.is_empty(), || {
                        format!("{contact:?}: not dialled again for nothing, {}", event.at)
                    })?;
                }
                (Fact::Expired, _) => expired = Some(event.at),
                _ => {}
            }
        }
        let left = run.fates();
        let left = left.filter(|(_, fate)| fate.disposition == Disposition::Expired);
        for (nth, (contact, fate)) in left.enumerate() {
            let at = expired.ok_or_else(|| format!("{contact:?}: expired too soon"))?;
            check(fate.calls == 0, || {
                format!("{contact:?}: called, and expired")
            })?;
            // One of each zone is enough.
            let later = end.min(at + AHEAD);
            check(
                nth > 8 || !self.of(contact).opens_for(room, at, later),
                || format!("{contact:?}: expired while a window was to come, {at}"),
            )?;
        }
        Ok(())
    }
}

const MINUTE: Duration = Duration::from_secs(60);
