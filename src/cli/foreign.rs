//! Files that are taken for a campaign and are none, lists of people above all: what is said of them shows no
//! whole phone number.

use std::path::Path;

use super::{failure::Failure, search::CAMPAIGNS};
use crate::{
    contacts::mask,
    syntax::{self, Diagnostic, Source, encoding, nearest},
};

/// Endings of lists of people.
const LISTS: [&str; 6] = ["csv", "tsv", "txt", "xls", "xlsx", "ods"];

/// Refuses a list of people.
///
/// # Errors
/// When the file's name ends like one.
pub(super) fn no_list(path: &Path) -> Result<(), Failure> {
    if !is_list(path) {
        return Ok(());
    }
    let message = format!("{} is no campaign but a list of people", path.display());
    Err(Failure::usage(message).hint("name the campaign that reads it: a file *.campaign.yaml"))
}

/// Whether a file's name ends like that of a list of people.
pub(super) fn is_list(path: &Path) -> bool {
    let ending = path.extension().unwrap_or_default().to_ascii_lowercase();
    LISTS.iter().any(|list| ending == *list)
}

/// What is said of a file that was named by hand and is another kind of YAML; nothing where it may be a campaign by
/// its name or one of its keys.
pub(super) fn skipped(path: &Path, bytes: &[u8]) -> Option<Diagnostic> {
    const OWN: [&str; 4] = ["exodial", "campaign", "contacts", "call"];
    let shown = path.display().to_string();
    if CAMPAIGNS.iter().any(|ending| shown.ends_with(ending)) {
        return None;
    }
    let source = encoding::read(shown, bytes).ok()?;
    let (root, _) = syntax::parse(&source);
    let root = root?;
    let mut keys = root.entries().iter().filter_map(|(key, _)| key.text());
    if root.entries().is_empty() || keys.any(|key| nearest(key, OWN).is_some()) {
        return None;
    }
    let finding = Diagnostic::info("EXO010", "this is no campaign; it was left out");
    let finding = finding.at(source.place(&(0..0)), "there is no key `exodial`");
    let finding = finding.help("name campaign files, or the folder that holds them");
    masked(&source, vec![finding]).pop()
}

/// Masks what is shown of a file that does not even claim to be a campaign.
pub(super) fn masked(source: &Source, mut findings: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let claims = |line: &str| line.trim_start().starts_with("exodial");
    if source.text().lines().any(claims) {
        return findings;
    }
    for finding in &mut findings {
        finding.message = mask(&finding.message);
        finding.help = finding.help.as_deref().map(mask);
        finding.notes.iter_mut().for_each(|note| *note = mask(note));
        for label in &mut finding.labels {
            label.text = mask(&label.text);
            let (place, within) = (&label.place, &label.place.within);
            let part =
                |from: usize, to: usize| mask(place.excerpt.get(from..to).unwrap_or_default());
            let before = part(0, within.start);
            let inside = part(within.start, within.end);
            let after = part(within.end, place.excerpt.len());
            label.place.within = before.len()..before.len() + inside.len();
            label.place.excerpt = (before + &inside + &after).into();
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_campaign_is_shown_masked() {
        for text in [
            "id,phone\nC-1: 9845012345, x: y\n",
            "- 9845012345\n- [\n",
            "9845012345: a\n",
        ] {
            let source = Source::new("people", text);
            let (_, findings) = crate::campaign::read(&source);
            assert!(!findings.is_empty());
            let findings = masked(&source, findings);
            let shown = format!("{findings:?}");
            assert!(!shown.contains("9845012345"), "{shown}");
            for label in findings.iter().flat_map(|finding| &finding.labels) {
                let place = &label.place;
                assert!(place.excerpt.get(place.within.clone()).is_some());
            }
        }
    }
}
