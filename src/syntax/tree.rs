//! Puts nodes together while a file is read: the lists and mappings that are still open.

use std::collections::HashMap;

use super::{
    Diagnostic, Source, Span, code,
    document::{Node, Value},
};

/// The open lists and mappings, outermost first.
#[derive(Default)]
pub(super) struct Tree {
    open: Vec<Frame>,
}

struct Frame {
    span: Span,
    anchor: usize,
    children: Children,
}

enum Children {
    Items(Vec<Node>),
    Entries {
        entries: Vec<(Node, Node)>,
        /// A key whose value is still to come.
        key: Option<Node>,
        seen: HashMap<String, Span>,
    },
}

/// A node that is whole, and the number of its anchor; 0 for none.
pub(super) struct Finished {
    pub(super) node: Node,
    pub(super) anchor: usize,
}

impl Tree {
    pub(super) fn depth(&self) -> usize {
        self.open.len()
    }

    pub(super) fn open(&mut self, span: Span, anchor: usize, mapping: bool) {
        let children = if mapping {
            Children::Entries {
                entries: Vec::new(),
                key: None,
                seen: HashMap::new(),
            }
        } else {
            Children::Items(Vec::new())
        };
        self.open.push(Frame {
            span,
            anchor,
            children,
        });
    }

    /// Where a value that is not written belongs: behind its key, for the parser puts it at the next token.
    pub(super) fn hint(&self, span: Span) -> Span {
        match self.open.last().map(|frame| &frame.children) {
            Some(Children::Entries { key: Some(key), .. }) => key.span.end..key.span.end,
            _ => span,
        }
    }

    /// Closes the innermost list or mapping. `end` is the span of its end event.
    pub(super) fn close(&mut self, end: Span) -> Option<Finished> {
        let Frame {
            span,
            anchor,
            children,
        } = self.open.pop()?;
        // The end event of a block stands at the next token, that of a flow collection at its bracket.
        let flow = !end.is_empty();
        let (first, last, value) = match children {
            Children::Items(items) => {
                let last = items.last().map(|node| node.span.end);
                (None, last, Value::Sequence(items))
            }
            Children::Entries { entries, .. } => {
                let first = entries.first().map(|(key, _)| key.span.start);
                let last = entries.last().map(|(k, v)| k.span.end.max(v.span.end));
                (first, last, Value::Mapping(entries))
            }
        };
        let start = if flow {
            span.start
        } else {
            first.unwrap_or(span.start)
        };
        let stop = if flow {
            end.end
        } else {
            last.unwrap_or(span.end)
        };
        let node = Node {
            span: start..stop.max(start),
            value,
            via_alias: false,
        };
        Some(Finished { node, anchor })
    }

    /// Puts a whole node into the innermost open one; gives it back when it is the root.
    pub(super) fn place(
        &mut self,
        node: Node,
        source: &Source,
        findings: &mut Vec<Diagnostic>,
    ) -> Option<Node> {
        match self.open.last_mut().map(|frame| &mut frame.children) {
            None => Some(node),
            Some(Children::Items(items)) => {
                items.push(node);
                None
            }
            Some(Children::Entries { entries, key, seen }) => {
                match key.take() {
                    None => *key = Some(node),
                    Some(name) => match fault_of_key(&name, seen, source) {
                        Some(finding) => findings.push(finding),
                        None => entries.push((name, node)),
                    },
                }
                None
            }
        }
    }
}

/// What is wrong with a key, if anything; a good one is remembered.
fn fault_of_key(
    key: &Node,
    seen: &mut HashMap<String, Span>,
    source: &Source,
) -> Option<Diagnostic> {
    let place = source.place(&key.span);
    let Some(scalar) = key.scalar() else {
        let before = source.text().get(..key.span.start).unwrap_or_default();
        if before.ends_with('{') && matches!(key.value, Value::Mapping(_)) {
            let message = "a template without quotes is read as a block of keys";
            let finding = Diagnostic::error(code::UNQUOTED, message)
                .at(place, "")
                .help("quote it: \"{{ … }}\"");
            return Some(finding);
        }
        let message = format!("a key must be text, not {}", key.describe());
        let finding = Diagnostic::error(code::YAML_SYNTAX, message).at(place, "");
        return Some(
            finding.help("write a word as the key, and what belongs to it behind its colon"),
        );
    };
    if scalar.is_null() {
        let message = "there is no key before this `:`";
        let finding = Diagnostic::error(code::YAML_SYNTAX, message).at(place, "");
        return Some(finding.help("write the key, or remove the line"));
    }
    let text = scalar.text.as_str();
    if text == "<<" && !scalar.quoted {
        let finding = Diagnostic::error(code::NOT_PLAIN_YAML, "merge keys are not read")
            .at(place, "YAML 1.2 has no `<<`")
            .help("write the keys out");
        return Some(finding);
    }
    if let Some(first) = seen.get(text) {
        let first = source.place(first);
        let message = format!("`{text}` is set twice; first on line {}", first.line);
        let finding = Diagnostic::error(code::DUPLICATE_KEY, message)
            .at(place, "set again here")
            .at(first, "first set here")
            .help("remove one of the two");
        return Some(finding);
    }
    seen.insert(text.to_owned(), key.span.clone());
    None
}
