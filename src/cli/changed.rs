//! What a run was made of, against what is there now: the difference, in a few lines.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use super::{failure::Failure, read};
use crate::{
    journal::{event::Header, run::Run},
    plan::hash::{sha256_hex, sha256_of},
    report::text::{counted, masked},
};

/// Lines of a difference that are shown.
const SHOWN_MAX: usize = 6;

/// Refuses a run whose campaign, contacts or settings are not what they were, and shows the difference.
pub(super) fn unchanged(header: &Header, run: &Run, policy: &str) -> Result<(), Failure> {
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
    if let Some(path) = contacts_of(campaign, &run.campaign())
        && let Ok(file) = fs::File::open(&path)
        && sha256_of(file).is_ok_and(|now| now != *header.contacts_sha256)
        && let Some(text) = text(&path)
    {
        let shown = path.display().to_string();
        changes.push(change(&shown, &run.contacts(), &text));
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

/// The contact file that the kept campaign names, where it lies beside the original campaign.
fn contacts_of(campaign: &Path, kept: &Path) -> Option<PathBuf> {
    let kept = text(kept)?;
    let source = crate::syntax::Source::new("campaign.yaml", kept);
    let (campaign_read, _) = crate::campaign::read(&source);
    Some(read::beside(campaign, &campaign_read?.contacts.file.value))
}

/// The difference between what was kept and what is there now, as far as a few lines tell it.
fn change(what: &str, kept: &Path, now: &str) -> String {
    let then = text(kept).unwrap_or_default();
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
    for (text, mark) in [(then.as_str(), '-'), (now, '+')] {
        for (number, line) in text.lines().enumerate() {
            let count = counts.get(line).copied().unwrap_or(0);
            if left > 0 && (count < 0) == (mark == '-') && count != 0 {
                left -= 1;
                let line: String = masked(line).chars().take(100).collect();
                shown.push_str(&format!("\n    {mark} {:>4}  {line}", number + 1));
            }
        }
    }
    shown
}
