//! A page of every call of the account: what it proves, and when it proves nothing.

use exodial::{
    clock::Timestamp,
    engine::effect::{Query, Reply},
    exotel::{reply::reply, request::query, wire::HttpReply},
};

use crate::answers::endpoint;

/// A time of the day in India.
fn t(clock: &str) -> Timestamp {
    crate::fixture::at(&format!("2026-11-23T{clock}+05:30"))
}

/// A record with its fields behind the sid.
fn record(clock: &str, rest: &str) -> String {
    format!(r#"{{"Sid":"0a1b2c3d4e5f","Status":"busy","DateCreated":"2026-11-23 {clock}",{rest}}}"#)
}

/// A call of the flow to somebody.
const CALL: &str = r#""Direction":"outbound-api","From":"00000012345","To":"00000900000","PhoneNumber":"00000900000""#;

/// Up to when a page of these records proves something; or why it proves nothing.
fn page(records: &[String], next: &str) -> Result<Timestamp, String> {
    let query = Query::Earlier {
        since: t("10:00:00"),
        until: t("11:00:00"),
    };
    let records = records.join(",");
    let body =
        format!(r#"{{"Metadata":{{"PageSize":2,"NextPageUri":{next}}},"Calls":[{records}]}}"#);
    match reply(&endpoint(), &query, &Ok(HttpReply::new(200, body))) {
        Reply::Earlier { until, .. } => Ok(until),
        Reply::Failed { why } => Err(why),
        other => panic!("{other:?}"),
    }
}

const MORE: &str = r#""/v1/Accounts/acme1/Calls.json?After=xyz""#;

#[test]
fn a_page_proves_what_lies_before_its_last_call() {
    let calls = [record("10:00:00", CALL), record("10:20:00", CALL)];
    assert_eq!(page(&calls, MORE), Ok(t("10:20:00")));
    for end in ["null", "\"\""] {
        assert_eq!(page(&calls, end), Ok(t("11:00:00")));
    }
    // Not full, and yet another one is named: it is asked for, and once more from there on there is no other.
    assert_eq!(page(&calls[1..], MORE), Ok(t("10:20:00")));
    assert_eq!(page(&calls[..1], MORE), Ok(t("11:00:00")));
    // Empty: nothing follows, whatever the uri says.
    assert_eq!(page(&[], MORE), Ok(t("11:00:00")));
    // An agent without a number called somebody; and somebody without a number called the account.
    let agent = r#""Direction":"outbound-dial","From":"sip:agent1","To":"00000012345","PhoneNumber":"00000900000""#;
    let inbound = r#""Direction":"inbound","From":"anonymous","To":"00000900000""#;
    for rest in [agent, inbound] {
        assert_eq!(page(&[record("10:10:00", rest)], "null"), Ok(t("11:00:00")));
    }
}

#[test]
fn what_could_hide_a_call_proves_nothing() {
    let call = |clock| record(clock, CALL);
    let hidden = r#""Direction":"outbound-api","From":"0XXXX12345","To":"00000900000","PhoneNumber":"00000900000""#;
    let between = r#""From":"sip:agent1","To":"00000012345""#;
    let undated = call("10:10:00").replace("DateCreated", "Date");
    let nameless = call("10:10:00").replace("0a1b2c3d4e5f", "");
    for (records, why) in [
        (vec![call("10:20:00"), call("10:10:00")], "order"),
        (vec![call("09:59:59")], "order"),
        (vec![call("11:00:01")], "order"),
        (vec![record("10:10:00", hidden)], "no number"),
        (vec![record("10:10:00", between)], "no number"),
        (vec![undated], "no date"),
        (vec![nameless], "no sid"),
        (vec![call("10:00:00"), call("10:00:00")], "one second"),
    ] {
        let told = page(&records, MORE).expect_err("it proves nothing");
        assert!(told.contains(why), "{why}: {told}");
        assert!(!told.contains("12345"), "{told}");
    }
}

#[test]
fn a_page_is_asked_for_by_time_alone() {
    let (since, until) = (t("10:00:00"), t("11:00:00"));
    let request = query(&endpoint(), &Query::Earlier { since, until });
    assert_eq!(request.path, "/v1/Accounts/acme1/Calls.json");
    let params: Vec<String> = request
        .params
        .iter()
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    // No filter that a call could fail.
    let expected = [
        "DateCreated=gte:2026-11-23 10:00:00;lte:2026-11-23 11:00:00",
        "SortBy=DateCreated:asc",
        "PageSize=100",
    ];
    assert_eq!(params, expected);
}
