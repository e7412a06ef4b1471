//! A provider that costs nothing: one account model, and a ledger that cannot lie.
//!
//! [`scenario`] says how the provider behaves, [`prng`] turns it and a seed into fates, [`account`] answers
//! requests in whatever time it is told, and [`server`] puts it behind HTTP on loopback. All but the last are
//! pure: the same scenario, seed and requests give the same bytes.

pub mod account;
pub mod phone;
pub mod prng;
pub mod scenario;
pub mod served;
pub mod server;

pub use account::Account;
pub use scenario::Scenario;
pub use served::{Delivery, Served};
