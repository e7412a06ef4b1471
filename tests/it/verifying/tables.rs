//! The tables that a run wrote, in every encoding: as they were, and edited afterwards.

use std::{fs, path::Path};

use exodial::{
    campaign::Encoding,
    contacts::{
        Charset, TextForm,
        source::{FileSpec, text},
    },
    report::sheet::xlsx,
};

use crate::{contacts::encodings::encoded, project::*};

/// A text in an encoding.
fn bytes(text: &str, encoding: Encoding) -> Vec<u8> {
    let other = |charset, mark| TextForm::Other { charset, mark };
    let form = match encoding {
        Encoding::Auto | Encoding::Utf8 => TextForm::Utf8 { mark: false },
        Encoding::Utf16 => other(Charset::Utf16Le, true),
        Encoding::Windows1252 => other(Charset::Windows1252, false),
    };
    encoded(text, form)
}

/// Changes the first such text of a table, which stays a table of its kind.
fn edit(path: &Path, encoding: Encoding, from: &str, to: &str) {
    let file = fs::File::open(path).expect("it was written");
    let spec = FileSpec {
        encoding,
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
    fs::write(path, bytes(&after, encoding)).expect("it can be written");
}

/// Runs a campaign over two files, the first of them, and so results and attempts in CSV, in this encoding, and its
/// tables by these endings.
fn ran(encoding: Encoding, ending: &str) -> Project {
    let project = Project::new();
    let word = match encoding {
        Encoding::Windows1252 => ", encoding: windows-1252",
        _ => "",
    };
    let files = format!("file: [people.csv, more.csv]{word}");
    let campaign = CAMPAIGN.replace("file: people.csv", &files);
    let results = format!("results: {{ file: out.{ending}, attempts: tries.{ending} }}\n");
    project.write("hello.campaign.yaml", &(campaign + &results));
    let rows = (0..20).map(|nth| format!("é-{nth};{}\n", phone(nth)));
    let rows = "id;phone\n".to_owned() + &rows.collect::<String>();
    fs::write(project.path("people.csv"), bytes(&rows, encoding)).expect("a file");
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
    for (encoding, ending, separator) in [
        (Encoding::Utf8, "csv", ";"),
        (Encoding::Utf16, "csv", ";"),
        (Encoding::Windows1252, "csv", ";"),
        (Encoding::Utf16, "xlsx", ","),
    ] {
        let project = ran(encoding, ending);
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
        edit(&attempts, encoding, &cell("completed"), &cell("busy"));
        broken(
            &project,
            "listed",
            "outcome busy, the journal says completed",
        );
        let results = run.join(format!("results.{ending}"));
        let again = project.exodial("results");
        assert_eq!(again.code, Some(0), "{again}");
        edit(&results, encoding, &cell("completed"), &cell("no-answer"));
        broken(
            &project,
            "words",
            "the result file says no-answer, the journal completed",
        );
        fs::write(&results, "PK no table").expect("it can be written");
        broken(&project, "words", "the result file");
    }
}
