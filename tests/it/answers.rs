//! The whole space of answers to a connect request: every status, every kind of body, every transport error.
//!
//! The tables are written from the documents and from the law, not from the code: a refusal counts when
//! it is documented, shaped as Exotel's and whole; everything else leaves the call in doubt.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on panics")]

use std::time::Duration;

use exodial::{
    campaign::Number,
    clock::{Timestamp, UtcOffset},
    engine::effect::Answer,
    exotel::{
        Endpoint,
        answer::answer,
        wire::{HttpReply, TransportError},
    },
    journal::event::{Doubt, Sid},
};

pub(crate) const SID: &str = "0a1b2c3d4e5f60718293a4b5c6d71abn";

/// A connect request: status by kind of body. `call` and `error` are Exotel's shapes in JSON and in XML,
/// `text` is the sentence of Exotel's old 401, `cut` is half a JSON body.
const CONNECT: &str = "
    status   call          error         text          empty         html          cut
    100-199  foreign       foreign       foreign       foreign       foreign       foreign
    200-299  accepted      unreadable    unreadable    unreadable    unreadable    unreadable
    300-399  redirect      redirect      redirect      redirect      redirect      redirect
    400      foreign       row           foreign       foreign       foreign       broken
    401      foreign       account       account       foreign       foreign       broken
    402-404  foreign       account       foreign       foreign       foreign       broken
    405-407  foreign       foreign       foreign       foreign       foreign       foreign
    408-409  server-error  server-error  server-error  server-error  server-error  server-error
    410-412  foreign       foreign       foreign       foreign       foreign       foreign
    413-415  foreign       row           foreign       foreign       foreign       broken
    416-421  foreign       foreign       foreign       foreign       foreign       foreign
    422      foreign       row           foreign       foreign       foreign       broken
    423-428  foreign       foreign       foreign       foreign       foreign       foreign
    429      too-many      too-many      too-many      too-many      too-many      too-many
    430-499  foreign       foreign       foreign       foreign       foreign       foreign
    500-599  server-error  server-error  server-error  server-error  server-error  server-error
    600-999  foreign       foreign       foreign       foreign       foreign       foreign
";

pub(crate) fn endpoint() -> Endpoint {
    Endpoint::new("acme1", "https://api.exotel.com", UtcOffset::IST, None).unwrap()
}

pub(crate) fn person() -> Number {
    Number::from_digits(910_000_012_345).unwrap()
}

fn word(answer: &Answer) -> &'static str {
    match answer {
        Answer::Accepted { .. } => "accepted",
        Answer::NotSent { .. } => "not-sent",
        Answer::Withheld { .. } => "withheld",
        Answer::TooMany { .. } => "too-many",
        Answer::Dnd { .. } => "dnd",
        Answer::Row { .. } => "row",
        Answer::Account { .. } => "account",
        Answer::Lost { doubt, .. } => match doubt {
            Doubt::Timeout => "timeout",
            Doubt::Broken => "broken",
            Doubt::ServerError => "server-error",
            Doubt::Redirect => "redirect",
            Doubt::Unreadable => "unreadable",
            Doubt::Foreign => "foreign",
            Doubt::Crash | Doubt::ClaimedSid => "of another room",
        },
    }
}

