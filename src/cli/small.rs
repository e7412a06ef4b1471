//! Commands of a few lines: `schema`, `completions`, `version`.

use clap::CommandFactory as _;

use super::{
    App,
    args::{Cli, CompletionsArgs, SchemaArgs, SchemaChoice, VersionArgs},
    exit::Exit,
    failure::Failure,
};
use crate::{campaign::schema, journal::event::FORMAT};

/// Prints the JSON Schema of a kind of files.
pub(super) fn schema(app: &App, args: SchemaArgs) -> Result<Exit, Failure> {
    let schema = match args.files {
        SchemaChoice::Campaign => schema::schema(),
        SchemaChoice::Project => schema::project_schema(),
        SchemaChoice::Test => schema::test_schema(),
    };
    app.data(&format!("{schema:#}\n"))?;
    Ok(Exit::Ok)
}

/// Prints the completions of a shell.
pub(super) fn completions(app: &App, args: CompletionsArgs) -> Result<Exit, Failure> {
    let mut text = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "exodial", &mut text);
    app.data(&String::from_utf8_lossy(&text))?;
    Ok(Exit::Ok)
}

/// Prints the version.
pub(super) fn version(app: &App, args: VersionArgs) -> Result<Exit, Failure> {
    let version = env!("CARGO_PKG_VERSION");
    let text = match args.json {
        true => {
            let value = serde_json::json!({
                "name": "exodial", "version": version, "language": 1, "journal": FORMAT,
            });
            format!("{value}\n")
        }
        false => format!("exodial {version}\n"),
    };
    app.data(&text)?;
    Ok(Exit::Ok)
}
