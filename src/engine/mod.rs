//! The decisions of a run, as a value. No clock, no network, no file, no randomness, no `async`.

pub mod effect;
pub mod fate;
