//! Exactly what would happen: who is called, who is not and why, how long it takes. Sends nothing.

pub mod screen;
