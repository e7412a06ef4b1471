//! What a row is good for, from its cells alone.

use std::{str, sync::Arc};

use super::{
    CELL_MAX, Header, NumberRange, RowFate, excerpt, quotes, sheet::CellKind, split::Cells, zones,
};
use crate::campaign::{
    ContactsSpec, Filter, FilterFault, Number, Phone, PhoneFault, phone, zone_words,
};

/// Characters of a zone's name that are shown.
const ZONE_SHOWN: usize = 40;

/// Why a row cannot be used. Each reads on from the row it is about.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RowFault {
    /// More or fewer cells than the header.
    #[error("the header has {expected} cells, the row {found}")]
    Columns {
        /// Cells of the row.
        found: usize,
        /// Cells of the header.
        expected: usize,
    },
    /// A cell that goes on behind its closing double quote.
    #[error("text follows the closing double quote")]
    Loose {
        /// The column, from 0.
        column: usize,
    },
    /// Rows that stand within one pair of double quotes.
    #[error("a quoted cell holds lines that look like rows")]
    Swallowed {
        /// The column, from 0.
        column: usize,
        /// Line ends of the row before the cell.
        before: usize,
        /// Line ends within the cell.
        lines: usize,
    },
    /// A cell over the limit.
    #[error("a cell is longer than {CELL_MAX} bytes")]
    Cell {
        /// The column, from 0.
        column: usize,
    },
    /// A character that no text has.
    #[error("a cell holds the control character U+{code:04X}")]
    Control {
        /// The column, from 0.
        column: usize,
        /// The character.
        code: u32,
    },
    /// The spreadsheet worked out an error instead of a value.
    #[error("a cell holds an error of the spreadsheet")]
    Sheet {
        /// The column, from 0.
        column: usize,
    },
    /// The file does not hold what the formula gives.
    #[error("a cell holds a formula without a saved value")]
    Formula {
        /// The column, from 0.
        column: usize,
    },
    /// The expression of the campaign says neither yes nor no.
    #[error("{0}")]
    Filter(#[from] FilterFault),
    /// The phone number cannot be used.
    #[error("{0}")]
    Phone(#[from] PhoneFault),
    /// The cell of the time zone names none.
    #[error("{}", zone_text(.name))]
    Zone {
        /// The column, from 0.
        column: usize,
        /// What it says, cut.
        name: String,
    },
    /// The phone number exists only in the simulator.
    #[error("this number exists only in the simulator")]
    Simulated,
}

fn zone_text(name: &str) -> String {
    match zone_words::instead_of(name) {
        Some((instead, _)) => format!("unknown time zone `{name}`; {instead}"),
        None => format!("unknown time zone `{name}`"),
    }
}

impl RowFault {
    /// The column that it is about, from 0, where that does not depend on which columns hold numbers.
    pub(super) fn column(&self) -> Option<usize> {
        match self {
            RowFault::Cell { column }
            | RowFault::Control { column, .. }
            | RowFault::Loose { column }
            | RowFault::Swallowed { column, .. }
            | RowFault::Sheet { column }
            | RowFault::Formula { column }
            | RowFault::Zone { column, .. } => Some(*column),
            _ => None,
        }
    }
}

/// What is said of one phone column of a row that may be called all the same, or of one that may not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Aside {
    /// The column, from 0.
    pub(super) column: usize,
    /// What is wrong.
    pub(super) what: Odd,
}

/// What is odd about a phone column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Odd {
    /// The number cannot be used.
    Fault(RowFault),
    /// It belongs to a region that may not be called.
    Country([u8; 3]),
    /// A spreadsheet kept it as a number.
    Number,
}

/// What was found in a row beside its fate. Used again for the next row.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// Further numbers that may be called, in order.
    pub(super) fallbacks: Vec<Number>,
    /// What is odd about its phone columns.
    pub(super) asides: Vec<Aside>,
}

/// Judges rows of one file.
#[derive(Clone, Debug)]
pub(super) struct Judge {
    header: Header,
    delimiter: Option<u8>,
    phones: Vec<usize>,
    zone: Option<usize>,
    country: String,
    countries: Vec<String>,
    condition: Option<Arc<Filter>>,
    /// Whether the condition reads a column that the file has not.
    is_blind: bool,
    range: NumberRange,
}

impl Judge {
    /// `delimiter` separates the cells of a file that is text, `phones` are the columns of the numbers, in order.
    pub(super) fn new(
        spec: &ContactsSpec,
        header: Header,
        delimiter: Option<u8>,
        phones: Vec<usize>,
        zone: Option<usize>,
        condition: Option<Arc<Filter>>,
        range: NumberRange,
    ) -> Judge {
        let is_blind = condition.as_ref().is_some_and(|condition| {
            let mut read = condition.columns().iter();
            read.any(|(name, _)| header.index(name).is_none())
        });
        Judge {
            is_blind,
            header,
            delimiter,
            phones,
            zone,
            country: spec.country.value.clone(),
            countries: spec.countries.clone(),
            condition,
            range,
        }
    }

    /// The region of numbers without a country code.
    pub(super) fn country(&self) -> &str {
        &self.country
    }

    /// What a row is good for, as far as it does not depend on other rows. `plain` says that all bytes are
    /// known to be printable ASCII or white space, which spares looking at them; `kinds` are those of a
    /// sheet's cells.
    ///
    /// # Errors
    /// Why the row cannot be used. Where that is a phone number's fault, it stands in `found` with its column too.
    pub(super) fn judge(
        &self,
        cells: Cells<'_>,
        plain: bool,
        kinds: &[CellKind],
        found: &mut Found,
    ) -> Result<RowFate, RowFault> {
        found.fallbacks.clear();
        found.asides.clear();
        self.whole(cells, plain, kinds)?;
        if self.is_blind {
            // The campaign is wrong and no row of it; its own finding says so, and nobody is called.
            return Ok(RowFate::Filtered);
        }
        if let Some(condition) = &self.condition {
            let cell = |name: &str| str::from_utf8(cells.get(self.header.index(name)?)?).ok();
            if !condition.holds(&cell)? {
                return Ok(RowFate::Filtered);
            }
        }
        self.numbers(cells, kinds, found)
    }

