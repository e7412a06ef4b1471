//! From what people type to a [`Number`].
//!
//! The judge is libphonenumber's metadata. It costs tens of milliseconds to load, so plain Indian mobiles
//! are read without it, and a list of them never loads it.

use std::{collections::BTreeMap, sync::LazyLock};

use rlibphonenumber::{
    PHONE_NUMBER_UTIL, ParseError, PhoneNumber, PhoneNumberFormat, PhoneNumberType, Region,
};

use super::Number;

/// A number that was read, and the region it belongs to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Phone {
    /// The number in E.164.
    pub number: Number,
    /// ISO 3166 region, or `001` for numbers of no country.
    pub region: &'static str,
}

/// Why a text is no number that can be called. Each reads on from the text it is about.
#[derive(Clone, Debug, PartialEq, Eq, Hash, thiserror::Error)]
pub enum PhoneFault {
    /// Nothing was written.
    #[error("the cell is empty")]
    Empty,
    /// A spreadsheet turned it into a rounded number.
    #[error("a spreadsheet turned it into scientific notation; the last digits are lost")]
    Scientific,
    /// A spreadsheet turned it into a number with a decimal point.
    #[error("a spreadsheet turned it into a decimal number; keep the column as text")]
    Decimal,
    /// It does not look like a phone number.
    #[error("it cannot be read as a phone number")]
    Unreadable,
    /// Two or more numbers in one cell.
    #[error("it holds several numbers; a row calls one")]
    Several,
    /// An extension, which a call cannot dial.
    #[error("it has an extension, which a call cannot dial")]
    Extension,
    /// It looks like one, with too few or too many digits.
    #[error("it has {digits} digits, which no number of {region} has")]
    Length {
        /// Digits read, without the country code where there is one.
        digits: usize,
        /// The region that it was read for.
        region: String,
    },
    /// It has the right length, and no number begins like it.
    #[error("no number of {region} begins like it")]
    Unassigned {
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

/// Reads one phone number as people and spreadsheets write it.
///
/// `region` is the ISO 3166 region of numbers without a country code. Spaces, dashes, brackets and
/// invisible characters are tolerated; letters, extensions and second numbers are not, although
/// libphonenumber would drop them. Numbers of the simulator's range are read as Indian when their
/// country code is written.
///
/// # Errors
///
/// A [`PhoneFault`] when the text is not exactly one number that a campaign can call.
pub fn read(text: &str, region: &str) -> Result<Phone, PhoneFault> {
    let national = region == "IN";
    if let Some(number) = plain_indian(text, national) {
        return Ok(indian(number));
    }
    let text = text.trim_matches(|c: char| c.is_whitespace() || is_invisible(c));
    let text = text.strip_prefix('\'').unwrap_or(text); // Excel's mark for "this is text".
    if text.is_empty() {
        return Err(PhoneFault::Empty);
    }
    if let Some(number) = plain_indian(text, national) {
        return Ok(indian(number));
    }
    if is_scientific(text) {
        return Err(PhoneFault::Scientific);
    }
    if is_decimal(text) {
        return Err(PhoneFault::Decimal);
    }
    if is_several(text) {
        return Err(PhoneFault::Several);
    }
    by_metadata(text, region)
}

/// Whether numbers of this ISO 3166 region are known.
pub fn is_region(code: &str) -> bool {
    code == "IN" || REGIONS.values().any(|known| known == code)
}

fn indian(number: Number) -> Phone {
    Phone {
        number,
        region: "IN",
    }
}

/// Country code 91 with no subscriber number.
const INDIA: u64 = 910_000_000_000;

/// The fast path: ten digits from 6 on, after `+91`, `91`, `0` or nothing, and the simulator's range after
/// `+91` or `91`. Spaces and dashes may stand between digits. `national` says whether a number without
/// a plus is Indian.
///
/// Every ten-digit number of India from 6 on is a mobile or a fixed line in libphonenumber's metadata;
/// `tests/it/phone.rs` holds the two against each other.
fn plain_indian(text: &str, national: bool) -> Option<Number> {
    let (plus, rest) = match text.as_bytes() {
        [b'+', rest @ ..] => (true, rest),
        rest => (false, rest),
    };
    let (mut digits, mut count) = (0_u64, 0_u32);
    for byte in rest {
        match byte {
            b'0'..=b'9' if count < 12 => {
                digits = digits * 10 + u64::from(byte - b'0');
                count += 1;
            }
            b' ' | b'-' if count > 0 => {}
            _ => return None,
        }
    }
    let subscriber = match (plus, count) {
        (true, 12) => digits.checked_sub(INDIA)?,
        (false, 12) if national => digits.checked_sub(INDIA)?,
        (false, 10 | 11) if national => digits,
        _ => return None,
    };
    let number = Number::from_digits(INDIA + subscriber)?;
    let simulated = count == 12 && number.is_simulated();
    ((6_000_000_000..10_000_000_000).contains(&subscriber) || simulated).then_some(number)
}

/// Characters that spreadsheets and chat programs leave around numbers and nobody sees: the byte order
/// mark, zero-width spaces and joiners, the marks of writing direction.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{ad}')
}

/// `9.19845E+11`, also with a decimal comma.
fn is_scientific(text: &str) -> bool {
    let Some((mantissa, exponent)) = text.split_once(['e', 'E']) else {
        return false;
    };
    let exponent = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
    let mantissa = mantissa.strip_prefix(['+', '-']).unwrap_or(mantissa);
    let (whole, fraction) = mantissa.split_once(['.', ',']).unwrap_or((mantissa, ""));
    let digits = |t: &str| t.bytes().all(|b| b.is_ascii_digit());
    !whole.is_empty()
        && !exponent.is_empty()
        && exponent.len() <= 3
        && digits(whole)
        && digits(fraction)
        && digits(exponent)
}

/// `9845012345.0`: the digits of a number, and a fraction of nothing.
fn is_decimal(text: &str) -> bool {
    let Some((whole, fraction)) = text.rsplit_once(['.', ',']) else {
        return false;
    };
    let whole = whole.strip_prefix('+').unwrap_or(whole);
    !fraction.is_empty()
        && fraction.len() <= 2
        && fraction.bytes().all(|b| b == b'0')
        && whole.len() >= 5
        && whole.bytes().all(|b| b.is_ascii_digit())
}

/// Whether the text holds a second number: after a separator, a line end or a plus, or after a space
/// when both are long.
fn is_several(text: &str) -> bool {
    let long = |least: usize| move |part: &&str| digits(part) >= least;
    let separated = text.split([',', ';', '/', '|', '&', '\\', '\n', '\r', '+']);
    let spaced = text.split_whitespace();
    separated.filter(long(7)).count() > 1 || spaced.filter(long(8)).count() > 1
}

fn digits(text: &str) -> usize {
    text.chars().filter(|c| c.is_numeric()).count()
}

/// What libphonenumber says, where it is not too lenient.
fn by_metadata(text: &str, region: &str) -> Result<Phone, PhoneFault> {
    let text = match text.get(..4) {
        Some(scheme) if scheme.eq_ignore_ascii_case("tel:") => &text[4..],
        _ => text,
    };
    let length = |digits| PhoneFault::Length {
        digits,
        region: region.to_owned(),
    };
    let parsed = match PHONE_NUMBER_UTIL.parse(text, Region::from_code(region).ok()) {
        Ok(parsed) => parsed,
        Err(_) if has_words(text) => return Err(PhoneFault::Unreadable),
        Err(ParseError::TooShortNsn | ParseError::TooShortAfterIdd) if is_short_code(text) => {
            return Err(PhoneFault::Special { kind: "short-code" });
        }
        Err(ParseError::TooShortNsn | ParseError::TooShortAfterIdd | ParseError::TooLongNsn) => {
            return Err(length(digits(text)));
        }
        // Too few digits for the library to try at all.
        Err(_) if is_short_code(text) => return Err(PhoneFault::Special { kind: "short-code" }),
        Err(_) => return Err(PhoneFault::Unreadable),
    };
    if parsed.extension.is_some() {
        return Err(PhoneFault::Extension);
    }
    if has_words(text) {
        return Err(PhoneFault::Unreadable);
    }
    if is_short_code(text) {
        return Err(PhoneFault::Special { kind: "short-code" });
    }
    judge(&parsed, region)
}

/// Letters, or signs that are dialled and are not digits. The library reads letters as the digits of a
/// keypad (`HOME` is 4663) and drops what it does not understand; a contact file means neither.
fn has_words(text: &str) -> bool {
    text.chars().any(|c| c.is_alphabetic() || c == '*')
}

/// Emergency and service codes: three to five digits from 1 on, as 100, 112, 1098.
/// Source: national numbering plan of India, 2003, level 1.
fn is_short_code(text: &str) -> bool {
    (3..=5).contains(&text.len())
        && text.starts_with('1')
        && text.bytes().all(|b| b.is_ascii_digit())
}

/// Whether a number that could be parsed may be called, and whose it is.
fn judge(parsed: &PhoneNumber, region: &str) -> Result<Phone, PhoneFault> {
    let e164 = PHONE_NUMBER_UTIL.format(parsed, PhoneNumberFormat::E164);
    let code = parsed.country_code.to_string();
    let national = e164
        .strip_prefix('+')
        .and_then(|digits| digits.strip_prefix(code.as_str()))
        .unwrap_or_default();
    // Numbers of the service and promotion series are no people. Source: TRAI's directions on the 140
    // series (promotion) and the 160 series (service calls of government and finance), 2024.
    match (parsed.country_code, national.get(..3), national.len()) {
        (91, Some("140"), 10) => return special("promotion-series"),
        (91, Some("160"), 10) => return special("service-series"),
        _ => {}
    }
    let named = || match PHONE_NUMBER_UTIL.get_region_for_country_code(parsed.country_code) {
        Some(known) => known.to_string(),
        None => region.to_owned(),
    };
    // Every subscriber of India has ten digits; the library also allows for the lengths of toll-free numbers.
    let valid = PHONE_NUMBER_UTIL.is_valid_number(parsed);
    let wrong_in_india = !valid && parsed.country_code == 91 && national.len() != 10;
    if wrong_in_india || !PHONE_NUMBER_UTIL.is_possible_number(parsed) {
        return Err(PhoneFault::Length {
            digits: national.len(),
            region: named(),
        });
    }
    let unassigned = || PhoneFault::Unassigned { region: named() };
    if !valid {
        return Err(unassigned());
    }
    match PHONE_NUMBER_UTIL.get_number_type(parsed) {
        PhoneNumberType::FixedLine
        | PhoneNumberType::Mobile
        | PhoneNumberType::FixedLineOrMobile => {}
        PhoneNumberType::TollFree => return special("toll-free"),
        PhoneNumberType::PremiumRate => return special("premium-rate"),
        PhoneNumberType::SharedCost => return special("shared-cost"),
        PhoneNumberType::UAN => return special("universal-access"),
        PhoneNumberType::VoIP => return special("VoIP"),
        PhoneNumberType::PersonalNumber => return special("personal-routing"),
        PhoneNumberType::Pager => return special("pager"),
        PhoneNumberType::VoiceMail => return special("voicemail"),
        PhoneNumberType::Unknown => return Err(unassigned()),
    }
    let number = e164[1..].parse().ok().and_then(Number::from_digits);
    let owner = PHONE_NUMBER_UTIL.get_region_for_number(parsed);
    match (number, owner.and_then(|owner| REGIONS.get(&owner))) {
        (Some(number), Some(region)) => Ok(Phone { number, region }),
        _ => Err(unassigned()),
    }
}

fn special(kind: &'static str) -> Result<Phone, PhoneFault> {
    Err(PhoneFault::Special { kind })
}

/// The library's regions by name, so that names can be lent for ever.
static REGIONS: LazyLock<BTreeMap<Region, String>> = LazyLock::new(|| {
    let known = PHONE_NUMBER_UTIL.get_supported_regions();
    known
        .chain([Region::World])
        .map(|region| (region, region.to_string()))
        .collect()
});
