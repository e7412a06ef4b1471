//! Columns that nothing reads.

use std::collections::BTreeSet;

use crate::{
    campaign::{CustomField, Filter, Template},
    contacts::Part,
    lint::View,
    syntax::Diagnostic,
};

/// Columns that the finding names.
const SHOWN: usize = 3;

pub(super) fn check(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    let campaign = view.campaign;
    let custom = campaign.call.custom_field.iter();
    let custom = custom.flat_map(CustomField::texts);
    let mut templates = std::iter::once(&campaign.call.app_id).chain(custom);
    let filter = campaign.contacts.filter.as_ref();
    let is_whole = templates.all(|text| Template::compile(&text.value).is_ok())
        && filter.is_none_or(|text| Filter::compile(&text.value).is_ok());
    if !is_whole {
        // Which columns it reads is not known.
        return;
    }
    let read: BTreeSet<String> = campaign.columns().into_iter().collect();
    let parts = view.contacts.iter().flat_map(|contacts| &contacts.parts);
    found.extend(parts.filter_map(|part| of(part, &read)));
}

fn of(part: &Part, read: &BTreeSet<String>) -> Option<Diagnostic> {
    let names = part.header.names().iter().enumerate();
    let unused = names.filter(|(_, name)| !name.is_empty() && !read.contains(*name));
    let unused: Vec<_> = unused.collect();
    let (_, name) = unused.first()?;
    let message = match unused.len() {
        1 => format!("column `{name}` is not read"),
        many => format!("{many} columns are not read"),
    };
    let mut finding = Diagnostic::info("EXO508", message);
    finding.count = unused.len() as u64;
    let shown = unused.iter().take(SHOWN);
    finding.labels.extend(shown.map(|(column, _)| part.head(*column, "")));
    let finding = finding.note("Results carry their cells on all the same.");
    Some(finding.help("leave out of the export what nobody needs"))
}
