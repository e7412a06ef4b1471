//! The projects of the files that one command reads: each file is judged by the rules of its own house.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use super::{App, failure::Failure, project::Context};

/// Projects by the folders of the files in them, each read once.
pub(super) struct Projects<'a> {
    app: &'a App,
    own: Context,
    others: Vec<Context>,
    /// Which of the others it is; none where it is the command's own.
    by_folder: BTreeMap<PathBuf, Option<usize>>,
}

impl<'a> Projects<'a> {
    /// Knows the one that the command itself is about.
    pub(super) fn new(app: &'a App, own: Context) -> Projects<'a> {
        Projects {
            app,
            own,
            others: Vec::new(),
            by_folder: BTreeMap::new(),
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
        let folder = file.parent().unwrap_or(file);
        let known = self.by_folder.get(folder).copied();
        let which = match known {
            Some(which) => which,
            None => {
                let found = Context::load(&self.app.global, &self.app.env, file)?;
                let which = self.add(found);
                self.by_folder.insert(folder.to_owned(), which);
                which
            }
        };
        Ok(which
            .and_then(|at| self.others.get(at))
            .unwrap_or(&self.own))
    }

    fn add(&mut self, found: Context) -> Option<usize> {
        let same = |one: &Context| one.root == found.root && one.file == found.file;
        if same(&self.own) {
            return None;
        }
        let at = self.others.iter().position(same);
        at.or_else(|| {
            self.app.findings(&found.findings);
            self.others.push(found);
            self.others.len().checked_sub(1)
        })
    }
}
