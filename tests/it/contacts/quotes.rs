//! Double quotes that do not fit: no row may be lost within them, and no address with line ends be taken for rows.

use exodial::{
    campaign::{BadRows, ContactsSpec, ListForm, ListSpec},
    contacts::list,
    syntax::{Severity, Spanned},
};

use super::{codes, read_clean, read_real, spec};
use crate::golden;

/// A campaign that leaves bad rows out.
fn skip() -> ContactsSpec {
    ContactsSpec {
        bad_rows: BadRows::Skip,
        ..spec()
    }
}

#[test]
fn rows_that_a_stray_pair_of_quotes_took_in_are_told() {
    // Which cell the quotes begin in, how many rows they take in, and where the number stands makes no difference.
    for (text, first, last) in [
        (
            "mobile,name,city\n9845012341,\"Asha,Pune\n9845012342,Ravi,Goa\n9845012343,Mohan\",Goa\n",
            2,
            4,
        ),
        (
            "mobile,name,city\n9845012341,\"Asha,Pune\n9845012343,Mohan\",Goa\n",
            2,
            3,
        ),
        (
            "name,mobile,city\n\"Asha,9845012341,Pune\nRavi\",9845012342,Goa\n",
            2,
            3,
        ),
        (
            "name,city,mobile\nRavi,Goa,9845012342\nAsha,\"Pune,9845012341\nRavi,Goa\",9845012343\n",
            3,
            4,
        ),
        (
            "mobile,name\r\n\"9845012341,Asha\r\n9845012342,Ravi\r\n9845012343\",Mohan\r\n",
            2,
            4,
        ),
        // Neither the width of the row nor a bad number hides it.
        (
            "mobile,name,city\n9845012341,Asha,\"Pune\n9845012342,Ravi\",Goa\n",
            2,
            3,
        ),
        (
            "mobile,name\n9845012341,\"Asha\n98450123,Ravi\n9845012343,Mohan\"\n",
            2,
            4,
        ),
    ] {
        for spec in [spec(), skip()] {
            let (_, findings) = read_real(text, &spec);
            assert_eq!(codes(&findings), ["EXO451"], "{text}");
            assert_eq!(findings[0].severity, Severity::Error, "{text}");
            let label = &findings[0].labels[0];
            let said = format!("lines {first} to {last} are one cell");
            assert!(label.text.starts_with(&said), "{}", label.text);
            assert_eq!(label.place.line, first);
        }
    }
}

#[test]
fn lines_of_addresses_and_notes_are_no_rows() {
    for text in [
        "mobile,address\n9845012341,\"12 MG Road\nPune, MH\"\n",
        "mobile,name,address\n9845012341,Asha,\"MG Road\nPune, MH, 411001\"\n",
        "mobile,name,address\n9845012341,Asha,\"MG Road\n411001, Pune, MH\n\nIndia\"\n",
        "address,mobile,name\n\"12, MG Road\nPune\",9845012341,Asha\n",
        "mobile,note\n9845012341,\"He said \"\"hi\"\"\nand \"\"call 9845012342, please\"\"\"\n",
        "mobile,note\n9845012341,\"call me:\n9845012342\nor\n9845012343\"\n",
        "mobile,note,x\n9845012341,\"a\nb\",\"c\nd\"\n9845012342,\"\",\n",
        // A header of two lines, as spreadsheets wrap them.
        "mobile,\"note\n(of the agent)\"\n9845012341,x\n",
    ] {
        read_clean(text, &spec());
    }
}

#[test]
fn text_behind_a_closing_quote_is_an_error_and_no_cell() {
    let (contacts, findings) = read_real("mobile,name\n9845012341,\"b\"x\n9845012342,c\n", &skip());
    assert_eq!(codes(&findings), ["EXO450"]);
    let place = &findings[0].labels[0].place;
    assert_eq!((place.line, place.column), (2, 15));
    assert_eq!(&place.excerpt[place.within.clone()], "x");
    // The row ends where its line ends, so it alone may be left out.
    assert_eq!(findings[0].severity, Severity::Warning);
    let counts = contacts.expect("the file can be read").counts;
    assert_eq!((counts.invalid, counts.callable), (1, 1));

    // Here it does not: rows may be lost within.
    let text = "mobile,name\n9845012341,\"Asha\nn/a,\"Ravi\"\n9845012343,x\n";
    let (_, findings) = read_real(text, &skip());
    assert_eq!(codes(&findings), ["EXO450"]);
    assert_eq!(findings[0].severity, Severity::Error);
    let label = &findings[0].labels[0];
    assert_eq!(label.place.line, 3);
    assert!(label.text.ends_with("opened on line 2"), "{}", label.text);
}

#[test]
fn a_header_takes_in_no_rows() {
    for (text, code) in [
        (
            "mobile,\"name\n9845012341,Asha\n9845012342,\"Ravi\n",
            "EXO451",
        ),
        (
            "mobile,\"name\n9845012341,Asha\"\n9845012342,Ravi\n",
            "EXO451",
        ),
        ("mobile,\"name\"s\n9845012342,Ravi\n", "EXO450"),
    ] {
        let (contacts, findings) = read_real(text, &spec());
        assert!(contacts.is_none());
        assert_eq!(codes(&findings), [code], "{text}");
    }
    // A quote within a name hides no separator.
    let contacts = read_clean("mobile;5\" pipe;x\n9845012341;1;2\n", &spec());
    assert_eq!(contacts.header.names(), ["mobile", "5\" pipe", "x"]);
}

#[test]
fn a_list_loses_nobody_within_quotes() {
    let plain = |form| ListSpec {
        file: Spanned::new("dnc.csv".to_owned(), 0..0),
        column: Spanned::new("number".to_owned(), 0..0),
        form,
    };
    let hash = "0123456789abcdef".repeat(4);
    let hashes = format!("number,why\n{hash},\"asked\n{hash},x\"\n");
    let mut said = String::new();
    for (text, form) in [
        (
            "number,why\n9845012341,\"asked\n9845012342,\"\n9845012343,x\n",
            ListForm::Numbers,
        ),
        ("number,why\n9845012341,\"asked\"x\n", ListForm::Numbers),
        (hashes.as_str(), ListForm::Hashes),
    ] {
        let findings = list::read(text.as_bytes(), "dnc.csv", &plain(form), "IN");
        let findings = findings.expect_err("somebody may be lost");
        assert_eq!(codes(&findings), ["EXO446"]);
        said += &golden::concise(&findings);
    }
    golden::check(&said, "contacts/list-quotes.txt");
    let text = "number,why\n9845012341,\"wrote:\nnever, ever\"\n9845012342,\n";
    let read = list::read(text.as_bytes(), "dnc.csv", &plain(ListForm::Numbers), "IN");
    assert_eq!(read.expect("it is sound").0.len(), 2);
}
