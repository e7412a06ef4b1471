//! The whole space of answers to read requests, and what each query makes of its own.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on panics")]

use std::time::Duration;

use exodial::{
    clock::Timestamp,
    engine::effect::{Query, Reply},
    exotel::{
        reply::reply,
        wire::{HttpReply, TransportError},
    },
    journal::event::{Dnd, Sid, Standing},
};

use crate::answers::{SID, bodies, endpoint, person, refusal};

/// The word for a reply, to compare tables by.
fn told(reply: &Reply) -> String {
    match reply {
        Reply::Standing { standing, .. } => format!("{standing:?}"),
        Reply::Dnd(dnd) => format!("dnd {dnd:?}"),
        Reply::Calls { calls, complete } => format!("{} calls, complete {complete}", calls.len()),
        Reply::Earlier { calls, .. } => format!("{} calls of the account", calls.len()),
        Reply::TooMany { .. } => "too-many".to_owned(),
        Reply::Account { status, .. } => format!("account {status}"),
        Reply::NotSent { .. } => "not-sent".to_owned(),
        Reply::Refused { .. } => "refused".to_owned(),
        Reply::Failed { .. } => "failed".to_owned(),
    }
}

fn queries() -> [Query; 5] {
    let (since, until) = (Timestamp::from_secs(0), Timestamp::from_secs(60));
    let sid = Sid::parse(SID).unwrap();
    [
        Query::Standing(person()),
        Query::Dnd(person()),
        Query::Call(sid.clone()),
        Query::Sids {
            sids: vec![sid],
            made: None,
        },
        Query::Search {
            numbers: vec![person()],
            exophone: person(),
            since,
            until,
        },
    ]
}

#[test]
fn reads_have_one_reply_for_every_status_and_body() {
    for status in 100..=999 {
        for kind in ["call", "error", "text", "empty", "html", "cut"] {
            for (body, whole) in bodies(kind, status) {
                for query in queries() {
                    let http = HttpReply {
                        whole,
                        ..HttpReply::new(status, body.clone())
                    };
                    let reply = reply(&endpoint(), &query, &Ok(http));
                    let expected = match (status, kind, &query) {
                        (429, ..) => "too-many".to_owned(),
                        (401..=403, "error", _) | (401, "text", _) => format!("account {status}"),
                        (400 | 404, "error", Query::Dnd(_)) => "dnd Unavailable".to_owned(),
                        (400 | 404, "error", Query::Standing(_)) => "refused".to_owned(),
                        (404, "error", Query::Call(_)) => "0 calls, complete true".to_owned(),
                        (200..=299, "call", Query::Call(_)) => "1 calls, complete true".to_owned(),
                        _ => "failed".to_owned(),
                    };
                    assert_eq!(told(&reply), expected, "{status} {kind} {query:?}");
                }
            }
        }
    }
    for query in queries() {
        for (error, expected) in [
            (TransportError::NotSent("refused".to_owned()), "not-sent"),
            (TransportError::Withheld("late"), "failed"),
            (TransportError::TimedOut, "failed"),
            (
                TransportError::Broken("reset by 00000012345".to_owned()),
                "failed",
            ),
        ] {
            let reply = reply(&endpoint(), &query, &Err(error));
            assert_eq!(told(&reply), expected);
            assert!(!format!("{reply:?}").contains("12345"));
        }
    }
}

/// What a query makes of a 200 with this body.
fn of(query: &Query, body: &str) -> String {
    told(&reply(&endpoint(), query, &Ok(HttpReply::new(200, body))))
}

