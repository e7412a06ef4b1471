//! The table of `exodial status`.

use super::text::{date_time, finish, grouped};
use crate::{
    campaign::Outcome,
    clock::{Timestamp, UtcOffset},
    engine::fate::Tally,
    plan::Disposition,
};

/// What a run is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RunState {
    /// A process works on it.
    Running,
    /// A process works on it, and no window is open.
    Waiting,
    /// Somebody paused it.
    Paused,
    /// No process works on it, and it is not over.
    Stopped,
    /// Every person has a final word, and some calls are not settled.
    Unsettled,
    /// It is over.
    Finished,
    /// Its journal cannot be read.
    Damaged,
}

impl RunState {
    /// The word in the table.
    pub const fn as_str(self) -> &'static str {
        match self {
            RunState::Running => "running",
            RunState::Waiting => "waiting",
            RunState::Paused => "paused",
            RunState::Stopped => "stopped",
            RunState::Unsettled => "unsettled",
            RunState::Finished => "finished",
            RunState::Damaged => "damaged",
        }
    }
}

/// A run as its journal tells it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunStatus {
    /// Its name.
    pub run: String,
    /// What it is doing.
    pub state: RunState,
    /// Its counts.
    pub tally: Tally,
    /// When it began, where that can be read.
    pub started: Option<Timestamp>,
    /// What comes next, or what to type: `resume`.
    pub next: Option<String>,
}

const HEADS: [&str; 8] = [
    "RUN",
    "STATE",
    "DONE",
    "COMPLETED",
    "OPEN",
    "UNSETTLED",
    "STARTED",
    "NEXT",
];
/// Columns that hold a number, right under their heads.
const NUMBERS: [usize; 3] = [3, 4, 5];

/// One line for each run, in the order given, under a line of heads. Times have the given offset.
pub fn table(runs: &[RunStatus], offset: UtcOffset) -> String {
    let mut lines = vec![HEADS.map(str::to_owned)];
    lines.extend(runs.iter().map(|run| cells(run, offset)));
    let mut widths = [0; 8];
    for line in &lines {
        for (width, cell) in widths.iter_mut().zip(line) {
            *width = cell.chars().count().max(*width);
        }
    }
    let mut out = String::new();
    for line in &lines {
        let cells: Vec<String> = line
            .iter()
            .zip(widths)
            .enumerate()
            .map(|(column, (cell, width))| match NUMBERS.contains(&column) {
                true => format!("{cell:>width$}"),
                false => format!("{cell:<width$}"),
            })
            .collect();
        finish(&mut out, &cells.join("  "));
    }
    out
}

fn cells(run: &RunStatus, offset: UtcOffset) -> [String; 8] {
    let tally = &run.tally;
    let of = |word| grouped(tally.with(word));
    let done: u64 = tally.done.values().sum();
    [
        run.run.clone(),
        run.state.as_str().to_owned(),
        format!("{}/{}", grouped(done), grouped(tally.people)),
        of(Disposition::Called(Outcome::Completed)),
        grouped(tally.under_way + tally.in_doubt),
        of(Disposition::Unsettled),
        run.started
            .map_or_else(|| "-".to_owned(), |at| date_time(at, offset)),
        run.next.clone().unwrap_or_else(|| "-".to_owned()),
    ]
}
