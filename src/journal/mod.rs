//! The memory of a run: what an event is, and the write-ahead law as a type.

pub mod event;
