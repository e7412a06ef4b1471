//! One crate of integration tests: it links once.

mod contacts;
mod diagnostics;
mod fields;
mod golden;
mod phone;
mod script;
