//! What is asked of a run from outside of its process: small files in its folder, looked at now and then.
//!
//! `pause` holds whether the run is to be paused and who said so, and stays; without it the journal decides.
//! `stop` is there while a process is to end, and the process removes it.

use std::{
    fs, io,
    io::{Read as _, Write as _},
    path::{Path, PathBuf},
};

use super::whole::write_file;

const PAUSE: &str = "pause";
const STOP: &str = "stop";
/// More is not read of a file.
const READ_MAX: u64 = 256;

/// Whether a run is to be paused, and who said so; the name may be empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wish {
    /// Whether it is to be paused; else it is to go on.
    pub paused: bool,
    /// Who said so.
    pub by: String,
}

/// The files of one run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Control {
    folder: PathBuf,
}

impl Control {
    pub(super) fn of(folder: &Path) -> Control {
        let folder = folder.to_owned();
        Control { folder }
    }

    /// Asks that the run be paused, or go on, by whatever process it has or will have.
    ///
    /// # Errors
    ///
    /// When the disk does not take it.
    pub fn ask(&self, wish: &Wish) -> io::Result<()> {
        let word = if wish.paused { "paused" } else { "unpaused" };
        let by: String = wish
            .by
            .chars()
            .filter(|c| !c.is_control())
            .take(64)
            .collect();
        self.put(PAUSE, &format!("{word}\n{by}\n"))
    }

    /// Asks the run's process to end in good order.
    ///
    /// # Errors
    ///
    /// When the disk does not take it.
    pub fn ask_stop(&self) -> io::Result<()> {
        self.put(STOP, "stop\n")
    }

    /// Whether the run is to be paused, where somebody said so. What cannot be read was not said.
    pub fn wish(&self) -> Option<Wish> {
        let mut text = String::new();
        let file = fs::File::open(self.folder.join(PAUSE)).ok()?;
        file.take(READ_MAX).read_to_string(&mut text).ok()?;
        let mut lines = text.lines();
        let paused = match lines.next()? {
            "paused" => true,
            "unpaused" => false,
            _ => return None,
        };
        let by = lines.next().unwrap_or_default().to_owned();
        Some(Wish { paused, by })
    }

    /// Whether the process was asked to end; the question is taken away with this.
    pub fn takes_stop(&self) -> bool {
        fs::remove_file(self.folder.join(STOP)).is_ok()
    }

    /// Writes a file that nobody reads half of.
    fn put(&self, name: &str, text: &str) -> io::Result<()> {
        write_file(&self.folder.join(name), |file| {
            file.write_all(text.as_bytes())
        })
    }
}
