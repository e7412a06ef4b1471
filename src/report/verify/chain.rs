//! The journal's bytes: every record whole, its checksum right, and linked to the one before.

use std::io::{self, Read};

use sha2::{Digest as _, Sha256};

/// `exodial\n`, the format and a checksum.
const PREAMBLE: usize = 16;
/// Length, sequence number, link.
const HEAD: usize = 20;
const CRC: usize = 4;
/// No record is longer.
const PAYLOAD_MAX: usize = 16 << 20;

/// What the bytes of a journal are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Whole {
    /// Records that are whole and linked.
    pub records: u64,
    /// Bytes behind them: the end of a journal may be torn by a crash, and nobody acted on it.
    pub rest: u64,
}

/// Follows the records from the first one on.
///
/// # Errors
/// The record that cannot be trusted, or the error of reading.
pub fn follow(mut bytes: impl Read) -> io::Result<Result<Whole, String>> {
    let mut preamble = Vec::new();
    bytes
        .by_ref()
        .take(PREAMBLE as u64)
        .read_to_end(&mut preamble)?;
    let sealed = preamble.len() == PREAMBLE && crc_fits(&preamble);
    if !sealed || !preamble.starts_with(b"exodial\n") {
        return Ok(Err(
            "the journal's first bytes are not its preamble".to_owned()
        ));
    }
    let mut before = Sha256::digest(&preamble);
    let mut whole = Whole {
        records: 0,
        rest: 0,
    };
    loop {
        let mut record = Vec::new();
        bytes.by_ref().take(HEAD as u64).read_to_end(&mut record)?;
        let length = record.first_chunk::<4>().copied().map(u32::from_le_bytes);
        let length = length.and_then(|length| usize::try_from(length).ok());
        let fits = |length: &usize| (1..=PAYLOAD_MAX).contains(length);
        if let Some(length) = length.filter(fits) {
            let behind = (length + CRC) as u64;
            bytes.by_ref().take(behind).read_to_end(&mut record)?;
        }
        let is_whole = length.is_some_and(|length| record.len() == HEAD + length + CRC);
        if !is_whole || !crc_fits(&record) {
            let rest = io::copy(&mut bytes, &mut io::sink())?;
            whole.rest = record.len() as u64 + rest;
            return Ok(Ok(whole));
        }
        let nth = whole.records + 1;
        if record.get(4..12) != Some(&nth.to_le_bytes()[..]) {
            return Ok(Err(format!("record {nth} is out of order")));
        }
        if record.get(12..20) != before.get(..8) {
            return Ok(Err(format!(
                "record {nth} does not follow the one before it"
            )));
        }
        before = Sha256::digest(&record);
        whole.records = nth;
    }
}

/// Whether the last four bytes are the checksum of those before.
fn crc_fits(bytes: &[u8]) -> bool {
    let Some((body, crc)) = bytes.split_last_chunk::<CRC>() else {
        return false;
    };
    crc32c::crc32c(body) == u32::from_le_bytes(*crc)
}
