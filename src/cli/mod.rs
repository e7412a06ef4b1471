//! The command line: one command, one file. Decides nothing; the environment comes in as a value.

mod approval;
pub mod args;
mod begin;
mod cautions;
mod changed;
mod company;
mod console;
mod control;
mod counted;
mod course;
mod courses;
mod engage;
pub mod env;
pub mod exit;
mod failure;
mod files;
mod find;

mod fmt;
mod foreign;
mod git;
mod house;
mod identity;
mod idling;
pub mod init;
mod leaving;
mod lint;
mod lists;
mod lives;
mod missing;
mod names;
mod notify;
mod numbers;
mod others;
mod outcome;
mod outline;
mod plan;
mod planning;
mod project;
mod projects;
mod read;
mod reconcile;
mod results;
mod resume;
mod rewrite;
mod rules;
mod run;
mod screened;
mod search;
mod shell;
mod simulator;
mod small;
mod status;
mod stopped;
mod tables;
mod target;
mod test;
mod verify;
mod waits;
mod why;
mod written;
mod zones;

use std::path::Path;

use args::{Cli, Command, Global};
use console::Console;
use control::Asked;
use env::Env;
use exit::Exit;
use failure::Failure;
use project::Context;

use crate::{
    clock::Timestamp,
    dispatch::clock::SystemClock,
    report::diagnostics::{self, Look},
    syntax::Diagnostic,
};

/// What every command has at hand.
pub(crate) struct App {
    console: Console,
    global: Global,
    env: Env,
}

/// Carries a command out and says how the process ends.
pub fn main(cli: Cli, env: Env) -> Exit {
    let console = Console::new(cli.global.color, cli.global.quiet);
    let app = App {
        console,
        global: cli.global,
        env,
    };
    let done = match cli.command {
        Command::Init(args) => init::init(&app, &args),
        Command::Lint(args) => lint::lint(&app, &args),
        Command::Fmt(args) => fmt::fmt(&app, &args),
        Command::Explain(args) => rules::explain(&app, &args),
        Command::Rules(args) => rules::rules(&app, &args),
        Command::Test(args) => test::test(&app, &args),
        Command::Plan(args) => plan::plan(&app, &args),
        Command::Run(args) if args.dry_run => {
            let args = args::PlanArgs::of(args.campaigns, args.simulate, args.at);
            plan::plan(&app, &args)
        }
        Command::Run(args) => run::run(&app, &args),
        Command::Resume(args) => resume::resume(&app, &args),
        Command::Pause(args) => control::control(&app, &args, Asked::Pause),
        Command::Unpause(args) => control::control(&app, &args, Asked::Unpause),
        Command::Stop(args) => control::control(&app, &args, Asked::Stop),
        Command::Status(args) => status::status(&app, &args),
        Command::Reconcile(args) => reconcile::reconcile(&app, &args),
        Command::Results(args) => results::results(&app, &args),
        Command::Why(args) => why::why(&app, &args),
        Command::Verify(args) => verify::verify(&app, &args),
        Command::Simulator(args) => simulator::simulator(&app, &args),
        Command::Schema(args) => small::schema(&app, args),
        Command::Completions(args) => small::completions(&app, args),
        Command::Version(args) => small::version(&app, args),
        Command::ExitCodes => app.data(&(exit::table() + "\n")).map(|()| Exit::Ok),
    };
    done.unwrap_or_else(|failure| app.fail(&failure))
}

impl App {
    /// The project around a file or folder.
    fn context(&self, near: &Path) -> Result<Context, Failure> {
        let context = Context::load(&self.global, &self.env, near)?;
        self.findings(&context.findings);
        Ok(context)
    }

    /// How progress is to be shown.
    fn progress(&self) -> args::ProgressChoice {
        let ci = self.env.get("CI").is_some();
        match self.global.quiet {
            true => args::ProgressChoice::None,
            false => self.global.progress.resolve(self.console.is_terminal(), ci),
        }
    }

    /// Writes data to standard output.
    fn data(&self, text: &str) -> Result<(), Failure> {
        self.console
            .data(text)
            .map_err(|error| Failure::internal(format!("cannot write to standard output: {error}")))
    }

    /// Draws findings on standard error.
    fn findings(&self, findings: &[Diagnostic]) {
        if !findings.is_empty() {
            let look = Look {
                colour: self.console.is_colored(),
                ..Look::default()
            };
            self.console.complain(&diagnostics::human(findings, look));
        }
    }

    fn fail(&self, failure: &Failure) -> Exit {
        self.findings(&failure.findings);
        if !failure.findings.is_empty() {
            self.console
                .complain(&diagnostics::Totals::of(&failure.findings).to_string());
        }
        if !failure.message.is_empty() {
            self.console
                .complain(&format!("error: {}", failure.message));
        }
        for hint in &failure.hints {
            self.console.complain(&format!("  help: {hint}"));
        }
        failure.exit
    }
}

/// The present, for commands that only look.
fn now() -> Timestamp {
    SystemClock::not_before(Timestamp::default()).now().wall
}

/// A path as somebody in this folder would write it.
fn shown(path: &Path) -> String {
    let here = std::fs::canonicalize(".").unwrap_or_default();
    path.strip_prefix(here)
        .unwrap_or(path)
        .display()
        .to_string()
}
