//! One crate of integration tests: it links once.

mod golden;
mod phone;
