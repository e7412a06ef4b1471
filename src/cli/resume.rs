//! `exodial resume`: go on with a run that was stopped or killed.

use std::{collections::BTreeMap, fs, path::Path, time::Duration};

use super::{
    App,
    args::ResumeArgs,
    engage::{self, Job},
    exit::Exit,
    failure::Failure,
    files::{self, ContactFile},
    find::{self, Found},
    now,
    plan::realm_name,
    planning,
    project::Context,
    read,
    simulator::Told,
};
use crate::{
    campaign::{Account, ContactsSpec},
    contacts::{self, FileSpec, NumberRange, hash_of_all},
    journal::{
        event::{Event, Fact, Header, Realm},
        file::{Durability, FileJournal, Reopened},
        run::{RunState, RunSummary},
        run_name::LATEST,
    },
    plan::hash::{policy_text, sha256_hex, sha256_of},
    report::text::{counted, masked},
};

/// Lines of a difference that are shown.
const SHOWN_MAX: usize = 6;

/// Goes on with a run.
///
/// # Errors
/// Refusals, and whatever ends a run before its time.
pub(super) fn resume(app: &App, args: &ResumeArgs) -> Result<Exit, Failure> {
    let context = app.context(Path::new("."))?;
    let found = match args.run.run.as_str() {
        LATEST => {
            let runs = find::all(&context)?;
            let begun =
                |(_, summary): &(_, RunSummary)| !matches!(summary.state, RunState::NotBegun);
            if !runs.iter().any(begun) {
                return Err(find::no_runs());
            }
            let Some(found) = unfinished(runs) else {
                app.console
                    .say("nothing to resume: no run of this project is unfinished");
                return Ok(Exit::Ok);
            };
            found
        }
        wanted => find::find(&context, wanted)?,
    };
    go_on(app, &context, &found, args.drain.drain, false)
}

/// The newest run that has something left to be done: people to call, else results to be written.
fn unfinished(runs: Vec<(Found, RunSummary)>) -> Option<Found> {
    let mut unwritten = None;
    for (found, summary) in runs {
        match summary.state {
            RunState::Unfinished | RunState::Damaged(_) => return Some(found),
            RunState::Finished if !found.run.summary_file().exists() => {
                unwritten.get_or_insert(found);
            }
            RunState::Finished | RunState::NotBegun => {}
        }
    }
    unwritten
}

/// Opens the run again, after a look at whether what it was made of is still the same.
pub(super) fn go_on(
    app: &App,
    context: &Context,
    found: &Found,
    drain: Duration,
    read_only: bool,
) -> Result<Exit, Failure> {
    let Found {
        folder, run, realm, ..
    } = found;
    let account = context.account(&found.account)?;
    let lock = folder.lock(run.name())?;
    let durability = match realm {
        Realm::Simulated => Durability::Process,
        Realm::Loopback | Realm::Exotel => Durability::Disk,
    };
    let Reopened {
        journal,
        events,
        cut,
    } = FileJournal::open(&run.journal(), durability)?;
    if cut > 0 {
        let what = "bytes of a write that a crash had torn were cut; nobody acted on them";
        app.console.say(&format!("{cut} {what}"));
    }
    let header = engage::header(&events, run)?.clone();
    let is = |what: Fact| move |event: &Event| event.fact == what;
    let is_finished = events.iter().any(is(Fact::Finished));
    // A reconciliation that was broken off leaves outcomes to be read.
    let ends = |event: &&Event| matches!(event.fact, Fact::Finished | Fact::Resumed);
    let is_over = events
        .iter()
        .rev()
        .find(ends)
        .is_some_and(is(Fact::Finished));
    // A process that died between its last record and its results left these to be written.
    if is_over && !read_only && run.summary_file().exists() {
        let name = run.name();
        app.console.say(&format!(
            "nothing to resume: {name} is over; its results: exodial results {name}"
        ));
        return Ok(Exit::Ok);
    }
    // Nobody is called any more, so nothing that has changed since keeps the results from being written.
    let read_only = read_only || is_finished;
    same_realm(context, account, found)?;
    let endpoint = context.endpoint(account, *realm)?;
    let credentials = context.credentials(account, *realm)?;
    let sid = (*realm == Realm::Exotel).then(|| endpoint.sid());
    let policy = policy_text(account, &context.project.policy, *realm, sid);
    if !read_only {
        unchanged(&header, found, &policy)?;
    }
    let inputs = kept(context, found, &header)?;
    let told = match realm {
        Realm::Simulated => Some(told(found, &header)?),
        Realm::Loopback | Realm::Exotel => None,
    };
    let began = events.first().map_or_else(now, |event| event.at);
    let past = planning::past(folder, *realm, began.min(now()), run.name())?;
    engage::engage(Job {
        app,
        context,
        account,
        realm: *realm,
        endpoint,
        credentials,
        lock,
        run: run.clone(),
        journal,
        events,
        fresh: false,
        read_only,
        told,
        drain,
        inputs,
        past,
    })
}

