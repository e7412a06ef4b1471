//! The result file: the input rows, untouched and in order, and what became of each.

use std::collections::BTreeMap;

use csv::ByteRecord;

use crate::{
    campaign::Number,
    clock::{Timestamp, UtcOffset},
    contacts::{ContactId, Row, RowFate},
    engine::fate::Fate,
    journal::event::{Dnd, Standing},
    plan::Disposition,
};

use super::lines::Lines;

/// Names of the result columns behind their prefix. The prefix is `result_`, or `result2_` and so on where
/// the input already has a column of that prefix and one of these names: a result file may be the contact
/// file of the next campaign.
pub const COLUMNS: [&str; 13] = [
    "phone",
    "disposition",
    "reason",
    "attempts",
    "outcome",
    "call_sid",
    "placed_at",
    "ended_at",
    "duration_seconds",
    "price",
    "recording_url",
    "whitelist",
    "dnd",
];

/// The name of one more column behind its prefix, where there are several contact files.
const SOURCE: &str = "source";

/// What a result file is made of.
#[derive(Clone, Copy)]
pub struct ResultInput<'a> {
    /// The header of the contact file; of several, all their columns.
    pub header: &'a ByteRecord,
    /// The rows, in order.
    pub rows: &'a [Row],
    /// The offset of the account's dates.
    pub offset: UtcOffset,
    /// What became of a person; asked for every row that could have been called.
    pub fate: &'a dyn Fn(ContactId) -> Option<Fate>,
    /// Why a row cannot be used; asked for every row that is invalid, with its cells.
    pub invalid: &'a dyn Fn(ContactId, &ByteRecord) -> String,
    /// Where a row stands, for a reader: `line 7`.
    pub place: &'a dyn Fn(ContactId) -> String,
    /// Which file a row is from, where there are several; they make a column more.
    pub source: Option<&'a dyn Fn(ContactId) -> &'a str>,
    /// The campaign's expression, where there is one.
    pub filter: Option<&'a str>,
}

