//! `exodial plan`, and `exodial run --dry-run`: what would happen. Opens no socket.

use std::path::Path;

use super::{
    App,
    args::{Format, PlanArgs},
    cautions,
    company::Company,
    exit::Exit,
    failure::Failure,
    identity::Identity,
    notify::{self, Unset},
    outline,
    planning::{self, Planned},
    project::Context,
    read,
    read::Inputs,
    target::{Kept, Unfit},
};
use crate::{
    campaign::{Account, Campaign},
    contacts::NumberRange,
    journal::{event::Realm, whole::write_file},
    report::outline::{Outline, diff::Difference, render},
};

/// Shows the plan of a campaign or the plans of several that would run together, or what is another in a plan
/// than in an earlier one.
///
/// # Errors
/// Findings, and whatever keeps the state from being read.
pub(super) fn plan(app: &App, args: &PlanArgs) -> Result<Exit, Failure> {
    let company = Company::read(app, &args.campaigns, args.simulate)?;
    let context = &company.context;
    let account = company.account()?;
    let realm = context.realm(account, args.simulate)?;
    let endpoint = context.planned_endpoint(account, realm)?;
    notify::check(app, context, &company.inputs, Unset::Ignored)?;
    let folder = context.existing(realm, &account.name)?;
    let now = context.time(args.at)?;
    let inputs = &company.inputs;
    let (plans, _) = planning::plans(context, inputs, account, &endpoint, realm, &folder, now)?;
    for inputs in inputs {
        app.findings(&inputs.findings);
    }
    if !machine(app, args, &company, account, realm, &plans)? {
        let flag = if args.simulate { " --simulate" } else { "" };
        let command = context.command(&format!("run {}{flag}", company.files()));
        let text = planning::texts(&company, &plans, account, &endpoint, Some(&command));
        app.data(&text)?;
    }
    cautions::none_is_error(&plans, context, account.utc_offset)?;
    let calls: u64 = plans
        .iter()
        .map(|planned| planned.plan.forecast.least.calls)
        .sum();
    if args.detailed_exitcode {
        return Ok(if calls == 0 { Exit::Ok } else { Exit::Changes });
    }
    for planned in &plans {
        planning::somebody(planned)?;
    }
    Ok(Exit::Ok)
}

/// Writes the machine form of a plan and shows a difference, where that is asked for, and says whether what is
/// asked for is shown.
fn machine(
    app: &App,
    args: &PlanArgs,
    company: &Company,
    account: &Account,
    realm: Realm,
    plans: &[Planned],
) -> Result<bool, Failure> {
    if args.output.is_none() && args.diff.is_none() && args.format == Format::Text {
        return Ok(false);
    }
    let ([planned], [inputs]) = (plans, &*company.inputs) else {
        let message = "-o, --diff and --format json are about one campaign";
        return Err(Failure::usage(message).hint("plan each campaign with a command of its own"));
    };
    let context = &company.context;
    let key = Identity::load(context, realm, &account.name)?;
    let new = outline::of_plan(planned, inputs, account, &key)?;
    let to_stdout = args.output.as_deref() == Some(Path::new("-"));
    let format = if to_stdout { Format::Json } else { args.format };
    if let (Some(path), false) = (&args.output, to_stdout) {
        write(context, inputs, path, &new)?;
    }
    match (&args.diff, format) {
        (Some(old), format) => {
            let old = outline::old(context, old, &key)?;
            let found = Difference::between(&old, &new);
            app.data(&match format {
                Format::Text => render::text(&old, &new, &found, args.show_rows.most()),
                Format::Json => format!("{:#}\n", render::json(&old, &new, &found)),
            })?;
            Ok(true)
        }
        (None, Format::Json) => app.data(&(json(&new)? + "\n")).map(|()| true),
        (None, Format::Text) => Ok(false),
    }
}

fn json(outline: &Outline) -> Result<String, Failure> {
    serde_json::to_string_pretty(outline).map_err(|error| Failure::internal(error.to_string()))
}

/// Writes the machine form, over nothing that a run is made of or kept in.
fn write(
    context: &Context,
    inputs: &Inputs,
    path: &Path,
    outline: &Outline,
) -> Result<(), Failure> {
    let kept = Kept::of(context, &inputs.path, &inputs.campaign.contacts, &[]);
    let refuse = |why: &str| {
        Failure::usage(format!(
            "cannot write the plan to {}: {why}",
            path.display()
        ))
    };
    kept.allows(path).map_err(|unfit| match unfit {
        Unfit::Taken(what) => refuse(what),
        Unfit::Nowhere(why) => refuse(&why),
    })?;
    let text = json(outline)? + "\n";
    write_file(path, |out| std::io::Write::write_all(out, text.as_bytes()))
        .map_err(|error| refuse(&error.to_string()))
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
