//! exodial: outbound call campaigns on the Exotel voice API, from a YAML file.

pub mod clock;

pub mod syntax;

pub mod campaign;

pub mod contacts;

pub mod plan;

pub mod journal;

pub mod engine;

pub mod exotel;

pub mod sim;

pub mod dispatch;

pub mod report;

pub mod cli;
