//! `exodial fmt`: the canonical form of campaign files and of the project file.

use std::{
    ffi::OsStr,
    io::Read as _,
    path::{Path, PathBuf},
};

use super::{
    App,
    args::FmtArgs,
    exit::Exit,
    failure::Failure,
    foreign,
    project::{self, PROJECT_FILE},
    read, rewrite,
    search::{self, CAMPAIGNS},
};
use crate::{
    campaign::canonical::{self, Files, Refusal},
    report::{
        diff,
        text::{counted, grouped},
    },
    syntax::{Diagnostic, Source, encoding},
};

/// The path that stands for standard input.
const STDIN: &str = "-";

/// What became of the files.
#[derive(Default)]
struct Done {
    changed: u64,
    same: u64,
    /// Those that cannot be read.
    refused: u64,
    findings: Vec<Diagnostic>,
    /// Names of files or their differences, where nothing is written.
    shown: String,
}

impl Done {
    fn refuse(&mut self, findings: Vec<Diagnostic>) {
        self.refused += 1;
        self.findings.extend(findings);
    }

    /// The last line: `formatted 2 files, 3 were so already`.
    fn summary(&self, is_written: bool) -> String {
        let verb = if is_written {
            "formatted"
        } else {
            "would format"
        };
        let changed = counted(self.changed, "file", "files");
        let same = match self.same {
            1 => "1 was so already".to_owned(),
            many => format!("{} were so already", grouped(many)),
        };
        let refused = match self.refused {
            0 => String::new(),
            many => format!(", {} could not be read", grouped(many)),
        };
        format!("{verb} {changed}, {same}{refused}")
    }
}

/// Formats files, or says which ones are not.
///
/// # Errors
/// When a path that was named cannot be read or written, or there is nothing to format.
pub(super) fn fmt(app: &App, args: &FmtArgs) -> Result<Exit, Failure> {
    if args.paths.iter().any(|path| path == OsStr::new(STDIN)) {
        return stdin(app, args);
    }
    let here = PathBuf::from(".");
    let root = project::root(&app.global, search::near(&args.paths, &here)?)?;
    let roots = match args.paths.as_slice() {
        [] => std::slice::from_ref(&root),
        paths => paths,
    };
    let endings = [&CAMPAIGNS[..], &[PROJECT_FILE]].concat();
    let mut files = search::files(roots, &endings)?;
    // An ending is not yet a name: `old-exodial.yaml` is nobody's project file.
    files.retain(|file| roots.contains(file) || !is_like_project(file));
    if files.is_empty() {
        return Err(search::nothing("campaign files", roots, &CAMPAIGNS));
    }
    let mut done = Done::default();
    for file in &files {
        one(app, args, file, &mut done)?;
    }
    app.data(&done.shown)?;
    app.findings(&done.findings);
    let is_written = !args.check && !args.diff;
    app.console.say(&done.summary(is_written));
    Ok(match (done.refused, args.check && done.changed > 0) {
        (0, false) => Exit::Ok,
        (0, true) => Exit::Findings,
        (_, _) => Exit::Usage,
    })
}

/// Whether a file ends like a project file and has another name.
fn is_like_project(file: &Path) -> bool {
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    name.ends_with(PROJECT_FILE) && name != PROJECT_FILE
}

fn one(app: &App, args: &FmtArgs, file: &Path, done: &mut Done) -> Result<(), Failure> {
    foreign::no_list(file)?;
    let bytes = read::bytes(file)?;
    let source = match encoding::read(file.display().to_string(), &bytes) {
        Ok(source) => source,
        Err(finding) => {
            done.refuse(vec![*finding]);
            return Ok(());
        }
    };
    let Some(text) = formatted(app, &source, file, done)? else {
        return Ok(());
    };
    if text == source.text() {
        done.same += 1;
        return Ok(());
    }
    done.changed += 1;
    match (args.diff, args.check) {
        (true, _) => done.shown += &difference(app, &source, text, file),
        (false, true) => done.shown += &format!("{}\n", file.display()),
        (false, false) => {
            rewrite::rewrite(file, &bytes, text.as_bytes()).map_err(|error| {
                Failure::usage(format!("cannot write {}: {error}", file.display()))
            })?;
            app.console.say(&format!("formatted {}", file.display()));
        }
    }
    Ok(())
}

/// What would change, in lines.
fn difference(app: &App, source: &Source, text: String, name: &Path) -> String {
    let files = kind(app, name);
    let old = canonical::shown(source, files);
    let new = canonical::shown(&Source::new(source.path().clone(), text), files);
    diff::unified(source.path(), old.text(), new.text())
}

/// The canonical form; nothing when the file cannot be read, which is then a finding.
fn formatted(
    app: &App,
    source: &Source,
    name: &Path,
    done: &mut Done,
) -> Result<Option<String>, Failure> {
    match canonical::format(source, kind(app, name)) {
        Ok(text) => Ok(Some(text)),
        Err(Refusal::Unread(findings)) => {
            done.refuse(foreign::masked(source, findings));
            Ok(None)
        }
        Err(Refusal::Unfaithful) => Err(Failure::internal(format!(
            "{} was left as it is: its canonical form would not say the same. This is a fault of exodial",
            name.display()
        ))),
    }
}

/// Which language a file is in, by its name; the file of `--config` is a project's.
fn kind(app: &App, file: &Path) -> Files {
    match &app.global.config {
        Some(config) if config == file => Files::Project,
        _ => Files::of(&file.file_name().unwrap_or_default().to_string_lossy()),
    }
}

/// Standard input to standard output.
fn stdin(app: &App, args: &FmtArgs) -> Result<Exit, Failure> {
    if args.paths.len() > 1 {
        let message = "`-` is standard input, and nothing else can be named beside it";
        return Err(Failure::usage(message));
    }
    let mut bytes = Vec::new();
    let input = std::io::stdin().lock();
    let most = crate::syntax::parse::SOURCE_BYTES_MAX as u64 + 1;
    input
        .take(most)
        .read_to_end(&mut bytes)
        .map_err(|error| Failure::usage(format!("cannot read standard input: {error}")))?;
    let name = &args.stdin_filename;
    let refused = |findings| Failure {
        exit: Exit::Usage,
        ..Failure::findings(findings)
    };
    let source = encoding::read(name.display().to_string(), &bytes)
        .map_err(|finding| refused(vec![*finding]))?;
    let mut done = Done::default();
    let Some(text) = formatted(app, &source, name, &mut done)? else {
        return Err(refused(done.findings));
    };
    let is_same = text == source.text();
    match (args.diff, args.check) {
        (true, _) if is_same => {}
        (true, _) => app.data(&difference(app, &source, text, name))?,
        (false, true) if is_same => {}
        (false, true) => app.data(&format!("{}\n", name.display()))?,
        (false, false) => app.data(&text)?,
    }
    Ok(match args.check && !is_same {
        true => Exit::Findings,
        false => Exit::Ok,
    })
}
