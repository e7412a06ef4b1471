//! All integration tests, in one crate: one link step, one folder of common code.

mod golden;
mod language;