/// Refuses to let Exotel answer for a simulator, or a simulator for Exotel.
fn same_realm(context: &Context, account: &Account, found: &Found) -> Result<(), Failure> {
    let now = context.realm(account, found.realm == Realm::Simulated)?;
    if now == found.realm {
        return Ok(());
    }
    let (then, now) = (realm_name(found.realm), realm_name(now));
    let name = found.run.name();
    let message = format!("{name} was begun on {then}, and now {now} would answer");
    let failure = Failure::refused(message);
    Err(failure.hint(match found.realm {
        Realm::Exotel => "unset EXOTEL_BASE_URL, and base_url of the account",
        _ => "set EXOTEL_BASE_URL to the simulator's address, such as http://127.0.0.1:8187",
    }))
}

/// Reads the run's own copies of what it was made of.
pub(super) fn kept(
    context: &Context,
    found: &Found,
    header: &Header,
) -> Result<read::Inputs, Failure> {
    let run = &found.run;
    // Whatever the numbers are, they were accepted when the run began.
    let range = |_: &_| Ok(NumberRange::Simulator);
    let inputs = read::inputs(&run.campaign(), Some(run), context, &range)?;
    let campaign = sha256_hex(&inputs.bytes) == *header.campaign_sha256;
    let changed = match (campaign, *inputs.contacts.sha256 == *header.contacts_sha256) {
        (true, true) => return Ok(inputs),
        (false, _) => run.campaign(),
        (true, false) => match inputs.contact_files.as_slice() {
            [one] => one.path.clone(),
            _ => run.folder().join("contacts*"),
        },
    };
    let (path, name) = (changed.display(), run.name());
    let message = format!("{path} is not the copy that {name} was made of");
    Err(Failure::refused(message).hint("a run reads its own copies only: put the copy back"))
}

fn told(found: &Found, header: &Header) -> Result<Told, Failure> {
    let path = found.run.scenario();
    let text = fs::read_to_string(&path);
    let text = text
        .map_err(|error| Failure::internal(format!("cannot read {}: {error}", path.display())))?;
    Told::parse(&text, header.seed.unwrap_or_default()).map_err(Failure::internal)
}

