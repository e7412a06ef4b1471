//! Arguments of `lint`, `explain` and `rules`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

/// `lint`
#[derive(Clone, Debug, Args)]
pub struct LintArgs {
    /// Campaign files, and folders that are searched for *.campaign.yaml [default: the project's folder]
    pub paths: Vec<PathBuf>,
    /// How findings are written, on standard output
    #[arg(long, value_enum, value_name = "HOW", default_value_t)]
    pub format: LintFormat,
    /// How severe a finding must be to be written
    #[arg(long, value_enum, value_name = "LEVEL", default_value_t)]
    pub min_level: MinLevel,
    /// Mend campaign files where the meaning stays as it is
    #[arg(long)]
    pub fix: bool,
    /// With --fix or --diff: mend also by guesses that are likely, such as a misspelt key
    #[arg(long)]
    pub unsafe_fixes: bool,
    /// Show what --fix would write, and write nothing
    #[arg(long)]
    pub diff: bool,
}

/// How severe a finding must be.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum MinLevel {
    /// What stops a run
    Error,
    /// That, and what is probably not meant
    #[default]
    Warning,
    /// That, and what is worth knowing
    Info,
}

/// How findings are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum LintFormat {
    /// For people: the lines of the files, what is wrong there and what to write instead
    #[default]
    Full,
    /// A line each, as compilers write them
    Concise,
    /// One document, exodial.lint/1
    Json,
    /// A line of JSON for each finding
    Jsonl,
    /// Annotations of GitHub Actions
    Github,
    /// A Code Quality report of GitLab
    Gitlab,
    /// SARIF 2.1.0, for code hosts and editors
    Sarif,
    /// JUnit XML, for build servers
    Junit,
    /// What reviewdog reads
    Rdjson,
}

/// `explain`
#[derive(Clone, Debug, Args)]
pub struct ExplainArgs {
    /// The code of a finding, such as EXO411, or the name of its rule, such as phone-scientific
    #[arg(required = true, value_name = "CODE")]
    pub codes: Vec<String>,
}

/// `rules`
#[derive(Clone, Debug, Args)]
pub struct RulesArgs {
    /// How the rules are written
    #[arg(long, value_enum, value_name = "HOW", default_value_t)]
    pub format: RulesFormat,
}

/// How rules are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum RulesFormat {
    /// A line each
    #[default]
    Text,
    /// For programs
    Json,
    /// The manual, in Markdown
    Md,
}
