//! `GET Calls` of the simulated account.

use std::collections::BTreeSet;

use exodial::sim::Account;
use serde_json::{Value, json};

use crate::simulated::*;

/// The sids of one page.
fn sids(body: &Value) -> Vec<String> {
    let calls = body["Calls"].as_array().expect("a listing has calls");
    calls
        .iter()
        .map(|call| call["Sid"].as_str().expect("a call has a sid").to_owned())
        .collect()
}

fn list(account: &mut Account, seconds: i64, params: &[(&str, &str)]) -> Vec<String> {
    let (status, body) = ask(account, seconds, &get("/Calls.json", params));
    assert_eq!(status, 200, "{body}");
    sids(&body)
}

#[test]
fn ongoing_calls_are_hidden_until_some_time_after_their_end() {
    let mut account = calm("");
    let sid = place(&mut account, 0, &number(7));
    for unseen in [0, 20, 34] {
        assert!(
            list(&mut account, unseen, &[("Sid", &sid)]).is_empty(),
            "{unseen}"
        );
    }
    let (_, body) = ask(&mut account, 35, &get("/Calls.json", &[("Sid", &sid)]));
    let record = &body["Calls"][0];
    assert_eq!(
        (&record["Status"], &record["Duration"]),
        (&json!("completed"), &Value::Null)
    );
    assert_eq!(record["PhoneNumber"], "00000900000");
    assert_eq!(record["PhoneNumberSid"], Value::Null);
    let (_, body) = ask(&mut account, 85, &get("/Calls.json", &[("Sid", &sid)]));
    assert_eq!(body["Calls"][0]["Duration"], "20");

    let mut open = calm("listing: { lag: 10s, hides_ongoing: false }");
    let sid = place(&mut open, 0, &number(7));
    assert!(list(&mut open, 9, &[]).is_empty());
    assert_eq!(list(&mut open, 10, &[("Status", "in-progress")]), [sid]);
}

#[test]
fn filters_choose_calls() {
    let mut account = calm("numbers: { \"+910000000002\": { outcomes: [busy] } }");
    let first = place(&mut account, 0, &number(1));
    let second = place(&mut account, 60, &number(2));
    let third = place(&mut account, 120, &number(3));
    let mut chosen = |params: &[(&str, &str)]| list(&mut account, 900, params);
    let all = [third.clone(), second.clone(), first.clone()];
    assert_eq!(chosen(&[]), all, "newest first");
    assert_eq!(
        chosen(&[("SortBy", "DateCreated:asc")]),
        [first.clone(), second.clone(), third.clone()]
    );
    assert_eq!(
        chosen(&[("Sid", &format!("{first},{third},0000000000"))]),
        [third.clone(), first.clone()]
    );
    assert_eq!(
        chosen(&[("From", "+910000000001,00000000003")]),
        [third.clone(), first.clone()]
    );
    assert_eq!(
        chosen(&[("PhoneNumber", EXOPHONE), ("To", "00000900000")]),
        all
    );
    assert!(chosen(&[("PhoneNumber", "+910000900001")]).is_empty());
    assert_eq!(
        chosen(&[("Status", "busy,failed")]),
        std::slice::from_ref(&second)
    );
    assert_eq!(chosen(&[("Direction", "outbound-api")]), all);
    assert!(chosen(&[("Direction", "inbound")]).is_empty());
    assert_eq!(
        chosen(&[("Duration", "gte:10s;lte:45s")]),
        [third.clone(), first.clone()]
    );
    assert_eq!(
        chosen(&[("Price", "eq:0.60")]),
        [third.clone(), first.clone()]
    );
    let minute = "gte:2026-11-23 10:01:00;lte:2026-11-23 10:01:59";
    assert_eq!(
        chosen(&[("DateCreated", minute)]),
        std::slice::from_ref(&second)
    );
    assert_eq!(
        chosen(&[("DateCreated", "gte:2026-11-23 10:01:00")]),
        [third, second]
    );
    assert_eq!(
        chosen(&[
            ("DateCreated", "lte:2026-11-23 10:00:00"),
            ("From", "+910000000001")
        ]),
        [first]
    );
}

#[test]
fn filters_that_exotel_would_not_take_are_refused() {
    let mut account = calm("");
    let many = ["0123456789"; 101].join(",");
    for (name, value, message) in [
        (
            "Direction",
            "incoming",
            "valid values for Direction are inbound,outbound-dial,outbound-api",
        ),
        ("Sid", many.as_str(), "Invalid parameter"),
        ("StartTime>", "2026-11-23 10:00:00", "Invalid parameter"),
        ("PageSize", "500", "Invalid parameter"),
    ] {
        let (status, body) = ask(&mut account, 0, &get("/Calls.json", &[(name, value)]));
        assert_eq!(
            (status, &body["RestException"]["Message"]),
            (400, &json!(message)),
            "{name}"
        );
    }
}

#[test]
fn calls_older_than_a_month_need_a_date() {
    let mut account = calm("");
    let sid = place(&mut account, 0, &number(1));
    let later = 40 * 86_400;
    assert!(list(&mut account, later, &[("Sid", &sid)]).is_empty());
    let month = "gte:2026-11-01 00:00:00;lte:2026-12-01 00:00:00";
    assert_eq!(
        list(
            &mut account,
            later,
            &[("Sid", &sid), ("DateCreated", month)]
        ),
        [sid]
    );
}

