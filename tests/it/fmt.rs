//! `exodial fmt`, the real program: what it writes, what it leaves alone, and how it ends.

use std::fs;

use crate::project::Project;

/// A project with one file that is in canonical form and two that are not.
fn project() -> Project {
    let project = Project::new();
    project.write("exodial.yaml", "exodial: 1\npolicy: {max_attempts: 3}\n");
    project.write(
        "b.campaign.yaml",
        "campaign: b\n# The version.\nexodial:   1\n",
    );
    project
}

const FORM: &str = "# The version.\nexodial: 1\ncampaign: b\n";

#[test]
fn without_arguments_every_file_of_the_project_is_formatted_once() {
    let project = project();
    let done = project.exodial("fmt");
    assert_eq!(done.code, Some(0), "{done}");
    assert_eq!(
        done.err.lines().last(),
        Some("formatted 2 files, 1 was so already")
    );
    assert_eq!(done.out, "");
    assert_eq!(project.read("b.campaign.yaml"), FORM);
    assert_eq!(
        project.read("exodial.yaml"),
        "exodial: 1\npolicy: { max_attempts: 3 }\n"
    );
    let again = project.exodial("fmt");
    assert_eq!(again.err.trim_end(), "formatted 0 files, 3 were so already");
    let leftovers = fs::read_dir(project.path("")).expect("a folder").count();
    assert_eq!(leftovers, 3, "no temporary file is left");
}

#[test]
fn check_names_the_files_and_diff_shows_the_lines_and_neither_writes() {
    let project = project();
    let check = project.exodial("fmt --check");
    assert_eq!(
        (check.code, check.out.as_str()),
        (Some(1), "b.campaign.yaml\nexodial.yaml\n")
    );
    let diff = project.exodial("fmt --diff b.campaign.yaml");
    let shown = "--- b.campaign.yaml\n+++ b.campaign.yaml\n@@ -1,3 +1,3 @@\n+# The version.\n+exodial: 1\n \
                 campaign: b\n-# The version.\n-exodial:   1\n";
    assert_eq!((diff.code, diff.out.as_str()), (Some(0), shown));
    let both = project.exodial("fmt --diff --check b.campaign.yaml");
    assert_eq!((both.code, both.out.as_str()), (Some(1), shown));
    assert_eq!(
        project.read("b.campaign.yaml"),
        "campaign: b\n# The version.\nexodial:   1\n"
    );
    project.exodial("fmt");
    assert_eq!(project.exodial("fmt --check").code, Some(0));
}

#[test]
fn a_file_that_cannot_be_read_is_shown_and_left_and_the_others_are_formatted() {
    let project = project();
    project.write("a.campaign.yaml", "call: [\n");
    let done = project.exodial("fmt");
    assert_eq!(done.code, Some(2), "{done}");
    assert!(done.err.contains("a.campaign.yaml:1:7"), "{}", done.err);
    let last = "formatted 2 files, 1 was so already, 1 could not be read";
    assert_eq!(done.err.lines().last(), Some(last));
    assert_eq!(project.read("a.campaign.yaml"), "call: [\n");
    assert_eq!(project.read("b.campaign.yaml"), FORM);
}

#[test]
fn other_findings_are_no_reason_not_to_format() {
    let project = project();
    project.write(
        "b.campaign.yaml",
        "frobnicate: 1\nexodial: 1\ncall: {exophone: +910000999001}\n",
    );
    assert_eq!(project.exodial("fmt b.campaign.yaml").code, Some(0));
    assert_eq!(
        project.read("b.campaign.yaml"),
        "exodial: 1\ncall: { exophone: \"+910000999001\" }\nfrobnicate: 1\n"
    );
}

#[test]
fn standard_input_goes_to_standard_output() {
    let project = Project::empty();
    let done = project.given("fmt -", "campaign: b\nexodial:   1\n");
    assert_eq!(
        (done.code, done.out.as_str()),
        (Some(0), "exodial: 1\ncampaign: b\n")
    );
    let done = project.given(
        "fmt - --stdin-filename exodial.yaml",
        "state: s\nallow: {}\n",
    );
    assert_eq!(
        (done.code, done.out.as_str()),
        (Some(0), "allow: {}\nstate: s\n")
    );
    let done = project.given("fmt - --check", "campaign:  b\n");
    assert_eq!(
        (done.code, done.out.as_str()),
        (Some(1), "stdin.campaign.yaml\n")
    );
    let done = project.given("fmt -", "campaign: [\n");
    assert_eq!((done.code, done.out.as_str()), (Some(2), ""));
    assert!(
        done.err.contains("stdin.campaign.yaml:1:11"),
        "{}",
        done.err
    );
}

#[test]
fn nothing_to_format_and_nothing_to_find_are_two_things() {
    let project = Project::empty();
    fs::create_dir(project.path("empty")).expect("a folder");
    assert_eq!(project.exodial("fmt empty").code, Some(4));
    assert_eq!(project.exodial("fmt nowhere").code, Some(2));
    project.write("people.csv", "id,phone\n");
    assert_eq!(project.exodial("fmt people.csv").code, Some(2));
}

#[test]
fn a_difference_shows_no_secret_that_somebody_wrote_out() {
    let project = project();
    let text = "exodial: 1\naccounts:\n  acme: { token: 4bad5ec2e7, sid:  acme1, key: \"${K}\" }\n";
    project.write("exodial.yaml", text);
    let diff = project.exodial("fmt --diff exodial.yaml");
    assert!(diff.out.contains("token: **********"), "{}", diff.out);
    assert!(!diff.out.contains("4bad5ec2e7"), "{}", diff.out);
    project.exodial("fmt exodial.yaml");
    assert!(project.read("exodial.yaml").contains("token: 4bad5ec2e7"));
}

#[cfg(unix)]
#[test]
fn permissions_and_links_stay_and_what_is_read_only_is_left() {
    use std::os::unix::fs::{PermissionsExt as _, symlink};

    let project = project();
    let mode = |mode| {
        fs::set_permissions(
            project.path("b.campaign.yaml"),
            fs::Permissions::from_mode(mode),
        )
    };
    mode(0o640).expect("its permissions");
    symlink("b.campaign.yaml", project.path("link.yaml")).expect("a link");
    assert_eq!(project.exodial("fmt link.yaml").code, Some(0));
    let link = fs::symlink_metadata(project.path("link.yaml")).expect("it is there");
    assert!(link.is_symlink());
    assert_eq!(project.read("b.campaign.yaml"), FORM);
    let kept = fs::metadata(project.path("b.campaign.yaml")).expect("it is there");
    assert_eq!(kept.permissions().mode() & 0o777, 0o640);

    project.write("b.campaign.yaml", "exodial:   1\n");
    mode(0o440).expect("its permissions");
    let done = project.exodial("fmt b.campaign.yaml");
    assert_eq!(done.code, Some(2), "{done}");
    assert!(
        done.err
            .contains("cannot write b.campaign.yaml: it is read-only"),
        "{}",
        done.err
    );
    assert_eq!(project.read("b.campaign.yaml"), "exodial:   1\n");
}
