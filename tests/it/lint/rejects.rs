//! Rows that cannot be called, for whoever mends them in a spreadsheet.

use super::*;

#[test]
fn rows_that_cannot_be_called_are_written_with_line_code_and_reason() {
    let project = Project::new();
    project.write(
        "hello.campaign.yaml",
        &sound().replace("{{ id }}", "{{ note }}"),
    );
    let long = "n".repeat(200);
    let rows = [
        "id,phone,note",
        "C-1,+910000000001,\"a, \"\"b\"\"\"",
        "C-2,12,\"two\nlines\"",
        "C-3,+910000000001,=1+1",
        "C-4,+12025550123,दिवाली",
        &format!("C-5,+910000000005,{long}"),
        "C-6,+910000000006,x,beyond",
    ];
    project.write("people.csv", &(rows.join("\n") + "\n"));
    let ended = project.exodial("lint --rejects bad.csv --format concise");
    ended.says(
        1,
        &[
            "5 rows that cannot be called in bad.csv",
            "checked 1 campaign",
        ],
    );
    let text = project.read("bad.csv");
    let lines: Vec<&str> = text
        .strip_prefix('\u{feff}')
        .expect("a mark")
        .lines()
        .collect();
    assert_eq!(
        lines[0],
        "id,phone,note,reject_line,reject_code,reject_reason"
    );
    assert_eq!(lines[1], "C-2,12,\"two");
    assert!(
        lines[2].starts_with("lines\",3,EXO412,\"a phone number has too few"),
        "{text}"
    );
    assert_eq!(
        lines[3],
        "C-3,+910000000001,=1+1,5,EXO415,the same person as line 2"
    );
    assert!(
        lines[4].starts_with("C-4,+12025550123,दिवाली,6,EXO413,"),
        "{text}"
    );
    assert!(
        lines[5].starts_with(&format!("C-5,+910000000005,{long},7,EXO212,")),
        "{text}"
    );
    assert!(
        lines[6].starts_with("C-6,+910000000006,x,8,EXO409,"),
        "{text}"
    );
    assert!(
        lines[6].ends_with(",beyond"),
        "what has no column comes behind"
    );
    assert_eq!(lines.len(), 7);
    // Rules that nobody asked for reject nothing, and what was silenced neither.
    project
        .exodial("lint --rejects bad.csv --select EXO412")
        .says(0, &["1 row that"]);
    let quiet = sound().replace("contacts:", "# exodial: ignore[EXO415] twins\ncontacts:");
    project.write("hello.campaign.yaml", &quiet);
    project.exodial("lint --rejects bad.csv").says(0, &[]);
    assert!(!project.read("bad.csv").contains("EXO415"));
}

#[test]
fn rows_of_several_files_are_told_apart_and_each_is_written_once() {
    let project = with_rows("C-1,12\n");
    let other = sound().replace("campaign: hello", "campaign: other");
    project.write(
        "other.campaign.yaml",
        &other.replace("file: people.csv", "file: [people.csv, more.csv]"),
    );
    project.write(
        "more.csv",
        "phone;town;id\n+910000000001;Pune;C-2\n13;Agra;C-3\n",
    );
    project
        .exodial("lint --rejects bad.csv")
        .says(0, &["2 rows that cannot be called"]);
    let text = project.read("bad.csv");
    let lines: Vec<&str> = text.lines().collect();
    assert!(
        lines[0].ends_with("id,phone,town,reject_line,reject_code,reject_reason,reject_source"),
        "{text}"
    );
    assert!(
        lines[1].starts_with("C-1,12,,2,EXO412,") && lines[1].ends_with(",people.csv"),
        "{text}"
    );
    assert!(
        lines[2].starts_with("C-3,13,Agra,3,EXO412,") && lines[2].ends_with(",more.csv"),
        "{text}"
    );
}

#[test]
fn rejects_can_be_contacts_again_and_replace_older_ones() {
    let project = with_rows(BAD);
    project
        .exodial("lint --rejects first.csv")
        .says(0, &["4 rows that cannot be called"]);
    project.write(
        "hello.campaign.yaml",
        &sound().replace("people.csv", "first.csv"),
    );
    project.exodial("lint --rejects second.csv").says(0, &[]);
    let header = project.read("second.csv").lines().next().map(str::to_owned);
    let header = header.expect("a header");
    assert!(
        header.ends_with("reject_reason,reject2_line,reject2_code,reject2_reason"),
        "{header}"
    );
    // Nothing is left to be mended.
    project.write("first.csv", "id,phone\nC-1,+910000000001\n");
    project
        .exodial("lint --rejects second.csv")
        .says(0, &["0 rows that cannot be called"]);
    assert_eq!(project.read("second.csv").lines().count(), 1);
}

#[test]
fn rejects_are_written_over_no_input_and_are_csv() {
    let project = with_rows(BAD);
    let before = project.read("people.csv");
    for (file, why) in [
        ("people.csv", "it is a contact file"),
        ("./exodial.yaml", "it is a project file"),
        ("no/bad.csv", "there is no folder no"),
        ("-", "--rejects writes a file of CSV"),
        ("bad.xlsx", "--rejects writes a file of CSV"),
        ("bad.csv -o ./bad.csv", "-o and --rejects name one file"),
    ] {
        project
            .exodial(&format!("lint --rejects {file}"))
            .says(2, &[why]);
    }
    assert_eq!(project.read("people.csv"), before);
    // What cannot be read is said.
    project.write("people.csv", "id,number\nC-1,12\n");
    let ended = project.exodial("lint --rejects bad.csv");
    ended.says(
        1,
        &[
            "0 rows",
            "note: no rows of people.csv are there: the findings say why",
        ],
    );
}
