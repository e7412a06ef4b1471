//! Arguments of `fmt`.

use std::path::PathBuf;

use clap::Args;

/// `fmt`
#[derive(Clone, Debug, Args)]
pub struct FmtArgs {
    /// Campaign files, exodial.yaml, files of tests, and folders that are searched for *.campaign.yaml and
    /// exodial.yaml; `-` reads standard input and writes standard output [default: the project's folder]
    pub paths: Vec<PathBuf>,
    /// Name the files that would change, change none, and end with exit code 1 if there are any
    #[arg(long)]
    pub check: bool,
    /// Show what would change as a unified diff on standard output, and change nothing
    #[arg(long)]
    pub diff: bool,
    /// What standard input is called in findings; the name also says which kind of file it is
    #[arg(long, value_name = "FILE", default_value = "stdin.campaign.yaml")]
    pub stdin_filename: PathBuf,
}
