//! `notify`: who wants to be told of what, and by which URL. Checked before anything is dialled.

mod notices;

use std::collections::BTreeSet;

use secrecy::{ExposeSecret as _, SecretString};

pub(super) use notices::{Notices, Onlookers};

use super::{App, exit::Exit, failure::Failure, project::Context, read, read::Inputs};
use crate::{
    campaign::{
        Notify, NotifyEvent, NotifyFormat, Webhook, is_here, language::Fault, webhook_host,
    },
    dispatch::webhook::Address,
    journal::event::Realm,
    syntax::{Diagnostic, Place},
};

/// A variable that has no value.
const UNSET: &str = "EXO110";

/// How the log calls a URL that is written out.
const LOCAL: &str = "the webhook on this machine";

/// Somebody who wants to be told.
#[derive(Clone, Debug)]
struct Target {
    on: BTreeSet<NotifyEvent>,
    format: NotifyFormat,
    /// How the log calls it.
    label: String,
    /// Where it is; nothing where its variable has no value.
    address: Option<Address>,
}

/// What becomes of a variable without a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unset {
    /// It stops the command: somebody would not be told.
    Refused,
    /// Nobody is told by it.
    Ignored,
}

impl Unset {
    /// For a command that would place calls here: nobody outside is told by a simulator.
    pub(super) fn on(realm: Realm) -> Unset {
        match realm {
            Realm::Exotel => Unset::Refused,
            Realm::Loopback | Realm::Simulated => Unset::Ignored,
        }
    }
}

/// Refuses campaigns whose webhooks cannot be used: unreadable or not allowed.
///
/// # Errors
/// Exit 2, with findings.
pub(super) fn check<'a>(
    app: &App,
    context: &Context,
    inputs: impl IntoIterator<Item = &'a Inputs>,
    unset: Unset,
) -> Result<(), Failure> {
    let mut findings = Vec::new();
    let inputs = inputs.into_iter();
    for inputs in inputs.filter(|inputs| !inputs.campaign.notify.is_empty()) {
        let source = read::source(&inputs.path, &inputs.bytes)?;
        let targets = targets(app, context, inputs)?;
        for (notify, target) in inputs.campaign.notify.iter().zip(targets) {
            let place = source.place(&notify.webhook.span);
            findings.extend(match target {
                Err(fault) => Some(fault.at(place)),
                Ok(target) if target.address.is_none() && unset == Unset::Refused => {
                    Some(without_value(&target.label, place))
                }
                Ok(_) => None,
            });
        }
    }
    match findings.is_empty() {
        true => Ok(()),
        false => Err(Failure {
            exit: Exit::Usage,
            ..Failure::findings(findings)
        }),
    }
}

/// Whom a campaign wants to be told, in the order of its file.
fn targets(
    app: &App,
    context: &Context,
    inputs: &Inputs,
) -> Result<Vec<Result<Target, Fault>>, Failure> {
    let allowed = &context.project.allow.notify_hosts;
    let mut targets = Vec::new();
    for notify in &inputs.campaign.notify {
        let (label, url) = match &notify.webhook.value {
            Webhook::Variable(name) => (name.clone(), app.env.value_or_file(name)?),
            Webhook::Loopback(url) => (LOCAL.to_owned(), Some(url.clone())),
        };
        let url = url.filter(|url| !url.is_empty()).map(SecretString::from);
        targets.push(target(notify, label, url, allowed));
    }
    Ok(targets)
}

fn target(
    notify: &Notify,
    label: String,
    url: Option<SecretString>,
    allowed: &[String],
) -> Result<Target, Fault> {
    let address = match url {
        None => None,
        Some(url) => match webhook_host(url.expose_secret(), allowed) {
            Ok(host) => Some(Address {
                label: label.clone(),
                is_local: is_here(&host),
                url,
            }),
            Err(fault) => {
                let label = format!("the value of {label}");
                return Err(Fault { label, ..fault });
            }
        },
    };
    Ok(Target {
        on: notify.on.clone(),
        format: notify.format,
        label,
        address,
    })
}

fn without_value(name: &str, place: Place) -> Diagnostic {
    let finding = Diagnostic::error(UNSET, format!("`{name}` is not set")).at(place, "");
    let finding = finding.note("Nobody would be told by this webhook. Nothing was dialled.");
    finding.help(format!(
        "set {name} or {name}_FILE, or remove the item of `notify`"
    ))
}
