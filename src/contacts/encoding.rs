//! From bytes of another encoding to UTF-8, without losing the way back.
//!
//! A file is looked through once, so that what cannot be read is found before anything is made of it; after
//! that it is decoded on the fly, from any place.

use std::{
    io::{self, Read, Seek, SeekFrom},
    sync::Arc,
};

use encoding_rs::{
    CoderResult, Decoder, DecoderResult, Encoding, UTF_16BE, UTF_16LE, WINDOWS_1252,
};
use sha2::{Digest, Sha256};

use super::source::Bytes;

/// Bytes that are read at once; even, so that the halves of a UTF-16 unit stay together.
const CHUNK: usize = 32 * 1024;

/// An encoding that is not UTF-8.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Charset {
    /// UTF-16, the low byte first.
    Utf16Le,
    /// UTF-16, the high byte first.
    Utf16Be,
    /// Windows-1252. Its five undefined bytes are read as control characters, as browsers do.
    Windows1252,
}

impl Charset {
    fn codec(self) -> &'static Encoding {
        match self {
            Charset::Utf16Le => UTF_16LE,
            Charset::Utf16Be => UTF_16BE,
            Charset::Windows1252 => WINDOWS_1252,
        }
    }
}

/// How a file's bytes are text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TextForm {
    /// UTF-8; `mark` says whether a byte-order mark stands in front.
    Utf8 {
        /// A byte-order mark stands in front.
        mark: bool,
    },
    /// Another encoding; `mark` as above.
    Other {
        /// Which.
        charset: Charset,
        /// A byte-order mark stands in front.
        mark: bool,
    },
}

/// What a look through a file found.
#[derive(Debug)]
pub(super) struct Survey {
    charset: Charset,
    /// Places in the decoded text and where they stand in the file, in order; the first is the beginning.
    marks: Vec<(u64, u64)>,
    /// SHA-256 of the file's bytes.
    pub(super) sha256: [u8; 32],
    /// All of it is UTF-8, with characters that are not ASCII: this encoding is then most unlikely.
    pub(super) is_utf8: bool,
}

/// A sequence of bytes that is no character.
#[derive(Debug)]
pub(super) struct Malformed {
    pub(super) line: u64,
    pub(super) column: u64,
    pub(super) byte: u64,
}

/// Looks through a file from its first byte. `skip` bytes of a byte-order mark are no text.
///
/// # Errors
/// As reading; the inner error where a sequence of bytes is no character.
pub(super) fn survey(
    input: &mut dyn Bytes,
    charset: Charset,
    skip: u64,
) -> io::Result<Result<Survey, Malformed>> {
    let mut hash = Sha256::new();
    let mut text = Position {
        line: 1,
        column: 1,
        after_return: false,
    };
    let mut decoder = charset.codec().new_decoder_without_bom_handling();
    let mut utf8 = Utf8::default();
    let (mut raw, mut decoded) = (vec![0; CHUNK], vec![0; 4 * CHUNK]);
    let (mut raw_at, mut decoded_at) = (0_u64, 0_u64);
    let mut marks = vec![(0, skip)];
    input.seek(SeekFrom::Start(0))?;
    loop {
        let filled = fill(input, &mut raw)?;
        let chunk = raw.get(..filled).unwrap_or_default();
        hash.update(chunk);
        utf8.take(chunk);
        let last = filled < CHUNK;
        let from = if raw_at == 0 {
            usize::try_from(skip).unwrap_or(0).min(filled)
        } else {
            0
        };
        let bytes = chunk.get(from..).unwrap_or_default();
        let (result, read, written) =
            decoder.decode_to_utf8_without_replacement(bytes, &mut decoded, last);
        text.pass(decoded.get(..written).unwrap_or_default());
        if let DecoderResult::Malformed(bad, after) = result {
            let back = u64::from(bad) + u64::from(after);
            let byte = (raw_at + (from + read) as u64).saturating_sub(back);
            let Position { line, column, .. } = text;
            return Ok(Err(Malformed { line, column, byte }));
        }
        raw_at += filled as u64;
        decoded_at += written as u64;
        if last {
            let is_utf8 = utf8.ends_well();
            let sha256 = hash.finalize().into();
            return Ok(Ok(Survey {
                charset,
                marks,
                sha256,
                is_utf8,
            }));
        }
        if !ends_in_half(charset, bytes) {
            marks.push((decoded_at, raw_at));
        }
    }
}

/// Whether the first half of a surrogate pair ends the bytes.
fn ends_in_half(charset: Charset, bytes: &[u8]) -> bool {
    let unit = match (charset, bytes) {
        (Charset::Utf16Le, [.., low, high]) => u16::from_le_bytes([*low, *high]),
        (Charset::Utf16Be, [.., high, low]) => u16::from_be_bytes([*high, *low]),
        _ => 0,
    };
    (0xd800..0xdc00).contains(&unit)
}

