//! Encodings: every one with every delimiter, and what is said where one is wrong.

use std::{fmt::Write, io::Cursor};

use exodial::{
    campaign::{ContactsSpec, Encoding},
    contacts::{Charset, ContactId, Contacts, NumberRange, TextForm},
    report::lines::csv,
    syntax::Severity,
};

use super::{codes, read_one, read_real, reread, spec};
use crate::golden;

const UTF8: TextForm = TextForm::Utf8 { mark: false };

fn other(charset: Charset, mark: bool) -> TextForm {
    TextForm::Other { charset, mark }
}

/// A text in an encoding, written without the program's help.
pub(crate) fn encoded(text: &str, form: TextForm) -> Vec<u8> {
    let units = || text.encode_utf16();
    let (mark, bytes): (&[u8], Vec<u8>) = match form {
        TextForm::Utf8 { .. } => (b"\xef\xbb\xbf", text.as_bytes().to_vec()),
        TextForm::Other { charset, .. } => match charset {
            Charset::Utf16Le => (b"\xff\xfe", units().flat_map(u16::to_le_bytes).collect()),
            Charset::Utf16Be => (b"\xfe\xff", units().flat_map(u16::to_be_bytes).collect()),
            // Of Windows-1252 the tests use what it shares with the first page of Unicode.
            Charset::Windows1252 => (b"", text.chars().map(|c| c as u32 as u8).collect()),
        },
    };
    match form {
        TextForm::Utf8 { mark: true } | TextForm::Other { mark: true, .. } => {
            [mark, &bytes].concat()
        }
        _ => bytes,
    }
}

/// Every encoding that can be read, and what the campaign has to say for it.
fn forms() -> Vec<(TextForm, Encoding)> {
    vec![
        (UTF8, Encoding::Auto),
        (UTF8, Encoding::Utf8),
        (TextForm::Utf8 { mark: true }, Encoding::Auto),
        (TextForm::Utf8 { mark: true }, Encoding::Utf8),
        (other(Charset::Utf16Le, true), Encoding::Auto),
        (other(Charset::Utf16Be, true), Encoding::Auto),
        (other(Charset::Utf16Le, true), Encoding::Utf16),
        (other(Charset::Utf16Be, true), Encoding::Utf16),
        (other(Charset::Utf16Le, false), Encoding::Utf16),
        (other(Charset::Utf16Be, false), Encoding::Utf16),
        (other(Charset::Windows1252, false), Encoding::Windows1252),
    ]
}

fn saying(encoding: Encoding) -> ContactsSpec {
    ContactsSpec { encoding, ..spec() }
}

/// All cells, read again in an order of their own.
fn cells(bytes: &[u8], contacts: &Contacts) -> Vec<Vec<String>> {
    let count = contacts.rows.len();
    let mut rows = reread(bytes, contacts);
    let mut all = vec![Vec::new(); count];
    for nth in 0..count {
        let at = (nth * 7_919) % count;
        let record = rows.at(ContactId(at as u32)).expect("the row is there");
        assert_eq!(record.line, contacts.rows[at].line);
        all[at] = record.cells().map(str::to_owned).collect();
    }
    all
}

#[test]
fn every_encoding_is_read_with_every_delimiter() {
    for delimiter in [',', ';', '\t', '|'] {
        let text =
            "mobile,nám€,note\r\n+919845012345,José,\"one,\r\ntwo\"\r\n\r\n984501234,Zoë,x\n"
                .replace('€', "e")
                .replace(',', &delimiter.to_string());
        for (form, encoding) in forms() {
            let bytes = encoded(&text, form);
            let (contacts, findings) = read_real(&bytes, &saying(encoding));
            let what = format!("{form:?} {delimiter:?}");
            assert_eq!(codes(&findings), ["EXO412"], "{what}");
            let place = &findings[0].labels[0].place;
            assert_eq!((place.line, place.column), (5, 1), "{what}");
            let contacts = contacts.expect("the file can be read");
            let part = &contacts.parts[0];
            assert_eq!((part.form, part.delimiter), (Some(form), delimiter as u8));
            assert_eq!(
                contacts.header.names(),
                ["mobile", "náme", "note"],
                "{what}"
            );
            let note = format!("one{delimiter}\r\ntwo");
            let expected = [["+919845012345", "José", &note], ["984501234", "Zoë", "x"]];
            assert_eq!(cells(&bytes, &contacts), expected, "{what}");
            // What comes out is what went in: the same text in the same encoding.
            let mut out = Vec::new();
            let mark = match form {
                TextForm::Other {
                    charset,
                    mark: false,
                } if charset != Charset::Windows1252 => other(charset, true),
                form => form,
            };
            let mut table = csv(&mut out, part.delimiter, form);
            table
                .line(&contacts.header.names().to_vec().into())
                .expect("memory");
            for record in reread(&bytes, &contacts) {
                let record = record.expect("the row is there");
                let cells: Vec<&str> = record.cells().collect();
                table.line(&cells.into()).expect("memory");
            }
            table.finish().expect("memory");
            let plain = text.replace("\r\n\r\n", "\n").replace("note\r\n", "note\n");
            assert_eq!(out, encoded(&plain, mark), "{what}");
        }
    }
}

