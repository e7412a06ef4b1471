//! What `lint` says of a campaign and its rows, through the real program.

use std::fs;

use serde_json::Value;

use crate::{
    project::{CAMPAIGN, Process, Project, people, sound},
    workbook,
};

/// A project of three people whose campaign is changed so.
fn changed(from: &str, to: &str) -> Project {
    let project = Project::new();
    let sound = sound();
    assert!(sound.contains(from), "{from}");
    project.write("hello.campaign.yaml", &sound.replace(from, to));
    project.write("people.csv", &people(0..3));
    project
}

#[test]
fn the_last_line_counts_the_rows_that_were_read_whatever_was_found() {
    let ended = changed("30s", "30s").exodial("lint hello.campaign.yaml");
    ended.finds(
        0,
        &["checked 1 campaign, 1 contact file (3 rows): no problems"],
    );
    let column = changed("{{ id }}", "{{ name }}").exodial("lint hello.campaign.yaml");
    column.finds(
        1,
        &[
            "EXO502",
            "checked 1 campaign, 1 contact file (3 rows): 1 error",
        ],
    );
    let campaign = changed("30s", "30s");
    let broken = sound().replace("contacts:", "contact:");
    let broken = broken.replace("campaign: hello", "campaign: broken");
    campaign.write("broken.campaign.yaml", &broken);
    campaign.exodial("lint .").finds(
        1,
        &["checked 2 campaigns, 1 contact file (3 rows); the contacts of 1 campaign could not be read: 1 error"],
    );
}

/// One finding, where the campaign names the column, and none of a row.
#[test]
fn a_column_of_where_that_is_not_there_is_told_once() {
    let project = changed("id: id,", "id: id, where: \"town == 'Pune'\",");
    let ended = project.exodial("lint hello.campaign.yaml");
    ended.finds(
        1,
        &["error[EXO502]: `town` is not a column", "(3 rows): 1 error"],
    );
    assert_eq!(ended.out.matches("error[").count(), 1, "{ended}");
}

#[test]
fn rows_whose_custom_field_is_too_long_are_shown_in_one_finding() {
    let project = changed("{{ id }}", "{{ note }}");
    let rows = [200, 3, 300, 400, 500].iter().enumerate();
    let rows = rows.map(|(nth, long)| format!("C-{nth},+91000000000{nth},{}\n", "n".repeat(*long)));
    let table = "id,phone,note\n".to_owned() + &rows.collect::<String>();
    project.write("people.csv", &table);
    let ended = project.exodial("lint hello.campaign.yaml");
    ended.finds(
        1,
        &[
            "error[EXO212]: `custom_field` renders to more than 128 characters --> people.csv:2:1",
            "2 | C-0,+91xxxxxxx000,nnn",
            "200 characters",
            "400 characters",
            "and 1 more",
            "(5 rows): 1 error",
        ],
    );
    assert!(!ended.out.contains("500 characters"), "{ended}");
}

/// What is shown to be typed next can be typed.
#[test]
fn a_command_that_is_shown_quotes_paths_with_spaces() {
    let project = Project::empty();
    let exodial = |words: &[&str]| {
        let mut command = project.command("");
        command.args(words);
        Process::start(command).end()
    };
    let file = "my calls/survey.campaign.yaml";
    exodial(&["init", "my calls", "--template", "survey"]).says(
        0,
        &[
            "next exodial lint 'my calls' exodial test 'my calls'",
            "exodial run 'my calls/survey.campaign.yaml' --simulate --yes",
        ],
    );
    let plan = exodial(&["plan", file, "--simulate"]);
    let next = "exodial run 'my calls/survey.campaign.yaml' --simulate -C 'my calls' --approve ";
    assert!(plan.shown().contains(next), "{plan}");
}

/// The codes that `lint` writes, infos too.
fn codes(project: &Project) -> Vec<String> {
    let ended = project.exodial("lint --format jsonl --min-level info");
    let lines = ended.out.lines().map(|line| {
        let finding: Value = serde_json::from_str(line).expect("it is JSON");
        finding["code"].as_str().unwrap_or_default().to_owned()
    });
    lines.filter(|code| code != "EXO906").collect()
}

#[test]
fn a_fault_in_a_template_hides_nothing_of_the_rows() {
    let project = changed("{{ id }}", "{{ id|shout }}");
    let own =
        "id,phone,city \nC-1,+910000999001,Pune\nC-2,+910000000002,=A1\n,+910000000003,Pune\n";
    project.write("people.csv", own);
    let wanted = ["EXO503", "EXO407", "EXO417", "EXO419", "EXO421"];
    assert_eq!(codes(&project), wanted);
}

#[test]
fn nobody_is_called_where_the_campaign_would_call_itself() {
    let project = changed("30s", "30s");
    project.write("people.csv", "id,phone\nC-1,+910000999001\n");
    for command in ["plan --simulate", "run --simulate --yes"] {
        let ended = project.exodial(&format!("{command} hello.campaign.yaml"));
        ended.finds(1, &["error[EXO417]", "people.csv:2:5"]);
    }
}

