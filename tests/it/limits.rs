//! Limits, canaries and thresholds, in whole simulated runs of the program.

use serde_json::Value;

use crate::{agreement::*, project::*};

/// A project whose campaign has these lines besides.
fn with(lines: &str, people: std::ops::Range<u32>) -> Project {
    let project = Project::new();
    project.write("people.csv", &crate::project::people(people));
    project.write(
        "hello.campaign.yaml",
        &format!("{CAMPAIGN}whitelist: {{ check: off }}\n{lines}\n"),
    );
    project
}

const RUN: &str = "run hello.campaign.yaml --simulate --yes --seed 3";

fn summary(project: &Project) -> Value {
    let text = project.read(project.simulated_run().join("summary.json"));
    serde_json::from_str(&text).expect("JSON")
}

#[test]
fn a_missed_threshold_is_exit_7_and_told_with_its_figures() {
    let project = with(
        "thresholds: [\"completed >= 99.9%\", \"canceled < 100%\"]",
        0..60,
    );
    let ended = project.exodial(RUN);
    ended.says(7, &["finished exit=7"]);
    let missed = ended.out.lines().find(|line| line.contains("MISSED"));
    assert!(
        missed.is_some_and(|line| line.contains("completed >= 99.9%")),
        "{ended}"
    );
    assert!(
        ended
            .out
            .contains("exit        7 thresholds: missed: completed >= 99.9%, it is "),
        "{ended}"
    );
    let summary = summary(&project);
    let met: Vec<&Value> = (0..2)
        .map(|nth| &summary["thresholds"][nth]["met"])
        .collect();
    assert_eq!(met, [&Value::Bool(false), &Value::Bool(true)]);
    assert_eq!(summary["exit"]["code"], 7);
}

/// The simulator takes 0.60 for a minute; no call is longer than one.
#[test]
fn money_that_is_used_up_ends_the_run_and_not_a_call_more() {
    let project = with("limits: { cost: 6.1, price_per_minute: 0.6 }", 0..60);
    let ended = project.exodial(RUN);
    ended.says(0, &["finished exit=0"]);
    let rows = rows(&project.read(project.simulated_run().join("results.csv")));
    let over = count(&rows, "over-limit");
    assert!(over > 0, "{ended}");
    let spent = summary(&project)["cost"]["spent"].clone();
    // Ten answered calls, and what nobody answered cost nothing.
    assert_eq!(spent, "6.00", "{ended}");
    assert!(ended.out.contains("cost        INR 6.00\n"), "{ended}");
}

#[test]
fn a_canary_that_fails_stops_the_run_and_a_probe_goes_before_the_rest() {
    let limits = "pacing: { canary: 10 }\nlimits: { stop_when: [\"completed > 20% of last 200\"] }";
    let project = with(limits, 0..120);
    let ended = project.exodial(RUN);
    ended.says(
        5,
        &[
            "canary: 10 calls placed",
            "stopping: limits.stop_when: completed > 20% of last 200: 5 of 10",
            "stopped exit=5",
        ],
    );
    assert!(
        ended
            .out
            .contains("limits.stop_when: completed > 20% of last 200"),
        "{ended}"
    );
    let calls = summary(&project)["calls"].as_u64().expect("a count");
    assert!(calls <= 10, "{calls} calls of a canary of 10");
    // Nothing has changed, so the probe fails too: at most ten calls more.
    let again = project.exodial("resume");
    again.says(5, &["10 calls first, one at a time", "of 10"]);
    let more = summary(&project)["calls"].as_u64().expect("a count");
    assert!(more > calls && more <= calls + 10, "{more} after {calls}");
    project
        .exodial("pause hello")
        .says(0, &["has no process now"]);
    project.exodial("resume").says(
        8,
        &["is paused. Nothing was dialled", "exodial unpause hello-"],
    );
    project.exodial("unpause").says(0, &[]);
    project.exodial("resume").says(5, &["10 calls first"]);
}

#[test]
fn a_canary_that_does_well_is_told_and_the_rest_follows() {
    let limits = "pacing: { canary: 10 }\nlimits: { stop_when: [\"failed >= 90% of last 10\"] }";
    let project = with(limits, 0..40);
    let ended = project.exodial(RUN);
    ended.says(
        0,
        &[
            "canary: 10 calls placed",
            "; calling goes on",
            "finished exit=0",
        ],
    );
}

#[test]
fn a_pool_calls_each_person_from_one_exophone_and_the_plan_says_how_many() {
    let project = with("", 0..50);
    let campaign = project.read("hello.campaign.yaml");
    let pool = "exophone: [\"+910000999001\", \"+910000999002\"]";
    let flows = "app_id: \"{{ '926' if id < 'C-3' else '931' }}\"";
    let campaign = campaign
        .replace("exophone: \"+910000999001\"", pool)
        .replace("app_id: 84521", flows);
    project.write("hello.campaign.yaml", &campaign);
    let plan = project.exodial("plan hello.campaign.yaml --simulate");
    plan.says(0, &[]);
    assert!(
        plan.out
            .contains("+91xxxxxxx001 calls 19 people, +91xxxxxxx002 calls 31 people"),
        "{plan}"
    );
    assert!(
        plan.out.contains("app_id 926 for 23 rows, 931 for 27 rows"),
        "{plan}"
    );
    project.exodial(RUN).says(0, &["finished exit=0"]);
}
