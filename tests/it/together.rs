//! Several campaigns in one process of the real program: killed and resumed together, refused where they cannot
//! run together, approved one by one.

use std::{collections::BTreeMap, fs, time::Duration};

use serde_json::{Value, json};

use crate::{agreement::*, fixture, project::*};

const LOSSY: &str = include_str!("../scenarios/short-lossy.yaml");
/// The campaigns, by name.
const BOTH: [&str; 2] = ["hello", "second"];
const RUN_BOTH: &str = "run hello.campaign.yaml second.campaign.yaml";
const PEOPLE: u32 = 70;

/// People of one campaign, whose ids tell it from the other one.
fn contacts(campaign: &str, numbers: std::ops::Range<u32>) -> String {
    let rows = numbers.map(|nth| format!("{campaign}-{nth},{}\n", phone(nth)));
    "id,phone\n".to_owned() + &rows.collect::<String>()
}

/// Two campaigns of the same people, of which the second one counts threefold.
fn pair(project: &Project) {
    let second = CAMPAIGN.replace("campaign: hello", "campaign: second");
    let second = second.replace("people.csv", "second.csv") + "pacing: { share: 3 }\n";
    project.write("second.campaign.yaml", &second);
    project.write("people.csv", &contacts("hello", 0..PEOPLE));
    project.write("second.csv", &contacts("second", 0..PEOPLE));
}

fn on(simulator: &Simulator) -> Project {
    let project = Project::new().with("EXOTEL_BASE_URL", &simulator.address);
    project.write(
        "exodial.yaml",
        &QUICK.replace("channels: 400", "channels: 12"),
    );
    pair(&project);
    project
}

/// The calls of the ledger that a campaign asked for.
fn calls_of(campaign: &str, ledger: &Value) -> Value {
    let calls = ledger["calls"].as_array().expect("calls").iter();
    let own = calls.filter(|call| {
        let id = call["custom_field"].as_str().unwrap_or_default();
        id.starts_with(campaign)
    });
    json!({ "calls": own.collect::<Vec<_>>() })
}

/// Nobody is called while a call to the same number goes on, whichever campaign asked for it.
fn never_two_at_once(ledger: &Value) {
    let mut calls: BTreeMap<&str, Vec<(i64, i64)>> = BTreeMap::new();
    for call in ledger["calls"].as_array().expect("calls") {
        let time = |name: &str| call[name].as_i64().expect("a time");
        let number = call["from"].as_str().expect("a number");
        let span = (time("placed_at"), time("ends_at"));
        calls.entry(number).or_default().push(span);
    }
    for calls in calls.values_mut() {
        calls.sort_unstable();
        assert!(calls.windows(2).all(|pair| pair[0].1 <= pair[1].0));
    }
}

#[test]
fn two_campaigns_are_killed_and_resumed_together() {
    let simulator = Simulator::start(LOSSY, 2031);
    let project = on(&simulator);
    let mut first = project.start(&format!("{RUN_BOTH} --yes"));
    for campaign in BOTH {
        first.said(&format!(" run {campaign}-")).expect("it begins");
    }
    let (mut deaths, mut life) = (0, 40);
    let (killed, _) = first.kill_after(Duration::from_millis(life));
    deaths += u32::from(killed);
    loop {
        // Later and later, so that it gets on.
        life = (life * 7 / 5).min(120_000);
        let (killed, ended) = project
            .start("resume")
            .kill_after(Duration::from_millis(life));
        ended.keeps_secrets();
        deaths += u32::from(killed);
        match ended.code {
            None => {}
            Some(0 | 6) => break,
            Some(_) => panic!("after {deaths} deaths: {ended}"),
        }
    }
    assert!(deaths >= 5, "{deaths} deaths");
    let ledger = simulator.page("ledger");
    never_two_at_once(&ledger);
    for (campaign, file) in BOTH.into_iter().zip(["people.csv", "second.csv"]) {
        let results = project.exodial(&format!("results {campaign} -o -"));
        assert_eq!(results.code, Some(0), "{results}");
        let calls = agree(
            &project.read(file),
            &results.out,
            &calls_of(campaign, &ledger),
        );
        assert!(calls > PEOPLE as usize / 2, "{calls} calls");
    }
}

