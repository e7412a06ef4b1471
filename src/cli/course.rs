//! What is told while a run goes on: each change of its course once, and the counts.

use std::time::Duration;

use super::{idling::Idling, stopped::stopped, waits::Waits};
use crate::{
    clock::Timestamp,
    dispatch::watch::{Seen, Watch},
    engine::Engine,
    journal::event::{Event, Exclusion, Fact, Stop},
    report::{live::Progress, note::Note, why::phrases::throttle},
};

/// Full speed, in thousandths of the account's limit.
const FULL: u32 = 1000;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    Screening,
    Calling,
    Reconciling,
}

/// Turns what happens into what is told.
pub(super) struct Course {
    progress: Progress,
    /// Requests in a minute at full speed.
    per_minute: u32,
    drain: Duration,
    phase: Option<Phase>,
    speed: u32,
    closed_until: Option<Timestamp>,
    waits: Waits,
    idling: Idling,
    notes: Vec<Note>,
}

impl Course {
    /// Tells by `progress`.
    pub(super) fn new(
        progress: Progress,
        per_minute: u32,
        drain: Duration,
        currency: &str,
    ) -> Course {
        let (phase, speed, closed_until, notes) = (None, FULL, None, Vec::new());
        let waits = Waits::new(currency);
        Course {
            waits,
            progress,
            per_minute,
            drain,
            phase,
            speed,
            closed_until,
            idling: Idling::default(),
            notes,
        }
    }

    /// Says how the run ended.
    pub(super) fn finish(&mut self, now: Timestamp, engine: &Engine, how: &str) {
        self.progress.finish(now, engine.tally(), how);
    }

    fn note(&mut self, engine: &Engine, event: &Event) {
        let tally = engine.tally();
        match &event.fact {
            Fact::Throttled { until, why } => {
                let (until, why) = (*until, throttle(*why).to_owned());
                self.notes.push(Note::Paused { until, why });
            }
            Fact::Ambiguous { .. } => {
                self.notes.push(Note::InDoubt {
                    calls: tally.in_doubt,
                });
            }
            Fact::Stopped {
                why: Stop::ReadOnly,
            } => {}
            Fact::Stopped { why } => self.notes.push(Note::Stopping {
                why: stopped(why).map(|(_, why)| why),
                under_way: tally.under_way,
                drain: self.drain,
            }),
            _ => {}
        }
    }

    fn note_phase(&mut self, engine: &Engine) {
        let tally = engine.tally();
        let screening = tally.unscreened > 0 && tally.calls == 0;
        let phase = match (screening, tally.left()) {
            _ if engine.is_over() => return,
            (true, _) => Phase::Screening,
            // One that is not answered yet may still come back, to be sent again.
            (false, 0) if tally.sending == 0 => Phase::Reconciling,
            (false, _) => Phase::Calling,
        };
        if self.phase != Some(phase) {
            self.phase = Some(phase);
            self.notes.push(match phase {
                Phase::Screening => Note::Screening {
                    people: tally.unscreened,
                },
                Phase::Calling => Note::Calling,
                Phase::Reconciling => {
                    let outstanding = tally.under_way + tally.in_doubt;
                    Note::Reconciling { outstanding }
                }
            });
        }
    }

    fn note_hours(&mut self, now: Timestamp, engine: &Engine) {
        let closed = engine.closed(now);
        let closed = closed.filter(|closed| {
            let may_call = closed.before_start || self.phase == Some(Phase::Calling);
            may_call && engine.stop().is_none() && closed.until < Timestamp::MAX
        });
        // The hours of another zone may begin and end while nobody waits there.
        let until = closed.map(|closed| closed.until);
        if let Some(closed) = closed
            && self.closed_until != until
        {
            self.notes.push(Note::closed(&closed, engine.rules()));
        }
        self.closed_until = until;
    }

    fn note_speed(&mut self, speed: u32) {
        let per_minute = self.per_minute * speed / FULL;
        if speed < self.speed {
            self.notes.push(Note::Slowed { per_minute });
        } else if speed == FULL && self.speed < FULL {
            self.notes.push(Note::FullRate { per_minute });
        }
        self.speed = speed;
    }
}

/// Whether a list or an earlier call keeps somebody from being called from now on.
const fn is_bar(fact: &Fact) -> bool {
    let Fact::Excluded { why, .. } = fact else {
        return false;
    };
    matches!(
        why,
        Exclusion::Suppressed { .. }
            | Exclusion::CalledBefore { .. }
            | Exclusion::CalledAtExotel { .. }
    )
}

/// The courses of all runs of a process, by seat.
pub(super) struct Courses(Vec<Course>);

impl Courses {
    /// These, in the order of the seats.
    pub(super) fn new(courses: Vec<Course>) -> Courses {
        Courses(courses)
    }

    /// Each of them, in that order.
    pub(super) fn each(&mut self) -> impl Iterator<Item = &mut Course> {
        self.0.iter_mut()
    }
}

impl Courses {
    /// Tells of something else than the run.
    pub(super) fn note(&mut self, now: Timestamp, seen: &Seen<'_>, note: Note) {
        if let Some(course) = self.0.get_mut(seen.seat.0) {
            course.progress.tell(now, seen.engine.tally(), Some(note));
        }
    }
}

impl Watch for Courses {
    fn saw(&mut self, now: Timestamp, seen: &Seen<'_>, events: &[Event], speed: u32) {
        if let Some(course) = self.0.get_mut(seen.seat.0) {
            course.saw(now, seen, events, speed);
        }
    }
}

impl Course {
    fn saw(&mut self, now: Timestamp, seen: &Seen<'_>, events: &[Event], speed: u32) {
        let engine = seen.engine;
        for event in events {
            self.note(engine, event);
        }
        let barred = events.iter().filter(|event| is_bar(&event.fact)).count();
        if barred > 0 {
            let people = barred as u64;
            self.notes.push(Note::Barred { people });
        }
        self.note_phase(engine);
        self.note_hours(now, engine);
        self.notes.extend(self.waits.notes(engine));
        self.note_speed(speed);
        self.notes.extend(self.idling.note(now, seen));
        let notes = std::mem::take(&mut self.notes);
        let mut notes = notes.into_iter();
        // Even without a note the counts may be due.
        self.progress.tell(now, engine.tally(), notes.next());
        for note in notes {
            self.progress.tell(now, engine.tally(), Some(note));
        }
    }
}
