//! What kind of file this is, by its first bytes and by what the campaign says.

use std::sync::Arc;

use super::encoding::{Charset, TextForm};
use crate::{
    campaign::Encoding,
    syntax::{Diagnostic, Place},
};

/// First bytes that are looked at.
pub(super) const HEAD: usize = 1024;

const EXPORT: &str = "export it again as \"CSV UTF-8 (comma delimited)\"";

/// The text form of a CSV file.
///
/// # Errors
/// A finding where the campaign says something else, or where nothing can be said for sure.
pub(super) fn text_form(
    head: &[u8],
    said: Encoding,
    path: &Arc<str>,
) -> Result<TextForm, Box<Diagnostic>> {
    let say = |message: String, help: String| {
        let finding = Diagnostic::error("EXO403", message);
        let place = Place::file(path.clone());
        Err(Box::new(finding.at(place, "").help(help)))
    };
    let refuse =
        |what: &str, help: String| say(format!("the contact file looks like {what}"), help);
    let utf16 = |charset, mark| TextForm::Other { charset, mark };
    match (head, said) {
        ([b'P', b'K', 3, 4, ..], _) => refuse(
            "a spreadsheet (.xlsx or .ods)",
            format!("name it with the ending .xlsx, or {EXPORT}"),
        ),
        ([0xd0, 0xcf, 0x11, 0xe0, ..], _) => refuse(
            "an old spreadsheet (.xls)",
            format!("save it as .xlsx, or {EXPORT}"),
        ),
        ([0xff, 0xfe, 0, 0, ..] | [0, 0, 0xfe, 0xff, ..], _) => {
            refuse("UTF-32 text", EXPORT.to_owned())
        }
        ([0xef, 0xbb, 0xbf, ..], Encoding::Auto | Encoding::Utf8) => {
            Ok(TextForm::Utf8 { mark: true })
        }
        ([0xef, 0xbb, 0xbf, ..], _) => refuse(
            "UTF-8 text",
            "write `encoding: utf-8`, or leave it out".to_owned(),
        ),
        ([0xff, 0xfe, ..], Encoding::Auto | Encoding::Utf16) => Ok(utf16(Charset::Utf16Le, true)),
        ([0xfe, 0xff, ..], Encoding::Auto | Encoding::Utf16) => Ok(utf16(Charset::Utf16Be, true)),
        ([0xff, 0xfe, ..] | [0xfe, 0xff, ..], _) => refuse(
            "UTF-16 text (\"Unicode text\" of a spreadsheet)",
            "write `encoding: utf-16`, or leave it out".to_owned(),
        ),
        (_, Encoding::Utf16) => match (without_mark(head), head.is_empty()) {
            (Some(charset), _) => Ok(utf16(charset, false)),
            (None, true) => Ok(utf16(Charset::Utf16Le, false)),
            (None, false) => say(
                "the contact file does not look like UTF-16 text".to_owned(),
                format!("leave `encoding` out if it is UTF-8, or {EXPORT}"),
            ),
        },
        _ if without_mark(head).is_some() => refuse(
            "UTF-16 text without a byte-order mark",
            "write `encoding: utf-16`".to_owned(),
        ),
        (_, Encoding::Windows1252) => Ok(utf16(Charset::Windows1252, false)),
        (_, Encoding::Auto | Encoding::Utf8) => Ok(TextForm::Utf8 { mark: false }),
    }
}

/// The byte order of UTF-16 text: nearly every header has Latin letters, and of each of them one byte is NUL.
fn without_mark(head: &[u8]) -> Option<Charset> {
    let pairs = head.chunks_exact(2);
    let (mut high, mut low, count) = (0, 0, pairs.len());
    for pair in pairs {
        match pair {
            [0, 0] => return None,
            [0, _] => high += 1,
            [_, 0] => low += 1,
            _ => {}
        }
    }
    match (high * 2 > count, low * 2 > count) {
        (true, false) => Some(Charset::Utf16Be),
        (false, true) => Some(Charset::Utf16Le),
        _ => None,
    }
}
