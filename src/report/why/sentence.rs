//! One sentence for every kind of fact. The match has no default: a new fact is told, or does not compile.

use std::time::Duration;

use super::known::Known;
use super::phrases::{doubt, excluded, lapsed, rejected, skipped, stop, throttle, word};
use crate::{
    campaign::Outcome,
    clock::{Timestamp, UtcOffset},
    engine::Rules,
    journal::event::{CallDetails, Dnd, Fact, Failure, Question, Via},
    plan::screen::Verdict,
    report::text::{counted, day_time, length, masked, time},
};

/// The stable word for a fact.
pub(super) const fn kind(fact: &Fact) -> &'static str {
    match fact {
        Fact::Started(_) => "started",
        Fact::Resumed => "resumed",
        Fact::Excluded { .. } => "excluded",
        Fact::Lapsed { .. } => "lapsed",
        Fact::Expired => "expired",
        Fact::CalledElsewhere { .. } => "called_elsewhere",
        Fact::LookedBack { .. } => "looked_back",
        Fact::Asked { .. } => "asked",
        Fact::Replied { .. } => "replied",
        Fact::Standing { .. } => "standing",
        Fact::Dnd { .. } => "dnd",
        Fact::Intended { .. } => "intended",
        Fact::Accepted { .. } => "accepted",
        Fact::Rejected { .. } => "rejected",
        Fact::Ambiguous { .. } => "ambiguous",
        Fact::Ended { .. } => "ended",
        Fact::Amended { .. } => "amended",
        Fact::Settled { .. } => "settled",
        Fact::Unknown { .. } => "unknown",
        Fact::PresumedNone { .. } => "presumed_none",
        Fact::Unconfirmed { .. } => "unconfirmed",
        Fact::Throttled { .. } => "throttled",
        Fact::Stopped { .. } => "stopped",
        Fact::Paused { .. } => "paused",
        Fact::Unpaused { .. } => "unpaused",
        Fact::Finished => "finished",
    }
}

/// When a fact comes, and what is known then.
pub(super) struct Scene<'a> {
    pub(super) at: Timestamp,
    pub(super) known: &'a Known,
    pub(super) rules: &'a Rules,
    /// The offset of the times in the sentence.
    pub(super) offset: UtcOffset,
}

impl Scene<'_> {
    /// What a fact says about the person; nothing where it says nothing.
    pub(super) fn sentence(&self, fact: &Fact) -> Option<String> {
        Some(match fact {
            Fact::Started(header) => {
                format!(
                    "the run begins; plan {}, approved by {}",
                    header.plan, header.approval
                )
            }
            Fact::Resumed => "another process takes the run up".to_owned(),
            Fact::Excluded { why, .. } => excluded(why, self.offset),
            Fact::Lapsed { why, .. } => lapsed(*why).to_owned(),
            Fact::Expired => {
                format!("{NO_WINDOW}: whoever waits is not called any more, and that is final")
            }
            Fact::CalledElsewhere { calls, .. } => {
                let calls = counted(calls.len() as u64, "call", "calls");
                format!("counted for the caps: {calls} of other runs")
            }
            Fact::LookedBack { until } => looked_back(&self.clock(*until)),
            Fact::Asked { question, .. } => asked(question, self.known)?,
            Fact::Replied { failure, .. } => replied(failure.as_ref(), self.known)?,
            Fact::Standing {
                standing, as_of, ..
            } => self.learnt(&format!("the whitelist says {}", word(standing)), *as_of),
            Fact::Dnd { dnd, as_of, .. } => self.learnt(registered(*dnd), *as_of),
            Fact::Intended { not_after, .. } => self.intended(*not_after),
            Fact::Accepted { sid, via, .. } => match via {
                Via::Answer => format!("Exotel placed call {}", sid.as_str()),
                Via::Search => {
                    format!(
                        "the search found call {}: it was placed after all",
                        sid.as_str()
                    )
                }
            },
            Fact::Rejected { why, message, .. } => {
                rejected(*why, message, self.known.over.as_deref())
            }
            Fact::Ambiguous {
                why, hold_until, ..
            } => format!(
                "there may be a call: {}; the number is held, and silence proves nothing until {}",
                doubt(*why),
                self.clock(*hold_until)
            ),
            Fact::Ended {
                outcome, details, ..
            } => self.ended(*outcome, details),
            Fact::Amended { details, .. } => {
                format!("a later read tells more of the call{}", details_of(details))
            }
            Fact::Settled { .. } => "what is known of the call is final".to_owned(),
            Fact::Unknown { .. } => NEVER_FOUND.to_owned(),
            Fact::PresumedNone { .. } => NONE.to_owned(),
            Fact::Unconfirmed { .. } => {
                let waited = length(self.rules.timing.confirm_for);
                format!("the end of the call was not told for {waited}; nobody is dialled again")
            }
            Fact::Paused { by } => format!("{} paused the run; nobody is dialled", somebody(by)),
            Fact::Unpaused { by } => format!("{} let the run go on", somebody(by)),
            Fact::Throttled { until, why } => {
                format!(
                    "nothing is sent until {}: {}",
                    self.clock(*until),
                    throttle(*why)
                )
            }
            Fact::Stopped { why } => format!("the run places no calls any more: {}", stop(why)),
            Fact::Finished => "the run is over".to_owned(),
        })
    }

    fn clock(&self, at: Timestamp) -> String {
        time(at, self.offset)
    }

    /// What was learnt of the number, where it is from, and what it means.
    fn learnt(&self, what: &str, as_of: Timestamp) -> String {
        let from = match as_of < self.at {
            true => {
                let day = day_time(as_of, self.offset);
                format!(" (as an earlier run learnt {day})")
            }
            false => String::new(),
        };
        format!("{what}{from}; {}", means(self.known, self.rules))
    }

    fn intended(&self, not_after: Timestamp) -> String {
        let cause = match self.known.due {
            None => {
                let nth = self.known.calls.saturating_add(1);
                format!(
                    "it would be call {nth} of {}",
                    self.rules.retries.max_attempts
                )
            }
            Some((outcome, due)) => {
                format!("due since {} after `{}`", self.clock(due), outcome.as_str())
            }
        };
        format!(
            "the call may leave until {}: {cause}",
            self.clock(not_after)
        )
    }

    /// How a call ended, and what comes after it.
    fn ended(&self, outcome: Outcome, details: &CallDetails) -> String {
        let (calls, most) = (self.known.calls, self.rules.retries.max_attempts);
        let word = outcome.as_str();
        let next = match (self.known.delay(outcome, self.rules), &self.known.over) {
            (Some(_), Some(over)) => format!("no further call: {over}"),
            (Some(delay), None) => self.next(outcome, delay),
            (None, _) if outcome == Outcome::Completed => {
                "whoever answered is not called again".to_owned()
            }
            (None, _) if calls >= most => format!("no further call: {calls} of {most} are used"),
            (None, _) => format!("no further call: `retries` names no delay after `{word}`"),
        };
        format!("the call ended `{word}`{}; {next}", details_of(details))
    }

    /// When the call after one with this outcome is due, and what else it waits for.
    fn next(&self, outcome: Outcome, delay: Duration) -> String {
        let (nth, most) = (
            self.known.calls.saturating_add(1),
            self.rules.retries.max_attempts,
        );
        let turns = outcome == Outcome::Failed && self.known.has_next_number();
        let to = if turns { " to the next number" } else { "" };
        let after = match delay {
            Duration::ZERO => "at once".to_owned(),
            delay => length(delay),
        };
        let due = self.at + delay;
        let mut text = format!(
            "call {nth} of {most}{to} is due {}, {after} after `{}`",
            self.clock(due),
            outcome.as_str()
        );
        let capped = self.known.capped(self.rules);
        if capped > due {
            text += &format!(", and caps put it off to {}", day_time(capped, self.offset));
        }
        let due = due.max(capped);
        let begins = self.rules.next_call(due, self.known.zone);
        if begins > due {
            text += &format!(
                ", and calling hours begin {}",
                day_time(begins, self.offset)
            );
        }
        text
    }
}

