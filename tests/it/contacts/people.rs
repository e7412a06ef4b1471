//! Several phone columns, several files, and which rows are left out.

use std::io::Cursor;

use exodial::{
    campaign::{BadRows, ContactsSpec, Duplicates, Most},
    contacts::{ContactId, Contacts, Input, NumberRange, RowFate, RowReader, read},
    report::diagnostics::{Look, human},
    syntax::{Diagnostic, Severity, Spanned},
};

use super::{codes, read_real, spec};
use crate::golden;

fn text(value: &str) -> Spanned<String> {
    Spanned::new(value.to_owned(), 0..0)
}

/// A campaign with two phone columns.
fn two() -> ContactsSpec {
    ContactsSpec {
        phones: vec![text("mobile"), text("alt")],
        ..spec()
    }
}

fn read_files(files: &[(&str, &str)], spec: &ContactsSpec) -> (Option<Contacts>, Vec<Diagnostic>) {
    let input = |(name, text): &(&'static str, &'static str)| Input {
        name,
        path: name,
        bytes: Box::new(Cursor::new(*text)),
    };
    let files: Vec<(&'static str, &'static str)> = files
        .iter()
        .map(|(name, text)| -> (&'static str, &'static str) {
            (
                String::leak((*name).to_owned()),
                String::leak((*text).to_owned()),
            )
        })
        .collect();
    read(files.iter().map(input).collect(), spec, NumberRange::Real)
}

/// What each row is good for, in a word, and its further numbers.
fn fates(contacts: &Contacts) -> Vec<String> {
    let rows = (0..).map(ContactId).zip(&contacts.rows);
    let fate = |(contact, row): (ContactId, &exodial::contacts::Row)| match row.fate {
        RowFate::Callable(number) => {
            let further = contacts.fallbacks(contact).iter();
            let all = std::iter::once(&number).chain(further);
            all.map(|number| number.e164())
                .collect::<Vec<_>>()
                .join(" ")
        }
        RowFate::Duplicate { of, .. } => format!("duplicate of {}", of.0),
        RowFate::Country { region, .. } => exodial::contacts::region_name(&region).to_owned(),
        RowFate::Filtered => "filtered".to_owned(),
        RowFate::Invalid => "invalid".to_owned(),
    };
    rows.map(fate).collect()
}

#[test]
fn the_first_usable_number_is_called_and_the_others_stand_behind_it() {
    let rows = "mobile,alt\n\
        9845012345,9845012346\n\
        9845012347,\n\
        ,9845012348\n\
        n/a,9845012349\n\
        +16502530000,9845012350\n\
        9845012351,+16502530000\n\
        9845012352,+91 98450 12352\n\
        +16502530001,\n\
        984501,x\n\
        ,\n";
    let (contacts, findings) = read_real(rows, &two());
    let contacts = contacts.expect("the file can be read");
    assert_eq!(
        fates(&contacts),
        [
            "+919845012345 +919845012346",
            "+919845012347",
            "+919845012348",
            "+919845012349",
            "+919845012350",
            "+919845012351",
            "+919845012352",
            "US",
            "invalid",
            "invalid",
        ]
    );
    golden::check(&golden::concise(&findings), "contacts/several-phones.txt");
    let unusable = |finding: &&Diagnostic| finding.severity == Severity::Error;
    let errors: u64 = findings
        .iter()
        .filter(unusable)
        .map(|finding| finding.count)
        .sum();
    assert!(errors >= 2, "rows without any number are errors");
}

#[test]
fn rows_that_share_any_number_are_one_person() {
    let spec = |duplicates| ContactsSpec {
        duplicates,
        ..two()
    };
    // The second row joins the first and the third, which share no number; the last is somebody else.
    let rows = "mobile,alt\n\
        9845012341,\n\
        9845012342,9845012341\n\
        9845012342,9845012343\n\
        9845012344,\n";
    let (contacts, findings) = read_real(rows, &spec(Duplicates::First));
    assert_eq!(codes(&findings), ["EXO415"]);
    // Each is told by a row that has a number of its own, at that number.
    golden::check(&human(&findings, Look::default()), "contacts/third-row.txt");
    let contacts = contacts.expect("the file can be read");
    let expected = [
        "+919845012341",
        "duplicate of 0",
        "duplicate of 0",
        "+919845012344",
    ];
    assert_eq!(fates(&contacts), expected);
    assert!(contacts.fallbacks(ContactId(0)).is_empty());

    let (contacts, _) = read_real(rows, &spec(Duplicates::Last));
    let contacts = contacts.expect("the file can be read");
    let expected = [
        "duplicate of 2",
        "duplicate of 2",
        "+919845012342 +919845012343",
        "+919845012344",
    ];
    assert_eq!(fates(&contacts), expected);
    let (_, findings) = read_real(rows, &spec(Duplicates::Error));
    assert_eq!(findings[0].severity, Severity::Error);
}

#[test]
fn nobody_is_called_for_two_rows_whatever_the_rows_share() {
    let mut seed = 11_u64;
    let mut random = move |bound: u64| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        (seed >> 33) % bound
    };
    for round in 0..60 {
        let people = 5 + random(40);
        let rows: String = (0..40)
            .map(|_| {
                let number = |nth: u64| format!("98450{nth:05}");
                let alt = if random(3) == 0 {
                    String::new()
                } else {
                    number(random(people))
                };
                format!("{},{alt}\n", number(random(people)))
            })
            .collect();
        for duplicates in [Duplicates::First, Duplicates::Last] {
            let spec = ContactsSpec {
                duplicates,
                ..two()
            };
            let (contacts, _) = read_real(format!("mobile,alt\n{rows}"), &spec);
            let contacts = contacts.expect("the file can be read");
            let mut seen = std::collections::BTreeSet::new();
            for (contact, row) in (0..).map(ContactId).zip(&contacts.rows) {
                match row.fate {
                    RowFate::Callable(number) => {
                        let further = contacts.fallbacks(contact).iter();
                        for number in std::iter::once(&number).chain(further) {
                            assert!(
                                seen.insert(*number),
                                "round {round}: {number} twice in\n{rows}"
                            );
                        }
                    }
                    RowFate::Duplicate { of, .. } => {
                        let of = &contacts.rows[of.0 as usize].fate;
                        assert!(
                            matches!(of, RowFate::Callable(_)),
                            "its other row is called"
                        );
                    }
                    _ => panic!("every row has a good number"),
                }
            }
        }
    }
}

