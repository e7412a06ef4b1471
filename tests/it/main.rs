//! Everything that is tested from outside of a room.

mod args;
mod fixture;
mod forecast;
mod golden;
mod plan;
mod progress;
mod results;
mod summary;
