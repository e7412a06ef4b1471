//! The first promise under fire: whenever the program is killed, nothing is lost and nobody is called twice.

use std::{ops::Range, thread, time::Duration};

use crate::{agreement::*, project::*, verifying::proven};

const LOSSY: &str = include_str!("../scenarios/short-lossy.yaml");
/// Campaigns, and how often each of them is killed.
const CAMPAIGNS: u32 = 4;
const KILLS: u32 = 14;
/// People of one campaign.
const PEOPLE: u32 = 90;

/// Moments to kill at, the same for the same seed. Source: Vigna's SplitMix64.
struct Moments(u64);

impl Moments {
    fn next(&mut self, millis: Range<u64>) -> Duration {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut word = self.0;
        word = (word ^ (word >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        word = (word ^ (word >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        word ^= word >> 31;
        let span = millis.end - millis.start;
        Duration::from_millis(millis.start + word % span)
    }
}

/// Few calls at once, so that a campaign lives long enough to be killed often.
fn narrow(simulator: &Simulator, numbers: Range<u32>) -> Project {
    let project = Project::on(simulator, numbers);
    project.write(
        "exodial.yaml",
        &QUICK.replace("channels: 400", "channels: 12"),
    );
    project
}

/// Runs a campaign, kills it at random moments, and goes on until it is over. Returns how often it died.
fn under_fire(simulator: &Simulator, campaign: u32) -> u32 {
    let first = campaign * PEOPLE;
    let project = narrow(simulator, first..first + PEOPLE);
    let mut moments = Moments(u64::from(campaign));
    let mut begun = false;
    let mut deaths = 0;
    loop {
        let command = match begun {
            false => "run hello.campaign.yaml --yes",
            true => "resume",
        };
        let life = match deaths < KILLS {
            true => moments.next(5..900),
            false => Duration::from_secs(120),
        };
        let (killed, ended) = project.start(command).kill_after(life);
        ended.keeps_secrets();
        deaths += u32::from(killed);
        match ended.code {
            // It may die before the first record; then there is nothing to resume.
            None => begun = project.exodial("status").out.contains("hello-"),
            Some(0 | 6) => break,
            Some(_) => panic!("{command} after {deaths} deaths: {ended}"),
        }
    }
    // It may also die between the last record and the result file, which is made of the journal at any time.
    let results = project.exodial("results -o -");
    assert_eq!(results.code, Some(0), "{results}");
    let contacts = project.read("people.csv");
    let calls = agree(&contacts, &results.out, &simulator.page("ledger"));
    assert!(calls > PEOPLE as usize / 2, "{calls} calls");
    proven(&project);
    deaths
}

#[test]
fn fifty_kills_lose_nothing_and_call_nobody_twice() {
    let simulator = Simulator::start(LOSSY, 2026);
    let deaths: u32 = thread::scope(|scope| {
        let simulator = &simulator;
        let campaigns =
            (0..CAMPAIGNS).map(|campaign| scope.spawn(move || under_fire(simulator, campaign)));
        let campaigns: Vec<_> = campaigns.collect();
        let ended = campaigns.into_iter().map(|campaign| campaign.join());
        ended.map(|deaths| deaths.expect("the promise holds")).sum()
    });
    assert!(deaths >= 50, "{deaths} kills");
}

#[test]
fn a_second_process_is_refused_while_the_first_one_lives() {
    let simulator = Simulator::start(LOSSY, 2027);
    let project = narrow(&simulator, 0..60);
    let mut first = project.start("run hello.campaign.yaml --yes");
    first.said(" run hello-").expect("it begins");
    // Asleep, it holds the account as long as the others need.
    first.signal("STOP");
    let holder = format!("process {} (hello-", first.id());
    for command in [
        "run hello.campaign.yaml --yes",
        "run hello.campaign.yaml --yes --again",
        "resume",
        "reconcile",
    ] {
        let refused = project.exodial(command);
        refused.says(8, &["error:", &holder]);
    }
    let status = project.exodial("status");
    status.says(0, &[]);
    assert!(status.out.contains("running"), "{status}");
    assert_eq!(project.exodial("results -o -").code, Some(0));
    let status = project.exodial("status latest");
    assert!(status.out.contains("\nnow         "), "{status}");
    assert!(!status.out.contains("no process works on it"), "{status}");
    let placed = simulator.page("ledger");

    let (killed, _) = first.kill_after(Duration::ZERO);
    assert!(killed);
    let resumed = project.exodial("resume");
    assert!(matches!(resumed.code, Some(0 | 6)), "{resumed}");
    let results = project.read(project.run_folder().join("results.csv"));
    let contacts = project.read("people.csv");
    let before = agree(&contacts, &results, &simulator.page("ledger"));
    assert!(before >= placed["calls"].as_array().map_or(0, Vec::len));
    proven(&project);
}
