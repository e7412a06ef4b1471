//! Plans: whom they name, what they are called, and how they read.

mod text;
mod windows;

use std::collections::BTreeMap;

use exodial::{
    campaign::{
        Account, Campaign, Cap, CapScope, Money, Neutral, Number, Outcome, Pacing, Pool, When,
    },
    clock::{Timestamp, UtcOffset},
    contacts::{ContactId, Row, RowFate},
    journal::event::{Exclusion, Realm},
    plan::{
        Approval, CallRequest, Disposition, Excluded, InZone, Plan, PlanInput, Warning,
        hash::{RunPosition, sha256_hex},
        screen::{Skip, Verdict},
    },
    report::plan::{Shown, render},
};

use crate::{
    fixture::{self, account, at, campaign, daily, number, policy, retries, row, secs},
    golden,
};

/// Everything that a plan hangs on.
struct House {
    campaign: Campaign,
    bytes: &'static [u8],
    contacts: String,
    rows: Vec<Row>,
    account: Account,
    sid: Option<&'static str>,
    realm: Realm,
    held: BTreeMap<Number, String>,
    barred: BTreeMap<Number, Exclusion>,
    called: BTreeMap<Option<Outcome>, u64>,
    runs: Vec<RunPosition>,
    samples: Vec<CallRequest>,
    flows: BTreeMap<String, u64>,
}

fn house() -> House {
    House {
        campaign: campaign(),
        bytes: b"exodial: 1",
        contacts: sha256_hex(b"mobile"),
        rows: fixture::rows(12_420),
        account: account(),
        sid: None,
        realm: Realm::Exotel,
        held: BTreeMap::new(),
        barred: BTreeMap::new(),
        called: BTreeMap::new(),
        runs: vec![],
        samples: vec![],
        flows: BTreeMap::new(),
    }
}

impl House {
    fn plan(&self) -> Plan {
        self.plan_knowing(&|_| None)
    }

    fn plan_knowing(&self, known: &dyn Fn(Number) -> Option<Verdict>) -> Plan {
        exodial::plan::build(&PlanInput {
            campaign: &self.campaign,
            campaign_file: "campaigns/emi.campaign.yaml",
            campaign_bytes: self.bytes,
            contacts_sha256: &self.contacts,
            rows: &self.rows,
            account: &self.account,
            account_sid: self.sid,
            policy: &policy(),
            realm: self.realm,
            held: &self.held,
            barred: &self.barred,
            capped_until: &|_, _| Timestamp::default(),
            further: Default::default(),
            called: &self.called,
            runs: &self.runs,
            known,
            zones: &[InZone {
                name: "Asia/Kolkata",
                hours: daily(30),
            }],
            zone_of: &|_| 0,
            end: Timestamp::MAX,
            start: at("2026-11-23T10:00:00+05:30"),
            samples: &self.samples,
            flows: &self.flows,
        })
    }
}

fn mixed() -> House {
    let mut house = house();
    house.rows.truncate(6);
    house.rows.push(fixture::duplicate(6, 1));
    house.rows.push(fixture::duplicate(7, 1));
    house.rows.push(row(8, RowFate::Invalid));
    let (number, region) = (number(77), *b"US\0");
    house.rows.push(row(9, RowFate::Country { number, region }));
    house
        .held
        .insert(fixture::number(2), "emi-reminder-20261122-ab12".to_owned());
    house
        .held
        .insert(fixture::number(500), "of no row here".to_owned());
    house
}

#[test]
fn every_row_has_one_place() {
    let plan = mixed().plan();
    let people: Vec<u32> = plan.people.iter().map(|(contact, _)| contact.0).collect();
    assert_eq!(people, [0, 1, 3, 4, 5]);
    let run = "emi-reminder-20261122-ab12".to_owned();
    assert_eq!(plan.held, [(ContactId(2), run.clone())]);
    let region = "US".to_owned();
    let expected = [
        (Excluded::Duplicate, 2),
        (Excluded::Held { run }, 1),
        (Excluded::Invalid, 1),
        (Excluded::Country { region }, 1),
    ];
    assert_eq!(plan.excluded, expected.into_iter().collect());
    assert_eq!(plan.dispositions()[&Disposition::Suppressed], 1);
    let rows: u64 = plan.excluded.values().sum();
    assert_eq!(rows + plan.people.len() as u64, plan.rows);
    assert_eq!(plan.warnings, [Warning::Held(1)]);
}

/// A number on a list.
fn on(nth: u32, list: &str) -> (Number, Exclusion) {
    let (list, line) = (list.into(), 17);
    (number(nth), Exclusion::Suppressed { list, line })
}

