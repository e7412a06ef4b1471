//! "Did you mean": keys nearly right, keys in the wrong block, and the words of other products.

use super::{
    CAMPAIGN, absent,
    check::{Field, join},
    code,
    findings::Findings,
    project, secret,
    test_case::TEST_FILE,
    text,
};
use crate::{
    campaign::language::{Block, Fault, Kind},
    syntax::{Diagnostic, Node, Safety, nearest, plain},
};

/// Words of other products and of Exotel's own API, and where the same thing is said here.
/// `-` and case do not count. Sources: the request fields of Exotel, Twilio, Plivo and Vonage.
const FOREIGN: &[(&str, &str)] = &[
    ("caller_id", "call.exophone"),
    ("callerid", "call.exophone"),
    ("caller", "call.exophone"),
    ("from", "call.exophone"),
    ("exophones", "call.exophone"),
    ("virtual_number", "call.exophone"),
    ("timeout", "call.ring_timeout"),
    ("time_out", "call.ring_timeout"),
    ("ringing_timeout", "call.ring_timeout"),
    ("timelimit", "call.time_limit"),
    ("max_duration", "call.time_limit"),
    ("duration", "call.time_limit"),
    ("flow", "call.app_id"),
    ("flow_id", "call.app_id"),
    ("flow_url", "call.app_id"),
    ("appid", "call.app_id"),
    ("applet", "call.app_id"),
    ("url", "call.app_id"),
    ("customfield", "call.custom_field"),
    ("custom_data", "call.custom_field"),
    ("callback", "call.status_callback"),
    ("callback_url", "call.status_callback"),
    ("webhook", "call.status_callback"),
    ("recording", "call.record"),
    ("recording_channels", "call.record.channels"),
    ("recording_format", "call.record.format"),
    ("dnc", "contacts.suppress"),
    ("do_not_call", "contacts.suppress"),
    ("suppression", "contacts.suppress"),
    ("blacklist", "contacts.suppress"),
    ("blocklist", "contacts.suppress"),
    ("csv", "contacts.file"),
    ("path", "contacts.file"),
    ("files", "contacts.file"),
    ("mobile", "contacts.phone"),
    ("phone_column", "contacts.phone"),
    ("number", "contacts.phone"),
    ("filter", "contacts.where"),
    ("region", "contacts.country"),
    ("dedupe", "contacts.duplicates"),
    ("separator", "contacts.delimiter"),
    ("retry", "retries"),
    ("attempts", "retries.max_attempts"),
    ("max_retries", "retries.max_attempts"),
    ("on_busy", "retries.busy"),
    ("noanswer", "retries.no-answer"),
    ("unanswered", "retries.no-answer"),
    ("cancelled", "retries.canceled"),
    ("throttle", "pacing.rate"),
    ("calls_per_minute", "pacing.rate"),
    ("cps", "pacing.rate"),
    ("concurrency", "pacing.in_progress"),
    ("max_concurrent", "pacing.in_progress"),
    ("window", "schedule.windows"),
    ("calling_window", "schedule.windows"),
    ("holidays", "schedule.blackout"),
    ("tz", "schedule.timezone"),
    ("max_calls", "limits.calls"),
    ("max_cost", "limits.cost"),
    ("budget", "limits.cost"),
    ("output", "results.file"),
    ("name", "campaign"),
    ("version", "exodial"),
    ("dnd", "whitelist"),
    ("account_sid", "accounts.default.sid"),
    ("region_host", "accounts.default.cluster"),
    ("api_key", "accounts.default.key"),
    ("api_token", "accounts.default.token"),
    ("hours", "policy.calling_hours"),
];

/// Outcomes that no retry may name, and what to say of them.
const NEVER_RETRIED: &[(&str, Fate)] = &[
    ("completed", Fate::Answered),
    ("unknown", Fate::Unknown),
    ("unconfirmed", Fate::Unknown),
    ("unsettled", Fate::Unknown),
    ("ambiguous", Fate::Unknown),
];

#[derive(Clone, Copy)]
enum Fate {
    Answered,
    Unknown,
}

/// A key that the block does not have, and its value.
pub(super) struct Unknown<'n> {
    /// The block that holds it.
    pub(super) field: &'n Field<'n>,
    /// The keys that the block has.
    pub(super) block: &'static Block,
    /// The key.
    pub(super) key: &'n Node,
    /// Its value.
    pub(super) value: &'n Node,
}

