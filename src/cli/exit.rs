//! Exit codes: one table for every command, and which one is told when several hold.

use std::process::ExitCode;

use crate::report::summary::ExitNote;

/// How a process ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Exit {
    /// Done, nothing to complain about.
    Ok,
    /// A campaign or contact file has findings.
    Findings,
    /// A wrong argument, or a file that is named and cannot be read.
    Usage,
    /// A fault of the program or of the machine.
    Internal,
    /// No campaign file, or nobody to be called.
    NothingFound,
    /// Stopped in good order with calls left.
    Unfinished,
    /// Every call is placed, and some outcomes are not known.
    Unsettled,
    /// A threshold of the campaign was missed.
    Thresholds,
    /// Not approved, or not safe to begin. Nothing was dialled.
    Refused,
    /// Exotel refuses the account.
    Account,
    /// There are calls to place.
    Changes,
    /// SIGINT.
    Interrupted,
    /// SIGTERM.
    Terminated,
}

impl Exit {
    /// Every exit, in the order of the codes.
    pub const ALL: [Exit; 13] = [
        Exit::Ok,
        Exit::Findings,
        Exit::Usage,
        Exit::Internal,
        Exit::NothingFound,
        Exit::Unfinished,
        Exit::Unsettled,
        Exit::Thresholds,
        Exit::Refused,
        Exit::Account,
        Exit::Changes,
        Exit::Interrupted,
        Exit::Terminated,
    ];

    /// Which one is told when several hold: the first of these. A fault of the program hides everything
    /// else; a run that did not begin has no outcome; an interrupted one has no verdict yet.
    const PRECEDENCE: [Exit; 13] = [
        Exit::Internal,
        Exit::Account,
        Exit::Refused,
        Exit::Usage,
        Exit::Findings,
        Exit::NothingFound,
        Exit::Interrupted,
        Exit::Terminated,
        Exit::Unfinished,
        Exit::Unsettled,
        Exit::Thresholds,
        Exit::Changes,
        Exit::Ok,
    ];

    /// The code that the process ends with.
    pub const fn code(self) -> u8 {
        match self {
            Exit::Ok => 0,
            Exit::Findings => 1,
            Exit::Usage => 2,
            Exit::Internal => 3,
            Exit::NothingFound => 4,
            Exit::Unfinished => 5,
            Exit::Unsettled => 6,
            Exit::Thresholds => 7,
            Exit::Refused => 8,
            Exit::Account => 9,
            Exit::Changes => 10,
            Exit::Interrupted => 130,
            Exit::Terminated => 143,
        }
    }

    /// Its name in `summary.json`.
    pub const fn name(self) -> &'static str {
        match self {
            Exit::Ok => "ok",
            Exit::Findings => "findings",
            Exit::Usage => "usage",
            Exit::Internal => "internal",
            Exit::NothingFound => "nothing-found",
            Exit::Unfinished => "unfinished",
            Exit::Unsettled => "unsettled",
            Exit::Thresholds => "thresholds",
            Exit::Refused => "refused",
            Exit::Account => "account",
            Exit::Changes => "changes",
            Exit::Interrupted => "interrupted",
            Exit::Terminated => "terminated",
        }
    }

    /// When it is told: a phrase or two.
    pub const fn meaning(self) -> &'static str {
        match self {
            Exit::Ok => "done, nothing to complain about; also: nothing left to resume",
            Exit::Findings => {
                "a campaign or contact file has findings, one of its tests failed, `fmt --check` would \
                 change a file, or `verify` found a broken law"
            }
            Exit::Usage => "a wrong flag or argument, or a named file that cannot be read",
            Exit::Internal => "a fault of the program, or a journal that cannot be written",
            Exit::NothingFound => {
                "no campaign file or test was found, or nobody is left to be called"
            }
            Exit::Unfinished => "stopped in good order with calls left; `exodial resume` goes on",
            Exit::Unsettled => {
                "all calls placed, some outcomes not known; `exodial reconcile` asks again"
            }
            Exit::Thresholds => "finished, and a threshold of the campaign was missed",
            Exit::Refused => {
                "not approved, changed, locked, unfinished or damaged: nothing was dialled"
            }
            Exit::Account => "Exotel refuses the account: credentials, balance or permission",
            Exit::Changes => "`plan --detailed-exitcode`: there are calls to place",
            Exit::Interrupted => "interrupted (SIGINT); the run can be resumed",
            Exit::Terminated => "terminated (SIGTERM); the run can be resumed",
        }
    }

    /// The one that is told when all of these hold; [`Exit::Ok`] when none does.
    pub fn foremost(exits: impl IntoIterator<Item = Exit>) -> Exit {
        exits
            .into_iter()
            .min_by_key(|exit| Exit::PRECEDENCE.iter().position(|first| first == exit))
            .unwrap_or(Exit::Ok)
    }

    /// The exit with its reasons, for a summary.
    pub fn note(self, reasons: Vec<String>) -> ExitNote {
        ExitNote {
            code: self.code(),
            name: self.name(),
            reasons,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> ExitCode {
        ExitCode::from(exit.code())
    }
}

/// The text of `exodial help exit-codes`.
pub fn table() -> String {
    let mut text = String::from("Exit codes, the same for every command:\n\n");
    for exit in Exit::ALL {
        text += &format!(
            "{:>5}  {:<13}  {}\n",
            exit.code(),
            exit.name(),
            exit.meaning()
        );
    }
    text += "\nWhen several hold, the first of these is told: ";
    let order = Exit::PRECEDENCE.map(|exit| exit.code().to_string());
    text + &order.join(", ") + "."
}
