//! Reads an ExoPhone: E.164 with a plus, or the Indian form with a leading zero.

use super::code;
use crate::campaign::{Number, language::Fault};

/// The region whose numbers may be written with a leading zero.
pub(super) const HOME: &str = "IN";

/// Country code of [`HOME`]. Source: ITU-T E.164.
const HOME_CODE: &str = "91";

/// Digits of a subscriber number of [`HOME`] with its area code. Source: national numbering plan of India, 2003.
const HOME_DIGITS: usize = 10;

/// Digits of an E.164 number. Source: ITU-T E.164; the shortest ones in use have eight.
const E164_DIGITS: std::ops::RangeInclusive<usize> = 8..=15;

/// Reads an ExoPhone as it is written in a campaign of `country`. Spaces, dashes and brackets do not count.
pub(super) fn read(text: &str, country: &str) -> Result<Number, Fault> {
    let kept: String = text.chars().filter(|c| !" -()".contains(*c)).collect();
    let fault = |message: &str, help: &str| Err(Fault::new(code::EXOPHONE, message, help));
    let national = kept.strip_prefix('0').filter(|rest| !rest.starts_with('0'));
    let digits = match (kept.strip_prefix('+'), national) {
        (Some(digits), _) => digits.to_owned(),
        (None, Some(_)) if country != HOME => {
            return fault(
                "an ExoPhone with a leading zero is read as an Indian number",
                "write `+` and the country code",
            );
        }
        (None, Some(rest)) if rest.len() == HOME_DIGITS => format!("{HOME_CODE}{rest}"),
        (None, _) => {
            return fault(
                "this is not an ExoPhone",
                "write it as \"08047112233\" or \"+918047112233\"; copy it from the ExoPhones page",
            );
        }
    };
    if !digits.bytes().all(|b| b.is_ascii_digit()) || digits.starts_with('0') {
        return fault("this is not an ExoPhone", "copy it from the ExoPhones page");
    }
    let home = digits.starts_with(HOME_CODE);
    let length = HOME_CODE.len() + HOME_DIGITS;
    if (home && digits.len() != length) || !E164_DIGITS.contains(&digits.len()) {
        let (some, right) = (digits.len(), if home { "12" } else { "8 to 15" });
        let message = format!(
            "this ExoPhone has {some} digits with its country code; it should have {right}"
        );
        return fault(&message, "copy it from the ExoPhones page");
    }
    match digits.parse().ok().and_then(Number::from_digits) {
        Some(number) => Ok(number),
        None => fault("this is not an ExoPhone", "copy it from the ExoPhones page"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exophones_are_read_in_both_forms() {
        let read = |text, country| read(text, country).ok().map(Number::e164);
        for text in [
            "08047112233",
            "+918047112233",
            "+91 80 4711-2233",
            "(080) 47112233",
        ] {
            assert_eq!(read(text, "IN").as_deref(), Some("+918047112233"), "{text}");
        }
        assert_eq!(
            read("+910000000001", "IN").as_deref(),
            Some("+910000000001")
        );
        assert_eq!(read("+6531234567", "SG").as_deref(), Some("+6531234567"));
        for text in [
            "8047",
            "8047112233",
            "0804711223",
            "+91804711223",
            "+0123456789",
            "0080471122",
            "+91x",
            "",
        ] {
            assert_eq!(read(text, "IN"), None, "{text}");
        }
        assert_eq!(read("08047112233", "SG"), None);
    }
}
