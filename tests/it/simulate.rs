//! Seeds in, ledger out: whole histories in virtual time, with deaths, lost answers and late calls. The
//! provider's own ledger is the judge.

#![expect(clippy::print_stdout, reason = "figures for whoever runs it by hand")]

mod bars;
mod clocks;
mod further;
mod history;
mod judge;
mod laws;
mod limits;
mod limits_judge;
mod others;
mod plant;
mod planted;
mod process;
mod times;

use std::collections::BTreeSet;

use Processes::{Apart, Shared};
use history::{History, live};
use plant::{Plant, Processes};

/// Histories of the default run; `SEEDS=10000` runs more, `FIRST=944 SEEDS=1` the one that a failure names.
const SEEDS: u64 = 300;

#[expect(
    clippy::disallowed_methods,
    reason = "a longer run is asked for by its environment"
)]
fn asked(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

/// Names the seed of a history in which something panics.
struct Named(u64);

impl Drop for Named {
    fn drop(&mut self) {
        if std::thread::panicking() {
            println!("seed {}", self.0);
        }
    }
}

#[test]
fn nobody_is_called_twice_nothing_is_lost_and_no_window_is_over_the_limit() {
    every_history_is_judged(Apart, asked("SEEDS").unwrap_or(SEEDS));
}

#[test]
fn the_same_holds_of_campaigns_that_share_a_process() {
    every_history_is_judged(Shared, asked("SEEDS").unwrap_or(SEEDS.div_ceil(2)));
}

fn every_history_is_judged(processes: Processes, seeds: u64) {
    let (mut calls, mut lives, mut doubts, mut expired, mut lapsed) = (0, 0, 0, 0, 0);
    let (mut left_out, mut further_pages) = (0, 0);
    let mut steps = BTreeSet::new();
    let mut met = BTreeSet::new();
    let first = asked("FIRST").unwrap_or(0);
    for seed in first..first + seeds {
        let _named = Named(seed);
        let history = live(seed, processes, Plant::Nothing);
        judge::judge(&history).unwrap_or_else(|fault| panic!("seed {seed}: {fault}"));
        limits_judge::note(&history, &mut met);
        expired += judge::expired(&history);
        lapsed += judge::lapsed(&history);
        let (out, pages) = others::met(&history);
        (left_out, further_pages) = (left_out + out, further_pages + pages);
        calls += history.ledger().len();
        lives += history.lives;
        doubts += judge::doubts(&history);
        judge::note_steps(&history, &mut steps);
    }
    println!(
        "{processes:?}: {seeds} histories, {lives} lives, {calls} calls, {doubts} attempts in doubt, \
         {expired} people expired, {lapsed} retries lapsed, {left_out} people called by others",
    );
    if seeds < SEEDS / 2 {
        // Too few to meet everything.
        return;
    }
    assert!(expired > 0 && lapsed > 0, "time ends some of them");
    assert!(
        left_out > 0 && further_pages > 0,
        "others called some, and their calls fill pages"
    );
    assert_eq!(
        steps,
        judge::every_step(),
        "every step of an attempt is taken"
    );
    assert_eq!(met, limits_judge::everything(), "every limit is met");
}

#[test]
fn the_same_seed_is_the_same_history() {
    for seed in [3, 17] {
        for processes in [Apart, Shared] {
            let live = || live(seed, processes, Plant::Nothing);
            let (one, other) = (live(), live());
            assert_eq!(one.journals(), other.journals());
            assert_eq!(one.ledger(), other.ledger());
            assert_eq!(one.engines(), other.engines());
        }
    }
}

#[test]
fn a_journal_is_all_that_an_engine_is() {
    for seed in 0..20 {
        for processes in [Apart, Shared] {
            let history = live(seed, processes, Plant::Nothing);
            for run in &history.runs {
                let recovered = history.recover(run).expect("a journal is legal");
                assert_eq!(recovered, run.engine, "seed {seed}");
            }
        }
    }
}

/// Plants a fault and returns the first seed whose history shows it.
fn first_caught(processes: Processes, plant: Plant) -> (u64, String) {
    let fault = |seed| Some((seed, judge::judge(&live(seed, processes, plant)).err()?));
    let caught = (0..SEEDS).find_map(fault);
    let (seed, fault) = caught.unwrap_or_else(|| panic!("{plant:?} is caught by no seed"));
    println!("{plant:?} is caught by seed {seed}: {fault}");
    (seed, fault)
}

#[test]
fn every_planted_fault_is_caught() {
    for plant in Plant::FAULTS {
        first_caught(Apart, plant);
    }
    for plant in Plant::SHARED_FAULTS {
        first_caught(Shared, plant);
    }
}

#[test]
fn verify_sees_by_itself_what_a_journal_shows_of_a_planted_fault() {
    for (plant, law) in [
        (Plant::NoCanary, "canary"),
        (Plant::NoReserve, "cost"),
        (Plant::NoPace, "pace"),
        (Plant::Crowded, "channels"),
        (Plant::NoStop, "stop-when"),
        (Plant::PauseForgotten, "paused"),
        (Plant::NumberLockOff, "elsewhere"),
        (Plant::ForgetfulCaps, "elsewhere"),
    ] {
        let seen = |seed| laws::breaks(&live(seed, Apart, plant), law);
        let seed = (0..SEEDS).find(|seed| seen(*seed));
        let seed = seed.unwrap_or_else(|| panic!("{plant:?} breaks `{law}` in no seed"));
        println!("{plant:?} breaks `{law}` in seed {seed}");
    }
}

/// A history of one person, for whoever wants to understand a seed.
impl History {
    fn journals(&self) -> Vec<&[exodial::journal::event::Event]> {
        self.runs.iter().map(|run| run.journal.events()).collect()
    }
    fn engines(&self) -> Vec<&exodial::engine::Engine> {
        self.runs.iter().map(|run| &run.engine).collect()
    }
}
