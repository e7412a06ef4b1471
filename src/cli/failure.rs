//! Why a command did not do its work: what to say, what to do about it, and how the process ends.

use super::exit::Exit;
use crate::syntax::Diagnostic;

/// A command failed, or refused.
#[derive(Clone, Debug)]
pub(super) struct Failure {
    /// How the process ends.
    pub(super) exit: Exit,
    /// What happened, as a phrase; empty when the findings say it all.
    pub(super) message: String,
    /// What to do about it.
    pub(super) hints: Vec<String>,
    /// Findings in the user's files.
    pub(super) findings: Vec<Diagnostic>,
    /// Rows of contacts that were read before; nothing where none were looked at.
    pub(super) rows: Option<u64>,
}

impl Failure {
    /// A failure that ends the process so.
    pub(super) fn new(exit: Exit, message: impl Into<String>) -> Failure {
        Failure {
            exit,
            message: message.into(),
            hints: Vec::new(),
            findings: Vec::new(),
            rows: None,
        }
    }

    /// A wrong argument, or a file named by hand that cannot be read.
    pub(super) fn usage(message: impl Into<String>) -> Failure {
        Failure::new(Exit::Usage, message)
    }

    /// Not approved, or not safe to begin. Nothing was dialled.
    pub(super) fn refused(message: impl Into<String>) -> Failure {
        Failure::new(Exit::Refused, message)
    }

    /// A fault of the program or of the machine.
    pub(super) fn internal(message: impl Into<String>) -> Failure {
        Failure::new(Exit::Internal, message)
    }

    /// Findings stop the command.
    pub(super) fn findings(findings: Vec<Diagnostic>) -> Failure {
        Failure {
            findings,
            ..Failure::new(Exit::Findings, "")
        }
    }

    /// Says what to do about it.
    #[must_use]
    pub(super) fn hint(mut self, hint: impl Into<String>) -> Failure {
        self.hints.push(hint.into());
        self
    }
}
