//! What people type, against libphonenumber and against the house's own rules.

use exodial::campaign::{
    Phone, PhoneFault,
    phone::{is_region, read},
};
use rlibphonenumber::{PHONE_NUMBER_UTIL, PhoneNumberFormat, PhoneNumberType, Region};

/// What the library alone says of a text: its E.164 when it is one valid fixed line or mobile.
fn library(text: &str) -> Option<String> {
    let parsed = PHONE_NUMBER_UTIL.parse(text, Some(Region::IN)).ok()?;
    let callable = matches!(
        PHONE_NUMBER_UTIL.get_number_type(&parsed),
        PhoneNumberType::FixedLine | PhoneNumberType::Mobile | PhoneNumberType::FixedLineOrMobile
    );
    (PHONE_NUMBER_UTIL.is_valid_number(&parsed) && callable && parsed.extension.is_none()).then(
        || {
            PHONE_NUMBER_UTIL
                .format(&parsed, PhoneNumberFormat::E164)
                .into_owned()
        },
    )
}

/// A small generator of one's own, so that the corpus is the same for ever.
struct Lcg(u64);

impl Lcg {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % bound
    }
}

#[test]
fn the_fast_path_agrees_with_the_library() {
    let mut random = Lcg(7);
    let prefixes = [
        "", "", "0", "91", "+91", "+91 ", "91-", "0 ", "+91-", "091", "0091", "+",
    ];
    for _ in 0..60_000 {
        let first = 5 + random.below(5);
        let rest = random.below(1_000_000_000);
        let mut digits = format!("{first}{rest:09}");
        match random.below(12) {
            0 => digits.replace_range(0..2, "91"),
            1 => digits.truncate(9),
            2 => digits.push('4'),
            _ => {}
        }
        for _ in 0..random.below(3) {
            let at = 1 + random.below(digits.len() as u64 - 1) as usize;
            digits.insert_str(at, [" ", "-", "  ", " - "][random.below(4) as usize]);
        }
        let prefix = prefixes[random.below(prefixes.len() as u64) as usize];
        let text = format!("{prefix}{digits}");
        let ours = read(&text, "IN").ok().map(|phone| phone.number.e164());
        assert_eq!(ours, library(&text), "{text}");
    }
}

#[test]
fn every_series_of_ten_digits_from_six_on_is_a_subscriber() {
    for series in 60_000..100_000_u64 {
        let number = series * 100_000 + (series * 7_919) % 100_000;
        let text = number.to_string();
        assert_eq!(library(&text), Some(format!("+91{text}")), "{text}");
    }
}

#[test]
fn spellings_are_read() {
    let table = [
        ("9845012345", "919845012345", "IN"),
        ("09845012345", "919845012345", "IN"),
        ("+91 98450-12345", "919845012345", "IN"),
        ("0091 98450 12345", "919845012345", "IN"),
        ("(+91) 98450 12345", "919845012345", "IN"),
        ("'9845012345", "919845012345", "IN"),
        ("\u{feff}9845012345\u{a0}", "919845012345", "IN"),
        ("\u{202a}+91 98450 12345\u{202c}", "919845012345", "IN"),
        ("tel:+91-98450-12345", "919845012345", "IN"),
        ("९८४५०१२३४५", "919845012345", "IN"),
        ("9166519906", "919166519906", "IN"),
        ("080 4711 2233", "918047112233", "IN"),
        ("011-23456789", "911123456789", "IN"),
        ("080/23456789", "918023456789", "IN"),
        ("+1 650 253 0000", "16502530000", "US"),
        ("+971501234567", "971501234567", "AE"),
        ("+39 06 1234 5678", "390612345678", "IT"),
        ("+910000000001", "910000000001", "IN"),
        ("910000999999", "910000999999", "IN"),
        ("+91 0000 000001", "910000000001", "IN"),
    ];
    for (text, digits, region) in table {
        let phone = read(text, "IN").map(|Phone { number, region }| (number.e164(), region));
        assert_eq!(phone, Ok((format!("+{digits}"), region)), "{text}");
    }
    let american = read("650-253-0000", "US").map(|phone| phone.number.e164());
    assert_eq!(american, Ok("+16502530000".to_owned()));
    let simulated = read("+910000000001", "US").map(|phone| phone.number.is_simulated());
    assert_eq!(simulated, Ok(true));
}