#[test]
fn both_are_shown_and_one_of_them_goes_on_alone_where_it_is_named() {
    let simulator = Simulator::start(LOSSY, 2032);
    let project = on(&simulator);
    let mut process = project.start(&format!("{RUN_BOTH} --yes"));
    process.said(" run second-").expect("it begins");
    process.signal("STOP");
    let status = project.exodial("status");
    assert_eq!(status.out.matches(" running ").count(), 2, "{status}");
    let refused = project.exodial("resume hello");
    refused.says(8, &["is in use by process", "hello-", "second-"]);
    let (killed, _) = process.kill_after(Duration::ZERO);
    assert!(killed);

    let alone = project.exodial("resume second");
    assert!(matches!(alone.code, Some(0 | 6)), "{alone}");
    assert!(!alone.err.contains("[second]"), "{alone}");
    let open = |status: &Ended| {
        status
            .out
            .lines()
            .any(|line| line.starts_with("hello-") && line.contains(" stopped "))
    };
    let status = project.exodial("status");
    assert!(open(&status), "{status}");
    let rest = project.exodial("resume");
    assert!(matches!(rest.code, Some(0 | 6)), "{rest}");
    let over = project.exodial("resume");
    over.says(0, &["nothing to resume"]);
}

#[test]
fn ctrl_c_stops_both_and_both_go_on() {
    let simulator = Simulator::start(LOSSY, 2033);
    let project = on(&simulator);
    let mut process = project.start(&format!("{RUN_BOTH} --yes --drain 2s"));
    process.said("[second]").expect("it is told apart");
    process.signal("INT");
    let ended = process.end();
    ended.says(
        130,
        &["[hello] stopped exit=130", "[second] stopped exit=130"],
    );
    let status = project.exodial("status");
    assert_eq!(status.out.matches(" stopped ").count(), 2, "{status}");
    let rest = project.exodial("resume");
    assert!(matches!(rest.code, Some(0 | 6)), "{rest}");
    rest.says(
        rest.code.unwrap_or(0),
        &["were begun together and go on together"],
    );
    never_two_at_once(&simulator.page("ledger"));
}

#[test]
fn campaigns_that_cannot_run_together_are_refused() {
    let project = Project::new();
    pair(&project);
    let one = "hello.campaign.yaml";
    let refused = |other: &str, texts: &[&str]| {
        for command in ["plan --simulate", "run --simulate --yes"] {
            project
                .exodial(&format!("{command} {one} {other}"))
                .says(2, texts);
        }
    };
    refused("./hello.campaign.yaml", &["is named twice"]);

    project.write("copy.campaign.yaml", CAMPAIGN);
    refused(
        "copy.campaign.yaml",
        &["are both called `hello`", "rename one"],
    );

    let north = CAMPAIGN.replace("campaign: hello", "campaign: north\naccount: north");
    project.write("north.campaign.yaml", &north);
    let accounts = QUICK.replace(
        "accounts:\n",
        "accounts:\n  north: { sid: acme2, key: \"${NORTH_KEY}\", token: \"${NORTH_TOKEN}\" }\n",
    );
    project.write("exodial.yaml", &accounts);
    refused(
        "north.campaign.yaml",
        &["`default`", "`north`", "run them apart"],
    );

    project.write(
        "second.campaign.yaml",
        &project
            .read("second.campaign.yaml")
            .replace("share: 3", "share: 101"),
    );
    let findings = project.exodial("lint second.campaign.yaml");
    findings.finds(1, &["`share` cannot be 101", "a number from 1 to 100"]);
}

#[test]
fn neither_writes_where_the_other_one_writes_or_reads() {
    let project = Project::new();
    pair(&project);
    let second = project.read("second.campaign.yaml");
    project.write("never.csv", "phone\n+910000000099\n");
    let second = second.replace(
        "bad_rows: skip, ",
        "bad_rows: skip, suppress: [{ file: never.csv, phone: phone }], ",
    );
    // Named otherwise, it is no campaign of the project that a search finds.
    fs::remove_file(project.path("second.campaign.yaml")).expect("it is there");
    let results = ["the results of", "results.file"];
    let attempts = ["the attempts of", "results.attempts"];
    for (own, [writes, key], others, over) in [
        ("file: o.csv", results, "file: o.csv", "the results"),
        ("attempts: o.csv", attempts, "file: o.csv", "the results"),
        ("file: o.csv", results, "attempts: o.csv", "the attempts"),
        (
            "attempts: o.csv",
            attempts,
            "attempts: o.csv",
            "the attempts",
        ),
        (
            "attempts: never.csv",
            attempts,
            "file: o.csv",
            "a list of people who are never called",
        ),
        (
            "file: second.csv",
            results,
            "file: o.csv",
            "the contact file",
        ),
    ] {
        let own = format!("{CAMPAIGN}results: {{ {own} }}\n");
        project.write("hello.campaign.yaml", &own);
        project.write("second.yaml", &format!("{second}results: {{ {others} }}\n"));
        let ended = project.exodial("run hello.campaign.yaml second.yaml --simulate --yes");
        ended.says(2, &[writes, &format!("{over} of `second`"), key]);
    }
}

