//! Whether two documents say the same, whatever the order of their keys.

use super::{
    Marks,
    tree::{Body, Document, Node, Style},
};

/// What a node says.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Said {
    /// A text, and whether it may be nothing but text.
    Scalar(Vec<String>, String, bool),
    Alias(String),
    Items(Vec<String>, Vec<Said>),
    Entries(Vec<String>, Vec<(Said, Said)>),
}

/// Whether `after` says what `before` says, but for quotes that were asked for, and has the same comments.
pub(super) fn same(before: &Document, after: &Document, marks: &Marks) -> bool {
    let asked = |node: &Node| marks.quoted.contains(&node.start);
    let comments = before.comments == after.comments;
    // Those above a `---` are part of what is kept as it is.
    comments && said(&before.root, &asked) == said(&after.root, &|_| false)
}

fn said(node: &Node, asked: &dyn Fn(&Node) -> bool) -> Said {
    let props = node.props.clone();
    match &node.body {
        Body::Alias(name) => Said::Alias(name.clone()),
        Body::Scalar(scalar) => {
            let is_text = matches!(scalar.style, Style::Quoted(_) | Style::Block(_));
            Said::Scalar(props, scalar.text.clone(), is_text || asked(node))
        }
        Body::List(list) if list.is_mapping => {
            let entry = |item: &super::tree::Item| {
                Some((key(item.key.as_ref()?), said(&item.value, asked)))
            };
            let mut entries: Vec<_> = list.items.iter().filter_map(entry).collect();
            // Of keys that stand twice the order stays.
            entries.sort_by(|(one, _), (other, _)| one.cmp(other));
            Said::Entries(props, entries)
        }
        Body::List(list) => {
            let items = list.items.iter().map(|item| said(&item.value, asked));
            Said::Items(props, items.collect())
        }
    }
}

/// A key is text, quoted or not.
fn key(node: &Node) -> Said {
    said(node, &|_| true)
}
