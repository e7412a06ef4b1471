//! The `pacing` and `limits` blocks and the `thresholds`: how fast, how long, and what for.

use super::{
    call::CALL,
    code,
    condition::{self, Doubted, Read},
    fields::Fields,
    findings::Findings,
    format, rate,
};
use crate::{
    campaign::{
        Condition, Limits, Money, Pacing, Threshold,
        language::{Block, Key, Kind},
        limits::{CALLS_MAX, CHANNELS_MAX, SHARE_MAX},
    },
    syntax::{Diagnostic, Node, Severity, Spanned},
};

/// The `pacing` block.
pub(super) static PACING: Block = Block {
    about: "How fast calls are placed.",
    keys: &[
        Key::new(
            "rate",
            Kind::Format(&rate::PACE),
            "Calls per minute at most; `auto` is what the account's limit leaves.",
        )
        .default("auto"),
        Key::new(
            "in_progress",
            Kind::Count(1, CHANNELS_MAX),
            "Calls under way at once; the account's channels when absent.",
        )
        .default("null"),
        Key::new(
            "share",
            Kind::Count(1, SHARE_MAX),
            "Weight beside the other campaigns of `exodial run a.yaml b.yaml`.",
        )
        .default("1"),
        Key::new(
            "canary",
            Kind::Count(0, CALLS_MAX),
            "Place this many calls and wait for their outcomes first; `limits.stop_when` judges them.",
        )
        .default("0"),
    ],
};

/// The `limits` block.
pub(super) static LIMITS: Block = Block {
    about: "When to stop early.",
    keys: &[
        Key::new(
            "calls",
            Kind::Count(1, CALLS_MAX),
            "At most this many calls are placed, retries included.",
        )
        .default("null"),
        Key::new(
            "cost",
            Kind::Format(&format::MONEY),
            "At most this much is spent, in the account's currency. Before each call its worst case is set aside: \
             `call.time_limit` in minutes that have begun, at `price_per_minute`.",
        )
        .default("null"),
        Key::new(
            "price_per_minute",
            Kind::Format(&format::MONEY),
            "The price of a minute that has begun, for reserves and estimates; the price that Exotel tells replaces it.",
        )
        .default("null"),
        Key::new(
            "stop_when",
            Kind::List(&Kind::Text("a condition such as \"failed > 30% of last 100\""), 0),
            "Conditions that stop the run, judged over the newest outcomes once there are so many: an outcome, \
             `refused` or `unsettled`, then `>` or `>=`, a count or a share, `of last` and a number.",
        )
        .default("[]"),
    ],
};

/// What `thresholds` may be.
pub(super) const THRESHOLDS: Kind =
    Kind::List(&Kind::Text("a condition such as \"completed >= 70%\""), 0);

/// Checks the conditions, and what the keys must be to each other.
pub(super) fn agree(findings: &mut Findings<'_>, root: &Node) {
    for node in root.at("limits.stop_when").map_or(&[][..], Node::items) {
        conditions(findings, node, condition::stop);
    }
    for node in root.get("thresholds").map_or(&[][..], Node::items) {
        conditions(findings, node, condition::threshold);
    }
    let written = |path: &str| root.at(path).filter(|node| !node.is_null());
    if let (Some(cost), None) = (written("limits.cost"), written("limits.price_per_minute")) {
        let message = "`cost` cannot be kept without `price_per_minute`";
        let finding = Diagnostic::error(code::INCOMPLETE, message)
            .at(findings.place(&cost.span), "")
            .note("What a call may cost at most is set aside before it is placed.")
            .help("add `price_per_minute` with what your contract says");
        findings.push(finding);
    }
    one_call(findings, root);
    canary(findings, root);
}

