//! The text of `exodial plan`: the plan and its arithmetic, numbers masked.

use std::time::Duration;

use super::calls::calls;
use super::cautions;
use super::requests::requests;
use super::text::{
    WIDTH, counted, day_range, day_time, field, finish, grouped, length, masked, offset,
};
use super::windows;
use crate::{
    campaign::{Check, Cluster, Neutral, Outcome, When},
    clock::{Timestamp, UtcOffset},
    journal::event::Realm,
    plan::{
        Excluded, Further, Plan,
        forecast::{Between, Forecast, MEAN_RING, MEAN_TALK},
    },
};

/// What the text needs beside the plan.
#[derive(Clone, Copy, Debug)]
pub struct Shown<'a> {
    /// The offset of the times in the text.
    pub offset: UtcOffset,
    /// The sample requests as they would leave: names and values in order.
    pub samples: &'a [Vec<(String, String)>],
    /// The command that carries the plan out, without its approval: `exodial run FILE --simulate`. Nothing
    /// where that command is the one that shows the plan, and is about to ask.
    pub command: Option<&'a str>,
}

/// Writes the plan out.
pub fn render(plan: &Plan, shown: &Shown<'_>) -> String {
    let mut out = String::new();
    heading(&mut out, plan, shown.command.is_some());
    contacts(&mut out, plan);
    look_back(&mut out, plan);
    whitelist(&mut out, plan);
    calls(&mut out, plan);
    requests(&mut out, &plan.forecast);
    timetable(&mut out, &plan.forecast, shown.offset);
    windows::windows(&mut out, plan, shown.offset);
    at_once(&mut out, &plan.forecast);
    samples(&mut out, shown.samples);
    cautions::cautions(&mut out, plan, shown.offset);
    finish(&mut out, "");
    let hash = &plan.hash;
    if plan.forecast.least.calls == 0 {
        finish(
            &mut out,
            &format!("Plan {hash}. There is no call to place."),
        );
    } else if let Some(command) = shown.command {
        let line = format!("Plan {hash}. To place exactly these calls:");
        finish(&mut out, &line);
        finish(&mut out, &format!("  {command} --approve {hash}"));
    } else {
        finish(&mut out, &format!("Plan {hash}."));
    }
    out
}

fn heading(out: &mut String, plan: &Plan, is_all: bool) {
    let whose = match (plan.realm, plan.cluster) {
        (Realm::Simulated, _) => ", simulated",
        (Realm::Loopback, _) => ", on a simulator",
        (Realm::Exotel, Some(Cluster::Mumbai)) => " (Mumbai)",
        (Realm::Exotel, Some(Cluster::Singapore)) => " (Singapore)",
        (Realm::Exotel, None) => "",
    };
    let left = format!(
        "Plan for {} on account {}{whose}",
        plan.campaign, plan.account
    );
    let right = match is_all {
        true => "nothing is dialled",
        false => "nothing is dialled yet",
    };
    let gap = WIDTH
        .saturating_sub(left.chars().count() + right.len())
        .max(3);
    finish(out, &format!("{left}{}{right}", " ".repeat(gap)));
    finish(out, "");
}

/// A line with a number at its right edge: the column of counts.
fn count(out: &mut String, label: &str, what: &str, number: u64, noun: &str) {
    let head = format!("  {label:<12}{what}");
    let digits = grouped(number);
    let gap = 72_usize
        .saturating_sub(head.chars().count() + digits.len())
        .max(2);
    finish(out, &format!("{head}{}{digits} {noun}", " ".repeat(gap)));
}

fn contacts(out: &mut String, plan: &Plan) {
    let sha = plan.contacts_sha256.get(..8).unwrap_or_default();
    let file = format!("{}  sha256 {sha}…", plan.contacts_file);
    count(
        out,
        "Contacts",
        &file,
        plan.rows,
        plural(plan.rows, "row", "rows"),
    );
    let mut label = "not called: ";
    for (why, rows) in &plan.excluded {
        let why = match why {
            Excluded::Duplicate => "same number as another row".to_owned(),
            Excluded::Held { run } => format!("held by run {run}"),
            Excluded::Listed { list } => format!("on {list}"),
            Excluded::CalledBefore { run, outcome } => {
                format!("{} in run {run}", outcome.as_str())
            }
            Excluded::Invalid => "cannot be read".to_owned(),
            Excluded::Filtered => "left out by `where`".to_owned(),
            Excluded::Country { region } => format!("number of region {region}"),
        };
        count(out, "", &format!("{label}{why}"), *rows, "");
        label = "            ";
    }
    let people = plan.people.len() as u64;
    count(out, "", "left", people, plural(people, "person", "people"));
    further_numbers(out, plan);
    called_before(out, plan);
    if plan.capped > 0 {
        let text = format!(
            "called as often as `caps` allow: {}, who wait until they may be called again",
            grouped(plan.capped)
        );
        field(out, "", &text);
    }
}

/// What becomes of the further numbers of those who have some.
fn further_numbers(out: &mut String, plan: &Plan) {
    let Further { people, numbers } = plan.further;
    if people == 0 {
        return;
    }
    let have = match people {
        1 => "1 person has".to_owned(),
        many => format!("{} people have", grouped(many)),
    };
    let numbers = counted(numbers, "further number", "further numbers");
    let text = match plan.retries.max_attempts {
        1 => format!("{have} {numbers}: not called, since `retries.max_attempts` is 1"),
        most => format!(
            "{have} {numbers}: called after `failed`, as one of the {most} calls to a person"
        ),
    };
    field(out, "", &text);
}

