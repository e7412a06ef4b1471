//! What a run was made of, against what is there now: the difference, in a few lines.

use std::{collections::BTreeMap, fs, path::Path};

use super::{
    failure::Failure,
    files::{self, ContactFile},
    find::Found,
    read,
};
use crate::{
    campaign::ContactsSpec,
    contacts::{self, FileSpec, hash_of_all},
    journal::event::Header,
    plan::hash::{sha256_hex, sha256_of},
    report::text::{counted, masked, veiled},
};

/// Lines of a difference that are shown.
const SHOWN_MAX: usize = 6;

/// Refuses a run whose campaign, contacts or settings are not what they were, and shows the difference.
pub(super) fn unchanged(header: &Header, found: &Found, policy: &str) -> Result<(), Failure> {
    let run = &found.run;
    let campaign = Path::new(&*header.campaign_file);
    let mut changes = Vec::new();
    if let Some(text) = text(campaign)
        && sha256_hex(text.as_bytes()) != *header.campaign_sha256
    {
        changes.push(change(
            &campaign.display().to_string(),
            &run.campaign(),
            &text,
        ));
    }
    if let Some(contacts) = contacts_of(&run.campaign()) {
        let now = files::named(campaign, &contacts);
        let hashes: Option<Vec<String>> = now.iter().map(hash).collect();
        let is_same = hashes.is_some_and(|hashes| hash_of_all(&hashes) == *header.contacts_sha256);
        let pairs = now.iter().zip(files::kept(run, &contacts));
        let pairs = pairs.filter(|_| !is_same);
        changes.extend(pairs.filter_map(|(now, kept)| changed(now, &kept, &contacts)));
    }
    if sha256_hex(policy.as_bytes()) != *header.policy_sha256 {
        changes.push(change(
            "the settings of account and house",
            &run.policy(),
            policy,
        ));
    }
    if changes.is_empty() {
        return Ok(());
    }
    let mut failure = Failure::refused(format!(
        "what {} was made of has changed. Nothing was dialled",
        run.name()
    ));
    for change in changes {
        failure = failure.hint(change);
    }
    Err(failure.hint("put it back to go on; a new campaign name begins a new run"))
}

/// A file's text; nothing where it is gone, for the run has its own copy.
fn text(path: &Path) -> Option<String> {
    fs::read(path)
        .ok()
        .map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
}

/// What the kept campaign says of contacts.
fn contacts_of(kept: &Path) -> Option<ContactsSpec> {
    let source = crate::syntax::Source::new("campaign.yaml", text(kept)?);
    let (campaign, _) = crate::campaign::read(&source);
    Some(campaign?.contacts)
}

fn hash(file: &ContactFile) -> Option<String> {
    read::open(&file.path).and_then(sha256_of).ok()
}

/// How a contact file differs from the copy of it; nothing where it does not, or is gone.
fn changed(now: &ContactFile, kept: &ContactFile, spec: &ContactsSpec) -> Option<String> {
    let is_same = hash(now)? == hash(kept)?;
    if is_same {
        return None;
    }
    let shown = now.path.display().to_string();
    let how = FileSpec {
        encoding: spec.encoding,
        delimiter: spec.delimiter,
        sheet: spec.sheet.as_ref().map(|sheet| sheet.value.as_str()),
    };
    let text = |file: &ContactFile| {
        let opened = read::open(&file.path).ok()?;
        contacts::source::text(Box::new(opened), &file.path.display().to_string(), &how)
    };
    Some(match (text(kept), text(now)) {
        (Some(then), Some(now)) => difference(&shown, &then, &now, veiled),
        _ => format!("{shown}: it cannot be read as it was"),
    })
}

/// The difference between what was kept and what is there now, as far as a few lines tell it.
fn change(what: &str, kept: &Path, now: &str) -> String {
    difference(what, &text(kept).unwrap_or_default(), now, masked)
}

/// The lines that differ, each made safe to show.
fn difference(what: &str, then: &str, now: &str, safe: fn(&str) -> String) -> String {
    let mut counts: BTreeMap<&str, i64> = BTreeMap::new();
    for line in now.lines() {
        *counts.entry(line).or_default() += 1;
    }
    for line in then.lines() {
        *counts.entry(line).or_default() -= 1;
    }
    let sum = |sign: i64| {
        counts
            .values()
            .filter(|n| **n * sign > 0)
            .map(|n| n.unsigned_abs())
            .sum::<u64>()
    };
    let (came, went) = (sum(1), sum(-1));
    if (came, went) == (0, 0) {
        return format!("{what}: the same lines, in another order or with other ends");
    }
    let mut shown = format!(
        "{what}: {} came, {went} went",
        counted(came, "line", "lines")
    );
    let mut left = SHOWN_MAX;
    for (text, mark) in [(then, '-'), (now, '+')] {
        for (number, line) in text.lines().enumerate() {
            let count = counts.get(line).copied().unwrap_or(0);
            if left > 0 && (count < 0) == (mark == '-') && count != 0 {
                left -= 1;
                let line: String = safe(line).chars().take(100).collect();
                shown.push_str(&format!("\n    {mark} {:>4}  {line}", number + 1));
            }
        }
    }
    shown
}
