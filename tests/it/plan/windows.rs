//! The windows of a plan: every person of the plan is in exactly one line of them.

use std::time::Duration;

use exodial::{
    campaign::{Cap, CapScope, Days, OutsideWindow, ScheduleSpec, Window, ZoneId},
    clock::Timestamp,
    contacts::ContactId,
    engine::Rules,
    journal::event::Realm,
    plan::{
        Certain, InZone, Plan, PlanInput, Warning,
        hours::Hours,
        screen::{Skip, Verdict},
        timetable::Uncalled,
    },
    report::plan::{Shown, render},
    sim::prng::draw,
    syntax::Spanned,
};

use crate::fixture::{self, at, secs};

const ZONES: [&str; 6] = [
    "America/New_York",
    "Pacific/Kiritimati",
    "Asia/Kathmandu",
    "Europe/London",
    "Pacific/Pago_Pago",
    "Australia/Lord_Howe",
];

/// A campaign for people in several zones.
struct Abroad {
    campaign: exodial::campaign::Campaign,
    people: u32,
    /// The zone of each row, by turns: 0 is the schedule's own.
    zones: Vec<u16>,
    start: Timestamp,
    rate: u32,
    /// Every so many-th person is barred until then by calls of other runs.
    capped: Option<(u64, Timestamp)>,
    /// Every so many-th person is left out by what is known.
    known_out: Option<u64>,
}

impl Abroad {
    fn zone(&self, contact: ContactId) -> u16 {
        self.zones[contact.0 as usize % self.zones.len()]
    }

    fn plan(&self) -> Plan {
        let account = exodial::campaign::Account {
            rate_limit: self.rate,
            reserve: 0,
            ..fixture::account()
        };
        let rules = Rules::new(&self.campaign, &account, &fixture::policy());
        let schedule = rules.schedule.clone().with_zones(ZONES);
        let every =
            |one: Option<u64>, number: u64| one.is_some_and(|nth| number.is_multiple_of(nth));
        type At<'a> = Box<dyn Fn(Timestamp) -> Timestamp + 'a>;
        let schedule = &schedule;
        let clocks: Vec<(At<'_>, At<'_>)> = (0..=ZONES.len() as u16)
            .map(|zone| {
                let opens = move |at| schedule.opens_at(at, ZoneId(zone));
                let closes = move |at| schedule.closes_at(at, ZoneId(zone));
                (Box::new(opens) as At<'_>, Box::new(closes) as At<'_>)
            })
            .collect();
        let zones = (0..).zip(&clocks).map(|(zone, (opens, closes))| InZone {
            name: schedule.zone_name(ZoneId(zone)),
            hours: Hours {
                opens_at: opens,
                closes_at: closes,
                margin: rules.margin(),
            },
        });
        let zones: Vec<InZone<'_>> = zones.collect();
        exodial::plan::build(&PlanInput {
            campaign: &self.campaign,
            campaign_file: "abroad.campaign.yaml",
            campaign_bytes: b"exodial: 1",
            contacts_sha256: "",
            rows: &fixture::rows(self.people),
            account: &account,
            account_sid: None,
            policy: &fixture::policy(),
            realm: Realm::Simulated,
            held: &Default::default(),
            barred: &Default::default(),
            capped_until: &|number, calls| match self.capped {
                Some((nth, until)) if every(Some(nth), number.digits()) && calls == 0 => until,
                _ => Timestamp::default(),
            },
            further: Default::default(),
            called: &Default::default(),
            runs: &[],
            known: &|number| {
                let is_out = every(self.known_out, number.digits() + 1);
                is_out.then_some(Verdict::Skip(Skip::Blacklisted))
            },
            zones: &zones,
            zone_of: &|contact| self.zone(contact).into(),
            end: schedule.end(),
            start: self.start,
            samples: &[],
            flows: &Default::default(),
        })
    }

    fn text(&self) -> String {
        let shown = Shown {
            offset: exodial::clock::UtcOffset::IST,
            samples: &[],
            command: None,
        };
        render(&self.plan(), &shown)
    }
}

fn end(text: &str) -> Option<Spanned<jiff::civil::DateTime>> {
    Some(Spanned::new(text.parse().expect("a time"), 0..0))
}

