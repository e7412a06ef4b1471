//! The end of a run: for people as text, for programs as `summary.json`.

use std::collections::BTreeMap;

use serde::{Serialize, Serializer};

use super::{
    results::Counts,
    text::{WIDTH, counted, day_range, field, finish, grouped, length, masked, percent},
    thresholds::{Judged, is_called},
};
use crate::{
    campaign::Money,
    clock::{Timestamp, UtcOffset},
    engine::fate::Tally,
    journal::event::Realm,
    plan::Disposition,
};

/// The format of `summary.json`.
pub const FORMAT: &str = "exodial.summary/1";
/// Unsettled people that the text names.
const NAMED_MAX: usize = 8;

/// What a summary is made of.
#[derive(Clone, Debug)]
pub struct SummaryInput<'a> {
    /// The run's name.
    pub run: &'a str,
    /// The campaign's name.
    pub campaign: &'a str,
    /// The profile of the account.
    pub account: &'a str,
    /// Who answered the requests.
    pub realm: Realm,
    /// The hash of the plan.
    pub plan: &'a str,
    /// Whether the run is over.
    pub finished: bool,
    /// When it began.
    pub started: Timestamp,
    /// When it ended or was left.
    pub ended: Timestamp,
    /// The offset of the account's dates.
    pub offset: UtcOffset,
    /// Data rows of the contact file.
    pub rows: u64,
    /// Rows by their final word, as the result file has them.
    pub counts: &'a Counts,
    /// The counts of the run.
    pub tally: &'a Tally,
    /// The currency of the account.
    pub currency: &'a str,
    /// What the run was judged by.
    pub thresholds: &'a [Judged],
    /// The people with an unsettled call, by the id of their record, in the order of the rows. Numbers in
    /// ids are masked.
    pub unsettled: &'a [String],
    /// Files of the run by what they are: `results`, `summary`, `journal`.
    pub files: &'a [(&'a str, String)],
    /// How the process ends.
    pub exit: ExitNote,
    /// The command to type next, if there is one.
    pub next: Option<String>,
}

/// How a process ends, as the summary tells it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ExitNote {
    /// The exit code.
    pub code: u8,
    /// Its name.
    pub name: &'static str,
    /// Why, in phrases.
    pub reasons: Vec<String>,
}

/// The dispositions do not add up to the rows: a fault of the program, never to be glossed over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the dispositions add up to {sum}, and there are {rows} rows")]
pub struct SumFault {
    /// Sum of all dispositions.
    pub sum: u64,
    /// Rows of the contact file.
    pub rows: u64,
}

/// `summary.json`. New fields may come; none changes its meaning within a format.
#[derive(Clone, Debug, Serialize)]
pub struct Summary {
    format: &'static str,
    run: String,
    campaign: String,
    account: String,
    realm: Realm,
    plan: String,
    finished: bool,
    started_at: String,
    ended_at: String,
    seconds: u64,
    rows: u64,
    people: u64,
    #[serde(serialize_with = "by_word")]
    dispositions: Counts,
    calls: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    cost: Option<Cost>,
    requests: Requests,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    thresholds: Vec<Judged>,
    unsettled: Vec<String>,
    files: BTreeMap<String, String>,
    exit: ExitNote,
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
    #[serde(skip)]
    times: String,
}

/// What the calls cost: decimal numbers, exact.
#[derive(Clone, Debug, Serialize)]
struct Cost {
    currency: String,
    spent: String,
    /// Set aside for calls whose price is not known.
    reserved: String,
}

/// Requests that were sent.
#[derive(Clone, Copy, Debug, Serialize)]
struct Requests {
    total: u64,
    lookups: u64,
    connects: u64,
    reads: u64,
    too_many: u64,
}

/// What the calls cost, where anything is known of it.
fn cost(tally: &Tally, currency: &str) -> Option<Cost> {
    let known = tally.spent.plus(tally.reserved) > Money::ZERO;
    known.then(|| Cost {
        currency: currency.to_owned(),
        spent: tally.spent.to_string(),
        reserved: tally.reserved.to_string(),
    })
}

fn by_word<S: Serializer>(counts: &Counts, serializer: S) -> Result<S::Ok, S::Error> {
    let known = Disposition::ALL.iter();
    serializer.collect_map(known.filter_map(|word| Some((word.as_str(), counts.get(word)?))))
}

impl Summary {
    /// Makes the summary.
    ///
    /// # Errors
    /// When the dispositions do not add up to the rows.
    pub fn new(input: SummaryInput<'_>) -> Result<Summary, SumFault> {
        let (sum, rows) = (input.counts.values().sum(), input.rows);
        if sum != rows {
            return Err(SumFault { sum, rows });
        }
        let tally = input.tally;
        let took = input.ended - input.started;
        Ok(Summary {
            format: FORMAT,
            run: input.run.to_owned(),
            campaign: input.campaign.to_owned(),
            account: input.account.to_owned(),
            realm: input.realm,
            plan: input.plan.to_owned(),
            finished: input.finished,
            started_at: input.started.rfc3339(input.offset),
            ended_at: input.ended.rfc3339(input.offset),
            seconds: took.as_secs(),
            rows,
            people: tally.people,
            dispositions: input.counts.clone(),
            calls: tally.calls,
            cost: cost(tally, input.currency),
            thresholds: input.thresholds.to_vec(),
            requests: Requests {
                total: tally.requests,
                lookups: tally.lookups,
                connects: tally.requests.saturating_sub(tally.lookups + tally.reads),
                reads: tally.reads,
                too_many: tally.too_many,
            },
            unsettled: input.unsettled.iter().map(|id| masked(id)).collect(),
            files: input
                .files
                .iter()
                .map(|(what, path)| ((*what).to_owned(), path.clone()))
                .collect(),
            exit: input.exit,
            next: input.next,
            times: format!(
                "{}, {}",
                length(took),
                day_range(input.started, input.ended, input.offset)
            ),
        })
    }

