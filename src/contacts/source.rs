//! A file of contacts as UTF-8 text in CSV, whatever it is, from any place of it.

use std::{
    io::{self, BufReader, Cursor, Read, Seek, SeekFrom},
    sync::Arc,
};

use sha2::{Digest, Sha256};

use super::{
    encoding::{self, TextForm, Transcoder},
    header::unreadable,
    sheet::{self, Sheet},
    sniff,
};
use crate::{
    campaign::Encoding,
    syntax::{Diagnostic, Place},
};

/// What files are read from.
pub trait Bytes: Read + Seek {}

impl<T: Read + Seek> Bytes for T {}

/// How a file is to be read.
#[derive(Clone, Copy, Debug, Default)]
pub struct FileSpec<'a> {
    /// The encoding of a CSV file.
    pub encoding: Encoding,
    /// Its separator; guessed from the header when absent.
    pub delimiter: Option<u8>,
    /// The sheet of an XLSX file; the first that is shown when absent.
    pub sheet: Option<&'a str>,
}

/// How a file becomes text, so that it can be read again without being looked through again. Cheap to clone.
#[derive(Clone, Debug)]
pub(super) enum Layout {
    /// As it is, behind its byte-order mark.
    Plain { mark: bool },
    /// By decoding it.
    Coded(TextForm, Arc<encoding::Survey>),
    /// Not from the file any more: the sheet is kept.
    Sheet(Arc<Sheet>),
}

impl Layout {
    /// Looks at a file and says how it becomes text. Only XLSX files and those of other encodings are read to their end
    /// for that; their hash comes with it.
    ///
    /// # Errors
    /// Findings that leave no way to read it.
    pub(super) fn find(
        input: &mut dyn Bytes,
        path: &Arc<str>,
        spec: &FileSpec<'_>,
    ) -> Result<(Layout, Option<String>, Option<Diagnostic>), Box<Diagnostic>> {
        let failed = |error: io::Error| Box::new(unreadable(path, &error));
        if crate::campaign::is_sheet(path) {
            let sheet = sheet::read(input, path, spec.sheet)?;
            let sha256 = sha256_of(input).map_err(failed)?;
            return Ok((Layout::Sheet(Arc::new(sheet)), Some(sha256), None));
        }
        let head = head(input).map_err(failed)?;
        let form = sniff::text_form(&head, spec.encoding, path)?;
        let (charset, mark) = match form {
            TextForm::Utf8 { mark } => return Ok((Layout::Plain { mark }, None, None)),
            TextForm::Other { charset, mark } => (charset, mark),
        };
        let skip = if mark { 2 } else { 0 };
        let survey = encoding::survey(input, charset, skip).map_err(failed)?;
        let survey = survey.map_err(|bad| Box::new(malformed(path, &bad)))?;
        let warning = (survey.is_utf8 && spec.encoding == Encoding::Windows1252).then(|| {
            let message = "the contact file looks like UTF-8, and is read as Windows-1252";
            let finding = Diagnostic::warning("EXO403", message).at(Place::file(path.clone()), "");
            finding.help("write `encoding: utf-8`, or leave it out, unless the names look right so")
        });
        let sha256 = hex(&survey.sha256);
        Ok((Layout::Coded(form, Arc::new(survey)), Some(sha256), warning))
    }

    /// The text of the file.
    pub(super) fn open<'a>(&self, input: Box<dyn Bytes + 'a>) -> Source<'a> {
        match self {
            Layout::Plain { .. } => Source::Plain(input),
            Layout::Coded(_, survey) => Source::Coded(Transcoder::new(input, survey.clone())),
            Layout::Sheet(sheet) => Source::Sheet(Cursor::new(SheetText(sheet.clone()))),
        }
    }

    /// The sheet, of an XLSX file.
    pub(super) fn sheet(&self) -> Option<&Sheet> {
        match self {
            Layout::Sheet(sheet) => Some(sheet),
            Layout::Plain { .. } | Layout::Coded(..) => None,
        }
    }

    /// How the file's bytes are text; nothing of an XLSX file.
    pub(super) fn form(&self) -> Option<TextForm> {
        match self {
            Layout::Plain { mark } => Some(TextForm::Utf8 { mark: *mark }),
            Layout::Coded(form, _) => Some(*form),
            Layout::Sheet(_) => None,
        }
    }
}

/// The text of a file.
pub(super) enum Source<'a> {
    Plain(Box<dyn Bytes + 'a>),
    Coded(Transcoder<'a>),
    Sheet(Cursor<SheetText>),
}

/// The text of a sheet.
pub(super) struct SheetText(Arc<Sheet>);

impl AsRef<[u8]> for SheetText {
    fn as_ref(&self) -> &[u8] {
        &self.0.text
    }
}

impl Read for Source<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self {
            Source::Plain(input) => input.read(buffer),
            Source::Coded(input) => input.read(buffer),
            Source::Sheet(input) => input.read(buffer),
        }
    }
}

impl Seek for Source<'_> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        match self {
            Source::Plain(input) => input.seek(to),
            Source::Coded(input) => input.seek(to),
            Source::Sheet(input) => input.seek(to),
        }
    }
}

/// All text of a file, for comparing it with another; nothing where it cannot be read so.
pub fn text<'a>(mut input: Box<dyn Bytes + 'a>, path: &str, spec: &FileSpec<'_>) -> Option<String> {
    let (layout, ..) = Layout::find(&mut *input, &path.into(), spec).ok()?;
    let mut bytes = Vec::new();
    layout.open(input).read_to_end(&mut bytes).ok()?;
    Some(String::from_utf8_lossy(&bytes).into_owned())
}

/// The first bytes; the input stands at its front again afterwards.
fn head(input: &mut dyn Bytes) -> io::Result<Vec<u8>> {
    let mut head = Vec::with_capacity(sniff::HEAD);
    input.seek(SeekFrom::Start(0))?;
    (&mut *input)
        .take(sniff::HEAD as u64)
        .read_to_end(&mut head)?;
    input.seek(SeekFrom::Start(0))?;
    Ok(head)
}

fn sha256_of(input: &mut dyn Bytes) -> io::Result<String> {
    input.seek(SeekFrom::Start(0))?;
    let mut input = BufReader::with_capacity(1 << 16, input);
    let mut hash = Sha256::new();
    let mut chunk = vec![0; 1 << 16];
    loop {
        match input.read(&mut chunk)? {
            0 => return Ok(hex(&hash.finalize())),
            read => hash.update(chunk.get(..read).unwrap_or_default()),
        }
    }
}

/// A hash as text.
pub(super) fn hex(hash: &[u8]) -> String {
    hash.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn malformed(path: &Arc<str>, bad: &encoding::Malformed) -> Diagnostic {
    let place = Place {
        line: usize::try_from(bad.line).unwrap_or(usize::MAX),
        column: usize::try_from(bad.column).unwrap_or(usize::MAX),
        byte: usize::try_from(bad.byte).unwrap_or(usize::MAX),
        ..Place::file(path.clone())
    };
    let at = format!(
        "line {}, column {}, byte {}",
        bad.line, bad.column, bad.byte
    );
    Diagnostic::error(
        "EXO403",
        "the contact file holds bytes that are no UTF-16 character",
    )
    .at(place, "")
    .note(at)
    .help("the file is cut off or damaged: export it again as \"CSV UTF-8 (comma delimited)\"")
}
