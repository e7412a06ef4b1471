//! The memory of a run: what an event is, and the write-ahead law as a type.
//!
//! [`Durable`] is the law: its field is private to this room, so the only way to hold one is to have
//! appended its events. Nothing leaves the program but for a `Durable`.
//!
//! Read [`event`] first. Pure: how events lie in bytes (`frame`), how bytes are read and damage is told
//! from a torn end ([`scan`]), in which order records are written ([`append`]), what earlier runs mean for
//! the next one ([`past`]), and what runs are called ([`run_name`]). Impure: a journal in a file
//! ([`mod@file`]) with room set aside for a full disk (`reserve`), the folder of a run ([`run`]), what is asked of it from
//! outside ([`control`]), the folder of an
//! account ([`state`]), the account's lock ([`lock`]), and files that are there whole or not at all ([`whole`]).

mod about;
pub mod append;
pub mod control;
pub mod event;
pub mod file;
mod frame;
mod details;
mod exclusion;
mod header;
mod id;
mod known;
mod lapse;
pub mod lock;
pub mod memory;
pub mod past;
mod question;
mod reserve;
pub mod run;
pub mod run_name;
pub mod scan;
mod standing;
pub mod state;
pub mod whole;

use std::io;

use event::Event;

/// Events that a journal keeps for ever. Made by [`Journal::append`] alone, and spent by the engine.
///
/// ```compile_fail
/// let forged = exodial::journal::Durable(vec![]); // the field is private
/// ```
#[derive(Debug, PartialEq, Eq)]
#[must_use]
pub struct Durable(Vec<Event>);

impl Durable {
    /// The events, in the order of the journal.
    pub fn events(&self) -> &[Event] {
        &self.0
    }
}

/// Where the events of one run are kept.
pub trait Journal {
    /// Keeps the events, in order, behind those already kept.
    ///
    /// When this returns they survive the death of the process, and of the machine where the journal is
    /// on a disk. An error is final: nothing more may be appended, and nothing that hangs on these events
    /// may be done.
    fn append(&mut self, events: Vec<Event>) -> io::Result<Durable>;

    /// Whether only what is in flight may still be appended: no new call is to be begun.
    fn is_short_of_space(&self) -> bool {
        false
    }
}
