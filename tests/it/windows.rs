//! Windows against a second opinion: all minutes of a year in twelve zones, and what the edges mean.

use std::time::Duration;

use exodial::{
    campaign::{CallingHours, Days, Schedule, ScheduleSpec, Window, ZoneId},
    clock::Timestamp,
    report::verify::Windows,
    sim::prng::{Prng, draw},
    syntax::Spanned,
};
use jiff::civil::date;

use super::{fixture::at, minutes::Minutes};

const ZONES: [&str; 12] = [
    "Asia/Kolkata",
    "Asia/Kathmandu",
    "Australia/Lord_Howe",
    "America/St_Johns",
    "Africa/Casablanca",
    "Europe/Berlin",
    "America/Sao_Paulo",
    "Pacific/Chatham",
    "America/Havana",
    "Antarctica/Troll",
    "Pacific/Apia",
    "America/New_York",
];

fn hours(from: u16, to: u16, timezone: &str) -> CallingHours {
    let timezone = timezone.to_owned();
    CallingHours { from, to, timezone }
}

fn window(days: Days, from: u16, to: u16) -> Window {
    Window { days, from, to }
}

/// Two or three windows at odd minutes, so that some of them lie in the hours that a change of clocks touches.
fn drawn(prng: &mut Prng, zone: &str) -> (ScheduleSpec, CallingHours) {
    let minute = |prng: &mut Prng, low: u64, high: u64| {
        u16::try_from(low + prng.below(high - low)).expect("of a day")
    };
    let days = |prng: &mut Prng| Days::new((0..7).filter(|_| prng.below(4) > 0));
    let windows = vec![
        window(Days::ALL, minute(prng, 0, 60), minute(prng, 61, 200)),
        window(days(prng), minute(prng, 201, 400), minute(prng, 401, 1_000)),
        window(days(prng), minute(prng, 1_001, 1_300), 24 * 60),
    ];
    let spec = ScheduleSpec {
        timezone: zone.to_owned(),
        start: None,
        end: None,
        windows: Some(windows),
        blackout: vec![date(2027, 3, 28), date(2026, 11, 1)],
    };
    let policy = match prng.below(3) {
        0 => hours(0, 24 * 60, zone),
        1 => hours(minute(prng, 0, 100), minute(prng, 1_200, 1_440), zone),
        _ => hours(6 * 60, 23 * 60, "Asia/Kolkata"),
    };
    (spec, policy)
}

/// Walks a schedule along its own windows and compares every minute of a year.
fn agrees(spec: &ScheduleSpec, policy: &CallingHours, person: Option<&str>, name: &str) {
    let schedule = Schedule::new(spec, policy).with_zones(person);
    let zone = ZoneId(u16::from(person.is_some()));
    let minutes = Minutes::new(spec, policy, person);
    // The windows by which `verify` judges.
    let judged = Windows::new(spec, policy, person);
    let (first, last) = (at("2026-09-01T00:00:00Z"), at("2027-09-01T00:00:00Z"));
    let step = Duration::from_secs(60);
    let (mut now, mut window) = (first, schedule.window(first, zone));
    let mut before = minutes.is_open(first.earlier(Duration::from_millis(1)));
    while now < last {
        if now >= window.1 {
            window = schedule.window(now, zone);
        }
        let open = window.0 <= now && now < window.1;
        assert_eq!(open, minutes.is_open(now), "{name} {person:?}: {now}");
        // It looks up every clock, so that not all minutes are asked for: the edges are, and others now and then.
        if open != before || now.as_millis() % 3_780_000 == 0 {
            let last = now.earlier(Duration::from_millis(1));
            assert_eq!(open, judged.is_open(now, zone), "{name} {person:?}: {now}");
            assert_eq!(
                before,
                judged.is_open(last, zone),
                "{name} {person:?}: {last}"
            );
        }
        before = open;
        now = now + step;
    }
}

#[test]
fn every_minute_of_a_year_is_as_the_clocks_show_it() {
    std::thread::scope(|scope| {
        for (nth, zones) in ZONES.chunks(6).enumerate() {
            scope.spawn(move || {
                for zone in zones {
                    let mut prng = draw(nth as u64, &[zone.len() as u64, 7]);
                    let (spec, policy) = drawn(&mut prng, zone);
                    let person = (prng.below(2) == 0).then_some(*zone);
                    agrees(&spec, &policy, person, zone);
                }
            });
        }
    });
}

