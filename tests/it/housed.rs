//! What `lint` says of campaigns beside each other, and of the folder that they lie in.

use std::fs;

use crate::project::{Ended, Project, people, sound};

/// A project with a sound campaign `hello`, and others: their files, what is changed in them, and into what.
fn beside(others: &[(&str, &str, &str)]) -> Project {
    let project = Project::new();
    project.write("hello.campaign.yaml", &sound());
    project.write("people.csv", &people(0..3));
    for (file, from, to) in others {
        let path = project.path(file);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        project.write(file, &sound().replace(from, to));
    }
    project
}

fn count(ended: &Ended, code: &str) -> usize {
    ended.out.matches(&format!("[{code}]")).count()
}

#[test]
fn two_campaigns_of_one_name_are_told_where_one_of_them_is_looked_at() {
    let project = beside(&[("old.campaign.yaml", "ids", "ids")]);
    for (line, there) in [
        ("lint .", "old.campaign.yaml:2:11"),
        ("lint hello.campaign.yaml", "--> hello.campaign.yaml:2:11"),
        ("lint old.campaign.yaml", "--> old.campaign.yaml:2:11"),
    ] {
        let ended = project.exodial(line);
        ended.finds(1, &["two campaigns are called `hello`", there]);
        assert_eq!(count(&ended, "EXO112"), 1, "{line}: {ended}");
    }
}

#[test]
fn campaigns_of_other_accounts_and_projects_may_have_the_same_name() {
    let other = "campaign: hello\naccount: north";
    let project = beside(&[("north.campaign.yaml", "campaign: hello", other)]);
    let ended = project.exodial("lint hello.campaign.yaml");
    assert_eq!(count(&ended, "EXO112"), 0, "{ended}");
    let project = beside(&[("within/hello.campaign.yaml", "ids", "ids")]);
    project
        .exodial("lint hello.campaign.yaml")
        .finds(1, &["EXO112"]);
    project.write("within/exodial.yaml", "exodial: 1\n");
    let ended = project.exodial("lint hello.campaign.yaml");
    assert_eq!(count(&ended, "EXO112"), 0, "{ended}");
}

#[test]
fn other_yaml_is_left_out_and_alone_is_nothing_to_check() {
    let project = beside(&[]);
    project.write("compose.yaml", "services: { queue: { image: redis } }\n");
    project
        .exodial("lint hello.campaign.yaml compose.yaml")
        .finds(
            0,
            &["checked 1 campaign, 1 contact file (3 rows): no problems"],
        );
    let alone = project.exodial("lint compose.yaml");
    alone.says(4, &["no campaign files under compose.yaml"]);
    // By one of its keys it may be a campaign whose beginning is wrong.
    project.write("broken.yaml", "exodail: 1\nservices: 2\n");
    project.exodial("lint broken.yaml").finds(1, &["EXO101"]);
}

#[test]
fn a_start_is_long_ago_only_for_a_campaign_without_an_end() {
    for (schedule, wanted) in [
        ("start: \"2020-01-06\"", 1),
        ("start: \"2020-01-06\", end: \"2020-01-09\"", 0),
        ("start: \"2020-01-06\", end: \"2099-01-09\"", 0),
        ("start: \"2099-01-06\"", 0),
    ] {
        let project = beside(&[]);
        let campaign = format!("{}schedule: {{ {schedule} }}\n", sound());
        project.write("hello.campaign.yaml", &campaign);
        let ended = project.exodial("lint");
        assert_eq!(count(&ended, "EXO309"), wanted, "{schedule}: {ended}");
    }
}

#[test]
fn too_many_calls_a_day_are_counted_by_delays_hours_and_caps() {
    for (retries, rest, most) in [
        ("max_attempts: 3, busy: 10m", "", None),
        ("max_attempts: 9, busy: 1h", "", Some(9)),
        ("max_attempts: 9, busy: 4h", "", None),
        // Between 10:00 and 14:00 there is room for four.
        (
            "max_attempts: 9, busy: 1h",
            "schedule: { windows: [{ days: [mon], from: \"10:00\", to: \"14:00\" }] }\n",
            Some(4),
        ),
        (
            "max_attempts: 9, busy: [1h, 1h, 24h, 1h, 1h, 24h, 1h, 1h]",
            "",
            None,
        ),
        (
            "max_attempts: 9, busy: [24h, 1h], no-answer: [1h, 1h, 24h]",
            "",
            Some(9),
        ),
        (
            "max_attempts: 9, busy: [1h, 24h], no-answer: [24h, 1h, 1h, 1h, 24h]",
            "",
            Some(5),
        ),
    ] {
        let project = beside(&[]);
        project.write("exodial.yaml", "exodial: 1\n");
        let own = "max_attempts: 2, busy: 30m, no-answer: 30m";
        let campaign = sound().replace(own, retries) + rest;
        project.write("hello.campaign.yaml", &campaign);
        let ended = project.exodial("lint");
        let told = most.map(|most| format!("can be called {most} times on one day"));
        match &told {
            Some(told) => ended.finds(0, &[told]),
            None => assert_eq!(count(&ended, "EXO602"), 0, "{retries}: {ended}"),
        };
        let caps = "id: id, caps: [{ attempts: 3, per: 24h }],";
        project.write("hello.campaign.yaml", &campaign.replace("id: id,", caps));
        let ended = project.exodial("lint");
        assert_eq!(count(&ended, "EXO602"), 0, "capped {retries}: {ended}");
    }
}
