//! Campaigns of several days, run whole in virtual time: what a plan proves of them, and what comes of it.

#![expect(clippy::print_stdout, reason = "figures for whoever runs it by hand")]

use std::{collections::BTreeSet, time::Duration};

use exodial::{
    campaign::{
        Account, CallingHours, Campaign, Cap, CapScope, Check, Days, OutsideWindow, RetryPolicy,
        ScheduleSpec, When, WhitelistPolicy, Window, ZoneId,
    },
    clock::Timestamp,
    engine::Rules,
    journal::event::Realm,
    plan::{Certain, Disposition, InZone, Plan, PlanInput, hours::Hours},
    sim::{
        Scenario,
        prng::{Prng, draw},
        scenario::{Outcomes, Share},
        world::Life,
    },
    syntax::Spanned,
};
use jiff::{ToSpan, civil};

use super::{
    fixture::{self, at, secs, whitelist},
    minutes::Minutes,
    whole::{Beginning, Lived, provider},
};

/// A campaign, and what answers it.
struct Whole {
    campaign: Campaign,
    account: Account,
    people: u32,
    start: Timestamp,
    outcomes: Outcomes,
}

impl Whole {
    fn until(mut self, day: civil::Date) -> Whole {
        self.campaign.schedule.end = Some(Spanned::new(day.at(0, 0, 0, 0), 0..0));
        self
    }

    fn rules(&self) -> Rules {
        Rules::new(&self.campaign, &self.account, &fixture::policy())
    }

    fn plan(&self) -> Plan {
        let rules = self.rules();
        let rows = fixture::rows(self.people);
        let hours = Hours {
            opens_at: &|at| rules.schedule.opens_at(at, ZoneId::OWN),
            closes_at: &|at| rules.schedule.closes_at(at, ZoneId::OWN),
            margin: rules.margin(),
        };
        exodial::plan::build(&PlanInput {
            campaign: &self.campaign,
            campaign_file: "days.campaign.yaml",
            campaign_bytes: b"exodial: 1",
            contacts_sha256: "",
            rows: &rows,
            account: &self.account,
            account_sid: None,
            policy: &fixture::policy(),
            realm: Realm::Simulated,
            held: &Default::default(),
            called: &Default::default(),
            runs: &[],
            known: &|_| None,
            zones: &[InZone {
                name: "Asia/Kolkata",
                hours,
            }],
            zone_of: &|_| 0,
            end: rules.schedule.end(),
            start: self.start,
            samples: &[],
            barred: &Default::default(),
            capped_until: &|_, _| Timestamp::default(),
            further: Default::default(),
            flows: &Default::default(),
        })
    }

    fn live(&self) -> Lived<exodial::sim::InProcess> {
        let rules = self.rules();
        let mut scenario = Scenario::default();
        scenario.rate_limit.requests = Some(self.account.rate_limit);
        scenario.outcomes = self.outcomes.clone();
        scenario.whitelist.forever = Share::percent(100);
        let beginning = Beginning {
            provider: provider(scenario, &rules.timing),
            people: self.people,
            foreign: BTreeSet::new(),
            limit: self.account.rate_limit - self.account.reserve,
            start: self.start,
        };
        let lived = beginning.live(&rules);
        assert_eq!(lived.life, Life::Over);
        lived
    }
}

fn outcomes(completed: u32) -> Outcomes {
    Outcomes {
        completed: Share::percent(completed),
        no_answer: Share::percent(100 - completed),
        busy: Share::NEVER,
        failed: Share::NEVER,
        canceled: Share::NEVER,
    }
}

fn moment(text: &str) -> Option<Spanned<civil::DateTime>> {
    Some(Spanned::new(text.parse().expect("a time"), 0..0))
}

fn done(lived: &Lived<exodial::sim::InProcess>, word: Disposition) -> u64 {
    let tally = lived.runner.engine().tally();
    tally.done.get(&word).copied().unwrap_or(0)
}

/// Three days, two windows a day, three attempts.
fn three_days(people: u32) -> Whole {
    let mut campaign = fixture::campaign();
    campaign.whitelist.check = Check::Off;
    let window = |from, to| Window {
        days: Days::ALL,
        from,
        to,
    };
    campaign.schedule = ScheduleSpec {
        start: moment("2026-11-23T00:00"),
        end: moment("2026-11-26T00:00"),
        windows: Some(vec![window(600, 780), window(900, 1_140)]),
        ..ScheduleSpec::default()
    };
    campaign.retries = RetryPolicy {
        max_attempts: 3,
        no_answer: vec![secs(7_200), secs(20 * 3_600)],
        ..RetryPolicy::default()
    };
    Whole {
        campaign,
        account: fixture::account(),
        people,
        start: at("2026-11-22T18:00:00+05:30"),
        outcomes: outcomes(40),
    }
}

