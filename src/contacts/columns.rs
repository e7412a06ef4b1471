//! What is wrong with the columns of a header: the same name twice, none at all, one that is missing.

use std::sync::Arc;

use super::{Header, Wanted, excerpt, quotes, split::Raw};
use crate::{
    campaign::phone,
    syntax::{Diagnostic, nearest},
};

/// Columns whose name an earlier one has. Nameless columns, as spreadsheets leave them, are no harm.
pub(super) fn repeated(
    header: &Header,
    raw: &Raw<'_>,
    path: &Arc<str>,
    delimiter: u8,
) -> Vec<Diagnostic> {
    let names = header.names().iter().enumerate();
    names
        .filter(|(_, name)| !name.is_empty())
        .filter_map(|(at, name)| {
            let first = header.index(name).filter(|first| *first < at)?;
            let message = format!(
                "column `{name}` is there twice: columns {} and {}",
                first + 1,
                at + 1
            );
            let place = excerpt::place(path, raw, quotes::cell(raw.text, delimiter, at));
            Some(
                Diagnostic::error("EXO406", message)
                    .at(place, "the second")
                    .help("rename one"),
            )
        })
        .collect()
}

/// A first line that is a person's: whatever else is missing in it was never there.
pub(super) fn no_header(
    header: &Header,
    raw: &Raw<'_>,
    path: &Arc<str>,
    wanted: &Wanted<'_>,
) -> Option<Diagnostic> {
    let number = |name: &String| phone::read(name, wanted.country).is_ok();
    let (_, _, wanted) = wanted.columns.first()?;
    if header.index(wanted).is_some() || !header.names().iter().any(number) {
        return None;
    }
    let place = excerpt::place(path, raw, 0..raw.text.len());
    let finding = Diagnostic::error("EXO405", "the contact file has no header")
        .at(place, "a phone number stands in the first line");
    Some(finding.help(format!(
        "write a first line with the names of the columns, one of them `{wanted}`"
    )))
}

/// A column that the campaign names and the file has not.
pub(super) fn missing(
    header: &Header,
    raw: &Raw<'_>,
    path: &Arc<str>,
    (key, code, name): &(&str, &'static str, &str),
) -> Diagnostic {
    let names = header.names();
    let place = excerpt::place(path, raw, 0..raw.text.len());
    let finding = Diagnostic::error(code, format!("no column `{name}`")).at(place, "");
    if names.first().is_some_and(|first| first.starts_with("sep=")) {
        return finding
            .help("remove the first line: `sep=` is for spreadsheets, and the header follows it");
    }
    match nearest(name, names.iter().map(String::as_str)) {
        Some(like) => match like.chars().find(|c| is_hidden(*c)) {
            Some(hidden) => finding.help(format!(
                "a column with a similar name holds U+{:04X}, which does not show: remove it from the header",
                u32::from(hidden)
            )),
            None => finding.help(format!(
                "there is a column with a similar name: write `{key}: {}`",
                quoted(like)
            )),
        },
        None => finding
            .note(format!("the columns are {}", listed(names)))
            .help(format!("name one of them with `contacts.{key}`")),
    }
}

/// Whether a character does not show, or shows as a blank that is none.
fn is_hidden(c: char) -> bool {
    let marks = matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}');
    marks || c.is_control() || (c != ' ' && c.is_whitespace())
}

/// A name as YAML reads it back.
fn quoted(name: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || c == '_' || c == '-';
    match name.chars().all(plain) && name.starts_with(char::is_alphabetic) {
        true => name.to_owned(),
        false => format!("{name:?}"),
    }
}

/// The first twelve names.
fn listed(names: &[String]) -> String {
    let shown: Vec<String> = names
        .iter()
        .take(12)
        .map(|name| format!("`{}`", excerpt::mask(name)))
        .collect();
    let more = names.len().saturating_sub(12);
    let shown = shown.join(", ");
    if more == 0 {
        shown
    } else {
        format!("{shown} and {more} more")
    }
}
