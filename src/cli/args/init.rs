//! Arguments of `init`.

use std::path::PathBuf;

use clap::{
    Args,
    builder::{PossibleValue, PossibleValuesParser},
};

use crate::{
    campaign::check_name,
    cli::init::templates::{TEMPLATES, Template},
};

/// `init`
#[derive(Clone, Debug, Args)]
pub struct InitArgs {
    /// The folder, which is made where there is none. What is in it is kept [default: this one]
    #[arg(value_name = "DIR")]
    pub folder: Option<PathBuf>,
    /// The campaign to start from [default: emi-reminder]
    #[arg(short, long, value_name = "TEMPLATE", value_parser = templates())]
    pub template: Option<String>,
    /// The campaign's own name, which is that of its files too [default: the template's]
    #[arg(short, long, value_name = "NAME", value_parser = name)]
    pub name: Option<String>,
}

/// The names of the templates, each with what it is for.
fn templates() -> PossibleValuesParser {
    let value = |template: &Template| PossibleValue::new(template.name).help(template.about());
    PossibleValuesParser::new(TEMPLATES.iter().map(value))
}

fn name(text: &str) -> Result<String, String> {
    match check_name(text) {
        Ok(()) => Ok(text.to_owned()),
        Err(fault) => Err(format!("{}; {}", fault.message, fault.help)),
    }
}
