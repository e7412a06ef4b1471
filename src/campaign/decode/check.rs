//! Checks a tree against the tables of the language, and finds everything at once.
//!
//! What passes here can be built without a second look: see [`super::fields`].

use super::{absent, code, findings::Findings, scalar, suggest};
use crate::{
    campaign::{
        language::{Block, Fault, Key, Kind},
        later,
    },
    syntax::{Diagnostic, Node, Safety, Span, Value},
};

/// A value under its key.
pub(super) struct Field<'n> {
    /// The keys down to it: `call.time_limit`.
    pub(super) path: String,
    /// Where the key stands; of an item in a list, the item itself.
    pub(super) key: &'n Span,
    /// The value.
    pub(super) node: &'n Node,
    /// Whether it is an item of a list that is the value.
    pub(super) is_item: bool,
    /// Whether the key must be there.
    pub(super) is_required: bool,
}

impl<'n> Field<'n> {
    /// The whole file.
    pub(super) fn root(node: &'n Node) -> Field<'n> {
        Field {
            path: String::new(),
            key: &node.span,
            node,
            is_item: false,
            is_required: true,
        }
    }

    /// The last key of the path.
    pub(super) fn name(&self) -> &str {
        self.path.rsplit('.').next().unwrap_or_default()
    }

    fn child(&self, key: &'n Node, node: &'n Node) -> Field<'n> {
        let name = key.text().unwrap_or_default();
        Field {
            path: join(&self.path, name),
            key: &key.span,
            node,
            is_item: false,
            is_required: false,
        }
    }

