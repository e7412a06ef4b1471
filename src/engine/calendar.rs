//! What time allows: windows, retries that lapse, and the end of the campaign.

use super::{
    Engine, IllegalEvent, Rules,
    person::{Final, Person, Stage},
};
use crate::{
    campaign::{OutsideWindow, ZoneId},
    clock::Timestamp,
    contacts::ContactId,
    journal::event::{AttemptId, Event, Fact, Lapse},
};
use std::time::Duration;

/// Windows that are looked at for one that is long enough to ring in.
const WINDOWS_MAX: usize = 1_000;

/// That nobody can be called, and until when.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Closed {
    /// When the first of those who wait may be called; [`Timestamp::MAX`] when nobody may any more.
    pub until: Timestamp,
    /// Whose clock that is.
    pub zone: ZoneId,
    /// People who wait for it.
    pub waiting: u64,
    /// Whether the campaign has not started yet.
    pub before_start: bool,
}

impl Rules {
    /// How long before its end a window is kept free. A request that is written at the last moment may become a
    /// call `delivery_lag` later, and its phone then rings for `ring_timeout`. The skew of clocks is not added: both
    /// ends of a window are read by this machine's clock alone.
    pub fn margin(&self) -> Duration {
        self.ring_timeout + self.timing.delivery_lag
    }

    /// The last moment at which a request that is decided on now may be sent to somebody in a zone, so that the
    /// phone stops ringing before the window closes; nothing when that has passed, or the window is shut.
    pub fn not_after(&self, now: Timestamp, zone: ZoneId) -> Option<Timestamp> {
        let last = self.last_call(now, zone)?;
        let not_after = last.min(now + self.timing.send_deadline);
        (not_after > now).then_some(not_after)
    }

    /// When the window that is open at `now` takes no more calls; nothing when none is open.
    fn last_call(&self, now: Timestamp, zone: ZoneId) -> Option<Timestamp> {
        let (opens, closes) = self.schedule.window(now, zone);
        (opens <= now).then(|| self.kept_free(closes))
    }

    fn kept_free(&self, closes: Timestamp) -> Timestamp {
        match closes {
            Timestamp::MAX => closes,
            closes => closes.earlier(self.margin()),
        }
    }

    /// The first moment from `at` on at which somebody in a zone may be called; [`Timestamp::MAX`] when there is
    /// none before the campaign's end.
    pub fn next_call(&self, at: Timestamp, zone: ZoneId) -> Timestamp {
        let mut at = at;
        for _ in 0..WINDOWS_MAX {
            let (opens, closes) = self.schedule.window(at, zone);
            if opens == Timestamp::MAX || opens < self.kept_free(closes) {
                return opens;
            }
            at = closes;
        }
        Timestamp::MAX
    }

    /// When a retry that is due at `due` lapses, and why; nothing when it waits for as long as it takes.
    fn lapse(&self, due: Timestamp, zone: ZoneId) -> Option<(Timestamp, Lapse)> {
        let carried = self.retries.outside_window == OutsideWindow::CarryOver;
        if carried && self.schedule.end() == Timestamp::MAX {
            return None;
        }
        let now = Timestamp::default();
        match self.last_call(due, zone).filter(|last| *last > due) {
            Some(_) if carried => None,
            Some(last) => Some((last, Lapse::Window)),
            None if self.next_call(due, zone) == Timestamp::MAX => Some((now, Lapse::End)),
            None if carried => None,
            None => Some((now, Lapse::Window)),
        }
    }
}

impl Engine {
    /// The same run with people in zones of their own; whoever is not named has none.
    pub fn in_zones(mut self, zones: impl IntoIterator<Item = (ContactId, ZoneId)>) -> Engine {
        for (contact, zone) in zones {
            let change = |person: &mut Person| person.zone = zone;
            self.people.update(contact, &mut self.tally, change);
        }
        self
    }

    /// That nobody of those who wait can be called at `now`, and until when; nothing when somebody can as far as
    /// time goes, or nobody waits.
    pub fn closed(&self, now: Timestamp) -> Option<Closed> {
        let before_start = now < self.rules.schedule.start();
        if self.finished {
            return None;
        }
        let undecided = self.people.due.undecided();
        let waiting = self.people.due.zones().map(|(zone, _)| zone);
        let zones: Vec<ZoneId> = match before_start {
            true => undecided.collect(),
            false => waiting.collect(),
        };
        let mut first: Option<(Timestamp, ZoneId)> = None;
        for zone in zones {
            let opens = self.rules.next_call(now, zone);
            if opens <= now {
                return None;
            }
            first = Some(first.map_or((opens, zone), |first| first.min((opens, zone))));
        }
        let (until, zone) = first?;
        Some(Closed {
            until,
            zone,
            waiting: match before_start {
                true => self.tally.left(),
                false => self.tally.waiting,
            },
            before_start,
        })
    }

    /// Whether somebody is due whose window is open.
    pub(super) fn is_anybody_callable(&self, now: Timestamp) -> bool {
        let mut zones = self.people.due.zones();
        zones.any(|(zone, due)| {
            let is_due = due.first().is_some_and(|(due, _)| *due <= now);
            is_due && self.rules.not_after(now, zone).is_some()
        })
    }

