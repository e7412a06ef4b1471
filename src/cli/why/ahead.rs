//! Before a run: what the plan of a campaign says about one person.

use std::path::Path;

use super::{
    Answer,
    select::{Subject, standing},
};
use crate::cli::files;
use crate::{
    campaign::{Check, Number, Outcome, RetryPolicy},
    cli::{
        exit::Exit,
        failure::Failure,
        now,
        outline::{reason, skip_word},
        plan::{inputs, realm_name},
        planning::{self, Planned},
        project::Context,
        read::Inputs,
    },
    clock::UtcOffset,
    contacts::ContactId,
    exotel::{Endpoint, request},
    plan::{Disposition, Excluded, screen::Verdict},
    report::{
        text::{counted, day_range, day_time, length},
        why::{PersonRow, Prospect, Told, phrases::skipped},
    },
};

/// What would be done about a person, and what it rests on.
///
/// # Errors
/// Findings, and whatever keeps the state from being read; exit 4 where the person is not in the file.
pub(super) fn ahead(
    context: &Context,
    path: &Path,
    simulate: bool,
    subject: &Subject,
) -> Result<Answer, Failure> {
    let inputs = inputs(context, path, simulate)?;
    let account = context.account(&inputs.campaign.account.value)?;
    let realm = context.realm(account, simulate)?;
    let endpoint = context.planned_endpoint(account, realm)?;
    let folder = context.existing(realm, &account.name)?;
    let planned = planning::of_one(context, &inputs, account, &endpoint, realm, &folder, now())?;
    let found = standing(subject, &inputs, &inputs.contact_files)?;
    let Some((number, rows)) = found else {
        let file = inputs.campaign.contacts.names();
        let message = format!("no row of {file} holds {}", subject.shown());
        return Err(Failure::new(Exit::NothingFound, message));
    };
    let view = View {
        inputs: &inputs,
        planned: &planned,
        endpoint: &endpoint,
        offset: account.utc_offset,
    };
    let (word, decisions) = view.decide(&rows)?;
    let prospect = Prospect {
        campaign: path.display().to_string(),
        realm: realm_name(realm),
        rows,
        decisions,
        word,
    };
    Ok((number, Told::Ahead(Box::new(prospect)), account.utc_offset))
}

type Decisions = Vec<(&'static str, String)>;

struct View<'a> {
    inputs: &'a Inputs,
    planned: &'a Planned,
    endpoint: &'a Endpoint,
    offset: UtcOffset,
}

