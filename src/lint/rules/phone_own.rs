//! Rows that hold a number that the campaign calls from.

use crate::{lint::View, syntax::Diagnostic};

pub(super) fn check(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    let files = view.survey.iter().flat_map(|survey| &survey.files);
    let message = |count: &str, is_one: bool| match is_one {
        true => "a row holds an ExoPhone of this campaign".to_owned(),
        false => format!("{count} rows hold an ExoPhone of this campaign"),
    };
    let findings = files.filter_map(|file| {
        let finding = file.own.finding(Diagnostic::error, "EXO417", message)?;
        let finding = finding.note("The campaign would call itself.");
        Some(finding.help("remove the row, or write the person's own number"))
    });
    found.extend(findings);
}
