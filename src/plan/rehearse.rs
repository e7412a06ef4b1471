//! Every call of a campaign, rendered before the first one is placed: what cannot be rendered is found now.

use std::{collections::BTreeMap, io, sync::Arc};

use super::{
    CallRequest, SAMPLES_MAX, Script,
    script::{CUSTOM_FIELD_MAX, RenderFault},
};
use crate::{
    contacts::{ContactId, Contacts, Part, Record, Row, RowFate, RowReader, mask},
    syntax::{Diagnostic, Label, Place},
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
/// of fault. `paths` are the contact files' names in findings.
///
/// # Errors
/// As reading the file again.
pub fn rehearse(
    script: &Script,
    contacts: &Contacts,
    rows: &mut RowReader<'_>,
    paths: &[String],
) -> io::Result<(Rehearsed, Vec<Diagnostic>)> {
    let paths: Vec<Arc<str>> = paths.iter().map(|path| path.as_str().into()).collect();
    let mut rehearsed = Rehearsed::default();
    let mut findings: BTreeMap<(&'static str, String), Diagnostic> = BTreeMap::new();
    rows.rewind();
    for (contact, row) in (0..).map(ContactId).zip(&contacts.rows) {
        let Some(record) = rows.read()? else { break };
        let RowFate::Callable(number) = row.fate else {
            continue;
        };
        match script.request(number, &record) {
            Ok(call) => rehearsed.take(call),
            Err(fault) => {
                let (message, said, help) = told(&fault);
                let finding = findings
                    .entry((fault.code(), message.clone()))
                    .or_insert_with(|| Diagnostic {
                        count: 0,
                        ..Diagnostic::error(fault.code(), message).help(help)
                    });
                finding.count += 1;
                if finding.count <= NAMED_MAX {
                    let file = contacts.part_of(contact);
                    let place = paths.get(file).and_then(|path| {
                        let excerpt = excerpt(&record, contacts.parts.get(file)?);
                        at(path, row, excerpt)
                    });
                    let label = |place| Label { place, text: said };
                    finding.labels.extend(place.map(label));
                }
            }
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

/// What is said of all rows with a fault, what of one of them, and what to do.
fn told(fault: &RenderFault) -> (String, String, &'static str) {
    match fault {
        // Every row has a length of its own.
        RenderFault::CustomFieldLength { characters } => (
            format!("`custom_field` renders to more than {CUSTOM_FIELD_MAX} characters"),
            format!("{characters} characters"),
            "shorten the cells that it reads, or send fewer of them",
        ),
        RenderFault::AppId => (
            fault.to_string(),
            String::new(),
            "mend the cells that it reads: the number of a flow is one such as 84521",
        ),
        RenderFault::CustomFieldControl => (
            fault.to_string(),
            String::new(),
            "write the cells that it reads in one line",
        ),
        RenderFault::Template { .. } => (
            fault.to_string(),
            String::new(),
            "mend the cells that it reads, or give it a value for them: `{{ amount|default(\"0\") }}`",
        ),
    }
}

/// A row as it is shown: its cells, with phone numbers masked. Nothing of a sheet, whose rows are no lines.
fn excerpt(record: &Record, part: &Part) -> String {
    if part.form.is_none() {
        return String::new();
    }
    let cells: Vec<&str> = record.cells().collect();
    mask(&cells.join(&char::from(part.delimiter).to_string())).replace(char::is_control, " ")
}

fn at(path: &Arc<str>, row: &Row, excerpt: String) -> Option<Place> {
    Some(Place {
        line: usize::try_from(row.line).ok()?,
        byte: usize::try_from(row.byte).ok()?,
        within: 0..excerpt.len(),
        excerpt: excerpt.into(),
        ..Place::file(path.clone())
    })
}
