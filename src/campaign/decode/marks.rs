//! What the tables want of a file's text: the order of its keys, and which values stand in double quotes.

use super::{check::fits, newer, scalar::wants_quotes};
use crate::{
    campaign::language::{Block, Kind},
    syntax::{Node, format::Marks},
};

/// Walks a tree along the table of its language. Of a file in a newer language nothing is known.
pub(crate) fn marks(root: &Node, table: &'static Block) -> Marks {
    let mut marks = Marks::default();
    if !newer(root) {
        value(&mut marks, root, &Kind::Block(table));
    }
    marks
}

fn value(marks: &mut Marks, node: &Node, kind: &Kind) {
    if node.via_alias {
        return;
    }
    match kind {
        Kind::Either(kinds) => {
            if let Some(kind) = kinds.iter().find(|kind| fits(kind, node)) {
                value(marks, node, kind);
            }
        }
        Kind::Block(table) => block(marks, node, table),
        Kind::Map { keys, values } => {
            for (key, node) in node.entries() {
                value(marks, key, keys);
                value(marks, node, values);
            }
        }
        Kind::List(item, _) => node
            .items()
            .iter()
            .for_each(|node| value(marks, node, item)),
        _ => {
            let scalar = node.scalar().filter(|scalar| !scalar.is_null());
            if scalar.is_some_and(|scalar| wants_quotes(scalar, kind)) {
                marks.quoted.insert(node.span.start);
            }
        }
    }
}

fn block(marks: &mut Marks, node: &Node, table: &'static Block) {
    for (key, node) in node.entries() {
        let name = key.text().unwrap_or_default();
        let place = table.keys.iter().position(|known| known.name == name);
        if let Some(place) = place {
            marks.ranks.insert(key.span.start, place);
            value(marks, node, &table.keys[place].kind);
        }
    }
}
