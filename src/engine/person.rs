//! One person of a run: what is known of the number, and how far the campaign has come with it.

use super::numbers::Answers;
use crate::{
    campaign::{Check, Number, Outcome, WhitelistPolicy, ZoneId},
    clock::Timestamp,
    contacts::ContactId,
    journal::event::{Exclusion, Lapse, OtherCall, Question},
    plan::{
        Disposition,
        screen::{self, Skip, Verdict},
    },
};

/// A person to be called: one row.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Person {
    /// The row.
    pub contact: ContactId,
    /// The number that is called now, or was called last.
    pub number: Number,
    /// All numbers in their order, where there are several.
    pub(super) several: Box<[(Number, Answers)]>,
    /// How far the campaign has come.
    pub(super) stage: Stage,
    /// A look-up is under way.
    pub(super) asking: bool,
    /// Whose clock counts.
    pub(super) zone: ZoneId,
    /// Not called before this.
    pub(super) due: Timestamp,
    /// When the retry that is waited for lapses, and why.
    pub(super) lapse: Option<(Timestamp, Lapse)>,
    /// Why the last retry was not made.
    pub(super) lapsed: Option<Lapse>,
    /// Why screening forbade a further call, after the first.
    pub(super) skip: Option<Skip>,
    /// Attempts opened, by number.
    pub(super) attempts: u16,
    /// Of these, requests that made a call or may have.
    pub(super) posts: u8,
    /// Of these, calls that exist.
    pub(super) calls: u8,
    /// Look-ups in a row that failed.
    pub(super) failures: u8,
    /// A look-up of the number was refused while nobody's was answered: others are asked first.
    pub(super) turned_away: bool,
    /// A final word was taken back by a later reading; the next one ends the matter.
    pub(super) reopened: bool,
    /// What is known of the number that is called now.
    pub(super) answers: Answers,
    /// Why the person is not called any more, whatever comes of an attempt that is open.
    pub(super) bar: Option<Box<Exclusion>>,
    /// Calls of other runs to the number, the newest first, as far as a cap may count them.
    pub(super) elsewhere: Box<[OtherCall]>,
}

/// How far the campaign has come with a person.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Stage {
    /// It is not known yet whether the person may be called.
    Screening,
    /// May be called when due.
    Waiting,
    /// An attempt is open.
    Open,
    /// The final word.
    Done(Final),
}

/// The final word about a person, and what it rests on.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Final {
    /// The last call ended so, and nobody is to call again.
    Called(Outcome),
    /// Screening forbids it.
    Screened(Skip),
    /// Exotel refused the number because of the DND register.
    RefusedDnd,
    /// Exotel refused the number.
    Refused,
    /// A list, the end of an earlier call, or the hold of another run bars every call.
    Suppressed,
    /// The number was reached through another row.
    Reached,
    /// There may have been a call, and its end is not known.
    Unsettled,
    /// The limit of calls was reached first.
    OverLimit,
    /// The campaign ended before the first call.
    Expired,
}

impl Final {
    pub(super) fn disposition(&self) -> Disposition {
        match self {
            Final::Called(outcome) => Disposition::Called(*outcome),
            Final::Screened(Skip::Blacklisted) => Disposition::Blacklisted,
            Final::Screened(Skip::NotWhitelisted | Skip::Unavailable) => {
                Disposition::NotWhitelisted
            }
            Final::Screened(Skip::Dnd | Skip::DndUnavailable) | Final::RefusedDnd => {
                Disposition::Dnd
            }
            Final::Refused => Disposition::Refused,
            Final::Suppressed => Disposition::Suppressed,
            Final::Reached => Disposition::Duplicate,
            Final::Unsettled => Disposition::Unsettled,
            Final::OverLimit => Disposition::OverLimit,
            Final::Expired => Disposition::Expired,
        }
    }
}

/// What screening still needs before a person may be called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Need {
    /// Nothing: the person may be called.
    Nothing,
    /// The whitelist's word.
    Standing,
    /// The DND register's word.
    Dnd,
    /// Nothing helps: the person is left out.
    Skip(Skip),
}

impl Need {
    /// What is to be asked about a person, if anything.
    pub(super) fn question(self, contact: ContactId) -> Option<Question> {
        match self {
            Need::Standing => Some(Question::Standing(contact)),
            Need::Dnd => Some(Question::Dnd(contact)),
            Need::Nothing | Need::Skip(_) => None,
        }
    }
}

impl Person {
    pub(super) fn new(contact: ContactId, number: Number, check: Check) -> Person {
        Person {
            contact,
            number,
            several: [].into(),
            stage: match check {
                Check::Off => Stage::Waiting,
                Check::Required | Check::Advisory => Stage::Screening,
            },
            asking: false,
            zone: ZoneId::OWN,
            due: Timestamp::default(),
            lapse: None,
            lapsed: None,
            skip: None,
            attempts: 0,
            posts: 0,
            calls: 0,
            failures: 0,
            turned_away: false,
            reopened: false,
            answers: Answers::default(),
            bar: None,
            elsewhere: [].into(),
        }
    }

    /// Whether there is a final word.
    pub(super) fn is_done(&self) -> bool {
        matches!(self.stage, Stage::Done(_))
    }

    /// Whether another attempt may still come, and no bar is known.
    pub(super) fn is_free(&self) -> bool {
        self.bar.is_none() && !self.is_done()
    }

    /// Whether there is neither a final word nor an open attempt.
    pub(super) fn is_undecided(&self) -> bool {
        matches!(self.stage, Stage::Screening | Stage::Waiting)
    }

    /// What is needed before the person may be called at `now`.
    pub(super) fn need(&self, policy: &WhitelistPolicy, now: Timestamp) -> Need {
        if policy.check == Check::Off {
            return Need::Nothing;
        }
        let standing = self.answers.standing.as_ref();
        let Some(standing) = standing.filter(|known| known.is_fresh(now, policy.max_age)) else {
            return Need::Standing;
        };
        let dnd = self.answers.dnd.as_ref();
        let dnd = dnd.filter(|known| known.is_fresh(now, policy.max_age));
        match screen::judge(policy, &standing.value, dnd.map(|known| known.value)) {
            Verdict::Call => Need::Nothing,
            Verdict::AskDnd => Need::Dnd,
            Verdict::Skip(skip) => Need::Skip(skip),
            // The run stopped for it; a later process asks anew.
            Verdict::StopRun => Need::Standing,
        }
    }
}
