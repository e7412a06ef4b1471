//! Who may import whom, and what code without effects may not name.

use super::{File, code};

/// A module, its rank, and whether it is free of effects. A module imports only modules of a lower rank,
/// its own room excepted; and one without effects imports none that has some. The longest name counts.
const LAYERS: &[(&str, u8, bool)] = &[
    ("clock", 0, true),
    ("syntax", 1, true),
    ("campaign", 2, true),
    ("contacts", 3, true),
    ("lint", 4, true),
    ("journal", 4, true),
    ("journal/control", 4, false),
    ("journal/file", 4, false),
    ("journal/lock", 4, false),
    ("journal/reserve", 4, false),
    ("journal/run", 4, false),
    ("journal/state", 4, false),
    ("journal/whole", 4, false),
    ("plan", 5, true),
    ("engine", 6, true),
    ("exotel", 7, true),
    ("exotel/client", 7, false),
    ("exotel/transport", 7, false),
    ("dispatch/pace", 7, true),
    ("dispatch/bars", 7, true),
    ("dispatch/member", 7, true),
    ("dispatch/runner", 7, true),
    ("dispatch/together", 7, true),
    ("dispatch/turns", 7, true),
    ("dispatch/watch", 7, true),
    ("sim", 8, true),
    ("sim/server", 8, false),
    ("report", 8, true),
    ("report/live", 8, false),
    ("report/sheet", 8, false),
    ("dispatch", 9, false),
    ("cli", 10, false),
    ("main", 11, false),
];

/// Where effects come from.
const EFFECTS: &[&str] = &[
    "std::env",
    "std::fs",
    "std::io::stderr",
    "std::io::stdin",
    "std::io::stdout",
    "std::net",
    "std::process",
    "std::thread",
    "fs",
    "hyper",
    "indicatif",
    "rand",
    "reqwest",
    "tokio",
];

/// Words and macros that have no place without effects, wherever they come from.
const WORDS: &[&str] = &["async", "await", "RandomState", "SystemTime"];
const MACROS: &[&str] = &["dbg!", "eprint!", "eprintln!", "print!", "println!"];

type Layer = &'static (&'static str, u8, bool);

