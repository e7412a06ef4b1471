//! Numbers as Exotel writes them, and as it wants to read them.
//!
//! Digits alone are looked at. What people type is read by `campaign::phone`; here the writer is a
//! machine with few habits: `0` and ten digits, whatever was sent, or E.164 with or without its plus.
//! Source: developer.exotel.com/api/outgoing-call-to-connect-number-to-a-call-flow and recorded answers.

use crate::campaign::Number;

/// Country code of India.
const INDIA: u64 = 91;
/// Numbers of one country code with ten digits.
const NATIONAL: u64 = 10_000_000_000;

/// Reads a number off the wire by India's rules; nothing when it is masked, cut, or no number.
///
/// `09900001234`, `9900001234`, `919900001234`, `+919900001234`, `+9109900001234` and
/// `00919900001234` are one number. Longer digits without a plus are taken as E.164.
pub fn read(text: &str) -> Option<Number> {
    let text = text.trim();
    let (plus, rest) = match text.strip_prefix('+') {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let digits: String = rest
        .chars()
        .filter(|c| !matches!(c, ' ' | '-' | '(' | ')'))
        .collect();
    if !(7..=17).contains(&digits.len()) || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let value = digits.parse::<u64>().ok()?;
    let international = match (plus, digits.len()) {
        (false, 10) => INDIA * NATIONAL + value,
        (false, 11) if digits.starts_with('0') => INDIA * NATIONAL + value,
        (false, 12..) if digits.starts_with("00") => value,
        (false, 11..) if !digits.starts_with('0') => value,
        (true, _) if !digits.starts_with('0') => value,
        _ => return None,
    };
    // India's trunk prefix within an international number.
    let with_trunk = INDIA * NATIONAL * 10..(INDIA * 10 + 1) * NATIONAL;
    Number::from_digits(if with_trunk.contains(&international) {
        INDIA * NATIONAL + international % NATIONAL
    } else {
        international
    })
}

/// A number as a path takes it: `0` and ten digits for India, E.164 with its plus for others.
/// Source: developer.exotel.com/api/number-metadata; that the whitelist's path takes the same is inferred.
pub fn in_path(number: Number) -> String {
    let digits = number.digits();
    if digits / NATIONAL == INDIA {
        format!("0{:010}", digits % NATIONAL)
    } else {
        format!("%2B{digits}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_is_one_number() {
        let number = Number::from_digits(919_900_001_234);
        for form in [
            "09900001234",
            "9900001234",
            "919900001234",
            "+919900001234",
            "+91 99000-01234",
            "+9109900001234",
            "00919900001234",
            " 09900001234 ",
        ] {
            assert_eq!(read(form), number, "{form}");
        }
        for (form, digits) in [
            ("+14155550100", 14_155_550_100),
            ("14155550100", 14_155_550_100),
            ("02247788868", 912_247_788_868),
            ("00000012345", 910_000_012_345),
            ("910000012345", 910_000_012_345),
            ("0000012345", 910_000_012_345),
        ] {
            assert_eq!(read(form), Number::from_digits(digits), "{form}");
        }
        for bad in [
            "",
            "null",
            "0XXXXXX4890",
            "sip:agent",
            "112",
            "1800123",
            "+",
            "+0990000123",
            "９９００００１２３４",
            "123456789012345678",
        ] {
            assert_eq!(read(bad), None, "{bad}");
        }
    }

    #[test]
    fn paths_take_the_national_form() {
        let in_path = |digits| Number::from_digits(digits).map(in_path);
        assert_eq!(in_path(919_900_001_234).as_deref(), Some("09900001234"));
        assert_eq!(in_path(910_000_012_345).as_deref(), Some("00000012345"));
        assert_eq!(in_path(14_155_550_100).as_deref(), Some("%2B14155550100"));
    }
}
