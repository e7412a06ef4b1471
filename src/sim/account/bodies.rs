//! Answers as bytes: JSON or XML, in one of the styles that were seen.

use serde_json::{Map, Value, json};

use super::{dates::Dates, ledger::LedgerCall, route::Format};
use crate::{
    campaign::{Number, Outcome},
    clock::Timestamp,
    exotel::wire::HttpReply,
    sim::{
        phone,
        prng::{Prng, draw},
        scenario::{Empty, Phones, Scalars, Wire},
    },
};

/// A whole answer.
pub(super) fn reply(status: u16, value: &Value, format: Format, wire: &Wire) -> HttpReply {
    let body = match format {
        Format::Json => {
            let text = value.to_string();
            // A slash can only be within a string.
            if wire.escaped_slashes {
                text.replace('/', "\\/")
            } else {
                text
            }
        }
        Format::Xml => xml(value),
    };
    HttpReply::new(status, body)
}

/// The same in XML, under the root that Exotel inherited. Source: docs.exotel.com, sample of connect.
fn xml(value: &Value) -> String {
    let mut text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<TwilioResponse>".to_owned();
    children(value, &mut text);
    text.push_str("</TwilioResponse>\n");
    text
}

fn children(value: &Value, text: &mut String) {
    match value {
        Value::Null => {}
        Value::Object(fields) => {
            for (name, field) in fields {
                element(name, field, text);
            }
        }
        Value::Array(items) => {
            for item in items {
                element("Call", item, text);
            }
        }
        Value::String(plain) => {
            for c in plain.chars() {
                match c {
                    '<' => text.push_str("&lt;"),
                    '>' => text.push_str("&gt;"),
                    '&' => text.push_str("&amp;"),
                    c => text.push(c),
                }
            }
        }
        Value::Bool(_) | Value::Number(_) => text.push_str(&value.to_string()),
    }
}

fn element(name: &str, value: &Value, text: &mut String) {
    if value.is_null() || value.as_str() == Some("") {
        text.push_str(&format!("<{name}/>"));
        return;
    }
    text.push_str(&format!("<{name}>"));
    children(value, text);
    text.push_str(&format!("</{name}>"));
}

/// Which endpoint shows a call: they differ in their fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum View {
    /// The answer to a connect request.
    Created,
    /// `GET Calls/<sid>`, with the legs or without.
    Single {
        /// Whether `details=true` was asked for.
        details: bool,
    },
    /// One record of `GET Calls`.
    Record,
}

const STYLE: u64 = u64::from_be_bytes(*b"thestyle");

/// Writes values in the account's style.
pub(super) struct Writer<'a> {
    wire: &'a Wire,
    dates: &'a Dates,
    account: &'a str,
    seed: u64,
    /// Chance, where the style is mixed.
    style: Prng,
}