pub(crate) fn refusal(status: u16, message: &str) -> Vec<u8> {
    format!(r#"{{"RestException":{{"Status":{status},"Message":"{message}"}}}}"#).into_bytes()
}

/// Every body of a kind for a status; the last flag says whether the body is whole.
pub(crate) fn bodies(kind: &str, status: u16) -> Vec<(Vec<u8>, bool)> {
    let json = include_bytes!("../wire/connect-accepted.json").to_vec();
    let half = |bytes: &[u8]| bytes[..bytes.len() / 2].to_vec();
    let error = refusal(status, "Something about it");
    match kind {
        "call" => vec![
            (json, true),
            (
                include_bytes!("../wire/connect-accepted.xml").to_vec(),
                true,
            ),
        ],
        "error" => vec![
            (error, true),
            (
                format!(
                    "<TwilioResponse><RestException><Status>{status}</Status>\
                     <Message>Something about it</Message></RestException></TwilioResponse>"
                )
                .into_bytes(),
                true,
            ),
        ],
        "text" => vec![(
            b"Authentication is required to view this page.".to_vec(),
            true,
        )],
        "empty" => vec![(vec![], true), (b"\r\n".to_vec(), true)],
        "html" => vec![(include_bytes!("../wire/proxy.html").to_vec(), true)],
        "cut" => vec![
            (half(&json), false),
            (half(&error), false),
            (error, false),
            (vec![], false),
        ],
        other => panic!("{other}"),
    }
}

#[test]
fn every_status_and_body_has_one_answer() {
    let mut lines = CONNECT
        .lines()
        .map(str::split_whitespace)
        .filter_map(|mut line| {
            let first = line.next()?;
            Some((first, line.collect::<Vec<_>>()))
        });
    let (_, kinds) = lines.next().unwrap();
    let mut next = 100;
    for (range, expected) in lines {
        let (first, last) = range.split_once('-').unwrap_or((range, range));
        let (first, last): (u16, u16) = (first.parse().unwrap(), last.parse().unwrap());
        assert_eq!(first, next, "the table has no gap");
        next = last + 1;
        for status in first..=last {
            for (kind, expected) in kinds.iter().zip(&expected) {
                for (body, whole) in bodies(kind, status) {
                    let reply = HttpReply {
                        whole,
                        ..HttpReply::new(status, body)
                    };
                    let answer = answer(&endpoint(), &Ok(reply));
                    assert_eq!(word(&answer), *expected, "{status} {kind}: {answer:?}");
                }
            }
        }
    }
    assert_eq!(next, 1000);
}

#[test]
fn a_refusal_inside_a_success_counts_as_what_it_says() {
    for (inner, expected) in [
        (200, "unreadable"),
        (302, "redirect"),
        (400, "row"),
        (401, "account"),
        (402, "account"),
        (403, "account"),
        (404, "account"),
        (405, "foreign"),
        (408, "server-error"),
        (409, "server-error"),
        (422, "row"),
        (429, "too-many"),
        (500, "server-error"),
        (503, "server-error"),
    ] {
        for outer in [200, 202] {
            let reply = HttpReply::new(outer, refusal(inner, "Something"));
            assert_eq!(
                word(&answer(&endpoint(), &Ok(reply))),
                expected,
                "{inner} in {outer}"
            );
        }
    }
    for (status, body, expected) in [
        (
            200,
            r#"{"RestException":{"Message":"no status"}}"#,
            "unreadable",
        ),
        // A failure within a refusal is a failure.
        (
            400,
            r#"{"RestException":{"Status":500,"Message":"Oops"}}"#,
            "server-error",
        ),
        (
            403,
            r#"{"RestException":{"Status":409,"Message":"Conflict"}}"#,
            "server-error",
        ),
        // Otherwise the status outside counts: the one inside need not agree.
        (
            400,
            r#"{"RestException":{"Status":404,"Message":"No matching results"}}"#,
            "row",
        ),
        (
            400,
            r#"{"RestException":{"Message":"Nothing known"}}"#,
            "row",
        ),
    ] {
        let answer = answer(&endpoint(), &Ok(HttpReply::new(status, body)));
        assert_eq!(word(&answer), expected, "{status} {body}");
    }
}

#[test]
fn messages_tell_the_person_from_the_campaign_and_the_account() {
    for (status, message, expected) in [
        (
            403,
            "Call to [00000012345] can not be made because of TRAI NDNC regulations.",
            "dnd",
        ),
        (
            403,
            "Call to [00000012345] cannot be made because of TRAI NDNC regulations",
            "dnd",
        ),
        (
            403,
            "Your account is not yet KYC compliant. This is mandatory by TRAI guidelines",
            "account",
        ),
        (
            403,
            "Complete your registration before making outbound calls",
            "account",
        ),
        (400, "Invalid call parameters - No 'From' specified", "row"),
        (400, "From number +910000012345 is invalid", "row"),
        (400, "From number does not match the CallerId", "row"),
        (400, "Invalid parameter", "row"),
        (400, "CustomField is too long", "row"),
        (400, "", "row"),
        (400, "CallerId is not a valid ExoPhone", "account"),
        (
            400,
            "caller id is not verified from your account",
            "account",
        ),
        (400, "Invalid Url", "account"),
        (400, "The flow does not exist", "account"),
        (400, "TimeLimit must be between 1 and 14400", "account"),
        (400, "Time out is too long", "account"),
        (400, "CallType is mandatory", "account"),
        (400, "happy curled overflow", "row"),
        (422, "Invalid Url", "row"),
    ] {
        let answer = answer(
            &endpoint(),
            &Ok(HttpReply::new(status, refusal(status, message))),
        );
        assert_eq!(word(&answer), expected, "{status} {message}");
        if let Answer::Account { status: told, .. } = answer {
            assert_eq!(told, status);
        }
    }
}

#[test]
fn answers_carry_what_they_are_for() {
    let of = |reply| answer(&endpoint(), &Ok(reply));
    let call = include_bytes!("../wire/connect-accepted.json").as_slice();
    let accepted = Answer::Accepted {
        sid: Sid::parse(SID).unwrap(),
        created: Some(Timestamp::from_secs(1_795_408_201)),
    };
    assert_eq!(of(HttpReply::new(200, call)), accepted);
    // A call that is named exists, also when the rest did not arrive.
    assert_eq!(
        of(HttpReply {
            whole: false,
            ..HttpReply::new(201, call)
        }),
        accepted
    );

    let limited = HttpReply {
        retry_after: Some("30".to_owned()),
        ..HttpReply::new(429, "<h1>Slow</h1>")
    };
    assert_eq!(
        of(limited),
        Answer::TooMany {
            retry_after: Some(Duration::from_secs(30))
        }
    );
    let limited = HttpReply::new(429, include_bytes!("../wire/refused-string-code.json"));
    assert_eq!(of(limited), Answer::TooMany { retry_after: None });

    let Answer::Dnd { message } = of(HttpReply::new(
        403,
        include_bytes!("../wire/refused-ndnc.json").as_slice(),
    )) else {
        panic!()
    };
    assert!(
        message.starts_with("Call to [xxxxxxxxxxx] can not be made"),
        "{message}"
    );

    let gateway = of(HttpReply::new(502, "<p>From=%2B910000012345\u{1b}[0m</p>"));
    let evidence = "HTTP 502 <p>From=%2Bxxxxxxxxxxxx [0m</p>".to_owned();
    assert_eq!(
        gateway,
        Answer::Lost {
            doubt: Doubt::ServerError,
            evidence
        }
    );

    for (error, expected) in [
        (TransportError::NotSent("refused".to_owned()), "not-sent"),
        (TransportError::Withheld("the order lapsed"), "withheld"),
        (TransportError::TimedOut, "timeout"),
        (
            TransportError::Broken("reset by 00000012345".to_owned()),
            "broken",
        ),
    ] {
        let answer = answer(&endpoint(), &Err(error));
        assert_eq!(word(&answer), expected);
        assert!(!format!("{answer:?}").contains("12345"));
    }
}
