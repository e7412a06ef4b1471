//! What the keys that say how contacts are read must be to each other.

use super::{code, findings::Findings};
use crate::{
    campaign::{Filter, language::Fault},
    syntax::{Diagnostic, Node, Spanned},
};

/// Whether a file is read as a spreadsheet: by its ending.
pub fn is_sheet(file: &str) -> bool {
    let ending = file.rsplit_once('.').map(|(_, ending)| ending);
    ending.is_some_and(|ending| ending.eq_ignore_ascii_case("xlsx"))
}

/// Checks the keys of `contacts` and `results` beside each other.
pub(super) fn agree(findings: &mut Findings<'_>, root: &Node) {
    let Some(contacts) = root.get("contacts") else {
        return;
    };
    for key in ["file", "phone"] {
        let items = contacts.get(key).map(Node::items).unwrap_or_default();
        for (at, item) in items.iter().enumerate() {
            if item.text().is_some() && items[..at].iter().any(|one| one.text() == item.text()) {
                let message = format!("`{}` is named twice", item.text().unwrap_or_default());
                let fault = Fault::new(code::VALUE, message, "remove one");
                findings.fault(&item.span, fault);
            }
        }
    }
    unused(findings, contacts);
    condition(findings, contacts);
    same_file(findings, root);
}

/// Settings that no file of the campaign is read by.
fn unused(findings: &mut Findings<'_>, contacts: &Node) {
    let Some(file) = contacts.get("file") else {
        return;
    };
    let files = match file.items() {
        [] => std::slice::from_ref(file),
        files => files,
    };
    let sheets = files
        .iter()
        .filter_map(Node::text)
        .filter(|file| is_sheet(file));
    let (sheets, all) = (sheets.count(), files.len());
    let mut warn = |key: &str, message: &str| {
        if let Some(node) = contacts.get(key)
            && !node.is_null()
            && node.text() != Some("auto")
        {
            let place = findings.place(&node.span);
            let finding = Diagnostic::warning(code::UNUSED, message).at(place, "");
            findings.push(finding.help(format!("remove `{key}`")));
        }
    };
    if sheets == 0 {
        warn("sheet", "a CSV file has no sheets");
    }
    if sheets == all {
        warn("delimiter", "an XLSX file has no delimiter");
        warn("encoding", "an XLSX file has no encoding to choose");
    }
}

fn condition(findings: &mut Findings<'_>, contacts: &Node) {
    let Some(node) = contacts.get("where") else {
        return;
    };
    if let Some(text) = node.text().filter(|_| !node.is_null())
        && let Err(fault) = Filter::compile(text)
    {
        let text = Spanned::new(text.to_owned(), node.span.clone());
        let place = findings.within(&text, &fault.range);
        let mut finding = Diagnostic::error(fault.code, fault.message);
        finding.help = fault.help;
        findings.push(finding.at(place, "in `where`"));
    }
}

/// Results and attempts in one file would be written over each other.
fn same_file(findings: &mut Findings<'_>, root: &Node) {
    let of = |key: &str| root.at(key).filter(|node| !node.is_null());
    if let (Some(file), Some(attempts)) = (of("results.file"), of("results.attempts"))
        && file.text().is_some()
        && file.text() == attempts.text()
    {
        let message = "results and attempts would be written over each other";
        let fault = Fault::new(code::CONFLICT, message, "name a file of its own for each");
        findings.fault(&attempts.span, fault);
    }
}
