//! README.md shows nothing that is not so: its YAML is read, its commands are parsed, its lists are complete.

mod manual;

use std::fs;

use clap::Parser as _;
use exodial::{
    campaign::{self, project, test_case},
    cli::{args::Cli, exit::Exit},
    plan::Disposition,
    report::results::COLUMNS,
    syntax::Source,
};

use crate::{golden, project::Project};

const README: &str = include_str!("../../README.md");

/// Fenced blocks of a language, with the line that each begins on.
fn fences(page: &str, language: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    let mut open: Option<(usize, String, bool)> = None;
    for (line, text) in page.lines().enumerate() {
        match (&mut open, text.strip_prefix("```")) {
            (None, Some(name)) => open = Some((line + 1, String::new(), name == language)),
            (Some(_), Some(_)) => {
                let (line, text, wanted) = open.take().expect("it is open");
                found.extend(wanted.then_some((line, text)));
            }
            (Some((_, block, _)), None) => *block += &format!("{text}\n"),
            (None, None) => {}
        }
    }
    let open = open.map(|(line, ..)| line);
    assert_eq!(open, None, "a block that nobody closes");
    found
}

#[test]
fn its_files_have_no_findings() {
    let fences = fences(README, "yaml");
    assert_eq!(
        fences.len(),
        4,
        "two campaigns, tests of one, and a project"
    );
    for (line, text) in fences {
        assert_sound(&format!("README.md:{line}"), &text);
    }
}

#[test]
fn the_finding_that_it_shows_is_real() {
    let project = Project::empty();
    let campaigns = golden::tests().join("../campaigns");
    fs::create_dir(project.path("campaigns")).expect("a folder");
    let read = |name: &str| fs::read_to_string(campaigns.join(name)).expect("a file");
    let campaign = read("welcome.campaign.yaml");
    let line = campaign.lines().find(|line| line.contains("ring_timeout:"));
    let wrong = campaign.replace(line.expect("it has one"), "  ring_timeout: 90s");
    project.write("campaigns/welcome.campaign.yaml", &wrong);
    project.write("campaigns/welcome.csv", &read("welcome.csv"));
    let ended = project.exodial("lint campaigns --select EXO202");
    let shown = ended.out.trim_end();
    assert!(
        !shown.is_empty() && README.contains(&format!("```text\n{shown}\n```")),
        "{ended}"
    );
}

/// A campaign, tests of one, or a project, and no finding in it.
fn assert_sound(name: &str, text: &str) {
    let source = Source::new(name, text);
    let of_tests = text.contains(".campaign.yaml");
    let (is_sound, findings) = match text.contains("\ncampaign:") {
        true if of_tests => {
            let (tests, findings) = test_case::read(&source);
            (tests.is_some(), findings)
        }
        true => {
            let (campaign, findings) = campaign::read(&source);
            (campaign.is_some(), findings)
        }
        false => {
            let (project, findings) = project::read(&source);
            (project.is_some(), findings)
        }
    };
    assert!(is_sound && findings.is_empty(), "{name}: {findings:?}");
}

#[test]
fn its_commands_can_be_typed() {
    let mut commands = 0;
    for (line, block) in fences(README, "sh") {
        for text in block.lines() {
            let words = text.split(" #").next().unwrap_or_default();
            let words = words
                .split_whitespace()
                .skip_while(|word| word.contains('=') && !word.starts_with('-'));
            let words: Vec<&str> = words.collect();
            let own = match words.as_slice() {
                ["cargo", "run", "--", own @ ..] | ["exodial", own @ ..] => own,
                _ => continue,
            };
            commands += 1;
            let parsed = Cli::try_parse_from([&["exodial"], own].concat());
            assert!(parsed.is_ok(), "README.md, block at {line}: {text}");
            for file in own.iter().filter(|word| word.starts_with("campaigns/")) {
                let path = format!("{}/{file}", env!("CARGO_MANIFEST_DIR"));
                assert!(std::path::Path::new(&path).exists(), "{path}");
            }
        }
    }
    assert!(commands > 8, "{commands} commands");
}

#[test]
fn its_project_for_the_simulator_has_no_findings() {
    let text = include_str!("../../campaigns/loopback/exodial.yaml");
    let (project, findings) = project::read(&Source::new("exodial.yaml", text));
    assert!(project.is_some() && findings.is_empty(), "{findings:?}");
    let text = include_str!("../../campaigns/loopback/short-calls.scenario.yaml");
    exodial::sim::Scenario::parse(text).expect("a scenario");
}

#[test]
fn it_names_every_column_disposition_and_exit_code() {
    let words = Disposition::ALL.iter().map(|word| word.as_str());
    for word in words.chain(COLUMNS) {
        assert!(README.contains(&format!("`{word}`")), "{word}");
    }
    let (_, codes) = README.split_once("## Exit codes").expect("a section");
    let (codes, _) = codes.split_once("\n## ").expect("another one");
    for exit in Exit::ALL {
        let code = exit.code().to_string();
        let mut cells = codes.split(['|', ',']).map(str::trim);
        assert!(cells.any(|cell| cell == code), "{code}");
    }
}

#[test]
fn its_links_lead_somewhere() {
    for link in README.split("](").skip(1) {
        let target = link.split(')').next().unwrap_or_default();
        let path = format!("{}/{target}", env!("CARGO_MANIFEST_DIR"));
        assert!(std::path::Path::new(&path).exists(), "{target}");
    }
}
