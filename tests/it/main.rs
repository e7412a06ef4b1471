//! The one integration test crate.

mod journal;
mod journal_damage;
mod journal_faults;
mod pace;
mod past;
mod state;
mod tidy;
