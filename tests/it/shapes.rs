//! Whole runs over contacts of every shape: what goes in comes out, and a change in any file is told.

use std::{fs, io::Cursor};

use calamine::{DataType, Reader, Xlsx};
use exodial::report::sheet::xlsx;

use crate::{golden, project::*};

/// A campaign over two files, with two phones, an expression, a table of attempts, and sheets as results.
const SHAPES: &str = r#"exodial: 1
campaign: hello
contacts:
  file: [north.csv, south.xlsx]
  phone: [mobile, alt]
  id: id
  where: city != "Goa"
  bad_rows: skip
  max_bad_rows: 1
call:
  exophone: "+910000999001"
  app_id: 84521
  ring_timeout: 1s
  time_limit: 1s
  custom_field: "{{ id }}"
results: { file: out.xlsx, attempts: tries.xlsx }
"#;

fn sheet(rows: &[&[&str]]) -> Vec<u8> {
    let mut out = Vec::new();
    let mut table = xlsx(&mut out, "Data").expect("a sheet");
    for row in rows {
        table.line(&row.to_vec().into()).expect("a line");
    }
    table.finish().expect("memory");
    out
}

fn utf16(text: &str) -> Vec<u8> {
    let units = text.encode_utf16().flat_map(u16::to_le_bytes);
    [0xff, 0xfe].into_iter().chain(units).collect()
}

const NORTH: &str = "id;mobile;alt;city\nN-1;+910000000001;+910000000002;Pune\nN-2;x;+910000000003;=1+1\n\
     N-3;+910000000004;;Goa\n";

fn south(last: &str) -> Vec<u8> {
    sheet(&[
        &["city", "id", "mobile", "alt", "more"],
        &["Delhi", "S-1", "+910000000005", "+910000000001", "é"],
        &["Delhi", "S-2", "call later", "", "00123"],
        &["Delhi", "S-3", last, "", "+1"],
    ])
}

fn shapes(simulator: Option<&Simulator>) -> Project {
    let mut project = Project::new();
    if let Some(simulator) = simulator {
        project = project.with("EXOTEL_BASE_URL", &simulator.address);
    }
    project.write("hello.campaign.yaml", SHAPES);
    fs::write(project.path("north.csv"), utf16(NORTH)).expect("a file");
    fs::write(project.path("south.xlsx"), south("+910000000006")).expect("a file");
    project
}

/// All cells of a sheet, each of which is text.
fn cells(path: &std::path::Path) -> Vec<Vec<String>> {
    let bytes = fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let mut book = Xlsx::new(Cursor::new(bytes)).expect("a sheet");
    let formulas = book
        .worksheet_formula("results")
        .map(|range| range.used_cells().count());
    assert!(
        matches!(formulas, Ok(0) | Err(_)),
        "a formula stands in the results"
    );
    let (_, range) = book.worksheets().into_iter().next().expect("a sheet");
    let text = |cell: &calamine::Data| {
        assert!(cell.is_string() || cell.is_empty(), "{cell:?} is no text");
        cell.get_string().unwrap_or_default().to_owned()
    };
    range
        .rows()
        .map(|row| row.iter().map(text).collect())
        .collect()
}

