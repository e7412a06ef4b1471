//! The projects of the files that one command reads: each file is judged by the rules of its own house.

use std::{
    collections::{BTreeMap, btree_map::Entry},
    mem,
    path::{Path, PathBuf},
};

use super::{App, failure::Failure, project, project::Context};
use crate::syntax::Diagnostic;

/// Projects by their folders, each read once.
pub(super) struct Projects<'a> {
    app: &'a App,
    own: Context,
    others: BTreeMap<PathBuf, Context>,
    /// Findings in project files that stop nothing and were not taken yet.
    findings: Vec<Diagnostic>,
}

impl<'a> Projects<'a> {
    /// Knows the one that the command itself is about.
    pub(super) fn new(app: &'a App, own: Context) -> Projects<'a> {
        Projects {
            app,
            own,
            others: BTreeMap::new(),
            findings: Vec::new(),
        }
    }

    /// What was found in other project files since the last time; it stops nothing.
    pub(super) fn findings(&mut self) -> Vec<Diagnostic> {
        mem::take(&mut self.findings)
    }

    /// The one that the command itself is about.
    pub(super) fn own(&self) -> &Context {
        &self.own
    }

    /// The folders of those that have a project file.
    pub(super) fn folders(&self) -> Vec<PathBuf> {
        let all = self.others.values().chain([&self.own]);
        let with_file = all.filter(|context| context.source().is_some());
        with_file.map(|context| context.root.clone()).collect()
    }

    /// The project that a file belongs to.
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
                self.findings.extend(found.findings.iter().cloned());
                new.insert(found)
            }
        })
    }
}
