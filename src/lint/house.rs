//! What a rule of the house sees: the project file, and what git knows of its folder.

use std::path::Path;

use crate::syntax::{Node, Place, Source};

/// A project.
#[derive(Clone, Copy, Debug)]
pub struct House<'a> {
    /// The text of the project file.
    pub source: &'a Source,
    /// Its tree.
    pub root: &'a Node,
    /// The whole path of the project's folder.
    pub folder: &'a Path,
    /// The state folder, as the project file names it.
    pub state: &'a str,
    /// Whether git leaves the state folder alone; nothing where that is not known, or where there is no git.
    pub is_state_ignored: Option<bool>,
    /// Files of the project that are in its git repository and by their names hold variables, from the project's
    /// folder on.
    pub variables: &'a [String],
}

impl House<'_> {
    /// Where the value of a key at the top is, or the beginning of the file.
    pub fn value(&self, name: &str) -> Place {
        let value = self.root.get(name);
        value.map_or_else(|| self.top(), |node| self.source.place(&node.span))
    }

    /// The first key of the file.
    pub fn top(&self) -> Place {
        let first = self.root.entries().first().map(|(key, _)| key);
        self.source.place(&first.unwrap_or(self.root).span)
    }
}
