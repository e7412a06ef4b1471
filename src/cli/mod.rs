//! The command line: what can be typed, and how a process ends.

pub mod args;
pub mod exit;
