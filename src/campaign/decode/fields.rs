//! Takes checked values out of a block. Absent keys have the default of their table.
//!
//! Every method gives nothing where [`super::check`] has found something already, so that a block can be
//! built with `?` and without a word about errors.

use std::time::Duration;

use super::text;
use crate::{
    campaign::language::{Block, Choice},
    syntax::{Node, Spanned, Value},
};

/// A block of a file, with the table that it was checked against.
#[derive(Clone, Copy)]
pub(super) struct Fields<'n> {
    table: &'static Block,
    node: Option<&'n Node>,
}

impl<'n> Fields<'n> {
    /// A block; an absent one has nothing but defaults.
    pub(super) fn new(table: &'static Block, node: Option<&'n Node>) -> Fields<'n> {
        Fields { table, node }
    }

    /// The block under a key.
    pub(super) fn block(self, name: &str, table: &'static Block) -> Fields<'n> {
        Fields::new(table, self.node(name))
    }

    /// What was written under a key, unless it is null.
    pub(super) fn node(self, name: &str) -> Option<&'n Node> {
        self.node?.get(name).filter(|node| !node.is_null())
    }

    fn default(self, name: &str) -> Option<&'static str> {
        let default = self.table.key(name)?.default?;
        (default != "null").then_some(default)
    }

    /// A single value, as text; the span of a default is empty.
    pub(super) fn text(self, name: &str) -> Option<Spanned<String>> {
        match self.node(name) {
            Some(node) => Some(Spanned::new(node.text()?.to_owned(), node.span.clone())),
            None => Some(Spanned::new(self.default(name)?.to_owned(), 0..0)),
        }
    }

    /// A single value, as text, without its place.
    pub(super) fn plain(self, name: &str) -> Option<String> {
        self.text(name).map(|text| text.value)
    }

    /// A duration.
    pub(super) fn duration(self, name: &str) -> Option<Duration> {
        text::duration(&self.text(name)?.value)
    }

    /// One duration or several; none when the key is absent.
    pub(super) fn durations(self, name: &str) -> Option<Vec<Duration>> {
        let Some(node) = self.node(name) else {
            return Some(Vec::new());
        };
        match &node.value {
            Value::Sequence(items) => items
                .iter()
                .map(|item| text::duration(item.text()?))
                .collect(),
            Value::Scalar(_) | Value::Mapping(_) => Some(vec![text::duration(node.text()?)?]),
        }
    }

    /// A whole number.
    pub(super) fn count(self, name: &str) -> Option<u64> {
        text::whole(&self.text(name)?.value)
    }

    /// A number of things in a minute.
    pub(super) fn rate(self, name: &str) -> Option<u32> {
        text::rate(&self.text(name)?.value)
    }

    /// The value of a word.
    pub(super) fn choice<T: Copy>(self, name: &str, choices: &[Choice<T>]) -> Option<T> {
        let word = self.text(name)?;
        let choice = choices.iter().find(|choice| choice.word == word.value);
        choice.map(|choice| choice.value)
    }

    /// The texts of a list; nothing when the key is absent.
    pub(super) fn list(self, name: &str) -> Option<Vec<String>> {
        let items = self.node(name)?.items().iter();
        items.map(|item| item.text().map(str::to_owned)).collect()
    }

    /// One text or several, each with its place.
    pub(super) fn texts(self, name: &str) -> Option<Vec<Spanned<String>>> {
        let items = self.node(name)?;
        let items = match items.items() {
            [] => std::slice::from_ref(items),
            items => items,
        };
        let text = |item: &Node| Some(Spanned::new(item.text()?.to_owned(), item.span.clone()));
        items.iter().map(text).collect()
    }
}