/// Reads until the buffer is full or there is no more.
fn fill(input: &mut dyn Bytes, buffer: &mut [u8]) -> io::Result<usize> {
    let mut filled = 0;
    while let Some(rest) = buffer.get_mut(filled..).filter(|rest| !rest.is_empty()) {
        match input.read(rest) {
            Ok(0) => break,
            Ok(read) => filled += read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(filled)
}

/// Line and column behind the text so far.
struct Position {
    line: u64,
    column: u64,
    after_return: bool,
}

impl Position {
    fn pass(&mut self, text: &[u8]) {
        for byte in text {
            // The bytes that go on with a character are no characters.
            if byte & 0xc0 == 0x80 {
                continue;
            }
            if std::mem::take(&mut self.after_return) && *byte != b'\n' {
                self.line += 1;
                self.column = 1;
            }
            match byte {
                b'\n' => {
                    self.line += 1;
                    self.column = 1;
                }
                b'\r' => self.after_return = true,
                _ => self.column += 1,
            }
        }
    }
}

/// Whether bytes that come in pieces are UTF-8.
#[derive(Default)]
struct Utf8 {
    decoder: Option<Decoder>,
    wrong: bool,
    beyond_ascii: bool,
}

impl Utf8 {
    fn take(&mut self, bytes: &[u8]) {
        if self.wrong {
            return;
        }
        self.beyond_ascii |= !bytes.is_ascii();
        let decoder = self
            .decoder
            .get_or_insert_with(|| encoding_rs::UTF_8.new_decoder_without_bom_handling());
        let mut out = vec![0; 3 * bytes.len() + 16];
        let (result, ..) = decoder.decode_to_utf8_without_replacement(bytes, &mut out, false);
        self.wrong = matches!(result, DecoderResult::Malformed(..));
    }

    fn ends_well(mut self) -> bool {
        let mut out = [0; 16];
        let end = self.decoder.take().map(|mut decoder| {
            decoder
                .decode_to_utf8_without_replacement(b"", &mut out, true)
                .0
        });
        self.beyond_ascii && !self.wrong && !matches!(end, Some(DecoderResult::Malformed(..)))
    }
}

/// A file of another encoding, read as UTF-8 without a byte-order mark.
pub(super) struct Transcoder<'a> {
    input: Box<dyn Bytes + 'a>,
    survey: Arc<Survey>,
    decoder: Decoder,
    raw: Box<[u8]>,
    /// What of `raw` is not decoded yet.
    left: std::ops::Range<usize>,
    ended: bool,
    text: Box<[u8]>,
    /// What of `text` was not given away yet.
    ready: std::ops::Range<usize>,
    started: bool,
    /// The decoder gave all it had; it is not asked again.
    done: bool,
}

impl<'a> Transcoder<'a> {
    /// Reads a file that was looked through.
    pub(super) fn new(input: Box<dyn Bytes + 'a>, survey: Arc<Survey>) -> Transcoder<'a> {
        let decoder = survey.charset.codec().new_decoder_without_bom_handling();
        Transcoder {
            input,
            survey,
            decoder,
            raw: vec![0; CHUNK].into(),
            left: 0..0,
            ended: false,
            text: vec![0; 2 * CHUNK].into(),
            ready: 0..0,
            started: false,
            done: false,
        }
    }

    /// Decodes some more; false at the end.
    fn decode(&mut self) -> io::Result<bool> {
        while self.ready.is_empty() {
            if self.done {
                return Ok(false);
            }
            if self.left.is_empty() && !self.ended {
                let filled = fill(&mut *self.input, &mut self.raw)?;
                self.left = 0..filled;
                self.ended = filled < self.raw.len();
            }
            let from = self.raw.get(self.left.clone()).unwrap_or_default();
            let (result, read, written, _) =
                self.decoder
                    .decode_to_utf8(from, &mut self.text, self.ended);
            self.left.start += read;
            self.ready = 0..written;
            self.done = self.ended && result == CoderResult::InputEmpty;
        }
        Ok(true)
    }

    /// Goes to a place of the decoded text.
    fn go(&mut self, to: u64) -> io::Result<()> {
        let marks = &self.survey.marks;
        let after = marks.partition_point(|(decoded, _)| *decoded <= to);
        let (decoded, raw) = marks
            .get(after.saturating_sub(1))
            .copied()
            .unwrap_or((0, 0));
        self.input.seek(SeekFrom::Start(raw))?;
        self.decoder = self
            .survey
            .charset
            .codec()
            .new_decoder_without_bom_handling();
        (self.left, self.ready, self.ended) = (0..0, 0..0, false);
        (self.started, self.done) = (true, false);
        let mut skip = to - decoded;
        while skip > 0 && self.decode()? {
            let step = self
                .ready
                .len()
                .min(usize::try_from(skip).unwrap_or(usize::MAX));
            self.ready.start += step;
            skip -= step as u64;
        }
        Ok(())
    }
}

impl Read for Transcoder<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if !self.started {
            self.go(0)?;
        }
        if buffer.is_empty() || !self.decode()? {
            return Ok(0);
        }
        let ready = self.text.get(self.ready.clone()).unwrap_or_default();
        let len = ready.len().min(buffer.len());
        for (to, from) in buffer.iter_mut().zip(ready) {
            *to = *from;
        }
        self.ready.start += len;
        Ok(len)
    }
}

impl Seek for Transcoder<'_> {
    /// Goes to a place of the decoded text, counted from its start.
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let SeekFrom::Start(to) = to else {
            let message = "a decoded file is entered from its start";
            return Err(io::Error::new(io::ErrorKind::Unsupported, message));
        };
        self.go(to)?;
        Ok(to)
    }
}
