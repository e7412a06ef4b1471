//! Every call of a campaign, rendered before the first one is placed: what cannot be rendered is found now.

use std::{collections::BTreeMap, io, sync::Arc};

use super::{CallRequest, SAMPLES_MAX, Script};
use crate::{
    contacts::{ContactId, Contacts, Row, RowFate, RowReader},
    syntax::{Diagnostic, Place},
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
                let message = fault.to_string();
                let finding = findings
                    .entry((fault.code(), message.clone()))
                    .or_insert_with(|| Diagnostic {
                        count: 0,
                        ..Diagnostic::error(fault.code(), message)
                    });
                finding.count += 1;
                if finding.count <= NAMED_MAX {
                    let file = contacts.part_of(contact);
                    finding
                        .labels
                        .extend(paths.get(file).and_then(|path| at(path, row)));
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

fn at(path: &Arc<str>, row: &Row) -> Option<crate::syntax::Label> {
    let line = usize::try_from(row.line).ok()?;
    let byte = usize::try_from(row.byte).ok()?;
    let place = Place {
        line,
        byte,
        ..Place::file(path.clone())
    };
    Some(crate::syntax::Label {
        place,
        text: String::new(),
    })
}
