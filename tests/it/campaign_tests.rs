//! `exodial test` as a person types it: the real program, a project in a folder, and what it says.

mod judged;
mod lists;
mod shown;

use std::fs;

use crate::{
    golden,
    project::{Ended, Project},
};

/// A campaign with these tests, as it stands in the project of every test here.
fn campaign(tests: &str) -> String {
    format!(
        r#"exodial: 1
campaign: hello
contacts: {{ file: people.csv, phone: phone, id: id, bad_rows: skip }}
call:
  exophone: "+910000999001"
  app_id: "{{{{ '926' if lang == 'hi' else '931' }}}}"
  custom_field: "{{{{ id }}}}|{{{{ amount }}}}"
retries: {{ max_attempts: 2, busy: 15m }}
tests:
{tests}"#
    )
}

const PASSING: &str = r#"
  - name: a busy person is called again
    at: "2026-11-25T10:00"
    people:
      - row: { id: C-1, phone: "+910000000001", lang: hi }
        outcomes: [busy, completed]
        expect: { disposition: completed, attempts: 2, calls: ["10:00", "10:15"], app_id: 926, custom_field: C-1| }
"#;

const FAILING: &str = r#"
  - name: everything is otherwise
    at: "2026-11-25T10:00"
    people:
      - row: { id: C-1, phone: "+910000000001" }
        outcomes: [busy]
        expect:
          disposition: completed
          reason: by luck
          attempts: 1
          outcome: completed
          calls: ["10:00", "10:15:00"]
          app_id: 926
          custom_field: C-2
      - row: { phone: "+910000000002" }
        outcomes: [refused]
        expect: { disposition: refused, attempts: 0, calls: [], app_id: 931 }
      - row: { id: C-3, phone: "+910000000003" }
        outcomes: [lost]
        expect: { disposition: completed }
      - row: { id: "+910000000004", phone: "+910000000004" }
        expect: { disposition: busy, custom_field: "+910000000005" }
    expect: { counts: { completed: 2, refused: 1 }, calls: 9, finished: false }
"#;

fn project(tests: &str) -> Project {
    let project = Project::new();
    fs::remove_file(project.path("exodial.yaml")).expect("it is there");
    project.write("hello.campaign.yaml", &campaign(tests));
    project
}

/// The attribute of the first element of that name.
fn attribute(xml: &str, element: &str, name: &str) -> Option<String> {
    let document = roxmltree::Document::parse(xml).expect("it is XML");
    let mut nodes = document.descendants();
    let node = nodes.find(|node| node.has_tag_name(element))?;
    node.attribute(name).map(str::to_owned)
}

#[track_caller]
fn passes(ended: &Ended, summary: &str) {
    ended.says(0, &[]);
    assert!(ended.out.contains(summary), "{ended}");
}

#[test]
fn tests_that_pass_say_so_and_leave_nothing_behind() {
    let project = project(PASSING);
    let ended = project.exodial("test");
    passes(&ended, "1 test in 1 file: 1 passed, 0 failed");
    assert!(
        ended
            .out
            .contains("PASS [ 17m 50s] hello::a busy person is called again\n"),
        "{ended}"
    );
    let files: Vec<_> = fs::read_dir(project.path("")).expect("a folder").collect();
    assert_eq!(files.len(), 1, "{files:?}");
    let quiet = project.exodial("test -q");
    passes(&quiet, "");
    assert_eq!((&*quiet.out, &*quiet.err), ("", ""));
}

#[test]
fn a_test_that_fails_shows_what_came_otherwise_and_how() {
    let project = project(FAILING);
    let ended = project.exodial("test");
    ended.says(
        1,
        &["next: exodial test --filter 'hello::everything is otherwise'"],
    );
    golden::check(&ended.out, "golden/test-failed.txt");
    assert_eq!(
        project.exodial("test").out,
        ended.out,
        "it is the same every time"
    );
}

#[test]
fn a_filter_chooses_by_a_part_or_by_a_pattern() {
    let project = project(&format!("{PASSING}{FAILING}"));
    for filter in ["busy", "hello::a", "*again", "hello::a?busy*"] {
        let ended = project.exodial(&format!("test --filter {filter}"));
        passes(&ended, "1 test in 1 file: 1 passed");
    }
    let ended = project.exodial("test --filter *nobody*");
    ended.says(4, &["none of 2 tests has a name like `*nobody*`"]);
}

