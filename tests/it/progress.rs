//! The log of a run: enough to follow it, never a flood.

use std::time::Duration;

use exodial::{
    campaign::Outcome,
    clock::{Timestamp, UtcOffset},
    engine::fate::Tally,
    plan::Disposition,
    report::{
        note::Note,
        progress::{PlainLog, Setup},
    },
};

use crate::{
    fixture::{at, secs, tally},
    golden,
};

fn log() -> PlainLog {
    PlainLog::new(Setup {
        label: None,
        run: "emi-reminder-20261123-7f3a".to_owned(),
        plan: "7f3a91c04d2e".to_owned(),
        offset: UtcOffset::IST,
        per_minute: 196,
        every: exodial::report::progress::USUAL,
        finish: Box::new(|from, work| from + work),
    })
}

fn start() -> Timestamp {
    at("2026-11-23T10:00:00+05:30")
}

/// A run of 12,000 people at 160 a minute, `seconds` after its beginning.
fn running(seconds: u64) -> Tally {
    let calls = (seconds * 160 / 60).min(12_000);
    let ended = calls.saturating_sub(150);
    let busy = ended / 3;
    let words = [
        (Disposition::Called(Outcome::Completed), ended - busy),
        (Disposition::Called(Outcome::Busy), busy),
    ];
    Tally {
        calls,
        under_way: calls - ended,
        waiting: 12_000 - calls,
        ..tally(12_000, &words)
    }
}

/// Feeds the log every 200 ms and gives back its lines with their times.
fn follow(
    log: &mut PlainLog,
    seconds: std::ops::Range<u64>,
    count: impl Fn(u64) -> Tally,
    note: impl Fn(u64) -> Option<Note>,
) -> Vec<(Timestamp, String)> {
    let mut lines = Vec::new();
    for fifth in seconds.start * 5..seconds.end * 5 {
        let now = start() + Duration::from_millis(fifth * 200);
        let note = if fifth % 5 == 0 {
            note(fifth / 5)
        } else {
            None
        };
        lines.extend(
            log.line(now, &count(fifth / 5), note)
                .map(|line| (now, line)),
        );
    }
    lines
}

fn closest(lines: &[(Timestamp, String)]) -> Duration {
    let gaps = lines.windows(2).map(|pair| pair[1].0 - pair[0].0);
    gaps.min().unwrap_or(Duration::MAX)
}

#[test]
fn seventy_five_minutes_are_fewer_than_400_lines() {
    let lines = follow(&mut log(), 0..75 * 60, running, |_| None);
    assert!((120..400).contains(&lines.len()), "{}", lines.len());
    assert!(closest(&lines) >= secs(1));
    for (_, line) in &lines {
        assert!(line.is_ascii() && !line.contains('\n'), "{line}");
    }
}

#[test]
fn a_flood_of_notes_does_not_flood_the_log() {
    let flood = |second: u64| match second % 4 {
        0 => Some(Note::Slowed { per_minute: 100 }),
        1 => Some(Note::FullRate { per_minute: 196 }),
        2 => Some(Note::InDoubt { calls: second }),
        _ => None,
    };
    let lines = follow(&mut log(), 0..75 * 60, running, flood);
    assert!(closest(&lines) >= secs(1));
    let told = |part: &str| lines.iter().filter(|(_, line)| line.contains(part)).count();
    assert!(
        (100..=150).contains(&told("may or may not")),
        "{}",
        told("may or may not")
    );
    assert!(told("slowed") + told("back to") <= 151);
    assert!(told("done ") >= 120, "the counts are still told");
}

#[test]
fn a_note_is_told_at_once_and_none_of_its_own_kind_is_lost_but_by_a_later_one() {
    let mut log = log();
    let note = |note: Note| Some(note);
    let tally = running(100);
    assert!(
        log.line(start(), &tally, None)
            .is_some_and(|line| line.contains(" run emi-reminder"))
    );
    let early = start() + Duration::from_millis(500);
    assert_eq!(
        log.line(early, &tally, note(Note::InDoubt { calls: 1 })),
        None
    );
    assert_eq!(
        log.line(early, &tally, note(Note::InDoubt { calls: 2 })),
        None
    );
    let line = log.line(start() + secs(1), &tally, None).expect("the note");
    assert!(
        line.starts_with("10:00:01 2 calls may or may not"),
        "{line}"
    );
    assert_eq!(log.line(start() + secs(2), &tally, None), None);
}

#[test]
fn a_night_is_quiet_and_the_morning_says_its_date() {
    let mut log = log();
    let _ = follow(&mut log, 0..60, |_| running(600), |_| None);
    let until = at("2026-11-24T09:00:00+05:30");
    let note = |second| {
        (second == 60).then_some(Note::Closed {
            until,
            zone: "Asia/Dubai".to_owned(),
            offset: UtcOffset::from_minutes(240).expect("an offset"),
            waiting: 812,
            before_start: false,
        })
    };
    let night = follow(&mut log, 60..82_000, |_| running(600), note);
    let first = &night[0].1;
    assert_eq!(
        first,
        "10:01:00 closed until Tue 24 Nov 07:30 (Asia/Dubai): outside the windows, 812 people waiting"
    );
    assert!(night.len() < 150, "{}", night.len());
    let dated: Vec<_> = night
        .iter()
        .filter(|(_, line)| line.starts_with("2026-11-24"))
        .collect();
    assert_eq!(dated.len(), 1, "the date is told once");
    let morning = log.line(start() + secs(82_800), &running(700), Some(Note::Calling));
    assert_eq!(morning.as_deref(), Some("09:00:00 calling"));
}

#[test]
fn every_fifth_percent_is_told_however_fast_the_run_is() {
    let fast = |second: u64| running(second * 100);
    let lines = follow(&mut log(), 0..45, fast, |_| None);
    let shares: Vec<&str> = lines
        .iter()
        .filter_map(|(_, line)| line.split(' ').nth(3))
        .collect();
    assert!(shares.len() >= 20, "{shares:?}");
}

#[test]
fn the_log_reads_as_before() {
    let note = |second| match second {
        0 => Some(Note::Screening { people: 12_000 }),
        31 => Some(Note::Calling),
        95 => Some(Note::Slowed { per_minute: 120 }),
        160 => {
            let until = start() + secs(180);
            let why = "429, Retry-After 20 s".to_owned();
            Some(Note::Paused { until, why })
        }
        200 => Some(Note::FullRate { per_minute: 196 }),
        240 => Some(Note::Stopping {
            why: None,
            under_way: 150,
            drain: secs(60),
        }),
        _ => None,
    };
    let mut log = log();
    let mut text = String::new();
    for (_, line) in follow(&mut log, 0..260, running, note) {
        text += &(line + "\n");
    }
    text += &log.finish(start() + secs(260), &running(260), "stopped exit=130");
    golden::check(&(text + "\n"), "golden/progress.log");
}
