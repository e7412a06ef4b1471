//! From what people type to a [`Number`].

use super::Number;

/// A number that was read, and the region it belongs to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Phone {
    /// The number in E.164.
    pub number: Number,
    /// ISO 3166 region, or `001` for numbers of no country.
    pub region: &'static str,
}

/// Why a text is no number that can be called.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PhoneFault {
    /// Nothing was written.
    #[error("the cell is empty")]
    Empty,
    /// A spreadsheet turned it into a rounded number.
    #[error("a spreadsheet turned it into scientific notation; the last digits are lost")]
    Scientific,
    /// It does not look like a phone number.
    #[error("it cannot be read as a phone number")]
    Unreadable,
    /// It looks like one, with too few or too many digits.
    #[error("it has {digits} digits, which no number of {region} has")]
    Length {
        /// Digits read.
        digits: usize,
        /// The region that it was read for.
        region: String,
    },
    /// It exists, and may not be called this way: toll-free, short codes, premium, service series.
    #[error("it is a {kind} number, which cannot be called this way")]
    Special {
        /// What kind of number it is.
        kind: &'static str,
    },
}
