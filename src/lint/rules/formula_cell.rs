//! Cells that a spreadsheet takes for formulas.

use crate::{lint::View, syntax::Diagnostic};

pub(super) fn check(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    let files = view.survey.iter().flat_map(|survey| &survey.files);
    let message = |count: &str, is_one: bool| match is_one {
        true => "a cell begins as a formula does".to_owned(),
        false => format!("{count} cells begin as formulas do"),
    };
    let findings = files.filter_map(|file| {
        let finding = file.formulas.finding(Diagnostic::warning, "EXO421", message)?;
        let finding = finding.note("A spreadsheet runs it when somebody opens the file; the flow receives it as it is.");
        Some(finding.help("look where the row came from, and write the text without the sign before it"))
    });
    found.extend(findings);
}
