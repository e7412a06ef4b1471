//! Whether the columns that a campaign reads are in all of its contact files.

use super::script::{no_column, templates};
use crate::{
    campaign::{Campaign, Filter, Template},
    contacts::{Contacts, Header},
    syntax::{Diagnostic, Source, Span, Spanned, scalar},
};

/// A finding for each column of `where` that a file has not, and for each column of a template that some file has
/// and another has not; what none of them has, [`super::Script::compile`] tells.
pub fn check(campaign: &Campaign, contacts: &Contacts, source: &Source) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    let mut look = |key: &str, text: &Spanned<String>, columns: &[(String, Span)], all: bool| {
        for (column, range) in columns {
            let has = |header: &Header| header.index(column).is_some();
            if !all && !has(&contacts.header) {
                continue;
            }
            let Some(part) = contacts.parts.iter().find(|part| !has(&part.header)) else {
                continue;
            };
            let mut finding = no_column(column, part.header.names());
            if contacts.parts.len() > 1 {
                finding.message = format!("`{column}` is not a column of {}", part.name);
            }
            let place = source.place(&scalar::locate(source, text, range));
            findings.push(finding.at(place, format!("in `{key}`")));
        }
    };
    if let Some(text) = &campaign.contacts.filter
        && let Ok(condition) = Filter::compile(&text.value)
    {
        look("where", text, condition.columns(), true);
    }
    for (key, text) in templates(&campaign.call) {
        if let Ok(template) = Template::compile(&text.value) {
            look(&key, text, template.columns(), false);
        }
    }
    findings
}