#[test]
fn files_are_one_list() {
    let files = [
        (
            "a.csv",
            "mobile;name;;\n9845012341;Asha;1;2\n9845012342;Ravi;;\n",
        ),
        (
            "b.csv",
            "city,mobile,\nPune,9845012342,3\n\nGoa,98450,\nGoa,9845012343,4\n",
        ),
    ];
    let (contacts, findings) = read_files(&files, &spec());
    golden::check(&golden::concise(&findings), "contacts/several-files.txt");
    let contacts = contacts.expect("the files can be read");
    let expected = [
        "+919845012341",
        "+919845012342",
        "duplicate of 1",
        "invalid",
        "+919845012343",
    ];
    assert_eq!(fates(&contacts), expected);
    assert_eq!(contacts.header.names(), ["mobile", "name", "", "", "city"]);
    let lines: Vec<u32> = contacts.rows.iter().map(|row| row.line).collect();
    assert_eq!(lines, [2, 3, 2, 4, 5]);
    assert_eq!(contacts.place(ContactId(3)), "line 4 of b.csv");
    let inputs =
        files.map(|(_, text)| -> Box<dyn exodial::contacts::Bytes> { Box::new(Cursor::new(text)) });
    let mut rows = RowReader::new(inputs.into(), &contacts).expect("they are two");
    for (at, cell) in [
        (4, "9845012343"),
        (0, "9845012341"),
        (2, "9845012342"),
        (1, "9845012342"),
    ] {
        let record = rows.at(ContactId(at)).expect("the row is there");
        assert_eq!(record.cell("mobile"), Some(cell));
    }
    rows.rewind();
    let names: Vec<Option<String>> = rows
        .map(|row| row.expect("it is there").cell("name").map(str::to_owned))
        .collect();
    assert_eq!(names[0].as_deref(), Some("Asha"));
    assert_eq!(names[4], None, "the second file has no such column");
    assert_eq!(names.len(), 5);
}

#[test]
fn a_column_must_be_in_every_file() {
    let files = [
        ("a.csv", "mobile,id\n9845012341,1\n"),
        ("b.csv", "mobil,id\n9845012342,1\n"),
    ];
    let (contacts, findings) = read_files(&files, &spec());
    assert!(contacts.is_none());
    assert_eq!(codes(&findings), ["EXO408"]);
    assert_eq!(&*findings[0].labels[0].place.path, "b.csv");
}

#[test]
fn an_expression_leaves_rows_out() {
    let wanting = |filter: &str| ContactsSpec {
        filter: Some(text(filter)),
        ..spec()
    };
    let rows = "mobile,city,amount,active\n\
        9845012341,Pune,600,true\n\
        9845012342,Pune,50,true\n\
        x,Goa,600,false\n\
        9845012343,Pune,n/a,true\n\
        9845012341,Goa,600,true\n";
    let spec = wanting(r#"city == "Pune" and amount|int > 500"#);
    let (contacts, findings) = read_real(rows, &spec);
    let contacts = contacts.expect("the file can be read");
    let expected = [
        "+919845012341",
        "filtered",
        "filtered",
        "invalid",
        "filtered",
    ];
    assert_eq!(fates(&contacts), expected);
    assert_eq!(
        (contacts.counts.filtered, codes(&findings)),
        (3, vec!["EXO510"])
    );

    // That a column is not there, the campaign's own findings say once; no row is to blame, and none is called.
    let (contacts, findings) = read_real(rows, &wanting("town == \"Pune\""));
    let contacts = contacts.expect("the file can be read");
    assert_eq!((contacts.counts.filtered, codes(&findings)), (5, vec![]));

    // A text that reads like a truth value is none, whatever `bad_rows` says.
    let spec = ContactsSpec {
        bad_rows: BadRows::Skip,
        ..wanting("active")
    };
    let (_, findings) = read_real(rows, &spec);
    assert_eq!(
        (codes(&findings), findings[0].severity),
        (vec!["EXO511"], Severity::Error)
    );
    golden::check(&golden::concise(&findings), "contacts/no-boolean.txt");
}

#[test]
fn too_many_bad_rows_stop_everything_with_the_arithmetic() {
    let rows = "mobile\n9845012341\nx\ny\n9845012342\n";
    let mut shown = String::new();
    for (most, stops) in [
        (Most::Count(0), true),
        (Most::Count(1), true),
        (Most::Count(2), false),
        (Most::Percent(49.9), true),
        (Most::Percent(50.0), false),
    ] {
        let spec = ContactsSpec {
            bad_rows: BadRows::Skip,
            max_bad_rows: most,
            ..spec()
        };
        let (_, findings) = read_real(rows, &spec);
        let stopped = findings
            .iter()
            .any(|finding| finding.severity == Severity::Error);
        assert_eq!(stopped, stops, "{most:?}");
        shown += &format!("{most:?}\n{}\n", golden::concise(&findings));
    }
    golden::check(&shown, "contacts/too-many.txt");
}
