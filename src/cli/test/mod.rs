//! `exodial test`: the tests of campaigns, run on the simulator in virtual time. No network, no secret but the key of
//! hashed lists where it is known, and nothing is written but what `--junit` names.

mod filter;
mod judge;
mod scenario;
mod story;
mod suite;
mod trial;

use std::{io::Write as _, path::PathBuf};

use super::{
    App,
    args::TestArgs,
    exit::Exit,
    failure::Failure,
    project::Context,
    projects::Projects,
    search::{self, CAMPAIGNS},
    shell::quoted,
};
use crate::{
    campaign::test_case::TestCase,
    journal::whole::write_file,
    report::{
        diagnostics,
        test::{self, Difference, Totals, Trial},
    },
};
use filter::Filter;
use suite::{Suite, TESTS};
use trial::NotRun;

/// Runs tests.
///
/// # Errors
/// When there is nothing to run, and for a fault of the program.
pub(super) fn test(app: &App, args: &TestArgs) -> Result<Exit, Failure> {
    let here = PathBuf::from(".");
    let near = search::near(&args.paths, &here)?;
    let context = app.context(near)?;
    let root = context.root.clone();
    let mut projects = Projects::new(app, context);
    let roots = match args.paths.as_slice() {
        [] => std::slice::from_ref(&root),
        paths => paths,
    };
    let endings = [CAMPAIGNS, TESTS].concat();
    let filter = args.filter.as_deref().map(Filter::new);
    let wanted = |name: &str| filter.as_ref().is_none_or(|filter| filter.fits(name));
    let (mut done, mut known) = (Vec::new(), 0);
    for path in search::files(roots, &endings)? {
        let file = path.display().to_string();
        projects.of(&path)?;
        app.findings(&projects.findings());
        let context = projects.of(&path)?;
        let (trials, unusable) = match Suite::read(&path, context) {
            Ok(None) => continue,
            Ok(Some(suite)) => {
                app.findings(&suite.findings);
                for list in &suite.unknown {
                    let why =
                        "the key of this hashed list is not known, so nobody in a test is on it";
                    app.console.say(&format!("{list}: {why}"));
                }
                known += suite.tests.len();
                let cases = suite.tests.iter().filter(|case| wanted(&suite.name(case)));
                let trials: Result<Vec<_>, _> = cases
                    .map(|case| run(app, context, &suite, &file, case))
                    .collect();
                (trials?, None)
            }
            Err(failure) if suite::is_unusable(&failure) => {
                let why = diagnostics::concise(&failure.findings) + &failure.message;
                app.fail(&failure);
                (Vec::new(), Some(why))
            }
            Err(failure) => return Err(failure),
        };
        if !trials.is_empty() || unusable.is_some() {
            done.push(test::Suite {
                file,
                trials,
                unusable,
            });
        }
    }
    if done.is_empty() {
        return Err(match (&args.filter, known) {
            (Some(filter), 1..) => Failure::new(
                Exit::NothingFound,
                format!("none of {known} tests has a name like `{filter}`"),
            )
            .hint("a name is CAMPAIGN::TEST; `*` stands for any letters"),
            _ => search::nothing("tests", roots, &endings)
                .hint("write them under `tests:` in a campaign file, or in a file beside it"),
        });
    }
    finish(app, projects.own(), args, &done)
}

/// Says what all came to, and how the process ends.
fn finish(
    app: &App,
    context: &Context,
    args: &TestArgs,
    done: &[test::Suite],
) -> Result<Exit, Failure> {
    if let Some(path) = &args.junit {
        let xml = test::junit(done);
        write_file(path, |out| out.write_all(xml.as_bytes()))
            .map_err(|error| Failure::usage(format!("cannot write {}: {error}", path.display())))?;
    }
    let totals = Totals::of(done);
    let exit = match (totals.unusable, totals.failed) {
        (0, 0) => Exit::Ok,
        (0, _) => Exit::Findings,
        (_, _) => Exit::Usage,
    };
    if exit != Exit::Ok || !app.global.quiet {
        app.data(&test::summary(&totals, done.len() as u64))?;
    }
    let failed = done.iter().flat_map(|suite| &suite.trials);
    if let Some(failed) = failed.into_iter().find(|trial| !trial.passed()) {
        let command = context.command(&format!("test --filter {}", quoted(&failed.name)));
        app.console.say(&format!("next: {command}"));
    }
    Ok(exit)
}

/// Runs one test, and tells what it came to.
fn run(
    app: &App,
    context: &Context,
    suite: &Suite,
    file: &str,
    case: &TestCase,
) -> Result<Trial, Failure> {
    let name = suite.name(case);
    let trial = match trial::live(context, suite, case) {
        Ok(lived) => {
            let (differences, stories) = judge::judge(suite, case, &lived);
            Trial {
                name,
                span: lived.end - lived.start,
                differences,
                stories,
            }
        }
        Err(NotRun::Findings(findings)) => Trial {
            name,
            span: std::time::Duration::ZERO,
            differences: vec![Difference {
                line: suite.source.place(&case.name.span).line,
                what: "the rows".to_owned(),
                expected: "a campaign that may run".to_owned(),
                actual: diagnostics::concise(&findings).trim_end().to_owned(),
            }],
            stories: Vec::new(),
        },
        Err(NotRun::Failed(failure)) => return Err(failure),
    };
    if !trial.passed() || !app.global.quiet {
        app.data(&test::told(file, &trial))?;
    }
    Ok(trial)
}
