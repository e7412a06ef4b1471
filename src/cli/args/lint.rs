//! Arguments of `lint`, `explain` and `rules`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::ShowRows;
use crate::campaign::test_case::{TestTime, begins};

/// `lint`
#[derive(Clone, Debug, Args)]
pub struct LintArgs {
    /// Campaign files; contact files, for the campaigns that read them; Markdown files, for the campaigns in them;
    /// folders that are searched for *.campaign.yaml; `-` is standard input [default: the project's folder]
    pub paths: Vec<PathBuf>,
    /// Where what is read from `-` would lie; it need not exist
    #[arg(long, value_name = "PATH")]
    pub stdin_filename: Option<PathBuf>,
    /// How findings are written
    #[arg(long, value_enum, value_name = "HOW", default_value_t)]
    pub format: LintFormat,
    /// Write them to a file; `-` is standard output
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Write the rows that cannot be called as CSV: their own columns, line, code and reason
    #[arg(long, value_name = "FILE", conflicts_with = "no_contacts")]
    pub rejects: Option<PathBuf>,
    /// Write how often each rule found something, in place of the findings
    #[arg(long)]
    pub statistics: bool,
    /// How many findings `full` and `concise` show: a number, or `all`
    #[arg(long, value_name = "N", default_value = "50")]
    pub max_diagnostics: ShowRows,
    /// Heed these rules only: codes such as EXO411, beginnings of codes such as EXO4, names such as phone-scientific
    #[arg(long, value_name = "CODE", value_delimiter = ',')]
    pub select: Vec<String>,
    /// Heed these rules not
    #[arg(long, value_name = "CODE", value_delimiter = ',')]
    pub ignore: Vec<String>,
    /// How severe a finding must be to be written [default: warning; with --select, info]
    #[arg(long, value_enum, value_name = "LEVEL")]
    pub min_level: Option<MinLevel>,
    /// End with code 1 on warnings too
    #[arg(long, visible_alias = "strict")]
    pub deny_warnings: bool,
    /// End with code 0 whatever is found
    #[arg(long)]
    pub exit_zero: bool,
    /// Check as if it were that time, such as 2026-11-30T09:00, in the zone of the house's calling hours, or
    /// with an offset, 2026-11-30T09:00+05:30 [default: now]
    #[arg(long, value_name = "TIME", value_parser = begins)]
    pub at: Option<TestTime>,
    /// Check campaigns alone; open no contact file and no list
    #[arg(long)]
    pub no_contacts: bool,
    /// Mend campaign files where the meaning stays as it is
    #[arg(long, conflicts_with_all = ["stdin_filename", "diff"])]
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
    /// `full`; within GitHub Actions annotations and a summary of the job besides
    #[default]
    Auto,
    /// For people: the lines of the files, what is wrong there and what to write instead
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

impl LintFormat {
    /// Whether people are to read it.
    pub const fn is_text(self) -> bool {
        matches!(
            self,
            LintFormat::Auto | LintFormat::Full | LintFormat::Concise
        )
    }
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