fn layer(module: &str) -> Option<Layer> {
    let holds = |name: &str| {
        let rest = module.strip_prefix(name);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    let fitting = LAYERS.iter().filter(|(name, ..)| holds(name));
    fitting.max_by_key(|(name, ..)| name.len())
}

fn room(module: &str) -> &str {
    module.split('/').next().unwrap_or(module)
}

/// Upward imports and effects where none belong, in the files of `src`.
pub(super) fn check(files: &[File]) -> Vec<String> {
    let mut faults = Vec::new();
    for file in files {
        let Some(path) = file
            .path
            .strip_prefix("src/")
            .and_then(|path| path.strip_suffix(".rs"))
        else {
            continue;
        };
        let module = path.strip_suffix("/mod").unwrap_or(path);
        if module == "lib" || code::is_test(module) {
            continue;
        }
        match layer(module) {
            Some(me) => faults.extend(check_file(file, module, me)),
            None => faults.push(format!("{}: its room is not in LAYERS", file.path)),
        }
    }
    faults
}

fn check_file(file: &File, module: &str, me: Layer) -> Vec<String> {
    let code = code::blank(code::without_tests(&file.text));
    let mut faults = Vec::new();
    let mut fault =
        |line: usize, text: String| faults.push(format!("{}:{line}: {text}", file.path));
    for (line, path) in code::paths(&code) {
        let Some(target) = resolve(module, &path) else {
            if me.2
                && let Some(effect) = effect(&path)
            {
                fault(line, format!("`{effect}` where no effects belong"));
            }
            continue;
        };
        let Some(other) = layer(&target) else {
            continue;
        };
        if room(me.0) != room(other.0) && other.1 >= me.1 {
            let (mine, theirs) = (me.1, other.1);
            fault(
                line,
                format!("rank {mine} imports {} of rank {theirs}", other.0),
            );
        }
        if me.2 && !other.2 {
            fault(
                line,
                format!("`{}` has effects, and none belong here", other.0),
            );
        }
    }
    for (line, text) in code.lines().enumerate().filter(|_| me.2) {
        if let Some(printing) = MACROS.iter().find(|name| text.contains(**name)) {
            fault(line + 1, format!("`{printing}` where no effects belong"));
        }
    }
    faults
}

/// What a path outside the crate does that is no computation.
fn effect(path: &[String]) -> Option<String> {
    let named = path.join("::");
    let begins = |effect: &&str| {
        let rest = named.strip_prefix(*effect);
        // A lone word may be anybody's; a crate is known by what is taken from it.
        rest.is_some_and(|rest| rest.starts_with("::") || (rest.is_empty() && path.len() > 1))
    };
    let reads_a_clock = path.len() > 1 && named.ends_with("::now");
    let word = || path.iter().any(|word| WORDS.contains(&word.as_str()));
    (EFFECTS.iter().copied().any(|effect| begins(&effect)) || reads_a_clock || word())
        .then_some(named)
}

/// The module of the crate that a path names, with slashes; nothing for what lies outside the crate.
fn resolve(module: &str, path: &[String]) -> Option<String> {
    let (first, rest) = path.split_first()?;
    let rest = rest.join("/");
    let parent = module.rsplit_once('/').map(|(parent, _)| parent);
    match first.as_str() {
        "crate" | "exodial" => Some(rest),
        "self" if !rest.is_empty() => Some(format!("{module}/{rest}")),
        "super" if !rest.is_empty() => Some(parent.map_or(rest.clone(), |parent| {
            format!("{parent}/{rest}").replace(&format!("{parent}/super/"), "")
        })),
        _ => None,
    }
}

#[test]
fn the_layers_point_one_way() {
    super::assert_none(&check(&super::repository()));
}

#[test]
fn an_upward_import_is_found_however_it_is_written() {
    for import in [
        "use crate::dispatch::live::Live;",
        "use crate::{clock::Timestamp, exotel::{wire, client::Client}};",
        "pub fn f() -> crate::engine::Engine { todo() }",
        "use super::super::engine::Engine;",
    ] {
        let faults = check(&[File::new("src/plan/hours.rs", import)]);
        assert!(!faults.is_empty(), "{import}");
    }
    let fine =
        "use crate::{campaign::Number, clock::Timestamp};\nuse super::screen;\n// crate::cli\n";
    assert_eq!(check(&[File::new("src/plan/hours.rs", fine)]), [""; 0]);
}

#[test]
fn an_effect_is_found_however_it_is_written() {
    for effect in [
        "use std::{fs, io};",
        "use std::fs::File;",
        "fn f() { std::env::var(\"X\"); }",
        "fn f() { let now = Instant::now(); }",
        "fn f() { let now = jiff::Timestamp::now(); }",
        "async fn f() {}",
        "fn f() { println!(\"x\"); }",
        "use tokio::time;",
        "use super::file::FileJournal;",
        "use crate::journal::state::StateFolder;",
    ] {
        let faults = check(&[File::new("src/journal/past.rs", effect)]);
        assert!(!faults.is_empty(), "{effect}");
        let inside = "fn now() {}\n#[cfg(test)]\nmod tests {\n";
        let inside = format!("{}{effect}}}", inside.replace("now", "f"));
        assert_eq!(check(&[File::new("src/journal/past.rs", &inside)]), [""; 0]);
        if !effect.contains("crate") {
            assert_eq!(check(&[File::new("src/journal/state.rs", effect)]), [""; 0]);
        }
    }
    let said = "//! No `async`, no std::fs.\nfn f() -> &'static str { \"std::fs::read\" }\n";
    assert_eq!(check(&[File::new("src/journal/past.rs", said)]), [""; 0]);
}

#[test]
fn a_room_without_a_rank_is_found() {
    assert_eq!(check(&[File::new("src/util/mod.rs", "")]).len(), 1);
    assert_eq!(check(&[File::new("src/journals.rs", "")]).len(), 1);
}
