//! What was checked, and what was found.

use std::{collections::BTreeMap, fmt::Write as _, sync::Arc, time::Duration};

use sha2::{Digest as _, Sha256};

use super::Totals;
use crate::{
    report::text::counted,
    syntax::{self, Diagnostic, Node, Place, Source},
};

/// What kind a file is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum FileKind {
    /// A project file.
    Project,
    /// A campaign file.
    Campaign,
    /// A contact file.
    Contacts,
    /// A Markdown file with so many campaigns.
    Markdown(u64),
}

impl FileKind {
    /// The word for it in machine formats.
    pub(super) fn word(self) -> &'static str {
        match self {
            FileKind::Project => "project",
            FileKind::Campaign => "campaign",
            FileKind::Contacts => "contacts",
            FileKind::Markdown(_) => "markdown",
        }
    }
}

/// Everything that `lint` looked at, and what it found there.
#[derive(Clone, Debug, Default)]
pub struct Checked {
    /// The files, by the names that findings show.
    pub files: BTreeMap<Arc<str>, FileKind>,
    /// Rows of contacts that were read.
    pub rows: u64,
    /// Campaigns whose contacts could not be read; why, the findings say.
    pub unread: u64,
    /// Findings of rules that nobody asked for.
    pub hidden: u64,
    /// What was found, in the order in which it is told.
    pub findings: Vec<Diagnostic>,
    /// The texts of YAML files, by which a finding is known again after an edit elsewhere.
    pub sources: Vec<Source>,
}

impl Checked {
    /// `checked 3 campaigns, 2 contact files (48,112 rows) in 0.4 s: 2 errors, 1 warning`.
    pub fn line(&self, took: Duration) -> String {
        let (mut campaigns, mut contacts) = (0, 0);
        for kind in self.files.values() {
            match kind {
                FileKind::Project => {}
                FileKind::Campaign => campaigns += 1,
                FileKind::Contacts => contacts += 1,
                FileKind::Markdown(fences) => campaigns += fences,
            }
        }
        let mut text = format!("checked {}", counted(campaigns, "campaign", "campaigns"));
        if contacts > 0 {
            let files = counted(contacts, "contact file", "contact files");
            let _ = write!(text, ", {files} ({})", counted(self.rows, "row", "rows"));
        }
        let _ = write!(text, " in {:.1} s", took.as_secs_f64());
        if self.unread > 0 {
            let unread = counted(self.unread, "campaign", "campaigns");
            let _ = write!(text, "; the contacts of {unread} could not be read");
        }
        let totals = match self.findings.is_empty() {
            true => "no problems".to_owned(),
            false => Totals::of(&self.findings).to_string(),
        };
        let _ = write!(text, ": {totals}");
        if self.hidden > 0 {
            let hidden = counted(self.hidden, "finding", "findings");
            let _ = write!(text, "; {hidden} of rules that were not asked for");
        }
        text
    }

    /// Whether there is a campaign among the files.
    pub fn has_campaigns(&self) -> bool {
        let mut kinds = self.files.values();
        kinds.any(|kind| matches!(kind, FileKind::Campaign | FileKind::Markdown(_)))
    }

    /// Findings of a file.
    pub(super) fn of<'a>(&'a self, path: &'a str) -> impl Iterator<Item = &'a Diagnostic> {
        let findings = self.findings.iter();
        findings.filter(move |finding| place(finding).is_some_and(|place| *place.path == *path))
    }

    /// How many findings a file has.
    pub(super) fn totals_of(&self, path: &str) -> Totals {
        Totals::count(self.of(path))
    }

    /// A mark for each finding, by which tools know it again. It is made of the code, the file and the key that it is
    /// about, and not of the line: so it stays while other lines are edited. No two are the same.
    pub(super) fn fingerprints(&self) -> Vec<String> {
        let trees = self.sources.iter().filter_map(|source| {
            let (root, _) = syntax::parse(source);
            Some((&**source.path(), root?))
        });
        // A Markdown file may hold several campaigns, each with a tree of its own.
        let trees: Vec<(&str, Node)> = trees.collect();
        let mut seen: BTreeMap<String, u32> = BTreeMap::new();
        let findings = self.findings.iter().map(|finding| {
            let place = place(finding);
            let path = place.map_or("", |place| &*place.path);
            let own = trees.iter().filter(|(other, _)| *other == path);
            let mut keys = own.filter_map(|(_, tree)| Some(route(tree, place?.byte)));
            let key = keys.find(|key| !key.is_empty()).unwrap_or_default();
            let mark = format!("{}\0{path}\0{key}", finding.code);
            let nth = seen.entry(mark.clone()).or_default();
            let bytes = Sha256::digest(format!("{mark}\0{nth}"));
            *nth += 1;
            let mut text = String::new();
            for byte in &bytes[..16] {
                let _ = write!(text, "{byte:02x}");
            }
            text
        });
        findings.collect()
    }
}

/// The place that a finding points at first.
pub(super) fn place(finding: &Diagnostic) -> Option<&Place> {
    finding.labels.first().map(|label| &label.place)
}

/// The keys that lead to a byte: `call.custom_field`, `tests.2.expect`.
fn route(node: &Node, byte: usize) -> String {
    let mut route = String::new();
    let mut node = node;
    loop {
        let entry = node.entries().iter().find(|(key, value)| {
            (key.span.start..value.span.end.max(key.span.end)).contains(&byte)
        });
        if let Some((key, value)) = entry {
            let name = key.scalar().map_or("", |scalar| &scalar.text);
            let _ = write!(route, "{name}.");
            node = value;
            continue;
        }
        let mut items = node.items().iter().enumerate();
        match items.find(|(_, item)| item.span.contains(&byte)) {
            Some((nth, item)) => {
                let _ = write!(route, "{nth}.");
                node = item;
            }
            None => return route,
        }
    }
}
