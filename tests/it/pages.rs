//! The pages of the rules: each is whole, its bad examples give exactly what they show, and its good ones nothing.

mod files;

use std::{collections::BTreeSet, fs, path::Path};

use exodial::{
    lint::{Example, RULES, Rule, page},
    report::rules::manual,
};

use crate::{golden, project::*};

#[test]
fn every_rule_has_a_page_that_says_what_why_and_how_to_mend_it() {
    let mut wrong = Vec::new();
    for rule in RULES {
        let is_whole = page(rule).is_some_and(|page| {
            let mut examples = page.examples.iter();
            examples.all(|example| !example.console.is_empty())
        });
        let text = fs::read_to_string(manifest().join(rule.file())).expect("a page");
        let title = format!("# {} {}\n", rule.code, rule.name());
        // What a finding says in one line is as wide as it is.
        let mut lines = text
            .lines()
            .filter(|line| !line.trim_start().starts_with("= "));
        let is_narrow = lines.all(|line| line.chars().count() <= 120);
        if !is_whole || !text.starts_with(&title) || !is_narrow {
            wrong.push(rule.file());
        }
    }
    assert_eq!(
        wrong, [""; 0],
        "title, text, Why, Fix, Example with a console block"
    );
}

#[test]
fn the_manual_of_the_rules_is_written_by_the_program() {
    golden::check(&manual(), "../docs/rules.md");
}

#[test]
fn the_folder_holds_the_pages_of_rules_and_nothing_else() {
    let known: BTreeSet<String> = RULES.iter().map(Rule::file).collect();
    let found = golden::below(manifest().join("src/lint/rules"));
    let pages = found
        .iter()
        .filter(|path| path.extension().is_some_and(|end| end == "md"));
    let pages = pages.map(|path| path.strip_prefix(manifest()).expect("it is below"));
    let pages: BTreeSet<String> = pages.map(|path| path.display().to_string()).collect();
    assert_eq!(pages, known);
}

/// Runs the command of an example in a project with these files; its lines begin with the command.
fn console(example: &Example, parts: &[exodial::lint::Part]) -> String {
    let command = example.console.lines().next().unwrap_or_default();
    let arguments = command.strip_prefix("$ exodial ").expect("`$ exodial …`");
    let project = files::environment(Project::empty(), parts);
    files::write(&project, parts);
    let ended = project.exodial(arguments);
    ended.keeps_secrets();
    if arguments.starts_with("plan") && ended.err.is_empty() {
        return format!("{command}\n{}", warnings(&ended.out));
    }
    // A project file with errors stops `lint` before it has anything to write.
    let said = match arguments.starts_with("lint") && !ended.out.is_empty() {
        true => ended.out,
        false => ended.err,
    };
    let folder = project.path("").display().to_string();
    format!("{command}\n{}\n", said.trim_end().replace(&folder, ""))
}

/// Of a plan, what deserves a look.
fn warnings(plan: &str) -> String {
    let lines = plan
        .lines()
        .skip_while(|line| !line.starts_with("  Warnings"));
    let lines = lines.take_while(|line| !line.is_empty());
    lines.map(|line| format!("{line}\n")).collect()
}

/// The codes of findings in what the program said: `error[EXO101]`, of a plan `(EXO312)`.
fn codes(said: &str) -> BTreeSet<String> {
    let words = ["error[EXO", "warning[EXO", "info[EXO", "(EXO"];
    let found = words.iter().flat_map(|word| said.split(word).skip(1));
    found.map(|rest| format!("EXO{}", &rest[..3])).collect()
}

#[test]
fn bad_examples_give_what_they_show_and_good_ones_nothing() {
    for rule in RULES {
        let Some(page) = page(rule) else {
            continue;
        };
        for example in &page.examples {
            let said = console(example, &example.bad);
            let own = BTreeSet::from([rule.code.to_owned()]);
            assert_eq!(
                codes(&said),
                own,
                "{}: the bad example\n{said}",
                rule.file()
            );
            let path = Path::new("..").join(rule.file());
            let text = fs::read_to_string(golden::tests().join(&path)).expect("a page");
            // Of two examples the consoles may be alike.
            let mended = example.text.replacen(example.console, &said, 1);
            golden::check(&text.replace(example.text, &mended), &path);
            assert!(!example.good.is_empty(), "{}: no good example", rule.file());
            let said = console(example, &example.good);
            assert_eq!(
                codes(&said),
                BTreeSet::new(),
                "{}: the good example\n{said}",
                rule.file()
            );
        }
    }
}

fn manifest() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}
