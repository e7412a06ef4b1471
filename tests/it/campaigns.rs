//! The campaigns that a person may copy: each is sound, is planned as before, passes its tests, and runs to its end.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use calamine::Reader as _;

use crate::{golden, project::Project};

/// When all of them are planned and run: a Wednesday morning, before any window of theirs.
const AT: &str = "2026-11-25T09:00";

/// Exit codes of a run that came to its end: done, or a threshold was missed.
const FINISHED: [i32; 2] = [0, 7];

/// A campaign file, and what lies beside it.
struct Copied {
    name: String,
    folder: PathBuf,
}

/// Every campaign of the folder, and of the folders in it.
fn all() -> Vec<Copied> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("campaigns");
    let entries = |folder: &Path| -> Vec<PathBuf> {
        let entries = fs::read_dir(folder).expect("it can be listed");
        let paths = entries.map(|entry| entry.expect("it can be listed").path());
        paths.collect()
    };
    let mut folders: Vec<PathBuf> = entries(&root);
    folders.retain(|path| path.is_dir());
    folders.push(root);
    let mut found = Vec::new();
    for folder in folders {
        for path in entries(&folder) {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            if let Some(name) = name.strip_suffix(".campaign.yaml") {
                found.push(Copied {
                    name: name.to_owned(),
                    folder: folder.clone(),
                });
            }
        }
    }
    found.sort_by(|one, other| one.name.cmp(&other.name));
    found
}

/// A project of the files of one folder.
fn project(of: &Copied) -> Project {
    let project = Project::empty();
    for entry in fs::read_dir(&of.folder).expect("it can be listed") {
        let path = entry.expect("it can be listed").path();
        if let Some(name) = path.file_name().filter(|_| path.is_file()) {
            fs::copy(&path, project.path(&name.to_string_lossy())).expect("a copy");
        }
    }
    // A folder with a project file is a project of its own, and every other one hangs on where it lies.
    if !project.path("exodial.yaml").exists() {
        project.write("exodial.yaml", "exodial: 1\n");
    }
    project
}

/// Header and rows of a table.
fn table(path: &Path) -> Vec<Vec<String>> {
    if path.extension().is_some_and(|ending| ending == "xlsx") {
        let mut book: calamine::Xlsx<_> = calamine::open_workbook(path).expect("a book");
        let names = book.sheet_names();
        let name = names.iter().find(|name| *name == "Donors");
        let sheet = book
            .worksheet_range(name.or(names.first()).expect("a sheet"))
            .expect("its cells");
        let rows = sheet.rows();
        let cells = |row: &[calamine::Data]| row.iter().map(ToString::to_string).collect();
        return rows.map(cells).collect();
    }
    let text = fs::read_to_string(path).expect("a table");
    let header = text.lines().next().unwrap_or_default();
    let delimiter = if header.contains(';') { b';' } else { b',' };
    let mut reader = csv::ReaderBuilder::new();
    let reader = reader.delimiter(delimiter).has_headers(false);
    let records = reader.from_reader(text.as_bytes()).into_records();
    let cells = |record: csv::StringRecord| record.iter().map(str::to_owned).collect();
    records
        .map(|record| cells(record.expect("a row")))
        .collect()
}

#[test]
fn every_campaign_is_sound_and_passes_its_tests_and_its_plan_reads_as_before() {
    let all = all();
    assert!(
        all.len() >= 9,
        "eight to copy, and the one that README.md shows"
    );
    for campaign in &all {
        let name = &campaign.name;
        let project = project(campaign);
        let file = format!("{name}.campaign.yaml");
        let clean = match name.as_str() {
            "welcome" => "0 errors, 4 warnings", // its list has rows that nobody can call, to show what becomes of them
            _ => "no problems",
        };
        project.exodial(&format!("lint {file}")).says(0, &[clean]);
        let ended = project.exodial(&format!("test --filter {name}::*"));
        ended.says(0, &[]);
        assert!(ended.out.contains(&format!("{name}::")), "{ended}");
        let plan = project.exodial(&format!("plan {file} --simulate --at {AT}"));
        plan.says(0, &[]);
        golden::check(&plan.out, format!("golden/plan/{name}.txt"));
    }
}

#[test]
fn every_campaign_runs_to_its_end_with_a_row_for_each_row() {
    for campaign in all() {
        let name = &campaign.name;
        let project = project(&campaign);
        let run = format!("run {name}.campaign.yaml --simulate --yes --at {AT}");
        let ended = project.exodial(&run);
        ended.keeps_secrets();
        assert!(
            ended.code.is_some_and(|code| FINISHED.contains(&code)),
            "{ended}"
        );
        project.exodial("verify latest").says(0, &[]);
        project.exodial("results latest -o out.csv").says(0, &[]);
        let contacts = ["csv", "xlsx"].map(|ending| project.path(&format!("{name}.{ending}")));
        let given = table(
            contacts
                .iter()
                .find(|path| path.exists())
                .expect("a contact file"),
        );
        let got = table(&project.path("out.csv"));
        assert_eq!(got.len(), given.len(), "{name}: a row for each row");
        let columns = given[0].len();
        for (given, got) in given.iter().zip(&got) {
            assert_eq!(
                got[..columns],
                given[..],
                "{name}: as it was, and where it was"
            );
        }
        let word = got[0]
            .iter()
            .position(|column| column == "result_disposition");
        let word = word.expect("a column");
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        for row in &got[1..] {
            *counts.entry(row[word].as_str()).or_default() += 1;
        }
        let shown = match name.as_str() {
            "delivery" | "survey" => "filtered",
            "renewal" => "suppressed",
            _ => "completed",
        };
        assert!(
            counts.get(shown).is_some_and(|rows| *rows > 0),
            "{name}: {counts:?}"
        );
        assert_eq!(counts.get("unsettled"), None, "{name}: {counts:?}");
    }
}
