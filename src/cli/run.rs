//! `exodial run`: plan, approve, call everybody of a campaign, once; or of several, which share the account.

use std::mem::take;

use super::{
    App,
    approval::approve,
    args::RunArgs,
    begin::Begin,
    cautions,
    company::Company,
    engage::{self, Job},
    exit::Exit,
    failure::Failure,
    notify::{self, Unset},
    numbers::Numbers,
    planning,
    project::Context,
    simulator::Told,
};
use crate::{
    dispatch::clock::SystemClock,
    journal::{
        event::Realm,
        lock::BETWEEN,
        run::{RunState, RunSummary},
        state::StateFolder,
    },
};

/// Runs campaigns.
///
/// # Errors
/// Findings, refusals, and whatever ends a run before its time.
pub(super) fn run(app: &App, args: &RunArgs) -> Result<Exit, Failure> {
    let mut company = Company::read(app, &args.campaigns, args.simulate)?;
    let context = &company.context;
    let account = context.account(&company.account()?.name)?;
    let realm = context.realm(account, args.simulate)?;
    let endpoint = context.endpoint(account, realm)?;
    let credentials = context.credentials(account, realm)?;
    notify::check(app, context, &company.inputs, Unset::on(realm))?;
    let told = match realm {
        Realm::Simulated => Some(Told::new(args.scenario.as_deref(), args.seed)?),
        Realm::Loopback | Realm::Exotel => None,
    };
    let folder = StateFolder::open(&context.state_root(), realm, &account.name)?;
    let lock = folder.lock(&company.names().join(BETWEEN))?;
    let start = context.time(args.at)?;
    let inputs = &company.inputs;
    let (plans, runs) =
        planning::plans(context, inputs, account, &endpoint, realm, &folder, start)?;
    for inputs in inputs {
        may_begin(context, &runs, &inputs.campaign.name.value, args)?;
        app.findings(&inputs.findings);
    }
    let text = planning::texts(&company, &plans, account, &endpoint, None);
    match args.yes || !args.approve.is_empty() {
        true => app.console.say(&text),
        // Nobody approves what was not shown.
        false => app.console.complain(&text),
    }
    cautions::none_is_error(&plans, context, account.utc_offset)?;
    for planned in &plans {
        planning::somebody(planned)?;
    }
    let latest = plans.iter().filter_map(|planned| planned.past.latest());
    let latest = latest.max().unwrap_or_default();
    engage::right_time(&SystemClock::not_before(latest), account, realm)?;
    let approvals = approve(app, args, &company, &plans)?;
    let begin = Begin {
        folder: &folder,
        account,
        realm,
        told: told.as_ref(),
    };
    let begun = begin.all(&company.inputs, &plans, &approvals)?;
    let mut seats = Vec::new();
    for ((begun, planned), inputs) in begun.into_iter().zip(plans).zip(&mut company.inputs) {
        let lists = take(&mut inputs.lists);
        let inputs = &*inputs;
        let bars = lists.watch(Numbers::of(inputs).all(), planned.key);
        seats.push(begun.seated(inputs, planned.past, Box::new(bars)));
    }
    engage::engage(Job {
        app,
        context,
        account,
        realm,
        endpoint,
        credentials,
        lock,
        fresh: true,
        told,
        drain: args.drain.drain,
        seats,
    })
}

/// Refuses a campaign that has a run which is not over, or one that is, unless that is meant. Simulations may be
/// repeated freely, and are not among the runs.
fn may_begin(
    context: &Context,
    runs: &[RunSummary],
    campaign: &str,
    args: &RunArgs,
) -> Result<(), Failure> {
    for summary in runs {
        let Some((header, _)) = &summary.header else {
            continue;
        };
        if &*header.campaign != campaign {
            continue;
        }
        let name = summary.run.name();
        match &summary.state {
            RunState::Unfinished => {
                let message = format!("run {name} of this campaign is not over");
                let resume = context.command(&format!("resume {name}"));
                return Err(Failure::refused(message).hint(format!("go on with it: {resume}")));
            }
            RunState::Finished | RunState::Reopened if !args.again => {
                let message = format!("this campaign has a finished run, {name}");
                return Err(Failure::refused(message)
                    .hint("--again calls the people of the file once more")
                    .hint(format!(
                        "its results: {}",
                        context.command(&format!("results {name}"))
                    )));
            }
            RunState::Damaged(error) => return Err(Failure::refused(error.to_string())),
            RunState::Finished | RunState::Reopened | RunState::NotBegun => {}
        }
    }
    Ok(())
}
