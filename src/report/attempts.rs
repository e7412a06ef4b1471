//! The file of attempts: one row for each request for a call, in the order of the contacts.

use csv::ByteRecord;

use super::{lines::Lines, results::ResultFault, why::phrases::doubt};
use crate::{
    clock::{Timestamp, UtcOffset},
    engine::attempt::Attempt,
    journal::event::{AttemptId, CallDetails, Rejection},
};

/// The columns.
pub const COLUMNS: [&str; 14] = [
    "row",
    "id",
    "attempt",
    "phone",
    "asked_at",
    "state",
    "placed_at",
    "ended_at",
    "outcome",
    "call_sid",
    "duration_seconds",
    "price",
    "recording_url",
    "reason",
];

/// Where an attempt's contact stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Whose {
    /// The name of the record; empty where there is none.
    pub id: String,
    /// Its file, where there are several.
    pub source: Option<String>,
}

/// Writes all attempts. `whose` tells of a contact; it is asked in the order of the rows. With several contact files
/// their names make a column more. `out` is not finished.
///
/// # Errors
/// When a contact cannot be told, or a line cannot be written.
pub fn write<'e>(
    out: &mut dyn Lines,
    attempts: impl Iterator<Item = (AttemptId, &'e Attempt)>,
    offset: UtcOffset,
    several: bool,
    mut whose: impl FnMut(AttemptId) -> Result<Whose, ResultFault>,
) -> Result<u64, ResultFault> {
    let mut header: Vec<&str> = COLUMNS.to_vec();
    if several {
        header.push("source");
    }
    out.line(&ByteRecord::from(header))?;
    let mut count = 0;
    for (id, attempt) in attempts {
        let Whose { id: name, source } = whose(id)?;
        let mut cells = cells(id, attempt, name, offset).to_vec();
        cells.extend(several.then(|| source.unwrap_or_default()));
        out.line(&ByteRecord::from(cells))?;
        count += 1;
    }
    Ok(count)
}

fn cells(id: AttemptId, attempt: &Attempt, name: String, offset: UtcOffset) -> [String; 14] {
    let intent = attempt.intent();
    let nothing = CallDetails::default();
    let (details, outcome) = match attempt {
        Attempt::Ended(ended) => (&ended.details, Some(ended.outcome)),
        _ => (&nothing, None),
    };
    let time = |at: Option<Timestamp>| at.map(|at| at.rfc3339(offset)).unwrap_or_default();
    let text = |text: Option<&str>| text.unwrap_or_default().to_owned();
    // A request that made no call has placed nothing.
    let placed = match attempt {
        Attempt::Accepted { .. } | Attempt::Ended(_) | Attempt::Unconfirmed { .. } => {
            Some(attempt.created().unwrap_or(intent.at))
        }
        _ => None,
    };
    [
        (id.contact.0 + 1).to_string(),
        name,
        id.number.to_string(),
        intent.number.e164(),
        time(Some(intent.at)),
        state(attempt).to_owned(),
        time(placed),
        time(details.ended),
        text(outcome.map(|outcome| outcome.as_str())),
        text(attempt.sid().map(|sid| sid.as_str())),
        details
            .duration
            .map(|seconds| seconds.to_string())
            .unwrap_or_default(),
        text(details.price.as_deref()),
        text(details.recording.as_deref()),
        reason(attempt),
    ]
}

/// What is known of an attempt, in a word.
pub const fn state(attempt: &Attempt) -> &'static str {
    match attempt {
        Attempt::Intended(_) => "sending",
        Attempt::Accepted { .. } => "under-way",
        Attempt::Ambiguous { .. } => "in-doubt",
        Attempt::Rejected { .. } => "refused",
        Attempt::Ended(_) => "ended",
        Attempt::Unknown { .. } | Attempt::Unconfirmed { .. } => "unsettled",
        Attempt::PresumedNone { .. } => "no-call",
    }
}

/// Why it is so, where the state does not say it.
fn reason(attempt: &Attempt) -> String {
    match attempt {
        Attempt::Rejected { why, message, .. } => {
            let why = match why {
                Rejection::NotSent => "not one byte of the request left",
                Rejection::TooMany => "over the account's rate",
                Rejection::Dnd => "on the DND register",
                Rejection::Row => "refused for this person",
                Rejection::Account => "refused for the whole account",
            };
            match message.is_empty() {
                true => why.to_owned(),
                false => format!("{why}: {message}"),
            }
        }
        Attempt::Ambiguous { why, .. } | Attempt::Unknown { why, .. } => doubt(*why).to_owned(),
        Attempt::PresumedNone { .. } => "Exotel lists no such call".to_owned(),
        Attempt::Unconfirmed { .. } => "the end of the call could not be read".to_owned(),
        Attempt::Intended(_) | Attempt::Accepted { .. } | Attempt::Ended(_) => String::new(),
    }
}
