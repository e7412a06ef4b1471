//! Every call of a campaign, rendered before the first one is placed: what cannot be rendered is found now.

use std::{collections::BTreeMap, io, sync::Arc};

use super::{
    CallRequest, SAMPLES_MAX, Script,
    script::{CUSTOM_FIELD_MAX, RenderFault},
};
use crate::{
    campaign::spell,
    contacts::{ContactId, Contacts, Record, RowReader, survey::Survey},
    syntax::Diagnostic,
};

/// Rows of one fault that a finding names.
const NAMED_MAX: u64 = 3;

/// What the calls of a contact file look like.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rehearsed {
    /// The first calls.
    pub samples: Vec<CallRequest>,
    /// Rows by the flow that their call leads to, at most [`FLOWS_MAX`] flows.
    pub flows: BTreeMap<String, u64>,
}

/// Different flows that are counted: their names come out of cells.
pub const FLOWS_MAX: usize = 1_000;

/// Renders the call of every row that may be called: what they look like, and a finding for each kind
/// of fault. `paths` are the contact files' names in findings. A survey takes every row; where the templates have
/// faults there is no script, and nothing else is done.
///
/// # Errors
/// As reading the file again.
pub fn rehearse(
    script: Option<&Script>,
    contacts: &Contacts,
    rows: &mut RowReader<'_>,
    paths: &[String],
    mut survey: Option<&mut Survey>,
) -> io::Result<(Rehearsed, Vec<Diagnostic>)> {
    let paths: Vec<Arc<str>> = paths.iter().map(|path| path.as_str().into()).collect();
    let mut rehearsed = Rehearsed::default();
    let mut findings: BTreeMap<(&'static str, String), Diagnostic> = BTreeMap::new();
    rows.rewind();
    for (contact, row) in (0..).map(ContactId).zip(&contacts.rows) {
        let Some(record) = rows.read()? else { break };
        let file = contacts.part_of(contact);
        let Some(path) = paths.get(file) else {
            continue;
        };
        let mut is_silent = false;
        let called = script.zip(row.fate.callable());
        match called.map(|(script, number)| (script, script.request(number, &record))) {
            None => {}
            Some((_, Ok(call))) => {
                is_silent = call
                    .custom_field
                    .as_deref()
                    .is_none_or(|text| text.trim().is_empty());
                rehearsed.take(call);
            }
            Some((script, Err(fault))) => {
                let told = told(&fault, script, &record);
                let finding = findings
                    .entry((fault.code(), told.message.clone()))
                    .or_insert_with(|| Diagnostic {
                        count: 0,
                        ..Diagnostic::error(fault.code(), told.message).help(told.help)
                    });
                finding.count += 1;
                if finding.count <= NAMED_MAX {
                    finding
                        .labels
                        .push(rows.label(path, told.column, &told.said));
                }
            }
        }
        if let Some(survey) = &mut survey {
            survey.add(contacts, (contact, &record), rows, (file, path), is_silent);
        }
    }
    Ok((rehearsed, findings.into_values().collect()))
}

impl Rehearsed {
    fn take(&mut self, call: CallRequest) {
        if let Some(count) = self.flows.get_mut(&call.app_id) {
            *count += 1;
        } else if self.flows.len() < FLOWS_MAX {
            self.flows.insert(call.app_id.clone(), 1);
        }
        if self.samples.len() < SAMPLES_MAX {
            self.samples.push(call);
        }
    }
}

/// What is said of a fault.
struct Told {
    /// Of all rows with it.
    message: String,
    /// Of one of them.
    said: String,
    /// The column to be mended, from 0, where it is one.
    column: Option<usize>,
    /// What to do.
    help: String,
}

fn told(fault: &RenderFault, script: &Script, record: &Record) -> Told {
    let whole = |message: String, said: String, help: &str| Told {
        message,
        said,
        column: None,
        help: help.to_owned(),
    };
    match fault {
        // Every row has a length of its own.
        RenderFault::CustomFieldLength { characters } => whole(
            format!("`custom_field` renders to more than {CUSTOM_FIELD_MAX} characters"),
            format!("{characters} characters"),
            "shorten the cells that it reads, or send fewer of them",
        ),
        RenderFault::AppId => whole(
            fault.to_string(),
            String::new(),
            "mend the cells that it reads: the number of a flow is one such as 84521",
        ),
        RenderFault::CustomFieldControl => match script.control(record) {
            Some((column, found)) => control(column, found, record),
            None => whole(
                fault.to_string(),
                String::new(),
                "write the template in one line: its own text breaks it",
            ),
        },
        RenderFault::Template { .. } => whole(
            fault.to_string(),
            String::new(),
            "mend the cells that it reads, or give it a value for them: `{{ amount|default(\"0\") }}`",
        ),
    }
}

/// A cell with a character that `custom_field` must not have.
fn control(column: &str, found: char, record: &Record) -> Told {
    let cell = record.cell(column).unwrap_or_default();
    let (what, written) = match found {
        '\r' if cell.contains("\r\n") => ("a line break", "\\r\\n"),
        '\r' => ("a line break", "\\r"),
        '\n' => ("a line break", "\\n"),
        '\t' => ("a tab", "\\t"),
        _ => ("a control character", ""),
    };
    let name = spell(column);
    Told {
        message: format!("column `{column}` brings {what} into `custom_field`"),
        said: String::new(),
        column: record.header().index(column),
        help: match written {
            "" => "write its cells without it".to_owned(),
            _ => format!(
                "write its cells in one line, or `{{{{ {name}|replace(\"{written}\", \" \") }}}}`"
            ),
        },
    }
}
