//! The shell: where the engine meets the world.
//!
//! Pure: [`pace`] (how fast requests may leave), [`member`] (one run), [`turns`] (whose
//! turn it is), [`runner`] (one step of all runs of a
//! process), [`watch`]. Impure:
//! [`clock`], [`exchange`] (the way to Exotel), [`webhook`] (the way to whoever wants to be told), and [`live`], the only
//! loop that waits.

pub mod clock;
pub mod exchange;
pub mod live;
pub mod bars;
pub mod member;
pub mod pace;
pub mod runner;
mod together;
pub mod turns;
pub mod watch;
pub mod webhook;
