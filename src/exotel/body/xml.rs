//! XML into the tree that JSON is read into.

use serde_json::{Map, Value};

/// Elements and texts of one body, at most.
const NODES_MAX: u32 = 50_000;
/// An XML body longer than this is not read: listings are asked for in JSON.
const XML_LEN_MAX: usize = 256 << 10;
/// Elements within elements, at most; Exotel's go five deep.
const DEPTH_MAX: usize = 16;

/// Exotel's root element. Source: recorded answers; some documents show the inner element as the root.
const ROOT: &str = "TwilioResponse";

/// Reads a document without a DTD. The children of Exotel's root element become the keys; any other
/// root becomes the one key itself.
pub(super) fn tree(bytes: &[u8]) -> Option<Value> {
    if bytes.len() > XML_LEN_MAX {
        return None;
    }
    let options = roxmltree::ParsingOptions {
        allow_dtd: false,
        nodes_limit: NODES_MAX,
        ..roxmltree::ParsingOptions::default()
    };
    let text = str::from_utf8(bytes).ok()?;
    let document = roxmltree::Document::parse_with_options(text, options).ok()?;
    let root = document.root_element();
    let inner = value(root, 0)?;
    if root.tag_name().name() == ROOT {
        return Some(inner);
    }
    let mut outer = Map::new();
    outer.insert(root.tag_name().name().to_owned(), inner);
    Some(Value::Object(outer))
}

/// An element with elements in it is a map, where a name that is repeated holds a list; any other
/// element is its text. Attributes do not occur.
fn value(element: roxmltree::Node, depth: usize) -> Option<Value> {
    if depth > DEPTH_MAX {
        return None;
    }
    let mut map = Map::new();
    for child in element.children().filter(roxmltree::Node::is_element) {
        let inner = value(child, depth + 1)?;
        match map.get_mut(child.tag_name().name()) {
            None => {
                map.insert(child.tag_name().name().to_owned(), inner);
            }
            Some(Value::Array(list)) => list.push(inner),
            Some(first) => {
                let first_of_many = first.take();
                *first = Value::Array(vec![first_of_many, inner]);
            }
        }
    }
    if map.is_empty() {
        let text: String = element
            .children()
            .filter_map(|child| child.text())
            .collect();
        return Some(Value::String(text));
    }
    Some(Value::Object(map))
}
