//! From the text of a file to its tree.
//!
//! The language is YAML 1.2 without the parts that readers disagree about: one document, no tags, no
//! merge keys, bounded aliases. What is left means the same to every reader. Never panics, whatever the
//! text; never copies more than the limits below.

use std::collections::HashMap;

use granit_parser::{Event, Parser, ScalarStyle, YamlVersion};

use super::{
    Diagnostic, Safety, Source, Span, code,
    document::{Node, Scalar, Value},
    encoding::too_large,
    syntax_error,
    tree::{Finished, Tree},
};

/// Largest file that is read. A campaign of a thousand lines has about 40 KiB.
pub const SOURCE_BYTES_MAX: usize = 256 * 1024;
/// Most levels of lists and mappings within each other. The language itself has 5.
pub const DEPTH_MAX: usize = 32;
/// Most keys, values, lists and mappings of a file, those behind aliases included.
pub const NODES_MAX: usize = 20_000;
/// Most nodes that all aliases of a file together may stand for.
pub const ALIASED_NODES_MAX: usize = 1_000;

/// Reads a file's text. The tree is there when the text is YAML at all; findings may come with it.
///
/// Stops at the first fault of syntax, since the structure after it is a guess; everything else
/// (duplicate keys, merge keys, tags, aliases) is found in one pass.
pub fn parse(source: &Source) -> (Option<Node>, Vec<Diagnostic>) {
    let text = source.text();
    if text.len() > SOURCE_BYTES_MAX {
        return (None, vec![too_large(source, text.len())]);
    }
    let mut reader = Reader {
        source,
        tree: Tree::default(),
        anchors: HashMap::new(),
        nodes: 0,
        aliased: 0,
        findings: Vec::new(),
        root: None,
    };
    reader.byte_order_mark();
    let complete = reader.events();
    let Reader { root, findings, .. } = reader;
    match root {
        _ if !complete => (None, findings),
        Some(root) if !root.is_null() => (Some(root), findings),
        _ => {
            let mut findings = findings;
            let finding = Diagnostic::error(code::EMPTY, "this file is empty")
                .at(source.place(&(0..0)), "")
                .help("begin with `exodial: 1`; `exodial init` writes files to start from");
            findings.push(finding);
            (None, findings)
        }
    }
}

struct Reader<'s> {
    source: &'s Source,
    tree: Tree,
    /// What each anchor stands for; granit numbers them.
    anchors: HashMap<usize, Node>,
    nodes: usize,
    aliased: usize,
    findings: Vec<Diagnostic>,
    root: Option<Node>,
}

/// Whether reading goes on.
type Go = bool;

