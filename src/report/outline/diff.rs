//! What changed between two plans: who came, who went, whose word changed, whose request, which settings.

use std::collections::BTreeMap;

use super::{CALL, Outline, PlannedRow};

/// What changed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Difference {
    /// People who were not there before.
    pub new: Vec<Change>,
    /// People who are not there any more, and would have been called.
    pub gone: Vec<Change>,
    /// People whose word is another one.
    pub words: Vec<Change>,
    /// People who are called as before, and otherwise.
    pub requests: Vec<Change>,
    /// Settings: path, value before, value now; nothing where there was or is none.
    pub settings: Vec<(String, Option<String>, Option<String>)>,
    /// Rows without a number, before and now.
    pub unreadable: (u64, u64),
}

/// What changed for one person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The row: as it is now, or as it was.
    pub row: PlannedRow,
    /// How: a phrase.
    pub how: String,
}

impl Difference {
    /// Between an earlier plan and a later one. Hashes of both are of one key.
    pub fn between(old: &Outline, new: &Outline) -> Difference {
        let (before, now) = (people(old), people(new));
        let mut found = Difference {
            settings: settings(old, new),
            unreadable: (without_number(old), without_number(new)),
            ..Difference::default()
        };
        for (who, row) in &now {
            match before.get(who) {
                None => found.new.push(change(row, told(row))),
                Some(was) if was.word != row.word => {
                    let how = format!("{} -> {}", was.word, told(row));
                    found.words.push(change(row, how));
                }
                Some(was) => found.requests.extend(request(was, row)),
            }
        }
        let gone = before.iter().filter(|(who, _)| !now.contains_key(*who));
        let gone = gone.filter(|(_, row)| row.word == CALL);
        found.gone = gone
            .map(|(_, row)| change(row, "not in the contact file any more".to_owned()))
            .collect();
        for changes in [
            &mut found.new,
            &mut found.gone,
            &mut found.words,
            &mut found.requests,
        ] {
            changes.sort_by_key(|change| change.row.row);
        }
        found
    }

    /// Whether nothing changed at all.
    pub fn is_none(&self) -> bool {
        self.changed() == 0 && self.settings.is_empty() && self.unreadable.0 == self.unreadable.1
    }

    /// People with a change.
    pub fn changed(&self) -> usize {
        self.new.len() + self.gone.len() + self.words.len() + self.requests.len()
    }
}

fn change(row: &PlannedRow, how: String) -> Change {
    let row = row.clone();
    Change { row, how }
}

/// The word, and why it is not `call`.
fn told(row: &PlannedRow) -> String {
    match &row.why {
        None => row.word.clone(),
        Some(why) => format!("{} ({why})", row.word),
    }
}

/// One row for each number: that which stands for it.
fn people(outline: &Outline) -> BTreeMap<&str, &PlannedRow> {
    let mut people: BTreeMap<&str, &PlannedRow> = BTreeMap::new();
    for row in &outline.people {
        let Some(who) = &row.who else { continue };
        let stands = row.word != "duplicate";
        let known = people.entry(who).or_insert(row);
        if stands {
            *known = row;
        }
    }
    people
}

fn without_number(outline: &Outline) -> u64 {
    let rows = outline.people.iter();
    rows.filter(|row| row.who.is_none()).count() as u64
}

fn request(was: &PlannedRow, row: &PlannedRow) -> Option<Change> {
    let mut how = Vec::new();
    if was.app_id != row.app_id {
        let word = |row: &PlannedRow| row.app_id.clone().unwrap_or_else(|| "none".to_owned());
        how.push(format!("app_id {} -> {}", word(was), word(row)));
    }
    if was.custom_field != row.custom_field {
        how.push("another custom_field".to_owned());
    }
    if was.further != row.further {
        how.push("other further numbers".to_owned());
    }
    (!how.is_empty()).then(|| change(row, how.join(", ")))
}

fn settings(old: &Outline, new: &Outline) -> Vec<(String, Option<String>, Option<String>)> {
    let paths = old.settings.keys().chain(new.settings.keys());
    let mut paths: Vec<&String> = paths.collect();
    paths.sort_unstable();
    paths.dedup();
    let pairs = paths.into_iter().map(|path| {
        let (was, is) = (old.settings.get(path), new.settings.get(path));
        (path.clone(), was.cloned(), is.cloned())
    });
    pairs.filter(|(_, was, is)| was != is).collect()
}
