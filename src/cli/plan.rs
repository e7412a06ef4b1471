//! `exodial plan`, and `exodial run --dry-run`: what would happen. Opens no socket.

use std::path::Path;

use super::{
    App,
    args::{Format, PlanArgs},
    exit::Exit,
    failure::Failure,
    identity::Identity,
    now, outline, planning,
    project::Context,
    read,
    read::Inputs,
    target::{Kept, Unfit},
};
use crate::{
    campaign::{Account, Campaign},
    contacts::NumberRange,
    journal::event::Realm,
    report::{
        file::write_file,
        outline::{Outline, diff::Difference, render},
    },
};

/// Shows the plan of a campaign, or what is another in it than in an earlier one.
///
/// # Errors
/// Findings, and whatever keeps the state from being read.
pub(super) fn plan(app: &App, args: &PlanArgs) -> Result<Exit, Failure> {
    let (path, simulate) = (args.campaign.as_path(), args.simulate);
    let context = app.context(path)?;
    let inputs = inputs(&context, path, simulate)?;
    let account = context.account(&inputs.campaign.account.value)?;
    let realm = context.realm(account, simulate)?;
    let endpoint = context.planned_endpoint(account, realm)?;
    let folder = context.existing(realm, &account.name)?;
    let planned = planning::plan(&context, &inputs, account, &endpoint, realm, &folder, now())?;
    app.findings(&inputs.findings);
    let to_stdout = args.output.as_deref() == Some(Path::new("-"));
    let format = if to_stdout { Format::Json } else { args.format };
    let is_asked = args.output.is_some() || args.diff.is_some() || format == Format::Json;
    let outline = match is_asked {
        false => None,
        true => {
            let key = Identity::load(&context, realm, &account.name)?;
            Some((outline::of_plan(&planned, &inputs, account, &key)?, key))
        }
    };
    if let (Some(path), Some((outline, _)), false) = (&args.output, &outline, to_stdout) {
        write(&context, args, &inputs, path, outline)?;
    }
    match (&args.diff, &outline, format) {
        (Some(old), Some((new, key)), format) => {
            let old = outline::old(&context, old, key)?;
            let found = Difference::between(&old, new);
            app.data(&match format {
                Format::Text => render::text(&old, new, &found, args.show_rows.most()),
                Format::Json => format!("{:#}\n", render::json(&old, new, &found)),
            })?;
        }
        (None, Some((outline, _)), Format::Json) => app.data(&(json(outline)? + "\n"))?,
        _ => {
            let flag = if simulate { " --simulate" } else { "" };
            let command = context.command(&format!("run {}{flag}", path.display()));
            app.data(&planning::text(
                &planned,
                account,
                &endpoint,
                Some(&command),
            ))?;
        }
    }
    let calls = planned.plan.forecast.least.calls;
    match (args.detailed_exitcode, calls) {
        (true, 0) => Ok(Exit::Ok),
        (true, _) => Ok(Exit::Changes),
        (false, _) => planning::somebody(&planned).map(|()| Exit::Ok),
    }
}

fn json(outline: &Outline) -> Result<String, Failure> {
    serde_json::to_string_pretty(outline).map_err(|error| Failure::internal(error.to_string()))
}

/// Writes the machine form, over nothing that a run is made of or kept in.
fn write(
    context: &Context,
    args: &PlanArgs,
    inputs: &Inputs,
    path: &Path,
    outline: &Outline,
) -> Result<(), Failure> {
    let contacts = &inputs.campaign.contacts.file.value;
    let kept = Kept::of(context, &args.campaign, contacts, None);
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