impl<'a> Writer<'a> {
    pub(super) fn new(wire: &'a Wire, dates: &'a Dates, account: &'a str, seed: u64) -> Writer<'a> {
        Writer {
            wire,
            dates,
            account,
            seed,
            style: draw(seed, &[STYLE]),
        }
    }

    pub(super) fn wire(&self) -> &Wire {
        self.wire
    }

    pub(super) fn account(&self) -> &str {
        self.account
    }

    /// A call as it is known at a moment, under the keys and in the order of real answers.
    pub(super) fn call(&mut self, call: &LedgerCall, at: Timestamp, view: View) -> Value {
        // The same call looks the same at every reading.
        self.style = draw(self.seed, &[STYLE, call.from.digits(), u64::from(call.nth)]);
        let created = view == View::Created;
        let over = !created && call.is_over(at);
        let settled = !created && call.settled_at <= at;
        let ours = self.phone(call.exophone);
        let (from, to) = call.ends();
        let began = self.dates.write(call.placed_at);
        let updated = if over {
            self.dates.write(call.ends_at)
        } else {
            began.clone()
        };
        let status = if over {
            call.outcome.as_str()
        } else {
            "in-progress"
        };
        let connected = call.outcome == Outcome::Completed;
        let ended = settled.then(|| json!(self.dates.write(call.ends_at)));
        let duration = settled.then(|| self.scalar(call.duration.to_string()));
        let price = settled.then(|| self.scalar(call.price_text()));
        let answered = (over && connected).then(|| json!("human"));
        let recording = (settled && connected).then(|| {
            json!(format!(
                "https://recordings.exotel.com/exotelrecordings/{}/{}.mp3",
                self.account,
                call.sid.as_str()
            ))
        });
        let phone_key = if view == View::Record {
            "PhoneNumber"
        } else {
            "PhoneNumberSid"
        };
        let uri = format!(
            "/v1/Accounts/{}/Calls/{}.json",
            self.account,
            call.sid.as_str()
        );
        let fields = [
            ("Sid", Some(json!(call.sid.as_str()))),
            ("ParentCallSid", None),
            ("DateCreated", Some(json!(began))),
            ("DateUpdated", Some(json!(updated))),
            ("AccountSid", Some(json!(self.account))),
            ("To", Some(json!(self.phone(to)))),
            ("From", Some(json!(self.phone(from)))),
            (phone_key, Some(json!(ours))),
            ("Status", Some(json!(status))),
            ("StartTime", Some(json!(began))),
            ("EndTime", ended),
            ("Duration", duration),
            ("Price", price),
            ("Direction", Some(json!(call.direction.as_str()))),
            ("AnsweredBy", answered),
            ("ForwardedFrom", None),
            ("CallerName", None),
            ("Uri", Some(json!(uri))),
            ("RecordingUrl", recording),
        ];
        let mut object = Map::new();
        for (name, value) in fields {
            if let Some(value) = value.or_else(|| self.nothing()) {
                object.insert(name.to_owned(), value);
            }
        }
        if view == (View::Single { details: true }) {
            object.insert("Details".to_owned(), legs(call, settled, status));
        }
        Value::Object(object)
    }

    /// How a value that is not known is written; left out when nothing.
    fn nothing(&mut self) -> Option<Value> {
        let styles = [Empty::Null, Empty::Blank, Empty::Absent];
        let style = match self.wire.empty {
            Empty::Mixed => *self.style.pick(&styles).unwrap_or(&Empty::Null),
            fixed => fixed,
        };
        match style {
            Empty::Null | Empty::Mixed => Some(Value::Null),
            Empty::Blank => Some(json!("")),
            Empty::Absent => None,
        }
    }

    /// A decimal number, as text or as a number.
    pub(super) fn scalar(&mut self, decimal: String) -> Value {
        let as_number = match self.wire.scalars {
            Scalars::Text => false,
            Scalars::Number => true,
            Scalars::Mixed => self.style.chance(500_000),
        };
        let number = as_number
            .then(|| serde_json::from_str(&decimal).ok())
            .flatten();
        number.unwrap_or(Value::String(decimal))
    }

    fn phone(&self, number: Number) -> String {
        match self.wire.phones {
            Phones::National => phone::national(number),
            Phones::E164 => number.e164(),
        }
    }
}

/// The legs of a call. Source: developer.exotel.com/api/call-details with `details=true`.
fn legs(call: &LedgerCall, settled: bool, status: &str) -> Value {
    let talk = if settled { call.duration } else { 0 };
    json!({
        "ConversationDuration": 0,
        "Leg1Status": status,
        "Leg2Status": "",
        "Legs": [{ "Leg": { "Id": 1, "OnCallDuration": talk } }],
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn xml_escapes_and_closes_empty_elements() {
        let value = json!({ "Result": { "Status": "A & B < C", "Type": "", "Expiry": -1, "Nothing": null } });
        let reply = reply(200, &value, Format::Xml, &Wire::default());
        let text = String::from_utf8(reply.body).unwrap();
        assert_eq!(
            text,
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<TwilioResponse><Result><Status>A &amp; B &lt; C</Status>\
             <Type/><Expiry>-1</Expiry><Nothing/></Result></TwilioResponse>\n"
        );
        let tree = roxmltree::Document::parse(&text).unwrap();
        assert_eq!(tree.root_element().tag_name().name(), "TwilioResponse");
    }

    #[test]
    fn slashes_can_be_escaped() {
        let wire = Wire {
            escaped_slashes: true,
            ..Wire::default()
        };
        let body = reply(200, &json!({ "Uri": "/v1" }), Format::Json, &wire).body;
        assert_eq!(body, br#"{"Uri":"\/v1"}"#);
    }
}
