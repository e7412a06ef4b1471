//! What can be typed. The doc comments of commands and flags are the text of `--help`.

use std::{path::PathBuf, time::Duration};

use clap::{Args, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;

mod explain;
mod fmt;
mod init;
mod lint;

pub use explain::{Format, PlanArgs, ShowRows, VerifyArgs, WhyArgs};
pub use fmt::FmtArgs;
pub use init::InitArgs;
pub use lint::{ExplainArgs, LintArgs, LintFormat, MinLevel, RulesArgs, RulesFormat};

use super::exit;
use crate::{
    campaign::test_case::{TestTime, begins},
    plan::Approval,
};

/// Outbound call campaigns for Exotel, written as YAML, run without ever calling a person twice.
#[derive(Clone, Debug, Parser)]
#[command(
    name = "exodial",
    version,
    arg_required_else_help = true,
    disable_help_subcommand = false,
    after_help = "Example: exodial run campaigns/welcome.campaign.yaml --simulate --yes\n\
                  Exit codes: exodial help exit-codes"
)]
pub struct Cli {
    /// Flags of every command.
    #[command(flatten)]
    pub global: Global,
    /// The command.
    #[command(subcommand)]
    pub command: Command,
}

/// Flags of every command.
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "Global options")]
pub struct Global {
    /// The project's folder [default: the nearest one upward with an exodial.yaml, else this one]
    #[arg(short = 'C', long, global = true, value_name = "DIR")]
    pub project: Option<PathBuf>,
    /// The project file [default: exodial.yaml in the project's folder]
    #[arg(long, global = true, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// The account's profile in the project file [default: the campaign's, or EXODIAL_ACCOUNT]
    #[arg(long, global = true, value_name = "NAME")]
    pub account: Option<String>,
    /// How a run's progress is shown, on standard error
    #[arg(long, global = true, value_enum, value_name = "HOW", default_value_t)]
    pub progress: ProgressChoice,
    /// When text is coloured
    #[arg(long, global = true, value_enum, value_name = "WHEN", default_value_t)]
    pub color: ColorChoice,
    /// Say nothing but results and errors
    #[arg(short, long, global = true)]
    pub quiet: bool,
}

/// How progress is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum ProgressChoice {
    /// A bar on a terminal, lines elsewhere and where the variable CI is set
    #[default]
    Auto,
    /// A bar
    Bar,
    /// Lines of a log
    Plain,
    /// Nothing
    None,
}

impl ProgressChoice {
    /// The choice that `auto` stands for: a bar on a terminal outside of CI, lines elsewhere.
    pub const fn resolve(self, terminal: bool, ci: bool) -> ProgressChoice {
        match (self, terminal && !ci) {
            (ProgressChoice::Auto, true) => ProgressChoice::Bar,
            (ProgressChoice::Auto, false) => ProgressChoice::Plain,
            (chosen, _) => chosen,
        }
    }
}

