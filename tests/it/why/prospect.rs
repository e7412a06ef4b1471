//! `exodial why` before a run: whatever keeps somebody from being called, or puts the call off, is told by the
//! plan's own reasons.

use super::{ran, why};
use crate::project::*;

#[test]
fn before_a_run_the_plan_is_told_for_one_person() {
    let project = ran();
    let campaign = ["hello.campaign.yaml", "--simulate"];
    let ended = why(&project, &[&["910000000002"][..], &campaign].concat());
    assert_eq!(ended.code, Some(0), "{ended}");
    for text in [
        "row 2                line 3, C-2: read as +91xxxxxxx002, region IN",
        "other runs           none holds the number",
        "whitelist            nothing is known of the number; the whitelist is asked first",
        "when                 number 2 of 2 people; not before ",
        "retries              up to 2 calls: no-answer after 1 s; busy after 1 s",
        "CustomField=C-2",
        "so                   would be called",
    ] {
        assert!(ended.out.contains(text), "{text}: {ended}");
    }
    let ended = why(&project, &[&["--id", "C-4"][..], &campaign].concat());
    let so = "so                   would not be called: invalid";
    assert!(ended.out.contains(so), "{ended}");
}

#[test]
fn lists_earlier_calls_and_caps_are_told_before_a_run() {
    let simulator = Simulator::start(CALM, 83);
    let project = Project::on(&simulator, 1..4);
    project
        .exodial("run hello.campaign.yaml --yes")
        .says(0, &[]);
    // Two rows of one number, of which the second one is the first one's duplicate.
    let people = "id,phone\nC-1,+910000000001\nC-4,+910000000004\nC-4b,+910000000004\nC-9,12\n";
    project.write("people.csv", people);
    project.write("never.csv", "phone\n+910000000004\n");
    let other = CAMPAIGN.replace("campaign: hello", "campaign: other");
    let tell = |keys: &str, phone: &str, texts: &[&str]| {
        let keys = format!("bad_rows: skip, {keys}, ");
        let campaign = other.replace("bad_rows: skip, ", &keys);
        project.write("other.campaign.yaml", &campaign);
        let ended = why(&project, &[phone, "other.campaign.yaml"]);
        assert_eq!(ended.code, Some(0), "{ended}");
        for text in texts {
            assert!(ended.out.contains(text), "{text}: {ended}");
        }
        ended.out
    };
    let never = "suppress: [{ file: never.csv, phone: phone }]";
    let told = tell(
        never,
        "+910000000004",
        &[
            "suppress             on never.csv\n",
            "so                   would not be called: suppressed",
        ],
    );
    assert!(!told.contains("none holds"), "{told}");
    tell(
        r#"suppress: [{ journal: "hel*", outcomes: [completed], within: 1d }]"#,
        "+910000000001",
        &[
            "suppress             the call of run hello-",
            "ended as completed\n",
            "so                   would not be called: suppressed",
        ],
    );
    tell(
        "caps: [{ attempts: 1, per: 1d }]",
        "+910000000001",
        &[
            "caps                 called as often as they allow: not called before ",
            "so                   would be called",
        ],
    );
    tell(
        "caps: [{ attempts: 2, per: 1d }]",
        "+910000000001",
        &["caps                 the first call is within them\n"],
    );
    tell(
        "caps: [{ attempts: 1, per: 1d, scope: campaign }]",
        "+910000000001",
        &["caps                 the first call is within them\n"],
    );
}

#[test]
fn a_person_is_told_by_any_of_the_numbers() {
    let project = Project::new();
    let people =
        "id,phone,home\nC-1,+910000000001,+910000000011\nC-2,+910000000002,+910000000012\n";
    project.write("people.csv", people);
    project.write("never.csv", "phone\n+910000000012\n");
    let keys = "phone: [phone, home], suppress: [{ file: never.csv, phone: phone }]";
    project.write(
        "hello.campaign.yaml",
        &CAMPAIGN.replace("phone: phone", keys),
    );
    let tell = |phone: &str, texts: &[&str]| {
        let ended = why(&project, &[phone, "hello.campaign.yaml", "--simulate"]);
        assert_eq!(ended.code, Some(0), "{ended}");
        for text in texts {
            assert!(ended.out.contains(text), "{text}: {ended}");
        }
    };
    tell(
        "+910000000011",
        &[
            "other runs           none holds one of the numbers",
            "whitelist            +91xxxxxxx001: nothing is known of the number",
            "whitelist            +91xxxxxxx011: nothing is known of the number",
            "From=+91xxxxxxx001",
            "so                   would be called",
        ],
    );
    tell(
        "+910000000002",
        &[
            "suppress             on never.csv\n",
            "so                   would not be called: suppressed",
        ],
    );
}
