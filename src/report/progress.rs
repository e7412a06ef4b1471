//! A run as it goes, as lines of a log: a fold of the run's counts and of what changes its course.
//!
//! Pure: time is the run's own, so a simulated day logs like a real one. [`live`](super::live) carries
//! the lines out, or draws a bar on a terminal.

use std::{
    collections::{BTreeMap, VecDeque},
    fmt,
    time::Duration,
};

use super::{
    note::{Kind, Note},
    text::{grouped, strftime, time},
};
use crate::{
    campaign::Outcome,
    clock::{Timestamp, UtcOffset},
    engine::fate::Tally,
    plan::Disposition,
};

/// No two lines are closer than this, except for the last one.
const CLOSEST: Duration = Duration::from_secs(1);
/// Counts are told this often while they change, and a note of a kind that comes and goes no oftener.
pub const USUAL: Duration = Duration::from_secs(30);
/// Counts are told this often while nothing changes: a sign of life.
const QUIET: Duration = Duration::from_secs(600);
/// Counts are told each time so many percent more are done.
const STEP_PERCENT: u64 = 5;
/// An end is foreseen once the pace was seen for so long.
const SEEN: Duration = Duration::from_secs(120);
/// Pace and end are judged by the last while.
const WINDOW: Duration = Duration::from_secs(300);

/// When so much work is done that begins then, resting outside the calling hours.
pub type Finish = Box<dyn Fn(Timestamp, Duration) -> Timestamp + Send>;

/// What the log must know of a run.
pub struct Setup {
    /// The run's name.
    pub run: String,
    /// What tells its lines from those of other runs, where there are several.
    pub label: Option<String>,
    /// The hash of the plan.
    pub plan: String,
    /// The offset of the account's dates.
    pub offset: UtcOffset,
    /// Requests in a minute.
    pub per_minute: u32,
    /// How far lines with counts are apart while counts change, changes by 5 percent aside.
    pub every: Duration,
    /// Tells the end from the work that is left: [`Hours::advance`](crate::plan::hours::Hours::advance).
    pub finish: Finish,
}

impl fmt::Debug for Setup {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Setup")
            .field("run", &self.run)
            .finish_non_exhaustive()
    }
}

/// Counts at a moment.
#[derive(Clone, Copy, Debug)]
struct Sample {
    at: Timestamp,
    calls: u64,
    done: u64,
}

/// The log: one line for 30 seconds, for 5 percent, or for a change of course, whichever comes first,
/// and never two within a second.
#[derive(Debug)]
pub struct PlainLog {
    setup: Setup,
    /// The line before.
    last: Option<Timestamp>,
    /// The line with counts before, and its counts.
    counted: Option<(Timestamp, Tally)>,
    /// Notes that wait for their line.
    pending: Vec<Note>,
    told: BTreeMap<Kind, Timestamp>,
    window: VecDeque<Sample>,
}

impl PlainLog {
    /// A log that has no line yet.
    pub fn new(setup: Setup) -> PlainLog {
        PlainLog {
            setup,
            last: None,
            counted: None,
            pending: Vec::new(),
            told: BTreeMap::new(),
            window: VecDeque::new(),
        }
    }

    /// The next line, if there is to be one now. The first one names the run.
    pub fn line(&mut self, now: Timestamp, tally: &Tally, note: Option<Note>) -> Option<String> {
        if let Some(note) = note {
            self.pending.retain(|waiting| waiting.kind() != note.kind());
            self.pending.push(note);
        }
        let Some(last) = self.last else {
            self.last = Some(now);
            self.counted = Some((now, tally.clone()));
            return Some(self.first(now, tally));
        };
        if now - last < CLOSEST {
            return None;
        }
        let text = match self.next_note(now) {
            Some(note) => note.text(self.setup.offset),
            None if self.is_due(now, tally) => self.counts(now, tally),
            None => return None,
        };
        let line = format!("{} {text}", self.stamp(now));
        self.last = Some(now);
        Some(line)
    }

    /// The last line. It comes however close the one before is.
    pub fn finish(&mut self, now: Timestamp, tally: &Tally, how: &str) -> String {
        let counts = counters(tally);
        let line = format!("{} {how} {counts} calls={}", self.stamp(now), tally.calls);
        self.last = Some(now);
        line
    }

    /// Date and offset are told once; all later lines are of the same offset.
    fn first(&self, now: Timestamp, tally: &Tally) -> String {
        let Setup {
            run,
            plan,
            offset,
            per_minute,
            ..
        } = &self.setup;
        let stamp = strftime(now, *offset, "%Y-%m-%d %H:%M:%S%:z");
        let people = tally.people;
        format!("{stamp} run {run} plan={plan} people={people} rate={per_minute}/min")
    }

    /// The time, with the date when it is another one than that of the line before, and the label.
    fn stamp(&self, now: Timestamp) -> String {
        let offset = self.setup.offset;
        let date = |at| strftime(at, offset, "%Y-%m-%d");
        let time = match self.last {
            Some(last) if date(last) == date(now) => time(now, offset),
            _ => format!("{} {}", date(now), time(now, offset)),
        };
        match &self.setup.label {
            Some(label) => format!("{time} [{label}]"),
            None => time,
        }
    }