#[test]
fn whoever_is_barred_is_counted_by_what_bars() {
    let mut house = mixed();
    let run = "emi-reminder-20261120-ab12";
    let outcome = Outcome::Completed;
    let before = Exclusion::CalledBefore {
        run: run.into(),
        outcome,
    };
    house.barred = BTreeMap::from([
        on(0, "do-not-call.csv"),
        // A list is told before another run that holds the number.
        on(2, "do-not-call.csv"),
        on(3, "house.csv"),
        (number(4), before),
    ]);
    let plan = house.plan();
    let listed = |list: &str| Excluded::Listed {
        list: list.to_owned(),
    };
    let run = run.to_owned();
    let expected = [
        (listed("do-not-call.csv"), 2),
        (listed("house.csv"), 1),
        (Excluded::CalledBefore { run, outcome }, 1),
    ];
    for (why, count) in expected {
        assert_eq!(plan.excluded[&why], count, "{why:?}");
    }
    let people: Vec<u32> = plan.people.iter().map(|(contact, _)| contact.0).collect();
    assert_eq!((people, plan.held.len()), (vec![1, 5], 0));
    assert_eq!(plan.dispositions()[&Disposition::Suppressed], 4);
}

#[test]
fn caps_that_bind_within_the_run_are_told() {
    let mut house = mixed();
    let cap = Cap {
        attempts: 3,
        per: secs(86_400),
        scope: CapScope::Account,
    };
    house.campaign.contacts.caps = vec![cap];
    house.campaign.retries = fixture::retries();
    let is_told = |house: &House| house.plan().warnings.contains(&Warning::Capped);
    assert!(!is_told(&house), "3 calls are within 3");
    house.campaign.contacts.caps[0].attempts = 2;
    assert!(is_told(&house));
}

#[test]
fn what_is_known_is_not_asked_again() {
    let house = mixed();
    let plan = house.plan_knowing(&|number| match number.digits() % 10 {
        0 => Some(Verdict::Call),
        1 => Some(Verdict::Skip(Skip::Blacklisted)),
        3 => Some(Verdict::StopRun),
        _ => None,
    });
    let known = plan.forecast.known;
    assert_eq!((known.call, known.skip, known.ask), (1, 1, 3));
    assert_eq!(plan.forecast.least.lookups, 3);
    assert_eq!(plan.forecast.least.calls, 4);
    let nobody = house.plan_knowing(&|_| Some(Verdict::Skip(Skip::Blacklisted)));
    assert!(nobody.warnings.contains(&Warning::Nobody));
}

#[test]
fn the_hash_changes_with_everything_that_the_calls_hang_on() {
    let plan = |change: fn(&mut House)| {
        let mut house = mixed();
        change(&mut house);
        house.plan().hash
    };
    let run = |run: &str, events| RunPosition {
        run: run.to_owned(),
        events,
    };
    let mut seen = vec![plan(|_| {})];
    let changes: [fn(&mut House); 10] = [
        |house| house.barred.extend([on(3, "do-not-call.csv")]),
        |house| house.bytes = b"exodial: 1 ",
        |house| house.contacts = sha256_hex(b"other"),
        |house| house.account.rate_limit = 199,
        |house| house.account.timing.poll_every = secs(61),
        |house| house.sid = Some("acme2"),
        |house| house.realm = Realm::Loopback,
        |house| house.held.clear(),
        |house| {
            house.runs = vec![RunPosition {
                run: "a".to_owned(),
                events: 7,
            }]
        },
        |house| {
            house.runs = vec![RunPosition {
                run: "a".to_owned(),
                events: 8,
            }]
        },
    ];
    for change in changes {
        let hash = plan(change);
        assert!(!seen.contains(&hash), "{hash}");
        seen.push(hash);
    }
    // What does not bear on the calls: the order of runs, and numbers that the file does not hold.
    let mut house = mixed();
    house.held.insert(number(20_501), "another".to_owned());
    house.barred.extend([on(20_502, "do-not-call.csv")]);
    assert_eq!(house.plan().hash, seen[0]);
    house.runs = vec![run("a", 1), run("b", 2)];
    let one = house.plan().hash;
    house.runs.reverse();
    assert_eq!(house.plan().hash, one);
}

#[test]
fn a_plan_is_approved_by_its_first_digits() {
    let hash = house().plan().hash;
    let text = hash.to_string();
    assert_eq!(text.len(), 12);
    for digits in [6, 9, 12] {
        let approval: Approval = text[..digits].to_uppercase().parse().expect("digits");
        assert!(hash.is_named_by(&approval));
    }
    let other: Approval = "000000".parse().expect("digits");
    assert!(!hash.is_named_by(&other));
    let long = format!("{text}0");
    for bad in ["", "12345", "12345g", &long] {
        assert!(bad.parse::<Approval>().is_err(), "{bad}");
    }
}
