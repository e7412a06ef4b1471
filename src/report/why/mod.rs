//! `exodial why`: the ordered decisions about one person.
//!
//! After the run they are a fold of its facts: `teller` decides which facts are about the person and keeps
//! what a sentence needs, `sentence` has one for every kind of fact (a new kind does not compile without).
//! Before the run they are what the plan rests on. [`render`] writes both.

pub mod phrases;
pub mod render;
mod known;
mod sentence;
mod teller;

use crate::{campaign::Number, clock::Timestamp, contacts::ContactId};

pub use teller::Teller;

/// A row of the contact file that the person stands in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonRow {
    /// The row.
    pub contact: ContactId,
    /// Its line in the contact file, from 1.
    pub line: u32,
    /// The name of its record, where it has one.
    pub id: Option<String>,
    /// What the reader made of it: a phrase.
    pub made: String,
}

/// One decision of a run about a person, with its cause.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// When.
    pub at: Timestamp,
    /// The kind of fact: a stable word.
    pub kind: &'static str,
    /// Which attempt of the person it is about, from 1.
    pub attempt: Option<u16>,
    /// What, and why: a sentence.
    pub text: String,
}

/// What a run decided about a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Story {
    /// The run.
    pub run: String,
    /// Who answered its requests: a phrase.
    pub realm: &'static str,
    /// Where the person stands in its contact file.
    pub rows: Vec<PersonRow>,
    /// The decisions, in order.
    pub lines: Vec<Line>,
    /// The word in the result file.
    pub disposition: &'static str,
    /// What it rests on, and what comes next where something does.
    pub reason: String,
}

/// What a plan says about a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Prospect {
    /// The campaign file.
    pub campaign: String,
    /// Who would answer its requests: a phrase.
    pub realm: &'static str,
    /// Where the person stands in its contact file.
    pub rows: Vec<PersonRow>,
    /// What is decided or known, in the order of its weight: what it is about, and a sentence.
    pub decisions: Vec<(&'static str, String)>,
    /// What would become of the person: `call`, or the word in the result file.
    pub word: &'static str,
}

/// What is told of a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Told {
    /// Before a run.
    Ahead(Box<Prospect>),
    /// What runs decided, newest first.
    Runs(Vec<Story>),
}

/// Who is told of: the number, where there is one. It is shown masked.
pub type Who = Option<Number>;
