//! `exodial verify`'s laws: each is broken by a journal that breaks this one alone, and so is proven to see.

mod story;
mod tamper;

use std::time::Duration;

use exodial::{
    campaign::{Outcome, OutsideWindow, condition::Comparison},
    clock::UtcOffset,
    contacts::ContactId,
    journal::event::{Event, Exclusion, Fact, Rejection, Standing, Stop},
    report::verify::{AttemptRow, Others, Suppress, Table, Verifier, laws, render::Verified},
};

use self::{
    story::*,
    tamper::{attempts, tamper, tamper_around},
};
use crate::golden;

#[test]
fn a_story_as_it_should_be_keeps_every_law() {
    let (story, terms) = (story(), terms());
    assert_eq!(broken(story, &terms), [""; 0]);
}

#[test]
fn every_law_sees_what_breaks_it_alone() {
    for law in laws() {
        let law = law.name();
        let (mut story, mut terms) = (story(), terms());
        match law {
            // The others come in the order of time.
            "order" => {
                let last = story.len() - 2;
                story[last].0 = t("10:01:59");
            }
            law => {
                tamper(law, &mut story, &mut terms);
                story.sort_by_key(|(at, _)| *at);
            }
        }
        assert_eq!(broken(story, &terms), [law], "{law}");
    }
}

#[test]
fn what_is_proven_is_told_a_law_a_line() {
    let (mut story, terms) = (story(), terms());
    tamper_around("stopped", &mut story);
    story.sort_by_key(|(at, _)| *at);
    let mut verifier = Verifier::new(&terms);
    let events = story.into_iter().map(|(at, fact)| Event { at, fact });
    verifier.see(&events.collect::<Vec<_>>());
    let facts = verifier.events();
    let proofs = verifier.prove();
    let verified = Verified {
        run: "emi-20261123-092000",
        realm: "Exotel",
        facts,
        offset: UtcOffset::IST,
        proofs: &proofs,
    };
    golden::check(&verified.text(), "golden/verify/broken.txt");
    golden::check(
        &format!("{:#}\n", verified.json()),
        "golden/verify/broken.json",
    );
}

#[test]
fn a_result_file_is_held_against_the_rows() {
    let mut terms = terms();
    let Table::Rows(rows) = &mut terms.results else {
        panic!("it has rows")
    };
    rows.pop();
    assert_eq!(broken(story(), &terms), ["words"]);
}

#[test]
fn a_file_of_attempts_is_held_against_the_journal() {
    let mut terms = terms();
    terms.attempts = Table::Rows(attempts());
    assert_eq!(broken(story(), &terms), [""; 0]);
    for (nth, change) in [
        (0, (|row| row.phone.clear()) as fn(&mut AttemptRow)),
        (1, |row| row.call_sid.clear()),
        (2, |row| row.outcome = "completed".to_owned()),
        (4, |row| {
            row.asked_at = "2026-11-23T10:01:01+05:30".to_owned()
        }),
    ] {
        let mut rows = attempts();
        change(&mut rows[nth]);
        terms.attempts = Table::Rows(rows);
        assert_eq!(broken(story(), &terms), ["listed"], "{nth}");
    }
    let mut rows = attempts();
    rows.pop();
    terms.attempts = Table::Rows(rows);
    assert_eq!(broken(story(), &terms), ["listed"]);
    let why = || "it is no sheet".to_owned();
    terms.attempts = Table::Unreadable(why());
    terms.results = Table::Unreadable(why());
    assert_eq!(broken(story(), &terms), ["listed", "words"]);
}

/// A retry that is made the next morning, after the window in which it was due.
fn carried_over() -> Story {
    let mut story = story();
    let day = Duration::from_secs(24 * 3600);
    story.retain(|(_, fact)| *fact != Fact::Finished);
    for (at, fact) in &mut story {
        if fact.attempt() == Some(id(0, 2)) {
            *at = *at + day;
            if let Fact::Intended { not_after, .. } = fact {
                *not_after = *not_after + day;
            }
        }
    }
    story.sort_by_key(|(at, _)| *at);
    story
}

#[test]
fn a_retry_is_carried_over_only_where_the_campaign_says_so() {
    let mut terms = terms();
    terms.whitelist.max_age = Duration::from_secs(72 * 3600);
    assert_eq!(broken(carried_over(), &terms), ["lapsed"]);
    terms.retries.outside_window = OutsideWindow::CarryOver;
    assert_eq!(broken(carried_over(), &terms), [""; 0]);
    // Then none lapses with its window.
    let mut story = story();
    tamper_around("lapsed", &mut story);
    story.sort_by_key(|(at, _)| *at);
    assert_eq!(broken(story, &terms), ["lapsed"]);
}

