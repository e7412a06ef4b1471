//! `exodial`: reads arguments and environment, and ends with the exit code. All else is in the library.

use std::process::ExitCode;

use clap::Parser as _;
use exodial::cli::{self, args::Cli, env::Env};

fn main() -> ExitCode {
    let cli = Cli::parse();
    // The one place where the environment is read. A value that is no text is as good as unset.
    let variables = std::env::vars_os();
    let env: Env = variables
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
        .collect();
    cli::main(cli, env).into()
}
