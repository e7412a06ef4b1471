//! What the cells of contact files hold that is probably not meant, counted while the rows are read again.
//!
//! It stays small whatever the rows are: a count of each, and the places of the first ones.

use std::sync::Arc;

use super::{ContactId, Contacts, Record, RowFate, RowReader};
use crate::{
    campaign::{Campaign, CustomField, Number, Template},
    syntax::{Diagnostic, Label, grouped},
};

/// Places that are kept of each.
const SHOWN: usize = 3;

/// How many there are, and where the first ones stand.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// How many.
    pub count: u64,
    /// The first of them.
    pub first: Vec<Label>,
}

/// What was found in one contact file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Surveyed {
    /// Rows that are called and have nothing in a column, by the columns of [`Survey::columns`].
    pub empty: Vec<Tally>,
    /// Where these columns are in the file, from 0.
    at: Vec<Option<usize>>,
    /// Rows that are called and for which `custom_field` renders to nothing.
    pub silent: Tally,
    /// Rows that are called and hold an ExoPhone of the campaign.
    pub own: Tally,
    /// Cells that a spreadsheet takes for formulas.
    pub formulas: Tally,
}

/// What is looked for in the rows of a campaign, and what was found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Survey {
    /// Columns that must not be empty: the one of the id, and those that `custom_field` sends as they are.
    pub columns: Vec<String>,
    /// What was found in each contact file, in their order.
    pub files: Vec<Surveyed>,
    /// Whether the first of the columns is that of the id.
    has_id: bool,
    /// Whether a `custom_field` without text is not meant: nothing in it says what an empty cell means.
    wants_text: bool,
    own: Vec<Number>,
}

impl Survey {
    /// Looks for what bears on this campaign.
    pub fn of(campaign: &Campaign, contacts: &Contacts) -> Survey {
        let id = campaign.contacts.id.as_ref().map(|id| id.value.clone());
        let mut survey = Survey {
            has_id: id.is_some(),
            columns: id.into_iter().collect(),
            own: campaign.call.pool.iter().collect(),
            ..Survey::default()
        };
        let custom = campaign.call.custom_field.as_ref();
        for text in custom.iter().flat_map(|custom| custom.texts()) {
            let Ok(template) = Template::compile(&text.value) else {
                continue;
            };
            survey.wants_text = matches!(custom, Some(CustomField::Text(_)))
                && template.unminded().count() == template.columns().len();
            for (column, _) in template.unminded() {
                if !survey.columns.contains(column) {
                    survey.columns.push(column.clone());
                }
            }
        }
        let columns = &survey.columns;
        let files = contacts.parts.iter().map(|part| Surveyed {
            empty: vec![Tally::default(); columns.len()],
            at: columns.iter().map(|name| part.header.index(name)).collect(),
            ..Surveyed::default()
        });
        survey.files = files.collect();
        survey
    }

    /// Takes the row that was read last. `is_silent` says that its `custom_field` renders to nothing; `at` is which of
    /// the files it stands in, from 0, and `path` the name of that file in findings.
    pub fn add(
        &mut self,
        contacts: &Contacts,
        (contact, record): (ContactId, &Record),
        rows: &RowReader<'_>,
        (at, path): (usize, &Arc<str>),
        is_silent: bool,
    ) {
        let (Some(row), Some(part)) = (contacts.row(contact), contacts.parts.get(at)) else {
            return;
        };
        let Some(file) = self.files.get_mut(at) else {
            return;
        };
        if row.fate == RowFate::Invalid {
            return;
        }
        let label = |column: Option<usize>| rows.label(path, column, "");
        let cells = record.raw_cells();
        // Most cells are passed over by their first byte: there are many of them.
        let mut start = 0;
        for (column, end) in cells.ends.iter().enumerate() {
            let first = cells.bytes.get(start);
            if start < *end
                && matches!(first, Some(b'=' | b'+' | b'-' | b'@'))
                && !part.phones.contains(&column)
                && cells.get(column).is_some_and(is_formula)
            {
                file.formulas.add(|| label(Some(column)));
            }
            start = *end;
        }
        let RowFate::Callable(first) = row.fate else {
            return;
        };
        let further = contacts.fallbacks(contact).iter();
        let mut numbers = std::iter::once(&first).chain(further);
        if let Some(own) = numbers.find(|number| self.own.contains(number)) {
            file.own.add(|| label(rows.column_of(*own)));
        }
        let is_empty = |column: &Option<usize>| match column.and_then(|column| cells.get(column)) {
            Some([]) => true,
            Some([first, ..]) if !first.is_ascii_whitespace() => false,
            Some(cell) => cell.trim_ascii().is_empty(),
            None => false,
        };
        // One cell is told once: as the id, else as all that the flow would learn, else as a part of that.
        let id = file.at.first().filter(|_| self.has_id);
        let has_no_id = id.is_some_and(is_empty);
        let is_silent = is_silent && self.wants_text;
        if is_silent && !has_no_id {
            file.silent.add(|| label(None));
        }
        let told = match (is_silent, has_no_id) {
            (false, _) => file.at.len(),
            (true, is_id) => usize::from(is_id),
        };
        let columns = file.at.iter().zip(&mut file.empty).take(told);
        for (column, tally) in columns.filter(|(column, _)| is_empty(column)) {
            tally.add(|| label(*column));
        }
    }
}

impl Tally {
    /// A finding of a code about all of them; nothing where there is none. `message` is given how many they are, and
    /// whether that is one.
    pub fn finding(
        &self,
        level: fn(&'static str, String) -> Diagnostic,
        code: &'static str,
        message: impl FnOnce(&str, bool) -> String,
    ) -> Option<Diagnostic> {
        if self.count == 0 {
            return None;
        }
        let mut finding = level(code, message(&grouped(self.count), self.count == 1));
        finding.count = self.count;
        finding.labels.clone_from(&self.first);
        Some(finding)
    }

    fn add(&mut self, label: impl FnOnce() -> Label) {
        self.count += 1;
        if self.first.len() < SHOWN {
            self.first.push(label());
        }
    }
}

/// Whether a spreadsheet runs a cell that begins with `=`, `+`, `-` or `@`: it is neither a number nor a date, nor a
/// dash where nothing is to be said. Source of the signs: OWASP, "CSV Injection".
fn is_formula(cell: &[u8]) -> bool {
    let text = String::from_utf8_lossy(cell);
    let mut rest = text.chars();
    match rest.next() {
        Some('=' | '@') => rest.any(char::is_alphanumeric),
        _ => {
            let is_number = rest.as_str().trim().parse::<f64>().is_ok();
            !is_number && rest.any(|c| c.is_alphabetic() || matches!(c, '|' | '='))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_are_told_from_numbers_and_dashes() {
        for text in [
            "=1+2",
            "=cmd|' /C calc'!A0",
            "@SUM(A1)",
            "+A1",
            "-Ravi",
            "=\"00123\"",
        ] {
            assert!(is_formula(text.as_bytes()), "{text}");
        }
        for text in [
            "-",
            "--",
            "-12.50",
            "-1,20,000.00",
            "+91 98450-12345",
            "-1.2E+05",
            "=",
            "-5%",
        ] {
            assert!(!is_formula(text.as_bytes()), "{text}");
        }
    }
}
