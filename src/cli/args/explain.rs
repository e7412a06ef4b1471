//! Arguments of the commands that say why: `plan`, `why` and `verify`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::RunName;
use crate::campaign::test_case::{TestTime, begins};

/// `plan`
#[derive(Clone, Debug, Args)]
pub struct PlanArgs {
    /// The campaign file, or several that are to run together
    #[arg(required = true, value_name = "CAMPAIGN")]
    pub campaigns: Vec<PathBuf>,
    /// Plan a run against the embedded simulator
    #[arg(long)]
    pub simulate: bool,
    /// Plan as if it were that time, such as 2026-11-30T09:00, in the zone of the house's calling hours, or
    /// with an offset, 2026-11-30T09:00+05:30 [default: now]
    #[arg(long, value_name = "TIME", value_parser = begins)]
    pub at: Option<TestTime>,
    /// Write the plan as JSON besides, for --diff later; it holds no whole number. `-` is --format json
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Show what is another than in a plan that -o wrote, or in a run: people first, then settings
    #[arg(long, value_name = "FILE|RUN")]
    pub diff: Option<String>,
    /// How many people of each kind a difference shows: a number, or `all`
    #[arg(long, value_name = "N", default_value = "10", requires = "diff")]
    pub show_rows: ShowRows,
    /// End with code 10 when there are calls to place, with 0 when there are none
    #[arg(long)]
    pub detailed_exitcode: bool,
    /// For people or for programs
    #[arg(long, value_enum, value_name = "HOW", default_value_t)]
    pub format: Format,
}

impl PlanArgs {
    /// Just the plans of campaigns, for people.
    pub fn of(campaigns: Vec<PathBuf>, simulate: bool, at: Option<TestTime>) -> PlanArgs {
        PlanArgs {
            campaigns,
            simulate,
            at,
            output: None,
            diff: None,
            show_rows: ShowRows::default(),
            detailed_exitcode: false,
            format: Format::Text,
        }
    }
}

/// How many rows are shown; all where no number is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ShowRows(Option<usize>);

impl Default for ShowRows {
    fn default() -> ShowRows {
        ShowRows(Some(10))
    }
}

impl ShowRows {
    /// The most of them.
    pub fn most(self) -> usize {
        self.0.unwrap_or(usize::MAX)
    }
}

impl std::str::FromStr for ShowRows {
    type Err = &'static str;
    fn from_str(text: &str) -> Result<ShowRows, &'static str> {
        match text {
            "all" => Ok(ShowRows(None)),
            text => text
                .parse()
                .map(|rows| ShowRows(Some(rows)))
                .map_err(|_| "a number, or `all`"),
        }
    }
}

/// `why`
#[derive(Clone, Debug, Args)]
pub struct WhyArgs {
    /// The number, in any spelling that a contact file may have; it is shown masked
    #[arg(required_unless_present_any = ["id", "row"])]
    pub phone: Option<String>,
    /// A campaign file, or a run: its name, its beginning, `latest` [default: the newest run with the number]
    #[arg(value_name = "RUN|CAMPAIGN")]
    pub place: Option<String>,
    /// The person by the id of the record, in place of the number
    #[arg(long, value_name = "ID", conflicts_with = "row")]
    pub id: Option<String>,
    /// The person by the data row of the contact file, from 1, in place of the number
    #[arg(long, value_name = "N")]
    pub row: Option<u32>,
    /// Tell of every run with the number, newest first
    #[arg(long)]
    pub all: bool,
    /// Before a run: as the embedded simulator would answer it
    #[arg(long)]
    pub simulate: bool,
    /// For people or for programs
    #[arg(long, value_enum, value_name = "HOW", default_value_t)]
    pub format: Format,
}

/// `verify`
#[derive(Clone, Debug, Args)]
pub struct VerifyArgs {
    /// Which run.
    #[command(flatten)]
    pub run: RunName,
    /// For people or for programs
    #[arg(long, value_enum, value_name = "HOW", default_value_t)]
    pub format: Format,
}

/// For whom a text is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people
    #[default]
    Text,
    /// For programs: one JSON value, whose `format` names its version
    Json,
}
