//! The project file `exodial.yaml`: accounts, policy, state.

mod account;
mod lint;
mod policy;

use std::collections::BTreeMap;

pub use lint::levels;

use super::{allow, decode, fields::Fields, findings::Findings, format};
use crate::{
    campaign::{
        Allow, Policy, Project,
        language::{Block, Key, Kind},
    },
    syntax::{Diagnostic, Node, Source},
};

/// The account that a campaign has when it names none.
pub(super) const DEFAULT_ACCOUNT: &str = "default";

/// A project file.
pub(crate) static PROJECT: Block = Block {
    about: "What belongs to the account and the house, not to one campaign.",
    keys: &[
        Key::new("exodial", Kind::Version, "Version of the language.").required(),
        Key::new(
            "accounts",
            Kind::Map {
                keys: &Kind::Format(&format::NAME),
                values: &Kind::Block(&account::ACCOUNT),
            },
            "Accounts of Exotel by a name of yours. Without any, `default` is read from the environment.",
        ),
        Key::new(
            "policy",
            Kind::Block(&policy::POLICY),
            "What every campaign must honour.",
        ),
        Key::new(
            "allow",
            Kind::Block(&allow::ALLOW),
            "What campaigns may name.",
        ),
        Key::new(
            "lint",
            Kind::Block(&lint::LINT),
            "Levels of the lint rules.",
        ),
        Key::new(
            "state",
            Kind::Text("a folder"),
            "Where journals are kept, relative to this file.",
        )
        .default(".exodial"),
    ],
};

/// Reads a project file. The project is there when there is no error; warnings may come with it.
///
/// No finding holds the text of a secret: literal ones are painted over in the lines that it shows.
pub fn read(source: &Source) -> (Option<Project>, Vec<Diagnostic>) {
    decode(source, &PROJECT, agree, build)
}

impl Default for Project {
    /// What holds where there is no project file: one account, read from the environment.
    fn default() -> Project {
        let policy = Policy::default();
        let accounts = account::from_environment(DEFAULT_ACCOUNT)
            .map(|account| BTreeMap::from([(DEFAULT_ACCOUNT.to_owned(), account)]));
        Project {
            accounts: accounts.unwrap_or_default(),
            policy,
            allow: Allow::default(),
            state: ".exodial".to_owned(),
        }
    }
}

fn agree(findings: &mut Findings<'_>, root: &Node) {
    for (name, account) in root.get("accounts").map(Node::entries).unwrap_or_default() {
        account::agree(findings, name, account);
    }
    account::differ(findings, root);
    policy::agree(findings, root);
}

fn build(top: Fields<'_>) -> Option<Project> {
    let mut accounts = BTreeMap::new();
    let entries = top.node("accounts").map(Node::entries).unwrap_or_default();
    for (name, node) in entries {
        let name = name.text()?;
        accounts.insert(name.to_owned(), account::build(name, Some(node))?);
    }
    if accounts.is_empty() {
        let account = account::from_environment(DEFAULT_ACCOUNT)?;
        accounts.insert(DEFAULT_ACCOUNT.to_owned(), account);
    }
    Some(Project {
        accounts,
        policy: policy::build(top.block("policy", &policy::POLICY))?,
        allow: allow::build(top.block("allow", &allow::ALLOW))?,
        state: top.plain("state")?,
    })
}
