//! Lists of people who are never called, in tests; and whose clock shows a test's times.

use super::{campaign, passes, project};
use crate::project::Project;

const LISTED: &str = r#"
  - name: nobody on a list is called
    at: "2026-11-25T10:00"
    people:
      - row: { id: C-1, phone: "+910000000001" }
        expect: { disposition: completed }
      - row: { id: C-2, phone: "+910000000002" }
        expect: { disposition: suppressed, reason: "on do-not-call.csv, line 3", attempts: 0 }
      - row: { id: C-3, phone: "+910000000003" }
        expect: { disposition: suppressed, reason: house.csv }
    expect: { calls: 1 }
"#;

/// The project with a list of the campaign, named by this key and with this text, and the rest of its project file.
fn listing(key: &str, list: &str, house: &str) -> Project {
    let project = project("");
    let suppress = format!("id: id, suppress: [{{ file: do-not-call.csv, {key} }}],");
    project.write(
        "hello.campaign.yaml",
        &campaign(LISTED).replace("id: id,", &suppress),
    );
    project.write("do-not-call.csv", list);
    project.write("house.csv", "number\n+910000000003\n");
    let policy = "exodial: 1\npolicy: { suppress: [{ file: house.csv, phone: number }] }\n";
    project.write("exodial.yaml", &format!("{policy}{house}"));
    project
}

#[test]
fn lists_of_campaign_and_house_hold_in_tests() {
    let list = "number\n+910000000009\n+910000000002\n";
    let project = listing("phone: number", list, "");
    passes(&project.exodial("test"), "1 passed, 0 failed");
    // Who is on no list any more is called, and the test says so.
    project.write("do-not-call.csv", "number\n+910000000009\n");
    let ended = project.exodial("test");
    ended.says(1, &[]);
    assert!(ended.out.contains("C-2: disposition"), "{ended}");
    // A list that is not there is a mistake, as it is to a plan.
    std::fs::remove_file(project.path("do-not-call.csv")).expect("it is there");
    project.exodial("test").says(2, &["do-not-call.csv"]);
}

#[test]
fn a_hashed_list_is_read_where_its_key_is_known() {
    // HMAC-SHA256 with `key` of +910000000009, of +910000000002, and of the number that proves the key.
    let list = "hash\n\
         a523909c6cf6ea64b9fbdfaa068c9685f54780c9e84e32160113a20d23deba16\n\
         ee2dafe20268788319465e95362a1f37a9492fd33484b232ad7382b4e7af03b3\n\
         8b5bd6ca5e7dc68f381a423ac9e2dc8fc1d1183050aa82ba3b339cb467974fe6\n";
    let allow = "allow: { hmac_key: \"${DNC_KEY}\" }\n";
    let project = listing("hmac_sha256: hash", list, allow);
    let ended = project.exodial("test");
    ended.says(
        1,
        &["do-not-call.csv: the key of this hashed list is not known"],
    );
    assert!(ended.out.contains("C-2: disposition"), "{ended}");
    let project = project.with("DNC_KEY", "another");
    project
        .exodial("test")
        .says(2, &["it was hashed with another key"]);
    let project = project.with("DNC_KEY", "key");
    passes(&project.exodial("test"), "1 passed, 0 failed");
}

#[test]
fn the_campaigns_own_clock_shows_the_times_of_its_tests() {
    let test = |at: &str| {
        format!(
            r#"
  - name: in the morning
    at: "2026-11-25T10:00"
    people:
      - row: {{ id: C-1, phone: "+910000000001" }}
        outcomes: [busy, completed]
        expect: {{ calls: ["{at}", "10:15"] }}
"#
        )
    };
    let dubai = "schedule: { timezone: Asia/Dubai }\ntests:";
    let project = project("");
    let write = |text: &str| project.write("hello.campaign.yaml", text);
    write(&campaign(&test("2026-11-25T11:30+05:30")).replace("tests:", dubai));
    passes(&project.exodial("test"), "1 passed, 0 failed");
    // Where the campaign names no zone, the one of the calling hours counts.
    let hours = "{ from: \"09:00\", to: \"20:00\", timezone: Asia/Tokyo }";
    project.write(
        "exodial.yaml",
        &format!("exodial: 1\npolicy: {{ calling_hours: {hours} }}\n"),
    );
    write(&campaign(&test("2026-11-25T10:00+09:00")));
    passes(&project.exodial("test"), "1 passed, 0 failed");
    write(&campaign(&test("2026-11-25T10:00+04:00")).replace("tests:", dubai));
    passes(&project.exodial("test"), "1 passed, 0 failed");
}
