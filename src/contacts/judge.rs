//! What a row is good for, from its cells alone.

use std::str;

use super::{CELL_MAX, NumberRange, RowFate, split::Cells, zones};
use crate::campaign::{ContactsSpec, Number, Phone, PhoneFault, phone};

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
    /// The phone number cannot be used.
    #[error("{0}")]
    Phone(#[from] PhoneFault),
    /// The cell of the time zone names none.
    #[error("{}", zone_text(.name, .near.as_deref()))]
    Zone {
        /// The column, from 0.
        column: usize,
        /// What it says, cut.
        name: String,
        /// The zone that was probably meant.
        near: Option<String>,
    },
    /// The phone number exists only in the simulator.
    #[error("this number exists only in the simulator")]
    Simulated,
}

fn zone_text(name: &str, near: Option<&str>) -> String {
    match near {
        Some(near) => format!("unknown time zone `{name}`; did you mean `{near}`?"),
        None => format!("unknown time zone `{name}`"),
    }
}

/// Judges rows of one file.
#[derive(Clone, Debug)]
pub(super) struct Judge {
    columns: usize,
    phone: usize,
    zone: Option<usize>,
    country: String,
    countries: Vec<String>,
    range: NumberRange,
}

impl Judge {
    /// `columns` is the header's length, `phone` the column of the number, `zone` that of the time zone.
    pub(super) fn new(
        spec: &ContactsSpec,
        columns: usize,
        phone: usize,
        zone: Option<usize>,
        range: NumberRange,
    ) -> Judge {
        Judge {
            columns,
            phone,
            zone,
            country: spec.country.value.clone(),
            countries: spec.countries.clone(),
            range,
        }
    }

    /// What a row is good for, as far as it does not depend on other rows. `plain` says that all bytes are
    /// known to be printable ASCII or white space, which spares looking at them.
    pub(super) fn judge(&self, cells: Cells<'_>, plain: bool) -> Result<RowFate, RowFault> {
        if cells.columns != self.columns {
            return Err(RowFault::Columns {
                found: cells.columns,
                expected: self.columns,
            });
        }
        if cells.ends.last().is_some_and(|end| *end > CELL_MAX) {
            let mut columns = 0..self.columns;
            let long = |at: &usize| cells.get(*at).is_some_and(|cell| cell.len() > CELL_MAX);
            if let Some(column) = columns.find(long) {
                return Err(RowFault::Cell { column });
            }
        }
        if !plain && let Some(fault) = control(cells) {
            return Err(fault);
        }
        if let Some(column) = self.zone
            && let cell = cells.get(column).unwrap_or_default()
            && zones::is_unknown(cell)
        {
            let (name, near) = zones::fault(cell);
            return Err(RowFault::Zone { column, name, near });
        }
        let text = cells.get(self.phone).unwrap_or_default();
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
fn control(cells: Cells<'_>) -> Option<RowFault> {
    (0..cells.ends.len()).find_map(|column| {
        let text = str::from_utf8(cells.get(column)?).ok()?;
        let odd = |c: &char| c.is_control() && !matches!(c, '\t' | '\n' | '\r');
        text.chars().find(odd).map(|c| RowFault::Control {
            column,
            code: c.into(),
        })
    })
}