    /// The text at the end of a run.
    pub fn render(&self) -> String {
        let mut out = String::new();
        finish(&mut out, &"─".repeat(WIDTH));
        let head = format!("{}   {}", self.run, self.outcome());
        let gap = WIDTH.saturating_sub(head.chars().count() + self.times.chars().count());
        if gap < 3 {
            finish(&mut out, &head);
            field(&mut out, "", &self.times);
        } else {
            finish(
                &mut out,
                &format!("{head}{}{}", " ".repeat(gap), self.times),
            );
        }
        self.people(&mut out);
        let Requests {
            total,
            lookups,
            connects,
            reads,
            too_many,
        } = self.requests;
        field(&mut out, "calls", &grouped(self.calls));
        self.cost(&mut out);
        let sum = format!(
            "{} = {} + {} + {} · refused by rate (429): {}",
            grouped(total),
            counted(lookups, "look-up", "look-ups"),
            counted(connects, "connect", "connects"),
            counted(reads, "read", "reads"),
            grouped(too_many),
        );
        field(&mut out, "requests", &sum);
        self.thresholds(&mut out);
        self.unsettled(&mut out);
        for (what, path) in &self.files {
            field(&mut out, what, path);
        }
        let ExitNote {
            code,
            name,
            reasons,
        } = &self.exit;
        if *code != 0 {
            let why = match reasons.as_slice() {
                [] => String::new(),
                reasons => format!(": {}", reasons.join("; ")),
            };
            field(&mut out, "exit", &format!("{code} {name}{why}"));
        }
        if let Some(next) = &self.next {
            field(&mut out, "next", next);
        }
        out
    }

    fn outcome(&self) -> String {
        let mark = match self.realm {
            Realm::Simulated => "SIMULATED, ",
            Realm::Loopback => "on a simulator, ",
            Realm::Exotel => "",
        };
        let unsettled = self.count(Disposition::Unsettled);
        let left = self.count(Disposition::Stopped);
        let state = match (self.finished, unsettled) {
            (true, 0) => "finished".to_owned(),
            (true, some) => {
                format!(
                    "finished with {}",
                    counted(some, "unsettled call", "unsettled calls")
                )
            }
            (false, _) => format!("stopped, {} left", counted(left, "person", "people")),
        };
        format!("{mark}{state}")
    }

    /// Rows in = called + not called, each the sum of its words.
    fn people(&self, out: &mut String) {
        let total = |called: bool| -> u64 {
            let words = self.dispositions.iter();
            words
                .filter(|(word, _)| is_called(word) == called)
                .map(|(_, count)| count)
                .sum()
        };
        let (called, not) = (total(true), total(false));
        let rows = format!(
            "{} = {} called + {} not called",
            grouped(self.rows),
            grouped(called),
            grouped(not)
        );
        field(out, "rows", &rows);
        for (label, of, percentages) in [("called", called, true), ("not called", not, false)] {
            let words: Vec<String> = Disposition::ALL
                .iter()
                .filter(|word| is_called(word) == percentages && self.count(**word) > 0)
                .map(|word| {
                    let count = self.count(*word);
                    let share = percent(count, of);
                    let word = word.as_str();
                    match percentages {
                        true => format!("{word}\u{a0}{}\u{a0}({share})", grouped(count)),
                        false => format!("{word}\u{a0}{}", grouped(count)),
                    }
                })
                .collect();
            if of > 0 {
                field(
                    out,
                    label,
                    &format!("{} = {}", grouped(of), words.join(" + ")),
                );
            }
        }
    }

    fn cost(&self, out: &mut String) {
        let Some(cost) = &self.cost else { return };
        let Cost {
            currency,
            spent,
            reserved,
        } = cost;
        let mut text = format!("{currency} {spent}");
        if reserved != &Money::ZERO.to_string() {
            text +=
                &format!(", and at most {currency} {reserved} for calls whose price is not known");
        }
        field(out, "cost", &text);
    }

    fn thresholds(&self, out: &mut String) {
        let width = self
            .thresholds
            .iter()
            .map(|judged| judged.threshold.chars().count())
            .max();
        let width = width.unwrap_or(0);
        let mut label = "thresholds";
        for judged in &self.thresholds {
            let share = percent(judged.people, judged.called);
            let verdict = match judged.met {
                Some(true) => "ok",
                Some(false) => "MISSED",
                None if judged.called == 0 => "not judged: nobody was called",
                None => "not judged: the run is not over",
            };
            let of = format!("{} of {}", grouped(judged.people), grouped(judged.called));
            field(
                out,
                label,
                &format!(
                    "{:<width$}   {share:>6} ({of})   {verdict}",
                    judged.threshold
                ),
            );
            label = "";
        }
    }

    fn unsettled(&self, out: &mut String) {
        if self.unsettled.is_empty() {
            return;
        }
        let named: Vec<&str> = self
            .unsettled
            .iter()
            .take(NAMED_MAX)
            .map(String::as_str)
            .collect();
        let mut text = named.join("  ");
        let more = self.unsettled.len() - named.len();
        if more > 0 {
            text += &format!("  and {} more", grouped(more as u64));
        }
        field(out, "unsettled", &text);
    }

    fn count(&self, word: Disposition) -> u64 {
        self.dispositions.get(&word).copied().unwrap_or(0)
    }
}
