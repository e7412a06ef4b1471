//! Everything that is tested from outside, in one crate.

mod answers;
mod client;
mod replies;
mod requests;
mod wire;
