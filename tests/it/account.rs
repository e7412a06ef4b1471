//! The simulated account, endpoint by endpoint.

use exodial::{
    campaign::Outcome,
    exotel::wire::Method,
    sim::account::{AUTH_TOKEN_CANARY, RequestKind},
};
use serde_json::{Value, json};

use crate::simulated::*;

#[test]
fn a_placed_call_is_answered_as_exotel_answers() {
    let mut account = calm("");
    let (status, body) = ask(
        &mut account,
        0,
        &connect(&number(7), &[("CustomField", "row 7")]),
    );
    assert_eq!(status, 200);
    let call = &body["Call"];
    let sid = call["Sid"].as_str().unwrap();
    assert_eq!(sid.len(), 32);
    // 2026-11-23: 26 - 06, month 11, day 23 in base 36.
    assert!(sid.ends_with("20bn"), "{sid}");
    let expected = json!({
        "Sid": sid, "ParentCallSid": null,
        "DateCreated": "2026-11-23 10:00:00", "DateUpdated": "2026-11-23 10:00:00",
        "AccountSid": "acme1", "To": "00000900000", "From": "00000000007", "PhoneNumberSid": "00000900000",
        "Status": "in-progress", "StartTime": "2026-11-23 10:00:00", "EndTime": null, "Duration": null, "Price": null,
        "Direction": "outbound-api", "AnsweredBy": null, "ForwardedFrom": null, "CallerName": null,
        "Uri": format!("/v1/Accounts/acme1/Calls/{sid}.json"), "RecordingUrl": null,
    });
    assert_eq!(*call, expected);
    let [entry] = account.ledger() else {
        panic!("one call")
    };
    assert_eq!(entry.sid.as_str(), sid);
    assert_eq!(
        (entry.app_id.as_str(), entry.custom_field.as_deref()),
        ("926", Some("row 7"))
    );
    assert_eq!((entry.placed_at, entry.ends_at), (at(0), at(25)));
    assert_eq!(
        (entry.outcome, entry.duration, entry.price_text().as_str()),
        (Outcome::Completed, 20, "0.600")
    );
}

#[test]
fn without_json_in_the_path_the_answer_is_xml() {
    let mut account = calm("");
    let mut order = connect(&number(7), &[]);
    order.path = "/v1/Accounts/acme1/Calls/connect".to_owned();
    let text = String::from_utf8(reply(account.serve(START, &order, true)).body).unwrap();
    let tree = roxmltree::Document::parse(&text).unwrap();
    let value = |name: &str| {
        tree.descendants()
            .find(|node| node.has_tag_name(name))
            .and_then(|node| node.text())
    };
    assert_eq!(
        value("Sid"),
        account.ledger().first().map(|call| call.sid.as_str())
    );
    assert_eq!(
        (value("Status"), value("EndTime")),
        (Some("in-progress"), None)
    );

    let list = reply(account.serve(at(600), &get("/Calls", &[]), true));
    let text = String::from_utf8(list.body).unwrap();
    let tree = roxmltree::Document::parse(&text).unwrap();
    assert_eq!(
        tree.descendants()
            .filter(|node| node.has_tag_name("Call"))
            .count(),
        1
    );
}

#[test]
fn parameters_are_checked_as_documented() {
    let mut account = calm("exophones: [\"+910000900000\"]");
    let long = "x".repeat(129);
    let cases = [
        ("From", "", "No 'From' specified"),
        ("From", "sip:alice", "From number sip:alice is invalid"),
        ("CallerId", "", "No 'CallerId' specified"),
        (
            "CallerId",
            "+910000900001",
            "CallerId is not a valid ExoPhone",
        ),
        ("Url", "", "No 'Url' specified"),
        ("CallType", "promo", "'CallType'"),
        ("TimeOut", "61", "'TimeOut'"),
        ("TimeOut", "0", "'TimeOut'"),
        ("TimeLimit", "14401", "'TimeLimit'"),
        ("TimeLimit", "soon", "'TimeLimit'"),
        ("CustomField", long.as_str(), "'CustomField'"),
        ("Record", "yes", "'Record'"),
        ("RecordingChannels", "three", "'RecordingChannels'"),
        ("RecordingFormat", "wav", "'RecordingFormat'"),
        (
            "StatusCallbackContentType",
            "text/csv",
            "'StatusCallbackContentType'",
        ),
    ];
    for (name, value, message) in cases {
        let (status, body) = ask(&mut account, 0, &connect(&number(7), &[(name, value)]));
        assert_eq!(status, 400, "{name}={value}");
        assert_eq!(body["RestException"]["Status"], 400);
        let text = body["RestException"]["Message"].as_str().unwrap();
        assert!(text.contains(message), "{name}={value}: {text}");
    }
    assert!(account.ledger().is_empty());
    let fine = [
        ("Record", "true"),
        ("StatusCallbackEvents[0]", "terminal"),
        ("Timeout", "30"),
        ("AppId", "926"),
    ];
    assert_eq!(ask(&mut account, 1, &connect(&number(7), &fine)).0, 200);
    let unknown: Vec<_> = account.counts().unknown_params.into_iter().collect();
    assert_eq!(
        unknown,
        [("AppId".to_owned(), 1), ("Timeout".to_owned(), 1)]
    );
}

