//! The canonical order: keys as the marks say, and comments where they can be written.

use super::{
    Marks,
    tree::{Body, Document, Item, List, Node, Note, Style},
};

/// Comments that editors read, which are about the file and no key of it.
const MODELINES: [&str; 2] = ["yaml-language-server:", "$schema:"];

/// Brings a document into its canonical order.
pub(super) fn settle(document: &mut Document, marks: &Marks) {
    let head = head(&mut document.root);
    document.head.extend(head);
    let marks = (!document.has_anchors).then_some(marks);
    node(&mut document.root, marks);
    if let Body::List(list) = &mut document.root.body
        && list.items.is_empty()
    {
        document.head.append(&mut list.foot);
    }
}

/// Takes the comments of the first key that belong to the file: all above an empty line, and modelines.
fn head(root: &mut Node) -> Vec<Note> {
    let Some(item) = root.list_mut().and_then(|list| list.items.first_mut()) else {
        return Vec::new();
    };
    let lead = &mut item.slot.lead;
    let is_modeline = |note: &Note| {
        let text = note.text.trim_start_matches('#').trim_start();
        MODELINES.iter().any(|begin| text.starts_with(begin))
    };
    let after_modeline = lead.iter().rposition(is_modeline).map_or(0, |at| at + 1);
    let above_blank = match item.slot.blank {
        true => lead.len(),
        false => lead.iter().rposition(|note| note.blank).unwrap_or(0),
    };
    lead.drain(..after_modeline.max(above_blank)).collect()
}

fn node(node: &mut Node, marks: Option<&Marks>) {
    let Some(list) = node.list_mut() else { return };
    if let Some(marks) = marks {
        order(list, marks);
    }
    for item in &mut list.items {
        self::node(&mut item.value, marks);
        comments(item);
        if !list.is_mapping {
            hoist(item);
        }
    }
}

/// Sorts the keys of a block. A key without a rank comes last; where a key stands twice, nobody knows which is meant.
fn order(list: &mut List, marks: &Marks) {
    let key = |item: &Item| item.key.as_ref().map(|key| (key.start, text(key)));
    let mut names: Vec<String> = list
        .items
        .iter()
        .filter_map(key)
        .map(|(_, name)| name)
        .collect();
    names.sort();
    let many = names.len();
    names.dedup();
    let rank = |item: &Item| {
        let rank = key(item).and_then(|(start, _)| marks.ranks.get(&start));
        rank.copied().unwrap_or(usize::MAX)
    };
    if !list.is_mapping || many != names.len() || list.items.is_sorted_by_key(rank) {
        return;
    }
    let first = list
        .items
        .first_mut()
        .map(|item| std::mem::take(item.first_blank()));
    let old = list.items.first().and_then(key);
    list.items.sort_by_key(rank);
    // No empty line opens a block, and the key that opened it has one if the key that does now had one.
    if let (Some(first), Some(now)) = (first, list.items.first_mut()) {
        let blank = std::mem::replace(now.first_blank(), first);
        let old = list.items.iter_mut().find(|item| key(item) == old);
        if let Some(old) = old
            && blank
        {
            *old.first_blank() = true;
        }
    }
}

fn text(key: &Node) -> String {
    match &key.body {
        Body::Scalar(scalar) => scalar.text.clone(),
        Body::Alias(name) => name.clone(),
        Body::List(_) => String::new(),
    }
}

/// Moves comments to where the canonical form has a place for them.
fn comments(item: &mut Item) {
    let slot = &mut item.slot;
    let has_lines = match &item.value.body {
        Body::Scalar(scalar) => matches!(scalar.style, Style::Block(_)),
        Body::Alias(_) => false,
        Body::List(list) => is_block(list),
    };
    if !has_lines && let Some(head) = slot.head.take() {
        match slot.tail {
            None => slot.tail = Some(head),
            Some(_) => slot.lead.push(head),
        }
    }
    if let Body::List(list) = &mut item.value.body {
        if list.items.is_empty() {
            slot.lead.append(&mut list.foot);
        } else if is_block(list)
            && list.is_flow
            && let Some(tail) = slot.tail.take()
        {
            // It stood behind the closing bracket.
            list.foot.push(tail);
        }
    }
}

/// Whether a list is written as a block, whatever it is now.
pub(super) fn is_block(list: &List) -> bool {
    !list.is_flow || list.is_tall
}

/// What stands above the first key of an item stands above its dash.
fn hoist(item: &mut Item) {
    let Body::List(list) = &mut item.value.body else {
        return;
    };
    let is_compact = item.value.props.is_empty() && is_block(list);
    if let Some(first) = list.items.first_mut()
        && is_compact
    {
        item.slot.lead.append(&mut first.slot.lead);
        if let Some(head) = item.slot.head.take() {
            item.slot.lead.push(head);
        }
    }
}
