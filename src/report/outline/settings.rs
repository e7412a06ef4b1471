//! Settings as paths and values, so that any of them can be compared, also those that are still to come.

use std::collections::BTreeMap;

use crate::{
    report::text::masked,
    syntax::{self, Node, Source},
};

/// The settings of a campaign file and of account and house. Phone numbers are masked; a text of several lines
/// is told on one.
pub fn settings(campaign: &str, policy: &str) -> BTreeMap<String, String> {
    let mut all = BTreeMap::new();
    let (tree, _) = syntax::parse(&Source::new("campaign.yaml", campaign));
    if let Some(tree) = tree {
        flatten("", &tree, &mut all);
    }
    let house = policy.lines().filter_map(|line| line.split_once(' '));
    all.extend(house.map(|(key, value)| (format!("house.{key}"), masked(value))));
    all
}

fn flatten(path: &str, node: &Node, into: &mut BTreeMap<String, String>) {
    let below = |key: &str| match path {
        "" => key.to_owned(),
        path => format!("{path}.{key}"),
    };
    for (key, value) in node.entries() {
        let key = key.scalar().map_or("", |scalar| scalar.text.as_str());
        flatten(&below(key), value, into);
    }
    for (nth, item) in node.items().iter().enumerate() {
        flatten(&format!("{path}[{nth}]"), item, into);
    }
    if let Some(scalar) = node.scalar() {
        into.insert(path.to_owned(), masked(&scalar.text));
    }
}