#[test]
fn look_ups_answer_what_was_asked() {
    let [standing, dnd, ..] = queries();
    let numbers = |fields: &str| format!(r#"{{"Numbers":{{{fields}}}}}"#);
    for (fields, expected) in [
        (r#""PhoneNumber":"00000012345","DND":"No""#, "dnd No"),
        (r#""PhoneNumber":"0XXXX12345","DND":"Yes""#, "dnd Yes"),
        (r#""PhoneNumber":"00000012346","DND":"No""#, "failed"),
        (r#""PhoneNumber":"00000012345""#, "dnd Unavailable"),
    ] {
        assert_eq!(of(&dnd, &numbers(fields)), expected, "{fields}");
    }
    assert_eq!(
        of(&dnd, r#"{"RestException":{"Status":404}}"#),
        "dnd Unavailable"
    );
    for (body, expected) in [
        (
            r#"{"Result":{"Status":"blacklist","Expiry":null}}"#,
            "Blacklist",
        ),
        (r#"{"Result":{"Status":"Neutral"}}"#, "Neutral"),
        (r#"{"Result":{"Status":"Greylist"}}"#, "failed"),
        (r#"{"Result":{}}"#, "failed"),
        (r#"{"RestException":{"Status":404}}"#, "refused"),
        (r#"{"Numbers":{"DND":"No"}}"#, "failed"),
        (r#"{"Calls":[]}"#, "failed"),
    ] {
        assert_eq!(of(&standing, body), expected, "{body}");
    }
    let http = HttpReply::new(200, include_bytes!("../wire/whitelist.json").as_slice());
    let expires_in = Some(Duration::from_secs(86_400));
    let expected = Reply::Standing {
        standing: Standing::Whitelist,
        expires_in,
    };
    assert_eq!(reply(&endpoint(), &standing, &Ok(http)), expected);
    let http = HttpReply::new(200, include_bytes!("../wire/numbers.json").as_slice());
    assert_eq!(reply(&endpoint(), &dnd, &Ok(http)), Reply::Dnd(Dnd::Yes));
}

#[test]
fn one_call_is_the_one_that_was_asked_for() {
    let [_, _, call, ..] = queries();
    let refused = |status: u16| format!(r#"{{"RestException":{{"Status":{status}}}}}"#);
    for (body, expected) in [
        (
            include_str!("../wire/connect-accepted.json"),
            "1 calls, complete true",
        ),
        (
            &include_str!("../wire/connect-accepted.json").replace("abn", "abo"),
            "failed",
        ),
        (&refused(404), "0 calls, complete true"),
        (&refused(401), "account 401"),
        (&refused(429), "too-many"),
        (&refused(503), "failed"),
    ] {
        assert_eq!(of(&call, body), expected, "{body}");
    }
    // "No matching results" comes under a 400 too.
    let http = HttpReply::new(400, refusal(404, "No matching results"));
    let reply = reply(&endpoint(), &call, &Ok(http));
    assert_eq!(told(&reply), "0 calls, complete true");
}

#[test]
fn absence_is_told_by_a_listing_that_was_read_whole() {
    let [.., sids, search] = queries();
    let flat = |fields: &str| format!(r#"{{"Calls":[{{"Sid":"{SID}"{fields}}}]}}"#);
    for (query, body, expected) in [
        (&search, r#"{"Calls":[]}"#, "0 calls, complete true"),
        (
            &search,
            &flat(r#","From":"00000012345""#),
            "1 calls, complete true",
        ),
        // Whoever that is may be the person.
        (&search, &flat(""), "1 calls, complete false"),
        (&sids, &flat(""), "1 calls, complete true"),
        (
            &sids,
            r#"{"Calls":[{"Sid":"c1"}]}"#,
            "0 calls, complete false",
        ),
        (
            &sids,
            include_str!("../wire/listing.json"),
            "2 calls, complete false",
        ),
        (&sids, r#"{"RestException":{"Status":404}}"#, "failed"),
        (&search, r#"{"RestException":{"Status":404}}"#, "failed"),
    ] {
        assert_eq!(of(query, body), expected, "{query:?} {body}");
    }
}

#[test]
fn a_listing_is_complete_when_no_page_follows() {
    let [.., sids, _] = queries();
    let listing = |calls: usize, metadata: &str| {
        let calls = vec![format!(r#"{{"Sid":"{SID}"}}"#); calls].join(",");
        format!(r#"{{"Calls":[{calls}],"Metadata":{{{metadata}}}}}"#)
    };
    let next = r#""NextPageUri":"/v1/Accounts/acme1/Calls.json?After=x""#;
    for (calls, metadata, complete) in [
        (2, "", true),
        (2, r#""PageSize":2"#, true),
        (2, r#""PageSize":2,"NextPageUri":null"#, true),
        (2, r#""PageSize":2,"NextPageUri":"""#, true),
        (2, next, false),
        (2, &format!(r#""PageSize":2,{next}"#), false),
        (2, &format!(r#""PageSize":1,{next}"#), false),
        (2, &format!(r#""PageSize":"many",{next}"#), false),
        // A page that is not full is the last, whatever it names; so is an empty one.
        (2, &format!(r#""PageSize":3,{next}"#), true),
        (2, &format!(r#""PageSize":"100",{next}"#), true),
        (0, next, true),
        // Wherever it leads.
        (2, r#""NextPageUri":"//evil.example/?After=x""#, false),
    ] {
        let expected = format!("{calls} calls, complete {complete}");
        assert_eq!(of(&sids, &listing(calls, metadata)), expected, "{metadata}");
    }
}
