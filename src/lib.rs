//! exodial: outbound call campaigns on the Exotel voice API, from a YAML file.

pub mod campaign;
pub mod clock;
pub mod engine;
pub mod exotel;
pub mod journal;
pub mod plan;
pub mod syntax;
