//! The files of an example: what a page leaves out is added, and what cannot be seen in Markdown is made.

use std::fs;

use exodial::lint::Part;

use crate::{project::Project, workbook};

/// A campaign that no rule finds anything in, in blocks that a page may replace.
const CAMPAIGN: &str = r#"exodial: 1
campaign: hello
owner: ops@example.com
contacts: { file: people.csv, phone: phone, id: id }
call:
  exophone: "+910000999001"
  app_id: 84521
  ring_timeout: 30s
  time_limit: 2m
  custom_field: "{{ id }}"
"#;

const PROJECT: &str = "exodial: 1\naccounts:\n  default: { sid: acme1 }\n";

/// Not a file but the variables of the shell.
const ENVIRONMENT: &str = "environment";

const PEOPLE: &str = "id,phone\nC-1,+910000000001\nC-2,+910000000002\n";

/// Writes the files of an example, and beside them those that it does not name.
pub(super) fn write(project: &Project, parts: &[Part]) {
    let is_there = |name: &str| parts.iter().any(|part| part.name == name);
    let has_campaign = parts.iter().any(|part| is_campaign(part.name));
    for (name, text, wanted) in [
        ("hello.campaign.yaml", CAMPAIGN, !has_campaign),
        ("exodial.yaml", PROJECT, true),
        ("people.csv", PEOPLE, true),
    ] {
        if wanted && !is_there(name) {
            project.write(name, text);
        }
    }
    for part in parts.iter().filter(|part| part.name != ENVIRONMENT) {
        let text = match part.name {
            _ if part.form == "whole" => part.text.to_owned(),
            name if is_campaign(name) => completed(part.text, CAMPAIGN),
            "exodial.yaml" => completed(part.text, PROJECT),
            _ => part.text.to_owned(),
        };
        match part.name.ends_with(".xlsx") && part.form != "renamed" {
            true => put(project, part.name, &sheet(&text)),
            false => put(project, part.name, &formed(&text, part.form)),
        }
    }
}

/// The project with the variables of the file `environment`: `export NAME=value`.
pub(super) fn environment(project: Project, parts: &[Part]) -> Project {
    let file = parts.iter().find(|part| part.name == ENVIRONMENT);
    let lines = file.map_or("", |part| part.text).lines();
    let pairs = lines.filter_map(|line| line.strip_prefix("export ")?.split_once('='));
    pairs.fold(project, |project, (name, value)| project.with(name, value))
}

fn put(project: &Project, name: &str, bytes: &[u8]) {
    let path = project.path(name);
    let folder = path.parent().expect("a file has a folder");
    fs::create_dir_all(folder).expect("a folder of the project");
    fs::write(path, bytes).expect("a file of the project");
}

fn is_campaign(name: &str) -> bool {
    name.ends_with(".campaign.yaml")
}

/// The text, and behind it the blocks of a whole file that it does not have.
fn completed(text: &str, whole: &str) -> String {
    let key = |line: &str| {
        let (key, _) = line.split_once(':')?;
        (!key.starts_with([' ', '#', '-'])).then(|| key.to_owned())
    };
    let own: Vec<String> = text.lines().filter_map(key).collect();
    if own.first().is_some_and(|key| key == "exodial") {
        return text.to_owned();
    }
    let mut completed = text.to_owned();
    let mut is_wanted = false;
    for line in whole.lines() {
        if let Some(key) = key(line) {
            is_wanted = !own.contains(&key);
        }
        if is_wanted {
            completed.push_str(line);
            completed.push('\n');
        }
    }
    completed
}

/// A text in another form: an encoding, line ends, or its last line many times.
fn formed(text: &str, form: &str) -> Vec<u8> {
    match form {
        "" | "renamed" | "whole" => text.as_bytes().to_vec(),
        "utf-16" => {
            let units = std::iter::once(0xfeff_u16).chain(text.encode_utf16());
            units.flat_map(u16::to_le_bytes).collect()
        }
        "bom" => format!("\u{feff}{text}").into_bytes(),
        "windows-1252" => text
            .chars()
            .map(|c| u8::try_from(c).expect("Latin-1"))
            .collect(),
        "control" => text.replace('␋', "\u{b}").into_bytes(),
        // A row for each of 1,200 people instead of the one that is shown.
        "thousand" => {
            let rows = (1..=1_200).map(|nth| format!("C-{nth},+910000{nth:06}\n"));
            let head = text.lines().next().unwrap_or_default();
            format!("{head}\n{}", rows.collect::<String>()).into_bytes()
        }
        "wide" => {
            let columns = ",".repeat(200) + "\n";
            text.replace('\n', &columns).into_bytes()
        }
        // The index of git: the names of the files that it keeps.
        "tracked" => index(text),
        // Numbers that people could have.
        "people" => text.replace("+910000", "+919800").into_bytes(),
        "no-line-end" => text.trim_end().as_bytes().to_vec(),
        form => {
            let times = form.strip_prefix('x').and_then(|times| times.parse().ok());
            let times: usize = times.unwrap_or_else(|| panic!("the form {form} is not known"));
            let last = text.lines().next_back().unwrap_or_default();
            let head = &text[..text.len() - last.len() - 1];
            let mut bytes = head.as_bytes().to_vec();
            for _ in 0..times {
                bytes.extend_from_slice(last.as_bytes());
                bytes.push(b'\n');
            }
            bytes
        }
    }
}

/// An index of version 2. Source: git's `Documentation/gitformat-index.txt`.
fn index(names: &str) -> Vec<u8> {
    let names: Vec<&str> = names.lines().collect();
    let count = u32::try_from(names.len()).expect("a few files");
    let mut bytes = [
        b"DIRC".to_vec(),
        vec![0, 0, 0, 2],
        count.to_be_bytes().to_vec(),
    ]
    .concat();
    for name in names {
        bytes.extend([0; 60]);
        let length = u16::try_from(name.len()).expect("a short name");
        bytes.extend(length.to_be_bytes());
        bytes.extend(name.bytes());
        bytes.extend(vec![0; 8 - (62 + name.len()) % 8]);
    }
    bytes.extend([0; 20]);
    bytes
}

/// A workbook with one sheet: cells of digits are numbers, `=…` is a formula without a value, `#…` an error.
fn sheet(text: &str) -> Vec<u8> {
    let mut rows = String::new();
    for (row, line) in (1..).zip(text.lines()) {
        let cells = ('A'..='Z').zip(line.split(','));
        let cells = cells.map(|(column, text)| {
            let name = format!("{column}{row}");
            let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
            match text.strip_prefix('=') {
                Some(formula) => format!("<c r=\"{name}\"><f>{formula}</f></c>"),
                None if is_number => format!("<c r=\"{name}\"><v>{text}</v></c>"),
                None if text.starts_with('#') => {
                    format!("<c r=\"{name}\" t=\"e\"><v>{text}</v></c>")
                }
                None => workbook::cell(&name, text),
            }
        });
        let cells: String = cells.collect();
        rows.push_str(&format!("<row r=\"{row}\">{cells}</row>"));
    }
    workbook::by_hand("Sheet1", &rows, "")
}
