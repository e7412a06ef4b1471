//! How people and spreadsheets write phone numbers, against a second implementation: Google's library in its
//! Python port, whose answers stand in phonenumbers.tsv (made by spellings.py).

use std::{fmt::Write, fs};

use exodial::campaign::{Phone, PhoneFault, phone::read};

use crate::golden;

/// A spelling, and what the other library says of it.
struct Spelling {
    region: String,
    text: String,
    other: String,
}

fn spellings() -> Vec<Spelling> {
    let path = golden::tests().join("contacts/phonenumbers.tsv");
    let table = fs::read_to_string(path).expect("it is there");
    let spelling = |line: &str| {
        let fields: Vec<&str> = line.split('\t').collect();
        let [region, text, other] = fields[..] else {
            panic!("three fields: {line}");
        };
        Spelling {
            region: region.to_owned(),
            text: serde_json::from_str(text).expect("a text of JSON"),
            other: other.to_owned(),
        }
    };
    table.lines().map(spelling).collect()
}

/// Whether the other library sees a person's phone in it, and nothing else.
fn is_callable(other: &str) -> bool {
    let kind = other.rsplit(' ').next().unwrap_or_default();
    !other.contains(" ext ") && matches!(kind, "FIXED_LINE" | "MOBILE" | "FIXED_LINE_OR_MOBILE")
}

#[test]
fn no_spelling_is_read_as_another_number_than_the_second_library_reads() {
    let spellings = spellings();
    assert!(spellings.len() >= 60);
    let mut said = String::new();
    let mut read_by_both = 0;
    for Spelling {
        region,
        text,
        other,
    } in &spellings
    {
        let ours = read(text, region);
        match &ours {
            Ok(Phone { number, region }) => {
                let expected = format!("{} {region} ", number.e164());
                assert!(
                    other.starts_with(&expected),
                    "{text:?}: {expected}, not {other}"
                );
                assert!(is_callable(other), "{text:?}: {other}");
                read_by_both += 1;
            }
            // What the library drops or reads as keys of a keypad, a list of people does not mean.
            Err(
                PhoneFault::Unreadable
                | PhoneFault::Several
                | PhoneFault::Decimal
                | PhoneFault::Scientific
                | PhoneFault::Empty
                // India's regulator gave that series to businesses that call; nobody is called there.
                | PhoneFault::Special {
                    kind: "service-series",
                },
            ) => {}
            Err(fault) => assert!(!is_callable(other), "{text:?}: {fault}, but {other}"),
        }
        let ours = match ours {
            Ok(phone) => format!("{} {}", phone.number.e164(), phone.region),
            Err(fault) => fault.to_string(),
        };
        let _ = writeln!(said, "{region} {text:?}: {ours}");
    }
    assert!(read_by_both >= 40, "{read_by_both}");
    golden::check(&said, "contacts/spellings.txt");
}