/// Follows `NextPageUri` as a client does, and then `PrevPageUri` back to the first page.
fn walk(account: &mut Account, seconds: i64, params: &[(&str, &str)]) -> Vec<Vec<String>> {
    let (_, mut body) = ask(account, seconds, &get("/Calls.json", params));
    let mut pages = vec![sids(&body)];
    let mut follow = |uri: &str| {
        let (path, query) = uri.split_once('?').expect("a uri has a query");
        let pairs: Vec<(String, String)> = form_urlencoded::parse(query.as_bytes())
            .into_owned()
            .collect();
        let pairs: Vec<_> = pairs
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        ask(
            account,
            seconds,
            &get(
                path.strip_prefix("/v1/Accounts/acme1").unwrap_or(path),
                &pairs,
            ),
        )
        .1
    };
    while let Some(uri) = body["Metadata"]["NextPageUri"]
        .as_str()
        .filter(|uri| !uri.is_empty())
    {
        body = follow(uri);
        pages.push(sids(&body));
    }
    let mut back = vec![sids(&body)];
    while let Some(uri) = body["Metadata"]["PrevPageUri"].as_str() {
        body = follow(uri);
        back.push(sids(&body));
    }
    back.reverse();
    assert_eq!(pages, back);
    pages
}

#[test]
fn pages_follow_each_other_without_gap_or_overlap() {
    for (last, keys) in [
        (Some(Value::Null), ""),
        (
            Some(json!("")),
            "wire: { next_page: blank, escaped_slashes: true }",
        ),
        (None, "wire: { next_page: absent }"),
    ] {
        let mut account = calm(keys);
        // Several calls in one second, and to one number.
        let placed: Vec<_> = (0..23)
            .map(|nth| place(&mut account, i64::from(nth / 4), &number(nth % 5)))
            .collect();
        for sort in ["DateCreated:asc", "DateCreated:desc"] {
            let pages = walk(
                &mut account,
                900,
                &[
                    ("PageSize", "5"),
                    ("SortBy", sort),
                    ("PhoneNumber", EXOPHONE),
                ],
            );
            assert_eq!(
                pages.iter().map(Vec::len).collect::<Vec<_>>(),
                [5, 5, 5, 5, 3]
            );
            let seen: BTreeSet<_> = pages.into_iter().flatten().collect();
            assert_eq!(seen, placed.iter().cloned().collect());
        }
        let (_, body) = ask(&mut account, 900, &get("/Calls.json", &[]));
        assert_eq!(body["Metadata"].get("NextPageUri").cloned(), last);
        assert_eq!(
            (&body["Metadata"]["Total"], &body["Metadata"]["PageSize"]),
            (&json!(23), &json!(50))
        );
    }
}

#[test]
fn a_page_of_the_scenarios_size_is_the_default() {
    let mut account = calm("listing: { lag: 0s, page_size: 2 }");
    for nth in 0..3 {
        place(&mut account, 0, &number(nth));
    }
    assert_eq!(list(&mut account, 900, &[]).len(), 2);
    assert_eq!(list(&mut account, 900, &[("PageSize", "100")]).len(), 3);
}

#[test]
fn values_are_written_in_every_style_that_was_seen() {
    let styles = [
        (
            "wire: { scalars: number, empty: blank, phones: e164 }",
            json!(20),
            json!(0.6),
            Some(json!("")),
            "+910000000007",
        ),
        (
            "wire: { scalars: text, empty: absent }",
            json!("20"),
            json!("0.600"),
            None,
            "00000000007",
        ),
    ];
    for (keys, duration, price, nothing, phone) in styles {
        let mut account = calm(keys);
        let sid = place(&mut account, 0, &number(7));
        let (_, body) = ask(&mut account, 900, &get(&format!("/Calls/{sid}.json"), &[]));
        let call = &body["Call"];
        assert_eq!(
            (&call["Duration"], &call["Price"], &call["From"]),
            (&duration, &price, &json!(phone))
        );
        assert_eq!(call.get("ForwardedFrom").cloned(), nothing);
    }
    let mut account = calm("wire: { escaped_slashes: true }");
    let served = reply(account.serve(START, &connect(&number(1), &[]), true));
    assert!(
        String::from_utf8(served.body)
            .unwrap()
            .contains("\\/v1\\/Accounts\\/acme1\\/Calls\\/")
    );
}

#[test]
fn dates_follow_exotels_clock_even_when_it_is_wrong() {
    let mut account = calm("clock_behind: 40s");
    let (_, body) = ask(&mut account, 0, &connect(&number(1), &[]));
    assert_eq!(body["Call"]["DateCreated"], "2026-11-23 09:59:20");
    assert!(
        list(
            &mut account,
            900,
            &[("DateCreated", "gte:2026-11-23 10:00:00")]
        )
        .is_empty()
    );
    assert_eq!(
        list(
            &mut account,
            900,
            &[("DateCreated", "gte:2026-11-23 09:59:20")]
        )
        .len(),
        1
    );
}