/// Says what to write instead of a key that the block does not have; gives back the path of the key
/// that was meant, when it is known.
pub(super) fn unknown_key(findings: &mut Findings<'_>, unknown: &Unknown<'_>) -> Option<String> {
    let Unknown { block, key, .. } = *unknown;
    let path = unknown.field.path.as_str();
    let word = key.text().unwrap_or_default();
    if let Some(fault) = never_retried(path, word) {
        findings.fault(&key.span, fault);
        return None;
    }
    if secret::names_one(word) && !path.starts_with("accounts.") {
        findings.fault(&key.span, secret::misplaced(word));
        return None;
    }
    // Other words than a campaign's belong into tests.
    let in_tests = path.split('.').next() == Some("tests");
    if in_tests || std::ptr::eq(block, &raw const TEST_FILE) {
        let (help, meant) = near(path, block, word);
        let finding = unknown_here(findings, key, help);
        findings.push(unknown.renamed(finding, meant.as_deref(), Safety::Unsafe));
        return meant;
    }
    if let Some(fault) = absent::key(path, unknown.field.node, word, unknown.value) {
        findings.fault(&key.span, fault);
        return None;
    }
    if path == "retries"
        && let Some((fault, meant)) = absent::outcome(word, &names(block))
    {
        findings.fault(&key.span, fault);
        return meant.map(|outcome| join(path, outcome));
    }
    let project = in_project(path, block);
    if let Some(target) = foreign(&plain(word), word, project) {
        let (parent, name) = split(target);
        let message = format!("`{word}` is called `{name}` here");
        let help = match parent {
            _ if parent == path => format!("write `{name}`"),
            "" => format!("write it as `{name}` at the top of the file"),
            parent => format!("write it as `{name}` in the block `{parent}`"),
        };
        let place = findings.place(&key.span);
        let finding = Fault::new(code::OTHER_WORD, message, help).at(place);
        findings.push(unknown.renamed(finding, Some(target), Safety::Safe));
        return Some(target.to_owned());
    }
    let (help, meant) = meant(path, block, word, project);
    let finding = unknown_here(findings, key, help);
    findings.push(unknown.renamed(finding, meant.as_deref(), Safety::Unsafe));
    meant
}

impl Unknown<'_> {
    /// Lets the program give the key the name that was meant, where it is one of the same block and not there yet.
    fn renamed(&self, finding: Diagnostic, meant: Option<&str>, safety: Safety) -> Diagnostic {
        let path = self.field.path.as_str();
        let meant = meant.map(split).filter(|(parent, _)| *parent == path);
        match meant.filter(|(_, name)| self.field.node.entry(name).is_none()) {
            Some((_, name)) => finding.replaced(safety, name),
            None => finding,
        }
    }
}

fn unknown_here(findings: &Findings<'_>, key: &Node, help: String) -> Diagnostic {
    let word = key.text().unwrap_or_default();
    let finding = Diagnostic::error(code::UNKNOWN_KEY, format!("unknown key `{word}`"));
    finding.at(findings.place(&key.span), "").help(help)
}

