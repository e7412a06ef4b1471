//! How a contact file arrives, and how its rows are found again.

use std::{
    fmt::Write,
    io::{self, Read, Seek, SeekFrom},
};

use exodial::contacts::{ContactId, NumberRange};

use super::{codes, describe, read_clean, read_one, read_real, reread, spec};

/// Gives one to seven bytes at a time, and breaks at the end if told so.
struct Trickle<'a> {
    all: &'a [u8],
    bytes: &'a [u8],
    step: usize,
    breaks: bool,
}

impl Seek for Trickle<'_> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let SeekFrom::Start(to) = to else {
            return Err(io::Error::other("from the start only"));
        };
        self.bytes = &self.all[to as usize..];
        Ok(to)
    }
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
        all: text.as_bytes(),
        bytes: text.as_bytes(),
        step: 0,
        breaks,
    };
    let (whole, findings) = read_real(text, &spec());
    let whole = whole.expect("the file could be read");
    let slowly = read_one(trickle(false), "contacts.csv", &spec(), NumberRange::Real);
    assert_eq!(slowly.1, findings);
    let slowly = slowly.0.expect("the file could be read");
    assert_eq!(
        (slowly.rows, &slowly.sha256),
        (whole.rows.clone(), &whole.sha256)
    );
    let lines: Vec<u32> = whole.rows.iter().map(|row| row.line).collect();
    assert_eq!(lines, [3, 6, 7]);

    let (contacts, findings) = read_one(trickle(true), "contacts.csv", &spec(), NumberRange::Real);
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
    let mut rows = reread(&text, &contacts);
    let expected = |row: usize| format!("name {row}\n; \"x\"");
    for step in [1, 17, 4_999, 19_997] {
        for nth in 0..200 {
            let at = (nth * step) % contacts.rows.len();
            let record = rows.at(ContactId(at as u32)).expect("the row is there");
            assert_eq!(record.cell("name"), Some(expected(at).as_str()));
            assert_eq!(record.line, contacts.rows[at].line);
        }
    }
    rows.rewind();
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
        let mut rows = reread(changed, &contacts);
        let error = rows.at(ContactId(1)).expect_err("the row is gone");
        assert_eq!(error.kind(), io::ErrorKind::InvalidData);
    }
    let binary = b"mobile,name\n9845012345,Asha\n\xff\xff\n".to_vec();
    let mut rows = reread(binary, &contacts);
    assert!(rows.at(ContactId(1)).is_err());
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
