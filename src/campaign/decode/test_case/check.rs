//! Whether tests fit their campaign: its columns, and numbers that nobody can be assigned.

use crate::{
    campaign::{
        Campaign,
        decode::{code, secret},
        phone,
        test_case::{TestCase, TestPerson},
    },
    syntax::{self, Diagnostic, Source, Spanned, nearest},
};

/// Finds what in these tests does not fit their campaign. `source` is the file that holds the tests.
pub fn check(tests: &[TestCase], campaign: &Campaign, source: &Source) -> Vec<Diagnostic> {
    let columns = campaign.columns();
    let mut findings = Vec::new();
    for person in tests.iter().flat_map(|test| &test.people) {
        for (column, _) in &person.row {
            if !columns.contains(&column.value) {
                findings.push(no_column(column, &columns, source));
            }
        }
        findings.extend(dialable(person, campaign, source));
    }
    if findings.is_empty() {
        return findings;
    }
    // The lines are shown without the numbers in them.
    let (root, _) = syntax::parse(source);
    secret::redrawn(findings, &secret::masked(source, root.as_ref()))
}

fn no_column(column: &Spanned<String>, columns: &[String], source: &Source) -> Diagnostic {
    let name = &column.value;
    let message = format!("the campaign reads no column `{}`", name.escape_debug());
    let finding = Diagnostic::error(code::UNKNOWN_KEY, message).at(source.place(&column.span), "");
    match nearest(name, columns.iter().map(String::as_str)) {
        Some(near) => finding.help(format!("it reads a column with a similar name: `{near}`")),
        None => {
            let columns: Vec<String> = columns.iter().map(|name| format!("`{name}`")).collect();
            finding.help(format!("remove it; the columns are {}", columns.join(", ")))
        }
    }
}

/// A number that could be somebody's has no place in a test.
fn dialable(person: &TestPerson, campaign: &Campaign, source: &Source) -> Option<Diagnostic> {
    let contacts = &campaign.contacts;
    let is_phone = |column: &str| contacts.phones.iter().any(|phone| phone.value == column);
    let cells = person.row.iter();
    let mut cells = cells.filter(|(column, _)| is_phone(&column.value));
    let (_, cell) = cells.find(|(_, cell)| {
        let phone = phone::read(&cell.value, &contacts.country.value);
        phone.is_ok_and(|phone| !phone.number.is_simulated())
    })?;
    let message = "this number may be somebody's, and a test must never hold one";
    let finding = Diagnostic::error(code::REAL_NUMBER_IN_TEST, message);
    let help = "write one of the simulator's: +91 0000 and six digits of your choice";
    Some(finding.at(source.place(&cell.span), "").help(help))
}
