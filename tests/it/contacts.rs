//! Contact files: what each of tests/contacts is good for, and the laws of reading them.

mod again;
pub(crate) mod encodings;
mod people;
mod quotes;
mod sheets;
mod spellings;
mod tables;

use std::{fmt::Write, fs, io::Cursor, path::Path};

use exodial::{
    campaign::{BadRows, ContactsSpec, Duplicates, Encoding, Most},
    contacts::{
        Bytes, CELL_MAX, ContactId, Contacts, Counts, Input, NumberRange, RECORD_MAX, Row, RowFate,
        RowFault, RowReader, read,
    },
    report::diagnostics::{Look, human},
    syntax::{Diagnostic, Severity, Spanned},
};

use crate::golden;

fn spec() -> ContactsSpec {
    let text = |value: &str| Spanned::new(value.to_owned(), 0..0);
    ContactsSpec {
        files: vec![text("contacts.csv")],
        sheet: None,
        delimiter: None,
        encoding: Encoding::Auto,
        phones: vec![text("mobile")],
        id: None,
        country: text("IN"),
        countries: vec!["IN".to_owned()],
        filter: None,
        duplicates: Duplicates::First,
        timezone: None,
        bad_rows: BadRows::Error,
        suppress: Vec::new(),
        caps: Vec::new(),
        not_called_within: None,
        max_bad_rows: Most::Percent(100.0),
    }
}

fn read_real(text: impl AsRef<[u8]>, spec: &ContactsSpec) -> (Option<Contacts>, Vec<Diagnostic>) {
    read_one(
        Cursor::new(text.as_ref()),
        "contacts.csv",
        spec,
        NumberRange::Real,
    )
}

/// Reads one file.
fn read_one<'a>(
    bytes: impl Bytes + 'a,
    path: &str,
    spec: &ContactsSpec,
    range: NumberRange,
) -> (Option<Contacts>, Vec<Diagnostic>) {
    let input = Input {
        name: "contacts.csv",
        path,
        bytes: Box::new(bytes),
    };
    read(vec![input], spec, range)
}

/// Reads the rows of one file again.
fn reread<'a>(bytes: impl AsRef<[u8]> + 'a, contacts: &'a Contacts) -> RowReader<'a> {
    RowReader::new(vec![Box::new(Cursor::new(bytes))], contacts).expect("it is one file")
}

/// The contacts of a file without findings.
fn read_clean(text: impl AsRef<[u8]>, spec: &ContactsSpec) -> Contacts {
    let (contacts, findings) = read_real(text, spec);
    assert_eq!(findings, []);
    contacts.expect("a file without findings is read")
}

fn codes(findings: &[Diagnostic]) -> Vec<&str> {
    findings.iter().map(|finding| finding.code).collect()
}

/// Everything that is known of a file, as text.
fn describe(bytes: &[u8], name: &str, spec: &ContactsSpec, range: NumberRange) -> String {
    let (contacts, findings) = read_one(Cursor::new(bytes), name, spec, range);
    let mut text = human(&findings, Look::default());
    let Some(contacts) = contacts else {
        return text + "not read\n";
    };
    let columns = contacts.header.names();
    let _ = writeln!(
        text,
        "columns {columns:?} cut at {:?}",
        contacts.parts[0].delimiter as char
    );
    let _ = writeln!(text, "{:?}", contacts.counts);
    let mut rows = reread(bytes, &contacts);
    for (contact, row) in (0..).map(ContactId).zip(&contacts.rows) {
        let record = rows.at(contact).expect("the row is still there");
        let fate = match row.fate {
            RowFate::Callable(number) => format!("call {}", number.e164()),
            RowFate::Duplicate { of, .. } => format!("duplicate of row {}", of.0),
            RowFate::Country { region, .. } => {
                format!("country {}", exodial::contacts::region_name(&region))
            }
            RowFate::Filtered => "filtered".to_owned(),
            RowFate::Invalid => contacts
                .fault(contact, &record)
                .map_or("no reason".to_owned(), |fault| format!("invalid: {fault}")),
        };
        let cells: Vec<&str> = record.cells().collect();
        let _ = writeln!(
            text,
            "line {} byte {} {cells:?}: {fate}",
            row.line, row.byte
        );
    }
    text
}

