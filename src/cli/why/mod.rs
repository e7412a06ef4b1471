//! `exodial why`: the decisions about one person, before or after a run. Sends nothing and changes nothing.

mod ahead;
mod select;

use std::path::Path;

use select::{Subject, standing};

use super::{
    App,
    args::{Format, WhyArgs},
    exit::Exit,
    failure::Failure,
    find::{self, Found},
    now,
    plan::realm_name,
    project::Context,
    results::unread,
};
use crate::cli::files;
use crate::{
    campaign::Number,
    clock::UtcOffset,
    contacts::Contacts,
    report::{
        text::day_time,
        why::{PersonRow, Story, Teller, Told, Who, render},
    },
};

/// Tells what was decided about a person, or would be.
///
/// # Errors
/// When there is no such person in what was looked through, or it cannot be read.
pub(super) fn why(app: &App, args: &WhyArgs) -> Result<Exit, Failure> {
    let (subject, place) = Subject::of(args)?;
    let (who, told, offset) = match place {
        Some(place) if is_campaign(place) => {
            let path = Path::new(place);
            let context = app.context(path)?;
            ahead::ahead(&context, path, args.simulate, &subject)?
        }
        place => {
            let context = app.context(Path::new("."))?;
            runs(app, &context, place, args.all, &subject)?
        }
    };
    match args.format {
        Format::Text => app.data(&render::text(who, &told, offset))?,
        Format::Json => app.data(&format!("{:#}\n", render::json(who, &told, offset)))?,
    }
    Ok(Exit::Ok)
}

/// Whether a name is a campaign file's and no run's.
fn is_campaign(name: &str) -> bool {
    let path = Path::new(name);
    let extension = path.extension().and_then(|extension| extension.to_str());
    matches!(extension, Some("yaml" | "yml")) || path.is_file()
}

type Answer = (Who, Told, UtcOffset);

/// Looks through one run, or through all of them, newest first, up to the first that holds the person.
fn runs(
    app: &App,
    context: &Context,
    wanted: Option<&str>,
    all: bool,
    subject: &Subject,
) -> Result<Answer, Failure> {
    let candidates: Vec<Found> = match wanted {
        Some(wanted) => vec![find::find(context, wanted)?],
        None => find::begun(context)?,
    };
    if candidates.is_empty() {
        return Err(find::no_runs());
    }
    let (mut who, mut offset, mut stories) = (None, UtcOffset::IST, Vec::new());
    for found in &candidates {
        let told = match story(context, found, subject) {
            Ok(told) => told,
            Err(failure) if wanted.is_none() => {
                let name = found.run.name();
                app.console.say(&format!("{name}: {}", failure.message));
                continue;
            }
            Err(failure) => return Err(failure),
        };
        if let Some((number, at, story)) = told {
            if stories.is_empty() {
                offset = at;
            }
            who = who.or(number);
            stories.push(story);
            if !all {
                break;
            }
        }
    }
    if stories.is_empty() {
        return Err(nothing(subject, &candidates, wanted));
    }
    Ok((who, Told::Runs(stories), offset))
}

fn nothing(subject: &Subject, candidates: &[Found], wanted: Option<&str>) -> Failure {
    let looked = match (wanted, candidates) {
        (Some(_), [one]) => format!("run {}", one.run.name()),
        (_, [one]) => format!("the one run of this project, {}", one.run.name()),
        (_, many) => format!("the {} runs of this project", many.len()),
    };
    let message = format!("no row of {looked} holds {}", subject.shown());
    let failure = Failure::new(Exit::NothingFound, message);
    failure.hint("before a run, name the campaign file: exodial why PHONE FILE.campaign.yaml")
}

/// What one run decided about a person; nothing when none of its rows is the person's.
fn story(
    context: &Context,
    found: &Found,
    subject: &Subject,
) -> Result<Option<(Option<Number>, UtcOffset, Story)>, Failure> {
    let unread = unread(context, found)?;
    let inputs = &unread.inputs;
    let Some((number, rows)) = standing(
        subject,
        inputs,
        &files::kept(&found.run, &inputs.campaign.contacts),
    )?
    else {
        return Ok(None);
    };
    let offset = context.account(&found.account)?.utc_offset;
    let zones = &inputs.contacts.zones;
    let contacts = rows.iter();
    let contacts = contacts.map(|row| {
        let further = inputs.contacts.fallbacks(row.contact).to_vec();
        (row.contact, zones.of(row.contact), further)
    });
    let rules = unread.rules(context, found)?;
    let mut teller = Teller::new(&rules, offset, contacts);
    let engine = unread.replayed(found, rules.clone(), |events| teller.see(events))?;
    let fate = rows.iter().find_map(|row| engine.fate(row.contact));
    let (disposition, mut reason) = match fate {
        Some(fate) => (fate.disposition.as_str(), fate.reason),
        None => unplanned(&rows, &inputs.contacts),
    };
    let due = rows.iter().find_map(|row| engine.due(row.contact, now()));
    if let Some(due) = due.filter(|_| !engine.is_finished()) {
        reason += &format!(
            "; the next call may leave from {} on",
            day_time(due, offset)
        );
    }
    Ok(Some((
        number,
        offset,
        Story {
            run: found.run.name().to_owned(),
            realm: realm_name(found.realm),
            rows,
            lines: teller.lines(),
            disposition,
            reason,
        },
    )))
}

/// The word of rows that the run is not about.
fn unplanned(rows: &[PersonRow], contacts: &Contacts) -> (&'static str, String) {
    let first = rows.first();
    match first.and_then(|row| Some((contacts.row(row.contact)?, row))) {
        Some((row, told)) => (select::word(row), told.made.clone()),
        None => ("stopped", "nothing is known".to_owned()),
    }
}
