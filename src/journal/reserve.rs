//! Room on the disk, set aside beside a journal for the day when there is no other.

use std::{
    ffi::OsString,
    fs, io,
    io::Write as _,
    path::{Path, PathBuf},
};

use super::file::{new_file, sync_folder};

/// Bytes set aside: some thousand answers.
const RESERVE: usize = 1 << 20;

/// A file of real blocks that exists to be removed.
#[derive(Debug)]
pub(super) struct Reserve {
    path: PathBuf,
}

impl Reserve {
    /// Sets room aside beside the journal; a reserve that an earlier process left is made anew.
    pub(super) fn beside(journal: &Path) -> io::Result<Reserve> {
        let mut name = OsString::from(journal);
        name.push(".reserve");
        let reserve = Reserve { path: name.into() };
        match fs::remove_file(&reserve.path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        let mut file = new_file(&reserve.path)?;
        // On an error the reserve is dropped, and the piece of it with it.
        file.write_all(&filling())?;
        file.sync_all()?;
        Ok(reserve)
    }

    /// Gives the room back to the disk.
    pub(super) fn release(self) -> io::Result<()> {
        fs::remove_file(&self.path)?;
        // File systems with a journal of their own hand freed blocks out again once it is written.
        sync_folder(&self.path)
    }
}

impl Drop for Reserve {
    fn drop(&mut self) {
        // Whoever is left over is removed by the next process.
        let _ = fs::remove_file(&self.path);
    }
}

/// Bytes that no file system stores in less room than they take.
fn filling() -> Vec<u8> {
    let mut state = 0x9E37_79B9_7F4A_7C15_u64;
    let words = std::iter::repeat_with(|| {
        // xorshift64 (Marsaglia 2003).
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state.to_le_bytes()
    });
    words.take(RESERVE / 8).flatten().collect()
}
