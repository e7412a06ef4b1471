//! Answers that say no, in Exotel's shapes and words.

use serde_json::{Map, Value, json};

use crate::{campaign::Number, sim::phone};

/// An answer that says no.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Refusal {
    pub(super) status: u16,
    pub(super) message: String,
    /// Exotel's own number; most answers have none.
    pub(super) code: Option<u32>,
}

impl Refusal {
    pub(super) fn new(status: u16, message: impl Into<String>) -> Refusal {
        Refusal {
            status,
            message: message.into(),
            code: None,
        }
    }

    /// A parameter is missing. Source: docs.exotel.com/voice-apis, "outbound call to connect a customer to an app".
    pub(super) fn missing(name: &str) -> Refusal {
        Refusal::new(
            400,
            format!("Invalid call parameters - No '{name}' specified"),
        )
    }

    /// A parameter has a value that Exotel does not take. The texts are not documented.
    pub(super) fn invalid(name: &str) -> Refusal {
        Refusal::new(400, format!("Invalid call parameters - Invalid '{name}'"))
    }

    /// A parameter has a form that Exotel does not take. Source: a live answer to `StartTime>=…`.
    pub(super) fn parameter() -> Refusal {
        Refusal::new(400, "Invalid parameter")
    }

    /// `From` is no phone number. Seen in an integrator's tests.
    pub(super) fn bad_number(text: &str) -> Refusal {
        Refusal {
            code: Some(34_001),
            ..Refusal::new(400, format!("From number {text} is invalid"))
        }
    }

    /// The number is on the DND register. Source: a live answer of 2015; the number is in 0-form.
    pub(super) fn ndnc(number: Number) -> Refusal {
        let number = phone::national(number);
        Refusal::new(
            403,
            format!(
                "Call to [{number}] can not be made because of TRAI NDNC regulations. Read more about this here: \
                 http://support.exotel.in/support/solutions/articles/35421-what-kind-of-calls-can-i-make-to-people-\
                 who-have-registered-in-the-ncpr-and-to-people-who-have-not"
            ),
        )
    }

    /// Nothing is known by that name. Source: details of an unknown call, seen by an integrator.
    pub(super) fn not_found() -> Refusal {
        Refusal::new(404, "No matching results")
    }

    /// The key pair is wrong, or belongs to another account.
    pub(super) fn unauthorised() -> Refusal {
        Refusal::new(401, "Authentication failed")
    }

    /// Source: a live answer of 2026.
    pub(super) fn kyc() -> Refusal {
        Refusal::new(
            403,
            "Your account is not yet KYC compliant. This is mandatory by TRAI guidelines to connect outbound voice calls.",
        )
    }

    /// Source: developer.exotel.com/api, status 402; no body was ever published.
    pub(super) fn balance() -> Refusal {
        Refusal::new(
            402,
            "This action is not available on your plan, or you have exceeded usage limits for your current plan",
        )
    }

    /// No body was ever published.
    pub(super) fn suspended() -> Refusal {
        Refusal::new(
            403,
            "Your account is suspended. Please contact Exotel support.",
        )
    }

    /// The account's channels are all taken. No body was ever published.
    pub(super) fn channels(status: u16) -> Refusal {
        Refusal::new(status, "Concurrent call limit reached for your account")
    }

    /// Something is down.
    pub(super) fn unavailable() -> Refusal {
        Refusal::new(503, "Service Unavailable. Please try again.")
    }

    /// The envelope of the v1 API.
    pub(super) fn body(&self) -> Value {
        let mut exception = Map::new();
        exception.insert("Status".to_owned(), json!(self.status));
        exception.insert("Message".to_owned(), json!(self.message));
        if let Some(code) = self.code {
            exception.insert("Code".to_owned(), json!(code));
        }
        json!({ "RestException": exception })
    }
}
