//! Requests as the text that would go over the wire.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on panics")]

use std::time::Duration;

use exodial::{
    campaign::{Number, Recording},
    clock::{Timestamp, UtcOffset},
    engine::effect::Query,
    exotel::{
        Endpoint,
        request::{connect, query},
        wire::HttpRequest,
    },
    journal::event::Sid,
    plan::CallRequest,
};

const SID: &str = "0a1b2c3d4e5f60718293a4b5c6d71abn";

fn endpoint() -> Endpoint {
    Endpoint::new("acme1", "https://api.in.exotel.com", UtcOffset::IST, None).unwrap()
}

fn number(digits: u64) -> Number {
    Number::from_digits(digits).unwrap()
}

/// 2026-11-23 at this time in IST.
fn ist(hours: i64, minutes: i64, seconds: i64) -> Timestamp {
    let midnight = 1_795_372_200;
    Timestamp::from_secs(midnight + hours * 3600 + minutes * 60 + seconds)
}

fn shown(request: &HttpRequest) -> String {
    let pairs: Vec<String> = request
        .params
        .iter()
        .map(|(n, v)| format!("{n}={v}"))
        .collect();
    format!(
        "{:?} {} {}",
        request.method,
        request.path,
        pairs.join(" | ")
    )
}

#[test]
fn a_call_is_asked_for_with_everything_said() {
    let mut call = CallRequest {
        to: number(910_000_012_345),
        exophone: number(910_000_000_001),
        app_id: "926".to_owned(),
        ring_timeout: Duration::from_secs(30),
        time_limit: Duration::from_secs(120),
        custom_field: None,
        record: None,
        status_callback: None,
    };
    assert_eq!(
        shown(&connect(&endpoint(), &call)),
        "Post /v1/Accounts/acme1/Calls/connect.json From=+910000012345 | CallerId=+910000000001 | \
         Url=http://my.exotel.com/acme1/exoml/start_voice/926 | CallType=trans | TimeLimit=120 | \
         TimeOut=30 | Record=false"
    );
    call.custom_field = Some(r#"{"a":"&=+ é"}"#.to_owned());
    call.record = Some(Recording {
        dual: true,
        high_quality: false,
    });
    call.status_callback = Some("https://hooks.example.com/x?key=1".into());
    let request = connect(&endpoint(), &call);
    assert!(shown(&request).ends_with(
        r#"TimeOut=30 | CustomField={"a":"&=+ é"} | Record=true | RecordingChannels=dual | RecordingFormat=mp3 | StatusCallback=https://hooks.example.com/x?key=1"#
    ));
    assert!(
        request
            .encoded()
            .contains("CustomField=%7B%22a%22%3A%22%26%3D%2B+%C3%A9%22%7D&")
    );
    call.record = Some(Recording {
        dual: false,
        high_quality: true,
    });
    assert!(shown(&connect(&endpoint(), &call)).contains("single | RecordingFormat=mp3-hq |"));
}

#[test]
fn queries_ask_for_json_in_the_zone_of_the_account() {
    let sid = |last: &str| Sid::parse(&format!("{}{last}", &SID[..31])).unwrap();
    let person = number(910_000_012_345);
    let (since, until) = (ist(9, 59, 59) + Duration::from_millis(999), ist(10, 5, 0));
    let until = until + Duration::from_millis(1);
    let range = "DateCreated=gte:2026-11-23 09:59:59;lte:2026-11-23 10:05:01 | \
                 SortBy=DateCreated:asc | PageSize=100";
    for (asked, expected) in [
        (
            Query::Standing(person),
            "CustomerWhitelist/00000012345.json ".to_owned(),
        ),
        (
            Query::Standing(number(14_155_550_100)),
            "CustomerWhitelist/%2B14155550100.json ".to_owned(),
        ),
        (Query::Dnd(person), "Numbers/00000012345.json ".to_owned()),
        (Query::Call(sid("n")), format!("Calls/{SID}.json ")),
        (
            Query::Sids {
                sids: vec![sid("n"), sid("o")],
                made: None,
            },
            format!(
                "Calls.json Sid={SID},{}o | SortBy=DateCreated:asc | PageSize=100",
                &SID[..31]
            ),
        ),
        (
            Query::Sids {
                sids: vec![sid("n")],
                made: Some((since, until)),
            },
            format!("Calls.json Sid={SID} | {range}"),
        ),
        (
            Query::Search {
                numbers: vec![person, number(910_000_012_346)],
                exophone: number(910_000_000_001),
                since,
                until,
            },
            format!(
                "Calls.json From=+910000012345,+910000012346 | PhoneNumber=+910000000001 | {range}"
            ),
        ),
    ] {
        let request = query(&endpoint(), &asked);
        assert_eq!(
            shown(&request),
            format!("Get /v1/Accounts/acme1/{expected}")
        );
    }
    // A whole second stays itself, before 1970 too.
    let exact = Query::Sids {
        sids: vec![],
        made: Some((ist(10, 0, 0), ist(10, 0, 0))),
    };
    let utc = Endpoint::new("acme1", "https://api.exotel.com", UtcOffset::UTC, None).unwrap();
    assert!(
        shown(&query(&utc, &exact)).contains("gte:2026-11-23 04:30:00;lte:2026-11-23 04:30:00")
    );
    let early = Timestamp::from_millis(-1);
    let early = Query::Sids {
        sids: vec![],
        made: Some((early, early)),
    };
    assert!(
        shown(&query(&utc, &early)).contains("gte:1969-12-31 23:59:59;lte:1970-01-01 00:00:00")
    );
}