#[test]
fn every_plan_is_approved_by_itself() {
    let project = Project::new();
    pair(&project);
    let plan = project.exodial("plan hello.campaign.yaml second.campaign.yaml --simulate");
    assert_eq!(plan.code, Some(0), "{plan}");
    for text in [
        "Together    2 campaigns: 140 people",
        "second: share 3 of 4",
        "70 numbers are called by more than one campaign",
    ] {
        assert!(plan.out.contains(text), "{text}\n{plan}");
    }
    let command = plan.out.lines().last().expect("a command").trim();
    let command = command.trim_start_matches("exodial ").to_owned();
    let (less, last) = command.rsplit_once(" --approve ").expect("two approvals");
    project.exodial(less).says(
        8,
        &[
            "no --approve names the plan of second",
            last,
            "Nothing was dialled",
        ],
    );
    project
        .exodial(&format!("{less} --approve 000000"))
        .says(8, &["the plan 000000 is stale", last]);
    project
        .exodial(&format!("{RUN_BOTH} --simulate"))
        .says(8, &["needs approval", &format!("--approve {last}")]);
    let ended = project.exodial(&command);
    assert_eq!(ended.code, Some(0), "{ended}");
    for campaign in BOTH {
        assert!(ended.out.contains(&format!("{campaign}-")), "{ended}");
        let results = project.exodial(&format!("results {campaign} -o -"));
        assert_eq!(rows(&results.out).len(), PEOPLE as usize, "{results}");
    }
}

#[test]
fn a_campaign_hears_how_the_calls_of_the_one_beside_it_ended() {
    let project = Project::new();
    pair(&project);
    let few = QUICK.replace("channels: 400", "channels: 12");
    project.write("exodial.yaml", &few);
    // Each begins with those whom the other one comes to last.
    let people = project.read("second.csv");
    let (header, people) = people.split_once('\n').expect("a header");
    let people: Vec<&str> = people.lines().rev().collect();
    project.write("second.csv", &format!("{header}\n{}\n", people.join("\n")));
    let second = project.read("second.campaign.yaml");
    let listed =
        "bad_rows: skip, suppress: [{ journal: \"hel*\", outcomes: [completed], within: 1d }], ";
    let second = second.replace("bad_rows: skip, ", listed);
    project.write("second.campaign.yaml", &second);
    let caps = "bad_rows: skip, caps: [{ attempts: 1, per: 1d }], ";
    let hello = CAMPAIGN.replace("bad_rows: skip, ", caps);
    project.write("hello.campaign.yaml", &hello);
    let both = project.exodial(&format!("{RUN_BOTH} --simulate --yes"));
    assert_eq!(both.code, Some(0), "{both}");

    let told = |campaign: &str| {
        let results = project.exodial(&format!("results {campaign} -o -"));
        rows(&results.out)
    };
    let (mut barred, mut waited) = (0, 0);
    let seconds = told("second");
    for (hello, second) in told("hello").iter().zip(seconds.iter().rev()) {
        let (placed, answered) = (&hello["result_placed_at"], &hello["result_disposition"]);
        let (before, reason) = (&second["result_placed_at"], &second["result_reason"]);
        let told = reason.starts_with("the call of run hello-");
        assert!(!told || (before.is_empty() && answered == "completed"));
        barred += u32::from(told);
        if placed.is_empty() || before.is_empty() {
            continue;
        }
        // Whoever `second` called first, `hello` calls a day later.
        let (placed, before) = (fixture::at(placed), fixture::at(before));
        if before < placed {
            // A request travels for a moment, and Exotel tells whole seconds.
            let day = fixture::secs(24 * 3_600 - 5);
            assert!(placed - before >= day, "{before} and {placed}");
            waited += 1;
        }
    }
    assert!(barred > 0 && waited > 0, "{barred} barred, {waited} waited");
    for run in BOTH {
        let verified = project.exodial(&format!("verify {run}"));
        assert_eq!(verified.code, Some(0), "{verified}");
    }
}
