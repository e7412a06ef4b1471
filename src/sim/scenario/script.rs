//! What is fixed for single numbers, whatever the dice say.

use std::{collections::BTreeMap, fmt, str::FromStr};

use serde::{Deserialize, Deserializer, de};

use super::{ending::Ending, fault::Fault};
use crate::{
    campaign::Number,
    journal::event::{Dnd, Standing},
    sim::phone,
};

/// What is fixed, by number.
pub type Scripts = BTreeMap<Phone, Script>;

/// What is fixed for one number.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Script {
    /// How its calls end, first to last; the last word serves all further calls.
    pub outcomes: Vec<Ending>,
    /// How its connect requests are answered, first to last: `ok`, a refusal (`refused`, `dnd`), or a fault
    /// such as `drop placed`.
    /// Requests beyond the list are answered as the dice fall.
    pub answers: Vec<Answer>,
    /// What the whitelist says; `refused`: look-ups get a 400. Whether Exotel does that is not known.
    #[serde(deserialize_with = "standing")]
    pub whitelist: Option<Standing>,
    /// What the DND register says.
    pub dnd: Option<Dnd>,
}

/// How one connect request is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// As it should be.
    Ok,
    /// 400: Exotel does not take the number.
    Refused,
    /// 403: Exotel does not call the number because of the DND register.
    Dnd,
    /// So that it does not say whether a call was placed.
    Fault(Fault),
}

impl FromStr for Answer {
    type Err = String;
    fn from_str(text: &str) -> Result<Answer, String> {
        match text {
            "ok" => Ok(Answer::Ok),
            "refused" => Ok(Answer::Refused),
            "dnd" => Ok(Answer::Dnd),
            fault => fault.parse().map(Answer::Fault).map_err(|()| {
                format!("`{text}` is not an answer: write `ok`, `refused`, `dnd`, or a fault such as `drop placed` or `html not_placed`")
            }),
        }
    }
}

impl<'de> Deserialize<'de> for Answer {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Answer, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(de::Error::custom)
    }
}

/// A phone number in a scenario.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Phone(pub Number);

impl fmt::Debug for Phone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

impl<'de> Deserialize<'de> for Phone {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Phone, D::Error> {
        let text = String::deserialize(deserializer)?;
        phone::read(&text).map(Phone).ok_or_else(|| {
            de::Error::custom(format!(
                "`{text}` is not a phone number: write it in E.164 and in quotes"
            ))
        })
    }
}

/// Reads one of the words that the whitelist can say; it can also refuse to say anything.
fn standing<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Standing>, D::Error> {
    let text = Option::<String>::deserialize(deserializer)?;
    match text.as_deref() {
        None => Ok(None),
        Some("whitelist") => Ok(Some(Standing::Whitelist)),
        Some("blacklist") => Ok(Some(Standing::Blacklist)),
        Some("neutral") => Ok(Some(Standing::Neutral)),
        Some("refused") => Ok(Some(Standing::Refused("".into()))),
        Some(other) => Err(de::Error::unknown_variant(
            other,
            &["whitelist", "blacklist", "neutral", "refused"],
        )),
    }
}
