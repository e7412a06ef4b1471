//! Phone numbers as Exotel reads and writes them.

use crate::campaign::Number;

/// Reads what a client may send: E.164, the same without its plus, ten digits, or ten digits after a 0.
/// Source: developer.exotel.com/api/outgoing-call-to-connect-number-to-a-call-flow ("if not E.164, our
/// system will try to match it with a country"); 0-form and plus-less form were accepted for integrators.
pub fn read(text: &str) -> Option<Number> {
    let digits = text.strip_prefix('+').unwrap_or(text);
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let subscriber = match digits.len() {
        _ if text.starts_with('+') => None,
        10 => Some(digits),
        11 => digits.strip_prefix('0'),
        _ => None,
    };
    let whole: u64 = match subscriber {
        Some(ten) => format!("91{ten}").parse().ok()?,
        None => digits.parse().ok()?,
    };
    Number::from_digits(whole)
}

/// How Exotel echoes an Indian number: 0 and ten digits. Others stay in E.164.
/// Source: a real response of 2025 to a call placed with `91` and ten digits.
pub fn national(number: Number) -> String {
    let digits = number.digits().to_string();
    match digits.strip_prefix("91") {
        Some(ten) if ten.len() == 10 => format!("0{ten}"),
        _ => number.e164(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_written_form_is_the_same_number() {
        let number = Number::from_digits(910_000_012_345);
        for text in ["+910000012345", "910000012345", "0000012345", "00000012345"] {
            assert_eq!(read(text), number, "{text}");
        }
        assert_eq!(number.map(national).as_deref(), Some("00000012345"));
        assert_eq!(
            read("+12025550123").map(national).as_deref(),
            Some("+12025550123")
        );
        for bad in ["", "+", "12", "sip:alice", "+91 0000", "++910000012345"] {
            assert_eq!(read(bad), None, "{bad}");
        }
    }
}
