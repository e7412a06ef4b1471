//! The tree of a YAML file, with a span on every key and every value.
//!
//! Scalars keep their text and whether it was quoted; what a plain `0804` or `no` means is for the
//! reader of the key to say. Nothing is guessed here.

use super::Span;

/// One value or key of a file, and where it was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    /// Where it was written. Of a value that was reached through an alias, the alias.
    pub span: Span,
    /// What was written.
    pub value: Value,
    /// Whether the text stands elsewhere, at the anchor; then `span` does not hold it.
    pub via_alias: bool,
}

/// What a node is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// Text, in any of the notations of YAML.
    Scalar(Scalar),
    /// A list.
    Sequence(Vec<Node>),
    /// Keys and values in the order of the file. No key occurs twice and every key is a scalar.
    Mapping(Vec<(Node, Node)>),
}

/// A scalar as it was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scalar {
    /// The text, with escapes and folded lines resolved.
    pub text: String,
    /// Whether the notation says that it is text: quotes, `|` or `>`.
    pub quoted: bool,
}

impl Scalar {
    /// Whether it is the null of YAML 1.2: nothing, `~` or `null`, not quoted.
    pub fn is_null(&self) -> bool {
        !self.quoted && matches!(self.text.as_str(), "" | "~" | "null" | "Null" | "NULL")
    }
}

impl Node {
    /// The scalar, when the node is one.
    pub fn scalar(&self) -> Option<&Scalar> {
        match &self.value {
            Value::Scalar(scalar) => Some(scalar),
            Value::Sequence(_) | Value::Mapping(_) => None,
        }
    }

    /// The text of a scalar; nothing for null, lists and mappings.
    pub fn text(&self) -> Option<&str> {
        self.scalar()
            .filter(|scalar| !scalar.is_null())
            .map(|scalar| scalar.text.as_str())
    }

    /// Whether nothing was written, or `null`.
    pub fn is_null(&self) -> bool {
        self.scalar().is_some_and(Scalar::is_null)
    }

    /// The items of a list; none for anything else.
    pub fn items(&self) -> &[Node] {
        match &self.value {
            Value::Sequence(items) => items,
            Value::Scalar(_) | Value::Mapping(_) => &[],
        }
    }

    /// The keys and values of a mapping; none for anything else.
    pub fn entries(&self) -> &[(Node, Node)] {
        match &self.value {
            Value::Mapping(entries) => entries,
            Value::Scalar(_) | Value::Sequence(_) => &[],
        }
    }

    /// Key and value of the entry called `name`.
    pub fn entry(&self, name: &str) -> Option<(&Node, &Node)> {
        self.entries()
            .iter()
            .find(|(key, _)| key.scalar().is_some_and(|scalar| scalar.text == name))
            .map(|(key, value)| (key, value))
    }

    /// The value of the entry called `name`.
    pub fn get(&self, name: &str) -> Option<&Node> {
        self.entry(name).map(|(_, value)| value)
    }

    /// The value at a dotted path of keys: `retries.max_attempts`.
    pub fn at(&self, path: &str) -> Option<&Node> {
        path.split('.').try_fold(self, |node, key| node.get(key))
    }

    /// What it is, for "expected a list, found …".
    pub fn describe(&self) -> &'static str {
        match &self.value {
            Value::Scalar(scalar) if scalar.is_null() => "nothing",
            Value::Scalar(scalar) if scalar.quoted => "text",
            Value::Scalar(_) => "a single value",
            Value::Sequence(_) => "a list",
            Value::Mapping(_) => "a block of keys",
        }
    }

    /// How many nodes it is, itself and all keys included.
    pub fn count(&self) -> usize {
        1 + match &self.value {
            Value::Scalar(_) => 0,
            Value::Sequence(items) => items.iter().map(Node::count).sum(),
            Value::Mapping(entries) => entries.iter().map(|(k, v)| k.count() + v.count()).sum(),
        }
    }

    /// How many levels it has: 1 for a scalar.
    pub fn depth(&self) -> usize {
        1 + match &self.value {
            Value::Scalar(_) => 0,
            Value::Sequence(items) => items.iter().map(Node::depth).max().unwrap_or(0),
            Value::Mapping(entries) => entries.iter().map(|(_, v)| v.depth()).max().unwrap_or(0),
        }
    }
}
