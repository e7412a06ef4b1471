//! What a test may give and expect, and when it fails.

use super::{PASSING, campaign, passes, project};
use crate::project::Project;

#[test]
fn a_call_is_in_time_when_it_is_not_early_and_hardly_late() {
    let calls = |times: &str| {
        let tests = PASSING.replace(r#""10:00", "10:15""#, times);
        project(&tests).exodial("test -q").code
    };
    for times in [
        r#""10:00", "10:15""#,
        r#""10:00:00", "10:15:10""#,
        r#""2026-11-25T10:00", "2026-11-25T04:45Z""#,
        r#""10:00", "10:14""#,
    ] {
        assert_eq!(calls(times), Some(0), "{times}");
    }
    for times in [
        r#""10:00", "10:16""#,
        r#""10:00", "10:13""#,
        r#""09:59", "10:15""#,
        r#""10:00", "10:15:09""#,
        r#""10:00", "10:15:11""#,
        r#""10:00""#,
        r#""10:00", "10:15", "10:30""#,
        r#""10:00", "2026-11-26T10:15""#,
        "",
    ] {
        assert_eq!(calls(times), Some(1), "{times}");
    }
}

/// Every way in which a request can come out, and what the campaign makes of it.
#[test]
fn everything_that_can_be_played_is_played() {
    let person = |nth: usize, outcome: &str, expect: &str| {
        format!(
            "      - row: {{ id: C-{nth}, phone: \"+9100000001{nth:02}\" }}\n        \
             outcomes: [{outcome}]\n        expect: {{ {expect} }}\n"
        )
    };
    let unknown = "disposition: unsettled, calls: []";
    // Not at what time: after five doubts in a row the run waits before it dials on.
    let found = "disposition: completed, attempts: 1, reason: 1 call";
    let cases = [
        ("completed", "disposition: completed, outcome: completed"),
        ("{ outcome: completed, talk: 3m }", "disposition: completed"),
        ("busy", "disposition: busy, attempts: 2"),
        ("no-answer", "disposition: no-answer, attempts: 1"),
        ("failed", "disposition: failed"),
        ("canceled", "disposition: canceled"),
        (
            "endless",
            "disposition: unsettled, reason: its end could not be read, attempts: 1",
        ),
        ("refused", "disposition: refused, attempts: 0, calls: []"),
        (
            "dnd",
            "disposition: dnd, attempts: 0, calls: [], reason: TRAI NDNC",
        ),
        ("lost", unknown),
        ("{ answer: reset }", unknown),
        ("{ answer: unavailable }", unknown),
        ("{ answer: truncated }", unknown),
        ("{ answer: no_sid }", unknown),
        ("{ answer: slow }", unknown),
        ("{ outcome: completed, answer: drop }", found),
        ("{ outcome: completed, answer: slow }", found),
        ("{ outcome: completed, answer: reset }", found),
        ("{ outcome: completed, answer: truncated }", found),
        (
            "busy, { outcome: no-answer, answer: unavailable }",
            "disposition: no-answer, attempts: 2",
        ),
    ];
    let people = cases.iter().enumerate();
    let people: String = people
        .map(|(nth, (outcome, expect))| person(nth, outcome, expect))
        .collect();
    let stops = person(1, "{ answer: redirect }", "disposition: unsettled");
    let tests = format!(
        "  - name: all\n    at: \"2026-11-25T10:00\"\n    people:\n{people}    expect: {{ finished: true, counts: {{ unsettled: 7 }} }}\n  \
         - name: a stranger answers\n    at: \"2026-11-25T10:00\"\n    people:\n{stops}    expect: {{ finished: false }}\n"
    );
    passes(
        &project(&tests).exodial("test"),
        "2 tests in 1 file: 2 passed",
    );
}

#[test]
fn the_rules_of_the_house_hold_in_tests() {
    let project = project(PASSING);
    let hours =
        "policy: { calling_hours: { from: \"10:10\", to: \"18:00\", timezone: Asia/Dubai } }";
    project.write("exodial.yaml", &format!("exodial: 1\n{hours}\n"));
    let ended = project.exodial("test");
    ended.says(1, &[]);
    // Ten o'clock of the zone of the calling hours, and the first call waits for them.
    assert!(ended.out.contains("actual    10:10:00  10:25:"), "{ended}");
    project.write("exodial.yaml", "exodial: 1\npolicy: { max_attempts: 1 }\n");
    project.exodial("test").says(2, &["error[EXO615]"]);
}

#[test]
fn rows_with_which_nothing_would_run_fail_their_test() {
    let tests = PASSING.replace("+910000000001", "nobody");
    let project = Project::new();
    let text = campaign(&tests).replace(", bad_rows: skip", "");
    project.write("hello.campaign.yaml", &text);
    let ended = project.exodial("test");
    ended.says(1, &[]);
    assert!(
        ended.out.contains("expected  a campaign that may run"),
        "{ended}"
    );
    assert!(
        ended
            .out
            .contains("actual    the rows of \"a busy person is called again\":2:"),
        "{ended}"
    );
}
