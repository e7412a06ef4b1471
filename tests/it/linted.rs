//! What `lint` says of a campaign and its rows, through the real program.

use crate::project::{CAMPAIGN, Process, Project, people};

/// A project of three people whose campaign is changed so.
fn changed(from: &str, to: &str) -> Project {
    let project = Project::new();
    assert!(CAMPAIGN.contains(from), "{from}");
    project.write("hello.campaign.yaml", &CAMPAIGN.replace(from, to));
    project.write("people.csv", &people(0..3));
    project
}

#[test]
fn the_last_line_counts_the_rows_that_were_read_whatever_was_found() {
    let sound = changed("1s", "1s").exodial("lint hello.campaign.yaml");
    sound.says(0, &["checked 1 campaign, 3 rows of contacts: no problems"]);
    let column = changed("{{ id }}", "{{ name }}").exodial("lint hello.campaign.yaml");
    column.says(
        1,
        &["EXO502", "checked 1 campaign, 3 rows of contacts: 1 error"],
    );
    let campaign = changed("1s", "1s");
    campaign.write(
        "broken.campaign.yaml",
        &CAMPAIGN.replace("retries", "retrys"),
    );
    campaign.exodial("lint .").says(
        1,
        &["checked 2 campaigns, 3 rows of contacts (those of 1 campaign were not read): 1 error"],
    );
}

/// One finding, where the campaign names the column, and none of a row.
#[test]
fn a_column_of_where_that_is_not_there_is_told_once() {
    let project = changed("id: id,", "id: id, where: \"town == 'Pune'\",");
    let ended = project.exodial("lint hello.campaign.yaml");
    ended.says(
        1,
        &[
            "error[EXO502]: `town` is not a column",
            "3 rows of contacts: 1 error",
        ],
    );
    assert_eq!(ended.err.matches("error[").count(), 1, "{ended}");
}

#[test]
fn rows_whose_custom_field_is_too_long_are_shown_in_one_finding() {
    let project = changed("{{ id }}", "{{ note }}");
    let rows = [200, 3, 300, 400, 500].iter().enumerate();
    let rows = rows.map(|(nth, long)| format!("C-{nth},+91000000000{nth},{}\n", "n".repeat(*long)));
    let table = "id,phone,note\n".to_owned() + &rows.collect::<String>();
    project.write("people.csv", &table);
    let ended = project.exodial("lint hello.campaign.yaml");
    ended.says(
        1,
        &[
            "error[EXO212]: `custom_field` renders to more than 128 characters --> people.csv:2:1",
            "2 | C-0,+91xxxxxxx000,nnn",
            "200 characters",
            "400 characters",
            "and 1 more",
            "5 rows of contacts: 1 error",
        ],
    );
    assert!(!ended.err.contains("500 characters"), "{ended}");
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
