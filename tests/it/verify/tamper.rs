//! What breaks each law, and it alone.

use std::time::Duration;

use exodial::{
    campaign::{Outcome, condition::Comparison},
    contacts::ContactId,
    journal::event::{
        AskId, Exclusion, Fact, Failure, Lapse, OtherCall, Question, Rejection, Stop,
    },
    report::verify::{AttemptRow, Table, Terms},
};

use super::story::*;

/// Breaks the law of this name.
pub(super) fn tamper(law: &str, story: &mut Story, terms: &mut Terms) {
    match law {
        "doubt" | "screened" | "excluded" | "suppressed" | "hours" | "rate" | "stopped"
        | "paused" | "lapsed" | "words" => tamper_around(law, story),
        "caps" | "elsewhere" | "pace" | "limit" | "cost" | "canary" | "stop-when" | "listed"
        | "looked-back" => {
            tamper_limits(law, story, terms);
        }
        law => tamper_calls(law, story, terms),
    }
}

fn tamper_calls(law: &str, story: &mut Story, terms: &mut Terms) {
    let second = is_intent(id(0, 2));
    let third = intended(0, 3, "10:10:00");
    match law {
        "replies" => {
            let (ask, failure) = (AskId(0), Some(Failure::Lost));
            story.push((t("09:40:00"), Fact::Replied { ask, failure }));
        }
        "intents" => change(story, second, |(_, fact)| {
            if let Fact::Intended { number: to, .. } = fact {
                *to = number(9);
            }
        }),
        "lives" => story.push((t("10:30:00"), Fact::Settled { attempt: id(5, 2) })),
        "sids" => change(
            story,
            |fact| matches!(fact, Fact::Accepted { attempt, .. } if *attempt == id(0, 2)),
            |(_, fact)| {
                let (_, mut first) = accepted(0, 1, "09:45:51");
                if let Fact::Accepted { attempt, .. } = &mut first {
                    *attempt = id(0, 2);
                }
                *fact = first;
            },
        ),
        "one-at-a-time" => {
            change(story, second, |(at, _)| *at = t("09:30:40"));
            terms.channels = 3;
        }
        "answered" => {
            story.push(intended(5, 3, "10:30:00"));
            story.push(rejected(5, 3, "10:30:01", Rejection::NotSent));
            (terms.calls_max, terms.limits.cost) = (None, None);
        }
        "attempts" => {
            let end = ended(0, 3, "10:10:30", Outcome::Busy);
            story.extend([third, accepted(0, 3, "10:10:01"), end]);
            (terms.calls_max, terms.limits.cost) = (None, None);
            terms.caps.clear();
        }
        "retries" => change(story, second, |(at, _)| *at = t("09:45:49")),
        "channels" => change(story, is_intent(id(5, 1)), |(at, _)| *at = t("09:30:31")),
        other => panic!("nothing breaks `{other}`: add what does"),
    }
}

fn tamper_limits(law: &str, story: &mut Story, terms: &mut Terms) {
    match law {
        "caps" => {
            let (contact, own) = (ContactId(0), false);
            let at = t("10:00:00").earlier(Duration::from_secs(24 * 3600));
            let calls = vec![OtherCall { at, own }];
            let told = Fact::CalledElsewhere { contact, calls };
            story.push((t("09:20:00"), told));
        }
        "elsewhere" => {
            // The call of the other run has no end any more.
            let mut run = other_run();
            run.retain(|(_, fact)| !matches!(fact, Fact::Ended { .. }));
            terms.others = others(&run);
        }
        "pace" => {
            change(story, is_intent(id(5, 1)), |(at, _)| *at = t("09:30:15"));
            let refused = |fact: &Fact| matches!(fact, Fact::Rejected { .. });
            change(story, refused, |(at, _)| *at = t("09:30:16"));
            terms.channels = 3;
        }
        "looked-back" => terms.not_called_within = Some(Duration::from_secs(24 * 3600)),
        "limit" => terms.calls_max = Some(4),
        "cost" => change(
            story,
            |fact| matches!(fact, Fact::Ended { attempt, .. } if *attempt == id(6, 1)),
            |(_, fact)| *fact = priced(6, 1, "09:29:50", "0.61").1,
        ),
        "canary" => change(story, is_intent(id(2, 1)), |(at, _)| *at = t("09:29:40")),
        "stop-when" => terms.limits.stop_when = vec![busy(Comparison::AtLeast)],
        "listed" => {
            let mut rows = attempts();
            rows[1].state = "refused".to_owned();
            terms.attempts = Table::Rows(rows);
        }
        other => panic!("nothing breaks `{other}`: add what does"),
    }
}

