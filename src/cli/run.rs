//! `exodial run`: plan, approve, call everybody of a campaign, once.

use std::{fs::File, path::Path};

use super::{
    App,
    args::RunArgs,
    engage::{self, Job},
    exit::Exit,
    failure::Failure,
    files, now,
    plan::inputs,
    planning::{self, Planned},
    project::Context,
    read::Inputs,
    simulator::Told,
};
use crate::{
    campaign::{Account, is_sheet},
    dispatch::clock::SystemClock,
    journal::{
        event::{Event, FORMAT, Fact, Header, Realm},
        file::{Durability, FileJournal},
        run::{Run, RunState},
        state::StateFolder,
    },
    plan::hash::sha256_of,
};

/// Runs a campaign.
///
/// # Errors
/// Findings, refusals, and whatever ends a run before its time.
pub(super) fn run(app: &App, args: &RunArgs) -> Result<Exit, Failure> {
    let context = app.context(&args.campaign)?;
    let inputs = inputs(&context, &args.campaign, args.simulate)?;
    let account = context.account(&inputs.campaign.account.value)?;
    let realm = context.realm(account, args.simulate)?;
    let endpoint = context.endpoint(account, realm)?;
    let credentials = context.credentials(account, realm)?;
    let told = match realm {
        Realm::Simulated => Some(Told::new(args.scenario.as_deref(), args.seed)?),
        Realm::Loopback | Realm::Exotel => None,
    };
    let folder = StateFolder::open(&context.state_root(), realm, &account.name)?;
    let lock = folder.lock(&inputs.campaign.name.value)?;
    may_begin(&context, &folder, &inputs.campaign.name.value, realm, args)?;
    let planned = planning::plan(&context, &inputs, account, &endpoint, realm, &folder, now())?;
    app.findings(&inputs.findings);
    let text = planning::text(&planned, account, &endpoint, None);
    match args.yes || args.approve.is_some() {
        true => app.console.say(&text),
        // Nobody approves what was not shown.
        false => app.console.complain(&text),
    }
    planning::somebody(&planned)?;
    let latest = planned.past.latest().unwrap_or_default();
    engage::right_time(&SystemClock::not_before(latest), account, realm)?;
    let approval = approve(app, args, &context, &planned, &inputs)?;
    let begin = Begin {
        folder: &folder,
        inputs: &inputs,
        account,
        realm,
        planned: &planned,
    };
    let (run, journal, started) = begin.begin(approval, told.as_ref())?;
    engage::engage(Job {
        app,
        context: &context,
        account,
        realm,
        endpoint,
        credentials,
        lock,
        run,
        journal,
        events: vec![started],
        fresh: true,
        read_only: false,
        told,
        drain: args.drain.drain,
        inputs,
        past: planned.past,
    })
}

/// Refuses a campaign that has a run which is not over, or one that is, unless that is meant.
fn may_begin(
    context: &Context,
    folder: &StateFolder,
    campaign: &str,
    realm: Realm,
    args: &RunArgs,
) -> Result<(), Failure> {
    if realm != Realm::Exotel {
        return Ok(());
    }
    for summary in folder.runs()? {
        let Some((header, _)) = &summary.header else {
            continue;
        };
        if &*header.campaign != campaign {
            continue;
        }
        let name = summary.run.name();
        match summary.state {
            RunState::Unfinished => {
                let message = format!("run {name} of this campaign is not over");
                let resume = context.command(&format!("resume {name}"));
                return Err(Failure::refused(message).hint(format!("go on with it: {resume}")));
            }
            RunState::Finished if !args.again => {
                let message = format!("this campaign has a finished run, {name}");
                return Err(Failure::refused(message)
                    .hint("--again calls the people of the file once more")
                    .hint(format!(
                        "its results: {}",
                        context.command(&format!("results {name}"))
                    )));
            }
            RunState::Damaged(error) => return Err(Failure::refused(error.to_string())),
            RunState::Finished | RunState::NotBegun => {}
        }
    }
    Ok(())
}

