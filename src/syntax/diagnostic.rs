//! A finding as data. How it is drawn is the business of `report`.
//!
//! Style: the message is one fact, a phrase without a full stop, in plain words and never "invalid";
//! the label says what was read there; the help says what to type instead.

use super::{Place, Span};

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Worth knowing.
    Info,
    /// Probably not what was meant; nothing is refused.
    Warning,
    /// Nothing runs until it is mended.
    Error,
}

/// A place in a file and what to say about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// Where.
    pub place: Place,
    /// What was read there; may be empty.
    pub text: String,
}

/// How sure a fix is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Safety {
    /// The meaning stays as it was.
    Safe,
    /// It is a guess, or the meaning changes.
    Unsafe,
}

/// What to write in place of a part of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    /// How sure it is.
    pub safety: Safety,
    /// The part, in bytes of the file that the first label points into.
    pub span: Span,
    /// What to write there.
    pub text: String,
}

/// One finding in a user's file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// Stable code, as `EXO101`.
    pub code: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// One fact, as a phrase.
    pub message: String,
    /// Where it is; the first label is the one that tools point at.
    pub labels: Vec<Label>,
    /// More facts, a sentence each.
    pub notes: Vec<String>,
    /// What to write instead.
    pub help: Option<String>,
    /// How many places in the file have the same fault; the labels show the first.
    pub count: u64,
    /// How the program itself can mend it.
    pub fix: Option<Fix>,
}

impl Diagnostic {
    /// An error with its message; add labels, notes and help by the builder methods.
    pub fn error(code: &'static str, message: impl Into<String>) -> Diagnostic {
        Diagnostic::new(code, Severity::Error, message)
    }

    /// A warning with its message.
    pub fn warning(code: &'static str, message: impl Into<String>) -> Diagnostic {
        Diagnostic::new(code, Severity::Warning, message)
    }

    /// Something worth knowing, with its message.
    pub fn info(code: &'static str, message: impl Into<String>) -> Diagnostic {
        Diagnostic::new(code, Severity::Info, message)
    }

    fn new(code: &'static str, severity: Severity, message: impl Into<String>) -> Diagnostic {
        Diagnostic {
            code,
            severity,
            message: message.into(),
            labels: Vec::new(),
            notes: Vec::new(),
            help: None,
            count: 1,
            fix: None,
        }
    }

    /// Adds a place; the first one added is the primary one.
    #[must_use]
    pub fn at(mut self, place: Place, text: impl Into<String>) -> Diagnostic {
        let text = text.into();
        self.labels.push(Label { place, text });
        self
    }

    /// Adds a sentence of explanation.
    #[must_use]
    pub fn note(mut self, note: impl Into<String>) -> Diagnostic {
        self.notes.push(note.into());
        self
    }

    /// Lets the program write something else where the finding points at.
    #[must_use]
    pub fn replaced(self, safety: Safety, text: impl Into<String>) -> Diagnostic {
        let Some(place) = self.labels.first().map(|label| &label.place) else {
            return self;
        };
        let span = place.byte..place.byte + place.within.len();
        self.edited(safety, span, text)
    }

    /// Lets the program write something else in a part of the file that the first label points into.
    #[must_use]
    pub fn edited(mut self, safety: Safety, span: Span, text: impl Into<String>) -> Diagnostic {
        let text = text.into();
        self.fix = Some(Fix { safety, span, text });
        self
    }

    /// Says what to write instead.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Diagnostic {
        self.help = Some(help.into());
        self
    }
}

/// `12480` as `12,480`.
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.char_indices() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}
