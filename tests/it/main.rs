//! All integration tests, in one crate: one link step, one folder of helpers.

mod golden;
mod language;
