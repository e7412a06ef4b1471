//! Campaigns that are planned and run together: of one project, on one account, and none of them in the way
//! of another.

use std::{
    fs,
    path::{Path, PathBuf},
};

use super::{
    App,
    exit::Exit,
    failure::Failure,
    plan,
    project::Context,
    read::{self, Inputs},
    shell::quoted,
    shown,
};
use crate::{campaign::Account, syntax::Spanned};

/// The campaigns of one command.
pub(super) struct Company {
    /// Their project.
    pub(super) context: Context,
    /// Each of them, in the order of the command line; at least one.
    pub(super) inputs: Vec<Inputs>,
}

impl Company {
    /// Reads campaigns that are to run on their account, or on the simulator. All findings of all files come
    /// at once.
    ///
    /// # Errors
    /// Findings, files that cannot be read, and campaigns that cannot run together.
    pub(super) fn read(app: &App, paths: &[PathBuf], simulate: bool) -> Result<Company, Failure> {
        let near = paths.first().map_or(Path::new("."), PathBuf::as_path);
        let context = app.context(near)?;
        distinct(paths)?;
        for path in paths {
            same_project(app, &context, path)?;
        }
        let mut inputs = Vec::new();
        let mut findings = Vec::new();
        for path in paths {
            match plan::inputs(&context, path, simulate) {
                Ok(read) => inputs.push(read),
                Err(failure) if failure.exit == Exit::Findings => {
                    findings.extend(failure.findings);
                }
                Err(failure) => return Err(failure),
            }
        }
        if !findings.is_empty() {
            return Err(Failure::findings(findings));
        }
        let company = Company { context, inputs };
        company.fit()?;
        Ok(company)
    }

    /// The account that calls.
    ///
    /// # Errors
    /// When there is no such profile, or the campaigns name several.
    pub(super) fn account(&self) -> Result<&Account, Failure> {
        let mut accounts = self.inputs.iter().map(|inputs| {
            let account = &inputs.campaign.account.value;
            Ok((inputs, self.context.account(account)?))
        });
        let (first, account) = accounts
            .next()
            .unwrap_or_else(|| Err(Failure::usage("no campaign is named")))?;
        for other in accounts {
            let (other, its) = other?;
            if its.name != account.name {
                return Err(apart(format!(
                    "{} calls by account `{}`, and {} by `{}`",
                    shown(&first.path),
                    account.name,
                    shown(&other.path),
                    its.name
                ))
                .hint("only campaigns of one account share its budget"));
            }
        }
        Ok(account)
    }

    /// The names of the campaigns.
    pub(super) fn names(&self) -> Vec<&str> {
        let names = self.inputs.iter();
        names.map(|inputs| &*inputs.campaign.name.value).collect()
    }

    /// The files of the campaigns, as they are typed in a command.
    pub(super) fn files(&self) -> String {
        let files = self.inputs.iter();
        let files = files.map(|inputs| quoted(&inputs.path.display().to_string()));
        files.collect::<Vec<_>>().join(" ")
    }

    /// Refuses campaigns of one name, and those of which one would write over what another one writes or reads.
    fn fit(&self) -> Result<(), Failure> {
        for (nth, one) in self.inputs.iter().enumerate() {
            for other in self.inputs.iter().skip(nth + 1) {
                if one.campaign.name.value == other.campaign.name.value {
                    let (one_file, other_file) = (shown(&one.path), shown(&other.path));
                    let name = &one.campaign.name.value;
                    return Err(Failure::usage(format!(
                        "{one_file} and {other_file} are both called `{name}`"
                    ))
                    .hint("rename one: a campaign's name is that of its runs"));
                }
                clear(one, other)?;
                clear(other, one)?;
            }
        }
        Ok(())
    }
}

/// Refuses what one campaign writes where another one writes or reads.
fn clear(one: &Inputs, other: &Inputs) -> Result<(), Failure> {
    let mut taken = outputs(other);
    taken.push((whole(&other.path), "the campaign file", ""));
    let files = other.contact_files.iter();
    taken.extend(files.map(|file| (whole(&file.path), "the contact file", "")));
    let lists = other.lists.paths();
    taken.extend(lists.map(|path| (whole(path), "a list of people who are never called", "")));
    for (own, written, key) in outputs(one) {
        if let Some((_, what, _)) = taken.iter().find(|(path, ..)| *path == own) {
            let (one, name) = (shown(&one.path), &other.campaign.name.value);
            let message = format!("{written} of {one} would be written over {what} of `{name}`");
            return Err(Failure::usage(message).hint(format!("name another file under `{key}`")));
        }
    }
    Ok(())
}

/// What a campaign writes where it says: the file, what is in it, and the key that names it.
fn outputs(inputs: &Inputs) -> Vec<(PathBuf, &'static str, &'static str)> {
    let campaign = &inputs.campaign;
    let named = [
        (&campaign.results_file, "the results", "results.file"),
        (&campaign.attempts_file, "the attempts", "results.attempts"),
    ];
    let of = |(file, what, key): (&Option<Spanned<String>>, _, _)| {
        let file = file.as_ref()?;
        Some((whole(&read::beside(&inputs.path, &file.value)), what, key))
    };
    named.into_iter().filter_map(of).collect()
}

/// A path with its links followed; of a file that is not there yet, those of its folder.
fn whole(path: &Path) -> PathBuf {
    let folder = || {
        let folder = path.parent().filter(|folder| *folder != Path::new(""));
        let folder = fs::canonicalize(folder.unwrap_or(Path::new("."))).ok()?;
        Some(folder.join(path.file_name()?))
    };
    let found = fs::canonicalize(path).ok();
    found.or_else(folder).unwrap_or_else(|| path.to_owned())
}

/// Refuses a file that is named twice.
fn distinct(paths: &[PathBuf]) -> Result<(), Failure> {
    for (nth, path) in paths.iter().enumerate() {
        if paths[..nth].iter().any(|other| whole(other) == whole(path)) {
            let message = format!("{} is named twice", shown(path));
            return Err(Failure::usage(message).hint("name each campaign once"));
        }
    }
    Ok(())
}

/// Refuses a campaign of another project.
fn same_project(app: &App, context: &Context, path: &Path) -> Result<(), Failure> {
    let other = Context::load(&app.global, &app.env, path)?;
    if other.file == context.file && other.root == context.root {
        return Ok(());
    }
    Err(apart(format!(
        "{} belongs to another project, that of {}",
        shown(path),
        shown(&other.root)
    )))
}

fn apart(message: String) -> Failure {
    Failure::usage(message).hint("run them apart, one command each")
}