#[test]
fn every_file_is_told_what_is_wrong_with_it() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/contacts");
    let mut names: Vec<String> = fs::read_dir(folder.clone())
        .expect("the folder is there")
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .filter_map(|name| name.strip_suffix(".csv").map(str::to_owned))
        .collect();
    names.sort();
    assert!(names.len() > 20);
    for name in names {
        let bytes = fs::read(folder.join(format!("{name}.csv"))).expect("it can be read");
        let mut spec = spec();
        let skip = |spec: &ContactsSpec| ContactsSpec {
            bad_rows: BadRows::Skip,
            ..spec.clone()
        };
        match name.as_str() {
            "same" | "no-id" => spec.id = Some(Spanned::new("loan_id".to_owned(), 0..0)),
            "wrong-delimiter" => spec.delimiter = Some(b','),
            "ragged" => spec = skip(&spec),
            _ => {}
        }
        let file = format!("{name}.csv");
        let mut text = describe(&bytes, &file, &spec, NumberRange::Real);
        if name == "simulator" {
            text += "\nwith the simulator:\n";
            text += &describe(&bytes, &file, &spec, NumberRange::Simulator);
        }
        golden::check(&text, format!("contacts/{name}.out"));
    }
}

#[test]
fn what_does_not_show_in_a_header_is_told() {
    let mut said = String::new();
    for text in [
        "mob\0ile,name\n9845012345,Asha\n",
        "\u{feff}\u{feff}mobile,name\n9845012345,Asha\n",
        "mobile\u{a0},name\n9845012345,Asha\n",
        " mobile ,name\n9845012345,Asha\n",
        "sep=;\nmobile;name\n9845012345;Asha\n",
    ] {
        let (contacts, findings) = read_real(text, &spec());
        assert!(contacts.is_none() && findings.len() == 1, "{text:?}");
        said += &golden::concise(&findings);
    }
    golden::check(&said, "contacts/hidden.txt");
}

#[test]
fn one_finding_stands_for_thousands_of_rows() {
    let text = "mobile\n".to_owned() + &"98450123\n".repeat(3_000) + &"9845012345\n".repeat(2_000);
    let (contacts, findings) = read_real(text, &spec());
    let [length, same] = &findings[..] else {
        panic!("{} findings", findings.len());
    };
    assert_eq!(
        (length.code, length.count, length.labels.len()),
        ("EXO412", 3_000, 3)
    );
    assert_eq!(
        (same.code, same.count, same.labels.len()),
        ("EXO415", 1_999, 3)
    );
    assert_eq!(length.severity, Severity::Error);
    let counts = contacts.expect("the file could be read").counts;
    let expected = Counts {
        callable: 1,
        duplicate: 1_999,
        country: 0,
        invalid: 3_000,
        filtered: 0,
    };
    assert_eq!(counts, expected);
}

#[test]
fn findings_hold_no_whole_phone_number() {
    let text = "mobile,other\n98450123456,+91 98450 12345\n\"x\",9845012345\n9845012345\n";
    let (_, findings) = read_real(text, &spec());
    let drawn = human(&findings, Look::default());
    assert_eq!(codes(&findings), ["EXO412", "EXO410", "EXO409"]);
    for whole in ["98450123456", "98450 12345", "9845012345"] {
        assert!(!drawn.contains(whole), "{drawn}");
    }
}

