//! Contact files: what each of tests/contacts is good for, and the laws of reading them.

use std::{
    fmt::Write,
    fs,
    io::{self, Cursor, Read},
    path::Path,
};

use exodial::{
    campaign::{BadRows, ContactsSpec, Duplicates},
    contacts::{
        CELL_MAX, ContactId, Contacts, Counts, NumberRange, RECORD_MAX, Row, RowFate, RowFault,
        RowReader, read,
    },
    report::diagnostics::{Look, human},
    syntax::{Diagnostic, Severity, Spanned},
};

use crate::golden;

fn spec() -> ContactsSpec {
    let text = |value: &str| Spanned::new(value.to_owned(), 0..0);
    ContactsSpec {
        file: text("contacts.csv"),
        delimiter: None,
        phone: text("mobile"),
        id: None,
        country: text("IN"),
        countries: vec!["IN".to_owned()],
        duplicates: Duplicates::First,
        timezone: None,
        bad_rows: BadRows::Error,
        suppress: Vec::new(),
        caps: Vec::new(),
    }
}

fn read_real(text: impl AsRef<[u8]>, spec: &ContactsSpec) -> (Option<Contacts>, Vec<Diagnostic>) {
    read(text.as_ref(), "contacts.csv", spec, NumberRange::Real)
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
    let (contacts, findings) = read(bytes, name, spec, range);
    let mut text = human(&findings, Look::default());
    let Some(contacts) = contacts else {
        return text + "not read\n";
    };
    let columns = contacts.header.names();
    let _ = writeln!(
        text,
        "columns {columns:?} cut at {:?}",
        contacts.delimiter as char
    );
    let _ = writeln!(text, "{:?}", contacts.counts);
    let mut rows = RowReader::new(Cursor::new(bytes), &contacts).expect("memory can be read");
    for row in &contacts.rows {
        let record = rows.at(row).expect("the row is still there");
        let fate = match row.fate {
            RowFate::Callable(number) => format!("call {}", number.e164()),
            RowFate::Duplicate { of, .. } => format!("duplicate of row {}", of.0),
            RowFate::Country { region, .. } => {
                format!("country {}", exodial::contacts::region_name(&region))
            }
            RowFate::Invalid => contacts
                .fault(&record)
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
    let mut rows = RowReader::new(Cursor::new(&text), &contacts).expect("memory can be read");
    let record = rows.at(&contacts.rows[0]).expect("it is there");
    assert_eq!(contacts.fault(&record), Some(RowFault::Cell { column: 1 }));

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

/// Gives one to seven bytes at a time, and breaks at the end if told so.
struct Trickle<'a> {
    bytes: &'a [u8],
    step: usize,
    breaks: bool,
}

impl Read for Trickle<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.bytes.is_empty() && self.breaks {
            return Err(io::Error::other("the disk is gone"));
        }
        self.step = self.step % 7 + 1;
        let len = self.step.min(buffer.len()).min(self.bytes.len());
        let (now, later) = self.bytes.split_at(len);
        buffer[..len].copy_from_slice(now);
        self.bytes = later;
        Ok(len)
    }
}

#[test]
fn how_the_bytes_arrive_does_not_matter() {
    let text = "mobile,a\r\n\r\n9845012345,\"x\r\ny\"\r\n\n9845012346,रवि\n984,x\r\n";
    let trickle = |breaks| Trickle {
        bytes: text.as_bytes(),
        step: 0,
        breaks,
    };
    let (whole, findings) = read_real(text, &spec());
    let whole = whole.expect("the file could be read");
    let slowly = read(trickle(false), "contacts.csv", &spec(), NumberRange::Real);
    assert_eq!(slowly.1, findings);
    let slowly = slowly.0.expect("the file could be read");
    assert_eq!(
        (slowly.rows, &slowly.sha256),
        (whole.rows.clone(), &whole.sha256)
    );
    let lines: Vec<u32> = whole.rows.iter().map(|row| row.line).collect();
    assert_eq!(lines, [3, 6, 7]);

    let (contacts, findings) = read(trickle(true), "contacts.csv", &spec(), NumberRange::Real);
    assert!(contacts.is_none());
    assert!(codes(&findings).contains(&"EXO401"));
}

#[test]
fn rows_are_found_again_in_any_order() {
    let mut text = "\u{feff}mobile;name\r\n".to_owned();
    for row in 0..20_000_u64 {
        let end = ["\r\n", "\n", "\r\n\r\n"][row as usize % 3];
        let _ = write!(
            text,
            "{};\"name {row}\n; \"\"x\"\"\"{end}",
            9_000_000_000 + row
        );
    }
    let contacts = read_clean(&text, &spec());
    assert_eq!(contacts.rows.len(), 20_000);
    let mut rows = RowReader::new(Cursor::new(&text), &contacts).expect("memory can be read");
    let expected = |row: usize| format!("name {row}\n; \"x\"");
    for step in [1, 17, 4_999, 19_997] {
        for nth in 0..200 {
            let at = (nth * step) % contacts.rows.len();
            let record = rows.at(&contacts.rows[at]).expect("the row is there");
            assert_eq!(record.cell("name"), Some(expected(at).as_str()));
            assert_eq!(record.line, contacts.rows[at].line);
        }
    }
    rows.rewind().expect("memory can be read");
    let mut count = 0;
    for (at, record) in rows.enumerate() {
        let record = record.expect("the row is there");
        assert_eq!(record.get(1), Some(expected(at).as_str()));
        assert_eq!(record.line, contacts.rows[at].line);
        assert_eq!(record.cell("nobody"), None);
        count += 1;
    }
    assert_eq!(count, 20_000);
}

#[test]
fn a_file_that_changed_is_an_error_and_no_panic() {
    let text = "mobile,name\n9845012345,Asha\n9845012346,Ravi\n";
    let contacts = read_clean(text, &spec());
    for changed in ["", "mobile,name\n", "mobile,name\n9845012345,Asha\n\u{e9}"] {
        let changed = changed.replace('\u{e9}', "");
        let mut rows = RowReader::new(Cursor::new(changed), &contacts).expect("memory can be read");
        let error = rows.at(&contacts.rows[1]).expect_err("the row is gone");
        assert_eq!(error.kind(), io::ErrorKind::InvalidData);
    }
    let binary = Cursor::new(b"mobile,name\n9845012345,Asha\n\xff\xff\n".to_vec());
    let mut rows = RowReader::new(binary, &contacts).expect("memory can be read");
    assert!(rows.at(&contacts.rows[1]).is_err());
}

#[test]
fn nothing_that_a_file_can_hold_makes_it_panic() {
    let mut seed = 5_u64;
    let mut random = move |bound: usize| {
        seed = seed
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) as usize % bound
    };
    let pieces: [&[u8]; 14] = [
        b"mobile",
        b",",
        b"\n",
        b"\r\n",
        b"\"",
        b"9845012345",
        b"\xef\xbb\xbf",
        b"\xff",
        b"\0",
        b";",
        b"\t",
        b"+910000000001",
        "é".as_bytes(),
        b"x",
    ];
    for _ in 0..3_000 {
        let mut bytes = b"mobile,x\n".to_vec();
        if random(3) == 0 {
            bytes.clear();
        }
        for _ in 0..random(14) {
            bytes.extend(pieces[random(pieces.len())]);
        }
        let text = describe(&bytes, "x.csv", &spec(), NumberRange::Real);
        assert!(!text.contains("no reason"), "{text}");
    }
}
