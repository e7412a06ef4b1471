//! From bytes to a [`Source`]: UTF-8 and nothing else.

use std::sync::Arc;

use super::{Diagnostic, Source, code, parse::SOURCE_BYTES_MAX};

/// Takes the bytes of a campaign or project file.
///
/// A file over the size limit is cut before it is looked at, so that nothing large is ever copied.
///
/// # Errors
/// One finding when the file is too large, is not UTF-8, or holds a NUL character.
pub fn read(path: impl Into<Arc<str>>, bytes: &[u8]) -> Result<Source, Box<Diagnostic>> {
    let path = path.into();
    if bytes.len() > SOURCE_BYTES_MAX {
        let start = Source::new(path, "");
        return Err(Box::new(too_large(&start, bytes.len())));
    }
    if bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF]) {
        let place = Source::new(path, "").place(&(0..0));
        let finding = Diagnostic::error(code::ENCODING, "this file is UTF-16, not UTF-8")
            .at(place, "")
            .help("save it as UTF-8");
        return Err(Box::new(finding));
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => match text.find('\0') {
            None => Ok(Source::new(path, text)),
            Some(at) => {
                let source = Source::new(path, &text[..at]);
                let finding = Diagnostic::error(code::ENCODING, "there is a NUL character in this file")
                    .at(source.place(&(at..at)), "here")
                    .note("A text file has none; the file is damaged, or it is UTF-16 or UTF-32 without a mark.")
                    .help("save it as UTF-8");
                Err(Box::new(finding))
            }
        },
        Err(error) => {
            let good = error.valid_up_to();
            let text = String::from_utf8_lossy(&bytes[..good]);
            let byte = bytes.get(good).copied().unwrap_or_default();
            let source = Source::new(path, text.as_ref());
            let finding = Diagnostic::error(code::ENCODING, "this file is not UTF-8")
                .at(source.place(&(good..good)), format!("byte 0x{byte:02X}"))
                .help("save it as UTF-8");
            Err(Box::new(finding))
        }
    }
}

/// The finding for a text of `bytes` bytes.
pub(super) fn too_large(source: &Source, bytes: usize) -> Diagnostic {
    Diagnostic::error(
        code::TOO_LARGE,
        format!(
            "this file has {bytes} bytes; the most is {} KiB",
            SOURCE_BYTES_MAX / 1024
        ),
    )
    .at(source.place(&(0..0)), "")
    .help("people belong in the contact file, not in this one")
}