/// When text is coloured.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum ColorChoice {
    /// On a terminal, unless NO_COLOR is set
    #[default]
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// The command.
#[derive(Clone, Debug, Subcommand)]
pub enum Command {
    /// Begin with a campaign to start from: its files, its list of people, its tests. Alone, list what there is
    #[command(after_help = "Example: exodial init calls --template two-languages\n\
                      Under a name of your own: exodial init calls --template survey --name exit-poll\n\
                      What there is to start from: exodial init")]
    Init(InitArgs),
    /// Check campaign files and their contacts; no network, no secrets
    #[command(
        visible_alias = "check",
        after_help = "Example: exodial lint campaigns/\n\
                      In CI: exodial lint --deny-warnings; for code hosts: exodial lint --format sarif -o lint.sarif\n\
                      Rows to be mended in a spreadsheet: exodial lint --rejects rejects.csv\n\
                      In an editor: exodial lint - --stdin-filename campaigns/welcome.campaign.yaml\n\
                      Campaigns of a document: exodial lint README.md --no-contacts\n\n\
                      0: nothing that stops a run, 1: errors, 2: wrong arguments, or a project file with errors,\n\
                      4: there was nothing to check. The format changes none of these"
    )]
    Lint(LintArgs),
    /// Write campaign files and exodial.yaml in their canonical form: order of keys, quotes, blanks; comments stay
    #[command(after_help = "Example: exodial fmt\n\
                      Example: exodial fmt --check campaigns/\n\
                      Example: exodial fmt --diff campaigns/welcome.campaign.yaml\n\
                      In an editor: exodial fmt - --stdin-filename welcome.campaign.yaml\n\n\
                      0: done, 1: --check found files that would change, 2: a file could not be read and\n\
                      is as it was, 4: there were none.")]
    Fmt(FmtArgs),
    /// Say what a rule catches, why, and what to do about it
    #[command(after_help = "Example: exodial explain EXO411\n\
                      All rules: exodial rules")]
    Explain(ExplainArgs),
    /// List the rules of `lint`: code, level, name
    #[command(after_help = "Example: exodial rules\n\
                      The manual: exodial rules --format md > rules.md")]
    Rules(RulesArgs),
    /// Run the tests of campaigns on the simulator, in virtual time; calls nobody and needs no account
    #[command(after_help = "Example: exodial test campaigns/welcome.campaign.yaml\n\
                      Example: exodial test --filter busy --junit tests.xml\n\n\
                      Tests stand under `tests:` in a campaign file, or in a file *.campaign_test.yaml\n\
                      that names its campaign. 0: all passed, 1: some failed, 2: a file could not be\n\
                      used, 4: there were none.")]
    Test(TestArgs),
    /// Show who would be called, who not and why, when and how long; nothing is dialled
    #[command(
        after_help = "Example: exodial plan campaigns/welcome.campaign.yaml --simulate\n\
                      What changed since: exodial plan FILE -o plan.json; exodial plan FILE --diff plan.json\n\
                      Or since a run: exodial plan FILE --diff latest"
    )]
    Plan(PlanArgs),
    /// Call everybody of a campaign, once; several campaigns share the account's rate by `pacing.share`
    #[command(after_help = "Example: exodial run campaigns/welcome.campaign.yaml --simulate --yes")]
    Run(RunArgs),
    /// Go on with a run that was stopped or killed, and with those that were begun together with it
    #[command(after_help = "Example: exodial resume latest")]
    Resume(ResumeArgs),
    /// Dial nobody until the run is unpaused; outcomes are still read
    #[command(after_help = "Example: exodial pause")]
    Pause(ControlArgs),
    /// Let a paused run go on
    #[command(after_help = "Example: exodial unpause")]
    Unpause(ControlArgs),
    /// End a run's process in good order, as Ctrl-C does
    #[command(after_help = "Example: exodial stop")]
    Stop(ControlArgs),
    /// Show the runs of this project, or one of them
    #[command(after_help = "Example: exodial status")]
    Status(StatusArgs),
    /// Ask Exotel for the outcomes that a run does not know; places no call
    #[command(after_help = "Example: exodial reconcile latest")]
    Reconcile(RunName),
    /// Write the result file of a run again, from its journal
    #[command(after_help = "Example: exodial results latest -o results.csv")]
    Results(ResultsArgs),
    /// Tell the decisions about one person, before or after a run, each with its cause
    #[command(after_help = "Example: exodial why +910000000017 latest\n\
                      Before a run: exodial why 0000000017 welcome.campaign.yaml\n\
                      By the record's id, in all runs: exodial why --id C-40017 --all\n\
                      Exit code 4 means that no row of what was looked through is the person's")]
    Why(WhyArgs),
    /// Prove from its journal that a run kept the laws; changes nothing
    #[command(after_help = "Example: exodial verify latest\n\
                      Exit code 1 means that a law is broken: the line says FAIL, and by what")]
    Verify(VerifyArgs),
    /// Answer like Exotel's voice API on a loopback address; calls nobody
    #[command(after_help = "Example: exodial simulator --port 8187\n\
                      Then, elsewhere: EXOTEL_BASE_URL=http://127.0.0.1:8187 exodial run FILE")]
    Simulator(SimulatorArgs),
    /// Print the JSON Schema of campaign files, or of other files of a project
    #[command(after_help = "Example: exodial schema > schema.json")]
    Schema(SchemaArgs),
    /// Print the completions of a shell
    #[command(
        after_help = "Example: exodial completions bash > ~/.local/share/bash-completion/completions/exodial"
    )]
    Completions(CompletionsArgs),
    /// Print the version
    #[command(after_help = "Example: exodial version --json")]
    Version(VersionArgs),
    /// Explain the exit codes
    #[command(
        hide = true,
        long_about = exit::table(),
        help_template = "{about}{after-help}",
        after_help = "Example: exodial run emi.campaign.yaml --yes; test $? -eq 5 && exodial resume latest"
    )]
    ExitCodes,
}

/// `test`
#[derive(Clone, Debug, Args)]
pub struct TestArgs {
    /// Campaign files, files of tests, and folders that are searched for both [default: the project's folder]
    pub paths: Vec<PathBuf>,
    /// Run the tests whose name, CAMPAIGN::TEST, holds this text or fits this pattern with `*` and `?`
    #[arg(long, value_name = "TEXT")]
    pub filter: Option<String>,
    /// Write what they came to as JUnit XML
    #[arg(long, value_name = "FILE")]
    pub junit: Option<PathBuf>,
}

