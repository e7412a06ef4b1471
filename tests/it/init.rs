//! A campaign to start from: what `exodial init` writes, and that it runs as it is.

use std::{collections::BTreeSet, fs, path::Path};

use exodial::cli::init::{
    adapt::{Adapted, weeks_to},
    templates::{TEMPLATES, Template},
};

use crate::project::{Ended, Project};

const README: &str = include_str!("../../README.md");

/// Whether everything that is typed next does what it should.
#[track_caller]
fn works(project: &Project, folder: &str, name: &str) {
    let campaign = format!("{folder}/{name}.campaign.yaml");
    let lint = project.exodial(&format!("lint {folder}"));
    lint.says(0, &["no problems"]);
    let test = project.exodial(&format!("test {folder}"));
    test.says(0, &[]);
    assert!(test.out.contains(&format!("{name}::")), "{test}");
    let plan = project.exodial(&format!("plan {campaign} --simulate"));
    plan.says(0, &[]);
    let run = project.exodial(&format!("run {campaign} --simulate --yes"));
    assert!(matches!(run.code, Some(0 | 7)), "{run}");
    run.keeps_secrets();
}

fn wrote(ended: &Ended) -> Vec<&str> {
    let words = ended.err.lines();
    words
        .filter_map(|line| line.strip_prefix("wrote   "))
        .collect()
}

#[test]
fn every_campaign_to_copy_is_a_template() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("campaigns");
    let mut found = BTreeSet::new();
    for folder in [root.clone(), root.join("do-not-call")] {
        for entry in fs::read_dir(folder).expect("it can be listed") {
            let name = entry.expect("it can be listed").file_name();
            let name = name.to_string_lossy();
            found.extend(name.strip_suffix(".campaign.yaml").map(str::to_owned));
        }
    }
    assert!(
        found.remove("welcome"),
        "what README.md shows is no template"
    );
    let templates: BTreeSet<String> = TEMPLATES.iter().map(|one| one.name.to_owned()).collect();
    assert_eq!(found, templates);
}

#[test]
fn the_readme_lists_them_as_they_are() {
    for template in TEMPLATES {
        let begin = format!("| [{}](campaigns/", template.name);
        let line = README.lines().find(|line| line.starts_with(&begin));
        let line = line.unwrap_or_else(|| panic!("{} is not listed", template.name));
        let end = format!("/{}.campaign.yaml) | {} |", template.name, template.about());
        assert!(line.ends_with(&end), "{line}");
    }
}

#[test]
fn every_template_says_when_to_take_it_and_works_at_once() {
    let project = Project::empty();
    let list = project.exodial("init");
    list.says(0, &["next exodial init DIR --template"]);
    assert_eq!(list.out.lines().count(), TEMPLATES.len());
    for Template { name, files, .. } in TEMPLATES {
        let line = list.out.lines().find(|line| line.starts_with(name));
        let line = line.unwrap_or_else(|| panic!("{name} is not listed"));
        assert!(line.ends_with('.') && line.len() < 100, "{line}");
        let text = String::from_utf8_lossy(files[0].1);
        assert!(text.contains("\n# Take it when "), "{name}: its paragraph");
        let init = project.exodial(&format!("init {name} --template {name}"));
        let run = format!("exodial run {name}/{name}.campaign.yaml --simulate --yes");
        init.says(0, &[&format!("next exodial lint {name}"), &run]);
        works(&project, name, name);
    }
}