#[test]
fn empty_cells_count_where_the_flow_would_miss_them() {
    let rows = "id,phone,name,city\nC-1,+910000000001,Asha,Pune\nC-2,+910000000002, ,Pune\nC-3,+910000000003,,\n";
    for (field, wanted) in [
        ("{{ id }}|{{ name }}", vec!["EXO419"]),
        ("{{ name }}{{ city }}", vec!["EXO419", "EXO504"]),
        ("{{ name }}", vec!["EXO504"]),
        ("{{ name|default('you') }}", vec![]),
        ("{% if name %}{{ name }}{% endif %}", vec![]),
        ("{{ name if name else city }}", vec![]),
        ("{{ city }}", vec!["EXO504"]),
    ] {
        let project = changed("{{ id }}", field);
        project.write("people.csv", rows);
        assert_eq!(codes(&project), wanted, "{field}");
    }
    let project = changed("{{ id }}", "{{ name }}");
    let campaign = project.read("hello.campaign.yaml");
    let filter = "contacts: { where: \"name|trim != ''\",";
    project.write(
        "hello.campaign.yaml",
        &campaign.replace("contacts: {", filter),
    );
    project.write("people.csv", rows);
    assert_eq!(codes(&project), [""; 0], "they are not called");
}

#[test]
fn cells_of_a_sheet_are_told_by_their_names() {
    let project = changed("people.csv", "people.xlsx");
    let rows = [
        ["id", "phone", "city\u{a0}"],
        ["C-1", "+910000999001", "Pune"],
        ["", "+910000000002", "=A1"],
    ];
    let row = |(nth, cells): (usize, &[&str; 3])| {
        let cells = ('A'..='C').zip(cells).filter(|(_, text)| !text.is_empty());
        let cells = cells.map(|(column, text)| workbook::cell(&format!("{column}{nth}"), text));
        format!("<row r=\"{nth}\">{}</row>", cells.collect::<String>())
    };
    let rows: String = (2..).zip(&rows).map(row).collect();
    let sheet = workbook::by_hand("Data", &rows, "");
    fs::write(project.path("people.xlsx"), sheet).expect("a file of the project");
    project.exodial("lint").finds(
        1,
        &[
            "the name of column `city` holds U+00A0, which does not show --> people.xlsx = note: Data!C2",
            "error[EXO417]: a row holds an ExoPhone of this campaign --> people.xlsx = note: Data!B3 holds +91xxxxxxx001",
            "warning[EXO419]: column `id` is empty in a row --> people.xlsx = note: Data!A4",
            "warning[EXO421]: a cell begins as a formula does --> people.xlsx = note: Data!C4 holds =A1",
        ],
    );
}

#[test]
fn a_column_that_nothing_reads_is_told_to_whoever_asks() {
    let project = changed("{{ id }}", "{{ name }}");
    project.write(
        "people.csv",
        "id,phone,name,pincode\nC-1,+910000000001,Asha,1\n",
    );
    assert_eq!(codes(&project), [""; 0]);
    let rules = |level: &str| format!("exodial: 1\nlint: {{ rules: {{ EXO508: {level} }} }}\n");
    project.write("exodial.yaml", &rules("info"));
    assert_eq!(codes(&project), ["EXO508"]);
    project.exodial("lint").finds(0, &["no problems"]);
    project.write("exodial.yaml", &rules("off"));
    assert_eq!(codes(&project), [""; 0]);
    project.write("exodial.yaml", &rules("error"));
    project
        .exodial("lint")
        .finds(1, &["column `pincode` is not read"]);
}

#[test]
fn a_file_with_a_similar_name_is_proposed_within_the_project_alone() {
    let outside = Project::empty();
    outside.write("people.csv", &people(0..1));
    let away = format!("{}/poeple.csv", outside.path("").display());
    let inside = changed("people.csv", "poeple.csv");
    let like = "there is a file with a similar name: write `people.csv`";
    inside
        .exodial("lint")
        .finds(1, &["the contact file is not there", like]);
    let project = changed("people.csv", &away.replace("//", "/"));
    let ended = project.exodial("lint");
    ended.finds(1, &["error[EXO401]"]);
    assert!(!ended.out.contains("similar"), "{ended}");
}

/// Neither by its path nor by a link: what findings say of a file is for those who may read it.
#[test]
fn a_campaign_reads_no_contacts_outside_its_project() {
    let project = Project::new();
    let elsewhere = tempfile::tempdir().expect("a folder");
    let secret = elsewhere.path().join("secret.csv");
    fs::write(&secret, "nobody's business\n").expect("a file");
    let path = secret.display().to_string();
    std::os::unix::fs::symlink(&secret, project.path("link.csv")).expect("a link");
    for file in [path.as_str(), "link.csv"] {
        let campaign = CAMPAIGN.replace("people.csv", file);
        project.write("hello.campaign.yaml", &campaign);
        for command in ["lint --min-level error", "plan", "run --yes --simulate"] {
            let ended = project.exodial(&format!("{command} hello.campaign.yaml"));
            ended.finds(1, &["EXO808", "contacts outside its project"]);
            assert!(!ended.to_string().contains("business"), "{ended}");
        }
    }
    assert!(!project.path(".exodial").exists(), "a run was begun");
}