#[test]
fn details_follow_the_call_from_its_beginning_until_it_is_settled() {
    let mut account = calm("");
    let sid = place(&mut account, 0, &number(7));
    let details = get(&format!("/Calls/{sid}.json"), &[("details", "true")]);
    let mut read = |seconds| ask(&mut account, seconds, &details).1["Call"].clone();
    let ongoing = read(24);
    assert_eq!(
        (&ongoing["Status"], &ongoing["EndTime"]),
        (&json!("in-progress"), &Value::Null)
    );
    let ended = read(25);
    assert_eq!(
        (&ended["Status"], &ended["Duration"], &ended["Price"]),
        (&json!("completed"), &Value::Null, &Value::Null)
    );
    let settled = read(85);
    assert_eq!(
        (&settled["Duration"], &settled["Price"]),
        (&json!("20"), &json!("0.600"))
    );
    assert_eq!(settled["EndTime"], "2026-11-23 10:00:25");
    assert!(
        settled["RecordingUrl"]
            .as_str()
            .unwrap()
            .ends_with(&format!("{sid}.mp3"))
    );
    assert_eq!(settled["Details"]["Legs"][0]["Leg"]["OnCallDuration"], 20);
    let (status, body) = ask(&mut account, 90, &get("/Calls/0123456789.json", &[]));
    assert_eq!(
        (status, &body["RestException"]["Message"]),
        (404, &json!("No matching results"))
    );
}

#[test]
fn people_are_reached_or_not_as_the_scenario_says() {
    let mut account = calm(
        "numbers: { \"+910000000001\": { outcomes: [busy, no-answer, canceled, failed] } }\n\
         unknown_flows: [\"404\"]",
    );
    for _ in 0..5 {
        place(&mut account, 0, &number(1));
    }
    let outcomes: Vec<_> = account.ledger().iter().map(|call| call.outcome).collect();
    let expected = [
        Outcome::Busy,
        Outcome::NoAnswer,
        Outcome::Canceled,
        Outcome::Failed,
        Outcome::Failed,
    ];
    assert_eq!(outcomes, expected);
    assert_eq!(
        account.ledger()[1].ends_at,
        at(30),
        "nobody answers for all of TimeOut"
    );
    assert!(account.ledger().iter().all(|call| call.price == 0));

    let flow = "http://my.exotel.com/acme1/exoml/start_voice/404";
    ask(&mut account, 0, &connect(&number(2), &[("Url", flow)]));
    ask(
        &mut account,
        0,
        &connect(&number(3), &[("Url", "https://example.org/flow.xml")]),
    );
    let [.., dropped, foreign] = account.ledger() else {
        panic!("seven calls")
    };
    assert_eq!(dropped.outcome, Outcome::Completed);
    assert!((6..=8).contains(&dropped.duration));
    assert_eq!(
        (foreign.outcome, foreign.ends_at),
        (Outcome::Failed, at(14))
    );
}

