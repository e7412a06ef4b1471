//! Findings about rows: one of each kind, with how many rows have it and the first three of them.

use std::sync::Arc;

use super::{
    Contacts, Row, Table, excerpt,
    kinds::Kind,
    quotes,
    sheet::{Sheet, cell_name},
    split::Raw,
    table::Seen,
};
use crate::{
    campaign::{BadRows, ContactsSpec, Most},
    syntax::{Diagnostic, Label, Place, Severity, Span},
};

/// Places that one finding shows.
const SHOWN: usize = 3;
/// Characters of a sheet's cell that are shown.
const HELD_MAX: usize = 40;

/// Counts findings about rows by their file, kind and severity.
#[derive(Default)]
pub(super) struct Findings<'a> {
    /// The files that were read, in order.
    files: Vec<Seen<'a>>,
    /// What is not about rows.
    others: Vec<Diagnostic>,
    /// In the order of the kinds' first rows; the file is known by its name.
    tallies: Vec<(Arc<str>, Kind, Diagnostic)>,
}

impl<'a> Findings<'a> {
    /// Adds a finding that is not about rows.
    pub(super) fn extend(&mut self, finding: Option<Diagnostic>) {
        self.others.extend(finding);
    }

    /// Keeps a file that was read to its end.
    pub(super) fn know(&mut self, file: Seen<'a>) {
        self.files.push(file);
    }

    /// Adds the row that a table stands at, with a fault in a column or as a whole. `text` says what was
    /// read there.
    pub(super) fn add(
        &mut self,
        table: &Table<'_>,
        kind: Kind,
        severity: Severity,
        column: Option<usize>,
        text: impl FnOnce() -> String,
    ) {
        self.tally(&table.path, kind, severity, || {
            let raw = table.raw();
            match (table.layout.sheet(), column) {
                (Some(sheet), _) => in_sheet(&table.path, &raw, sheet, column, &text()),
                (None, Some(column)) => (table.place(column), text()),
                (None, None) => (excerpt::place(&table.path, &raw, 0..raw.text.len()), text()),
            }
        });
    }

    /// Adds a stretch of the row that a table of text stands at.
    pub(super) fn add_at(
        &mut self,
        table: &Table<'_>,
        kind: Kind,
        severity: Severity,
        span: Span,
        text: String,
    ) {
        self.tally(&table.path, kind, severity, || {
            (excerpt::place(&table.path, &table.raw(), span), text)
        });
    }

    /// Adds a row of a file that was read to its end, and is read again to be shown. `column` finds the cell that the
    /// finding is about.
    pub(super) fn add_again(
        &mut self,
        file: usize,
        kind: Kind,
        severity: Severity,
        row: &Row,
        column: impl FnOnce(&Raw<'_>) -> Option<usize>,
        text: impl FnOnce() -> String,
    ) {
        let mut files = std::mem::take(&mut self.files);
        if let Some(seen) = files.get_mut(file) {
            let (path, layout, delimiter) =
                (seen.path.clone(), seen.layout.clone(), seen.delimiter);
            self.tally(&path, kind, severity, || {
                let Some(mut raw) = seen.row(row) else {
                    return (excerpt::line(&path, row.byte, row.line), text());
                };
                raw.line = row.line.into();
                let column = column(&raw);
                match (layout.sheet(), column) {
                    (Some(sheet), _) => in_sheet(&path, &raw, sheet, column, &text()),
                    (None, Some(column)) => {
                        let cell = quotes::cell(raw.text, delimiter, column);
                        (excerpt::place(&path, &raw, cell), text())
                    }
                    (None, None) => (excerpt::place(&path, &raw, 0..raw.text.len()), text()),
                }
            });
        }
        self.files = files;
    }

    /// More rows that cannot be used than the campaign allows.
    pub(super) fn too_many(&mut self, contacts: &Contacts, spec: &ContactsSpec) {
        if spec.bad_rows != BadRows::Skip {
            return;
        }
        let (bad, rows) = (u64::from(contacts.counts.invalid), contacts.rows.len());
        let share = 100.0 * contacts.counts.invalid as f64 / rows as f64;
        let (is_over, most) = match spec.max_bad_rows {
            Most::Count(most) => (bad > most, most.to_string()),
            Most::Percent(most) => (share > most, format!("{most}%")),
        };
        if !is_over {
            return;
        }
        let cannot = match bad {
            1 => "row cannot",
            _ => "rows cannot",
        };
        let message = format!("{bad} {cannot} be used, more than `max_bad_rows` allows");
        let path = self
            .files
            .first()
            .map_or("".into(), |file| file.path.clone());
        let finding = Diagnostic::error("EXO447", message)
            .at(Place::file(path), "")
            .note(format!(
                "{bad} of {rows} rows are {share:.2}%; at most {most} may be left out"
            ));
        let help = format!("mend them, or write `max_bad_rows: {bad}` to leave them out");
        self.others.push(finding.help(help));
    }

    fn tally(
        &mut self,
        path: &Arc<str>,
        kind: Kind,
        severity: Severity,
        place: impl FnOnce() -> (Place, String),
    ) {
        let known = self.tallies.iter().position(|(other, known, finding)| {
            *known == kind && finding.severity == severity && other == path
        });
        let at = known.unwrap_or_else(|| {
            let mut finding = Diagnostic::error(kind.code, kind.one).help(kind.help);
            (finding.count, finding.severity) = (0, severity);
            self.tallies.push((path.clone(), kind, finding));
            self.tallies.len() - 1
        });
        let Some((_, _, finding)) = self.tallies.get_mut(at) else {
            return;
        };
        finding.count += 1;
        if finding.labels.len() < SHOWN {
            let (place, text) = place();
            finding.labels.push(Label { place, text });
        }
    }

    /// The findings: one of each file, kind and severity, then the others.
    pub(super) fn finish(self) -> impl Iterator<Item = Diagnostic> {
        let tallies = self.tallies.into_iter().map(|(_, kind, mut finding)| {
            if finding.count > 1 {
                finding.message = format!("{} {}", finding.count, kind.many);
            }
            finding
        });
        tallies.chain(self.others)
    }
}

/// The place of a cell or a row of a sheet, and what is said there: `Data!B7 holds 98xxxxx34: it has 9 digits`.
pub(super) fn in_sheet(
    path: &Arc<str>,
    raw: &Raw<'_>,
    sheet: &Sheet,
    column: Option<usize>,
    text: &str,
) -> (Place, String) {
    let row = u32::try_from(raw.line).unwrap_or(u32::MAX);
    let name = match column {
        Some(column) => cell_name(column, row),
        None => row.to_string(),
    };
    let held = column.and_then(|column| raw.cells.get(column));
    let held = String::from_utf8_lossy(held.unwrap_or_default());
    let held: String = excerpt::mask(&held).chars().take(HELD_MAX).collect();
    let holds = match held.is_empty() {
        true => String::new(),
        false => format!(" holds {held}"),
    };
    let place = excerpt::in_sheet(path, raw, column.unwrap_or(0));
    let colon = if text.is_empty() { "" } else { ": " };
    (place, format!("{}!{name}{holds}{colon}{text}", sheet.name))
}
