//! The canonical form of the files of the language: what `exodial fmt` writes.

use super::{
    decode::{self, marks::marks, project::PROJECT, test_case::TEST_FILE},
    language::Block,
    project, test_case,
};
use crate::syntax::{
    self, Diagnostic, Source,
    format::{self, Unformatted},
};

/// Which files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Files {
    /// `*.campaign.yaml`.
    Campaign,
    /// `exodial.yaml`.
    Project,
    /// `*.campaign_test.yaml`.
    Tests,
}

impl Files {
    /// The files that are called so; a campaign where the name says nothing.
    pub fn of(name: &str) -> Files {
        let is_project = matches!(name, "exodial.yaml" | "exodial.yml");
        let is_test = [".campaign_test.yaml", ".campaign_test.yml"];
        match is_test.iter().any(|ending| name.ends_with(ending)) {
            _ if is_project => Files::Project,
            true => Files::Tests,
            false => Files::Campaign,
        }
    }

    fn table(self) -> &'static Block {
        match self {
            Files::Campaign => &decode::CAMPAIGN,
            Files::Project => &PROJECT,
            Files::Tests => &TEST_FILE,
        }
    }

    /// What is wrong with a file, secrets painted over.
    fn findings(self, source: &Source) -> Vec<Diagnostic> {
        match self {
            Files::Campaign => decode::read(source).1,
            Files::Project => project::read(source).1,
            Files::Tests => test_case::read(source).1,
        }
    }
}

/// Why a file was not formatted.
#[derive(Clone, Debug)]
pub enum Refusal {
    /// It cannot be read: these findings say why.
    Unread(Vec<Diagnostic>),
    /// Its canonical form would not say the same: a fault of this program.
    Unfaithful,
}

/// The canonical form of a file: keys in the order of the tables, quotes where they must be, every comment.
///
/// A file with unknown keys or wrong values is formatted like any other.
///
/// # Errors
/// When it is no plain YAML, so that nobody knows what it says; or when the form would not say the same.
pub fn format(source: &Source, files: Files) -> Result<String, Refusal> {
    let clean = format::clean(source);
    let (root, _) = syntax::parse(&clean);
    let Some(root) = root else {
        return Err(Refusal::Unread(files.findings(source)));
    };
    let marks = marks(&root, files.table());
    format::format(&clean, &marks).map_err(|fault| match fault {
        Unformatted::Unread => Refusal::Unread(files.findings(source)),
        Unformatted::Unfaithful => Refusal::Unfaithful,
    })
}

/// A file as it may be shown: secrets that are written out in it are painted over.
pub fn shown(source: &Source, files: Files) -> Source {
    let is_secret = |finding: &Diagnostic| finding.code == decode::code::SECRET_IN_FILE;
    match files.findings(source).iter().any(is_secret) {
        true => decode::masked(source),
        false => source.clone(),
    }
}
