//! Where results may be written: over nothing that a run is made of, or is kept in.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use super::{files, lists, project::Context, read::beside, search::campaigns_below};
use crate::{
    campaign::{Campaign, ContactsSpec, is_sheet},
    report::sheet::ROWS_MAX,
    syntax::{self, Diagnostic, Node, Source},
};

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
    own: Vec<PathBuf>,
}

impl Kept {
    /// The files of a campaign and of its project, and the folder of its state. Of that folder a run's own
    /// result files are free.
    pub(super) fn of(
        context: &Context,
        campaign: &Path,
        contacts: &ContactsSpec,
        own: &[PathBuf],
    ) -> Kept {
        let mut files = vec![
            (campaign.to_owned(), "it is the campaign file"),
            (context.file.clone(), "it is the project file"),
        ];
        let people = files::named(campaign, contacts).into_iter();
        files.extend(people.map(|file| (file.path, "it is the campaign's contact file")));
        let lists = lists::files(campaign, contacts, context).into_iter();
        files.extend(lists.map(|path| (path, "it is a list of people who are never called")));
        let whole = |path: &Path| whole(path).ok();
        let files = files.into_iter().chain(others(context));
        let files = files.map(|(path, what)| whole(&path).map(|path| (path, what)));
        let state = context.state_root();
        Kept {
            files: files.flatten().collect(),
            state: whole(&state).unwrap_or(state),
            own: own.iter().filter_map(|own| named(own).ok()).collect(),
        }
    }

    /// The files of a project and of its campaigns, the folder of its state, and more files, each with what it is.
    pub(super) fn in_project(
        context: &Context,
        more: impl Iterator<Item = (PathBuf, &'static str)>,
    ) -> Kept {
        let project = (context.file.clone(), "it is the project file");
        let lists = lists::of_house(context).into_iter();
        let lists = lists.map(|path| (path, "it is a list of people who are never called"));
        let files = more.chain([project]).chain(lists).chain(others(context));
        let files = files.filter_map(|(path, what)| Some((whole(&path).ok()?, what)));
        let state = context.state_root();
        Kept {
            files: files.collect(),
            state: whole(&state).unwrap_or(state),
            own: Vec::new(),
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
            if path.starts_with(&self.state) && !self.own.contains(path) {
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

/// The other campaigns of the project, and the contact files and lists that they name.
fn others(context: &Context) -> Vec<(PathBuf, &'static str)> {
    let mut files = Vec::new();
    for campaign in campaigns_below(&context.root) {
        let text = fs::read_to_string(&campaign).unwrap_or_default();
        let (contacts, lists) = named_by(&campaign, text);
        let contacts = contacts.into_iter();
        files.extend(contacts.map(|path| (path, "it is another campaign's contact file")));
        let lists = lists.into_iter();
        files.extend(lists.map(|path| (path, "it is another campaign's list")));
        files.push((campaign, "it is another campaign's file"));
    }
    files
}

/// The contact files that the text of a campaign names, and the lists, whatever else is wrong with it.
pub(super) fn named_by(campaign: &Path, text: String) -> (Vec<PathBuf>, Vec<PathBuf>) {
    let (tree, _) = syntax::parse(&Source::new("campaign.yaml", text));
    let named = tree.as_ref().and_then(|tree| tree.at("contacts.file"));
    let contacts = named.into_iter().flat_map(|named| {
        let listed = named.items().iter().chain([named]);
        listed.filter_map(|node| node.text())
    });
    let contacts = contacts.map(|file| beside(campaign, file)).collect();
    let lists = tree.as_ref().and_then(|tree| tree.at("contacts.suppress"));
    let lists = lists.map(Node::items).unwrap_or_default().iter();
    let lists = lists.filter_map(|entry| entry.get("file")?.text());
    (contacts, lists.map(|file| beside(campaign, file)).collect())
}

/// A path with its links followed; of a file that is not there yet, those of its folder.
fn whole(path: &Path) -> io::Result<PathBuf> {
    fs::canonicalize(path).or_else(|error| named(path).map_err(|_| error))
}

/// A file's name in its folder, the links of the folder followed.
///
/// # Errors
/// When the folder is not there, or the path is one.
pub(super) fn named(path: &Path) -> Result<PathBuf, Unfit> {
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

/// Results and attempts that would be written over what is needed, or that could not be written at all.
pub(super) fn findings(
    path: &Path,
    campaign: &Campaign,
    context: &Context,
    source: &Source,
) -> Vec<Diagnostic> {
    let keys = [
        ("results.file", &campaign.results_file),
        ("results.attempts", &campaign.attempts_file),
    ];
    let named = keys
        .into_iter()
        .filter_map(|(key, file)| Some((key, file.as_ref()?)));
    let named: Vec<_> = named.collect();
    if named.is_empty() {
        // All folders of the project would be looked through for nothing.
        return Vec::new();
    }
    let kept = Kept::of(context, path, &campaign.contacts, &[]);
    let finding = |(key, file): (&str, &crate::syntax::Spanned<String>)| {
        let unfit = kept.allows(&beside(path, &file.value)).err()?;
        let place = source.place(&file.span);
        let what = match key {
            "results.file" => "results",
            _ => "attempts",
        };
        Some(match unfit {
            Unfit::Taken(why) => {
                let message =
                    format!("the {what} would be written over what a run is made of or kept in");
                let finding = Diagnostic::error("EXO430", message).at(place, why);
                finding.help(format!("name another file, or leave `{key}` out"))
            }
            Unfit::Nowhere(why) => {
                let message = format!("the {what} could not be written when the run is over");
                let finding = Diagnostic::error("EXO431", message).at(place, why);
                finding.help(
                    "name a file in a folder that is there; the path is relative to the campaign file",
                )
            }
        })
    };
    named.into_iter().filter_map(finding).collect()
}

/// More rows than a sheet takes.
pub(super) fn too_long(campaign: &Campaign, rows: usize, source: &Source) -> Option<Diagnostic> {
    let file = campaign.results_file.as_ref()?;
    if !is_sheet(&file.value) || rows < ROWS_MAX as usize {
        return None;
    }
    let message = "the results could not be written when the run is over";
    let finding = Diagnostic::error("EXO431", message).at(source.place(&file.span), "");
    let finding = finding.note(format!(
        "a sheet has {ROWS_MAX} rows, and the contacts have {rows}"
    ));
    Some(finding.help("name a file that ends in .csv"))
}
