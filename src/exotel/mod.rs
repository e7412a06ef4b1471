//! The provider: the only room that knows Exotel's words.
//!
//! Pure: [`wire`] (requests and replies as values), [`request`] (what is asked for), [`body`] (bytes to
//! typed values), [`answer`] and [`reply`] (status, body and transport error to one
//! [`Answer`](crate::engine::effect::Answer) or [`Reply`](crate::engine::effect::Reply)).
//! Impure: [`client`], which carries one to the other over `transport`.
//!
//! Sources are the public pages of developer.exotel.com and support.exotel.com, named where a fact is used.

pub mod account;

pub mod wire;

pub mod number;

pub mod request;

pub mod body;

pub mod mask;

pub mod answer;

pub mod reply;

pub mod client;

mod transport;

pub use account::{Credentials, Endpoint};
pub use client::Client;
pub(crate) use transport::{bare, install_crypto};
