//! The result file: what goes in comes out, and what became of it stands beside.

use std::{cell::Cell, fs, io};

use csv::{ByteRecord, ReaderBuilder};
use exodial::{
    campaign::Outcome,
    clock::UtcOffset,
    contacts::{ContactId, Row, RowFate, TextForm},
    engine::fate::{Fate, LastCall},
    journal::{
        event::{CallDetails, Dnd, Sid, Standing},
        whole::write_file,
    },
    plan::Disposition,
    report::{
        lines::csv,
        results::{COLUMNS, Counts, ResultFault, ResultInput, write},
    },
};

use crate::{
    fixture::{at, duplicate, number, row, rows},
    golden,
};

const PLAIN: TextForm = TextForm::Utf8 { mark: false };

fn skipped(contact: ContactId, disposition: Disposition) -> Fate {
    Fate {
        number: number(contact.0),
        disposition,
        reason: "asked not to be called".to_owned(),
        calls: 0,
        last: None,
        standing: Some(Standing::Blacklist),
        dnd: None,
    }
}

fn answered() -> Fate {
    Fate {
        number: number(0),
        disposition: Disposition::Called(Outcome::Completed),
        reason: "answered".to_owned(),
        calls: 2,
        last: Some(LastCall {
            sid: Sid::parse("a1b2c3d4e5f6"),
            placed_at: at("2026-11-23T04:30:00Z"),
            outcome: Some(Outcome::Completed),
            details: CallDetails {
                started: Some(at("2026-11-23T04:30:01Z")),
                ended: Some(at("2026-11-23T04:31:10Z")),
                duration: Some(69),
                price: Some("0.60".into()),
                recording: Some("https://recordings.exotel.com/acme1/a.mp3".into()),
            },
        }),
        standing: Some(Standing::Neutral),
        dnd: Some(Dnd::No),
    }
}

fn fates(contact: ContactId) -> Option<Fate> {
    match contact.0 {
        0 => Some(answered()),
        _ => Some(skipped(contact, Disposition::Blacklisted)),
    }
}

/// Parses a text as the contact reader does.
fn parsed(text: &str, delimiter: u8) -> (ByteRecord, Vec<ByteRecord>) {
    let mut reader = ReaderBuilder::new()
        .delimiter(delimiter)
        .flexible(true)
        .from_reader(text.as_bytes());
    let header = reader.byte_headers().expect("a header").clone();
    (
        header,
        reader
            .byte_records()
            .map(|record| record.expect("a record"))
            .collect(),
    )
}

/// The result file of a contact file.
fn results(text: &str, delimiter: u8, rows: &[Row]) -> Result<(String, Counts), ResultFault> {
    let (header, records) = parsed(text, delimiter);
    let input = ResultInput {
        header: &header,
        rows,
        offset: UtcOffset::IST,
        fate: &fates,
        invalid: &|_, record| format!("{} cells cannot be used", record.len()),
        place: &|contact| format!("line {}", contact.0 + 2),
        source: None,
        filter: Some("city == \"Pune\""),
    };
    let mut out = Vec::new();
    let mut table = csv(&mut out, delimiter, PLAIN);
    let counts = write(&mut *table, &input, records.into_iter().map(Ok))?;
    table.finish()?;
    Ok((String::from_utf8(out).expect("UTF-8"), counts))
}

#[test]
fn odd_cells_come_out_as_they_went_in() {
    for delimiter in [b',', b';', b'\t', b'|'] {
        let odd = [
            "plain",
            "",
            " spaces ",
            "a,b;c\td|e",
            "\"quoted\"",
            "two\nlines",
            "three\r\nlines",
            "=1+1",
            "'",
            "\"",
            "दिवाली",
            "+91 00000 00001",
            "00123",
            "\u{feff}mark",
        ];
        let mut writer = csv::WriterBuilder::new()
            .delimiter(delimiter)
            .from_writer(Vec::new());
        writer
            .write_record(["mobile", "note; or, note", "tab\tname"])
            .expect("written");
        for cell in odd {
            writer.write_record([cell, "x", cell]).expect("written");
        }
        let text = String::from_utf8(writer.into_inner().expect("flushed")).expect("UTF-8");
        let rows = rows(odd.len() as u32);
        let (out, _) = results(&text, delimiter, &rows).expect("a result file");
        let (header, records) = parsed(&out, delimiter);
        assert_eq!(header.len(), 3 + COLUMNS.len());
        assert_eq!(&header[1], b"note; or, note");
        assert_eq!(&header[3], b"result_phone");
        for (record, cell) in records.iter().zip(odd) {
            assert_eq!(record.len(), 3 + COLUMNS.len());
            assert_eq!((&record[0], &record[2]), (cell.as_bytes(), cell.as_bytes()));
        }
    }
}

#[test]
fn every_row_says_what_became_of_it() {
    let region = *b"US\0";
    let mut rows = rows(2);
    rows.push(duplicate(2, 0));
    rows.push(row(3, RowFate::Invalid));
    rows.push(row(
        4,
        RowFate::Country {
            number: number(4),
            region,
        },
    ));
    let text =
        "mobile;name\n0000000000;A\n0000000001;B\n0000000000;A again\nnone;C\n0000000004;D\n";
    let (out, counts) = results(text, b';', &rows).expect("a result file");
    assert_eq!(counts.values().sum::<u64>(), 5);
    golden::check(&out, "golden/results.csv");
}

