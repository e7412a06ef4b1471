//! Reading a journal's bytes: whole records, a torn end that is cut, and damage that is refused.
//!
//! A run that loses the end of its journal may call people a second time. So the end is cut only when a
//! crash in the middle of the last write explains what is there, and everything else is refused.

use std::io::{self, Read};

use super::{
    event::{Event, FORMAT, Fact},
    frame::{self, CRC, Chain, HEAD, MAGIC, PAYLOAD_MAX, PREAMBLE},
};

/// What disks write whole or not at all, and a divisor of every larger unit. Bytes of a file that were
/// never written read as zeros.
const SECTOR: usize = 512;

/// Why bytes are not read as a journal.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// The program died while it made the journal; nothing was sent for it.
    #[error("it ends before its first record: the run never began and nothing was sent for it")]
    NotBegun,
    /// Something else.
    #[error("it is not a journal of exodial")]
    Foreign,
    /// Written by a program that knows more.
    #[error(
        "it has format {found} and this program knows formats up to {known}: use a newer exodial",
        known = FORMAT
    )]
    Newer {
        /// Its format.
        found: u32,
    },
    /// Bytes were changed, lost, repeated or added by something else than a crash while writing.
    #[error(
        "it is damaged at byte {offset}, in record {record}: what follows cannot be trusted, and to go on without it could call people twice"
    )]
    Damaged {
        /// Where the first record that cannot be trusted begins.
        offset: u64,
        /// Its number; 0 is the preamble.
        record: u64,
    },
    /// A record is whole, and what it holds has no meaning here.
    #[error("record {record} at byte {offset} is whole but cannot be understood: {reason}")]
    Unreadable {
        /// Where it begins.
        offset: u64,
        /// Its number.
        record: u64,
        /// Why not.
        reason: String,
    },
}

