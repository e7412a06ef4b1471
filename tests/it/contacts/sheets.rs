//! Sheets of XLSX files: exact text, what is said of numbers and errors, and hostile files.

use std::{fmt::Write as _, fs, io::Cursor};

use csv::ByteRecord;
use exodial::{
    campaign::{BadRows, ContactsSpec},
    contacts::{ContactId, NumberRange, RowFault},
    report::sheet::xlsx,
    syntax::{Severity, Spanned},
};
use rust_xlsxwriter::{Format, Workbook};

use super::{codes, describe, read_one, reread, spec};
use crate::{
    golden,
    workbook::{by_hand, cell},
};

fn read_sheet(
    bytes: &[u8],
    spec: &ContactsSpec,
) -> (
    Option<exodial::contacts::Contacts>,
    Vec<exodial::syntax::Diagnostic>,
) {
    read_one(Cursor::new(bytes), "people.xlsx", spec, NumberRange::Real)
}

fn sheet(name: &str) -> Option<Spanned<String>> {
    Some(Spanned::new(name.to_owned(), 0..0))
}

/// A book as spreadsheet programs write them, with every kind of cell; its second row is empty.
fn book() -> Vec<u8> {
    let mut book = Workbook::new();
    let date = Format::new().set_num_format("yyyy-mm-dd");
    let due = book.add_worksheet().set_name("Due").expect("a name");
    for (column, name) in (0..).zip(["mobile", "name", "amount", "day", "ok"]) {
        due.write_string(0, column, name).expect("a cell");
    }
    for (row, phone) in (2..).zip([
        "+919845012341",
        "98450 12342",
        "09845012343",
        "\u{a0}9845012344",
    ]) {
        due.write_string(row, 0, phone).expect("a cell");
    }
    for (row, name) in (2..).zip(["=1+1", "two\nlines", "00123", "a,\"b\""]) {
        due.write_string(row, 1, name).expect("a cell");
    }
    due.write_number(2, 2, 4200).expect("a cell");
    due.write_number(3, 2, 0.1).expect("a cell");
    due.write_number(4, 2, 1e21).expect("a cell");
    due.write_formula(
        5,
        2,
        rust_xlsxwriter::Formula::new("=2*21").set_result("42"),
    )
    .expect("a cell");
    due.write_number_with_format(2, 3, 46_349, &date)
        .expect("a cell");
    due.write_number_with_format(3, 3, 46_349.437_5, &date)
        .expect("a cell");
    due.write_boolean(2, 4, true).expect("a cell");
    due.write_boolean(3, 4, false).expect("a cell");
    // A number, one that lost digits, an error, too many cells, and a number again behind empty rows.
    due.write_number(6, 0, 9_845_012_345_f64).expect("a cell");
    due.write_number(7, 0, 9.198450123456789e19)
        .expect("a cell");
    due.write_string(8, 0, "9845012346").expect("a cell");
    due.write_formula(
        8,
        2,
        rust_xlsxwriter::Formula::new("=NA()").set_result("#N/A"),
    )
    .expect("a cell");
    due.write_string(9, 0, "9845012347").expect("a cell");
    due.write_string(9, 7, "beyond").expect("a cell");
    due.write_number(12, 0, 98_450).expect("a cell");
    let data = book.add_worksheet().set_name("Old data").expect("a name");
    data.write_string(4, 1, "mobile").expect("a cell");
    data.write_string(6, 1, "9845012348").expect("a cell");
    book.save_to_buffer().expect("memory")
}

#[test]
fn cells_are_exact_and_what_is_odd_is_told() {
    let skip = ContactsSpec {
        bad_rows: BadRows::Skip,
        ..spec()
    };
    let text = describe(&book(), "people.xlsx", &skip, NumberRange::Real);
    golden::check(&text, "contacts/book.txt");
}