#[test]
fn a_build_server_reads_what_they_came_to() {
    let project = project(&format!("{PASSING}{FAILING}"));
    project.exodial("test -q --junit out.xml").says(1, &[]);
    let xml = project.read("out.xml");
    let of = |element, name| attribute(&xml, element, name);
    assert_eq!(of("testsuites", "tests").as_deref(), Some("2"));
    assert_eq!(of("testsuites", "failures").as_deref(), Some("1"));
    assert_eq!(of("testsuites", "errors").as_deref(), Some("0"));
    assert_eq!(
        of("testsuite", "name").as_deref(),
        Some("hello.campaign.yaml")
    );
    assert_eq!(
        of("testcase", "name").as_deref(),
        Some("hello::a busy person is called again")
    );
    let message = of("failure", "message").unwrap_or_default();
    assert!(
        message.contains("C-1: disposition; C-1: outcome"),
        "{message}"
    );
    assert!(!xml.contains("+910000"), "{xml}");
    let nowhere = project.exodial("test --junit no/such/folder/out.xml");
    nowhere.says(2, &["cannot write no/such/folder/out.xml"]);
}

#[test]
fn a_file_of_tests_is_about_the_campaign_that_it_names() {
    let project = project("  []");
    let file = format!("exodial: 1\ncampaign: ../hello.campaign.yaml\ntests:\n{PASSING}");
    fs::create_dir(project.path("tests")).expect("a folder");
    project.write("tests/retries.campaign_test.yaml", &file);
    passes(&project.exodial("test"), "1 test in 1 file: 1 passed");
    passes(
        &project.exodial("test tests/retries.campaign_test.yaml"),
        "1 test in 1 file: 1 passed",
    );
    project
        .exodial("test hello.campaign.yaml")
        .says(4, &["no tests under hello.campaign.yaml"]);
    let lost = file.replace("../hello", "hello");
    project.write("tests/retries.campaign_test.yaml", &lost);
    let ended = project.exodial("test");
    ended.says(
        2,
        &[
            "error[EXO401]",
            "tests/retries.campaign_test.yaml:2:11",
            "tests/hello.campaign.yaml",
        ],
    );
    let strange = file.replace("lang: hi", "langg: hi");
    project.write("tests/retries.campaign_test.yaml", &strange);
    project.exodial("test").says(
        2,
        &[
            "the campaign reads no column `langg`",
            "a similar name: `lang`",
        ],
    );
}

#[test]
fn one_file_that_cannot_be_used_does_not_hide_the_others() {
    let project = project(PASSING);
    let broken = campaign(PASSING).replace("attempts: 2", "attempt: 2");
    project.write("a.campaign.yaml", &broken);
    // One without tests is nothing to this command, whatever is wrong with it.
    project.write("b.campaign.yaml", "exodial: 1\nnothing: else\n");
    let ended = project.exodial("test --junit out.xml");
    ended.says(
        2,
        &[
            "a.campaign.yaml:16:",
            "unknown key `attempt`",
            "a similar name: `attempts`",
        ],
    );
    assert!(
        ended
            .out
            .contains("1 passed, 0 failed, 1 file could not be used"),
        "{ended}"
    );
    assert!(!ended.err.contains("nothing"), "{ended}");
    let xml = project.read("out.xml");
    assert_eq!(
        attribute(&xml, "testsuites", "errors").as_deref(),
        Some("1")
    );
    project
        .exodial("test b.campaign.yaml")
        .says(4, &["no tests under b.campaign.yaml"]);
    project
        .exodial("test c.campaign.yaml")
        .says(2, &["there is no file or folder `c.campaign.yaml`"]);
}

/// A number that could be somebody's is refused, and not shown.
#[test]
fn a_real_number_has_no_place_in_a_test() {
    let real = ["98450", "12345"].concat();
    let number = format!("row: {{ id: C-1, phone: \"{real}\"");
    let tests = PASSING.replace("row: { id: C-1, phone: \"+910000000001\"", &number);
    let ended = project(&tests).exodial("test");
    ended.says(
        2,
        &[
            "error[EXO809]",
            "must never hold one",
            "+91 0000 and six digits",
        ],
    );
    assert!(
        !ended.err.contains(&real) && ended.err.contains("*******345"),
        "{ended}"
    );
    let ended = project(&tests.replace(&format!("\"{real}\""), &real)).exodial("test");
    ended.says(2, &["error[EXO006]", "put it in quotes"]);
    assert!(!ended.err.contains(&real), "{ended}");
}
