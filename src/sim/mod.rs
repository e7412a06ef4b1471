//! A provider that costs nothing: one account model, and a ledger that cannot lie.

pub mod prng;
pub mod world;