#[test]
fn a_sheet_is_found_by_its_name() {
    let bytes = book();
    let of = |name: &str| ContactsSpec {
        sheet: sheet(name),
        ..spec()
    };
    // Its header stands in its fifth row and second column.
    let (contacts, findings) = read_sheet(&bytes, &of("Old data"));
    assert_eq!(findings, []);
    let contacts = contacts.expect("the sheet can be read");
    assert_eq!(contacts.header.names(), ["", "mobile"]);
    assert_eq!(contacts.rows[0].line, 7);
    assert_eq!(contacts.place(ContactId(0)), "row 7 of sheet Old data");
    let (contacts, findings) = read_sheet(&bytes, &of("old dta"));
    assert!(contacts.is_none());
    let mut said = golden::concise(&findings);
    said += &golden::concise(&read_sheet(&bytes, &of("Nov")).1);
    golden::check(&said, "contacts/no-sheet.txt");
}

#[test]
fn rows_of_a_sheet_are_found_again() {
    let mut out = Vec::new();
    let mut table = xlsx(&mut out, "Data").expect("a sheet");
    table
        .line(&ByteRecord::from(vec!["mobile", "name"]))
        .expect("a line");
    for row in 0..3_000_u64 {
        let (phone, name) = ((9_000_000_000 + row).to_string(), format!("\"{row}\"\n, é"));
        table
            .line(&ByteRecord::from(vec![phone, name]))
            .expect("a line");
    }
    table.finish().expect("memory");
    let (contacts, findings) = read_sheet(&out, &spec());
    assert_eq!(findings, []);
    let contacts = contacts.expect("the sheet can be read");
    assert_eq!(contacts.counts.callable, 3_000);
    let mut rows = reread(&out, &contacts);
    for nth in 0..3_000_u32 {
        let at = nth * 997 % 3_000;
        let record = rows.at(ContactId(at)).expect("the row is there");
        assert_eq!(record.cell("name"), Some(format!("\"{at}\"\n, é").as_str()));
        assert_eq!(record.line, at + 2);
        assert_eq!(contacts.fault(ContactId(at), &record), None);
    }
}

#[test]
fn a_hostile_sheet_is_refused_within_bounds() {
    let head = format!("<row r=\"1\">{}</row>", cell("A1", "mobile"));
    let good = format!("{head}<row r=\"2\">{}</row>", cell("A2", "9845012341"));
    let (contacts, findings) = read_sheet(&by_hand("S", &good, ""), &spec());
    assert_eq!(golden::concise(&findings), "", "the frame is sound");
    assert!(contacts.is_some());
    let mut said = String::new();
    let mut refused = |what: &str, bytes: &[u8]| {
        let (contacts, findings) = read_sheet(bytes, &spec());
        let fatal = findings
            .iter()
            .filter(|finding| finding.severity == Severity::Error)
            .count();
        assert!(contacts.is_none() && fatal == 1, "{what}");
        let _ = writeln!(said, "{what}\n{}", golden::concise(&findings));
    };
    // 140 MiB of one letter, in 140 kB.
    let letters = "x".repeat(1 << 20).repeat(140);
    refused(
        "a part that unpacks to too much",
        &by_hand("S", &good, &letters),
    );
    drop(letters);
    let far = format!("{head}<row r=\"2\">{}</row>", cell("A1048577", "9"));
    refused("a row beyond the last", &by_hand("S", &far, ""));
    let back = format!("{good}<row r=\"1\">{}</row>", cell("A1", "x"));
    refused("rows out of order", &by_hand("S", &back, ""));
    refused("no end", &by_hand("S", "<row", ""));
    let whole = by_hand("S", &good, "");
    refused("cut off", &whole[..whole.len() / 2]);
    refused("no archive", b"mobile\n9845012341\n");
    refused("nothing", b"");
    golden::check(&said, "contacts/hostile-sheets.txt");
}

#[test]
fn no_sheet_makes_the_program_panic() {
    let bytes = book();
    let mut seed = 3_u64;
    let mut random = move |bound: usize| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        (seed >> 33) as usize % bound
    };
    for _ in 0..150 {
        let mut bytes = bytes.clone();
        for _ in 0..1 + random(6) {
            let at = random(bytes.len());
            bytes[at] = random(256) as u8;
        }
        bytes.truncate(bytes.len() - random(2) * random(bytes.len()));
        let (contacts, findings) = read_sheet(&bytes, &spec());
        assert!(contacts.is_some() || !findings.is_empty());
    }
}

