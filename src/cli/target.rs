//! Where results may be written: over nothing that a run is made of, or is kept in.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use super::{project::Context, read::beside, search::campaigns_below};
use crate::syntax::{self, Source};

/// Why results cannot be written to a path.
#[derive(Debug)]
pub(super) enum Unfit {
    /// Something that is needed would be lost: what it is.
    Taken(&'static str),
    /// There is no such place: why.
    Nowhere(String),
}

/// What results must not be written over.
pub(super) struct Kept {
    files: Vec<(PathBuf, &'static str)>,
    state: PathBuf,
    own: Option<PathBuf>,
}

impl Kept {
    /// The files of a campaign and of its project, and the folder of its state. Of that folder a run's own
    /// result file is free.
    pub(super) fn of(
        context: &Context,
        campaign: &Path,
        contacts: &str,
        own: Option<&Path>,
    ) -> Kept {
        let files = [
            (campaign.to_owned(), "it is the campaign file"),
            (
                beside(campaign, contacts),
                "it is the campaign's contact file",
            ),
            (context.file.clone(), "it is the project file"),
        ];
        let whole = |path: &Path| whole(path).ok();
        let files = files.into_iter().chain(others(context));
        let files = files.map(|(path, what)| whole(&path).map(|path| (path, what)));
        let state = context.state_root();
        Kept {
            files: files.flatten().collect(),
            state: whole(&state).unwrap_or(state),
            own: own.and_then(|own| named(own).ok()),
        }
    }

    /// Whether results can be written to a path: nothing that is kept stands there, by this name or at the
    /// end of a link, and the folder is there.
    ///
    /// # Errors
    /// Why not.
    pub(super) fn allows(&self, path: &Path) -> Result<(), Unfit> {
        let named = named(path)?;
        let whole = whole(path).unwrap_or_else(|_| named.clone());
        for path in [&named, &whole] {
            if let Some((_, what)) = self.files.iter().find(|(file, _)| file == path) {
                return Err(Unfit::Taken(what));
            }
            if path.starts_with(&self.state) && self.own.as_ref() != Some(path) {
                return Err(Unfit::Taken("the runs of this project are kept there"));
            }
        }
        match fs::metadata(&whole) {
            Ok(found) if found.is_dir() => Err(Unfit::Nowhere("it is a folder".to_owned())),
            Ok(found) if !found.is_file() => Err(Unfit::Nowhere("it is not a file".to_owned())),
            _ => Ok(()),
        }
    }
}

/// The other campaigns of the project, and the contact files that they name.
fn others(context: &Context) -> Vec<(PathBuf, &'static str)> {
    let mut files = Vec::new();
    for campaign in campaigns_below(&context.root) {
        let text = fs::read_to_string(&campaign).unwrap_or_default();
        let (tree, _) = syntax::parse(&Source::new("campaign.yaml", text));
        let named = tree.as_ref().and_then(|tree| tree.at("contacts.file"));
        if let Some(named) = named {
            let listed = named.items().iter().chain([named]);
            let contacts = listed.filter_map(|node| node.text());
            let contacts = contacts.map(|file| beside(&campaign, file));
            files.extend(contacts.map(|path| (path, "it is another campaign's contact file")));
        }
        files.push((campaign, "it is another campaign's file"));
    }
    files
}

/// A path with its links followed; of a file that is not there yet, those of its folder.
fn whole(path: &Path) -> io::Result<PathBuf> {
    fs::canonicalize(path).or_else(|error| named(path).map_err(|_| error))
}

/// A file's name in its folder, the links of the folder followed.
fn named(path: &Path) -> Result<PathBuf, Unfit> {
    let Some(name) = path.file_name() else {
        return Err(Unfit::Nowhere("it is a folder".to_owned()));
    };
    let folder = match path.parent() {
        Some(folder) if folder != Path::new("") => folder,
        _ => Path::new("."),
    };
    let shown = folder.display();
    match fs::canonicalize(folder) {
        Ok(folder) if folder.is_dir() => Ok(folder.join(name)),
        Ok(_) => Err(Unfit::Nowhere(format!("{shown} is not a folder"))),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            Err(Unfit::Nowhere(format!("there is no folder {shown}")))
        }
        Err(error) if error.kind() == io::ErrorKind::NotADirectory => {
            Err(Unfit::Nowhere(format!("{shown} is not a folder")))
        }
        Err(error) => Err(Unfit::Nowhere(format!("cannot look at {shown}: {error}"))),
    }
}