#[test]
fn every_shape_goes_in_and_comes_out() {
    let project = shapes(None);
    let ended = project.exodial("run hello.campaign.yaml --simulate --yes");
    ended.says(0, &["left out by `where`"]);
    for text in [
        "duplicate 1 + invalid 1 + filtered 1",
        "results.xlsx",
        "attempts.xlsx",
    ] {
        assert!(
            ended.out.contains(text),
            "{text:?} is not said in:\n{ended}"
        );
    }
    let run = project.simulated_run();
    // The copies are the files.
    let kept = |name: &str| fs::read(run.join(name)).expect("it is kept");
    assert_eq!(kept("contacts.csv"), utf16(NORTH));
    assert_eq!(kept("contacts-2.xlsx"), south("+910000000006"));

    let rows = cells(&run.join("results.xlsx"));
    let shown: String = rows
        .iter()
        .map(|row| {
            let own = row[..8].join(" | ");
            let source = row.last().map_or("", String::as_str);
            format!("{own} | {source}\n")
        })
        .collect();
    golden::check(&shown, "contacts/results-of-shapes.txt");
    let attempts = cells(&run.join("attempts.xlsx"));
    let head = "row id attempt phone asked_at state placed_at ended_at outcome call_sid duration_seconds price \
         recording_url reason source";
    assert_eq!(attempts[0].join(" "), head);
    let ids: Vec<&str> = attempts[1..].iter().map(|row| row[1].as_str()).collect();
    assert_eq!(ids, ["N-1", "N-2", "S-3"]);
    assert!(
        attempts[1..]
            .iter()
            .all(|row| row[5] == "ended" && !row[14].is_empty())
    );

    let name = run.file_name().expect("a name").to_string_lossy();
    // On a terminal it is UTF-8.
    let shown = project.exodial(&format!("results {name} -o -"));
    assert!(
        shown
            .out
            .contains("S-1;+910000000005;+910000000001;Delhi;é;"),
        "{}",
        shown.err
    );
    // As CSV it has the encoding and the delimiter of the first file.
    project
        .exodial(&format!("results {name} -o again.csv"))
        .says(0, &["6 rows in again.csv"]);
    let bytes = fs::read(project.path("again.csv")).expect("it was written");
    let units: Vec<u16> = bytes
        .chunks_exact(2)
        .map(|unit| u16::from_le_bytes([unit[0], unit[1]]))
        .collect();
    let text = String::from_utf16(&units).expect("UTF-16");
    assert!(
        text.starts_with("\u{feff}id;mobile;alt;city;more;result_phone;"),
        "{text}"
    );
    assert!(
        text.contains("S-2;call later;;Delhi;00123;;invalid;"),
        "{text}"
    );
}

#[test]
fn a_change_in_any_file_keeps_a_run_from_going_on() {
    let simulator = Simulator::start(CALM, 61);
    // Refused for its token, the run is left with everybody to be called.
    let project = shapes(Some(&simulator)).with("EXOTEL_API_TOKEN", "wrong-canary");
    project
        .exodial("run hello.campaign.yaml --yes")
        .says(9, &["exit=9"]);
    let project = project.with("EXOTEL_API_TOKEN", TOKEN);
    let refused = |texts: &[&str]| {
        let ended = project.exodial("resume");
        ended.says(
            8,
            &["has changed. Nothing was dialled", "put it back to go on"],
        );
        ended.says(8, texts);
    };
    fs::write(project.path("south.xlsx"), south("+910000000007")).expect("a file");
    refused(&[
        "south.xlsx: 1 line came, 1 went",
        "- 4 Delhi,S-3,+91xxxxxxx006,,+1",
        "+ 4 Delhi,S-3,+91xxxxxxx007,,+1",
    ]);
    fs::write(project.path("south.xlsx"), b"no sheet").expect("a file");
    refused(&["south.xlsx: it cannot be read as it was"]);
    fs::write(project.path("south.xlsx"), south("+910000000006")).expect("a file");
    let other = NORTH.replace("N-2;x", "N-2;y");
    fs::write(project.path("north.csv"), utf16(&other)).expect("a file");
    refused(&["north.csv: 1 line came, 1 went", "- 3 N-2;x;", "+ 3 N-2;y;"]);
    // A file that is gone is no hindrance: the run has its copy.
    fs::remove_file(project.path("north.csv")).expect("it is there");
    project.exodial("resume").says(0, &["finished exit=0"]);
    let run = project.run_folder();
    assert_eq!(cells(&run.join("attempts.xlsx")).len(), 4);

    // A copy that is not what the run was made of is not read.
    fs::write(run.join("contacts-2.xlsx"), south("+910000000008")).expect("a file");
    let name = run.file_name().expect("a name").to_string_lossy();
    project
        .exodial(&format!("results {name}"))
        .says(8, &["is not the copy that", "put the copy back"]);
}

#[test]
fn a_list_of_people_is_no_campaign() {
    let project = Project::new();
    project.write("people.csv", &people(1..5));
    for command in ["plan people.csv", "run people.csv --simulate --yes"] {
        project.exodial(command).says(
            2,
            &[
                "people.csv is no campaign but a list of people",
                "*.campaign.yaml",
            ],
        );
    }
    project.write("people", "id: x\nphone: [+910000000001\n");
    project.exodial("lint people").finds(1, &["people:"]);
}

#[test]
fn columns_must_be_in_every_file() {
    let project = shapes(None);
    project.write(
        "hello.campaign.yaml",
        &SHAPES
            .replace("{{ id }}", "{{ more }}")
            .replace("city !=", "cty !="),
    );
    project.exodial("lint hello.campaign.yaml").finds(
        1,
        &[
            "`more` is not a column of north.csv",
            "`cty` is not a column of north.csv",
            "`city`",
        ],
    );
}