    fn next_note(&mut self, now: Timestamp) -> Option<Note> {
        let at = self.pending.iter().position(|note| {
            note.is_rare()
                || self
                    .told
                    .get(&note.kind())
                    .is_none_or(|told| now - *told >= USUAL)
        })?;
        let note = self.pending.remove(at);
        self.told.insert(note.kind(), now);
        if note.kind() == Kind::Pause {
            self.window.clear(); // no pace is judged across a pause
        }
        Some(note)
    }

    fn is_due(&self, now: Timestamp, tally: &Tally) -> bool {
        let Some((at, before)) = &self.counted else {
            return true;
        };
        let stepped = step(tally) > step(before);
        let wait = if tally == before {
            QUIET.max(self.setup.every)
        } else {
            self.setup.every
        };
        stepped || now - *at >= wait
    }

    fn counts(&mut self, now: Timestamp, tally: &Tally) -> String {
        let done = done(tally);
        let sample = Sample {
            at: now,
            calls: tally.calls,
            done,
        };
        self.window.push_back(sample);
        while self.window.len() > 2 && self.window.front().is_some_and(|s| now - s.at > WINDOW) {
            self.window.pop_front();
        }
        self.counted = Some((now, tally.clone()));
        let share = (done * 100).checked_div(tally.people).unwrap_or(0);
        let mut text = format!("done {done}/{} {share}% {}", tally.people, counters(tally));
        if let Some((rate, left)) = self.pace(tally) {
            text += &format!(" rate={rate}/min");
            if let Some(left) = left {
                let end = (self.setup.finish)(now, left);
                text += &format!(" eta={}", self.moment(now, end));
            }
        }
        text
    }

    /// Calls in a minute, and how long the rest takes at the pace of the last while.
    fn pace(&self, tally: &Tally) -> Option<(u64, Option<Duration>)> {
        let (first, last) = (self.window.front()?, self.window.back()?);
        let seen = last.at - first.at;
        let span = u64::try_from(seen.as_millis()).ok()?;
        let calls = last.calls.saturating_sub(first.calls);
        let rate = (calls * 60_000).checked_div(span)?;
        let done = last.done.saturating_sub(first.done);
        let left = tally.people.saturating_sub(last.done);
        let rest = left.saturating_mul(span).checked_div(done);
        let rest = rest.filter(|_| left > 0 && tally.unscreened == 0 && seen >= SEEN);
        Some((rate, rest.map(Duration::from_millis)))
    }

    fn moment(&self, now: Timestamp, at: Timestamp) -> String {
        let offset = self.setup.offset;
        let date = |at| strftime(at, offset, "%Y-%m-%d");
        match date(now) == date(at) {
            true => strftime(at, offset, "%H:%M"),
            false => strftime(at, offset, "%Y-%m-%dT%H:%M"),
        }
    }
}

/// People with their final word.
pub(super) fn done(tally: &Tally) -> u64 {
    tally.done.values().sum()
}

fn step(tally: &Tally) -> u64 {
    (done(tally) * 100 / STEP_PERCENT)
        .checked_div(tally.people)
        .unwrap_or(0)
}

/// The counters of a log line. Words that are rare appear once they count.
fn counters(tally: &Tally) -> String {
    let always = [
        Outcome::Completed,
        Outcome::NoAnswer,
        Outcome::Busy,
        Outcome::Failed,
    ];
    let always = always.map(Disposition::Called);
    let mut text = String::new();
    for word in Disposition::ALL {
        let count = tally.with(word);
        if count > 0 || always.contains(&word) {
            text += &format!("{}={count} ", word.as_str());
        }
    }
    let Tally {
        under_way,
        waiting,
        unscreened,
        in_doubt,
        ..
    } = tally;
    text += &format!("open={under_way} waiting={waiting} in-doubt={in_doubt}");
    if *unscreened > 0 {
        text += &format!(" unscreened={unscreened}");
    }
    text
}

/// The lines under the bar: the same counters, for a terminal.
pub(super) fn under_bar(tally: &Tally) -> String {
    let words: Vec<String> = Disposition::ALL
        .iter()
        .filter(|word| tally.with(**word) > 0)
        .map(|word| format!("{} {}", word.as_str(), grouped(tally.with(*word))))
        .collect();
    let words = if words.is_empty() {
        "no outcome yet".to_owned()
    } else {
        words.join("   ")
    };
    let mut second = format!(
        "{} calls · {} under way · {} waiting · {} requests",
        grouped(tally.calls),
        grouped(tally.under_way),
        grouped(tally.waiting),
        grouped(tally.requests)
    );
    if tally.unscreened > 0 {
        second += &format!(" · {} to look up", grouped(tally.unscreened));
    }
    if tally.in_doubt > 0 {
        second += &format!(" · {} in doubt", grouped(tally.in_doubt));
    }
    format!("{words}\n  {second}")
}
