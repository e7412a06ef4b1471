//! What is checked: the campaigns that the arguments lead to.

use std::{
    collections::BTreeSet,
    fs,
    io::{self, Read as _},
    path::{Path, PathBuf},
};

use super::markdown;
use crate::cli::{
    App,
    args::LintArgs,
    exit::Exit,
    failure::Failure,
    foreign, lists,
    project::{self, Context},
    read,
    search::{self, CAMPAIGNS},
    target,
};

/// A file with campaigns.
#[derive(Clone, Debug)]
pub(super) struct Subject {
    /// Its name in findings; contact files are looked for beside it.
    pub(super) path: PathBuf,
    /// A path that is there, around which the project is looked for.
    pub(super) near: PathBuf,
    /// What it is.
    pub(super) kind: Kind,
}

/// What a file with campaigns is.
#[derive(Clone, Debug)]
pub(super) enum Kind {
    /// A campaign file, to be read.
    File,
    /// A campaign that was read from standard input.
    Given(Vec<u8>),
    /// The campaigns of a Markdown file, each in its place.
    Markdown(Vec<Vec<u8>>),
}

/// Everything that is to be checked.
#[derive(Clone, Debug, Default)]
pub(super) struct Subjects {
    /// The files, in order, each once.
    pub(super) files: Vec<Subject>,
    /// Lists that were named and that no campaign reads, a sentence each.
    pub(super) unread: Vec<String>,
    /// Documents without a campaign, a sentence each. Many have none, so they are told of only where nothing is left.
    empty: Vec<String>,
    /// By their whole paths.
    known: BTreeSet<PathBuf>,
}

const STDIN: &str = "-";

/// A path that is there and stands for the arguments: the project is looked for around it.
///
/// # Errors
/// When one that was named is not there, or the arguments contradict each other.
pub(super) fn near(args: &LintArgs) -> Result<PathBuf, Failure> {
    let from_stdin = args.paths.iter().any(|path| path == Path::new(STDIN));
    if args.stdin_filename.is_some() && !from_stdin {
        let message = "--stdin-filename is about what is read from `-`, which is not named";
        return Err(Failure::usage(message).hint("exodial lint - --stdin-filename PATH"));
    }
    let mut first = None;
    for path in &args.paths {
        let near = match path == Path::new(STDIN) {
            true => around(&stdin_name(args)),
            false => search::near(std::slice::from_ref(path), path)?.to_owned(),
        };
        first.get_or_insert(near);
    }
    Ok(first.unwrap_or_else(|| PathBuf::from(".")))
}

/// What standard input is called.
fn stdin_name(args: &LintArgs) -> PathBuf {
    let named = args.stdin_filename.clone();
    named.unwrap_or_else(|| PathBuf::from("<stdin>"))
}

/// The path, or the nearest folder around it that is there.
fn around(path: &Path) -> PathBuf {
    let there = path.ancestors().find(|path| path.exists());
    there.map_or_else(|| PathBuf::from("."), Path::to_owned)
}

/// Finds what is to be checked.
///
/// # Errors
/// When something cannot be read, or there is nothing to check.
pub(super) fn find(app: &App, args: &LintArgs, root: &PathBuf) -> Result<Subjects, Failure> {
    let roots = match args.paths.as_slice() {
        [] => std::slice::from_ref(root),
        paths => paths,
    };
    let mut subjects = Subjects::default();
    for path in roots {
        if path == Path::new(STDIN) {
            subjects.stdin(args)?;
        } else if path.is_file() && foreign::is_list(path) {
            subjects.readers_of(app, path)?;
        } else if path.is_file() && is_markdown(path) {
            let bytes = whole(path, read::bytes(path)?)?;
            subjects.markdown(path.clone(), path.clone(), &bytes);
        } else {
            for file in search::files(std::slice::from_ref(path), &CAMPAIGNS)? {
                subjects.add(file.clone(), file, Kind::File);
            }
        }
    }
    if !subjects.files.is_empty() {
        return Ok(subjects);
    }
    let nothing = [subjects.unread, subjects.empty].concat();
    Err(match nothing.is_empty() {
        true => search::nothing("campaign files", roots, &CAMPAIGNS),
        false => Failure::new(Exit::NothingFound, nothing.join("; ")),
    })
}

fn is_markdown(path: &Path) -> bool {
    let ending = path.extension().unwrap_or_default().to_ascii_lowercase();
    ending == "md" || ending == "markdown"
}

/// Bytes that are the whole of a file.
fn whole(path: &Path, bytes: Vec<u8>) -> Result<Vec<u8>, Failure> {
    match (bytes.len() as u64) < read::FILE_MAX {
        true => Ok(bytes),
        false => {
            let message = format!("{} is longer than 1 MiB", path.display());
            Err(Failure::usage(message))
        }
    }
}

impl Subjects {
    /// Adds a file, unless it is known.
    fn add(&mut self, path: PathBuf, near: PathBuf, kind: Kind) {
        let place = fs::canonicalize(&path).unwrap_or_else(|_| path.clone());
        if self.known.insert(place) {
            self.files.push(Subject { path, near, kind });
        }
    }

    fn stdin(&mut self, args: &LintArgs) -> Result<(), Failure> {
        let name = stdin_name(args);
        if self.files.iter().any(|file| file.path == name) {
            return Ok(());
        }
        let mut bytes = Vec::new();
        let read = io::stdin()
            .lock()
            .take(read::FILE_MAX)
            .read_to_end(&mut bytes);
        read.map_err(|error| Failure::usage(format!("cannot read standard input: {error}")))?;
        let bytes = whole(Path::new("standard input"), bytes)?;
        let near = around(&name);
        match is_markdown(&name) {
            true => self.markdown(name, near, &bytes),
            false => self.add(name, near, Kind::Given(bytes)),
        }
        Ok(())
    }

    fn markdown(&mut self, path: PathBuf, near: PathBuf, bytes: &[u8]) {
        let campaigns = markdown::campaigns(bytes);
        match campaigns.is_empty() {
            true => self.empty.push(format!(
                "there is no campaign in {} (looked for ```yaml blocks with `exodial:`)",
                path.display()
            )),
            false => self.add(path, near, Kind::Markdown(campaigns)),
        }
    }

    /// Adds the campaigns of a list's project that read it.
    fn readers_of(&mut self, app: &App, list: &Path) -> Result<(), Failure> {
        let root = project::root(&app.global, list)?;
        let canonical = |path: &PathBuf| fs::canonicalize(path).ok();
        let own = fs::canonicalize(list).ok();
        let is_own = |path: &PathBuf| own.is_some() && canonical(path) == own;
        // What is wrong with the project file is told when its campaigns are checked.
        let context = Context::load(&app.global, &app.env, list);
        let house = context.map_or(vec![], |context| lists::of_house(&context));
        let of_all = house.iter().any(is_own);
        let mut found = false;
        for campaign in search::campaigns_below(&root) {
            let text = read::bytes(&campaign).unwrap_or_default();
            let text = String::from_utf8_lossy(&text).into_owned();
            let (contacts, lists) = target::named_by(&campaign, text);
            if of_all || contacts.iter().chain(&lists).any(is_own) {
                let file = search::from_here(&campaign);
                self.add(file.clone(), file, Kind::File);
                found = true;
            }
        }
        if !found {
            let under = search::from_here(&root);
            let under = match under == Path::new("") {
                true => ".".to_owned(),
                false => under.display().to_string(),
            };
            let message = format!("no campaign under {under} reads {}", list.display());
            self.unread.push(message);
        }
        Ok(())
    }
}
