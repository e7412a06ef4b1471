//! Bodies as they were recorded, to values. The fixtures are ours, in shapes that Exotel's answers and
//! documents show.

use std::time::Duration;

use exodial::{
    campaign::{Number, Outcome},
    clock::{Timestamp, UtcOffset},
    engine::effect::CallRecord,
    exotel::body::{self, Body, Exception, Listing},
    journal::event::{Dnd, Standing},
};

const SID: &str = "0a1b2c3d4e5f60718293a4b5c6d71abn";

fn read(bytes: &[u8]) -> Body {
    body::read(bytes, UtcOffset::IST)
}

/// 2026-11-23 at this time in IST.
fn ist(hours: i64, minutes: i64, seconds: i64) -> Timestamp {
    let midnight = 1_795_372_200;
    Timestamp::from_secs(midnight + hours * 3600 + minutes * 60 + seconds)
}

fn call(bytes: &[u8]) -> CallRecord {
    match read(bytes) {
        Body::Call(call) => *call,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_call_reads_the_same_in_both_alphabets() {
    let json = call(include_bytes!("../wire/connect-accepted.json"));
    assert_eq!(json, call(include_bytes!("../wire/connect-accepted.xml")));
    assert_eq!(json.sid.as_str(), SID);
    assert_eq!(json.from, Number::from_digits(910_000_012_345));
    assert_eq!(json.exophone, Number::from_digits(910_000_000_001));
    assert_eq!((json.created, json.outcome), (Some(ist(10, 0, 1)), None));
    assert!(json.outbound_api);
    assert_eq!(
        (
            json.details.ended,
            json.details.duration,
            json.details.price
        ),
        (None, None, None)
    );

    let ended = call(include_bytes!("../wire/call-ended-numbers.json"));
    assert_eq!(
        ended,
        call(include_bytes!("../wire/call-ended-strings.xml"))
    );
    assert_eq!(ended.outcome, Some(Outcome::Completed));
    assert_eq!(ended.details.started, Some(ist(10, 0, 1)));
    assert_eq!(ended.details.ended, Some(ist(10, 0, 43)));
    assert_eq!(ended.details.duration, Some(42));
    assert_eq!(ended.details.price.as_deref(), Some("0.85"));
    let recording = ended.details.recording.as_deref();
    assert_eq!(recording, Some("https://recordings.exotel.com/acme1/r.mp3"));
    assert!(
        !format!("{ended:?}").contains("canary"),
        "there is no field for a secret"
    );
}

/// Reads a flat call with this JSON value under this key.
fn with(key: &str, value: &str) -> CallRecord {
    call(format!(r#"{{"Sid":"{SID}","Status":"x","{key}":{value}}}"#).as_bytes())
}

#[test]
fn fields_are_read_or_left_out_never_guessed() {
    for (word, outcome) in [
        ("completed", Some(Outcome::Completed)),
        ("busy", Some(Outcome::Busy)),
        ("no-answer", Some(Outcome::NoAnswer)),
        ("failed", Some(Outcome::Failed)),
        ("canceled", Some(Outcome::Canceled)),
        ("Cancelled", Some(Outcome::Canceled)),
        ("queued", None),
        ("ringing", None),
        ("in-progress", None),
        ("completely", None),
        ("", None),
    ] {
        assert_eq!(
            with("Status", &format!("{word:?}")).outcome,
            outcome,
            "{word}"
        );
    }
    for (text, secs) in [
        ("17", Some(17)),
        ("\"17\"", Some(17)),
        ("17.0", Some(17)),
        ("\"\"", None),
        ("null", None),
        ("-1", None),
        ("17.5", None),
        ("99999999999", None),
        ("[17]", None),
    ] {
        assert_eq!(with("Duration", text).details.duration, secs, "{text}");
    }
    for (text, price) in [
        ("\"1.500\"", Some("1.500")),
        ("0", Some("0")),
        ("-0.25", Some("-0.25")),
        ("\"=1+1\"", None),
        ("\"1e9\"", None),
        ("\"Rs 1\"", None),
        ("\".\"", None),
    ] {
        assert_eq!(
            with("Price", text).details.price.as_deref(),
            price,
            "{text}"
        );
    }
}

#[test]
fn dates_and_addresses_are_read_or_left_out() {
    for (text, at) in [
        ("\"2026-11-23 10:00:00\"", Some(ist(10, 0, 0))),
        ("\"2026-11-23 04:30:00+00:00\"", Some(ist(10, 0, 0))),
        ("\"2026-11-23T04:30:00Z\"", Some(ist(10, 0, 0))),
        ("\"1970-01-01 05:30:00\"", None),
        ("\"0000-00-00 00:00:00\"", None),
        ("\"2026-11-23\"", None),
        ("\"2026-02-30 10:00:00\"", None),
        ("\"9999-12-31 23:59:59\"", None),
        ("\"soon\"", None),
        ("1795410000", None),
    ] {
        assert_eq!(with("EndTime", text).details.ended, at, "{text}");
    }
    for url in [
        "ftp://x/r.mp3",
        "https://a:b@x/r",
        "https:///r",
        "javascript:1",
        "https://x/\\n<b>",
    ] {
        assert_eq!(
            with("RecordingUrl", &format!("\"{url}\""))
                .details
                .recording,
            None,
            "{url}"
        );
    }
    assert!(!with("From", "\"0XXXXX1234\"").outbound_api);
    assert_eq!(with("From", "\"0XXXXX1234\"").from, None);
}

#[test]
fn listings_are_flat_or_wrapped_and_count_what_they_cannot_read() {
    let listing = |bytes: &[u8]| match read(bytes) {
        Body::Listing(listing) => listing,
        other => panic!("{other:?}"),
    };
    let page = listing(include_bytes!("../wire/listing.json"));
    assert_eq!((page.calls.len(), page.unreadable), (2, 0));
    let [first, second] = page.calls.as_slice() else {
        panic!("there are two")
    };
    assert_eq!(
        (first.outcome, first.details.ended),
        (Some(Outcome::NoAnswer), None)
    );
    assert_eq!(
        (second.outcome, second.from),
        (Some(Outcome::Canceled), None)
    );
    assert!(first.outbound_api && !second.outbound_api);
    assert!(page.names_next);

    let page = listing(include_bytes!("../wire/listing.xml"));
    let outcomes: Vec<_> = page.calls.iter().map(|c| c.outcome).collect();
    assert_eq!(outcomes, [Some(Outcome::Busy), Some(Outcome::Failed)]);
    assert!(!page.names_next);

    for empty in [
        r#"{"Calls":[]}"#,
        r#"{"Calls":[],"Metadata":{}}"#,
        r#"{"Calls":[],"Metadata":{"NextPageUri":null}}"#,
        r#"{"Metadata":{"NextPageUri":""},"Calls":[]}"#,
        "<TwilioResponse><Calls/></TwilioResponse>",
        "<TwilioResponse><Calls>\n</Calls><Metadata/></TwilioResponse>",
    ] {
        assert_eq!(listing(empty.as_bytes()), Listing::default(), "{empty}");
    }
    let odd = format!(r#"{{"Calls":[{{"Sid":"c1"}},{{}},7,{{"Sid":"{SID}"}}]}}"#);
    let odd = listing(odd.as_bytes());
    assert_eq!((odd.calls.len(), odd.unreadable), (1, 3));
    for no_listing in [
        r#"{"Calls":null}"#,
        r#"{"Calls":{"x":1}}"#,
        r#"{"Calls":"x"}"#,
    ] {
        assert_eq!(read(no_listing.as_bytes()), Body::Other, "{no_listing}");
    }
}

#[test]
fn refusals_are_told_apart() {
    for (bytes, status, message) in [
        (
            include_bytes!("../wire/refused-ndnc.json").as_slice(),
            403,
            "can not be made",
        ),
        (
            include_bytes!("../wire/refused-ndnc.xml"),
            403,
            "cannot be made",
        ),
        (
            include_bytes!("../wire/refused-kyc.json"),
            403,
            "KYC compliant",
        ),
        (
            include_bytes!("../wire/refused-newer-api.json"),
            401,
            "Authorization failed",
        ),
        (
            include_bytes!("../wire/refused-string-code.json"),
            429,
            "Rate limit",
        ),
        (
            b"<RestException><Status>400</Status><Message>No</Message></RestException>",
            400,
            "No",
        ),
    ] {
        let Body::Exception(exception) = read(bytes) else {
            panic!("{message}")
        };
        assert_eq!(exception.status, Some(status), "{message}");
        assert!(exception.message.contains(message), "{exception:?}");
    }
    let bare = Exception {
        status: None,
        message: String::new(),
    };
    assert_eq!(read(br#"{"RestException":{}}"#), Body::Exception(bare));
}

#[test]
fn look_ups_are_told_apart() {
    let Body::Whitelist(json) = read(include_bytes!("../wire/whitelist.json")) else {
        panic!()
    };
    assert_eq!(json.standing, Some(Standing::Whitelist));
    assert_eq!(json.expires_in, Some(Duration::from_secs(86_400)));
    let Body::Whitelist(xml) = read(include_bytes!("../wire/whitelist.xml")) else {
        panic!()
    };
    assert_eq!(
        (xml.standing, xml.expires_in),
        (Some(Standing::Neutral), None)
    );
    let Body::Whitelist(odd) = read(br#"{"Result":{"Status":"Greylist"}}"#) else {
        panic!()
    };
    assert_eq!(odd.standing, None);

    for (bytes, dnd) in [
        (include_bytes!("../wire/numbers.json").as_slice(), Dnd::Yes),
        (include_bytes!("../wire/numbers.xml"), Dnd::No),
        (
            br#"{"Numbers":{"PhoneNumber":"00000012345","DND":"Unavailable"}}"#,
            Dnd::Unavailable,
        ),
        (
            br#"{"Numbers":{"PhoneNumber":"00000012345","DND":null}}"#,
            Dnd::Unavailable,
        ),
        (
            br#"{"Numbers":{"PhoneNumber":"00000012345","DND":"Maybe"}}"#,
            Dnd::Unavailable,
        ),
    ] {
        let Body::Numbers(numbers) = read(bytes) else {
            panic!("{dnd:?}")
        };
        assert_eq!(numbers.number, Number::from_digits(910_000_012_345));
        assert_eq!(numbers.dnd, dnd);
    }
    let text = "Authentication is required to view this page.";
    assert_eq!(read(text.as_bytes()), Body::Text(text.to_owned()));
}

#[test]
fn hostile_and_broken_bodies_are_nothing() {
    let deep = format!("{}{}", "{\"Call\":".repeat(5000), "}".repeat(5000));
    let deep_xml = format!("{}{}", "<Call>".repeat(5000), "</Call>".repeat(5000));
    let laughs = "<!DOCTYPE x [<!ENTITY a \"aaaa\">]><TwilioResponse><Call><Sid>&a;</Sid></Call></TwilioResponse>";
    let many = format!("<TwilioResponse>{}</TwilioResponse>", "<a/>".repeat(60_000));
    let long = format!("\"{}\"", "x".repeat(2 << 20));
    let both = format!(r#"{{"Call":{{"Sid":"{SID}"}},"RestException":{{"Status":500}}}}"#);
    for (name, bytes) in [
        ("empty", b"".as_slice()),
        ("blank", b" \r\n"),
        ("no sid", br#"{"Call":{"Status":"queued"}}"#),
        ("null sid", br#"{"Call":{"Sid":null}}"#),
        ("odd sid", br#"{"Call":{"Sid":"../../etc"}}"#),
        ("text for a call", br#"{"Call":"queued"}"#),
        ("cut JSON", br#"{"Call":{"Sid":"0a1b2c3d4e5f6071"#),
        ("JSON and more", br#"{"RestException":{}} x"#),
        ("cut XML", b"<TwilioResponse><Call><Sid>0a1b2c3d4e5f6071"),
        ("array", b"[]"),
        ("not UTF-8", b"\xff\xfe"),
        ("HTML", include_bytes!("../wire/proxy.html")),
        ("XHTML", b"<html><body><RestException/></body></html>"),
        ("deep JSON", deep.as_bytes()),
        ("deep XML", deep_xml.as_bytes()),
        ("DTD", laughs.as_bytes()),
        ("many nodes", many.as_bytes()),
        ("over the cap", long.as_bytes()),
        ("a call and a refusal", both.as_bytes()),
    ] {
        assert_eq!(read(bytes), Body::Other, "{name}");
    }
    let marked = [
        b"\xEF\xBB\xBF\n".as_slice(),
        include_bytes!("../wire/connect-accepted.json"),
    ]
    .concat();
    assert_eq!(call(&marked).sid.as_str(), SID);
}
