//! `exodial verify` as a program: it proves a run as it was, and finds one that was tampered with.

mod tables;

use std::{fs, path::PathBuf};

use exodial::journal::{
    Journal as _,
    event::{Event, Fact},
    file::{self, Durability, FileJournal},
};
use serde_json::Value;

use crate::project::*;

/// A project with one simulated run that is over.
fn ran() -> (Project, PathBuf) {
    let project = Project::new();
    project.write("people.csv", &people(0..40));
    let ended = project.exodial("run hello.campaign.yaml --simulate --yes -q --seed 3");
    assert_eq!(ended.code, Some(0), "{ended}");
    let journal = project.simulated_run().join("journal");
    (project, journal)
}

/// Asserts that the newest run of a project kept every law.
#[track_caller]
pub(crate) fn proven(project: &Project) {
    let ended = project.exodial("verify");
    ended.says(0, &[]);
    assert!(!ended.out.contains("FAIL"), "{ended}");
}

/// Writes the journal anew, with checksums and links that fit.
fn rewrite(journal: &PathBuf, change: impl FnOnce(&mut Vec<Event>)) {
    let mut events = file::read(journal).expect("it can be read");
    change(&mut events);
    fs::remove_file(journal).expect("it is there");
    let first = events.remove(0);
    let made = FileJournal::create(journal, first, Durability::Process);
    let (mut made, _) = made.expect("there is room");
    let _ = made.append(events).expect("there is room");
}

#[test]
fn a_run_is_proven_and_so_is_what_was_done_to_it() {
    let (project, journal) = ran();
    let ended = project.exodial("verify");
    ended.says(0, &[]);
    assert!(ended.out.contains("ok    chain"), "{ended}");
    assert!(
        ended
            .out
            .contains("40 rows, each with one final word, which the result file tells")
    );
    assert!(ended.out.contains("30 laws kept over"), "{ended}");

    // The same call twice: the second one is an answered person's.
    rewrite(&journal, |events| {
        let end = |event: &Event| match &event.fact {
            Fact::Ended { attempt, .. } => Some(*attempt),
            _ => None,
        };
        let completed = events.iter().position(|event| {
            matches!(
                &event.fact,
                Fact::Ended {
                    outcome: exodial::campaign::Outcome::Completed,
                    ..
                }
            )
        });
        let at = completed.expect("somebody answered");
        let attempt = end(&events[at]).expect("it is an end");
        let is_intent = |event: &&Event| {
            matches!(event.fact, Fact::Intended { .. }) && event.fact.attempt() == Some(attempt)
        };
        let mut again = events
            .iter()
            .find(is_intent)
            .expect("it was intended")
            .clone();
        again.at = events[at].at;
        if let Fact::Intended {
            attempt, not_after, ..
        } = &mut again.fact
        {
            attempt.number += 1;
            *not_after = again.at + std::time::Duration::from_millis(500);
        }
        events.insert(at + 1, again);
    });
    let ended = project.exodial("verify latest");
    ended.says(1, &[]);
    assert!(ended.out.contains("FAIL  answered"), "{ended}");
    assert!(ended.out.contains("is called again, and row "), "{ended}");
    assert!(ended.out.contains("ok    chain"), "{ended}");
    let json = project.exodial("verify --format json");
    let json: Value = serde_json::from_str(&json.out).expect("JSON");
    assert_eq!(
        (&json["format"], &json["ok"]),
        (&"exodial.verify/1".into(), &false.into())
    );
}

#[test]
fn the_campaign_s_own_limit_of_calls_at_once_is_proven() {
    let project = Project::new();
    project.write("people.csv", &people(0..40));
    let own = format!("{CAMPAIGN}pacing: {{ in_progress: 2 }}\n");
    project.write("hello.campaign.yaml", &own);
    let ended = project.exodial("run hello.campaign.yaml --simulate --yes -q --seed 3");
    assert_eq!(ended.code, Some(0), "{ended}");
    let ended = project.exodial("verify");
    ended.says(0, &[]);
    assert!(ended.out.contains("at most 2 of 2 channels"), "{ended}");
}

#[test]
fn a_journal_with_a_changed_byte_is_found() {
    let (project, journal) = ran();
    let mut bytes = fs::read(&journal).expect("it can be read");
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(&journal, &bytes).expect("it can be written");
    let ended = project.exodial("verify");
    ended.says(1, &[]);
    assert!(ended.out.contains("FAIL  chain"), "{ended}");
    assert!(ended.out.contains("it is damaged at byte"), "{ended}");

    // The end of a write that a crash tore is no damage.
    bytes[middle] ^= 1;
    bytes.truncate(bytes.len() - 3);
    fs::write(&journal, &bytes).expect("it can be written");
    let ended = project.exodial("verify");
    assert!(ended.out.contains("ok    chain"), "{ended}");
    assert!(
        ended.out.contains("bytes of a write that a crash tore"),
        "{ended}"
    );
}

#[test]
fn a_result_file_that_was_edited_is_found() {
    let (project, journal) = ran();
    let results = journal.with_file_name("results.csv");
    let text = fs::read_to_string(&results).expect("it was written");
    let edited = text.replacen(",completed,", ",busy,", 1);
    fs::write(&results, edited).expect("it can be written");
    let ended = project.exodial("verify");
    ended.says(1, &[]);
    assert!(ended.out.contains("FAIL  words"), "{ended}");
    assert!(
        ended
            .out
            .contains("the result file says busy, the journal completed")
    );
}