/// Ten people each in New York, on Kiritimati, and without a zone.
fn thirty() -> Abroad {
    let mut campaign = fixture::campaign();
    campaign.schedule = ScheduleSpec {
        end: end("2026-11-26T00:00"),
        ..ScheduleSpec::default()
    };
    Abroad {
        campaign,
        people: 30,
        zones: vec![1, 2, 0],
        start: at("2026-11-25T10:00:00+05:30"),
        rate: 200,
        capped: None,
        known_out: None,
    }
}

#[test]
fn people_of_every_zone_come_into_the_windows_of_theirs() {
    let text = thirty().text();
    let windows = text.split("  Windows ").nth(1).expect("a block");
    let windows = windows.split("  Fits ").next().expect("a block");
    let words: Vec<&str> = windows.split_whitespace().collect();
    assert_eq!(
        words.join(" "),
        "Wed 25 Nov 10:00 to 20:57 (Asia/Kolkata) 10h 57m open about 10 first calls + up to 0 retries \
         Wed 25 Nov 10:00 to 12:27 (Pacific/Kiritimati) 2h 27m open about 10 first calls + up to 0 retries \
         Wed 25 Nov 19:30 to 23:57 (America/New_York) 4h 27m open about 10 first calls + up to 0 retries"
    );

    let mut late = thirty();
    late.start = at("2026-11-25T12:30:00+05:30");
    let text = late.text();
    let told = "in none (Pacific/Kiritimati)   10 people: no window opens for them before the end";
    assert!(text.contains(told), "{text}");
    assert_eq!(late.plan().fit.certain, Certain::Over(10));
    assert_eq!(late.plan().fit.timetable.people(), 30);
}

#[test]
fn the_first_call_is_that_of_the_first_zone() {
    let plan = thirty().plan();
    let forecast = plan.forecast;
    assert!(forecast.first_call.most < at("2026-11-25T10:02:00+05:30"));
    assert!(forecast.first_calls_done.least > at("2026-11-25T19:30:00+05:30"));
    let is_over_night = |warning: &Warning| matches!(warning, Warning::OverNight { .. });
    assert!(!plan.warnings.iter().any(is_over_night));
}

#[test]
fn after_the_end_there_is_nothing_to_do() {
    let mut past = thirty();
    past.start = at("2026-11-26T10:00:00+05:30");
    let plan = past.plan();
    // Nobody is even looked up.
    assert_eq!(plan.forecast.worst.requests(), 0);
    assert_eq!(plan.forecast.most.requests(), 0);
    assert_eq!(plan.warnings, [Warning::NeverOpen]);
    assert_eq!(plan.fit.certain, Certain::Over(30));
    assert_eq!(plan.fit.timetable.people(), 30);
    let text = past.text();
    assert!(text.contains("There is no call to place."), "{text}");
    assert!(!text.contains("out of sight"), "{text}");

    // People whose windows are over are looked up with the others, and not counted as calls.
    let mut late = thirty();
    late.start = at("2026-11-25T12:30:00+05:30");
    let plan = late.plan();
    assert_eq!(
        (plan.forecast.most.calls, plan.forecast.most.lookups),
        (20, 30)
    );
    assert_eq!(
        (plan.forecast.worst.calls, plan.forecast.worst.lookups),
        (20, 30)
    );
    assert!(!late.text().contains("out of sight"), "{}", late.text());
}

/// Any zones, hours, end and start, with whatever keeps people from being called.
fn drawn(seed: u64) -> Abroad {
    let mut prng = draw(seed, &[29]);
    let mut campaign = fixture::campaign();
    let from = 540 + prng.below(400);
    let to = from + 2 + prng.below(300);
    let minute = |minute: u64| u16::try_from(minute).expect("of a day");
    let last = [
        "2026-10-25T04:30",
        "2026-11-24T12:00",
        "2026-11-25T00:00",
        "2026-11-26T03:00",
        "2026-11-30T00:00",
    ];
    campaign.schedule = ScheduleSpec {
        timezone: ["Asia/Kolkata", "Europe/London"][prng.below(2) as usize].to_owned(),
        end: last.get(prng.below(6) as usize).and_then(|last| end(last)),
        windows: (prng.below(3) > 0).then(|| {
            let (from, to) = (minute(from), minute(to));
            let days = Days::ALL;
            vec![Window { days, from, to }]
        }),
        ..ScheduleSpec::default()
    };
    campaign.retries = fixture::retries();
    if prng.below(2) == 0 {
        campaign.retries.outside_window = OutsideWindow::Drop;
    }
    let attempts = 1 + u8::try_from(prng.below(3)).expect("few");
    campaign.contacts.caps = vec![Cap {
        attempts,
        per: secs(3_600 * (1 + prng.below(48))),
        scope: CapScope::Account,
    }];
    campaign.calls_max = (prng.below(3) == 0).then(|| 1 + prng.below(150));
    let zones = (0..1 + prng.below(7)).map(|_| u16::try_from(prng.below(7)).expect("few"));
    let zones = zones.collect();
    let start = at("2026-10-24T20:00:00+05:30") + Duration::from_secs(prng.below(33 * 86_400));
    Abroad {
        campaign,
        people: u32::try_from(1 + prng.below(400)).expect("few"),
        zones,
        start,
        rate: [1, 4, 200][prng.below(3) as usize],
        capped: (prng.below(2) == 0).then(|| {
            let until = start + secs(prng.below(100 * 3_600));
            (1 + prng.below(4), until)
        }),
        known_out: (prng.below(3) == 0).then(|| 1 + prng.below(5)),
    }
}