    fn item(&self, node: &'n Node) -> Field<'n> {
        Field {
            path: self.path.clone(),
            key: &node.span,
            node,
            is_item: true,
            is_required: false,
        }
    }
}

/// One more key on a path.
pub(crate) fn join(path: &str, name: &str) -> String {
    if path.is_empty() {
        name.to_owned()
    } else {
        format!("{path}.{name}")
    }
}

/// Checks a value and all that is in it.
pub(super) fn value(findings: &mut Findings<'_>, field: &Field<'_>, kind: &Kind) {
    match kind {
        Kind::Any => {}
        Kind::Either(kinds) => match kinds.iter().find(|kind| fits(kind, field.node)) {
            Some(kind) => value(findings, field, kind),
            None => wrong_type(findings, field, kind),
        },
        _ if !fits(kind, field.node) => wrong_type(findings, field, kind),
        Kind::Block(table) => block(findings, field, table),
        Kind::Map { keys, values } => {
            for (key, node) in field.node.entries() {
                let name = Field {
                    path: field.path.clone(),
                    key: &key.span,
                    node: key,
                    is_item: false,
                    is_required: false,
                };
                value(findings, &name, keys);
                value(findings, &field.child(key, node), values);
            }
        }
        Kind::List(item, least) => {
            if field.node.items().len() < *least {
                let message = format!("`{}` is an empty list", field.name());
                let help = match field.is_required {
                    true => "write at least one",
                    false => "write at least one, or remove the key",
                };
                findings.fault(&field.node.span, Fault::new(code::VALUE, message, help));
            }
            for node in field.node.items() {
                value(findings, &field.item(node), item);
            }
        }
        _ => {
            if let Some(text) = field.node.scalar() {
                scalar::check(findings, field, text, kind);
            }
        }
    }
}

/// Whether a node has the shape of a kind: a single value, a list, or a block.
pub(super) fn fits(kind: &Kind, node: &Node) -> bool {
    use crate::syntax::Value::{Mapping, Scalar, Sequence};
    match (&node.value, kind) {
        (_, Kind::Any) => true,
        (_, Kind::Either(kinds)) => kinds.iter().any(|kind| fits(kind, node)),
        (Mapping(_), Kind::Block(_) | Kind::Map { .. }) | (Sequence(_), Kind::List(..)) => true,
        (Mapping(_) | Sequence(_), _) => false,
        (Scalar(_), Kind::Block(_) | Kind::Map { .. } | Kind::List(..)) => false,
        (Scalar(scalar), _) => !scalar.is_null(),
    }
}

fn wrong_type(findings: &mut Findings<'_>, field: &Field<'_>, kind: &Kind) {
    // That it is no value, or another one than was written, was told where it was read.
    let is_template = matches!(field.node.value, Value::Mapping(_));
    if (field.node.is_null() || is_template) && findings.is_no_yaml(&field.node.span) {
        return;
    }
    let found = field.node.describe();
    let (message, place) = match field.name() {
        "" => (format!("this file cannot be {found}"), &field.node.span),
        name if field.is_item => (
            format!("an item of `{name}` cannot be {found}"),
            &field.node.span,
        ),
        name if field.node.is_null() => (format!("`{name}` has no value"), field.key),
        name => (format!("`{name}` cannot be {found}"), &field.node.span),
    };
    let help = match kind {
        Kind::List(..) if field.node.scalar().is_some() && !field.node.is_null() => {
            "put it in brackets: `[ … ]`".to_owned()
        }
        Kind::Block(_) => "write its keys and values, one to a line".to_owned(),
        _ => format!("write {}", what(kind)),
    };
    let fault = Fault::new(code::WRONG_TYPE, message, help);
    let item = match kind {
        Kind::List(..) => field.node.scalar().filter(|scalar| !scalar.text.is_empty()),
        _ => None,
    };
    let fault = match item {
        Some(item) => fault.instead(Safety::Safe, format!("[{}]", suggest::literal(&item.text))),
        None => fault,
    };
    findings.fault(place, fault);
}

/// Checks the keys of a block and their values.
fn block(findings: &mut Findings<'_>, field: &Field<'_>, table: &'static Block) {
    let mut meant = Vec::new();
    for (key, node) in field.node.entries() {
        let mut child = field.child(key, node);
        match table.key(child.name()) {
            Some(known) => {
                child.is_required = known.required;
                entry(findings, &child, known);
            }
            None => {
                let unknown = suggest::Unknown {
                    field,
                    block: table,
                    key,
                    value: node,
                };
                meant.extend(suggest::unknown_key(findings, &unknown));
            }
        }
    }
    for key in table.keys.iter().filter(|key| key.required) {
        let path = join(&field.path, key.name);
        if field.node.get(key.name).is_none() && !meant.contains(&path) {
            missing(findings, field, &path, key);
        }
    }
}

fn entry(findings: &mut Findings<'_>, field: &Field<'_>, key: &'static Key) {
    if key.nullable() && field.node.is_null() {
        return;
    }
    if let Some(fault) = absent::value(&field.path, field.node) {
        findings.fault(&field.node.span, fault);
        return;
    }
    later::refuse(&field.path, field.node, |span, finding: Diagnostic| {
        let place = findings.place(span);
        findings.push(finding.at(place, ""));
    });
    value(findings, field, &key.kind);
}

fn missing(findings: &mut Findings<'_>, field: &Field<'_>, path: &str, key: &Key) {
    let place = if field.path.is_empty() {
        &(0..0)
    } else {
        field.key
    };
    let finding = Diagnostic::error(code::MISSING_KEY, format!("`{path}` is required"))
        .at(findings.place(place), "")
        .note(key.about)
        .help(format!("add `{}`: {}", key.name, what(&key.kind)));
    findings.push(finding);
}

/// What a kind of value is, as a phrase with an example.
pub(crate) fn what(kind: &Kind) -> String {
    match kind {
        Kind::Version => "the version of the language, `1`".to_owned(),
        Kind::Text(what) => (*what).to_owned(),
        Kind::Format(format) => format.what.to_owned(),
        Kind::Bool => "`true` or `false`".to_owned(),
        Kind::Count(min, _) => format!("a whole number from {min}"),
        Kind::Duration(_) => "a duration such as `30s` or `1h30m`".to_owned(),
        Kind::Words(words) => {
            let words: Vec<String> = words()
                .iter()
                .map(|word| suggest::word(word.word))
                .collect();
            suggest::one_of(&words)
        }
        Kind::Secret { .. } => "\"${VARIABLE}\" or \"${file:PATH}\"".to_owned(),
        Kind::Block(_) | Kind::Map { .. } => "a block of keys".to_owned(),
        Kind::List(item, _) => format!("a list, each item {}", what(item)),
        Kind::Either([one, Kind::List(..)]) => format!("{}, or a list of them", what(one)),
        Kind::Either(kinds) => {
            let kinds: Vec<String> = kinds.iter().map(what).collect();
            kinds.join(", or ")
        }
        Kind::Any => "a value".to_owned(),
    }
}
