//! What tests of the simulated provider share. Its scenario files are in `tests/scenarios`.

use exodial::{
    clock::{Timestamp, UtcOffset},
    exotel::wire::{HttpReply, HttpRequest, Method},
    sim::{Account, Delivery, Scenario, Served},
};
use serde_json::Value;

pub(crate) const SID: &str = "acme1";
pub(crate) const FLOW: &str = "http://my.exotel.com/acme1/exoml/start_voice/926";
pub(crate) const EXOPHONE: &str = "+910000900000";
/// 2026-11-23 10:00:00 in India.
pub(crate) const START: Timestamp = Timestamp::from_secs(1_795_408_200);

pub(crate) const CALM: &str = include_str!("../scenarios/calm.yaml");
pub(crate) const EVERY_FAULT: &str = include_str!("../scenarios/every-fault.yaml");
pub(crate) const EVERY_KEY: &str = include_str!("../scenarios/every-key.yaml");

/// A moment so many seconds after the start.
pub(crate) fn at(seconds: i64) -> Timestamp {
    Timestamp::from_millis(START.as_millis() + seconds * 1000)
}

/// An account that follows a scenario file.
pub(crate) fn account(yaml: &str) -> Account {
    seeded(yaml, 1)
}

pub(crate) fn seeded(yaml: &str, seed: u64) -> Account {
    let scenario = Scenario::parse(yaml).expect("the scenario of a test is valid");
    Account::new(scenario, seed, SID, UtcOffset::IST)
}

/// The scenario in which nothing goes wrong, with some keys replaced.
pub(crate) fn calm(keys: &str) -> Account {
    let replaced: Vec<&str> = keys
        .lines()
        .filter_map(|line| line.split_once(':'))
        .map(|(key, _)| key)
        .collect();
    let kept = CALM.lines().filter(|line| {
        let key = line.split_once(':').map_or("", |(key, _)| key);
        !replaced.contains(&key)
    });
    account(&format!("{}\n{keys}", kept.collect::<Vec<_>>().join("\n")))
}

/// The n-th number of the simulator's range.
pub(crate) fn number(nth: u32) -> String {
    format!("+91{nth:010}")
}

pub(crate) fn request(method: Method, path: &str, params: &[(&str, &str)]) -> HttpRequest {
    HttpRequest {
        method,
        path: format!("/v1/Accounts/{SID}{path}"),
        params: params
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect(),
    }
}

/// A connect request with some parameters replaced or, where empty, left out.
pub(crate) fn connect(from: &str, changed: &[(&str, &str)]) -> HttpRequest {
    let usual = [
        ("From", from),
        ("CallerId", EXOPHONE),
        ("Url", FLOW),
        ("CallType", "trans"),
        ("TimeOut", "30"),
        ("TimeLimit", "600"),
    ];
    let kept = usual
        .iter()
        .filter(|(name, _)| changed.iter().all(|(other, _)| other != name));
    let params: Vec<_> = kept
        .chain(changed)
        .filter(|(_, value)| !value.is_empty())
        .copied()
        .collect();
    request(Method::Post, "/Calls/connect.json", &params)
}

pub(crate) fn get(path: &str, params: &[(&str, &str)]) -> HttpRequest {
    request(Method::Get, path, params)
}

/// The reply of a request that is answered as it should be.
pub(crate) fn reply(served: Served) -> HttpReply {
    match served.outcome {
        Delivery::Reply(reply) => reply,
        other => panic!("no whole reply: {other:?}"),
    }
}

pub(crate) fn json(reply: &HttpReply) -> Value {
    serde_json::from_slice(&reply.body).expect("the body is JSON")
}

/// Status and JSON body of a request served so many seconds after the start.
pub(crate) fn ask(account: &mut Account, seconds: i64, request: &HttpRequest) -> (u16, Value) {
    let reply = reply(account.serve(at(seconds), request, true));
    (reply.status, json(&reply))
}

/// Places a call that goes well, and names it.
pub(crate) fn place(account: &mut Account, seconds: i64, from: &str) -> String {
    let (status, body) = ask(account, seconds, &connect(from, &[]));
    assert_eq!(status, 200, "{body}");
    body["Call"]["Sid"]
        .as_str()
        .expect("a call has a sid")
        .to_owned()
}
