//! What the tables of the language are made of.
//!
//! The language is written down once, as constants of these types beside the code that builds each
//! block (`decode`). The check of a file, the "did you mean" and the JSON schema all read the same
//! tables, so that none can know a key that another does not.

use std::time::Duration;

use crate::syntax::{Diagnostic, Place, Safety};

/// A block of keys.
#[derive(Debug)]
pub struct Block {
    /// What the block is for, a sentence.
    pub about: &'static str,
    /// Its keys, in the order of the manual.
    pub keys: &'static [Key],
}

impl Block {
    /// The key called `name`.
    pub fn key(&self, name: &str) -> Option<&'static Key> {
        self.keys.iter().find(|key| key.name == name)
    }
}

/// One key of a block.
#[derive(Debug)]
pub struct Key {
    /// Its name.
    pub name: &'static str,
    /// What its value may be.
    pub kind: Kind,
    /// What it does, a sentence.
    pub about: &'static str,
    /// Whether the block is useless without it.
    pub required: bool,
    /// The value that its absence means, as YAML; `null` says that the key may be null.
    pub default: Option<&'static str>,
}

impl Key {
    /// A key that may be absent.
    pub const fn new(name: &'static str, kind: Kind, about: &'static str) -> Key {
        Key {
            name,
            kind,
            about,
            required: false,
            default: None,
        }
    }

    /// A key that must be there.
    pub const fn required(self) -> Key {
        Key {
            required: true,
            ..self
        }
    }

    /// A key with the value that its absence means, as YAML.
    pub const fn default(self, yaml: &'static str) -> Key {
        Key {
            default: Some(yaml),
            ..self
        }
    }

    /// Whether `null` may be written.
    pub fn nullable(&self) -> bool {
        self.default == Some("null")
    }
}

/// What a value may be.
#[derive(Debug)]
pub enum Kind {
    /// The version of the language: 1.
    Version,
    /// Text of people, not empty; the word says what it names: "a column name".
    Text(&'static str),
    /// Text with a form.
    Format(&'static Format),
    /// `true` or `false`.
    Bool,
    /// A whole number, from and to inclusive.
    Count(u64, u64),
    /// A duration with a unit.
    Duration(&'static DurationRange),
    /// One of some words.
    Words(fn() -> Vec<Word>),
    /// `${VARIABLE}` or `${file:PATH}`; the flag says whether it may also be written out.
    Secret {
        /// Whether a literal is no secret here.
        literal: bool,
    },
    /// A block of keys.
    Block(&'static Block),
    /// A block whose keys the user names.
    Map {
        /// What the names may be.
        keys: &'static Kind,
        /// What the values may be.
        values: &'static Kind,
    },
    /// A list of at least so many values.
    List(&'static Kind, usize),
    /// Any of these; they differ in shape (a single value, a list, a block).
    Either(&'static [Kind]),
    /// Anything: a part of the language that is not read yet.
    Any,
}

/// Text with a form.
pub struct Format {
    /// What it is, with an example: "a time zone such as `Asia/Kolkata`".
    pub what: &'static str,
    /// What it must look like unquoted.
    pub quoting: Quoting,
    /// The whole text as an ECMA 262 regular expression, for editors. May be wider than `check`.
    pub pattern: &'static str,
    /// What is wrong with a text, if anything.
    pub check: fn(&str) -> Result<(), Fault>,
}

impl std::fmt::Debug for Format {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Format({})", self.what)
    }
}

/// Whether a text of some form may stand without quotes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quoting {
    /// Unless it would be read as a number, a truth value, null or a date.
    Usual,
    /// Never, since readers of YAML change it; the word names it: "a phone number".
    Always(&'static str),
    /// Always: a plain whole number is one of the forms.
    NumberToo,
    /// Always: a plain decimal number is the form.
    DecimalToo,
}

/// What is wrong with a value, before it is known where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Stable code.
    pub code: &'static str,
    /// One fact.
    pub message: String,
    /// What was read; may be empty.
    pub label: String,
    /// What to write instead.
    pub help: String,
    /// The one text that can be typed in the place of the value, and how sure that is.
    pub instead: Option<Box<(Safety, String)>>,
}

impl Fault {
    /// A fault with its message and what to write instead.
    pub fn new(code: &'static str, message: impl Into<String>, help: impl Into<String>) -> Fault {
        Fault {
            code,
            message: message.into(),
            label: String::new(),
            help: help.into(),
            instead: None,
        }
    }

    /// The text to be typed in the place of the value, where the help leaves no choice.
    #[must_use]
    pub fn instead(mut self, safety: Safety, text: impl Into<String>) -> Fault {
        self.instead = Some(Box::new((safety, text.into())));
        self
    }

    /// The error that it is at this place.
    pub fn at(self, place: Place) -> Diagnostic {
        let finding = Diagnostic::error(self.code, self.message).at(place, self.label);
        let finding = finding.help(self.help);
        match self.instead.map(|instead| *instead) {
            None => finding,
            Some((safety, text)) => finding.replaced(safety, text),
        }
    }
}

/// What a duration may be.
#[derive(Debug)]
pub struct DurationRange {
    /// The shortest.
    pub min: Duration,
    /// The longest, as the program counts it.
    pub max: Duration,
    /// The longest, as a person writes it.
    pub max_text: &'static str,
    /// Whether milliseconds count; Exotel counts in seconds.
    pub millis: bool,
    /// Code of a duration that is too long.
    pub code: &'static str,
    /// Why there is an upper limit, a phrase.
    pub why: &'static str,
}

/// A word that may be written, and what it does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Word {
    /// The word.
    pub word: &'static str,
    /// What it does, a phrase.
    pub about: &'static str,
}

/// A word and the value that it stands for.
#[derive(Clone, Copy, Debug)]
pub struct Choice<T: 'static> {
    /// The word.
    pub word: &'static str,
    /// What it means to the program.
    pub value: T,
    /// What it does, a phrase.
    pub about: &'static str,
}

impl<T> Choice<T> {
    /// A word, its value and what it does.
    pub const fn new(word: &'static str, value: T, about: &'static str) -> Choice<T> {
        Choice { word, value, about }
    }
}

/// The words of some choices.
pub fn words<T>(choices: &[Choice<T>]) -> Vec<Word> {
    let word = |choice: &Choice<T>| Word {
        word: choice.word,
        about: choice.about,
    };
    choices.iter().map(word).collect()
}
