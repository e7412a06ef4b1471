//! `exodial init`: a campaign to start from, with all that it needs. Writes over nothing.

pub mod adapt;
pub mod templates;

use std::{
    fs::{self, OpenOptions},
    io::{self, Write as _},
    path::{Path, PathBuf},
};

use jiff::civil::Date;

use super::{
    App,
    args::InitArgs,
    exit::Exit,
    failure::Failure,
    now,
    project::{PROJECT_FILE, above},
    shell::quoted,
};
use crate::{
    campaign::schema,
    clock::{Timestamp, UtcOffset},
};
use adapt::{Adapted, weeks_to};
use templates::{TEMPLATES, Template};

/// What git is to leave alone: journals and results hold whole phone numbers.
const IGNORED: [&str; 2] = [".exodial/", "*-results.*"];

/// Writes a campaign to start from; without a folder and a template, lists those there are.
///
/// # Errors
/// When a file of the campaign is there already, or one cannot be written.
pub(super) fn init(app: &App, args: &InitArgs) -> Result<Exit, Failure> {
    let given = args.folder.as_ref().or(app.global.project.as_ref());
    if given.is_none() && args.template.is_none() && args.name.is_none() {
        app.data(&list())?;
        app.console
            .say("next    exodial init DIR --template TEMPLATE");
        return Ok(Exit::Ok);
    }
    let template = match &args.template {
        Some(name) => Template::of(name),
        None => TEMPLATES.first(),
    };
    let template = template.ok_or_else(|| Failure::usage("there is no such template"))?;
    let name = args.name.as_deref().unwrap_or(template.name);
    let folder = given.map_or(Path::new("."), PathBuf::as_path);
    let new = New {
        folder,
        adapted: Adapted {
            from: template.name,
            to: name,
            weeks: weeks_to(template.campaign(), today(now())),
        },
    };
    new.is_free(template)?;
    fs::create_dir_all(folder).map_err(|error| refused("make the folder", folder, &error))?;
    let whole = fs::canonicalize(folder).ok();
    let root = whole.and_then(|folder| above(&folder, PROJECT_FILE));
    for file in template.files {
        new.write(app, file)?;
    }
    match &root {
        // A project within a project would have a lock and a memory of its own.
        Some(root) => {
            let file = super::shown(&root.join(PROJECT_FILE));
            app.console
                .say(&format!("kept    {file}, whose rules hold"));
        }
        None => {
            for file in template.house {
                new.write(app, file)?;
            }
        }
    }
    let schema = format!("{:#}\n", schema::schema());
    new.write(app, &("schema.json", schema.as_bytes()))?;
    ignore(app, &root.unwrap_or_else(|| folder.to_owned()))?;
    app.console.say(&new.next(template));
    Ok(Exit::Ok)
}

/// The templates, each with what it is for.
fn list() -> String {
    let line = |template: &Template| format!("{:<16} {}\n", template.name, template.about());
    TEMPLATES.iter().map(line).collect()
}

/// A campaign that is to be written.
struct New<'a> {
    folder: &'a Path,
    adapted: Adapted<'a>,
}

impl New<'_> {
    fn path(&self, name: &str) -> PathBuf {
        self.folder.join(self.adapted.file(name))
    }

    /// Refuses a name that the folder has already: half of one campaign and half of another would be neither.
    fn is_free(&self, template: &Template) -> Result<(), Failure> {
        let own = format!("{}.", template.name);
        let names = template.files.iter().map(|(name, _)| name);
        let mut paths = names
            .filter(|name| name.starts_with(&own))
            .map(|name| self.path(name));
        match paths.find(|path| path.symlink_metadata().is_ok()) {
            None => Ok(()),
            Some(path) => {
                let message = format!("{} is there already. Nothing was written", shown(&path));
                Err(Failure::usage(message).hint("--name NAME gives the campaign another name"))
            }
        }
    }

    /// Writes a file that is not there yet, and says whether it was.
    fn write(&self, app: &App, (name, bytes): &(&str, &[u8])) -> Result<(), Failure> {
        let path = self.path(name);
        let adapted = match std::str::from_utf8(bytes) {
            Ok(text) if name.ends_with(".yaml") => Some(self.adapted.text(text).into_bytes()),
            _ => None,
        };
        let bytes = adapted.as_deref().unwrap_or(bytes);
        let made = OpenOptions::new().write(true).create_new(true).open(&path);
        let word = match made.and_then(|mut file| file.write_all(bytes)) {
            Ok(()) => format!("wrote   {}", shown(&path)),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                format!("kept    {}, which was there", shown(&path))
            }
            Err(error) => return Err(refused("write", &path, &error)),
        };
        app.console.say(&word);
        Ok(())
    }

    /// What to type next.
    fn next(&self, template: &Template) -> String {
        let (campaign, _) = template.files.first().copied().unwrap_or_default();
        let campaign = quoted(&shown(&self.path(campaign)));
        let folder = match shown(self.folder).as_str() {
            "" => String::new(),
            folder => format!(" {}", quoted(folder)),
        };
        [
            format!("next    exodial lint{folder}"),
            format!("exodial test{folder}"),
            format!("exodial plan {campaign} --simulate"),
            format!("exodial run {campaign} --simulate --yes"),
        ]
        .join("\n        ")
    }
}

fn today(now: Timestamp) -> Date {
    now.to_jiff().to_zoned(UtcOffset::IST.to_zone()).date()
}

/// Has git leave alone what holds whole phone numbers. Lines that are there stay.
fn ignore(app: &App, root: &Path) -> Result<(), Failure> {
    let path = root.join(".gitignore");
    let old = match fs::read_to_string(&path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
        read => read.map_err(|error| refused("read", &path, &error))?,
    };
    let is_new = |line: &&str| !old.lines().any(|own| own.trim() == *line);
    let new: Vec<&str> = IGNORED.into_iter().filter(is_new).collect();
    if new.is_empty() {
        return Ok(());
    }
    let gap = match old.is_empty() || old.ends_with('\n') {
        true => "",
        false => "\n",
    };
    let text = format!("{gap}{}\n", new.join("\n"));
    let file = OpenOptions::new().create(true).append(true).open(&path);
    file.and_then(|mut file| file.write_all(text.as_bytes()))
        .map_err(|error| refused("write", &path, &error))?;
    let word = format!("added   {} to {}", new.join(" and "), super::shown(&path));
    app.console.say(&word);
    Ok(())
}

fn refused(what: &str, path: &Path, error: &io::Error) -> Failure {
    Failure::usage(format!("cannot {what} {}: {error}", path.display()))
}

/// A path without the dots that change nothing.
fn shown(path: &Path) -> String {
    let parts = path.components();
    let plain: PathBuf = parts.filter(|part| part.as_os_str() != ".").collect();
    plain.display().to_string()
}
