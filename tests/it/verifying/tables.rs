//! The tables that a run wrote, in every encoding: as they were, and edited afterwards.

use std::{fs, path::Path};

use exodial::{
    campaign::Encoding,
    contacts::source::{FileSpec, text},
    report::sheet::xlsx,
};

use crate::project::*;

/// How the first contact file, and so results and attempts in CSV, are written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    Utf8,
    Utf16,
    Windows1252,
}

impl Form {
    fn bytes(self, text: &str) -> Vec<u8> {
        match self {
            Form::Utf8 => text.as_bytes().to_vec(),
            Form::Utf16 => {
                let units = text.encode_utf16().flat_map(u16::to_le_bytes);
                [0xff, 0xfe].into_iter().chain(units).collect()
            }
            // All characters of these tests have the number of their byte.
            Form::Windows1252 => text.chars().map(|c| c as u32 as u8).collect(),
        }
    }

    fn encoding(self) -> Encoding {
        match self {
            Form::Utf8 => Encoding::Utf8,
            Form::Utf16 => Encoding::Utf16,
            Form::Windows1252 => Encoding::Windows1252,
        }
    }
}

/// Changes the first such text of a table, which stays a table of its kind.
fn edit(path: &Path, form: Form, from: &str, to: &str) {
    let file = fs::File::open(path).expect("it was written");
    let spec = FileSpec {
        encoding: form.encoding(),
        ..FileSpec::default()
    };
    let before = text(Box::new(file), &path.to_string_lossy(), &spec).expect("a table");
    let after = before.replacen(from, to, 1);
    assert_ne!(after, before, "no `{from}` in {before}");
    if path.extension().is_some_and(|ending| ending == "xlsx") {
        let mut out = Vec::new();
        let mut table = xlsx(&mut out, "Data").expect("a sheet");
        let mut reader = csv::ReaderBuilder::new();
        let mut reader = reader
            .has_headers(false)
            .flexible(true)
            .from_reader(after.as_bytes());
        for row in reader.byte_records() {
            table.line(&row.expect("a row")).expect("a line");
        }
        table.finish().expect("memory");
        return fs::write(path, out).expect("it can be written");
    }
    fs::write(path, form.bytes(&after)).expect("it can be written");
}

/// Runs a campaign over two files, the first of them in this form, and its tables by these endings.
fn ran(form: Form, ending: &str) -> Project {
    let project = Project::new();
    let word = match form {
        Form::Windows1252 => ", encoding: windows-1252",
        Form::Utf8 | Form::Utf16 => "",
    };
    let files = format!("file: [people.csv, more.csv]{word}");
    let campaign = CAMPAIGN.replace("file: people.csv", &files);
    let results = format!("results: {{ file: out.{ending}, attempts: tries.{ending} }}\n");
    project.write("hello.campaign.yaml", &(campaign + &results));
    let rows = (0..20).map(|nth| format!("é-{nth};{}\n", phone(nth)));
    let rows = "id;phone\n".to_owned() + &rows.collect::<String>();
    fs::write(project.path("people.csv"), form.bytes(&rows)).expect("a file");
    project.write("more.csv", &people(20..25));
    let ended = project.exodial("run hello.campaign.yaml --simulate --yes -q --seed 3");
    assert_eq!(ended.code, Some(0), "{ended}");
    project
}

/// Asserts that `verify` finds one law broken and says so.
#[track_caller]
fn broken(project: &Project, law: &str, says: &str) {
    let ended = project.exodial("verify");
    ended.says(1, &[]);
    let failed: Vec<&str> = ended
        .out
        .lines()
        .filter(|line| line.contains("FAIL"))
        .collect();
    assert_eq!(failed.len(), 1, "{ended}");
    assert!(
        failed[0].contains(law) && failed[0].contains(says),
        "{ended}"
    );
}

#[test]
fn tables_of_every_encoding_are_held_against_the_journal() {
    for (form, ending, separator) in [
        (Form::Utf8, "csv", ";"),
        (Form::Utf16, "csv", ";"),
        (Form::Windows1252, "csv", ";"),
        (Form::Utf16, "xlsx", ","),
    ] {
        let project = ran(form, ending);
        let ended = project.exodial("verify");
        ended.says(0, &[]);
        for said in [
            "25 rows, each with one final word, which the result file tells",
            "attempts, each of which the file of attempts tells",
        ] {
            assert!(ended.out.contains(said), "{ended}");
        }
        let run = project.simulated_run();
        let cell = |text: &str| format!("{separator}{text}{separator}");
        let attempts = run.join(format!("attempts.{ending}"));
        edit(&attempts, form, &cell("completed"), &cell("busy"));
        broken(
            &project,
            "listed",
            "outcome busy, the journal says completed",
        );
        let results = run.join(format!("results.{ending}"));
        let again = project.exodial("results");
        assert_eq!(again.code, Some(0), "{again}");
        edit(&results, form, &cell("completed"), &cell("no-answer"));
        broken(
            &project,
            "words",
            "the result file says no-answer, the journal completed",
        );
        fs::write(&results, "PK no table").expect("it can be written");
        broken(&project, "words", "the result file");
    }
}