#[test]
fn nobody_is_barred_by_what_nothing_names() {
    let terms = terms();
    for why in [
        Exclusion::Suppressed {
            list: "other.csv".into(),
            line: 3,
        },
        Exclusion::CalledBefore {
            run: "hello-20261122-093000".into(),
            outcome: Outcome::Busy,
        },
    ] {
        let mut story = story();
        let barred = |fact: &Fact| *fact == listed(7);
        change(&mut story, barred, |(_, fact)| {
            let (contact, why) = (ContactId(7), why.clone());
            *fact = Fact::Excluded { contact, why };
        });
        assert_eq!(broken(story, &terms), ["suppressed"], "{why:?}");
        let mut named = terms.clone();
        let house = "\"other.csv\" \"number\" Numbers, \"hello*\" completed|busy 3600s";
        named.suppress = Suppress::new(&[], house);
        let mut story = self::story::story();
        change(&mut story, barred, |(_, fact)| {
            let (contact, why) = (ContactId(7), why.clone());
            *fact = Fact::Excluded { contact, why };
        });
        assert_eq!(broken(story, &named), [""; 0], "{why:?}");
    }
}

/// The run is stopped by its outcomes after the second busy call, and goes on.
fn stopped() -> Story {
    let mut story = story();
    let why = Stop::Outcomes {
        condition: busy(Comparison::AtLeast).to_string().into(),
        some: 2,
        of: 3,
    };
    story.push((t("09:46:30"), Fact::Stopped { why }));
    story.push((t("09:50:00"), Fact::Resumed));
    story.sort_by_key(|(at, _)| *at);
    story
}

#[test]
fn a_run_that_its_outcomes_stopped_goes_on_with_one_call_at_a_time() {
    let mut terms = terms();
    terms.limits.stop_when = vec![busy(Comparison::AtLeast)];
    assert_eq!(broken(stopped(), &terms), [""; 0]);
    // Row 1 is dialled before the call to row 5 has ended.
    let mut story = stopped();
    let blacklisted = |fact: &Fact| matches!(fact, Fact::Standing { standing, .. } if *standing == Standing::Blacklist);
    change(&mut story, blacklisted, |(_, fact)| {
        if let Fact::Standing { standing, .. } = fact {
            *standing = Standing::Whitelist;
        }
    });
    story.push(intended(1, 1, "10:01:30"));
    story.push(rejected(1, 1, "10:01:31", Rejection::NotSent));
    story.sort_by_key(|(at, _)| *at);
    (terms.calls_max, terms.limits.cost) = (None, None);
    terms.results = Table::None("of no matter".to_owned());
    assert_eq!(broken(story, &terms), ["canary"]);
    // Nobody is stopped by what did not happen.
    terms.limits.stop_when = vec![busy(Comparison::More)];
    assert_eq!(broken(stopped(), &terms), ["stop-when"]);
}

#[test]
fn what_other_runs_did_is_held_against_their_own_journals() {
    let mut terms = terms();
    // The end of the call the day before bars another one, until its time is over.
    let mut run = other_run();
    let is_end = |fact: &Fact| matches!(fact, Fact::Ended { .. });
    change(&mut run, is_end, |(at, fact)| {
        *fact = ended(0, 1, "09:31:00", Outcome::Completed).1;
        *at = t("09:31:00").earlier(Duration::from_secs(24 * 3600));
    });
    terms.others = others(&run);
    assert_eq!(broken(story(), &terms), ["elsewhere"]);
    change(&mut run, is_end, |(at, _)| {
        *at = at.earlier(Duration::from_secs(3 * 24 * 3600));
    });
    terms.others = others(&run);
    assert_eq!(broken(story(), &terms), [""; 0]);
    // A call a quarter of an hour later counts for the cap, although the run was told of none.
    let mut run = other_run();
    for (at, _) in &mut run {
        *at = *at + Duration::from_secs(1_000);
    }
    terms.others = others(&run);
    assert_eq!(broken(story(), &terms), ["elsewhere"]);
    terms.caps.clear();
    assert_eq!(broken(story(), &terms), [""; 0]);
    terms.others = Others::unknown("nobody looked");
    assert_eq!(broken(story(), &terms), [""; 0]);
}

#[test]
fn no_law_asks_what_decides_for_a_run() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/report/verify");
    for file in std::fs::read_dir(folder).expect("it is there") {
        let path = file.expect("it can be listed").path();
        let text = std::fs::read_to_string(&path).expect("it can be read");
        for decides in [
            "engine::",
            "dispatch::",
            "Schedule,",
            "Schedule::",
            "retries.delay",
            "delay_to_next",
            "price_of",
            "bound.holds",
            "pool.exophone",
            "screen::",
        ] {
            assert!(!text.contains(decides), "{}: {decides}", path.display());
        }
    }
}
