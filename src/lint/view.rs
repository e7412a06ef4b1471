//! What a rule sees: values that were read before. No rule reads a file, a clock or a variable.

use crate::{
    campaign::{Campaign, Project},
    clock::Timestamp,
    contacts::{Contacts, survey::Survey},
    syntax::{Node, Place, Source, Span},
};

/// A campaign and what belongs to it.
#[derive(Clone, Copy, Debug)]
pub struct View<'a> {
    /// The text of the campaign file.
    pub source: &'a Source,
    /// Its tree.
    pub root: &'a Node,
    /// What it says; where it has mistakes, what it would say without them.
    pub campaign: &'a Campaign,
    /// The rows of its contact files, where they could be read.
    pub contacts: Option<&'a Contacts>,
    /// What their cells hold, where they could be read.
    pub survey: Option<&'a Survey>,
    /// The lists of people who are never called, as far as they could be compared with the rows.
    pub listed: &'a [Listed],
    /// The project around it.
    pub project: &'a Project,
    /// The time of the check.
    pub now: Timestamp,
    /// Whether each of its contact files, in their order, is in a git repository.
    pub tracked: &'a [bool],
    /// The project's JSON schema as this campaign would name it, where the project has one.
    pub schema: Option<&'a str>,
}

/// A list of people who are never called, compared with the people of a campaign.
#[derive(Clone, Debug)]
pub struct Listed {
    /// Its name in the file that names it.
    pub file: String,
    /// Where the campaign names it; of a list of the house, where the campaign names its contacts.
    pub place: Place,
    /// People of the campaign who are on it.
    pub people: u64,
}

/// People up to whom a mistake is seen soon enough, and costs little.
const FEW: u64 = 1_000;

impl View<'_> {
    /// Where a key of a dotted path is, or where it would be: the key of the nearest block that is there.
    pub fn key(&self, path: &str) -> Place {
        let mut span: &Span = &(0..0);
        let mut node = self.root;
        for name in path.split('.') {
            let Some((key, value)) = node.entry(name) else {
                break;
            };
            (span, node) = (&key.span, value);
        }
        if span.is_empty()
            && let Some((key, _)) = self.root.entry("campaign")
        {
            span = &key.span;
        }
        self.source.place(span)
    }

    /// Where the value of a dotted path is; where there is none, the same as [`View::key`].
    pub fn value(&self, path: &str) -> Place {
        match self.root.at(path) {
            Some(node) => self.source.place(&node.span),
            None => self.key(path),
        }
    }

    /// The people who may be called, where they are so many that a mistake reaches many before anybody sees it.
    pub fn crowd(&self) -> Option<u64> {
        self.people().filter(|people| *people > FEW)
    }

    /// People who may be called, as far as their rows say; nothing where these could not be read.
    pub fn people(&self) -> Option<u64> {
        let rows = self.contacts?.rows.iter();
        Some(rows.filter(|row| row.fate.callable().is_some()).count() as u64)
    }
}
