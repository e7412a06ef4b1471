//! How events lie in a journal's bytes.
//!
//! A journal is a preamble and then records, all integers little endian:
//!
//! ```text
//! preamble   "exodial\n"   version u32   crc u32
//! record     length u32    sequence u64  previous 8 bytes   payload   crc u32
//! ```
//!
//! The payload is what one append kept: one event or more, each a line of JSON. A record is on the disk
//! before the next is begun, so a crash can tear the last one only. An append is one record, and is kept
//! whole or not at all; only one over a mebibyte is cut into several. `previous` is the beginning of the SHA-256 of the record before (of the preamble, for the first),
//! so that records cannot be lost, repeated or exchanged unseen. The checksums are CRC-32C.
//!
//! Reading is in [`scan`](super::scan).

use sha2::{Digest, Sha256};

use super::event::{Event, FORMAT};

/// What every journal begins with.
pub(super) const MAGIC: [u8; 8] = *b"exodial\n";
/// Bytes of the preamble.
pub(super) const PREAMBLE: usize = MAGIC.len() + 4 + 4;
/// Bytes of a record before its payload.
pub(super) const HEAD: usize = 4 + 8 + 8;
/// Bytes of a record after its payload.
pub(super) const CRC: usize = 4;
/// A longer payload is never written, so a longer length is damage. Bounds the memory of a reader.
pub(super) const PAYLOAD_MAX: usize = 16 << 20;
/// An append of more than this is spread over several records.
const PAYLOAD_GOAL: usize = 1 << 20;

/// The preamble of a journal in the present format.
pub(super) fn preamble() -> [u8; PREAMBLE] {
    let mut bytes = [0; PREAMBLE];
    bytes[..8].copy_from_slice(&MAGIC);
    bytes[8..12].copy_from_slice(&FORMAT.to_le_bytes());
    let crc = crc32c::crc32c(&bytes[..12]);
    bytes[12..].copy_from_slice(&crc.to_le_bytes());
    bytes
}

/// The end of a journal: what the next record has to say of those before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Chain {
    /// Sequence number of the next record; the first is 1.
    pub(super) sequence: u64,
    previous: [u8; 8],
}

impl Chain {
    /// The end of a journal that holds a preamble and nothing else.
    pub(super) fn begin() -> Chain {
        Chain {
            sequence: 1,
            previous: link(&preamble()),
        }
    }

    /// The end after one more record.
    pub(super) fn after(self, record: &[u8]) -> Chain {
        Chain {
            sequence: self.sequence + 1,
            previous: link(record),
        }
    }

    /// The next record around a payload of 1 to [`PAYLOAD_MAX`] bytes.
    pub(super) fn seal(self, payload: &[u8]) -> Vec<u8> {
        let length = u32::try_from(payload.len()).unwrap_or(u32::MAX);
        let mut record = Vec::with_capacity(HEAD + payload.len() + CRC);
        record.extend_from_slice(&length.to_le_bytes());
        record.extend_from_slice(&self.place());
        record.extend_from_slice(payload);
        let crc = crc32c::crc32c(&record);
        record.extend_from_slice(&crc.to_le_bytes());
        record
    }

    /// The bytes of the next record that follow from its place alone: sequence and previous.
    pub(super) fn place(self) -> [u8; HEAD - 4] {
        let mut place = [0; HEAD - 4];
        place[..8].copy_from_slice(&self.sequence.to_le_bytes());
        place[8..].copy_from_slice(&self.previous);
        place
    }
}

fn link(bytes: &[u8]) -> [u8; 8] {
    let mut link = [0; 8];
    link.copy_from_slice(&Sha256::digest(bytes)[..8]);
    link
}

/// The payloads that keep these events, in order; mostly one.
///
/// # Errors
///
/// When one event alone is over [`PAYLOAD_MAX`], or cannot be written as JSON.
pub(super) fn payloads(events: &[Event]) -> Result<Vec<Vec<u8>>, serde_json::Error> {
    let mut done = Vec::new();
    let mut payload = Vec::new();
    for event in events {
        serde_json::to_writer(&mut payload, event)?;
        payload.push(b'\n');
        if payload.len() > PAYLOAD_MAX {
            return Err(serde::ser::Error::custom("an event is too long to be kept"));
        }
        if payload.len() >= PAYLOAD_GOAL {
            done.push(std::mem::take(&mut payload));
        }
    }
    if !payload.is_empty() {
        done.push(payload);
    }
    Ok(done)
}

/// The events of a payload.
pub(super) fn events(payload: &[u8]) -> Result<Vec<Event>, serde_json::Error> {
    serde_json::Deserializer::from_slice(payload)
        .into_iter()
        .collect()
}
