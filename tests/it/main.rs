//! The one integration test crate.

mod pace;
