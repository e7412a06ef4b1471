//! How much an XLSX file is when it is unpacked: a file of a few kilobytes can unpack to more than any memory.
//!
//! What an archive says of itself may be a lie, so all of it is unpacked once and counted.

use std::io::{self, BufReader, Read, SeekFrom};

use super::source::Bytes;

/// Most bytes of all parts. A full sheet of 1,048,576 rows and six columns has about 300 MiB.
const ALL_MAX: u64 = 1 << 30;
/// Most bytes of a part that is held in memory: the texts of all sheets, styles, names.
const PART_MAX: u64 = 128 << 20;
/// Most parts.
const PARTS_MAX: usize = 4096;

/// Why an archive is not read.
#[derive(Debug)]
pub(super) enum Fault {
    /// It unpacks to so much.
    TooLarge(String),
    /// It is no archive, or a damaged one.
    Broken(String),
}

/// Counts what the parts of an archive unpack to.
///
/// # Errors
/// When that is too much, or cannot be told.
pub(super) fn survey(input: &mut dyn Bytes) -> Result<(), Fault> {
    let broken = |error: &dyn std::fmt::Display| Fault::Broken(error.to_string());
    input
        .seek(SeekFrom::Start(0))
        .map_err(|error| broken(&error))?;
    let input = BufReader::with_capacity(1 << 16, input);
    let mut archive = zip::ZipArchive::new(input).map_err(|error| broken(&error))?;
    if archive.len() > PARTS_MAX {
        return Err(Fault::TooLarge(format!("{} parts", archive.len())));
    }
    let mut all = 0;
    for part in 0..archive.len() {
        let part = archive.by_index(part).map_err(|error| broken(&error))?;
        let name = part
            .name()
            .map_err(|error| broken(&error))?
            .to_ascii_lowercase();
        // Pictures and the like are not unpacked.
        if !name.ends_with(".xml") && !name.ends_with(".rels") {
            continue;
        }
        let most = match name.starts_with("xl/worksheets/") {
            true => ALL_MAX,
            false => PART_MAX,
        };
        let counted = io::copy(&mut part.take(most + 1), &mut io::sink());
        let counted = counted.map_err(|error| broken(&error))?;
        all += counted;
        if counted > most || all > ALL_MAX {
            return Err(Fault::TooLarge(format!(
                "more than {} MiB",
                most.min(ALL_MAX) >> 20
            )));
        }
    }
    Ok(())
}
