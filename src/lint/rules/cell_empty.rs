//! Columns that are read and in which nothing stands.

use crate::{
    campaign::{Template, spell},
    lint::View,
    syntax::{Diagnostic, Label, scalar},
};

pub(super) fn check(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    let Some(survey) = view.survey else {
        return;
    };
    for file in &survey.files {
        for (column, tally) in survey.columns.iter().zip(&file.empty) {
            let message = |count: &str, is_one: bool| match is_one {
                true => format!("column `{column}` is empty in a row"),
                false => format!("column `{column}` is empty in {count} rows"),
            };
            let Some(mut finding) = tally.finding(Diagnostic::warning, "EXO419", message) else {
                continue;
            };
            finding.labels.extend(read(view, column));
            let id = view.campaign.contacts.id.as_ref();
            let help = match id.is_some_and(|id| id.value == *column) {
                false => {
                    let name = spell(column);
                    format!("write what an empty cell means: `{{{{ {name}|default(\"-\") }}}}`")
                }
                true => "write the id of the record into each row: without it the person is known by the phone number alone"
                    .to_owned(),
            };
            found.push(finding.help(help));
        }
    }
}

/// Where `custom_field` reads a column.
fn read(view: &View<'_>, column: &str) -> Option<Label> {
    let custom = view.campaign.call.custom_field.as_ref()?;
    custom.texts().into_iter().find_map(|text| {
        let template = Template::compile(&text.value).ok()?;
        let (_, range) = template.unminded().find(|(name, _)| name == column)?;
        let span = scalar::locate(view.source, text, range);
        Some(Label {
            place: view.source.place(&span),
            text: "it is read here".to_owned(),
        })
    })
}