#[test]
fn three_days_with_two_windows_each_are_called_as_the_plan_says() {
    let days = three_days(1_000);
    let plan = days.plan();
    assert_eq!(plan.fit.certain, Certain::All, "{:?}", plan.fit);
    let lived = days.live();
    let tally = lived.runner.engine().tally();
    let left = done(&lived, Disposition::Expired) + done(&lived, Disposition::Stopped);
    assert_eq!(left, 0);
    assert!(tally.calls > 1_000, "some are dialled again");
    assert!(lived.world.now < plan.fit.end + secs(86_400));
    let rules = days.rules();
    let minutes = Minutes::new(&days.campaign.schedule, &CallingHours::default(), None);
    let ledger = lived.world.provider.account.ledger();
    let mut on_days = BTreeSet::new();
    for call in ledger {
        assert!(minutes.are_open(call.placed_at, call.placed_at + rules.ring_timeout));
        on_days.insert(call.placed_at.rfc3339(exodial::clock::UtcOffset::IST)[..10].to_owned());
    }
    println!("{} calls on {on_days:?}: {:?}", tally.calls, tally.done);
    assert!(on_days.len() > 1, "retries go over night");
}

/// One call a day, and retries after an hour: what the plan says depends on the end.
#[test]
fn one_call_a_day_needs_as_many_days_as_calls() {
    let within = |days: i8| {
        let mut days = Whole {
            start: at("2026-11-23T10:00:00+05:30"),
            outcomes: outcomes(0),
            ..three_days(6)
        }
        .until(civil::date(2026, 11, 23 + days));
        days.campaign.contacts.caps = vec![Cap {
            attempts: 1,
            per: secs(86_400),
            scope: CapScope::Account,
        }];
        days.campaign.schedule.windows = None;
        days.campaign.retries.no_answer = vec![secs(3_600)];
        let (plan, lived) = (days.plan(), days.live());
        (plan, lived.runner.engine().tally().calls)
    };
    let (plan, two_days) = within(2);
    assert_eq!(plan.fit.certain, Certain::FirstCalls);
    let out = plan.fit.capped_out.expect("the third call is too late");
    assert_eq!((out.call, out.at), (3, at("2026-11-25T10:00:00+05:30")));
    assert_eq!(plan.fit.timetable.late, 6);
    let (plan, three_days) = within(4);
    assert_eq!(plan.fit.certain, Certain::All);
    // Exotel refuses some numbers.
    assert!(two_days >= 2 && three_days == two_days / 2 * 3);
    assert_eq!((plan.fit.capped_out, plan.fit.timetable.late), (None, 0));
}

/// A cap in minutes or in hours, or none.
fn caps(seed: u64) -> Vec<Cap> {
    let mut prng = draw(seed, &[12]);
    let minutes = [40, 1_500][usize::from(seed.is_multiple_of(3))];
    let cap = Cap {
        attempts: 1 + u8::try_from(prng.below(2)).expect("few"),
        per: secs(60 * (1 + prng.below(minutes))),
        scope: [CapScope::Account, CapScope::Campaign][prng.below(2) as usize],
    };
    (prng.below(2) == 0).then_some(cap).into_iter().collect()
}

