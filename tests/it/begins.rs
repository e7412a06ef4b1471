//! When a plan or a simulated run begins: now, or when somebody says.

use crate::project::{Project, people};

#[test]
fn virtual_time_begins_when_somebody_says() {
    let project = Project::new();
    project.write("people.csv", &people(1..3));
    project.write("exodial.yaml", "exodial: 1\npolicy: { calling_hours: { from: \"00:00\", to: \"24:00\", timezone: Asia/Tokyo } }\n");
    let plan = |at: &str| {
        let ended = project.exodial(&format!("plan hello.campaign.yaml --simulate --at {at}"));
        ended.says(0, &[]);
        ended.out
    };
    // Half past nine by the clock of the house, which is in Japan; a plan tells its times by the account's clock.
    let text = plan("2026-11-25T09:30");
    assert_eq!(text, plan("2026-11-25T00:30Z"));
    assert!(text.contains("Wed 25 Nov 06:00"), "{text}");
    assert_ne!(text, plan("2026-11-26T09:30"));
    let run = "run hello.campaign.yaml --simulate --yes --at 2026-11-25T09:30";
    project.exodial(run).says(0, &["hello-20261125-060000"]);
    project.exodial(run).says(0, &["hello-20261125-060000-2"]);
    let dry = project.exodial("run hello.campaign.yaml --simulate --dry-run --at 2026-11-25T09:30");
    assert_eq!(dry.out, plan("2026-11-25T09:30"));
    for (wrong, what) in [
        ("--simulate --at 09:30", "a day and a time"),
        ("--simulate --at tomorrow", "a day and a time"),
        ("--at 2026-11-25T09:30", "--simulate"),
    ] {
        let ended = project.exodial(&format!("run hello.campaign.yaml --yes {wrong}"));
        ended.says(2, &[what]);
    }
}
