//! What a journal says of its run, before anything happens.

use serde::{Deserialize, Serialize};

/// What the first record of a journal holds: which inputs the run was made of.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Header {
    /// Version of the format, [`FORMAT`](super::event::FORMAT).
    pub format: u32,
    /// Version of the program that wrote it.
    pub program: Box<str>,
    /// The run's name.
    pub run: Box<str>,
    /// The campaign's name.
    pub campaign: Box<str>,
    /// The profile of the account.
    pub account: Box<str>,
    /// Real, on a simulator over loopback, or on the embedded simulator.
    pub realm: Realm,
    /// Hash of the approved plan.
    pub plan: Box<str>,
    /// How it was approved and by whom.
    pub approval: Box<str>,
    /// Where the campaign file was.
    #[serde(default)]
    pub campaign_file: Box<str>,
    /// SHA-256 of the campaign file, hexadecimal.
    pub campaign_sha256: Box<str>,
    /// SHA-256 of the contact file, hexadecimal.
    pub contacts_sha256: Box<str>,
    /// SHA-256 of the account's and the house's settings that bear on calls, hexadecimal.
    pub policy_sha256: Box<str>,
    /// Data rows of the contact file.
    pub rows: u32,
    /// People to be called at the most.
    pub people: u32,
    /// Runs that were begun together with this one, in the same process.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub companions: Vec<Box<str>>,
    /// Seed of the embedded simulator, where it answers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seed: Option<u64>,
}

/// Who answers the requests of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Realm {
    /// Exotel.
    Exotel,
    /// A simulator on a loopback address.
    Loopback,
    /// The simulator in the same process, in virtual time.
    Simulated,
}