/// Why a result file was not written. Nothing of it is to be kept then.
#[derive(Debug, thiserror::Error)]
pub enum ResultFault {
    /// The contact file has more or fewer rows than the run was made of.
    #[error("the contact file has {found} rows, and the run was made of {expected}")]
    Rows {
        /// Rows found; one more than expected stands for any greater number.
        found: u64,
        /// Rows expected.
        expected: u64,
    },
    /// A person of the run has no fate.
    #[error("nothing is known of the row on line {line}, which could have been called")]
    Fate {
        /// The line of the row, from 1.
        line: u32,
    },
    /// The words do not add up to the rows.
    #[error("the dispositions add up to {sum}, and there are {rows} rows")]
    Sum {
        /// Sum of all dispositions.
        sum: u64,
        /// Rows of the contact file.
        rows: u64,
    },
    /// The contact file cannot be read, or the result cannot be written.
    #[error(transparent)]
    Csv(#[from] csv::Error),
    /// The sheet cannot be written.
    #[error(transparent)]
    Sheet(#[from] rust_xlsxwriter::XlsxError),
    /// The result cannot be written.
    #[error(transparent)]
    Io(#[from] std::io::Error),
}

/// Rows by their final word. Their sum is the number of rows.
pub type Counts = BTreeMap<Disposition, u64>;

/// Writes the result file; one row for each of `records`, in order.
///
/// Every input cell keeps its text; quotes are set where a cell needs them. A row that has fewer cells than
/// the header is filled up with empty ones, and the cells that a row has beyond the header stand behind
/// the result columns, so that these always stand under their names. `out` is not finished.
///
/// # Errors
/// An error means that the output is not a result file. The sum of the returned counts is `rows.len()`.
pub fn write(
    out: &mut dyn Lines,
    input: &ResultInput<'_>,
    records: impl Iterator<Item = csv::Result<ByteRecord>>,
) -> Result<Counts, ResultFault> {
    let expected = input.rows.len() as u64;
    let prefix = prefix(input.header);
    let mut names = COLUMNS.map(|name| format!("{prefix}{name}")).to_vec();
    names.extend(input.source.map(|_| format!("{prefix}{SOURCE}")));
    out.line(&joined(input.header, input.header.len(), &names))?;

    let mut counts = Counts::new();
    let mut found = 0;
    let mut rows = input.rows.iter().zip((0..).map(ContactId));
    for record in records {
        let record = record?;
        found += 1;
        let Some((row, contact)) = rows.next() else {
            return Err(ResultFault::Rows { found, expected });
        };
        let (disposition, cells) = result(input, row, contact, &record)?;
        *counts.entry(disposition).or_default() += 1;
        let mut cells = cells.to_vec();
        cells.extend(input.source.map(|source| source(contact).to_owned()));
        out.line(&joined(&record, input.header.len(), &cells))?;
    }
    if found != expected {
        return Err(ResultFault::Rows { found, expected });
    }
    let sum = counts.values().sum();
    if sum != expected {
        return Err(ResultFault::Sum {
            sum,
            rows: expected,
        });
    }
    Ok(counts)
}

/// `result_`, or the first of `result2_`, `result3_`, … that makes no name a second time.
fn prefix(header: &ByteRecord) -> String {
    let taken = |prefix: &str| {
        header.iter().any(|name| {
            let name = String::from_utf8_lossy(name).trim().to_ascii_lowercase();
            let ours = name.strip_prefix(prefix);
            ours.is_some_and(|name| COLUMNS.contains(&name) || name == SOURCE)
        })
    };
    let mut prefix = "result_".to_owned();
    let mut nth = 1;
    while taken(&prefix) {
        nth += 1;
        prefix = format!("result{nth}_");
    }
    prefix
}

/// The row's own cells, the results under their names, and what the row has beyond the header.
fn joined(record: &ByteRecord, width: usize, results: &[String]) -> ByteRecord {
    let mut row = ByteRecord::with_capacity(record.as_slice().len() + 256, width + results.len());
    for column in 0..width {
        row.push_field(record.get(column).unwrap_or_default());
    }
    for cell in results {
        row.push_field(cell.as_bytes());
    }
    for cell in record.iter().skip(width) {
        row.push_field(cell);
    }
    row
}

fn result(
    input: &ResultInput<'_>,
    row: &Row,
    contact: ContactId,
    record: &ByteRecord,
) -> Result<(Disposition, [String; 13]), ResultFault> {
    let (disposition, number, reason) = match row.fate {
        RowFate::Callable(_) => {
            let fate = (input.fate)(contact).ok_or(ResultFault::Fate { line: row.line })?;
            return Ok((fate.disposition, called(fate, input.offset)));
        }
        RowFate::Duplicate { number, of } => {
            let other = usize::try_from(of.0).ok().and_then(|at| input.rows.get(at));
            let is_same = other.is_some_and(|row| row.fate == RowFate::Callable(number));
            let how = match is_same {
                true => "same number as",
                false => "shares a number with",
            };
            let reason = format!("{how} {}", (input.place)(of));
            (Disposition::Duplicate, Some(number), reason)
        }
        RowFate::Country { number, region } => {
            let region = String::from_utf8_lossy(&region);
            let region = region.trim_matches(['\0', ' ']);
            let reason = format!("numbers of region {region} may not be called");
            (Disposition::Country, Some(number), reason)
        }
        RowFate::Filtered => {
            let filter: String = input.filter.unwrap_or_default().chars().take(200).collect();
            let reason = format!("left out by `where: {filter}`");
            (Disposition::Filtered, None, reason)
        }
        RowFate::Invalid => {
            let reason = (input.invalid)(contact, record);
            (Disposition::Invalid, None, reason)
        }
    };
    let mut cells = <[String; 13]>::default();
    cells[0] = number.map(Number::e164).unwrap_or_default();
    cells[1] = disposition.as_str().to_owned();
    cells[2] = reason;
    cells[3] = "0".to_owned();
    Ok((disposition, cells))
}

fn called(fate: Fate, offset: UtcOffset) -> [String; 13] {
    let last = fate.last;
    let call = last.as_ref();
    let details = call.map(|last| &last.details);
    let time = |at: Option<Timestamp>| at.map(|at| at.rfc3339(offset)).unwrap_or_default();
    let text = |text: Option<&str>| text.unwrap_or_default().to_owned();
    [
        fate.number.e164(),
        fate.disposition.as_str().to_owned(),
        fate.reason,
        fate.calls.to_string(),
        text(
            call.and_then(|last| last.outcome)
                .map(|outcome| outcome.as_str()),
        ),
        text(
            call.and_then(|last| last.sid.as_ref())
                .map(|sid| sid.as_str()),
        ),
        time(call.map(|last| last.placed_at)),
        time(details.and_then(|details| details.ended)),
        details
            .and_then(|details| details.duration)
            .map(|seconds| seconds.to_string())
            .unwrap_or_default(),
        text(details.and_then(|details| details.price.as_deref())),
        text(details.and_then(|details| details.recording.as_deref())),
        text(fate.standing.as_ref().map(standing)),
        text(fate.dnd.map(dnd)),
    ]
}

const fn standing(standing: &Standing) -> &'static str {
    match standing {
        Standing::Whitelist => "whitelist",
        Standing::Blacklist => "blacklist",
        Standing::Neutral => "neutral",
        Standing::Unavailable(_) | Standing::Refused(_) => "unavailable",
    }
}

const fn dnd(dnd: Dnd) -> &'static str {
    match dnd {
        Dnd::Yes => "yes",
        Dnd::No => "no",
        Dnd::Unavailable => "unavailable",
    }
}
