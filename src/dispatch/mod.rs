//! The shell: where the engine meets the world.

pub mod pace;
pub mod runner;
pub mod watch;
