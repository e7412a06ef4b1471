//! People of whom the flow learns nothing.

use crate::{lint::View, syntax::Diagnostic};

pub(super) fn check(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    let files = view.survey.iter().flat_map(|survey| &survey.files);
    let message = |count: &str, is_one: bool| match is_one {
        true => "`custom_field` is empty for a row".to_owned(),
        false => format!("`custom_field` is empty for {count} rows"),
    };
    let findings = files.filter_map(|file| {
        let finding = file.silent.finding(Diagnostic::warning, "EXO504", message)?;
        let finding = finding.at(view.value("call.custom_field"), "it is made here");
        Some(finding.help("fill the cells that it reads, or write what an empty one means: `{{ name|default(\"-\") }}`"))
    });
    found.extend(findings);
}