/// Why nobody is called after the campaign's last window.
pub(super) const NO_WINDOW: &str = "no window opens again before the end";
const NEVER_FOUND: &str = "the hold is over and no call was found; nobody knows whether there was one, \
                           so nobody is dialled again";
const NONE: &str =
    "the hold is over and the listing, which was current, shows no call: there was none";

fn looked_back(until: &str) -> String {
    format!("the account's own list of calls is read up to {until}")
}

const fn registered(dnd: Dnd) -> &'static str {
    match dnd {
        Dnd::Yes => "the DND register says it is registered",
        Dnd::No => "the DND register says it is not registered",
        Dnd::Unavailable => "the DND register knows nothing of it",
    }
}

/// Reads of outcomes are told once, with what they brought.
fn asked(question: &Question, known: &Known) -> Option<String> {
    Some(match question {
        Question::Standing(_) => "the whitelist is asked about the number".to_owned(),
        Question::Dnd(_) => "the DND register is asked about the number".to_owned(),
        Question::Search(_) => "Exotel's listing is searched for the call".to_owned(),
        Question::Outcomes(_) | Question::Outcome(_) if known.reads == 1 => {
            "Exotel is asked how the call ended".to_owned()
        }
        Question::Outcomes(_) | Question::Outcome(_) | Question::Earlier { .. } => return None,
    })
}

fn replied(failure: Option<&Failure>, known: &Known) -> Option<String> {
    let question = known.question.as_ref()?;
    let why = match failure {
        None => match question {
            Question::Search(_) if !known.found => {
                return Some("the search found no call".to_owned());
            }
            _ => return None,
        },
        Some(Failure::TooMany) => "the rate was exceeded (429)".to_owned(),
        Some(Failure::NotSent(why)) => format!("it never left: {}", masked(why)),
        Some(Failure::Account(why)) => format!("the account was refused: {}", masked(why)),
        Some(Failure::Refused(why)) => format!("the number was refused: {}", masked(why)),
        Some(Failure::Lost) => "the process that asked is gone".to_owned(),
        Some(Failure::Other(why)) => masked(why),
    };
    Some(format!("no answer: {why}"))
}

/// What the answers about a number mean.
fn means(known: &Known, rules: &Rules) -> String {
    match known.verdict(rules) {
        None => "the whitelist is still to be asked".to_owned(),
        Some(Verdict::Call) => "the person may be called".to_owned(),
        Some(Verdict::AskDnd) => "the DND register decides".to_owned(),
        Some(Verdict::StopRun) => "the run stops".to_owned(),
        Some(Verdict::Skip(skip)) if known.passes_over(rules) => {
            format!("passed over for the next number: {}", skipped(skip))
        }
        Some(Verdict::Skip(skip)) => format!("left out: {}", skipped(skip)),
    }
}

fn details_of(details: &CallDetails) -> String {
    let duration = details.duration.map(|seconds| format!("{seconds} s"));
    let price = details.price.as_ref().map(|price| format!("price {price}"));
    let told: Vec<String> = duration.into_iter().chain(price).collect();
    match told.is_empty() {
        true => String::new(),
        false => format!(" ({})", told.join(", ")),
    }
}

/// Who asked, where that is known.
fn somebody(by: &str) -> &str {
    if by.is_empty() { "somebody" } else { by }
}
