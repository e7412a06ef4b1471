//! The projects of the files that one command reads: each file is judged by the rules of its own house.

use std::{
    collections::{BTreeMap, btree_map::Entry},
    path::{Path, PathBuf},
};

use super::{App, failure::Failure, project, project::Context};

/// Projects by their folders, each read once.
pub(super) struct Projects<'a> {
    app: &'a App,
    own: Context,
    others: BTreeMap<PathBuf, Context>,
}

impl<'a> Projects<'a> {
    /// Knows the one that the command itself is about.
    pub(super) fn new(app: &'a App, own: Context) -> Projects<'a> {
        Projects {
            app,
            own,
            others: BTreeMap::new(),
        }
    }

    /// The one that the command itself is about.
    pub(super) fn own(&self) -> &Context {
        &self.own
    }

    /// The project that a file belongs to. Findings in its project file that stop nothing are shown once.
    ///
    /// # Errors
    /// When its project file cannot be read or has errors.
    pub(super) fn of(&mut self, file: &Path) -> Result<&Context, Failure> {
        let root = project::root(&self.app.global, file)?;
        if root == self.own.root {
            return Ok(&self.own);
        }
        Ok(match self.others.entry(root) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(new) => {
                let found = Context::load(&self.app.global, &self.app.env, file)?;
                self.app.findings(&found.findings);
                new.insert(found)
            }
        })
    }
}
