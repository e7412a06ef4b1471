//! The machine form of a plan, `exodial.plan/1`, and the difference of two of them in people.
//!
//! It holds no whole number and no text of a request: people are named by a keyed hash that only this project
//! can make ([`PlannedRow::who`]), so that a file that is kept or sent gives no list of numbers away, and none
//! can be found by trying them all.

pub mod diff;
pub mod render;
pub mod settings;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// The version of the form.
pub const FORMAT: &str = "exodial.plan/1";

/// The word of a row that is to be called.
pub const CALL: &str = "call";

/// A plan, for programs and for the next plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outline {
    /// [`FORMAT`].
    pub format: String,
    /// Where it is from: a run's name, or when the plan was made, RFC 3339.
    pub from: String,
    /// The campaign's name.
    pub campaign: String,
    /// The profile of the account.
    pub account: String,
    /// Who would answer its requests: `exotel`, `loopback` or `simulated`.
    pub realm: String,
    /// The plan's hash, by which `run --approve` names it.
    pub hash: String,
    /// Names the key of the hashes in it: those of another key cannot be compared.
    pub key: String,
    /// Rows by their word.
    pub counts: BTreeMap<String, u64>,
    /// When and how much, where it is a plan's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub forecast: Option<Times>,
    /// What deserves a look before it is approved, where it is a plan's.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<Caution>,
    /// Every setting that bears on calls: those of the campaign file by their path, those of account and house
    /// behind `house.`.
    pub settings: BTreeMap<String, String>,
    /// Every row of the contact file, in order.
    pub people: Vec<PlannedRow>,
}

/// The forecast, as moments and counts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Times {
    /// When the run would begin, RFC 3339.
    pub begins: String,
    /// The first call: at the earliest, at the latest.
    pub first_call: [String; 2],
    /// The first calls are done: at the earliest, at the latest.
    pub first_calls_done: [String; 2],
    /// With every retry, and every call at its longest.
    pub latest_end: String,
    /// First calls.
    pub calls: u64,
    /// Look-ups at the least, at the most.
    pub lookups: [u64; 2],
}

/// A warning of a plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Caution {
    /// The code of its rule, where it belongs to one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// What it says.
    pub message: String,
}

/// One row of the contact file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlannedRow {
    /// The data row, from 1.
    pub row: u64,
    /// The name of its record, where it has one; what could be a phone number is masked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// A keyed hash of its number: the same in all plans of the project, and nothing without the key. Nothing
    /// where the row has no number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub who: Option<String>,
    /// Keyed hashes of the numbers that are called after it, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub further: Vec<String>,
    /// The number, masked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    /// `call`, or the word that the row would have in the result file.
    pub word: String,
    /// Why it is not called: a phrase.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
    /// The flow that would be called with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub app_id: Option<String>,
    /// A keyed hash of the custom field.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub custom_field: Option<String>,
}

impl Outline {
    /// Rows by their word, from the rows.
    pub fn count(people: &[PlannedRow]) -> BTreeMap<String, u64> {
        let mut counts = BTreeMap::new();
        for row in people {
            *counts.entry(row.word.clone()).or_default() += 1;
        }
        counts
    }

    /// People to be called.
    pub fn calls(&self) -> u64 {
        self.counts.get(CALL).copied().unwrap_or(0)
    }
}