/// Refuses a run whose campaign, contacts or settings are not what they were, and shows the difference.
fn unchanged(header: &Header, found: &Found, policy: &str) -> Result<(), Failure> {
    let run = &found.run;
    let campaign = Path::new(&*header.campaign_file);
    let mut changes = Vec::new();
    if let Some(text) = text(campaign)
        && sha256_hex(text.as_bytes()) != *header.campaign_sha256
    {
        changes.push(change(
            &campaign.display().to_string(),
            &run.campaign(),
            &text,
        ));
    }
    if let Some(contacts) = contacts_of(&run.campaign()) {
        let now = files::named(campaign, &contacts);
        let hashes: Option<Vec<String>> = now.iter().map(hash).collect();
        let is_same = hashes.is_some_and(|hashes| hash_of_all(&hashes) == *header.contacts_sha256);
        let pairs = now.iter().zip(files::kept(run, &contacts));
        let pairs = pairs.filter(|_| !is_same);
        changes.extend(pairs.filter_map(|(now, kept)| changed(now, &kept, &contacts)));
    }
    if sha256_hex(policy.as_bytes()) != *header.policy_sha256 {
        changes.push(change(
            "the settings of account and house",
            &run.policy(),
            policy,
        ));
    }
    if changes.is_empty() {
        return Ok(());
    }
    let mut failure = Failure::refused(format!(
        "what {} was made of has changed. Nothing was dialled",
        run.name()
    ));
    for change in changes {
        failure = failure.hint(change);
    }
    Err(failure.hint("put it back to go on; a new campaign name begins a new run"))
}

/// A file's text; nothing where it is gone, for the run has its own copy.
fn text(path: &Path) -> Option<String> {
    fs::read(path)
        .ok()
        .map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
}

/// What the kept campaign says of contacts.
fn contacts_of(kept: &Path) -> Option<ContactsSpec> {
    let source = crate::syntax::Source::new("campaign.yaml", text(kept)?);
    let (campaign, _) = crate::campaign::read(&source);
    Some(campaign?.contacts)
}

fn hash(file: &ContactFile) -> Option<String> {
    read::open(&file.path).and_then(sha256_of).ok()
}

/// How a contact file differs from the copy of it; nothing where it does not, or is gone.
fn changed(now: &ContactFile, kept: &ContactFile, spec: &ContactsSpec) -> Option<String> {
    let is_same = hash(now)? == hash(kept)?;
    if is_same {
        return None;
    }
    let shown = now.path.display().to_string();
    let how = FileSpec {
        encoding: spec.encoding,
        delimiter: spec.delimiter,
        sheet: spec.sheet.as_ref().map(|sheet| sheet.value.as_str()),
    };
    let text = |file: &ContactFile| {
        let opened = read::open(&file.path).ok()?;
        contacts::source::text(Box::new(opened), &file.path.display().to_string(), &how)
    };
    Some(match (text(kept), text(now)) {
        (Some(then), Some(now)) => difference(&shown, &then, &now),
        _ => format!("{shown}: it cannot be read as it was"),
    })
}

/// The difference between what was kept and what is there now, as far as a few lines tell it.
fn change(what: &str, kept: &Path, now: &str) -> String {
    difference(what, &text(kept).unwrap_or_default(), now)
}

fn difference(what: &str, then: &str, now: &str) -> String {
    let mut counts: BTreeMap<&str, i64> = BTreeMap::new();
    for line in now.lines() {
        *counts.entry(line).or_default() += 1;
    }
    for line in then.lines() {
        *counts.entry(line).or_default() -= 1;
    }
    let sum = |sign: i64| {
        counts
            .values()
            .filter(|n| **n * sign > 0)
            .map(|n| n.unsigned_abs())
            .sum::<u64>()
    };
    let (came, went) = (sum(1), sum(-1));
    if (came, went) == (0, 0) {
        return format!("{what}: the same lines, in another order or with other ends");
    }
    let mut shown = format!(
        "{what}: {} came, {went} went",
        counted(came, "line", "lines")
    );
    let mut left = SHOWN_MAX;
    for (text, mark) in [(then, '-'), (now, '+')] {
        for (number, line) in text.lines().enumerate() {
            let count = counts.get(line).copied().unwrap_or(0);
            if left > 0 && (count < 0) == (mark == '-') && count != 0 {
                left -= 1;
                let line: String = masked(line).chars().take(100).collect();
                shown.push_str(&format!("\n    {mark} {:>4}  {line}", number + 1));
            }
        }
    }
    shown
}
