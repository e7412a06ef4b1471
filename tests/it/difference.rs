//! `exodial plan` for machines: its JSON, what changed since an earlier one or a run, and exit codes.

use serde_json::Value;

use crate::project::*;

const PLAN: &str = "plan hello.campaign.yaml --simulate";

fn project() -> Project {
    let project = Project::new();
    project.write("people.csv", &people(1..6));
    project
}

/// Plans, and reads the file that was written.
fn planned(project: &Project) -> Value {
    let ended = project.exodial(&format!("{PLAN} -o plan.json"));
    ended.says(0, &[]);
    serde_json::from_str(&project.read("plan.json")).expect("JSON")
}

#[test]
fn the_machine_form_names_everybody_and_holds_no_number() {
    let project = project();
    let rows = people(1..4) + "C-9,+910000000002\nC-10,12\n";
    project.write("people.csv", &rows);
    let plan = planned(&project);
    let text = plan.to_string();
    assert!(!text.contains("0000000002"), "{text}");
    assert_eq!(plan["format"], "exodial.plan/1");
    assert_eq!(
        plan["counts"],
        serde_json::json!({ "call": 3, "duplicate": 1, "invalid": 1 })
    );
    let rows = plan["people"].as_array().expect("rows");
    let told = |at: usize, key: &str| rows[at][key].clone();
    assert_eq!(told(1, "who"), told(3, "who"), "one number, one name");
    assert_ne!(told(0, "who"), told(1, "who"));
    assert_eq!(
        (told(0, "id"), told(0, "number")),
        ("C-1".into(), "+91xxxxxxx001".into())
    );
    assert_eq!(
        (told(4, "word"), told(4, "who")),
        ("invalid".into(), Value::Null)
    );
    assert_eq!(plan["settings"]["retries.busy"], "1s");
    // On standard output it is the same, and nothing else is.
    let ended = project.exodial(&format!("{PLAN} --format json"));
    let shown: Value = serde_json::from_str(&ended.out).expect("JSON");
    assert_eq!(
        (&shown["people"], &shown["hash"]),
        (&plan["people"], &plan["hash"])
    );
    ended.keeps_secrets();
    let ended = project.exodial(&format!("{PLAN} -o -"));
    let shown: Value = serde_json::from_str(&ended.out).expect("JSON");
    assert_eq!(shown["people"], plan["people"]);
}

#[test]
fn a_difference_is_told_in_people() {
    let project = project();
    planned(&project);
    let same = project.exodial(&format!("{PLAN} --diff plan.json"));
    assert!(
        same.out
            .contains("the same people, the same requests, the same settings"),
        "{same}"
    );

    let rows = "id,phone\nC-1,+910000000001\nC-2,+910000000002\nC-3b,+910000000003\n\
                C-4,+910000000004\nC-6,+910000000006\nC-7,+910000000007\n";
    project.write("people.csv", rows);
    let shorter = CAMPAIGN.replace("busy: 1s", "busy: 2s");
    project.write("hello.campaign.yaml", &shorter);
    let ended = project.exodial(&format!("{PLAN} --diff plan.json --show-rows 1"));
    ended.says(0, &[]);
    let said = ended.shown();
    for text in [
        "to call 5 before, 6 now",
        "new 2 row 5 C-6 +91xxxxxxx006: call and 1 more: --show-rows all",
        "gone 1 row 5 C-5 +91xxxxxxx005: not in the contact file any more",
        "request 1 row 3 C-3b +91xxxxxxx003: another custom_field",
        "settings 1 retries.busy: 1s -> 2s",
    ] {
        assert!(said.contains(text), "{text}: {ended}");
    }
    ended.keeps_secrets();
    let held = project
        .read("plan.json")
        .replacen("\"call\"", "\"suppressed\"", 1);
    let held = held.replacen("\"word\": \"call\"", "\"word\": \"suppressed\"", 1);
    project.write("held.json", &held);
    let ended = project.exodial(&format!("{PLAN} --diff held.json"));
    assert!(
        ended.out.contains("C-1 +91xxxxxxx001: suppressed -> call"),
        "{ended}"
    );
    let all = project.exodial(&format!("{PLAN} --diff plan.json --show-rows all"));
    assert!(
        all.out.contains("C-7") && !all.out.contains("more:"),
        "{all}"
    );
    let json = project.exodial(&format!("{PLAN} --diff plan.json --format json"));
    let json: Value = serde_json::from_str(&json.out).expect("JSON");
    assert_eq!(json["format"], "exodial.plan-diff/1");
    assert_eq!(json["new"].as_array().map(Vec::len), Some(2));
    assert_eq!(json["gone"][0]["row"]["id"], "C-5");
}

#[test]
fn a_run_is_compared_like_the_plan_that_it_was() {
    let project = project();
    let ended = project.exodial("run hello.campaign.yaml --simulate --yes -q --seed 7");
    assert_eq!(ended.code, Some(0), "{ended}");
    let rows = people(1..5) + "C-5,+910000000005\nC-8,+910000000008\n";
    project.write("people.csv", &rows);
    let campaign = CAMPAIGN.replace("bad_rows: skip", "bad_rows: skip, countries: [IN, LK]");
    project.write("hello.campaign.yaml", &campaign);
    let ended = project.exodial(&format!("{PLAN} --diff hello-"));
    ended.says(0, &[]);
    assert!(
        ended.out.contains("row 6 C-8 +91xxxxxxx008: call"),
        "{ended}"
    );
    assert!(
        ended.out.contains("contacts.countries[1]: nothing -> LK"),
        "{ended}"
    );
}

#[test]
fn what_cannot_be_compared_is_refused() {
    let project = project();
    planned(&project);
    let plan = project.read("plan.json");
    project.write(
        "other.json",
        &plan.replace("exodial.plan/1", "exodial.plan/9"),
    );
    project.write("broken.json", "{");
    for (old, text) in [
        ("other.json", "of format exodial.plan/9"),
        ("broken.json", "is no plan of exodial"),
        ("gone", "name a file that `plan -o` wrote"),
    ] {
        project
            .exodial(&format!("{PLAN} --diff {old}"))
            .says(2, &[text]);
    }
    let elsewhere = self::project();
    elsewhere.write("plan.json", &plan);
    let ended = elsewhere.exodial(&format!("{PLAN} --diff plan.json"));
    ended.says(2, &["made in another project"]);
    let ended = project.exodial(&format!("{PLAN} -o people.csv"));
    ended.says(2, &["it is the campaign's contact file"]);
    assert_eq!(project.read("people.csv"), people(1..6));
}

#[test]
fn detailed_exit_codes_tell_whether_there_are_calls() {
    let project = project();
    let ended = project.exodial(&format!("{PLAN} --detailed-exitcode"));
    assert_eq!(ended.code, Some(10), "{ended}");
    project.write("people.csv", "id,phone\nC-1,12\n");
    let ended = project.exodial(&format!("{PLAN} --detailed-exitcode"));
    assert_eq!(ended.code, Some(0), "{ended}");
    let ended = project.exodial(PLAN);
    assert_eq!(ended.code, Some(4), "{ended}");
}