#[test]
fn ragged_rows_keep_every_cell_and_the_results_their_columns() {
    let text = "mobile,name\n1\n2,B,extra,more\n";
    let (out, _) = results(text, b',', &rows(2)).expect("a result file");
    let (_, records) = parsed(&out, b',');
    assert_eq!((&records[0][0], &records[0][1]), (&b"1"[..], &b""[..]));
    for record in &records {
        assert!(record[2].starts_with(b"+91"));
    }
    let tail: Vec<&[u8]> = records[1].iter().skip(2 + COLUMNS.len()).collect();
    assert_eq!(tail, [&b"extra"[..], b"more"]);
}

#[test]
fn a_result_file_may_be_called_again() {
    let (once, _) = results("mobile\n1\n2\n", b',', &rows(2)).expect("a result file");
    let (twice, _) = results(&once, b',', &rows(2)).expect("a result file");
    let (header, _) = parsed(&twice, b',');
    let names: Vec<String> = header
        .iter()
        .map(|name| String::from_utf8_lossy(name).into())
        .collect();
    assert_eq!(
        (names[1].as_str(), names[14].as_str()),
        ("result_phone", "result2_phone")
    );
    let unlike: std::collections::BTreeSet<&String> = names.iter().collect();
    assert_eq!(unlike.len(), names.len(), "no name stands twice");
    let (thrice, _) = results(&twice, b',', &rows(2)).expect("a result file");
    assert!(thrice.contains("result3_disposition"));
    // A column of another kind may keep that beginning.
    let (out, _) = results("mobile,result_of_last_year\n1,x\n", b',', &rows(1)).expect("a file");
    assert!(out.contains("result_of_last_year,result_phone"));
}

#[test]
fn a_row_too_many_too_few_or_unknown_is_an_error_and_no_file() {
    let text = "mobile\n1\n2\n";
    let few = results(text, b',', &rows(1)).expect_err("one row too many");
    assert!(matches!(
        few,
        ResultFault::Rows {
            found: 2,
            expected: 1
        }
    ));
    let many = results(text, b',', &rows(3)).expect_err("one row too few");
    assert!(matches!(
        many,
        ResultFault::Rows {
            found: 2,
            expected: 3
        }
    ));
    let (header, records) = parsed(text, b',');
    let input = ResultInput {
        header: &header,
        rows: &rows(2),
        offset: UtcOffset::IST,
        fate: &|_| None,
        invalid: &|_, _| String::new(),
        place: &|_| String::new(),
        source: None,
        filter: None,
    };
    let mut out = csv(io::sink(), b',', PLAIN);
    let fault = write(&mut *out, &input, records.into_iter().map(Ok)).expect_err("no fate");
    assert!(matches!(fault, ResultFault::Fate { line: 2 }));
}

#[test]
fn a_file_is_replaced_wholly_or_not_at_all() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("results.csv");
    let say = |text: &'static str| {
        move |out: &mut io::BufWriter<fs::File>| io::Write::write_all(out, text.as_bytes())
    };
    write_file(&path, say("old")).expect("written");
    let failed: Result<(), io::Error> = write_file(&path, |out| {
        say("half")(out)?;
        Err(io::Error::other("disk full"))
    });
    assert_eq!(failed.expect_err("it failed").to_string(), "disk full");
    assert_eq!(fs::read_to_string(&path).expect("it is there"), "old");
    write_file(&path, say("new")).expect("written");
    assert_eq!(fs::read_to_string(&path).expect("it is there"), "new");
    let names: Vec<_> = fs::read_dir(folder.path()).expect("a folder").collect();
    assert_eq!(names.len(), 1, "nothing is left beside it");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = fs::metadata(&path)
            .expect("it is there")
            .permissions()
            .mode();
        assert_eq!(mode & 0o777, 0o600);
    }
}

#[test]
fn a_wrong_result_file_never_gets_its_name() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("results.csv");
    let (header, records) = parsed("mobile\n1\n2\n", b',');
    let rows = rows(3);
    let input = ResultInput {
        header: &header,
        rows: &rows,
        offset: UtcOffset::IST,
        fate: &fates,
        invalid: &|_, _| String::new(),
        place: &|_| String::new(),
        source: None,
        filter: None,
    };
    let fault = write_file(&path, |out| {
        let mut out = csv(out, b',', PLAIN);
        write(&mut *out, &input, records.into_iter().map(Ok))
    });
    assert!(matches!(fault, Err(ResultFault::Rows { .. })));
    let left = fs::read_dir(folder.path()).expect("a folder").count();
    assert_eq!(left, 0);
}

#[test]
fn an_unwritable_place_is_told() {
    let nowhere = write_file(std::path::Path::new("/nowhere/at/all.csv"), |_| {
        Ok::<_, io::Error>(())
    });
    assert_eq!(
        nowhere.expect_err("no folder").kind(),
        io::ErrorKind::NotFound
    );
    // The output fails in the middle: the error comes out, and no count does.
    struct Full(Cell<usize>);
    impl io::Write for Full {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            match self.0.get().checked_sub(bytes.len()) {
                Some(left) => self.0.set(left),
                None => return Err(io::ErrorKind::StorageFull.into()),
            }
            Ok(bytes.len())
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }
    let (header, records) = parsed("mobile\n1\n2\n", b',');
    let input = ResultInput {
        header: &header,
        rows: &rows(2),
        offset: UtcOffset::IST,
        fate: &fates,
        invalid: &|_, _| String::new(),
        place: &|_| String::new(),
        source: None,
        filter: None,
    };
    let mut out = csv(Full(Cell::new(100)), b',', PLAIN);
    let full = write(&mut *out, &input, records.into_iter().map(Ok));
    assert!(full.and_then(|_| out.finish()).is_err());
}
