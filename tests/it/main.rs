//! All integration tests, in one crate: one link step, one folder of common code.

mod answers;
mod args;
mod client;
mod fixture;
mod forecast;
mod golden;
mod journal;
mod journal_damage;
mod journal_faults;
mod language;
mod pace;
mod past;
mod plan;
mod progress;
mod replies;
mod requests;
mod results;
mod simulate;
mod state;
mod summary;
mod tidy;
mod wire;
