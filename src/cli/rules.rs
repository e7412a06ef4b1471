//! `exodial explain` and `exodial rules`: the manual of the linter.

use super::{
    App,
    args::{ExplainArgs, RulesArgs, RulesFormat},
    exit::Exit,
    failure::Failure,
};
use crate::{
    lint::{RULES, Rule, rule},
    report::rules as told,
    syntax::nearest,
};

/// Explains rules.
///
/// # Errors
/// When a code is none.
pub(super) fn explain(app: &App, args: &ExplainArgs) -> Result<Exit, Failure> {
    let rules: Result<Vec<&Rule>, Failure> = args.codes.iter().map(|code| named(code)).collect();
    let pages: Vec<String> = rules?.into_iter().map(told::explained).collect();
    app.data(&pages.join("\n"))?;
    Ok(Exit::Ok)
}

/// Lists all rules.
///
/// # Errors
/// When standard output cannot be written to.
pub(super) fn rules(app: &App, args: &RulesArgs) -> Result<Exit, Failure> {
    let text = match args.format {
        RulesFormat::Text => told::listed(),
        RulesFormat::Json => format!("{:#}\n", told::json()),
        RulesFormat::Md => told::manual(),
    };
    app.data(&text)?;
    Ok(Exit::Ok)
}

/// The rule of a code or a name, however it is spelt.
fn named(wanted: &str) -> Result<&'static Rule, Failure> {
    let (code, name) = (wanted.to_uppercase(), wanted.to_lowercase());
    let by_name = || RULES.iter().find(|rule| rule.name() == name);
    rule(&code).or_else(by_name).ok_or_else(|| unknown(wanted))
}

/// What is said of a code or a name that no rule has.
pub(super) fn unknown(wanted: &str) -> Failure {
    let (code, name) = (wanted.to_uppercase(), wanted.to_lowercase());
    let names: Vec<String> = RULES.iter().map(Rule::name).collect();
    let codes = RULES.iter().map(|rule| rule.code);
    let near = nearest(&code, codes).or_else(|| nearest(&name, names.iter().map(String::as_str)));
    let hint = match near {
        Some(near) => format!("did you mean {near}?"),
        None => "exodial rules lists them".to_owned(),
    };
    Failure::usage(format!("there is no rule {wanted}")).hint(hint)
}
