//! The order in which a journal is written, over anything that can be written.
//!
//! A record is appended and made durable before its events are called durable. A full disk is met once by
//! giving up a reserve that was set aside for that. Every other failure ends the journal: after a failed
//! sync the system may have forgotten the bytes and report success the next time (LWN, "PostgreSQL's fsync
//! surprise", 2018), so nothing is tried twice.

use std::io;

use super::{
    Durable, Journal,
    event::Event,
    frame::{self, Chain},
};

/// What a journal needs of the thing it is written to.
pub trait Medium {
    /// Writes the bytes behind everything written before. On an error any part of them may be there.
    fn append(&mut self, bytes: &[u8]) -> io::Result<()>;
    /// Returns once everything appended survives whatever it is to survive.
    fn sync(&mut self) -> io::Result<()>;
    /// Takes away everything behind the first `length` bytes.
    fn cut(&mut self, length: u64) -> io::Result<()>;
    /// Gives the reserve up to make room; false when there is none.
    fn release(&mut self) -> io::Result<bool>;
}

/// Writes records to a medium.
#[derive(Debug)]
pub struct Appender<M> {
    medium: M,
    chain: Chain,
    /// Bytes of the durable records, with the preamble.
    end: u64,
    /// What ended the journal.
    failure: Option<String>,
    full: bool,
}

impl<M: Medium> Appender<M> {
    /// Begins a journal on an empty medium.
    ///
    /// # Errors
    ///
    /// When its first record cannot be kept.
    pub fn begin(mut medium: M, events: Vec<Event>) -> io::Result<(Appender<M>, Durable)> {
        let preamble = frame::preamble();
        medium.append(&preamble)?;
        let mut appender = Appender::behind(medium, Chain::begin(), preamble.len() as u64);
        let durable = appender.append(events)?;
        Ok((appender, durable))
    }

    /// Goes on behind the first `end` bytes, which are whole records and durable.
    pub(super) fn behind(medium: M, chain: Chain, end: u64) -> Appender<M> {
        Appender {
            medium,
            chain,
            end,
            failure: None,
            full: false,
        }
    }

    /// Tells that there is no reserve to be given up.
    pub(super) fn without_reserve(&mut self) {
        self.full = true;
    }

    /// What it writes to.
    pub fn medium(&self) -> &M {
        &self.medium
    }

    fn keep(&mut self, events: &[Event]) -> io::Result<()> {
        for payload in frame::payloads(events)? {
            let record = self.chain.seal(&payload);
            self.write(&record)?;
            self.medium.sync()?;
            self.chain = self.chain.after(&record);
            self.end += record.len() as u64;
        }
        Ok(())
    }

    fn write(&mut self, record: &[u8]) -> io::Result<()> {
        let full = match self.medium.append(record) {
            Err(error) if is_full(&error) => error,
            done => return done,
        };
        self.full = true;
        self.medium.cut(self.end)?;
        if !self.medium.release()? {
            return Err(full);
        }
        self.medium.append(record)
    }
}

impl<M: Medium> Journal for Appender<M> {
    fn append(&mut self, events: Vec<Event>) -> io::Result<Durable> {
        if let Some(failure) = &self.failure {
            let text = format!("the journal failed before and takes nothing more: {failure}");
            return Err(io::Error::other(text));
        }
        match self.keep(&events) {
            Ok(()) => Ok(Durable(events)),
            Err(error) => {
                self.failure = Some(error.to_string());
                Err(error)
            }
        }
    }

    /// True once the disk was full and the reserve is given up.
    fn is_short_of_space(&self) -> bool {
        self.full
    }
}

/// Whether the error says that there is no room.
pub(super) fn is_full(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded
    )
}
