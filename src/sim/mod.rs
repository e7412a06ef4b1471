//! A provider that costs nothing: one account model, and a ledger that cannot lie.
//!
//! [`scenario`] says how the provider behaves, [`prng`] turns it and a seed into fates, and [`account`]
//! answers requests in whatever time it is told. Three doors lead to it: [`world`] is virtual time,
//! [`inprocess`] joins it to the account through the real encoding and the real table of answers, and
//! [`server`] is HTTP on loopback. All but the last are pure: the same scenario, seed and requests give the
//! same bytes.

pub mod account;
pub mod inprocess;
pub mod phone;
pub mod prng;
pub mod scenario;
pub mod served;
pub mod server;
pub mod world;

pub use account::Account;
pub use inprocess::InProcess;
pub use scenario::Scenario;
pub use served::{Delivery, Served};