/// Has the plan approved: by flag, by hash, or by somebody at the terminal.
fn approve(
    app: &App,
    args: &RunArgs,
    context: &Context,
    planned: &Planned,
    inputs: &Inputs,
) -> Result<String, Failure> {
    let hash = &planned.plan.hash;
    if let Some(approval) = &args.approve {
        if hash.is_named_by(approval) {
            return Ok(format!("--approve {approval}"));
        }
        let message =
            format!("the plan {approval} is stale: the plan is {hash} now. Nothing was dialled");
        return Err(Failure::refused(message)
            .hint("campaign, contacts, settings or earlier runs changed since it was made")
            .hint(format!(
                "look at it again: {}",
                context.command(&format!("plan {}", args.campaign.display()))
            )));
    }
    if args.yes {
        return Ok("--yes".to_owned());
    }
    let name = &inputs.campaign.name.value;
    let people = crate::report::text::grouped(planned.plan.people.len() as u64);
    let question = format!("Type the campaign's name to call {people} people: ");
    let answer = app.console.ask(&question);
    match answer.map_err(|error| Failure::internal(format!("cannot read the answer: {error}")))? {
        Some(answer) if answer == *name => Ok("typed".to_owned()),
        Some(_) => Err(Failure::refused(format!(
            "that is not the campaign's name, which is {name}. Nothing was dialled"
        ))),
        None => Err(Failure::refused(
            "run needs approval, and nobody can be asked on this terminal",
        )
        .hint(format!(
            "pass --approve {hash} (from exodial plan) or --yes"
        ))),
    }
}

/// What a run is begun with.
struct Begin<'a> {
    folder: &'a StateFolder,
    inputs: &'a Inputs,
    account: &'a Account,
    realm: Realm,
    planned: &'a Planned,
}

impl Begin<'_> {
    /// Makes the run's folder, keeps what the run is made of, and writes the first record.
    fn begin(
        &self,
        approval: String,
        told: Option<&Told>,
    ) -> Result<(Run, FileJournal, Event), Failure> {
        let Begin {
            inputs, planned, ..
        } = self;
        let name = &inputs.campaign.name.value;
        let run = self
            .folder
            .new_run(name, planned.start, self.account.utc_offset)?;
        let kept = self.keep(&run, told);
        kept.map_err(|error| {
            let folder = run.folder().display().to_string();
            Failure::internal(format!("cannot keep the inputs in {folder}: {error}"))
        })?;
        let started = Event {
            at: planned.start,
            fact: Fact::Started(Box::new(self.header(&run, approval, told))),
        };
        let durability = match self.realm {
            // Nobody is called, so what a power cut forgets hurts nobody.
            Realm::Simulated => Durability::Process,
            Realm::Loopback | Realm::Exotel => Durability::Disk,
        };
        let (journal, _) = FileJournal::create(&run.journal(), started.clone(), durability)?;
        Ok((run, journal, started))
    }

    fn keep(&self, run: &Run, told: Option<&Told>) -> std::io::Result<()> {
        run.keep_campaign(self.inputs.bytes.as_slice())?;
        let parts = self.inputs.contacts.parts.iter();
        let kept = files::kept(run, &self.inputs.campaign.contacts);
        for (nth, (file, part)) in self.inputs.contact_files.iter().zip(parts).enumerate() {
            run.keep_contacts(nth, is_sheet(&file.name), File::open(&file.path)?)?;
            let copy = kept.get(nth).map(|copy| File::open(&copy.path));
            let copy = copy.transpose()?.map(sha256_of).transpose()?;
            if copy.as_ref() != Some(&part.sha256) {
                let message = format!("{} changed while it was read", file.name);
                return Err(std::io::Error::other(message));
            }
        }
        run.keep_policy(self.planned.policy.as_bytes())?;
        match told {
            Some(told) => run.keep_scenario(told.text().as_bytes()),
            None => Ok(()),
        }
    }

    fn header(&self, run: &Run, approval: String, told: Option<&Told>) -> Header {
        let plan = &self.planned.plan;
        let whole = |path: &Path| std::fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        Header {
            format: FORMAT,
            program: env!("CARGO_PKG_VERSION").into(),
            run: run.name().into(),
            campaign: plan.campaign.as_str().into(),
            account: plan.account.as_str().into(),
            realm: self.realm,
            plan: plan.hash.as_str().into(),
            approval: approval.into(),
            campaign_file: whole(&self.inputs.path).display().to_string().into(),
            campaign_sha256: plan.campaign_sha256.as_str().into(),
            contacts_sha256: plan.contacts_sha256.as_str().into(),
            policy_sha256: plan.policy_sha256.as_str().into(),
            rows: u32::try_from(plan.rows).unwrap_or(u32::MAX),
            people: u32::try_from(plan.people.len()).unwrap_or(u32::MAX),
            seed: told.map(|told| told.seed),
        }
    }
}