/// `run`
#[derive(Clone, Debug, Args)]
pub struct RunArgs {
    /// The campaign file, or several that are to run together
    #[arg(required = true, value_name = "CAMPAIGN")]
    pub campaigns: Vec<PathBuf>,
    /// Run against the embedded simulator, in virtual time; calls nobody and needs no account
    #[arg(long)]
    pub simulate: bool,
    /// Show the plan and end, like `exodial plan`
    #[arg(long, conflicts_with_all = ["yes", "approve"])]
    pub dry_run: bool,
    /// Approve whatever the plan is, and do not ask
    #[arg(short, long, conflicts_with = "approve")]
    pub yes: bool,
    /// Approve the plan of this hash only; any other one is refused (exit code 8). Once for each campaign
    #[arg(long, value_name = "HASH")]
    pub approve: Vec<Approval>,
    /// Run a campaign again that has a finished run
    #[arg(long)]
    pub again: bool,
    /// What the simulator draws from; the same seed makes the same run
    #[arg(long, value_name = "N", requires = "simulate")]
    pub seed: Option<u64>,
    /// How the simulator behaves: a name or a file
    #[arg(long, value_name = "NAME|FILE", requires = "simulate")]
    pub scenario: Option<String>,
    /// When virtual time begins, such as 2026-11-30T09:00, in the zone of the house's calling hours, or with
    /// an offset, 2026-11-30T09:00+05:30 [default: now]
    #[arg(long, value_name = "TIME", value_parser = begins, requires = "simulate")]
    pub at: Option<TestTime>,
    /// How the run ends when it is interrupted
    #[command(flatten)]
    pub drain: Drain,
}

/// How a run ends when it is interrupted.
#[derive(Clone, Copy, Debug, Args)]
pub struct Drain {
    /// After Ctrl-C, wait so long for the outcomes of calls under way
    #[arg(
        long,
        value_name = "TIME",
        default_value = "60s",
        value_parser = duration
    )]
    pub drain: Duration,
}

/// A run's name as an argument.
#[derive(Clone, Debug, Args)]
pub struct RunName {
    /// The run: its name, the beginning of it, or `latest`
    #[arg(default_value = "latest")]
    pub run: String,
}

/// `resume`
#[derive(Clone, Debug, Args)]
pub struct ResumeArgs {
    /// The runs: their names, or beginnings of them [default: the newest unfinished one, with those that were
    /// begun together with it]
    #[arg(value_name = "RUN")]
    pub runs: Vec<String>,
    /// How it ends when it is interrupted.
    #[command(flatten)]
    pub drain: Drain,
}

/// `pause`, `unpause` and `stop`
#[derive(Clone, Debug, Args)]
pub struct ControlArgs {
    /// The run: its name, the beginning of it, or `latest` [default: the one that is running, or is paused]
    pub run: Option<String>,
}

/// `status`
#[derive(Clone, Debug, Args)]
pub struct StatusArgs {
    /// The run: its name, the beginning of it, or `latest` [default: all runs]
    pub run: Option<String>,
}

/// `results`
#[derive(Clone, Debug, Args)]
pub struct ResultsArgs {
    /// Which run.
    #[command(flatten)]
    pub run: RunName,
    /// Where to write; `-` is standard output [default: where the campaign says, else the run's folder]
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
}

/// `simulator`
#[derive(Clone, Debug, Args)]
pub struct SimulatorArgs {
    /// The port on 127.0.0.1; 0 takes a free one and prints it
    #[arg(long, value_name = "N", default_value_t = 8187)]
    pub port: u16,
    /// How it behaves: a name or a file
    #[arg(long, value_name = "NAME|FILE")]
    pub scenario: Option<String>,
    /// What it draws from
    #[arg(long, value_name = "N")]
    pub seed: Option<u64>,
}

/// `schema`
#[derive(Clone, Copy, Debug, Args)]
pub struct SchemaArgs {
    /// Which files
    #[arg(value_enum, default_value_t)]
    pub files: SchemaChoice,
}

/// Files that have a schema.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum SchemaChoice {
    /// Campaign files; the others stand within, under `$defs`
    #[default]
    Campaign,
    /// The project file, exodial.yaml
    Project,
    /// Files of tests, *.campaign_test.yaml
    Test,
}

/// `completions`
#[derive(Clone, Copy, Debug, Args)]
pub struct CompletionsArgs {
    /// The shell
    #[arg(value_enum)]
    pub shell: Shell,
}

/// `version`
#[derive(Clone, Copy, Debug, Args)]
pub struct VersionArgs {
    /// As JSON
    #[arg(long)]
    pub json: bool,
}

/// Reads a length of time with its unit: `60s`, `2m`, `1h30m`.
fn duration(text: &str) -> Result<Duration, String> {
    text.parse::<jiff::SignedDuration>()
        .ok()
        .and_then(|duration| Duration::try_from(duration).ok())
        .ok_or_else(|| "a length of time has a unit: 60s, 2m, 1h30m".to_owned())
}