/// Any schedule of a few days that may or may not be long enough.
fn drawn(seed: u64) -> Whole {
    let mut prng = draw(seed, &[11]);
    let minute = |prng: &mut Prng, low: u64, high: u64| {
        u16::try_from(low + prng.below(high - low)).expect("of a day")
    };
    let from = minute(&mut prng, 540, 700);
    let to = from + minute(&mut prng, 5, 60);
    let mut windows = vec![Window {
        days: Days::ALL,
        from,
        to,
    }];
    if prng.below(2) == 0 {
        let from = minute(&mut prng, 800, 1_000);
        windows.push(Window {
            days: Days::ALL,
            from,
            to: from + minute(&mut prng, 5, 90),
        });
    }
    let first = civil::date(2026, 11, 23);
    let last = first.checked_add(i64::try_from(prng.below(3)).expect("few").days());
    let end = last.expect("a date").at(23, 0, 0, 0);
    let mut campaign = fixture::campaign();
    campaign.call.time_limit = secs(20 + prng.below(60));
    campaign.schedule = ScheduleSpec {
        end: Some(Spanned::new(end, 0..0)),
        windows: Some(windows),
        ..ScheduleSpec::default()
    };
    let outside_window = match prng.below(2) {
        0 => OutsideWindow::CarryOver,
        _ => OutsideWindow::Drop,
    };
    campaign.retries = RetryPolicy {
        max_attempts: 1 + u8::try_from(prng.below(3)).expect("few"),
        no_answer: vec![secs(60 + prng.below(7_200))],
        outside_window,
        ..RetryPolicy::default()
    };
    campaign.whitelist = WhitelistPolicy {
        check: [Check::Off, Check::Advisory][prng.below(2) as usize],
        when: [When::Before, When::Ahead][prng.below(2) as usize],
        ..whitelist()
    };
    campaign.contacts.caps = caps(seed);
    let is_tight = prng.below(4) == 0;
    if let (true, Some(windows)) = (is_tight, &mut campaign.schedule.windows) {
        windows.truncate(1);
    }
    let rate_limit = match is_tight {
        true => 10,
        false => [30, 120, 200][prng.below(3) as usize],
    };
    let account = Account {
        rate_limit,
        reserve: 0,
        channels: [10, 1_000][prng.below(2) as usize],
        ..fixture::account()
    };
    let most = [60, 200, 600][prng.below(3) as usize];
    let people = 20 + prng.below(most) + 700 * u64::from(is_tight);
    let people = u32::try_from(people).expect("few");
    Whole {
        campaign,
        account,
        people,
        start: at("2026-11-23T08:00:00+05:30"),
        outcomes: outcomes(u32::try_from(10 * prng.below(11)).expect("a share")),
    }
}

/// What is proved to fit is done, and what cannot fit is not.
#[test]
fn what_a_plan_proves_comes_true() {
    let mut seen = BTreeSet::new();
    let (mut capped, mut all_with_caps) = (false, false);
    for seed in 0..64 {
        let days = drawn(seed);
        let plan = days.plan();
        let lived = days.live();
        let expired = done(&lived, Disposition::Expired);
        let fit = &plan.fit;
        let case = format!("seed {seed}: {expired} expired, {fit:?}");
        match fit.certain {
            Certain::All | Certain::FirstCalls => assert_eq!(expired, 0, "{case}"),
            Certain::Over(least) => assert!(expired >= least, "{case}"),
            Certain::Nothing => {}
            Certain::Endless => panic!("{case}"),
        }
        if fit.certain == Certain::All {
            let events = lived.runner.journal().events();
            let late = |event: &exodial::journal::event::Event| {
                use exodial::journal::event::Fact;
                matches!(event.fact, Fact::Lapsed { .. } | Fact::Expired)
            };
            assert!(!events.iter().any(late), "{case}");
            let caps = &days.campaign.contacts.caps;
            all_with_caps |= caps.iter().any(|cap| cap.attempts < plan.forecast.attempts);
        }
        capped |= fit.capped_out.is_some();
        assert!(lived.world.now <= plan.forecast.worst.end, "{case}");
        seen.insert(match fit.certain {
            Certain::All => "all",
            Certain::FirstCalls => "first calls",
            Certain::Nothing => "nothing",
            Certain::Over(_) => "over",
            Certain::Endless => "endless",
        });
        println!("{case}");
    }
    let wanted = BTreeSet::from(["all", "first calls", "nothing", "over"]);
    assert_eq!(seen, wanted, "each verdict is met");
    assert!(
        capped && all_with_caps,
        "caps put retries too late, and do not"
    );
}

/// The figures of a large one: `cargo test --release --test it days::ten_thousand -- --ignored --nocapture`.
#[test]
#[ignore = "a show of figures, for whoever runs it by hand"]
fn ten_thousand_people_in_three_days() {
    let days = three_days(10_000);
    let plan = days.plan();
    let lived = days.live();
    let tally = lived.runner.engine().tally();
    println!("{:?}\n{tally:?}, over at {}", plan.fit, lived.world.now);
    assert!(lived.world.now > at("2026-11-23T10:00:00+05:30") + Duration::from_secs(3_600));
}
