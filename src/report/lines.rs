//! Tables as lines of cells, and as CSV in the encoding of the input.

use std::io::{self, Write};

use csv::ByteRecord;

use super::results::ResultFault;
use crate::contacts::{Charset, TextForm};

/// A table that takes one line after the other.
pub trait Lines {
    /// Adds a line.
    ///
    /// # Errors
    /// When it cannot be written.
    fn line(&mut self, cells: &ByteRecord) -> Result<(), ResultFault>;

    /// Writes what is left. Without it the output is no table.
    ///
    /// # Errors
    /// As writing.
    fn finish(self: Box<Self>) -> Result<(), ResultFault>;
}

/// Writes CSV.
pub fn csv<'a>(out: impl Write + 'a, delimiter: u8, form: TextForm) -> Box<dyn Lines + 'a> {
    let out = Encoder {
        out,
        form,
        begun: false,
        half: Vec::new(),
    };
    let writer = csv::WriterBuilder::new()
        .delimiter(delimiter)
        .flexible(true)
        .from_writer(out);
    Box::new(Csv(writer))
}

struct Csv<W: Write>(csv::Writer<Encoder<W>>);

impl<W: Write> Lines for Csv<W> {
    fn line(&mut self, cells: &ByteRecord) -> Result<(), ResultFault> {
        Ok(self.0.write_byte_record(cells)?)
    }

    fn finish(mut self: Box<Self>) -> Result<(), ResultFault> {
        Ok(self.0.flush()?)
    }
}

/// Passes UTF-8 on in another encoding.
struct Encoder<W> {
    out: W,
    form: TextForm,
    begun: bool,
    /// The beginning of a character whose other bytes are to come.
    half: Vec<u8>,
}

impl<W: Write> Encoder<W> {
    fn begin(&mut self) -> io::Result<()> {
        let mark: &[u8] = match self.form {
            TextForm::Utf8 { mark: true } => b"\xef\xbb\xbf",
            TextForm::Other {
                charset: Charset::Utf16Le,
                ..
            } => b"\xff\xfe",
            TextForm::Other {
                charset: Charset::Utf16Be,
                ..
            } => b"\xfe\xff",
            _ => b"",
        };
        self.begun = true;
        self.out.write_all(mark)
    }

    fn encode(&mut self, charset: Charset, text: &str) -> io::Result<()> {
        let bytes: Vec<u8> = match charset {
            Charset::Utf16Le => text.encode_utf16().flat_map(u16::to_le_bytes).collect(),
            Charset::Utf16Be => text.encode_utf16().flat_map(u16::to_be_bytes).collect(),
            Charset::Windows1252 => text.chars().map(windows_1252).collect(),
        };
        self.out.write_all(&bytes)
    }
}

/// A character in Windows-1252; what it has not is a question mark, and only Exotel's own words can hold such.
fn windows_1252(c: char) -> u8 {
    let mut text = [0; 4];
    let (bytes, _, wrong) = encoding_rs::WINDOWS_1252.encode(c.encode_utf8(&mut text));
    match (bytes.first(), wrong) {
        (Some(byte), false) => *byte,
        _ => b'?',
    }
}

impl<W: Write> Write for Encoder<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if !self.begun {
            self.begin()?;
        }
        let TextForm::Other { charset, .. } = self.form else {
            return self.out.write(bytes);
        };
        let mut all = std::mem::take(&mut self.half);
        all.extend_from_slice(bytes);
        let good = match str::from_utf8(&all) {
            Ok(text) => text.len(),
            Err(error) if error.error_len().is_none() => error.valid_up_to(),
            // What was read as text is text.
            Err(error) => return Err(io::Error::new(io::ErrorKind::InvalidData, error)),
        };
        self.half = all.split_off(good);
        self.encode(charset, &String::from_utf8_lossy(&all))?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}
