//! One crate for all integration tests: one link, one place for shared helpers.

mod account;
mod account_fates;
mod account_faults;
mod account_listing;
mod server;
mod simulated;