/// What a file of the attempts of the story says.
pub(super) fn attempts() -> Vec<AttemptRow> {
    [
        (0, 1, "09:30:10", "ended", "busy"),
        (0, 2, "09:45:50", "ended", "busy"),
        (2, 1, "09:30:00", "unsettled", ""),
        (5, 1, "10:00:00", "refused", ""),
        (5, 2, "10:01:00", "ended", "completed"),
        (6, 1, "09:29:30", "ended", "completed"),
    ]
    .map(|(row, nth, clock, state, outcome)| AttemptRow {
        row: (row + 1).to_string(),
        attempt: nth.to_string(),
        phone: number(row).e164(),
        asked_at: format!("2026-11-23T{clock}+05:30"),
        state: state.to_owned(),
        outcome: outcome.to_owned(),
        call_sid: match state {
            "ended" => format!("sid{row:04}x{nth:04}"),
            _ => String::new(),
        },
    })
    .to_vec()
}

pub(super) fn tamper_around(law: &str, story: &mut Story) {
    match law {
        "doubt" => change(
            story,
            |fact| matches!(fact, Fact::Unknown { .. }),
            |(at, _)| *at = t("09:50:39"),
        ),
        "screened" => change(
            story,
            |fact| {
                matches!(
                    fact,
                    Fact::Standing {
                        contact: ContactId(0),
                        ..
                    }
                )
            },
            |(_, fact)| {
                if let Fact::Standing { as_of, .. } = fact {
                    *as_of = t("09:30:00").earlier(Duration::from_secs(24 * 3600));
                }
            },
        ),
        "excluded" => {
            let (contact, by) = (ContactId(0), ContactId(5));
            let why = Exclusion::Reached { by };
            story.push((t("09:45:00"), Fact::Excluded { contact, why }));
        }
        "hours" => change(story, is_intent(id(0, 2)), |(_, fact)| {
            if let Fact::Intended { not_after, .. } = fact {
                *not_after = t("20:59:31");
            }
        }),
        "rate" => story.extend((100..121).flat_map(|ask| {
            let (ask, question) = (AskId(ask), Question::Outcomes(vec![id(5, 2)]));
            let asked = (t("10:15:00"), Fact::Asked { ask, question });
            let failure = None;
            [asked, (t("10:15:30"), Fact::Replied { ask, failure })]
        })),
        "stopped" => story.push((
            t("09:45:00"),
            Fact::Stopped {
                why: Stop::Operator,
            },
        )),
        "suppressed" => story.push((t("09:45:00"), listed(0))),
        "paused" => story.extend([
            (t("09:45:00"), Fact::Paused { by: "".into() }),
            (t("09:46:00"), Fact::Unpaused { by: "".into() }),
        ]),
        "lapsed" => {
            let (contact, why) = (ContactId(0), Lapse::Window);
            story.push((t("09:45:00"), Fact::Lapsed { contact, why }));
        }
        "words" => change(
            story,
            |fact| matches!(fact, Fact::Ended { attempt, .. } if *attempt == id(5, 2)),
            |(_, fact)| *fact = ended(5, 2, "10:02:00", Outcome::Failed).1,
        ),
        other => panic!("nothing breaks `{other}`: add what does"),
    }
}