/// Why reading ended early.
#[derive(Debug, thiserror::Error)]
pub enum ScanError {
    /// The bytes could not be had.
    #[error(transparent)]
    Io(#[from] io::Error),
    /// The bytes are not to be trusted.
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// The records of a journal, one after another. Holds one record at a time.
#[derive(Debug)]
pub struct Records<R> {
    bytes: R,
    chain: Chain,
    /// Where the next record begins.
    end: u64,
    torn: Option<u64>,
}

impl<R: Read> Records<R> {
    /// Reads the preamble.
    ///
    /// # Errors
    ///
    /// When the bytes cannot be had, or are none of a journal that this program knows.
    pub fn open(mut bytes: R) -> Result<Records<R>, ScanError> {
        let mut preamble = Vec::with_capacity(PREAMBLE);
        take(&mut bytes, PREAMBLE, &mut preamble)?;
        check(&preamble, &mut bytes)?;
        Ok(Records {
            bytes,
            chain: Chain::begin(),
            end: PREAMBLE as u64,
            torn: None,
        })
    }

    /// The events of the next record; nothing at the end of the journal.
    ///
    /// # Errors
    ///
    /// When the bytes cannot be had or trusted. The first record is there, and begins with
    /// [`Fact::Started`], or it is an error.
    pub fn next_record(&mut self) -> Result<Option<Vec<Event>>, ScanError> {
        if self.torn.is_some() {
            return Ok(None);
        }
        let mut record = Vec::new();
        take(&mut self.bytes, HEAD, &mut record)?;
        if let Some(length) = length(&record) {
            take(&mut self.bytes, length + CRC, &mut record)?;
        }
        if whole(&record) != Some(record.len()) {
            self.bytes.read_to_end(&mut record)?;
            return self.finish(&record);
        }
        if record.get(4..HEAD) != Some(&self.chain.place()[..]) {
            return Err(self.damaged().into());
        }
        let payload = &record[HEAD..record.len() - CRC];
        let events = frame::events(payload).map_err(|error| self.unreadable(error.to_string()))?;
        if self.chain.sequence == 1 {
            self.check_header(&events)?;
        }
        self.chain = self.chain.after(&record);
        self.end += record.len() as u64;
        Ok(Some(events))
    }

    /// Bytes of the whole records read so far, with the preamble.
    pub fn end(&self) -> u64 {
        self.end
    }

    /// Bytes behind the last whole record that a crash left; known once the end was reached.
    pub fn torn(&self) -> u64 {
        self.torn.unwrap_or(0)
    }

    /// What the next record has to say of those read so far.
    pub(super) fn chain(&self) -> Chain {
        self.chain
    }

    /// Judges what is left where no whole record begins.
    fn finish(&mut self, rest: &[u8]) -> Result<Option<Vec<Event>>, ScanError> {
        if !is_torn(rest, self.end, self.chain) || holds_record(rest, self.chain.sequence) {
            return Err(self.damaged().into());
        }
        if self.chain.sequence == 1 {
            return Err(Fault::NotBegun.into());
        }
        self.torn = Some(rest.len() as u64);
        Ok(None)
    }

    fn check_header(&self, events: &[Event]) -> Result<(), Fault> {
        match events.first().map(|event| &event.fact) {
            Some(Fact::Started(header)) if header.format > FORMAT => Err(Fault::Newer {
                found: header.format,
            }),
            Some(Fact::Started(_)) => Ok(()),
            _ => Err(self.unreadable("a journal begins with the facts of its run".to_owned())),
        }
    }

    fn damaged(&self) -> Fault {
        Fault::Damaged {
            offset: self.end,
            record: self.chain.sequence,
        }
    }

    fn unreadable(&self, reason: String) -> Fault {
        Fault::Unreadable {
            offset: self.end,
            record: self.chain.sequence,
            reason,
        }
    }
}

/// Reads up to `count` more bytes; fewer at the end only.
fn take(bytes: &mut impl Read, count: usize, into: &mut Vec<u8>) -> io::Result<()> {
    bytes.take(count as u64).read_to_end(into).map(|_| ())
}

/// Judges a preamble, and with it a file that may have none.
fn check(preamble: &[u8], rest: &mut impl Read) -> Result<(), ScanError> {
    let damaged = Fault::Damaged {
        offset: 0,
        record: 0,
    };
    if preamble.iter().all(|byte| *byte == 0) {
        // A crash while the file was made leaves zeros to the end.
        let mut rest_bytes = Vec::new();
        take(rest, PAYLOAD_MAX, &mut rest_bytes)?;
        let blank = rest_bytes.iter().all(|byte| *byte == 0);
        return Err(if blank { Fault::NotBegun } else { damaged }.into());
    }
    let Ok(bytes) = <&[u8; PREAMBLE]>::try_from(preamble) else {
        let begun = preamble.iter().zip(&MAGIC).all(|(is, should)| is == should);
        return Err(if begun {
            Fault::NotBegun
        } else {
            Fault::Foreign
        }
        .into());
    };
    let (head, crc) = bytes.split_at(PREAMBLE - 4);
    let (magic, version) = head.split_at(MAGIC.len());
    if magic != MAGIC {
        return Err(Fault::Foreign.into());
    }
    let found = integer(version);
    if integer(crc) != crc32c::crc32c(head) || found == 0 {
        return Err(damaged.into());
    }
    if found > FORMAT {
        return Err(Fault::Newer { found }.into());
    }
    Ok(())
}

/// A little-endian integer of up to four bytes.
fn integer(bytes: &[u8]) -> u32 {
    bytes
        .iter()
        .rev()
        .fold(0, |value, byte| value << 8 | u32::from(*byte))
}

/// The length of the payload that a record claims, if it is one that is ever written.
fn length(record: &[u8]) -> Option<usize> {
    let length = usize::try_from(integer(record.get(..4)?)).ok()?;
    (1..=PAYLOAD_MAX).contains(&length).then_some(length)
}

/// The length of the record at the beginning of these bytes, if it is whole.
fn whole(bytes: &[u8]) -> Option<usize> {
    let body = HEAD + length(bytes)?;
    let crc = bytes.get(body..body + CRC)?;
    (crc32c::crc32c(&bytes[..body]) == integer(crc)).then_some(body + CRC)
}

/// Whether a whole record lies anywhere behind the first byte: then it is not the last one that is bad.
fn holds_record(rest: &[u8], sequence: u64) -> bool {
    // Few places hold a sequence number that could stand here, so few checksums are computed.
    let most = sequence.saturating_add((rest.len() / (HEAD + CRC)) as u64);
    (1..rest.len()).any(|at| {
        let candidate = &rest[at..];
        candidate
            .get(4..12)
            .and_then(|bytes| bytes.try_into().ok())
            .is_some_and(|bytes| (1..=most).contains(&u64::from_le_bytes(bytes)))
            && whole(candidate).is_some()
    })
}

/// Whether a crash while the next record was written explains these bytes: a part of it never reached the
/// disk and reads as zeros, or the file ends before the record does.
fn is_torn(rest: &[u8], offset: u64, chain: Chain) -> bool {
    let into_sector = usize::try_from(offset % SECTOR as u64).unwrap_or(0);
    let (first, others) = rest.split_at(rest.len().min(SECTOR - into_sector));
    let blank = |sector: &[u8]| sector.iter().all(|byte| *byte == 0);
    blank(first) || others.chunks(SECTOR).any(blank) || is_cut_short(rest, chain)
}

/// Whether these bytes are a beginning of the next record, short of its end.
fn is_cut_short(rest: &[u8], chain: Chain) -> bool {
    let (claim, behind) = rest.split_at(rest.len().min(4));
    let place = chain.place();
    let common = behind.len().min(place.len());
    if behind[..common] != place[..common] {
        return false;
    }
    if claim.len() < 4 {
        return true;
    }
    length(claim).is_some_and(|length| rest.len() < HEAD + length + CRC)
        && !whole_but_for_length(rest)
}

/// Whether the bytes are a record that was written whole and whose length was changed afterwards.
fn whole_but_for_length(rest: &[u8]) -> bool {
    let Some(length) = rest.len().checked_sub(HEAD + CRC) else {
        return false;
    };
    let (body, crc) = rest.split_at(HEAD + length);
    let length = u32::try_from(length).unwrap_or(u32::MAX).to_le_bytes();
    crc32c::crc32c_append(crc32c::crc32c(&length), &body[4..]) == integer(crc)
}