/// A limit of cost that does not pay for one call.
fn one_call(findings: &mut Findings<'_>, root: &Node) {
    let block = Fields::new(&LIMITS, root.get("limits"));
    let call = Fields::new(&CALL, root.get("call"));
    let (Some(limits), Some(time_limit)) = (limits(block), call.duration("time_limit")) else {
        return;
    };
    let (Some(cost), Some(node)) = (limits.cost, block.node("cost")) else {
        return;
    };
    let one = limits.price_of(time_limit);
    if cost < one {
        let message = format!("`cost` does not pay for one call, which may cost {one}");
        let finding = Diagnostic::error(code::CONFLICT, message)
            .at(findings.place(&node.span), "")
            .note("The worst case is `call.time_limit` in minutes that have begun, at `price_per_minute`.")
            .help("raise `cost`, or cut calls sooner with `call.time_limit`");
        findings.push(finding);
    }
}

fn conditions<T>(findings: &mut Findings<'_>, node: &Node, read: fn(&str) -> Read<Doubted<T>>) {
    let Some(text) = node.text().filter(|text| !text.trim().is_empty()) else {
        return;
    };
    let (misread, severity) = match read(text) {
        Err(misread) => (misread, Severity::Error),
        Ok((_, Some(misread))) => (misread, Severity::Warning),
        Ok((_, None)) => return,
    };
    let text = Spanned::new(text.to_owned(), node.span.clone());
    let place = findings.within(&text, &misread.at);
    let fault = misread.fault;
    let finding = match severity {
        Severity::Warning => Diagnostic::warning(fault.code, fault.message),
        _ => Diagnostic::error(fault.code, fault.message),
    };
    findings.push(finding.at(place, fault.label).help(fault.help));
}

/// The campaign's weight beside others of its process.
pub(super) fn share(block: Fields<'_>) -> u32 {
    let share = block.count("share").unwrap_or(1);
    u32::try_from(share).unwrap_or(1)
}

/// A canary that decides nothing.
fn canary(findings: &mut Findings<'_>, root: &Node) {
    let Some(node) = root.at("pacing.canary") else {
        return;
    };
    let pacing = Fields::new(&PACING, root.get("pacing"));
    let limits = Fields::new(&LIMITS, root.get("limits"));
    let Some(canary @ 1..) = pacing.count("canary") else {
        return;
    };
    let (message, help) = if limits.count("calls").is_some_and(|calls| calls <= canary) {
        (
            "no call is left behind the canary, since `limits.calls` is no more",
            "raise `limits.calls`, or remove `canary`",
        )
    } else if root
        .at("limits.stop_when")
        .is_none_or(|node| node.items().is_empty())
    {
        (
            "nothing judges the outcomes of the canary",
            "add `limits.stop_when`, or remove `canary`",
        )
    } else {
        return;
    };
    let finding = Diagnostic::warning(code::UNUSED, message).at(findings.place(&node.span), "");
    findings.push(finding.help(help));
}

pub(super) fn pacing(pacing: Fields<'_>) -> Option<Pacing> {
    Some(Pacing {
        rate: pacing.rate("rate"),
        in_progress: pacing
            .count("in_progress")
            .and_then(|most| u32::try_from(most).ok()),
        canary: pacing.count("canary")?,
    })
}

pub(super) fn limits(limits: Fields<'_>) -> Option<Limits> {
    let money = |name| limits.plain(name).and_then(|text| Money::parse(&text));
    let conditions = limits.list("stop_when").unwrap_or_default();
    let read = |text: &String| condition::stop(text).ok().map(|(read, _)| read);
    let stop_when: Option<Vec<Condition>> = conditions.iter().map(read).collect();
    Some(Limits {
        cost: money("cost"),
        price_per_minute: money("price_per_minute"),
        stop_when: stop_when?,
    })
}

pub(super) fn thresholds(top: Fields<'_>) -> Option<Vec<Threshold>> {
    let read = |text: &String| condition::threshold(text).ok().map(|(read, _)| read);
    top.list("thresholds")
        .unwrap_or_default()
        .iter()
        .map(read)
        .collect()
}
