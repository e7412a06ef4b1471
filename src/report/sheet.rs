//! Tables as XLSX: one sheet of text cells.

use std::io::Write;

use csv::ByteRecord;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook};

use super::{lines::Lines, results::ResultFault};

/// Most rows of a sheet, its header included. Source: Excel's limits, ECMA-376.
pub const ROWS_MAX: u32 = 1_048_576;
/// Most characters of a sheet's cell. Source: Excel's limits.
const CELL_MAX: usize = 32_767;

/// Writes an XLSX file of one sheet. All its cells are text, so that none is a formula and no number loses a
/// digit. Rows are kept in a temporary file of the system until the end.
///
/// # Errors
/// When the sheet cannot be begun.
pub fn xlsx<'a>(out: impl Write + 'a, name: &str) -> Result<Box<dyn Lines + 'a>, ResultFault> {
    let mut book = Workbook::new();
    // The same results are the same file, whenever they are written.
    let made = ExcelDateTime::from_ymd(2000, 1, 1)?;
    book.set_properties(&DocProperties::new().set_creation_datetime(&made));
    book.add_worksheet_with_constant_memory()?.set_name(name)?;
    Ok(Box::new(Xlsx {
        book,
        out,
        next: 0,
        text: Format::new().set_num_format("@"),
    }))
}

struct Xlsx<W> {
    book: Workbook,
    out: W,
    next: u32,
    text: Format,
}

impl<W: Write> Lines for Xlsx<W> {
    fn line(&mut self, cells: &ByteRecord) -> Result<(), ResultFault> {
        let sheet = self.book.worksheet_from_index(0)?;
        for (column, cell) in (0..).zip(cells) {
            let text: String = String::from_utf8_lossy(cell)
                .chars()
                .take(CELL_MAX)
                .collect();
            if !text.is_empty() {
                sheet.write_string_with_format(self.next, column, text, &self.text)?;
            }
        }
        self.next += 1;
        Ok(())
    }

    fn finish(mut self: Box<Self>) -> Result<(), ResultFault> {
        let bytes = self.book.save_to_buffer()?;
        self.out.write_all(&bytes)?;
        Ok(self.out.flush()?)
    }
}
