//! What people write for a time zone that is none, and what to write instead.

use jiff::tz;

use crate::syntax::{nearest, plain};

/// Abbreviations of zones, as people write them, and the IANA names that they may stand for: one where it is clear in
/// lists of people to be called. Source: the abbreviations of the IANA time zone database (`asia`, `africa`,
/// `australasia`, `europe`, `northamerica`), and for those that it gave up (`PKT` stays; `SGT`, `GST`, `NPT` are digits
/// there today) the names of its zones' legal times.
const WORDS: &[(&str, &[&str])] = &[
    ("IST", &["Asia/Kolkata"]),
    ("INDIA", &["Asia/Kolkata"]),
    ("INDIA STANDARD TIME", &["Asia/Kolkata"]),
    ("PKT", &["Asia/Karachi"]),
    ("NPT", &["Asia/Kathmandu"]),
    ("BTT", &["Asia/Thimphu"]),
    ("MVT", &["Indian/Maldives"]),
    ("SLST", &["Asia/Colombo"]),
    ("AFT", &["Asia/Kabul"]),
    ("MMT", &["Asia/Yangon"]),
    ("GST", &["Asia/Dubai"]),
    ("SGT", &["Asia/Singapore"]),
    ("MYT", &["Asia/Kuala_Lumpur"]),
    ("WIB", &["Asia/Jakarta"]),
    ("WITA", &["Asia/Makassar"]),
    ("WIT", &["Asia/Jayapura"]),
    ("ICT", &["Asia/Bangkok"]),
    ("PHT", &["Asia/Manila"]),
    ("HKT", &["Asia/Hong_Kong"]),
    ("JST", &["Asia/Tokyo"]),
    ("KST", &["Asia/Seoul"]),
    ("EAT", &["Africa/Nairobi"]),
    ("WAT", &["Africa/Lagos"]),
    ("SAST", &["Africa/Johannesburg"]),
    ("EST", &["America/New_York"]),
    ("EDT", &["America/New_York"]),
    ("CDT", &["America/Chicago"]),
    ("MDT", &["America/Denver"]),
    ("PDT", &["America/Los_Angeles"]),
    ("NZST", &["Pacific/Auckland"]),
    ("NZDT", &["Pacific/Auckland"]),
    ("AEDT", &["Australia/Sydney"]),
    // Of several countries, or of places that change their clocks and places that do not.
    ("AEST", &["Australia/Sydney", "Australia/Brisbane"]),
    ("AST", &["Asia/Riyadh", "America/Halifax"]),
    ("BST", &["Asia/Dhaka", "Europe/London"]),
    ("CST", &["America/Chicago", "Asia/Shanghai"]),
    ("PST", &["America/Los_Angeles", "Asia/Manila"]),
];

/// Cities that people write behind `Asia/` or alone, and that the database knows by the name of another one, or by a
/// name that it keeps for old files only.
const CITIES_OF_INDIA: [&str; 12] = [
    "ahmedabad",
    "bangalore",
    "bengaluru",
    "bombay",
    "calcutta",
    "calcuta",
    "chennai",
    "delhi",
    "hyderabad",
    "mumbai",
    "newdelhi",
    "pune",
];

/// What to do about a text that names no zone, where that can be said, and the zone where there is one to write.
pub fn instead_of(text: &str) -> Option<(String, Option<String>)> {
    let text = text.trim();
    let word = WORDS
        .iter()
        .find(|(word, _)| word.eq_ignore_ascii_case(text));
    if let Some((_, names)) = word {
        return Some(match names {
            [one] => zone("write ", one, ""),
            several => {
                let several: Vec<String> = several.iter().map(|name| format!("`{name}`")).collect();
                let several = several.join(" or ");
                let help = format!("it is the name of several zones: write {several}");
                (help, None)
            }
        });
    }
    // `Etc/GMT+5` and the like are west of Greenwich; nobody who writes +05:30 means one of them.
    if is_offset(text) {
        let help = "an offset is no zone: write the IANA name of one, such as `Asia/Kolkata`";
        return Some((help.to_owned(), None));
    }
    let city = plain(text.rsplit('/').next().unwrap_or_default());
    if CITIES_OF_INDIA.contains(&city.as_str()) {
        return Some(zone("write ", "Asia/Kolkata", ""));
    }
    let zones = tz::db();
    let names: Vec<String> = zones
        .available()
        .map(|name| name.as_str().to_owned())
        .collect();
    let near = match zones.get(text) {
        Ok(zone) => zone.iana_name().map(str::to_owned),
        // Three letters are like three others whatever they mean.
        Err(_) if text.len() <= ABBREVIATION_MAX => None,
        Err(_) => nearest(text, names.iter().map(String::as_str)).map(str::to_owned),
    };
    near.map(|near| zone("did you mean ", &near, "?"))
}

/// A sentence that says to write a zone, and the zone.
fn zone(before: &str, name: &str, behind: &str) -> (String, Option<String>) {
    (format!("{before}`{name}`{behind}"), Some(name.to_owned()))
}

/// Longest abbreviation of a zone.
const ABBREVIATION_MAX: usize = 4;

/// Whether a text gives an offset: `+05:30`, `GMT+5`, `UTC 5.5`.
fn is_offset(text: &str) -> bool {
    let upper = text.to_ascii_uppercase();
    let digits = ["UTC", "GMT"]
        .iter()
        .find_map(|ahead| upper.strip_prefix(ahead));
    let digits = digits.unwrap_or(&upper).trim();
    let within =
        |c: char| c.is_ascii_digit() || matches!(c, '+' | '-' | ':' | '.' | ' ' | '\u{2212}');
    digits.chars().all(within) && digits.chars().any(|c| c.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_is_a_zone() {
        for name in WORDS.iter().flat_map(|(_, names)| names.iter()) {
            let zone = tz::db().get(name);
            let zone = zone.unwrap_or_else(|error| panic!("{name}: {error}"));
            assert_eq!(zone.iana_name(), Some(*name));
        }
    }

    #[test]
    fn words_are_told_and_nothing_is_guessed_of_three_letters() {
        for (text, said) in [
            ("IST", Some("write `Asia/Kolkata`")),
            ("ist ", Some("write `Asia/Kolkata`")),
            ("India Standard Time", Some("write `Asia/Kolkata`")),
            (
                "CST",
                Some("it is the name of several zones: write `America/Chicago` or `Asia/Shanghai`"),
            ),
            ("asia/kolkata", Some("did you mean `Asia/Kolkata`?")),
            ("Asia/Kolkatta", Some("did you mean `Asia/Kolkata`?")),
            ("India/New Delhi", Some("write `Asia/Kolkata`")),
            ("Asia/Calcuta", Some("write `Asia/Kolkata`")),
            ("XST", None),
            ("somewhere else", None),
        ] {
            let help = instead_of(text).map(|(help, _)| help);
            assert_eq!(help.as_deref(), said, "{text}");
        }
        for offset in ["+05:30", "GMT+5", "UTC+5:30", "utc 5.5", "-8"] {
            let (said, zone) = instead_of(offset).unwrap_or_default();
            assert!(said.starts_with("an offset is no zone"), "{offset}: {said}");
            assert_eq!(zone, None);
        }
    }
}
