//! From the tree of a file to its meaning, with everything that is wrong in one pass.
//!
//! In two steps. `check` walks the tree along the tables of the language and finds all faults; then, when
//! there was no error, each block is built from values that are known to be good. The tables stand
//! beside the code that builds from them: `contacts`, `call`, `whitelist`, `schedule`, `pacing`,
//! `retries`, `notify`, `rest` and `project`.

pub mod code;
pub(crate) mod text;
mod findings;
mod mended;
pub(crate) mod check;
mod scalar;
mod format;
mod rate;
mod url;
mod exophone;
mod secret;
mod suggest;
mod absent;
mod fields;
pub(crate) mod contacts;
mod shape;
mod call;
mod whitelist;
mod retries;
mod schedule;
mod schedule_check;
mod notify;
mod rest;
pub mod test_case;
mod condition;
mod pacing;
mod suppress;
mod allow;
pub(crate) mod project;
mod policy;
mod policy_hours;
pub(crate) mod marks;

use check::Field;
use fields::Fields;
use findings::Findings;
pub use format::check_name;
pub use mended::mended;
pub use notify::webhook_host;
pub use policy::check_policy;
pub use shape::is_sheet;
pub use url::{is_here, loopback};

use super::{
    Campaign,
    language::{Block, Key, Kind},
};
use crate::syntax::{self, Diagnostic, Node, Source};

/// A campaign file.
pub(crate) static CAMPAIGN: Block = Block {
    about: "An outbound call campaign on Exotel.",
    keys: &[
        Key::new("exodial", Kind::Version, "Version of the language.").required(),
        Key::new(
            "campaign",
            Kind::Format(&format::NAME),
            "The campaign's name. It is the identity of its journals, so a new name is a new campaign.",
        )
        .required(),
        Key::new("description", Kind::Text("some text"), "What the campaign is for.").default("null"),
        Key::new("owner", Kind::Text("some text"), "Who answers for the campaign.").default("null"),
        Key::new(
            "account",
            Kind::Format(&format::NAME),
            "The account that calls, a profile of exodial.yaml.",
        )
        .default("default"),
        Key::new("contacts", Kind::Block(&contacts::CONTACTS), "Whom to call.").required(),
        Key::new("call", Kind::Block(&call::CALL), "How to call them.").required(),
        Key::new(
            "whitelist",
            Kind::Block(&whitelist::WHITELIST),
            "What is asked about a number before it is dialled.",
        ),
        Key::new("schedule", Kind::Block(&schedule::SCHEDULE), "When calls may be placed."),
        Key::new("pacing", Kind::Block(&pacing::PACING), "How fast calls are placed."),
        Key::new(
            "retries",
            Kind::Block(&retries::RETRIES),
            "Which outcomes are dialled again, and when. What is not named is not dialled again.",
        ),
        Key::new("limits", Kind::Block(&pacing::LIMITS), "When to stop early."),
        Key::new(
            "thresholds",
            pacing::THRESHOLDS,
            "Conditions on the people who were called, judged at the end; exit code 7 when one is missed.",
        )
        .default("[]"),
        Key::new("results", Kind::Block(&rest::RESULTS), "Where the results go."),
        Key::new(
            "notify",
            Kind::List(&Kind::Block(&notify::NOTIFY), 0),
            "Who is told of what.",
        )
        .default("[]"),
        Key::new(
            "tests",
            Kind::List(&Kind::Block(&test_case::TEST), 0),
            "Tests of the campaign, run by `exodial test` on the simulator.",
        )
        .default("[]"),
    ],
};

/// Reads a campaign file. The campaign is there when there is no error; warnings may come with it.
pub fn read(source: &Source) -> (Option<Campaign>, Vec<Diagnostic>) {
    let (campaign, mut findings) = decode(source, &CAMPAIGN, agree, build);
    let Some(campaign) = campaign else {
        return (None, findings);
    };
    let found = test_case::check(&campaign.tests, &campaign, source);
    let campaign = found.is_empty().then_some(campaign);
    findings.extend(found);
    (campaign, findings)
}

/// A copy of a file with the secrets and numbers in it painted over.
pub(super) fn masked(source: &Source) -> Source {
    let (root, _) = syntax::parse(source);
    secret::masked(source, root.as_ref())
}

/// Reads a file of either language: parses, checks every value alone, then those that must fit each
/// other, then builds.
fn decode<T>(
    source: &Source,
    table: &'static Block,
    agree: fn(&mut Findings<'_>, &Node),
    build: fn(Fields<'_>) -> Option<T>,
) -> (Option<T>, Vec<Diagnostic>) {
    let (root, found) = syntax::parse(source);
    let masked = secret::masked(source, root.as_ref());
    let mut findings = Findings::new(&masked, secret::redrawn(found, &masked));
    let Some(root) = root else {
        return (None, findings.finish());
    };
    if newer(&root) {
        // What a newer language means by its other keys is not for this program to say.
        if let Some((key, node)) = root.entry("exodial") {
            let field = Field {
                path: "exodial".to_owned(),
                key: &key.span,
                node,
                is_item: false,
                is_required: true,
            };
            check::value(&mut findings, &field, &Kind::Version);
        }
        return (None, findings.finish());
    }
    check::value(&mut findings, &Field::root(&root), &Kind::Block(table));
    agree(&mut findings, &root);
    let value = match findings.any_error() {
        true => None,
        false => build(Fields::new(table, Some(&root))),
    };
    (value, findings.finish())
}

fn newer(root: &Node) -> bool {
    let version = root.get("exodial").and_then(Node::text);
    version
        .and_then(text::whole)
        .is_some_and(|version| version > 1)
}

/// Checks what no value can say alone.
fn agree(findings: &mut Findings<'_>, root: &Node) {
    suppress::agree(findings, root, "contacts.suppress");
    call::agree(findings, root);
    shape::agree(findings, root);
    retries::agree(findings, root);
    test_case::agree(findings, root);
    pacing::agree(findings, root);
    schedule_check::agree(findings, root);
}

fn build(top: Fields<'_>) -> Option<Campaign> {
    let contacts = contacts::build(top.block("contacts", &contacts::CONTACTS))?;
    let call = call::build(top.block("call", &call::CALL), &contacts.country.value)?;
    Some(Campaign {
        name: top.text("campaign")?,
        description: top.plain("description"),
        owner: top.plain("owner"),
        account: top.text("account")?,
        call,
        contacts,
        whitelist: whitelist::build(top.block("whitelist", &whitelist::WHITELIST))?,
        schedule: schedule::build(top.block("schedule", &schedule::SCHEDULE))?,
        retries: retries::build(top.block("retries", &retries::RETRIES))?,
        calls_max: top.block("limits", &pacing::LIMITS).count("calls"),
        pacing: pacing::pacing(top.block("pacing", &pacing::PACING))?,
        limits: pacing::limits(top.block("limits", &pacing::LIMITS))?,
        thresholds: pacing::thresholds(top)?,
        share: pacing::share(top.block("pacing", &pacing::PACING)),
        results_file: top.block("results", &rest::RESULTS).text("file"),
        notify: notify::build(top)?,
        tests: test_case::build(top)?,
        attempts_file: top.block("results", &rest::RESULTS).text("attempts"),
    })
}