#[test]
fn the_campaign_chooses_which_of_several_rows_is_called() {
    let text = "mobile\n9845012345\n9845012346\n09845012345\n+919845012345\n";
    let fates = |duplicates| {
        let spec = ContactsSpec {
            duplicates,
            ..spec()
        };
        let (contacts, findings) = read_real(text, &spec);
        let contacts = contacts.expect("the file could be read");
        let called = contacts.rows.iter().map(|row| match row.fate {
            RowFate::Duplicate {
                of: ContactId(of), ..
            } => Some(of),
            _ => None,
        });
        (called.collect::<Vec<_>>(), findings[0].severity)
    };
    let first = vec![None, None, Some(0), Some(0)];
    let last = vec![Some(3), None, Some(3), None];
    assert_eq!(fates(Duplicates::First), (first.clone(), Severity::Warning));
    assert_eq!(fates(Duplicates::Last), (last, Severity::Warning));
    assert_eq!(fates(Duplicates::Error), (first, Severity::Error));
}

#[test]
fn numbers_too_far_apart_for_one_word_are_compared_all_the_same() {
    let anywhere = ["IN", "US", "DE"].map(str::to_owned).to_vec();
    let spec = ContactsSpec {
        countries: anywhere,
        ..spec()
    };
    // Fifteen digits and eleven: 50 bits; with 2^15 rows that is more than a word.
    let mut text = "mobile\n+16502530000\n+4915112345678\n".to_owned();
    for row in 0..33_000_u64 {
        let _ = writeln!(text, "{}", 9_000_000_000 + row);
    }
    text += "+16502530000\n9000000007\n";
    let (contacts, findings) = read_real(text, &spec);
    let contacts = contacts.expect("the file could be read");
    assert_eq!(codes(&findings), ["EXO415"]);
    let same: Vec<(usize, u32)> = contacts
        .rows
        .iter()
        .enumerate()
        .filter_map(|(at, row)| match row.fate {
            RowFate::Duplicate { of, .. } => Some((at, of.0)),
            _ => None,
        })
        .collect();
    assert_eq!(same, [(33_002, 0), (33_003, 9)]);
}

#[test]
fn a_row_costs_32_bytes() {
    assert_eq!(size_of::<Row>(), 32);
}

#[test]
fn limits_hold() {
    let cell = "x".repeat(CELL_MAX);
    let contacts = read_clean(format!("mobile,note\n9845012345,{cell}\n"), &spec());
    assert_eq!(contacts.counts.callable, 1);

    let text = format!("mobile,note\n9845012345,{cell}x\n");
    let (contacts, findings) = read_real(&text, &spec());
    assert_eq!(codes(&findings), ["EXO409"]);
    let contacts = contacts.expect("a long cell is a bad row");
    let mut rows = reread(&text, &contacts);
    let record = rows.at(ContactId(0)).expect("it is there");
    assert_eq!(
        contacts.fault(ContactId(0), &record),
        Some(RowFault::Cell { column: 1 })
    );

    let open = "mobile,note\n9845012345,\"".to_owned() + &"x,\n".repeat(RECORD_MAX);
    let (contacts, findings) = read_real(open, &spec());
    assert_eq!(codes(&findings), ["EXO428"]);
    assert_eq!(findings[0].labels[0].place.line, 2);
    assert!(contacts.is_none());

    let wide = "mobile,".repeat(200) + "x\n";
    let (contacts, findings) = read_real(wide, &spec());
    assert_eq!(codes(&findings), ["EXO429"]);
    assert!(contacts.is_none());
}

#[test]
fn the_hash_is_of_the_whole_file() {
    // `printf 'mobile\n9845012345\n' | sha256sum`
    let contacts = read_clean("mobile\n9845012345\n", &spec());
    let hash = "44ae100b0b795273373f9875c7b64bc3b40716007b05e18544d3ecff3908eb75";
    assert_eq!(contacts.sha256, hash);
    let other = read_clean("mobile\n9845012345\n\n", &spec());
    assert_ne!(contacts.sha256, other.sha256);
}