fn names(block: &'static Block) -> Vec<&'static str> {
    block.keys.iter().map(|key| key.name).collect()
}

/// The help for a key that the language has in another spelling or another place, and the path that was meant, when
/// that is in the same block.
fn meant(path: &str, block: &'static Block, word: &str, project: bool) -> (String, Option<String>) {
    let word_plain = plain(word);
    let own = || block.keys.iter().map(|key| key.name);
    if let Some(same) = own().find(|name| plain(name) == word_plain) {
        return (format!("it is written `{same}`"), Some(join(path, same)));
    }
    let elsewhere = [project, !project].into_iter().find_map(|file| {
        let mut places = places(file).into_iter();
        let place = places.find(|place| plain(split(place).1) == word_plain)?;
        Some((place, file))
    });
    if let Some((place, file)) = elsewhere {
        let file = match file {
            _ if file == project => "",
            true => " of exodial.yaml",
            false => " of a campaign file",
        };
        return match split(&place) {
            ("", name) => (format!("`{name}` belongs at the top{file}"), None),
            (parent, name) => (
                format!("`{name}` belongs in the block `{parent}`{file}"),
                None,
            ),
        };
    }
    near(path, block, word)
}

/// The help that the block itself gives for an unknown key, and the path that was meant.
fn near(path: &str, block: &'static Block, word: &str) -> (String, Option<String>) {
    let own = || block.keys.iter().map(|key| key.name);
    if let Some(near) = nearest(word, own()) {
        let help = format!("there is a key with a similar name: `{near}`");
        return (help, Some(join(path, near)));
    }
    let keys: Vec<String> = own().map(|name| format!("`{name}`")).collect();
    (format!("the keys here are {}", keys.join(", ")), None)
}

/// What another product's word is called here, in the same file.
fn foreign(meant: &str, word: &str, project: bool) -> Option<&'static str> {
    let file: &Block = if project {
        &project::PROJECT
    } else {
        &CAMPAIGN
    };
    let mut words = FOREIGN.iter().filter(|(other, _)| plain(other) == meant);
    let found = words.find(|(_, target)| {
        file.key(target.split('.').next().unwrap_or_default())
            .is_some()
    });
    found
        .map(|(_, target)| *target)
        .filter(|target| split(target).1 != word)
}

/// A path as the block and the key in it.
fn split(path: &str) -> (&str, &str) {
    path.rsplit_once('.').unwrap_or(("", path))
}

fn never_retried(path: &str, word: &str) -> Option<Fault> {
    let (_, fate) = NEVER_RETRIED.iter().find(|(other, _)| *other == word)?;
    if path != "retries" {
        return None;
    }
    Some(match fate {
        Fate::Answered => Fault::new(
            code::RETRY_ANSWERED,
            "`completed` would call people who answered",
            "remove it; nobody who answered is called again",
        ),
        Fate::Unknown => Fault::new(
            code::RETRY_UNKNOWN,
            format!("retrying `{word}` can call a person twice"),
            "remove it; `exodial reconcile` settles such calls, never dialling",
        ),
    })
}

/// Whether a block of the file at this path is one of the project file.
fn in_project(path: &str, block: &'static Block) -> bool {
    let first = path.split('.').next().unwrap_or_default();
    match path {
        "" => std::ptr::eq(block, &raw const project::PROJECT),
        _ => project::PROJECT.key(first).is_some(),
    }
}

/// Every path of a language.
fn places(project: bool) -> Vec<String> {
    let mut paths = Vec::new();
    gather(
        "",
        if project {
            &project::PROJECT
        } else {
            &CAMPAIGN
        },
        &mut paths,
    );
    paths
}

fn gather(path: &str, block: &Block, paths: &mut Vec<String>) {
    for key in block.keys {
        let path = join(path, key.name);
        inner(&path, &key.kind, paths);
        paths.push(path);
    }
}

fn inner(path: &str, kind: &Kind, paths: &mut Vec<String>) {
    match kind {
        Kind::Block(block) => gather(path, block, paths),
        Kind::Map { values, .. } => inner(&join(path, "default"), values, paths),
        Kind::Either(kinds) => kinds.iter().for_each(|kind| inner(path, kind, paths)),
        _ => {}
    }
}

/// "one of a, b or c".
pub(super) fn one_of(words: &[String]) -> String {
    match words {
        [] => String::new(),
        [only] => only.clone(),
        [head @ .., last] => format!("{} or {last}", head.join(", ")),
    }
}

/// A word of the language as it is to be typed: in quotes where it would not stand without.
pub(super) fn typed(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./".contains(c);
    match word.starts_with(|c: char| c.is_ascii_alphanumeric()) && word.chars().all(plain) {
        true => word.to_owned(),
        false => format!("\"{}\"", word.escape_debug()),
    }
}

/// The same within a sentence.
pub(super) fn word(word: &str) -> String {
    shown(&typed(word))
}

/// A text that is to be typed, within a sentence.
pub(super) fn shown(typed: &str) -> String {
    match typed.starts_with('"') {
        true => typed.to_owned(),
        false => format!("`{typed}`"),
    }
}

/// Some text as it is to be typed: in quotes also where some reader of YAML would take it for something else.
pub(super) fn literal(text: &str) -> String {
    match text::read_as(text) {
        None => typed(text),
        Some(_) => format!("\"{}\"", text.escape_debug()),
    }
}
