//! A file with its comments: what it says, and how it was written.

/// A comment.
#[derive(Clone, Debug)]
pub(super) struct Note {
    /// With its `#`, without blanks at its end.
    pub(super) text: String,
    /// Characters before it on its line.
    pub(super) column: usize,
    /// Whether it may not keep its column: it is aligned with no other one, and stood near its value.
    pub(super) near: bool,
    /// Whether an empty line stands above it.
    pub(super) blank: bool,
}

/// The comments around an item, and the empty line above it.
#[derive(Clone, Debug, Default)]
pub(super) struct Slot {
    /// On lines of their own, above it.
    pub(super) lead: Vec<Note>,
    /// Whether an empty line stands right above it, below `lead`.
    pub(super) blank: bool,
    /// Behind the key whose value begins on the next line.
    pub(super) head: Option<Note>,
    /// Behind the value.
    pub(super) tail: Option<Note>,
    /// Below a key without a value, where its block would be.
    pub(super) below: Vec<Note>,
}

/// An item of a list, or a key with its value.
#[derive(Clone, Debug)]
pub(super) struct Item {
    pub(super) slot: Slot,
    /// Nothing in a list.
    pub(super) key: Option<Node>,
    pub(super) value: Node,
}

/// A value or a key.
#[derive(Clone, Debug)]
pub(super) struct Node {
    /// Where it begins, in bytes; marks are known by it.
    pub(super) start: usize,
    /// Where its text ends.
    pub(super) end: usize,
    /// Anchor and tag as they were written.
    pub(super) props: Vec<String>,
    pub(super) body: Body,
}

#[derive(Clone, Debug)]
pub(super) enum Body {
    Scalar(Scalar),
    /// `*name`.
    Alias(String),
    List(List),
}

/// A scalar: what it says, and its notation.
#[derive(Clone, Debug)]
pub(super) struct Scalar {
    /// With escapes and folded lines resolved.
    pub(super) text: String,
    pub(super) style: Style,
}

#[derive(Clone, Debug)]
pub(super) enum Style {
    /// Nothing is written; the flag says whether there is a `:`.
    Nothing(bool),
    /// As it was written.
    Plain(String),
    /// As it was written, with its quotes.
    Quoted(String),
    /// `|` or `>`.
    Block(Block),
}

/// A scalar with lines of its own.
#[derive(Clone, Debug)]
pub(super) struct Block {
    /// `|` or `>`, without indicators.
    pub(super) mark: char,
    /// The lines without their indentation.
    pub(super) lines: Vec<String>,
    /// Line ends at the end of the text.
    pub(super) ends: usize,
}

/// A list or a block of keys.
#[derive(Clone, Debug)]
pub(super) struct List {
    /// Whether the items have keys.
    pub(super) is_mapping: bool,
    /// Whether it stands in brackets or braces.
    pub(super) is_flow: bool,
    /// Whether it takes several lines.
    pub(super) is_tall: bool,
    pub(super) items: Vec<Item>,
    /// Comments below the last item.
    pub(super) foot: Vec<Note>,
}

/// A whole file.
#[derive(Clone, Debug)]
pub(super) struct Document {
    /// Directives and the `---` below them, as they were written.
    pub(super) prologue: String,
    /// Comments at the head that belong to no key.
    pub(super) head: Vec<Note>,
    pub(super) root: Node,
    /// Comments at the end.
    pub(super) foot: Vec<Note>,
    /// Whether there are anchors or aliases.
    pub(super) has_anchors: bool,
    /// The texts of all comments, sorted.
    pub(super) comments: Vec<String>,
}

impl Scalar {
    pub(super) fn is_nothing(&self) -> bool {
        matches!(self.style, Style::Nothing(_))
    }
}

impl Node {
    pub(super) fn scalar(&self) -> Option<&Scalar> {
        match &self.body {
            Body::Scalar(scalar) => Some(scalar),
            Body::Alias(_) | Body::List(_) => None,
        }
    }

    pub(super) fn list_mut(&mut self) -> Option<&mut List> {
        match &mut self.body {
            Body::List(list) => Some(list),
            Body::Alias(_) | Body::Scalar(_) => None,
        }
    }

    pub(super) fn is_block_scalar(&self) -> bool {
        self.scalar()
            .is_some_and(|scalar| matches!(scalar.style, Style::Block(_)))
    }

    pub(super) fn is_nothing(&self) -> bool {
        self.scalar().is_some_and(Scalar::is_nothing)
    }
}

impl Item {
    /// Whether an empty line stands above its first line.
    pub(super) fn first_blank(&mut self) -> &mut bool {
        match self.slot.lead.first_mut() {
            Some(note) => &mut note.blank,
            None => &mut self.slot.blank,
        }
    }
}