impl Reader<'_> {
    /// Reads to the end; false when the tree is not whole.
    fn events(&mut self) -> Go {
        let source = self.source;
        let options = granit_parser::options! {
            emit_comments: false,
            emit_unresolved_aliases: true,
            flow_nesting_limit: DEPTH_MAX + 1,
            block_nesting_limit: DEPTH_MAX + 1,
        };
        let mut documents = 0;
        for event in Parser::new_from_str_with_options(source.text(), options) {
            let (event, span) = match event {
                Ok(event) => event,
                Err(error) => {
                    let finding = syntax_error::finding(source, &error);
                    // What follows a template without quotes was told with the template.
                    let line = |finding: &Diagnostic| finding.labels.first().map(|l| l.place.line);
                    let is_told = |told: &Diagnostic| {
                        told.code == code::UNQUOTED && line(told) == line(&finding)
                    };
                    if !self.findings.last().is_some_and(is_told) {
                        self.findings.push(finding);
                    }
                    return false;
                }
            };
            let tag = span.tag_span().and_then(|span| span.byte_range());
            let span = span.byte_range().unwrap_or(0..0);
            if let Some(tag) = tag {
                self.tag(&tag);
            }
            let go = match event {
                Event::DocumentStart(_, version) => {
                    documents += 1;
                    self.document(documents, &span, version)
                }
                Event::Scalar(text, style, anchor, _) => {
                    let quoted = style != ScalarStyle::Plain;
                    // The parser writes "~" where nothing is written.
                    let implied = span.is_empty() && !quoted;
                    let (text, span) = if implied {
                        (String::new(), self.tree.hint(span))
                    } else {
                        (text.into_owned(), trimmed(source, span))
                    };
                    self.leaf(Value::Scalar(Scalar { text, quoted }), span, anchor)
                }
                Event::SequenceStart(_, anchor, _) => self.open(span, anchor, false),
                Event::MappingStart(_, anchor, _) => self.open(span, anchor, true),
                Event::SequenceEnd | Event::MappingEnd => {
                    let node = self.tree.close(span);
                    self.settle(node);
                    true
                }
                Event::Alias(id) => self.alias(id, span),
                Event::UnresolvedAlias(name) => {
                    let message = format!("no anchor `&{name}` stands above this alias");
                    let help =
                        "write the value out, or put quotes around text that begins with `*`";
                    self.refuse(&span, message, help);
                    self.leaf(null(), span, 0)
                }
                _ => true,
            };
            if !go {
                return false;
            }
        }
        true
    }

    /// A value with nothing in it.
    fn leaf(&mut self, value: Value, span: Span, anchor: usize) -> Go {
        let node = Node {
            span,
            value,
            via_alias: false,
        };
        if !self.counted(1, &node.span) {
            return false;
        }
        self.settle(Some(Finished { node, anchor }));
        true
    }

    fn open(&mut self, span: Span, anchor: usize, mapping: bool) -> Go {
        if self.tree.depth() >= DEPTH_MAX {
            let message = format!("blocks are nested deeper than {DEPTH_MAX} levels");
            let finding = Diagnostic::error(code::TOO_LARGE, message)
                .at(self.source.place(&span), "one level too many");
            self.findings.push(finding);
            return false;
        }
        let counted = self.counted(1, &span);
        self.tree.open(span, anchor, mapping);
        counted
    }

    /// Puts a whole node where it belongs.
    fn settle(&mut self, node: Option<Finished>) {
        let Some(Finished { node, anchor }) = node else {
            return;
        };
        if anchor != 0 {
            self.anchors.insert(anchor, node.clone());
        }
        if let Some(root) = self.tree.place(node, self.source, &mut self.findings) {
            self.root = Some(root);
        }
    }

    /// A copy of what the anchor stands for, within bounds.
    fn alias(&mut self, id: usize, span: Span) -> Go {
        let Some(target) = self.anchors.get(&id) else {
            self.refuse(
                &span,
                "this alias stands within its own anchor",
                "write the value out",
            );
            return self.leaf(null(), span, 0);
        };
        let (count, depth) = (target.count(), target.depth());
        self.aliased += count;
        if self.aliased > ALIASED_NODES_MAX || depth + self.tree.depth() > DEPTH_MAX {
            let message =
                format!("the aliases of this file stand for more than {ALIASED_NODES_MAX} values");
            self.refuse(&span, message, "write the values out");
            return false;
        }
        let mut node = target.clone();
        mark(&mut node);
        node.span = span.clone();
        let counted = self.counted(count, &span);
        self.settle(Some(Finished { node, anchor: 0 }));
        counted
    }

    fn counted(&mut self, more: usize, span: &Span) -> Go {
        self.nodes += more;
        if self.nodes <= NODES_MAX {
            return true;
        }
        let message = format!("this file holds more than {NODES_MAX} keys and values");
        let finding = Diagnostic::error(code::TOO_LARGE, message)
            .at(self.source.place(span), "reading stopped here")
            .help("people belong in the contact file, not in this one");
        self.findings.push(finding);
        false
    }

    fn byte_order_mark(&mut self) {
        if self.source.text().starts_with('\u{FEFF}') {
            let finding =
                Diagnostic::warning(code::ENCODING, "this file begins with a byte-order mark")
                    .at(self.source.place(&(0..0)), "")
                    .help("save it as UTF-8 without a byte-order mark")
                    .edited(Safety::Safe, 0..'\u{FEFF}'.len_utf8(), "");
            self.findings.push(finding);
        }
    }

    /// One document is read; a second one ends the reading.
    fn document(&mut self, nth: usize, start: &Span, version: Option<YamlVersion>) -> Go {
        if nth == 1 {
            self.directives(start, version);
            return true;
        }
        let finding = Diagnostic::error(code::MANY_DOCUMENTS, "a second document begins here")
            .at(self.source.place(start), "one file is one document")
            .help("split the file, or remove the `---`");
        self.findings.push(finding);
        false
    }

    /// Refuses all directives but `%YAML 1.2`; granit reads them and keeps only the version.
    fn directives(&mut self, start: &Span, version: Option<YamlVersion>) {
        let source = self.source;
        let good = version.is_none_or(|v| (v.major, v.minor) == (1, 2));
        let head = source.text().get(..start.start).unwrap_or_default();
        let mut at = 0;
        for line in head.split_inclusive('\n') {
            let span = at..at + line.trim_end().len();
            at += line.len();
            if line.starts_with('%') && !(good && line.starts_with("%YAML")) {
                let message = "the only directive that is read is `%YAML 1.2`";
                self.refuse(&span, message, "remove the line");
            }
        }
    }

    fn tag(&mut self, span: &Span) {
        let written = self.source.text().get(span.clone()).unwrap_or_default();
        let message = format!("tags such as `{written}` are not read");
        self.refuse(
            span,
            message,
            "remove the tag; put quotes around what is text",
        );
    }

    fn refuse(&mut self, span: &Span, message: impl Into<String>, help: &str) {
        let finding = Diagnostic::error(code::NOT_PLAIN_YAML, message)
            .at(self.source.place(span), "")
            .help(help);
        self.findings.push(finding);
    }
}

