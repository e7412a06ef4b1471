//! The shell: where the engine meets the world.
//!
//! Pure: [`pace`] (how fast requests may leave), [`runner`] (one step of a run), [`watch`]. Impure:
//! [`clock`], [`exchange`] (the way to Exotel), and [`live`], the only loop that waits.

pub mod clock;
pub mod exchange;
pub mod live;
pub mod pace;
pub mod runner;
pub mod watch;