    /// What is wrong with the row whatever its numbers are.
    fn whole(&self, cells: Cells<'_>, plain: bool, kinds: &[CellKind]) -> Result<(), RowFault> {
        // First what says that the borders of the row are not sure.
        if let Some(fault) = self.quotes(cells) {
            return Err(fault);
        }
        let expected = self.header.names().len();
        if cells.columns != expected {
            return Err(RowFault::Columns {
                found: cells.columns,
                expected,
            });
        }
        if cells.ends.last().is_some_and(|end| *end > CELL_MAX) {
            let mut columns = 0..expected;
            let long = |at: &usize| cells.get(*at).is_some_and(|cell| cell.len() > CELL_MAX);
            if let Some(column) = columns.find(long) {
                return Err(RowFault::Cell { column });
            }
        }
        if let Some(column) = kinds.iter().position(|kind| *kind == CellKind::Error) {
            return Err(RowFault::Sheet { column });
        }
        if let Some(column) = kinds.iter().position(|kind| *kind == CellKind::Formula) {
            return Err(RowFault::Formula { column });
        }
        if !plain && let Some(fault) = control(cells) {
            return Err(fault);
        }
        if let Some(column) = self.zone
            && let cell = cells.get(column).unwrap_or_default()
            && zones::is_unknown(cell)
        {
            let name = String::from_utf8_lossy(cell);
            let name = excerpt::mask(name.trim());
            let name = name.chars().take(ZONE_SHOWN).collect();
            return Err(RowFault::Zone { column, name });
        }
        Ok(())
    }

    /// Double quotes that do not fit.
    fn quotes(&self, cells: Cells<'_>) -> Option<RowFault> {
        // A cell of a sheet has borders of its own.
        let delimiter = self.delimiter?;
        let width = self.header.names().len();
        let is_number = |cell: &[u8]| {
            let read = str::from_utf8(cell).map(|text| phone::read(text, &self.country));
            quotes::looks_like_number(cell) || matches!(read, Ok(Ok(_)))
        };
        match quotes::swallowed(cells, delimiter, width, &self.phones, is_number) {
            Some(swallowed) => Some(swallowed.into()),
            None => cells.loose.map(|column| RowFault::Loose { column }),
        }
    }

    /// The number that is called, and those behind it.
    fn numbers(
        &self,
        cells: Cells<'_>,
        kinds: &[CellKind],
        found: &mut Found,
    ) -> Result<RowFate, RowFault> {
        let mut called = None;
        let mut abroad = None;
        let mut first = None;
        for column in self.phones.iter().copied() {
            let mut aside = |what| found.asides.push(Aside { column, what });
            if kinds.get(column) == Some(&CellKind::Number) {
                aside(Odd::Number);
            }
            match self.number(cells.get(column).unwrap_or_default()) {
                Ok(RowFate::Callable(number)) => match called {
                    None => called = Some(number),
                    Some(one) if one == number || found.fallbacks.contains(&number) => {}
                    Some(_) => found.fallbacks.push(number),
                },
                Ok(fate) => {
                    if let RowFate::Country { region, .. } = fate {
                        aside(Odd::Country(region));
                    }
                    abroad = abroad.or(Some(fate));
                }
                Err(RowFault::Simulated) => {
                    aside(Odd::Fault(RowFault::Simulated));
                    return Err(RowFault::Simulated);
                }
                Err(fault) => {
                    aside(Odd::Fault(fault.clone()));
                    // Of several, the one in a cell that is not empty says most.
                    let empty = RowFault::Phone(PhoneFault::Empty);
                    if first.as_ref().is_none_or(|first| *first == empty) {
                        first = Some(fault);
                    }
                }
            }
        }
        match (called, abroad, first) {
            (Some(number), _, _) => Ok(RowFate::Callable(number)),
            (None, Some(fate), _) => Ok(fate),
            (None, None, fault) => Err(fault.unwrap_or(RowFault::Phone(PhoneFault::Empty))),
        }
    }

    fn number(&self, text: &[u8]) -> Result<RowFate, RowFault> {
        let text = str::from_utf8(text).map_err(|_| PhoneFault::Unreadable)?;
        let Phone { number, region } = phone::read(text, &self.country)?;
        self.permit(number, region)
    }

    fn permit(&self, number: Number, region: &str) -> Result<RowFate, RowFault> {
        if self.range == NumberRange::Real && number.is_simulated() {
            return Err(RowFault::Simulated);
        }
        if self.countries.iter().any(|allowed| allowed == region) {
            return Ok(RowFate::Callable(number));
        }
        let mut name = [0; 3];
        for (to, from) in name.iter_mut().zip(region.bytes()) {
            *to = from;
        }
        Ok(RowFate::Country {
            number,
            region: name,
        })
    }
}

/// The first control character of a row. Tabs and line ends are text.
pub(super) fn control(cells: Cells<'_>) -> Option<RowFault> {
    (0..cells.ends.len()).find_map(|column| {
        let text = str::from_utf8(cells.get(column)?).ok()?;
        let odd = |c: &char| c.is_control() && !matches!(c, '\t' | '\n' | '\r');
        text.chars().find(odd).map(|c| RowFault::Control {
            column,
            code: c.into(),
        })
    })
}