/// Larger than what is decoded at once, with characters of every length at every place of it.
#[test]
fn rows_of_another_encoding_are_found_again_from_anywhere() {
    let mut text = "mobile,name\n".to_owned();
    for row in 0..9_000_u64 {
        let odd = ["é", "दि", "😀", "x"][row as usize % 4].repeat(row as usize % 11);
        let _ = writeln!(text, "{},{odd}{row}", 9_000_000_000 + row);
    }
    let (plain, _) = read_real(&text, &spec());
    let plain = plain.expect("the file can be read");
    let expected = cells(text.as_bytes(), &plain);
    for charset in [Charset::Utf16Le, Charset::Utf16Be] {
        let bytes = encoded(&text, other(charset, true));
        let (contacts, findings) = read_real(&bytes, &spec());
        assert_eq!(findings, []);
        let contacts = contacts.expect("the file can be read");
        assert_eq!(contacts.rows, plain.rows);
        assert_eq!(cells(&bytes, &contacts), expected);
        assert_ne!(contacts.sha256, plain.sha256, "the hash is of the file");
    }
}

/// Files that are not what the campaign says: what each is, and what the campaign says.
fn wrong() -> Vec<(&'static str, Vec<u8>, Encoding)> {
    let good = "mobile,name\n9845012345,José\n";
    let le = other(Charset::Utf16Le, true);
    let half = [encoded(good, le), vec![0x3d, 0xd8, b'x', 0]].concat();
    let odd = [encoded(good, le), vec![b'x']].concat();
    vec![
        (
            "Windows-1252",
            encoded(good, other(Charset::Windows1252, false)),
            Encoding::Auto,
        ),
        (
            "Windows-1252",
            encoded(good, other(Charset::Windows1252, false)),
            Encoding::Utf8,
        ),
        (
            "Windows-1252",
            encoded(good, other(Charset::Windows1252, false)),
            Encoding::Utf16,
        ),
        (
            "a byte of no encoding",
            b"mobile,name\n9845012345,\x81\n".to_vec(),
            Encoding::Auto,
        ),
        (
            "an undefined byte",
            b"mobile,name\n9845012345,\x81\n".to_vec(),
            Encoding::Windows1252,
        ),
        (
            "UTF-16 without a mark",
            encoded(good, other(Charset::Utf16Le, false)),
            Encoding::Auto,
        ),
        (
            "UTF-16 without a mark",
            encoded(good, other(Charset::Utf16Be, false)),
            Encoding::Utf8,
        ),
        ("UTF-16", encoded(good, le), Encoding::Utf8),
        ("UTF-16", encoded(good, le), Encoding::Windows1252),
        (
            "UTF-8 with a mark",
            encoded(good, TextForm::Utf8 { mark: true }),
            Encoding::Utf16,
        ),
        ("UTF-8", encoded(good, UTF8), Encoding::Windows1252),
        ("half a character", half, Encoding::Auto),
        ("cut off", odd, Encoding::Utf16),
        (
            "UTF-32",
            [b"\xff\xfe\0\0".as_slice(), b"m\0\0\0"].concat(),
            Encoding::Auto,
        ),
    ]
}

#[test]
fn what_is_not_what_the_campaign_says_is_told() {
    let mut text = String::new();
    for (what, bytes, encoding) in wrong() {
        let bytes = Cursor::new(bytes);
        let (_, findings) = read_one(bytes, "c.csv", &saying(encoding), NumberRange::Real);
        let is_told = findings
            .iter()
            .any(|finding| finding.severity >= Severity::Warning);
        assert!(is_told, "{what} as {encoding:?}");
        let _ = writeln!(
            text,
            "{what} as {encoding:?}\n{}",
            golden::concise(&findings)
        );
    }
    golden::check(&text, "contacts/encodings.txt");
}

#[test]
fn an_encoding_that_lacks_a_character_writes_a_question_mark_for_it() {
    let mut out = Vec::new();
    let mut table = csv(&mut out, b';', other(Charset::Windows1252, false));
    table.line(&vec!["€", "é", "दि"].into()).expect("memory");
    table.finish().expect("memory");
    assert_eq!(out, b"\x80;\xe9;??\n");
}
