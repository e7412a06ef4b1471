//! The first record of each run: its folder, copies of what it is made of, and what its journal says of it.

use std::{fs::File, path::Path};

use super::{
    engage::Seated, failure::Failure, files, planning::Planned, read::Inputs, simulator::Told,
};
use crate::{
    campaign::{Account, is_sheet},
    dispatch::bars::Bars,
    journal::{
        event::{Event, FORMAT, Fact, Header, Realm},
        file::{Durability, FileJournal},
        past::Past,
        run::Run,
        state::StateFolder,
    },
    plan::hash::sha256_of,
};

/// What runs are begun with.
pub(super) struct Begin<'a> {
    pub(super) folder: &'a StateFolder,
    pub(super) account: &'a Account,
    pub(super) realm: Realm,
    pub(super) told: Option<&'a Told>,
}

/// A run that has its first record.
pub(super) struct Begun {
    run: Run,
    journal: FileJournal,
    started: Event,
}

impl Begun {
    /// The run with its campaign and contacts.
    pub(super) fn seated<'a>(
        self,
        inputs: &'a Inputs,
        past: Past,
        bars: Box<dyn Bars>,
    ) -> Seated<'a> {
        Seated {
            run: self.run,
            journal: self.journal,
            events: vec![self.started],
            read_only: false,
            inputs,
            past,
            bars,
        }
    }
}

impl Begin<'_> {
    /// Begins a run of each plan. Each of them names those that were begun with it.
    ///
    /// # Errors
    /// When the disk does not take it. Nobody was called then.
    pub(super) fn all(
        &self,
        inputs: &[Inputs],
        plans: &[Planned],
        approvals: &[String],
    ) -> Result<Vec<Begun>, Failure> {
        let mut runs = Vec::new();
        for (inputs, planned) in inputs.iter().zip(plans) {
            let name = &inputs.campaign.name.value;
            let offset = self.account.utc_offset;
            let run = self.folder.new_run(name, planned.start, offset)?;
            self.keep(&run, inputs, planned).map_err(|error| {
                let folder = run.folder().display().to_string();
                Failure::internal(format!("cannot keep the inputs in {folder}: {error}"))
            })?;
            runs.push(run);
        }
        let names: Vec<Box<str>> = runs.iter().map(|run| run.name().into()).collect();
        let durability = match self.realm {
            // Nobody is called, so what a power cut forgets hurts nobody.
            Realm::Simulated => Durability::Process,
            Realm::Loopback | Realm::Exotel => Durability::Disk,
        };
        let mut begun = Vec::new();
        let parts = inputs.iter().zip(plans).zip(approvals);
        for (run, ((inputs, planned), approval)) in runs.into_iter().zip(parts) {
            let others = names.iter().filter(|name| ***name != *run.name());
            let header = Header {
                companions: others.cloned().collect(),
                ..self.header(&run, inputs, planned, approval)
            };
            let started = Event {
                at: planned.start,
                fact: Fact::Started(Box::new(header)),
            };
            let (journal, _) = FileJournal::create(&run.journal(), started.clone(), durability)?;
            begun.push(Begun {
                run,
                journal,
                started,
            });
        }
        Ok(begun)
    }

    fn keep(&self, run: &Run, inputs: &Inputs, planned: &Planned) -> std::io::Result<()> {
        run.keep_campaign(inputs.bytes.as_slice())?;
        let kept = files::kept(run, &inputs.campaign.contacts);
        let parts = inputs.contacts.parts.iter();
        for (nth, (file, part)) in inputs.contact_files.iter().zip(parts).enumerate() {
            run.keep_contacts(nth, is_sheet(&file.name), File::open(&file.path)?)?;
            let copy = kept.get(nth).map(|copy| File::open(&copy.path));
            let copy = copy.transpose()?.map(sha256_of).transpose()?;
            if copy.as_ref() != Some(&part.sha256) {
                let message = format!("{} changed while it was read", file.name);
                return Err(std::io::Error::other(message));
            }
        }
        run.keep_policy(planned.policy.as_bytes())?;
        match self.told {
            Some(told) => run.keep_scenario(told.text().as_bytes()),
            None => Ok(()),
        }
    }

    fn header(&self, run: &Run, inputs: &Inputs, planned: &Planned, approval: &str) -> Header {
        let plan = &planned.plan;
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
            campaign_file: whole(&inputs.path).display().to_string().into(),
            campaign_sha256: plan.campaign_sha256.as_str().into(),
            contacts_sha256: plan.contacts_sha256.as_str().into(),
            policy_sha256: plan.policy_sha256.as_str().into(),
            rows: u32::try_from(plan.rows).unwrap_or(u32::MAX),
            people: u32::try_from(plan.people.len()).unwrap_or(u32::MAX),
            companions: Vec::new(),
            seed: self.told.map(|told| told.seed),
        }
    }
}
