//! What `lint` says of a campaign and its rows, through the real program.

use crate::project::{Process, Project, people, sound};

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