#[test]
fn faults_say_what_is_wrong() {
    let length = |digits| PhoneFault::Length {
        digits,
        region: "IN".to_owned(),
    };
    let special = |kind| PhoneFault::Special { kind };
    let unassigned = || PhoneFault::Unassigned {
        region: "IN".to_owned(),
    };
    let table = [
        ("", PhoneFault::Empty),
        (" \u{feff}\u{a0}", PhoneFault::Empty),
        ("9.19845E+11", PhoneFault::Scientific),
        ("9,19845E+11", PhoneFault::Scientific),
        ("9.8e9", PhoneFault::Scientific),
        ("9E+11", PhoneFault::Scientific),
        ("9845012345.0", PhoneFault::Decimal),
        ("919845012345,00", PhoneFault::Decimal),
        ("98000 00001 ext 5", PhoneFault::Extension),
        ("98000 00001x12", PhoneFault::Extension),
        ("98000 00001#12", PhoneFault::Extension),
        ("9800000001;12", PhoneFault::Extension),
        ("tel:+91-98000-00001;ext=5", PhoneFault::Extension),
        ("9800000001, 9800000002", PhoneFault::Several),
        ("9800000001/9800000002", PhoneFault::Several),
        ("9800000001 9800000002", PhoneFault::Several),
        ("+91 98000 00001 +91 98000 00002", PhoneFault::Several),
        ("9800000001\n9800000002", PhoneFault::Several),
        ("call after 6", PhoneFault::Unreadable),
        ("XXXXX30240", PhoneFault::Unreadable),
        ("98000abc01", PhoneFault::Unreadable),
        ("9800000001 home", PhoneFault::Unreadable),
        ("9800000001 (R)", PhoneFault::Unreadable),
        ("*121#", PhoneFault::Unreadable),
        ("n/a", PhoneFault::Unreadable),
        ("-", PhoneFault::Unreadable),
        ("980000001", length(9)),
        ("98000000011", length(11)),
        ("+91 98000 0001", length(9)),
        ("98", length(2)),
        ("99999999999999999999", length(20)),
        ("0000000001", length(9)),
        ("5555555555", unassigned()),
        ("1800123456", special("toll-free")),
        ("1800 123 4567", special("toll-free")),
        ("18604251234", special("shared-cost")),
        ("1402345678", special("promotion-series")),
        ("1600123456", special("service-series")),
        ("+911601123456", special("service-series")),
        ("100", special("short-code")),
        ("1098", special("short-code")),
    ];
    for (text, fault) in table {
        assert_eq!(read(text, "IN"), Err(fault), "{text}");
    }
}

#[test]
fn nothing_that_can_be_typed_makes_it_panic() {
    let mut random = Lcg(11);
    let alphabet: Vec<char> = "0123456789+-() .,;/x#*eE'Ａ９٣\u{200b}é\n"
        .chars()
        .collect();
    for _ in 0..20_000 {
        let len = random.below(18);
        let text: String = (0..len)
            .map(|_| alphabet[random.below(alphabet.len() as u64) as usize])
            .collect();
        for region in ["IN", "US", "ZZ", "", "é"] {
            let _ = read(&text, region);
        }
    }
}

#[test]
fn regions_are_known_by_their_code() {
    assert!(["IN", "AE", "US", "001"].into_iter().all(is_region));
    assert!(!["in", "XX", "IND", ""].into_iter().any(is_region));
}
