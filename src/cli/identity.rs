//! The project's key: it makes hashes of numbers that mean something in this project alone.

use std::{
    fs::{self, OpenOptions},
    io::{self, Write as _},
    path::Path,
};

use super::{failure::Failure, project::Context};
use crate::{
    journal::{event::Realm, state::StateFolder},
    plan::hash::sha256_hex,
};

/// Its file in the state folder, readable by its owner alone.
const FILE: &str = "people.key";

/// Makes names of people out of numbers.
pub(super) struct Identity {
    key: String,
}

impl Identity {
    /// The key of the project; it is made where there is none yet.
    ///
    /// # Errors
    /// When it cannot be read or made.
    pub(super) fn load(
        context: &Context,
        realm: Realm,
        account: &str,
    ) -> Result<Identity, Failure> {
        // Makes the state folder where it is missing, closed to others.
        StateFolder::open(&context.state_root(), realm, account)?;
        let path = context.state_root().join(FILE);
        let key = read(&path).or_else(|error| match error.kind() {
            io::ErrorKind::NotFound => make(&path),
            _ => Err(error),
        });
        let key = key.map_err(|error| {
            Failure::internal(format!("cannot read {}: {error}", path.display()))
        })?;
        Ok(Identity { key })
    }

    /// A hash that nobody makes without the key: 96 bits of SHA-256 over key and text.
    pub(super) fn of(&self, text: &str) -> String {
        let mut hash = sha256_hex(format!("{} {text}", self.key).as_bytes());
        hash.truncate(24);
        hash
    }

    /// Names the key, and tells nothing of it.
    pub(super) fn name(&self) -> String {
        let mut name = self.of("the name of this key");
        name.truncate(8);
        name
    }
}

fn read(path: &Path) -> io::Result<String> {
    let key = fs::read_to_string(path)?.trim().to_owned();
    let fits = key.len() == 64 && key.bytes().all(|byte| byte.is_ascii_hexdigit());
    let fault = || io::Error::new(io::ErrorKind::InvalidData, "it is not a key of exodial");
    fits.then_some(key).ok_or_else(fault)
}

fn make(path: &Path) -> io::Result<String> {
    let mut bytes = [0; 64];
    let provider = rustls::crypto::ring::default_provider();
    let filled = provider.secure_random.fill(&mut bytes);
    filled.map_err(|_| io::Error::other("the system has no random bytes"))?;
    let key = sha256_hex(&bytes);
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    match options.open(path) {
        Ok(mut file) => {
            file.write_all(key.as_bytes())?;
            file.sync_all()?;
            Ok(key)
        }
        // Another process was quicker.
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => read(path),
        Err(error) => Err(error),
    }
}