/// Of those who are left: whom earlier runs called, and how it ended. It is what `--again` is decided by.
fn called_before(out: &mut String, plan: &Plan) {
    let all: u64 = plan.called.values().sum();
    if all == 0 {
        return;
    }
    let ends = Outcome::ALL.into_iter().map(Some).chain([None]);
    let ends = ends.filter_map(|end| {
        let word = end.map_or("unknown", Outcome::as_str);
        let people = plan.called.get(&end)?;
        Some(format!("{} {word}", grouped(*people)))
    });
    let ends: Vec<String> = ends.collect();
    let text = format!("called before: {} ({})", grouped(all), ends.join(", "));
    field(out, "", &text);
}

/// That the account's own list of calls is read first, and what that costs.
fn look_back(out: &mut String, plan: &Plan) {
    let Some(look_back) = &plan.look_back else {
        return;
    };
    let within = length(look_back.within);
    let text = format!(
        "before anybody is looked up, the account's own list of calls of the last {within} is read; whom it called is \
         not called"
    );
    field(out, "Look-back", &text);
    let text = format!(
        "besides the requests below: one for every 100 calls on that list, at least {}; at most {} if the account \
         called at its full rate, which takes {}",
        grouped(look_back.least),
        grouped(look_back.most),
        length(look_back.takes),
    );
    field(out, "", &text);
}

fn whitelist(out: &mut String, plan: &Plan) {
    let policy = &plan.whitelist;
    if policy.check == Check::Off {
        field(out, "Whitelist", "check: off, nobody is looked up");
        return;
    }
    let known = &plan.forecast.known;
    let (least, most) = (&plan.forecast.least, &plan.forecast.most);
    let (fresh, age) = (
        grouped(known.call + known.skip + known.ask_dnd),
        length(policy.max_age),
    );
    let mut text = format!(
        "known from the last {age}: {fresh} · to look up: {}",
        range(
            least.lookups - least.again,
            most.lookups - most.again,
            "request"
        )
    );
    if most.lookups > 0 {
        let times = between(length(least.screening), length(most.screening));
        text += &format!(" · takes {times}");
        text += match policy.when {
            When::Before => ", before the first call",
            When::Ahead => ", ahead of the calls",
        };
    }
    field(out, "Whitelist", &text);
    let neutral = match policy.neutral {
        Neutral::Skip => "neutral: skip",
        Neutral::Call => "neutral: call",
        Neutral::DndLookup => "neutral: dnd_lookup, a second request for a neutral number",
    };
    let binds = match policy.check {
        Check::Advisory => "check: advisory, nobody is left out",
        Check::Required | Check::Off => "blacklisted: skip",
    };
    let mut text = format!("{neutral} · {binds}");
    if known.skip > 0 {
        text += &format!(" · {} left out by what is known", grouped(known.skip));
    }
    field(out, "", &text);
}

fn timetable(out: &mut String, forecast: &Forecast, at: UtcOffset) {
    let moment = |moment| day_time(moment, at);
    let range = |times: Between<Timestamp>| day_range(times.least, times.most, at);
    let mut lines = vec![(
        moment(forecast.start),
        format!("the run begins (times at {})", offset(at)),
    )];
    if forecast.least.calls > 0 {
        let mean = length(forecast.mean_call);
        let latest = match forecast.delays.len() {
            0 => "latest end: every call at its longest",
            _ => "latest end: every retry, every call at its longest",
        };
        lines.extend([
            (range(forecast.first_call), "first call".to_owned()),
            (
                range(forecast.first_calls_done),
                format!("first calls done, estimated at {mean} a call"),
            ),
            (moment(forecast.worst.end), latest.to_owned()),
        ]);
    }
    let width = lines.iter().map(|(when, _)| when.chars().count()).max();
    let width = width.unwrap_or(0);
    let mut label = "Timetable";
    for (when, what) in lines {
        field(out, label, &format!("{when:<width$}   {what}"));
        label = "";
    }
    if forecast.least.calls > 0 {
        let rest = "not foreseen: refusals, outages, lost answers, whitelist entries that run out, and \
                    ends of calls that are listed late";
        field(out, "", rest);
    }
}

fn at_once(out: &mut String, forecast: &Forecast) {
    if forecast.least.calls == 0 {
        return;
    }
    let binds = if forecast.channels_bind {
        "they set the pace"
    } else {
        "fits"
    };
    let assumed: Duration = MEAN_RING + MEAN_TALK;
    let mean = length(forecast.mean_call.min(assumed));
    let text = format!(
        "about {} under way, at {}/min and {mean} a call · channels: {}, {binds}",
        counted(forecast.under_way, "call", "calls"),
        grouped(forecast.calls_per_minute),
        grouped(u64::from(forecast.channels)),
    );
    field(out, "At once", &text);
}

fn samples(out: &mut String, samples: &[Vec<(String, String)>]) {
    let mut label = "Sample";
    for sample in samples {
        let pairs: Vec<String> = sample
            .iter()
            .map(|(name, value)| format!("{name}={}", masked(value)))
            .collect();
        field(out, label, &pairs.join(" "));
        label = "";
    }
}

const fn plural<'a>(number: u64, one: &'a str, many: &'a str) -> &'a str {
    if number == 1 { one } else { many }
}

/// `7`, or `7 to 9` where they differ.
fn between(least: String, most: String) -> String {
    if least == most {
        least
    } else {
        format!("{least} to {most}")
    }
}

fn range(least: u64, most: u64, noun: &str) -> String {
    let s = plural(most, "", "s");
    format!("{} {noun}{s}", between(grouped(least), grouped(most)))
}
