//! The one integration test crate.

mod args;
mod fixture;
mod forecast;
mod golden;
mod journal;
mod journal_damage;
mod journal_faults;
mod pace;
mod past;
mod plan;
mod progress;
mod results;
mod simulate;
mod state;
mod summary;
mod tidy;
