//! The zones of people, as a contact file names them.

use exodial::{
    campaign::{BadRows, ContactsSpec, ZoneId},
    contacts::{ContactId, Contacts, Input, NumberRange, RowFate, read},
    syntax::{Diagnostic, Spanned},
};

use super::{fixture, golden};

const FILE: &str = "mobile,zone\n+919876543210,Asia/Dubai\n+919876543211,\n+919876543212, Asia/Kathmandu \n\
                    +919876543213,Asia/Dubai\n";

fn read_with(text: &str, bad_rows: BadRows) -> (Option<Contacts>, Vec<Diagnostic>) {
    let spec = ContactsSpec {
        id: None,
        timezone: Some(Spanned::new("zone".to_owned(), 0..0)),
        bad_rows,
        ..fixture::campaign().contacts
    };
    let input = Input {
        name: "people.csv",
        path: "people.csv",
        bytes: Box::new(std::io::Cursor::new(text.as_bytes())),
    };
    read(vec![input], &spec, NumberRange::Real)
}

#[test]
fn a_cell_names_the_zone_and_an_empty_one_names_none() {
    let (contacts, findings) = read_with(FILE, BadRows::Error);
    assert_eq!(findings, []);
    let zones = contacts.expect("a good file").zones;
    assert_eq!(
        zones.names().collect::<Vec<_>>(),
        ["Asia/Dubai", "Asia/Kathmandu"]
    );
    let of = |row| zones.of(ContactId(row)).0;
    assert_eq!([of(0), of(1), of(2), of(3), of(9)], [1, 0, 2, 1, 0]);
    let rows: Vec<_> = zones.rows().collect();
    let expected = [(0, 1), (2, 2), (3, 1)];
    assert_eq!(
        rows,
        expected.map(|(row, zone)| (ContactId(row), ZoneId(zone)))
    );
}

#[test]
fn an_unknown_zone_makes_the_row_unusable() {
    let text = FILE.replace(" Asia/Kathmandu ", "Asia/Kathmandoo");
    let (contacts, findings) = read_with(&text, BadRows::Error);
    assert_eq!(
        golden::concise(&findings),
        "people.csv:4:15: error[EXO308] a time zone is unknown (unknown time zone `Asia/Kathmandoo`; did you mean \
         `Asia/Kathmandu`?; help: write IANA names such as `Asia/Kolkata`, or leave the cell empty for the schedule's \
         zone)\n"
    );
    let contacts = contacts.expect("it can be read");
    assert_eq!(contacts.rows[2].fate, RowFate::Invalid);
    assert_eq!(contacts.zones.of(ContactId(3)), ZoneId(1));
    let (_, findings) = read_with(&text, BadRows::Skip);
    assert!(golden::concise(&findings).contains("warning[EXO308]"));
}

#[test]
fn an_abbreviation_is_told_with_the_zone_that_it_means() {
    let text = FILE.replace(" Asia/Kathmandu ", "IST");
    let (_, findings) = read_with(&text, BadRows::Error);
    let said = golden::concise(&findings);
    assert!(
        said.contains("(unknown time zone `IST`; write `Asia/Kolkata`; help:"),
        "{said}"
    );
}

#[test]
fn a_column_that_is_not_there_is_said() {
    let (contacts, findings) = read_with("mobile,zones\n+919876543210,\n", BadRows::Error);
    assert!(contacts.is_none());
    let text = golden::concise(&findings);
    assert!(
        text.contains("[EXO427] no column `zone`") && text.contains("write `timezone: zones`"),
        "{text}"
    );
}