/// The span without white space at its end: that of a `|` block goes on to the next key.
fn trimmed(source: &Source, span: Span) -> Span {
    match source.text().get(span.clone()) {
        Some(text) => span.start..span.start + text.trim_end().len(),
        None => span,
    }
}

fn null() -> Value {
    Value::Scalar(Scalar {
        text: String::new(),
        quoted: false,
    })
}

/// Says of a whole copy that its text stands elsewhere.
fn mark(node: &mut Node) {
    node.via_alias = true;
    match &mut node.value {
        Value::Scalar(_) => {}
        Value::Sequence(items) => items.iter_mut().for_each(mark),
        Value::Mapping(entries) => {
            for (key, value) in entries {
                mark(key);
                mark(value);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn root(text: &str) -> Node {
        let (root, findings) = parse(&Source::new("x.yaml", text));
        assert_eq!(findings, [], "{text}");
        root.expect("the text has a root")
    }

    #[test]
    fn spans_hold_exactly_what_was_written() {
        let text = "name: दिवाली\nlist:\n  - a\n  - {b: 1, c: [x]} # end\nlast: |\n  two\n  lines\nnone:\n";
        let root = root(text);
        let shown = |path: &str| &text[root.at(path).expect("it is there").span.clone()];
        assert_eq!(shown("name"), "दिवाली");
        assert_eq!(shown("list"), "- a\n  - {b: 1, c: [x]}");
        let flow = &root.at("list").expect("it is there").items()[1];
        assert_eq!(&text[flow.span.clone()], "{b: 1, c: [x]}");
        assert_eq!(shown("last"), "two\n  lines");
        assert_eq!(root.at("last").and_then(Node::text), Some("two\nlines\n"));
        let none = root.at("none").expect("it is there");
        assert!(none.is_null());
        assert_eq!(none.span.start, text.len() - 1 - ":".len());
        assert!(text[root.span.clone()].starts_with("name"));
    }

    #[test]
    fn aliases_are_copies_that_say_so() {
        let root = root("a: &x [1, 2]\nb: *x\n");
        let alias = root.at("b").expect("it is there");
        assert_eq!(alias.items().len(), 2);
        assert!(alias.via_alias && alias.items()[0].via_alias);
        assert!(!root.at("a").expect("it is there").via_alias);
        assert_eq!(alias.span, 16..18);
    }

    #[test]
    fn quoting_is_kept_and_nothing_is_guessed() {
        let root = root("a: 080\nb: '080'\nc: no\nd: ~\ne: '~'\n");
        let quoted = |key: &str| root.at(key).and_then(Node::scalar).map(|s| s.quoted);
        assert_eq!((quoted("a"), quoted("b")), (Some(false), Some(true)));
        assert_eq!(root.at("c").and_then(Node::text), Some("no"));
        assert_eq!(root.at("d").and_then(Node::text), None);
        assert_eq!(root.at("e").and_then(Node::text), Some("~"));
    }
}