#[test]
fn nobody_on_the_dnd_register_is_called_unless_whitelisted() {
    let people = "numbers: { \"+910000000001\": { dnd: yes }, \"+910000000002\": { dnd: yes, whitelist: whitelist }, \
                  \"+910000000003\": { dnd: unavailable }, \"+910000000004\": { dnd: no, whitelist: blacklist } }";
    let mut account = calm(people);
    let mut status = |nth| ask(&mut account, 0, &connect(&number(nth), &[])).0;
    assert_eq!([1, 2, 3, 4].map(&mut status), [403, 200, 200, 403]);
    let (_, body) = ask(&mut account, 0, &connect(&number(1), &[]));
    let message = body["RestException"]["Message"].as_str().unwrap();
    assert!(
        message
            .starts_with("Call to [00000000001] can not be made because of TRAI NDNC regulations."),
        "{message}"
    );
    let mut open = calm(&format!("{people}\nopen_dnd: true"));
    assert_eq!(ask(&mut open, 0, &connect(&number(1), &[])).0, 200);
}

#[test]
fn whitelist_and_dnd_are_answered_per_number() {
    let mut account = calm(
        "whitelist: { whitelist: 100%, forever: 0%, expiry: 1h }\n\
         numbers: { \"+910000000001\": { whitelist: neutral, dnd: yes }, \"+910000000002\": { whitelist: whitelist } }",
    );
    let mut ask_at = |seconds, path: &str| ask(&mut account, seconds, &get(path, &[]));
    let (_, first) = ask_at(0, "/CustomerWhitelist/%2B910000000009.json");
    assert_eq!(
        first,
        json!({ "Result": { "Status": "Whitelist", "Type": "API", "Expiry": "3600" } })
    );
    let (_, later) = ask_at(600, "/CustomerWhitelist/0000000009.json");
    assert_eq!(later["Result"]["Expiry"], "3000");
    let (_, over) = ask_at(3600, "/CustomerWhitelist/0000000009.json");
    assert_eq!(
        over,
        json!({ "Result": { "Status": "Neutral", "Type": "", "Expiry": "-1" } })
    );
    assert_eq!(
        ask_at(0, "/CustomerWhitelist/00000000001.json").1["Result"]["Status"],
        "Neutral"
    );
    assert_eq!(
        ask_at(9000, "/CustomerWhitelist/00000000002.json").1["Result"]["Expiry"],
        "-1"
    );
    let (_, numbers) = ask_at(0, "/Numbers/00000000001.json");
    assert_eq!(
        (
            &numbers["Numbers"]["DND"],
            &numbers["Numbers"]["PhoneNumber"]
        ),
        (&json!("Yes"), &json!("00000000001"))
    );
    assert_eq!(ask_at(0, "/Numbers/nobody.json").0, 400);
}

#[test]
fn the_account_shows_its_token_to_those_who_know_it() {
    let mut account = calm("");
    let (_, body) = ask(&mut account, 0, &get(".json", &[]));
    assert_eq!(
        (&body["Account"]["KycStatus"], &body["Account"]["AuthToken"]),
        (&json!("completed"), &json!(AUTH_TOKEN_CANARY))
    );
    assert_eq!(
        ask(&mut account, 0, &get("/Balance.json", &[])).1["Account"]["BalanceData"]["Currency"],
        "INR"
    );
    let refused = reply(account.serve(START, &get(".json", &[]), false));
    assert_eq!(refused.status, 401);
    assert!(!String::from_utf8_lossy(&refused.body).contains("canary"));
    let mut foreign = get("/Calls.json", &[]);
    foreign.path = "/v1/Accounts/other/Calls.json".to_owned();
    assert_eq!(reply(account.serve(START, &foreign, true)).status, 401);
    assert_eq!(ask(&mut account, 0, &get("/Heartbeat.json", &[])).0, 404);
}

#[test]
fn asking_for_a_whitelisting_leaves_a_trace() {
    let mut account = calm("");
    ask(
        &mut account,
        0,
        &get("/CustomerWhitelist/00000000001.json", &[]),
    );
    assert_eq!(account.whitelist_posts(), 0);
    let post = request(
        Method::Post,
        "/CustomerWhitelist.json",
        &[("Number", "00000000001,00000000002")],
    );
    assert_eq!(ask(&mut account, 0, &post).1["Result"]["Total"], 2);
    assert_eq!(account.whitelist_posts(), 1);
    assert_eq!(
        account.counts().kinds.get(&RequestKind::WhitelistPost),
        Some(&1)
    );
}