impl View<'_> {
    fn decide(&self, rows: &[PersonRow]) -> Result<(&'static str, Decisions), Failure> {
        let mut told = Vec::new();
        let own = |contact: ContactId| rows.iter().any(|row| row.contact == contact);
        let people = &self.planned.plan.people;
        let place = people.iter().position(|(contact, _)| own(*contact));
        let Some((place, (contact, first))) = place.and_then(|at| Some((at, people.get(at)?)))
        else {
            return Ok((self.left_out(rows, &mut told), told));
        };
        let numbers: Vec<Number> = self.inputs.contacts.numbers(*contact).collect();
        let none = match numbers.len() {
            1 => "none holds the number",
            _ => "none holds one of the numbers",
        };
        told.push(("other runs", none.to_owned()));
        self.called_before(&numbers, &mut told);
        self.capped(&numbers, &mut told);
        if let Some(skip) = self.screened(&numbers, &mut told) {
            return Ok((skip, told));
        }
        self.when(place, &mut told);
        told.push(("retries", retries(&self.inputs.campaign.retries)));
        told.push(("request", self.request(*contact, *first)?));
        Ok(("call", told))
    }

    /// Why the plan leaves the person out, and the word for it.
    fn left_out(&self, rows: &[PersonRow], told: &mut Decisions) -> &'static str {
        let own = |contact: ContactId| rows.iter().any(|row| row.contact == contact);
        let whys = self.planned.plan.left_out.iter();
        let whys: Vec<&Excluded> = whys
            .filter(|(contact, _)| own(*contact))
            .map(|(_, why)| why)
            .collect();
        // The row that stands for the others says more than that they are its duplicates.
        let says_more = |why: &&&Excluded| **why != &Excluded::Duplicate;
        let why = whys.iter().find(says_more).or(whys.first());
        let Some(why) = why else {
            return Disposition::Invalid.as_str();
        };
        match why {
            Excluded::Held { run } => {
                let text = format!("run {run} has an open or unsettled call to the number");
                told.push(("other runs", text));
            }
            Excluded::Listed { .. } | Excluded::CalledBefore { .. } => {
                told.extend(reason(why).map(|text| ("suppress", text)));
            }
            // The row itself says so.
            Excluded::Duplicate
            | Excluded::Invalid
            | Excluded::Filtered
            | Excluded::Country { .. } => {}
        }
        why.disposition().as_str()
    }

    fn called_before(&self, numbers: &[Number], told: &mut Decisions) {
        let called = numbers
            .iter()
            .filter_map(|number| self.planned.past.called(*number));
        let Some(called) = called.max_by_key(|called| called.at) else {
            return;
        };
        let how = called
            .outcome
            .map_or("its end is not known", Outcome::as_str);
        let at = day_time(called.at, self.offset);
        told.push(("called before", format!("last {at}: {how}")));
    }

    /// How long caps put the first call off.
    fn capped(&self, numbers: &[Number], told: &mut Decisions) {
        let caps = &self.inputs.campaign.contacts.caps;
        if caps.is_empty() {
            return;
        }
        let until = self.planned.capped_until(caps, numbers.iter().copied());
        let text = match until > self.planned.start {
            true => format!(
                "called as often as they allow: not called before {}",
                day_time(until, self.offset)
            ),
            false => "the first call is within them".to_owned(),
        };
        told.push(("caps", text));
    }

    /// What is known of the whitelist, and how old it is. Returns the word that it leaves the person out by.
    fn screened(&self, numbers: &[Number], told: &mut Decisions) -> Option<&'static str> {
        if self.inputs.campaign.whitelist.check == Check::Off {
            told.push(("whitelist", "check: off, nobody is asked".to_owned()));
            return None;
        }
        let screened = self.planned.screened(self.inputs);
        for number in numbers {
            let text = self.standing(*number, screened.number(*number));
            told.push(match numbers.len() {
                1 => ("whitelist", text),
                _ => ("whitelist", format!("{number}: {text}")),
            });
        }
        match screened.person(numbers.iter().copied())? {
            Verdict::Skip(skip) => Some(skip_word(skip)),
            Verdict::Call | Verdict::AskDnd | Verdict::StopRun => None,
        }
    }

    /// What the whitelist said of a number, and what that means.
    fn standing(&self, number: Number, verdict: Option<Verdict>) -> String {
        let Some(known) = self.planned.past.standing(number) else {
            return "nothing is known of the number; the whitelist is asked first".to_owned();
        };
        let age = length(self.planned.start - known.as_of);
        let word = format!("{:?}", known.value).to_lowercase();
        let at = day_time(known.as_of, self.offset);
        let means = match verdict {
            None => {
                return format!("{word} as of {at}, {age} old: too old, it is asked again first");
            }
            Some(Verdict::Call) => "may be called",
            Some(Verdict::AskDnd) => "the DND register is asked first",
            Some(Verdict::StopRun) => "it is asked again first",
            Some(Verdict::Skip(skip)) => skipped(skip),
        };
        format!("{word} as of {at}, {age} old: {means}")
    }

    fn when(&self, place: usize, told: &mut Decisions) {
        let forecast = &self.planned.plan.forecast;
        let people = self.planned.plan.people.len() as u64;
        let nth = place as u64 + 1;
        let first = day_time(forecast.first_call.least, self.offset);
        let (from, to) = (forecast.first_call.least, forecast.first_calls_done.most);
        let between = day_range(from, to, self.offset);
        let text = format!(
            "number {nth} of {}; not before {first}; first calls go out {between}",
            counted(people, "person", "people")
        );
        told.push(("when", text));
        if let Some(most) = self.planned.plan.calls_max.filter(|most| nth > *most) {
            let most = counted(most, "call", "calls");
            told.push((
                "limit",
                format!("limits.calls leaves the run {most}: it may end first"),
            ));
        }
    }

    /// The request as it would leave.
    fn request(&self, contact: ContactId, number: Number) -> Result<String, Failure> {
        let inputs = self.inputs;
        let failed = |error| Failure::internal(format!("cannot read the row again: {error}"));
        let mut reader = files::rows(&inputs.contact_files, &inputs.contacts)?;
        let record = reader.at(contact).map_err(failed)?;
        let call = match inputs.script.request(number, &record) {
            Ok(call) => call,
            Err(fault) => return Ok(format!("cannot be made: {fault}")),
        };
        let params = request::connect(self.endpoint, &call).params;
        let pairs = params.iter().map(|(name, value)| format!("{name}={value}"));
        Ok(pairs.collect::<Vec<_>>().join(" "))
    }
}

/// Which outcomes are dialled again, and when.
fn retries(policy: &RetryPolicy) -> String {
    let delays = |outcome: &Outcome| {
        let delays = (1..policy.max_attempts).filter_map(|calls| policy.delay(*outcome, calls));
        let mut delays: Vec<String> = delays.map(length).collect();
        // The last delay of a list serves all further calls.
        delays.dedup();
        let text = format!("{} after {}", outcome.as_str(), delays.join(", then "));
        (!delays.is_empty()).then_some(text)
    };
    let all: Vec<String> = Outcome::ALL.iter().filter_map(delays).collect();
    match all.is_empty() {
        true => "none: one call, whatever comes of it".to_owned(),
        false => format!("up to {} calls: {}", policy.max_attempts, all.join("; ")),
    }
}
