//! Whether a result file tells the truth: the simulator's ledger is the judge.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

/// A call that was placed, whoever knows of it.
#[derive(Clone, Debug)]
struct Call {
    sid: String,
    placed_at: i64,
    ends_at: i64,
    outcome: String,
    custom_field: String,
}

/// One row of a result file, by the names of its columns.
type Row = BTreeMap<String, String>;

/// The rows of a result file.
pub(crate) fn rows(csv: &str) -> Vec<Row> {
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    let rows = reader.deserialize();
    rows.map(|row| row.expect("a row of the result file"))
        .collect()
}

/// How many rows ended so.
pub(crate) fn count(rows: &[Row], disposition: &str) -> usize {
    let ended = |row: &&Row| row["result_disposition"] == disposition;
    rows.iter().filter(ended).count()
}

/// Asserts that a result file fits its contact file and the ledger: one row for each row, every call in one
/// row or its person `unsettled`, every outcome as it was, and nobody called twice.
///
/// Of the ledger only calls to numbers of the file count. Returns how many those are.
#[track_caller]
pub(crate) fn agree(contacts: &str, results: &str, ledger: &Value) -> usize {
    let rows = rows(results);
    let ids = |text: &str| -> Vec<String> {
        let lines = text.lines().skip(1);
        lines
            .map(|line| line.split(',').next().unwrap_or("").to_owned())
            .collect()
    };
    assert_eq!(
        ids(contacts),
        ids(results),
        "one row for each row, in order"
    );

    let mut calls: BTreeMap<String, Vec<Call>> = BTreeMap::new();
    for call in ledger["calls"].as_array().expect("the ledger is a list") {
        let text = |key: &str| call[key].as_str().unwrap_or_default().to_owned();
        let time = |key: &str| call[key].as_i64().expect("milliseconds");
        calls.entry(text("from")).or_default().push(Call {
            sid: text("sid"),
            placed_at: time("placed_at"),
            ends_at: time("ends_at"),
            outcome: text("outcome"),
            custom_field: text("custom_field"),
        });
    }
    let mut placed = 0;
    let mut sids = BTreeSet::new();
    for row in &rows {
        let sid = &row["result_call_sid"];
        assert!(
            sid.is_empty() || sids.insert(sid.clone()),
            "{sid} is in two rows"
        );
        let own = match row["result_disposition"].as_str() {
            "duplicate" | "invalid" | "country" => Vec::new(),
            _ => calls.remove(&row["result_phone"]).unwrap_or_default(),
        };
        placed += own.len();
        called_well(&own, row);
        told_truly(&own, row);
    }
    placed
}

/// Nobody is called during a call, or after an answer.
#[track_caller]
fn called_well(calls: &[Call], row: &Row) {
    let mut calls = calls.to_vec();
    calls.sort_by_key(|call| call.placed_at);
    for pair in calls.windows(2) {
        let [before, after] = pair else { continue };
        assert!(
            before.ends_at <= after.placed_at,
            "two calls at once: {pair:?}\n{row:?}"
        );
        assert_ne!(
            before.outcome, "completed",
            "called after an answer: {pair:?}\n{row:?}"
        );
    }
    for call in &calls {
        assert_eq!(
            call.custom_field, row["id"],
            "somebody else's call: {call:?}\n{row:?}"
        );
    }
}

/// What the row says is what happened.
#[track_caller]
fn told_truly(calls: &[Call], row: &Row) {
    let sid = &row["result_call_sid"];
    if !sid.is_empty() {
        let known = calls.iter().any(|call| call.sid == *sid);
        assert!(known, "a call that nobody placed: {row:?}\n{calls:?}");
    }
    if row["result_disposition"] == "unsettled" {
        return;
    }
    let last = calls.iter().max_by_key(|call| call.placed_at);
    let Some(last) = last else {
        let none = (
            row["result_attempts"].as_str(),
            row["result_outcome"].as_str(),
        );
        assert_eq!(none, ("0", ""), "no call was placed: {row:?}");
        return;
    };
    assert_eq!(
        row["result_attempts"],
        calls.len().to_string(),
        "{row:?}\n{calls:?}"
    );
    assert_eq!(*sid, last.sid, "the last call is told: {row:?}\n{calls:?}");
    assert_eq!(row["result_outcome"], last.outcome, "{row:?}\n{calls:?}");
    let word = &row["result_disposition"];
    let open = ["stopped", "over-limit", "expired"].contains(&word.as_str());
    assert!(open || *word == last.outcome, "{row:?}\n{calls:?}");
}