#[test]
fn wide_and_long_cells_are_bad_rows_and_no_more() {
    let long = "x".repeat(9_000);
    let rows = format!(
        "<row r=\"1\">{}{}</row><row r=\"2\">{}{}</row><row r=\"3\">{}{}</row>",
        cell("A1", "mobile"),
        cell("B1", "note"),
        cell("A2", "9845012341"),
        cell("B2", &long),
        cell("A3", "9845012342"),
        cell("XFD3", "far"),
    );
    let bytes = by_hand("S", &rows, "");
    let (contacts, findings) = read_sheet(&bytes, &spec());
    assert_eq!(codes(&findings), ["EXO409", "EXO409"]);
    let contacts = contacts.expect("the sheet can be read");
    assert_eq!(contacts.counts.invalid, 2);
    let mut rows = reread(&bytes, &contacts);
    let record = rows.at(ContactId(0)).expect("the row is there");
    let fault = contacts.fault(ContactId(0), &record);
    assert_eq!(fault, Some(RowFault::Cell { column: 1 }));
}

/// Written by another program (openpyxl, see spreadsheet.py).
#[test]
fn a_file_of_another_program_is_read() {
    let path = golden::tests().join("contacts/openpyxl.xlsx");
    let bytes = fs::read(path).expect("it is there");
    let text = describe(&bytes, "openpyxl.xlsx", &spec(), NumberRange::Simulator);
    golden::check(&text, "contacts/openpyxl.txt");
}

/// Programs that write files and work nothing out leave formulas without values; an empty text is a value.
#[test]
fn a_formula_without_a_saved_value_is_no_empty_cell() {
    let head = format!(
        "<row r=\"1\">{}{}</row>",
        cell("A1", "mobile"),
        cell("B1", "name")
    );
    let row = |at: u32, name: &str| {
        let phone = cell(&format!("A{at}"), &format!("984501234{at}"));
        format!("<row r=\"{at}\">{phone}{name}</row>")
    };
    let rows = [
        row(2, "<c r=\"B2\"><f>UPPER(C2)</f><v></v></c>"),
        row(3, "<c r=\"B3\"><f>UPPER(C3)</f></c>"),
        row(4, "<c r=\"B4\" t=\"str\"><f>UPPER(C4)</f><v></v></c>"),
        row(5, "<c r=\"B5\" t=\"str\"><f>UPPER(C5)</f><v>ASHA</v></c>"),
        row(6, "<c r=\"B6\" s=\"1\"/>"),
        row(
            7,
            "<c r=\"B7\"><f t=\"shared\" ref=\"B7:B8\" si=\"0\">UPPER(C7)</f><v/></c>",
        ),
        row(8, "<c r=\"B8\"><f t=\"shared\" si=\"0\"/></c>"),
    ];
    let bytes = by_hand("S", &(head + &rows.concat()), "");
    let (contacts, findings) = read_sheet(&bytes, &spec());
    assert_eq!(codes(&findings), ["EXO452"]);
    assert_eq!(findings[0].severity, Severity::Error);
    let contacts = contacts.expect("the sheet can be read");
    assert_eq!((contacts.counts.invalid, contacts.counts.callable), (4, 3));
    let mut said = golden::concise(&findings);
    let mut rows = reread(&bytes, &contacts);
    let record = rows.at(ContactId(3)).expect("the row is there");
    assert_eq!(record.cell("name"), Some("ASHA"));

    let head = format!(
        "<row r=\"1\">{}<c r=\"B1\"><f>A9</f></c></row>",
        cell("A1", "mobile")
    );
    let (contacts, findings) = read_sheet(&by_hand("S", &(head + &row(2, "")), ""), &spec());
    assert!(contacts.is_none());
    said += &golden::concise(&findings);
    golden::check(&said, "contacts/formulas.txt");
}
