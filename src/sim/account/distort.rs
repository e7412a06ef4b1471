//! Answers that are lost or damaged on their way.

use std::time::Duration;

use super::{bodies, refusal::Refusal, route::Format};
use crate::{
    exotel::wire::HttpReply,
    sim::{
        prng::Prng,
        scenario::{Loss, Range, Wire},
        served::Delivery,
    },
};

/// What happens to an answer, and how much later.
pub(super) struct Distorted {
    pub(super) late: Duration,
    pub(super) outcome: Delivery,
}

/// Loses or damages an answer. `good` is the answer as it would have been: none where no call was placed.
pub(super) fn distort(
    loss: Loss,
    good: Option<HttpReply>,
    format: Format,
    wire: &Wire,
    slow: Range,
    prng: &mut Prng,
) -> Distorted {
    let down = || {
        let refusal = Refusal::unavailable();
        bodies::reply(refusal.status, &refusal.body(), format, wire)
    };
    let mut late = Duration::ZERO;
    let outcome = match loss {
        Loss::Unavailable => Delivery::Reply(down()),
        Loss::Drop => Delivery::Hang,
        Loss::Reset => Delivery::Reset,
        Loss::Slow => {
            late = slow.drawn(prng);
            Delivery::Reply(good.unwrap_or_else(down))
        }
        Loss::Truncated => Delivery::Truncated(cut(good, format, prng)),
        Loss::NoSid => Delivery::Reply(plain(200, without_sid(format, prng))),
        Loss::Redirect => Delivery::Reply(plain(307, "")),
        Loss::Html => {
            let status = if prng.chance(500_000) { 200 } else { 502 };
            Delivery::Reply(plain(status, GATEWAY_PAGE))
        }
    };
    Distorted { late, outcome }
}

/// An answer with a body of any kind.
pub(super) fn plain(status: u16, body: &str) -> HttpReply {
    HttpReply::new(status, body)
}

/// A page as load balancers send it.
const GATEWAY_PAGE: &str = "<!DOCTYPE html>\n<html><head><title>502 Bad Gateway</title></head>\
    <body><center><h1>502 Bad Gateway</h1></center><hr><center>nginx</center></body></html>\n";

/// An answer that breaks off: anywhere where there is a call, else before anything that looks like a sid.
fn cut(good: Option<HttpReply>, format: Format, prng: &mut Prng) -> HttpReply {
    let mut reply = good.unwrap_or_else(|| match format {
        Format::Json => plain(200, "{\"Call\":{\"Sid\":\""),
        Format::Xml => plain(
            200,
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<TwilioResponse><Call><Sid>",
        ),
    });
    let length = prng.below(reply.body.len() as u64);
    reply.body.truncate(usize::try_from(length).unwrap_or(0));
    reply.whole = false;
    reply
}

/// Bodies of a success that name no call.
fn without_sid(format: Format, prng: &mut Prng) -> &'static str {
    let bodies: &[&str] = match format {
        Format::Json => &[
            "",
            "{}",
            "null",
            "{\"Call\":{}}",
            "{\"Call\":{\"Sid\":null,\"Status\":\"queued\"}}",
            "{\"Call\":{\"Sid\":\"\",\"Status\":\"in-progress\"}}",
        ],
        Format::Xml => &[
            "",
            "<TwilioResponse/>",
            "<TwilioResponse><Call><Sid/><Status>in-progress</Status></Call></TwilioResponse>",
        ],
    };
    prng.pick(bodies).unwrap_or(&"")
}

/// Bodies of a 429 that are not Exotel's.
pub(super) fn odd_too_many(prng: &mut Prng) -> &'static str {
    let bodies = [
        "",
        "Too Many Requests",
        "<html><head><title>429 Too Many Requests</title></head><body></body></html>",
        "{\"error\":\"rate limited\"}",
        "{\"RestException\":{\"Status\":429,",
    ];
    prng.pick(&bodies).unwrap_or(&"")
}
