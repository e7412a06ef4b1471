//! The laws of the house that no compiler knows. Each check takes files and returns faults, so that each
//! can be shown to find one.

mod code;
mod layers;
mod numbers;

use std::{fs, path::Path};

/// The longest file and the longest function, in lines.
const FILE_MAX: usize = 400;
const FUNCTION_MAX: usize = 70;

/// A text file of the repository.
struct File {
    /// From the root, with slashes.
    path: String,
    text: String,
}

impl File {
    fn new(path: &str, text: &str) -> File {
        File {
            path: path.to_owned(),
            text: text.to_owned(),
        }
    }

    fn is_code(&self) -> bool {
        self.path.ends_with(".rs")
    }
}

/// Every text file of the repository, but for what is made: `target`, the state, the lock file.
fn repository() -> Vec<File> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("the repository can be listed") {
            let path = entry.expect("the repository can be listed").path();
            let name = path
                .strip_prefix(root)
                .expect("it lies below")
                .to_string_lossy();
            if ["target", ".git", ".exodial", "Cargo.lock"].contains(&&*name) {
                continue;
            }
            if path.is_dir() {
                folders.push(path);
            } else if let Ok(text) = fs::read_to_string(&path) {
                files.push(File::new(&name.replace('\\', "/"), &text));
            }
        }
    }
    files
}

fn assert_none(faults: &[String]) {
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

/// Files and functions that are too long to be held in one's head.
fn lengths(files: &[File]) -> Vec<String> {
    let mut faults = Vec::new();
    for file in files.iter().filter(|file| file.is_code()) {
        let lines = file.text.lines().count();
        if lines > FILE_MAX {
            faults.push(format!("{}: {lines} lines; split it by idea", file.path));
        }
        let functions = code::functions(&code::blank(&file.text));
        for (name, line, lines) in functions {
            if lines > FUNCTION_MAX {
                faults.push(format!("{}:{line}: `{name}` has {lines} lines", file.path));
            }
        }
    }
    faults
}

#[test]
fn files_and_functions_are_short() {
    assert_none(&lengths(&repository()));
}

#[test]
fn a_long_file_and_a_long_function_are_found() {
    let found = |text: &str| lengths(&[File::new("src/a.rs", text)]).len();
    assert_eq!(found(&"\n".repeat(400)), 0);
    assert_eq!(found(&"\n".repeat(401)), 1);
    let body = |lines| "g();\n// not counted\n".repeat(lines);
    let function = |lines| format!("fn f(a: [u8; 2]) {{\n{}}}\n", body(lines));
    assert_eq!(found(&function(70)), 0);
    assert_eq!(found(&function(71)), 1);
    assert_eq!(
        found(&format!("trait T {{\n fn f();\n{}}}", "\n".repeat(100))),
        0
    );
}

/// What is left to be done, and what ends the program when its author was wrong about outside data.
fn leftovers(files: &[File]) -> Vec<String> {
    let marks = [
        concat!("TO", "DO"),
        concat!("FIX", "ME"),
        concat!("XX", "X:"),
    ];
    let calls = ["todo!", "unimplemented!", ".unwrap()", "#[allow("];
    let mut faults = Vec::new();
    for file in files.iter().filter(|file| file.is_code()) {
        for (line, text) in file.text.lines().enumerate() {
            let found = marks.iter().filter(|mark| text.contains(**mark));
            faults.extend(found.map(|mark| format!("{}:{}: {mark}", file.path, line + 1)));
        }
        let module = file.path.strip_prefix("src/");
        let module = module.and_then(|path| path.strip_suffix(".rs").or(Some(path)));
        if module.is_none_or(|module| code::is_test(module.trim_end_matches("/mod"))) {
            continue;
        }
        let code = code::blank(code::without_tests(&file.text));
        for (line, text) in code.lines().enumerate() {
            let found = calls.iter().filter(|call| text.contains(**call));
            faults.extend(found.map(|call| format!("{}:{}: `{call}`", file.path, line + 1)));
        }
    }
    faults
}

#[test]
fn nothing_is_left_to_be_done() {
    assert_none(&leftovers(&repository()));
}

#[test]
fn leftovers_are_found_outside_tests() {
    let found = |text: &str| leftovers(&[File::new("src/a.rs", text)]).len();
    assert_eq!(found(concat!("// TO", "DO: more")), 1);
    assert_eq!(found(concat!("// FIX", "ME")), 1);
    assert_eq!(found("fn f() { g().unwrap(); }"), 1);
    assert_eq!(found("fn f() { todo!() }"), 1);
    assert_eq!(found("#[allow(dead_code)]"), 1);
    assert_eq!(
        found("/// Call `.unwrap()` on it.\n\n#[cfg(test)]\nmod tests { fn f() { g().unwrap() } }"),
        0
    );
}

/// Paths of somebody's machine.
fn machines(files: &[File]) -> Vec<String> {
    let homes = [
        concat!("/ho", "me/"),
        concat!("/Us", "ers/"),
        concat!("/ro", "ot/"),
    ];
    let mut faults = Vec::new();
    for file in files {
        for (line, text) in file.text.lines().enumerate() {
            let named = homes.iter().chain([&env!("CARGO_MANIFEST_DIR")]);
            let found = named.filter(|path| text.contains(**path));
            faults.extend(found.map(|path| format!("{}:{}: {path}", file.path, line + 1)));
        }
    }
    faults
}

#[test]
fn no_file_knows_the_machine_it_was_written_on() {
    assert_none(&machines(&repository()));
}

#[test]
fn a_path_of_a_machine_is_found() {
    let found = |text: &str| machines(&[File::new("README.md", text)]).len();
    assert_eq!(found(concat!("see /ho", "me/me/notes")), 1);
    assert_eq!(
        found(concat!("see ", env!("CARGO_MANIFEST_DIR"), "/notes")),
        1
    );
    assert_eq!(found("see ~/notes and /etc/hosts"), 0);
}

/// Folders of fixtures that no test names.
fn unused(files: &[File]) -> Vec<String> {
    let below = files
        .iter()
        .filter_map(|file| file.path.strip_prefix("tests/")?.split_once('/'));
    let mut folders: Vec<&str> = below
        .map(|(folder, _)| folder)
        .filter(|it| *it != "it")
        .collect();
    folders.sort_unstable();
    folders.dedup();
    let tests = files.iter().filter(|file| file.is_code());
    let tests: String = tests.map(|file| file.text.as_str()).collect();
    let named = |folder: &&str| {
        [
            format!("tests/{folder}"),
            format!("\"{folder}\""),
            format!("\"{folder}/"),
        ]
        .iter()
        .any(|name| tests.contains(name))
    };
    folders.retain(|folder| !named(folder));
    folders
        .iter()
        .map(|folder| format!("tests/{folder}: no test names it"))
        .collect()
}

#[test]
fn every_folder_of_fixtures_is_used() {
    assert_none(&unused(&repository()));
}

#[test]
fn a_forgotten_folder_is_found() {
    let fixture = || File::new("tests/bodies/a.json", "{}");
    let main = |text: &str| File::new("tests/it/wire.rs", text);
    assert_eq!(unused(&[fixture(), main("")]).len(), 1);
    assert_eq!(
        unused(&[fixture(), main("walk(\"tests/bodies\")")]).len(),
        0
    );
}