    /// Everybody who is due and whose window is open, in the order in which they are due, with the last moment at
    /// which the request may be sent.
    pub(super) fn callable(&self, now: Timestamp) -> impl Iterator<Item = (ContactId, Timestamp)> {
        let last = (now, ContactId(u32::MAX));
        let mut queues = Vec::new();
        for (zone, due) in self.people.due.zones() {
            let mut queue = due.range(..=last).peekable();
            if queue.peek().is_some()
                && let Some(not_after) = self.rules.not_after(now, zone)
            {
                queues.push((queue, not_after));
            }
        }
        std::iter::from_fn(move || {
            let heads = queues.iter_mut().enumerate();
            let heads = heads.filter_map(|(at, (queue, _))| Some((*queue.peek()?, at)));
            let (_, at) = heads.min()?;
            let (queue, not_after) = queues.get_mut(at)?;
            let (_, contact) = queue.next()?;
            Some((*contact, *not_after))
        })
        .filter(move |(contact, _)| {
            let person = self.people.get(*contact);
            let lapse = person.and_then(|person| person.lapse);
            lapse.is_none_or(|(at, _)| at > now)
        })
    }

    /// When the first of those whom nothing else holds may be called.
    pub(super) fn first_call(
        &self,
        now: Timestamp,
        held: impl Fn(ContactId) -> bool,
    ) -> Option<Timestamp> {
        let zones = self.people.due.zones().filter_map(|(zone, queue)| {
            let (due, _) = queue.iter().find(|(_, contact)| !held(*contact))?;
            Some(self.rules.next_call((*due).max(now), zone))
        });
        zones.min()
    }

    /// When time alone changes something: the start, a retry that lapses, the last window's end.
    pub(super) fn next_date(&self, now: Timestamp) -> Option<Timestamp> {
        if self.stop.is_some() {
            return None;
        }
        let start = self.rules.schedule.start();
        let start = (now < start).then_some(start);
        let lapse = self.people.due.lapsing().next().map(|(at, _)| at.max(now));
        let ends = self.rules.schedule.end() < Timestamp::MAX;
        let zones = self.people.due.undecided().filter(|_| ends);
        // A window in which nobody is due has an end too, after which nobody may be left to be called.
        let closing = zones.filter_map(|zone| {
            let opens = self.rules.next_call(now, zone);
            self.rules.last_call(opens, zone)
        });
        let closing = closing.filter(|at| *at > now).min();
        [start, lapse, closing].into_iter().flatten().min()
    }

    /// What time has decided by `now`: retries that are not made, and that nobody is called any more.
    pub(super) fn lapses(&self, now: Timestamp) -> Vec<Fact> {
        let lapsing = self.people.due.lapsing();
        let lapsed = lapsing.take_while(|(at, _)| *at <= now);
        let mut facts: Vec<Fact> = lapsed
            .filter_map(|(_, contact)| {
                let (_, why) = self.people.get(contact)?.lapse?;
                Some(Fact::Lapsed { contact, why })
            })
            .collect();
        if !self.expired && self.is_past_all_windows(now) {
            facts.push(Fact::Expired);
        }
        facts
    }

    /// Whether somebody is left whom no window will ever let be called.
    fn is_past_all_windows(&self, now: Timestamp) -> bool {
        let mut zones = self.people.due.undecided();
        self.tally.left() > 0 && zones.all(|zone| self.rules.next_call(now, zone) == Timestamp::MAX)
    }

    /// A person whose retry is not made keeps the last outcome.
    pub(super) fn lapsed(
        &mut self,
        contact: ContactId,
        why: Lapse,
        event: &Event,
    ) -> Result<(), IllegalEvent> {
        let Some(word) = self
            .people
            .get(contact)
            .map(|person| self.word_after_calls(person, Final::Expired))
        else {
            return Err(IllegalEvent::new("no such person", &event.fact));
        };
        self.change(contact, event, |person| {
            person.stage = Stage::Done(word);
            person.lapsed = Some(why);
        })
    }

    /// Nobody is called any more.
    pub(super) fn expire(&mut self, event: &Event) -> Result<(), IllegalEvent> {
        self.expired = true;
        let left: Vec<ContactId> = self.people.undecided().map(|p| p.contact).collect();
        left.into_iter()
            .try_for_each(|contact| self.lapsed(contact, Lapse::End, event))
    }

    /// Lets a person wait for a further request, if none is barred: no earlier than `due` and than caps allow. After
    /// the campaign's end there is none.
    pub(super) fn wait(
        &mut self,
        id: AttemptId,
        due: Timestamp,
        event: &Event,
    ) -> Result<(), IllegalEvent> {
        if let Some(word) = self.word_of_the_barred(id.contact) {
            return self.close(id, word, event);
        }
        if self.expired {
            return self.lapsed(id.contact, Lapse::End, event);
        }
        let due = due.max(self.capped(id.contact));
        self.put_off(id.contact, due, event)?;
        self.change(id.contact, event, |person| person.stage = Stage::Waiting)
    }

    /// Sets when a person is due, and when a retry that is due then lapses.
    pub(super) fn put_off(
        &mut self,
        contact: ContactId,
        due: Timestamp,
        event: &Event,
    ) -> Result<(), IllegalEvent> {
        let person = self.people.get(contact);
        let retry = person.filter(|person| person.calls > 0);
        let lapse = retry.and_then(|person| self.rules.lapse(due, person.zone));
        self.change(contact, event, |person| {
            person.due = due;
            person.lapse = lapse;
        })
    }
}
