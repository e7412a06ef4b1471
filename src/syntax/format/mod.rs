//! The canonical form of a YAML text: what it says stays, and every comment.
//!
//! Which keys come first and which scalars want quotes is for the caller to say, by [`Marks`]. `build` reads a text with
//! its comments, `settle` puts keys and comments in order, `print` writes it, and nothing leaves here that does not say
//! what was read: `same` compares the two.

mod block;
mod build;
mod lines;
mod notes;
mod print;
mod same;
mod settle;
mod tree;

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
};

use super::Source;

/// Characters of the longest line that a list of several lines is drawn together to.
const WIDTH_MAX: usize = 100;

/// What a language wants of a file, by the places of its keys and scalars in bytes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Marks {
    /// The place of a key among those of its block. Keys without one come last, in their own order.
    pub ranks: BTreeMap<usize, usize>,
    /// Scalars that are to stand in double quotes.
    pub quoted: BTreeSet<usize>,
}

/// Why a text has no canonical form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unformatted {
    /// It is no YAML, or its keys are no plain text.
    Unread,
    /// What would be written does not say the same: a fault of this program.
    Unfaithful,
}

impl fmt::Display for Unformatted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Unformatted::Unread => "it cannot be read",
            Unformatted::Unfaithful => "its canonical form would not say the same",
        })
    }
}

impl std::error::Error for Unformatted {}

/// The text with line ends that are all LF, and without a byte-order mark: what [`Marks`] count in.
pub fn clean(source: &Source) -> Source {
    let text = source.text().trim_start_matches('\u{FEFF}');
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    Source::new(source.path().clone(), text)
}

/// The canonical form of a text that is [`clean`].
///
/// # Errors
/// When it cannot be read, or its form would not say the same.
pub fn format(source: &Source, marks: &Marks) -> Result<String, Unformatted> {
    let before = build::read(source.text()).ok_or(Unformatted::Unread)?;
    let mut settled = before.clone();
    settle::settle(&mut settled, marks);
    let text = print::print(&settled, marks);
    let after = build::read(&text).ok_or(Unformatted::Unfaithful)?;
    match same::same(&before, &after, marks) {
        true => Ok(text),
        false => Err(Unformatted::Unfaithful),
    }
}