#[test]
fn every_template_works_under_another_name_in_a_house_that_is_there() {
    let project = Project::empty();
    project
        .exodial("init calls")
        .says(0, &["wrote calls/exodial.yaml"]);
    let house = project.read("calls/exodial.yaml");
    for Template { name, files, .. } in TEMPLATES {
        let own = format!("my-{name}");
        let init = format!("init calls/{own} --template {name} --name {own}");
        let init = project.exodial(&init);
        init.says(0, &["kept calls/exodial.yaml, whose rules hold"]);
        let of_house = ["exodial.yaml", "house.campaign_test.yaml", "house-list.csv"];
        for file in of_house {
            assert!(
                !project.path(&format!("calls/{own}/{file}")).exists(),
                "{file}"
            );
        }
        assert_eq!(wrote(&init).len(), files.len() + 1, "and a schema: {init}");
        works(&project, &format!("calls/{own}"), &own);
        let text = project.read(format!("calls/{own}/{own}.campaign.yaml"));
        let head = "# yaml-language-server: $schema=schema.json\n";
        assert!(text.starts_with(head), "{text}");
    }
    assert_eq!(project.read("calls/exodial.yaml"), house);
    assert_eq!(project.read("calls/.gitignore"), ".exodial/\n*-results.*\n");
}

#[test]
fn nothing_is_written_over() {
    let project = Project::empty();
    project
        .exodial("init . -t renewal")
        .says(0, &["next exodial lint exodial test"]);
    let campaign = project.read("renewal.campaign.yaml");
    project.write("do-not-call.csv", "number\n");
    project.write("schema.json", "{}");
    project.write(".gitignore", "target\n.exodial/");
    project.exodial("init . -t renewal").says(
        2,
        &[
            "renewal.campaign.yaml is there already. Nothing was written",
            "--name NAME",
        ],
    );
    // One file of it alone is enough: half of two campaigns would be neither.
    project.write("survey.csv", "mine\n");
    project
        .exodial("init . -t survey")
        .says(2, &["survey.csv is there already"]);
    assert!(!project.path("survey.campaign.yaml").exists());
    let again = project.exodial("init . -t renewal --name motor");
    again.says(
        0,
        &[
            "kept do-not-call.csv, which was there",
            "kept schema.json",
            "added *-results.* to .gitignore",
        ],
    );
    assert_eq!(
        wrote(&again),
        [
            "motor.campaign.yaml",
            "motor.campaign_test.yaml",
            "motor.csv"
        ]
    );
    assert_eq!(project.read("renewal.campaign.yaml"), campaign);
    assert_eq!(project.read("do-not-call.csv"), "number\n");
    assert_eq!(project.read("schema.json"), "{}");
    assert_eq!(project.read("survey.csv"), "mine\n");
    assert_eq!(
        project.read(".gitignore"),
        "target\n.exodial/\n*-results.*\n"
    );
}

#[test]
fn names_that_cannot_be_are_refused_before_anything_is_written() {
    let project = Project::empty();
    project.write("file", "");
    let cases = [
        ("init new -t servey", "'survey'"),
        ("init new -t reminder", "'emi-reminder'"),
        ("init new --name Exit_Poll", "`exit-poll`"),
        ("init new --name ../poll", "is not a name"),
        ("init file", "cannot make the folder file"),
    ];
    for (command, what) in cases {
        project.exodial(command).says(2, &[what]);
        assert!(!project.path("new").exists(), "{command}");
    }
    assert_eq!(project.read("file"), "");
}

#[test]
fn a_campaign_with_days_of_its_own_works_in_any_year() {
    let template = Template::of("three-days").expect("the one with days");
    for (year, month, day) in [(2026, 12, 1), (2028, 2, 29), (2031, 7, 6)] {
        let today = jiff::civil::date(year, month, day);
        let adapted = Adapted {
            from: template.name,
            to: "exams",
            weeks: weeks_to(template.campaign(), today),
        };
        assert!(adapted.weeks > 0, "{today}");
        let project = Project::empty();
        for (name, bytes) in template.files {
            let text = adapted.text(std::str::from_utf8(bytes).expect("text"));
            project.write(&adapted.file(name), &text);
        }
        let test = project.exodial("test exams.campaign_test.yaml");
        test.says(0, &[]);
        assert!(test.out.contains("4 passed"), "{test}");
        let at = format!("--simulate --at {today}T23:00");
        let plan = project.exodial(&format!("plan exams.campaign.yaml {at}"));
        plan.says(0, &[]);
        assert!(plan.out.contains("Fits        yes, all of it"), "{plan}");
    }
}
