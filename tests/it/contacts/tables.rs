//! A table of people that is no contact file: any file by its spec, a header, a stream of records.

use std::io::Cursor;

use exodial::contacts::{FileSpec, Table, Wanted};

#[test]
fn any_file_of_people_is_read_with_places() {
    let wanted = Wanted {
        columns: &[("phone", "EXO408", "number")],
        country: "IN",
    };
    let mut book = Vec::new();
    let mut sheet = exodial::report::sheet::xlsx(&mut book, "Stop").expect("a sheet");
    let rows = [
        ["why", "number"],
        ["asked", "9845012341"],
        ["asked\ntwice", "9845012342"],
    ];
    for row in rows {
        sheet.line(&row.to_vec().into()).expect("memory");
    }
    sheet.finish().expect("memory");
    let csv = b"why|number\nasked|9845012341\n\"asked\ntwice\"|9845012342\n".to_vec();
    for (path, bytes, places) in [
        ("stop.csv", csv, [(2, 7), (4, 8)]),
        ("stop.xlsx", book, [(2, 2), (3, 2)]),
    ] {
        let spec = FileSpec::default();
        let opened = Table::open(Box::new(Cursor::new(bytes)), path, &spec, &wanted);
        let (mut table, warning) = opened.unwrap_or_else(|findings| panic!("{findings:?}"));
        assert_eq!(warning, None);
        assert_eq!(
            (table.header().names(), table.found()),
            (
                ["why", "number"].map(str::to_owned).as_slice(),
                [1].as_slice()
            )
        );
        for (number, (line, column)) in ["9845012341", "9845012342"].into_iter().zip(places) {
            let record = table
                .read()
                .expect("it can be read")
                .expect("there is one more");
            assert_eq!(record.get(1), Some(number));
            let place = table.place(1);
            assert_eq!((place.line, place.column), (line, column), "{path}");
            assert!(!place.excerpt.contains(number));
        }
        assert!(table.read().expect("it can be read").is_none());
    }
    let bytes = Box::new(Cursor::new(b"why,phone\n"));
    let missing = Table::open(bytes, "stop.csv", &FileSpec::default(), &wanted).err();
    assert_eq!(missing.expect("no such column")[0].code, "EXO408");
}