#[test]
fn everybody_is_in_one_line_of_the_windows() {
    let mut seen = std::collections::BTreeSet::new();
    for seed in 0..160 {
        let abroad = drawn(seed);
        let plan = abroad.plan();
        let table = &plan.fit.timetable;
        let case = format!("seed {seed}: {:?} {table:?}", plan.fit.certain);
        assert_eq!(table.people(), u64::from(abroad.people), "{case}");
        let mut zones: std::collections::BTreeMap<&str, u64> = Default::default();
        let first = table
            .stretches
            .iter()
            .map(|own| (own.zone, own.first_calls));
        let none = table
            .uncalled
            .iter()
            .map(|((zone, _), people)| (*zone, *people));
        for (zone, people) in first.chain(none) {
            *zones.entry(&plan.zones[zone]).or_default() += people;
        }
        let mut expected: std::collections::BTreeMap<&str, u64> = Default::default();
        for row in 0..abroad.people {
            let name = match abroad.zone(ContactId(row)) {
                0 => &abroad.campaign.schedule.timezone,
                zone => ZONES[usize::from(zone) - 1],
            };
            *expected.entry(name).or_default() += 1;
        }
        zones.retain(|_, people| *people > 0);
        assert_eq!(zones, expected, "{case}");
        let limit = abroad.campaign.calls_max.unwrap_or(u64::MAX);
        let calls = table
            .stretches
            .iter()
            .map(|own| own.first_calls + own.retries);
        assert!(calls.sum::<u64>() <= limit, "{case}");
        for own in &table.stretches {
            assert!(own.last <= plan.fit.end && own.opens < own.last, "{case}");
        }
        if let Certain::All | Certain::FirstCalls = plan.fit.certain {
            assert_eq!(table.expired(), 0, "{case}");
        }
        if let Certain::Over(people) = plan.fit.certain {
            assert!(table.expired() >= people, "{case}");
        }
        seen.extend(table.uncalled.keys().map(|(_, why)| *why));
    }
    use Uncalled::{Capped, Known, Limited, NeverOpen, NoRoom};
    for why in [Known, NeverOpen, Capped, NoRoom, Limited] {
        assert!(seen.contains(&why), "{why:?} is met");
    }
}

#[test]
fn lines_that_are_not_shown_are_counted() {
    let mut long = thirty();
    long.campaign.schedule = ScheduleSpec {
        end: end("2026-12-24T00:00"),
        windows: Some(vec![Window {
            days: Days::ALL,
            from: 600,
            to: 605,
        }]),
        ..ScheduleSpec::default()
    };
    (long.rate, long.people) = (2, 90);
    long.campaign.whitelist.check = exodial::campaign::Check::Off;
    let plan = long.plan();
    assert!(plan.fit.timetable.stretches.len() > 12);
    let text = long.text();
    let windows = text.split("  Windows ").nth(1).expect("a block");
    let windows = windows.split("  Fits ").next().expect("a block");
    let words: Vec<&str> = windows.split_whitespace().collect();
    let told = words
        .windows(3)
        .filter(|three| three[1] == "first" || three[1].starts_with("pe"));
    let told: u64 = told
        .map(|three| three[0].parse::<u64>().expect("a number"))
        .sum();
    assert_eq!(told, 90, "{text}");
}
