//! Where findings go, and how they are written.

use std::{
    fs,
    io::Write as _,
    path::{Path, PathBuf},
};

use super::actions;
use crate::{
    campaign::is_sheet,
    cli::{
        App,
        args::{LintArgs, LintFormat},
        failure::Failure,
        project::Context,
        target::{self, Kept, Unfit},
    },
    journal::whole::write_file,
    report::diagnostics::{self, Checked, FileKind, Look},
    syntax::Diagnostic,
};

/// The files that are written, each with the flag that names it.
pub(super) struct Output(Vec<(&'static str, PathBuf)>);

const OUTPUT: &str = "-o";
const REJECTS: &str = "--rejects";

impl Output {
    /// As the arguments say.
    ///
    /// # Errors
    /// When a file could never be written.
    pub(super) fn of(args: &LintArgs) -> Result<Output, Failure> {
        let mut files = Vec::new();
        let output = args.output.as_deref();
        files.extend(
            output
                .filter(|path| *path != Path::new("-"))
                .map(|path| (OUTPUT, path)),
        );
        if let Some(path) = args.rejects.as_deref() {
            if path == Path::new("-") || is_sheet(&path.to_string_lossy()) {
                let message = "--rejects writes a file of CSV";
                return Err(Failure::usage(message).hint("exodial lint --rejects rejects.csv"));
            }
            files.push((REJECTS, path));
        }
        let places = files.iter().map(|(flag, path)| {
            let place = target::named(path);
            place.map_err(|unfit| refused(flag, path, unfit))
        });
        let places: Vec<PathBuf> = places.collect::<Result<_, Failure>>()?;
        if let [one, other] = places.as_slice()
            && one == other
        {
            let message = "-o and --rejects name one file";
            return Err(Failure::usage(message).hint("name two"));
        }
        let files = files.into_iter();
        Ok(Output(
            files.map(|(flag, path)| (flag, path.to_owned())).collect(),
        ))
    }

    /// Refuses to write over what was checked, or over what a run is made of or kept in. Without a project file that
    /// can be read, over what the findings are about.
    ///
    /// # Errors
    /// When a file is one of those.
    pub(super) fn allows(
        &self,
        context: Option<&Context>,
        checked: &Checked,
    ) -> Result<(), Failure> {
        if self.0.is_empty() {
            return Ok(());
        }
        let Some(context) = context else {
            return self.apart_from(&checked.findings);
        };
        let files = checked.files.iter().map(|(path, kind)| {
            let what = match kind {
                FileKind::Project => "it is a project file",
                FileKind::Campaign => "it is a campaign file",
                FileKind::Contacts => "it is a contact file",
                FileKind::Markdown(_) => "it holds campaigns",
            };
            (PathBuf::from(&**path), what)
        });
        let kept = Kept::in_project(context, files);
        for (flag, path) in &self.0 {
            kept.allows(path)
                .map_err(|unfit| refused(flag, path, unfit))?;
        }
        Ok(())
    }

    fn apart_from(&self, findings: &[Diagnostic]) -> Result<(), Failure> {
        let labels = findings.iter().flat_map(|finding| &finding.labels);
        let files = labels.filter_map(|label| fs::canonicalize(&*label.place.path).ok());
        let files: Vec<PathBuf> = files.collect();
        let mut own = self.0.iter();
        let is_taken =
            |path: &PathBuf| fs::canonicalize(path).is_ok_and(|path| files.contains(&path));
        match own.find(|(_, path)| is_taken(path)) {
            None => Ok(()),
            Some((flag, path)) => Err(refused(flag, path, Unfit::Taken("it has findings"))),
        }
    }

    /// Writes the findings; `line` is the last line of the check.
    ///
    /// # Errors
    /// When they cannot be written.
    pub(super) fn write(
        &self,
        app: &App,
        args: &LintArgs,
        checked: &Checked,
        line: &str,
    ) -> Result<(), Failure> {
        let file = self.0.iter().find(|(flag, _)| *flag == OUTPUT);
        let text = match args.statistics {
            true => statistics(args.format, checked),
            false => findings(app, args, checked, file.is_none()),
        };
        match file {
            None => app.data(&text)?,
            Some((flag, path)) => write_file(path, |out| out.write_all(text.as_bytes()))
                .map_err(|error| refused(flag, path, Unfit::Nowhere(error.to_string())))?,
        }
        match args.format == LintFormat::Auto && !args.statistics {
            true => actions::report(app, checked, line),
            false => Ok(()),
        }
    }
}

fn refused(flag: &str, path: &Path, unfit: Unfit) -> Failure {
    let why = match unfit {
        Unfit::Taken(what) => what.to_owned(),
        Unfit::Nowhere(why) => why,
    };
    Failure::usage(format!("{flag} cannot write {}: {why}", path.display()))
}

/// Findings as they were asked for.
fn findings(app: &App, args: &LintArgs, checked: &Checked, to_stdout: bool) -> String {
    let all = &checked.findings;
    match args.format {
        LintFormat::Auto | LintFormat::Full => {
            let look = Look {
                colour: to_stdout && app.console.is_colored_out(),
                ..Look::default()
            };
            let (shown, more) = capped(all, args);
            diagnostics::human(&shown, look) + &more
        }
        LintFormat::Concise => {
            let (shown, more) = capped(all, args);
            diagnostics::concise(&shown) + &more
        }
        LintFormat::Json => format!("{:#}\n", diagnostics::json(checked)),
        LintFormat::Jsonl => diagnostics::jsonl(checked),
        LintFormat::Github => diagnostics::github(&actions::located(app, all)),
        LintFormat::Gitlab => format!("{:#}\n", diagnostics::gitlab(checked)),
        LintFormat::Sarif => format!("{:#}\n", diagnostics::sarif(checked)),
        LintFormat::Junit => diagnostics::junit(checked),
        LintFormat::Rdjson => format!("{:#}\n", diagnostics::rdjson(checked)),
    }
}

/// As many findings as are shown at most, the most severe ones, in their order; and a line about the others.
fn capped(findings: &[Diagnostic], args: &LintArgs) -> (Vec<Diagnostic>, String) {
    let mut ranks: Vec<usize> = (0..findings.len()).collect();
    // Those of one severity keep their order.
    ranks.sort_by_key(|at| std::cmp::Reverse(findings.get(*at).map(|one| one.severity)));
    ranks.truncate(args.max_diagnostics.most());
    ranks.sort_unstable();
    let shown: Vec<Diagnostic> = ranks
        .iter()
        .filter_map(|at| findings.get(*at).cloned())
        .collect();
    let more = match findings.len() - shown.len() {
        0 => String::new(),
        more => format!("… and {more} more: --max-diagnostics all\n"),
    };
    (shown, more)
}

/// How often each rule found something.
fn statistics(format: LintFormat, checked: &Checked) -> String {
    match format.is_text() {
        true => diagnostics::statistics(&checked.findings),
        false => format!("{:#}\n", diagnostics::statistics_json(&checked.findings)),
    }
}
