//! `exodial plan`, and `exodial run --dry-run`: what would happen. Opens no socket.

use std::path::{Path, PathBuf};

use super::{
    App, company::Company, exit::Exit, failure::Failure, now, planning, project::Context, read,
    read::Inputs,
};
use crate::{
    campaign::{Account, Campaign},
    contacts::NumberRange,
    journal::event::Realm,
};

/// Shows the plan of a campaign, or the plans of several that would run together.
///
/// # Errors
/// Findings, and whatever keeps the state from being read.
pub(super) fn plan(app: &App, paths: &[PathBuf], simulate: bool) -> Result<Exit, Failure> {
    let company = Company::read(app, paths, simulate)?;
    let context = &company.context;
    let account = company.account()?;
    let realm = context.realm(account, simulate)?;
    let endpoint = context.planned_endpoint(account, realm)?;
    let folder = context.existing(realm, &account.name)?;
    let now = now();
    let mut plans = Vec::new();
    for inputs in &company.inputs {
        let plan = planning::plan(context, inputs, account, &endpoint, realm, &folder, now)?;
        app.findings(&inputs.findings);
        plans.push(plan);
    }
    let flag = if simulate { " --simulate" } else { "" };
    let command = context.command(&format!("run {}{flag}", company.files()));
    app.data(&planning::texts(
        &company,
        &plans,
        account,
        &endpoint,
        Some(&command),
    ))?;
    for planned in &plans {
        planning::somebody(planned)?;
    }
    Ok(Exit::Ok)
}

/// Reads a campaign that is to run on its account, or on the simulator.
pub(super) fn inputs(context: &Context, path: &Path, simulate: bool) -> Result<Inputs, Failure> {
    let range = |campaign: &Campaign| {
        // An account that is not there is a finding already.
        let account = context.account(&campaign.account.value);
        account.map_or(Ok(NumberRange::Simulator), |account: &Account| {
            context.realm(account, simulate).map(planning::range)
        })
    };
    read::inputs(path, None, context, &range)
}

/// The realm's name for people.
pub(super) const fn realm_name(realm: Realm) -> &'static str {
    match realm {
        Realm::Exotel => "Exotel",
        Realm::Loopback => "a simulator on this machine",
        Realm::Simulated => "the embedded simulator",
    }
}