/// Whatever moment is asked about, the answer is the same as from the moments around it.
#[test]
fn a_window_is_the_same_from_every_moment_in_it() {
    for (nth, zone) in ZONES.iter().enumerate() {
        let mut prng = draw(nth as u64, &[3]);
        let (spec, policy) = drawn(&mut prng, zone);
        let schedule = Schedule::new(&spec, &policy);
        let mut now = at("2026-10-01T00:00:00Z");
        for _ in 0..600 {
            let (opens, closes) = schedule.window(now, ZoneId::OWN);
            assert!(now <= opens && opens < closes, "{zone}: {now}");
            let within = closes - opens;
            let inner = opens + within / (2 + u32::try_from(prng.below(9)).expect("a few"));
            assert_eq!(schedule.window(inner, ZoneId::OWN), (inner, closes));
            let last = closes.earlier(Duration::from_millis(1));
            assert_eq!(schedule.window(last, ZoneId::OWN), (last, closes));
            assert!(schedule.window(closes, ZoneId::OWN).0 > closes, "{zone}");
            now = closes;
        }
    }
}

#[test]
fn windows_are_half_open_and_never_widen_the_policy() {
    let schedule = Schedule::of_hours(&CallingHours::default());
    let cases = [
        (
            "2026-11-23T08:59:59.999+05:30",
            "2026-11-23T09:00:00+05:30",
            "2026-11-23T21:00:00+05:30",
        ),
        (
            "2026-11-23T09:00:00+05:30",
            "2026-11-23T09:00:00+05:30",
            "2026-11-23T21:00:00+05:30",
        ),
        (
            "2026-11-23T20:59:59+05:30",
            "2026-11-23T20:59:59+05:30",
            "2026-11-23T21:00:00+05:30",
        ),
        (
            "2026-11-23T21:00:00+05:30",
            "2026-11-24T09:00:00+05:30",
            "2026-11-24T21:00:00+05:30",
        ),
        (
            "2026-12-31T23:30:00+05:30",
            "2027-01-01T09:00:00+05:30",
            "2027-01-01T21:00:00+05:30",
        ),
    ];
    for (now, opens, closes) in cases {
        assert_eq!(
            schedule.window(at(now), ZoneId::OWN),
            (at(opens), at(closes)),
            "{now}"
        );
    }
    let always = Schedule::of_hours(&hours(0, 1_440, "Asia/Kolkata"));
    let now = at("2026-11-23T23:59:59+05:30");
    assert_eq!(always.window(now, ZoneId::OWN), (now, Timestamp::MAX));
    // A person's own clock reads both, and the campaign's windows stay within the policy's hours.
    let spec = ScheduleSpec {
        windows: Some(vec![window(Days::ALL, 0, 24 * 60)]),
        ..ScheduleSpec::default()
    };
    let schedule = Schedule::new(&spec, &CallingHours::default()).with_zones(["Asia/Dubai"]);
    let expected = (
        at("2026-11-24T09:00:00+04:00"),
        at("2026-11-24T21:00:00+04:00"),
    );
    assert_eq!(
        schedule.window(at("2026-11-24T00:00:00+04:00"), ZoneId(1)),
        expected
    );
}

#[test]
fn an_hour_that_happens_twice_or_never_is_closed() {
    // Clocks go forward at 02:00 to 03:00 on 2026-03-29 and back at 03:00 to 02:00 on 2026-10-25.
    let night = Schedule::of_hours(&hours(150, 300, "Europe/Berlin"));
    let opens = |schedule: &Schedule, text| schedule.opens_at(at(text), ZoneId::OWN);
    assert_eq!(
        opens(&night, "2026-03-29T00:00:00Z"),
        at("2026-03-29T01:30:00Z")
    );
    assert_eq!(
        opens(&night, "2026-10-25T00:00:00Z"),
        at("2026-10-25T01:30:00Z")
    );
    let gone = Schedule::of_hours(&hours(120, 180, "Europe/Berlin"));
    assert_eq!(
        opens(&gone, "2026-03-29T00:00:00Z"),
        at("2026-03-30T00:00:00Z")
    );
}

#[test]
fn a_campaign_starts_and_ends_by_its_own_clocks() {
    let moment = |day, hour| Some(Spanned::new(date(2026, 11, day).at(hour, 0, 0, 0), 0..0));
    let spec = ScheduleSpec {
        start: moment(24, 10),
        end: moment(26, 0),
        blackout: vec![date(2026, 11, 25)],
        ..ScheduleSpec::default()
    };
    let schedule = Schedule::new(&spec, &CallingHours::default());
    let now = at("2026-11-23T10:00:00+05:30");
    let first = (
        at("2026-11-24T10:00:00+05:30"),
        at("2026-11-24T21:00:00+05:30"),
    );
    assert_eq!(schedule.window(now, ZoneId::OWN), first);
    let never = (Timestamp::MAX, Timestamp::MAX);
    assert_eq!(
        schedule.window(first.1, ZoneId::OWN),
        never,
        "a blackout, and the end"
    );
}
