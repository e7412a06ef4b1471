//! The contact files of a campaign, and a run's own copies of them.

use std::path::{Path, PathBuf};

use super::{
    failure::Failure,
    read::{beside, open},
};
use crate::{
    campaign::{ContactsSpec, is_sheet},
    contacts::{Bytes, Contacts, RowReader},
    journal::run::Run,
};

/// A contact file.
#[derive(Clone, Debug)]
pub(super) struct ContactFile {
    /// Its name in the campaign.
    pub(super) name: String,
    /// Where it is read.
    pub(super) path: PathBuf,
}

impl ContactFile {
    /// Its name in findings.
    pub(super) fn shown(&self) -> String {
        self.path.display().to_string()
    }
}

/// The files that a campaign names.
pub(super) fn named(campaign: &Path, contacts: &ContactsSpec) -> Vec<ContactFile> {
    let file = |name: &String| ContactFile {
        name: name.clone(),
        path: beside(campaign, name),
    };
    contacts
        .files
        .iter()
        .map(|named| file(&named.value))
        .collect()
}

/// A run's own copies of them.
pub(super) fn kept(run: &Run, contacts: &ContactsSpec) -> Vec<ContactFile> {
    let files = contacts.files.iter().enumerate();
    let file = |(nth, name): (usize, &String)| ContactFile {
        name: name.clone(),
        path: run.contacts(nth, is_sheet(name)),
    };
    files
        .map(|(nth, named)| file((nth, &named.value)))
        .collect()
}

/// Opens files to read their rows again.
///
/// # Errors
/// When one cannot be read.
pub(super) fn rows<'a>(
    files: &[ContactFile],
    contacts: &'a Contacts,
) -> Result<RowReader<'a>, Failure> {
    let failed = |path: &Path, error: std::io::Error| {
        Failure::internal(format!("cannot read {}: {error}", path.display()))
    };
    let mut inputs: Vec<Box<dyn Bytes>> = Vec::new();
    for file in files {
        let opened = open(&file.path).map_err(|error| failed(&file.path, error))?;
        inputs.push(Box::new(opened));
    }
    let first = files
        .first()
        .map_or(Path::new(""), |file| file.path.as_path());
    RowReader::new(inputs, contacts).map_err(|error| failed(first, error))
}
