//! Whether a result file tells the truth: the simulator's ledger is the judge.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

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

/// What is untrue, in words.
type Judged<T> = Result<T, String>;

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
    match judge(contacts, results, ledger) {
        Ok(calls) => calls,
        Err(why) => panic!("{why}"),
    }
}

fn judge(contacts: &str, results: &str, ledger: &Value) -> Judged<usize> {
    let ids = |text: &str| -> Vec<String> {
        let first = |line: &str| line.split(',').next().unwrap_or("").to_owned();
        text.lines().skip(1).map(first).collect()
    };
    holds(ids(contacts) == ids(results), || {
        "the rows are not those of the contact file, in order".to_owned()
    })?;
    let mut calls = by_number(ledger);
    let mut placed = 0;
    let mut sids = BTreeSet::new();
    for row in &rows(results) {
        let sid = &row["result_call_sid"];
        holds(sid.is_empty() || sids.insert(sid.clone()), || {
            format!("{sid} is in two rows")
        })?;
        let own = match row["result_disposition"].as_str() {
            "duplicate" | "invalid" | "country" => Vec::new(),
            _ => calls.remove(&row["result_phone"]).unwrap_or_default(),
        };
        placed += own.len();
        let judged = called_well(&own, row).and_then(|()| told_truly(&own, row));
        judged.map_err(|why| format!("{why}\n{row:#?}\n{own:#?}"))?;
    }
    Ok(placed)
}

/// The calls to each number, in the order of their beginnings.
fn by_number(ledger: &Value) -> BTreeMap<String, Vec<Call>> {
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
    for calls in calls.values_mut() {
        calls.sort_by_key(|call| call.placed_at);
    }
    calls
}

fn holds(truth: bool, why: impl FnOnce() -> String) -> Judged<()> {
    if truth { Ok(()) } else { Err(why()) }
}

/// Nobody is called during a call, or after an answer, or for somebody else.
fn called_well(calls: &[Call], row: &Row) -> Judged<()> {
    for (before, after) in calls.iter().zip(calls.iter().skip(1)) {
        let over = before.ends_at <= after.placed_at;
        holds(over, || "two calls at once".to_owned())?;
        let answered = before.outcome == "completed";
        holds(!answered, || "called after an answer".to_owned())?;
    }
    let own = |call: &Call| call.custom_field == row["id"];
    holds(calls.iter().all(own), || "somebody else's call".to_owned())
}

/// What the row says is what happened.
fn told_truly(calls: &[Call], row: &Row) -> Judged<()> {
    let sid = &row["result_call_sid"];
    let known = sid.is_empty() || calls.iter().any(|call| call.sid == *sid);
    holds(known, || "a call that nobody placed".to_owned())?;
    let word = row["result_disposition"].as_str();
    if word == "unsettled" {
        return Ok(());
    }
    let attempts = calls.len().to_string();
    holds(row["result_attempts"] == attempts, || {
        "not every call is told".to_owned()
    })?;
    let (last, outcome) = match calls.last() {
        Some(call) => (call.sid.as_str(), call.outcome.as_str()),
        None => ("", ""),
    };
    holds(sid == last, || "the last call is not told".to_owned())?;
    let open = calls.is_empty() || ["stopped", "over-limit"].contains(&word);
    let truth = row["result_outcome"] == outcome && (open || word == outcome);
    holds(truth, || "another outcome is told".to_owned())
}

#[test]
fn every_untruth_is_found() {
    let call = |sid: &str, placed_at: i64, outcome: &str| {
        json!({
            "sid": sid, "from": "+910000000001", "custom_field": "C-1", "outcome": outcome,
            "placed_at": placed_at, "ends_at": placed_at + 10,
        })
    };
    let head =
        "id,result_phone,result_disposition,result_attempts,result_outcome,result_call_sid\n";
    let judged = |rows: &str, calls: &[Value]| {
        let results = format!("{head}{rows}\n");
        let contacts = "id,phone\nC-1,+910000000001\n";
        judge(contacts, &results, &json!({ "calls": calls })).map_err(|why| {
            let first = why.lines().next();
            first.unwrap_or_default().to_owned()
        })
    };
    let (busy, answered) = (call("a", 0, "busy"), call("b", 10, "completed"));
    let good = "C-1,+910000000001,completed,2,completed,b";
    let calls = [busy.clone(), answered.clone()];
    assert_eq!(judged(good, &calls), Ok(2));
    let unsettled = "C-1,+910000000001,unsettled,1,,";
    assert_eq!(judged(unsettled, &calls), Ok(2));
    assert_eq!(judged("C-1,+910000000001,dnd,0,,", &[]), Ok(0));

    let sooner = call("b", 9, "completed");
    let stranger = json!({ "sid": "b", "from": "+910000000001", "custom_field": "C-2", "outcome": "busy",
        "placed_at": 0, "ends_at": 1 });
    let once = "C-1,+910000000001,busy,1,busy,a";
    for (rows, calls, why) in [
        ("C-2,+910000000001,dnd,0,,", &[][..], "the rows are not"),
        ("", &[], "the rows are not"),
        (good, &[busy.clone(), sooner], "two calls at once"),
        (
            good,
            &[call("a", 0, "completed"), answered.clone()],
            "called after",
        ),
        (unsettled, &[stranger], "somebody else's call"),
        (once, &calls, "not every call is told"),
        (once, &[], "a call that nobody placed"),
        (
            "C-1,+910000000001,dnd,0,,",
            &calls,
            "not every call is told",
        ),
        (
            "C-1,+910000000001,completed,2,completed,a",
            &calls,
            "the last call",
        ),
        ("C-1,+910000000001,busy,2,busy,b", &calls, "another outcome"),
        (
            "C-1,+910000000001,failed,2,completed,b",
            &calls,
            "another outcome",
        ),
    ] {
        let found = judged(rows, calls).expect_err(why);
        assert!(found.starts_with(why), "{found} instead of {why}");
    }
}
