//! The provider: the only room that knows Exotel's words.
//!
//! Pure: [`wire`] (requests as values, bodies as values) and [`answer`] (status, body and transport
//! error to one [`Answer`](crate::engine::effect::Answer)). Impure: `client`, which carries one to the other.

pub mod wire;
