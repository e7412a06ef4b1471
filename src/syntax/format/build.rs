//! From a text to what it says, with each comment where it belongs.

use granit_parser::{Event, Parser, ScalarStyle, StructureStyle};

use super::{
    block,
    lines::{BLANKS, Lines},
    notes::{self, Placed},
    tree::{Body, Document, Item, List, Node, Note, Scalar, Slot, Style},
};
use crate::syntax::{Span, parse::DEPTH_MAX};

/// Reads a text whose line ends are all LF. Nothing for what is no plain YAML of one document, a list or keys, with scalars
/// as keys.
pub(super) fn read(text: &str) -> Option<Document> {
    let options = granit_parser::options! {
        emit_comments: true,
        max_buffered_comment_events: usize::MAX,
        emit_unresolved_aliases: true,
        emit_anchor_events: true,
        flow_nesting_limit: DEPTH_MAX + 1,
        block_nesting_limit: DEPTH_MAX + 1,
    };
    let (mut events, mut comments) = (Vec::new(), Vec::new());
    for event in Parser::new_from_str_with_options(text, options) {
        let (event, span) = event.ok()?;
        let tag = span.tag_span().and_then(|span| span.byte_range());
        let span = span.byte_range()?;
        match event {
            Event::Comment(..) => comments.push(span),
            event => events.push((event, span, tag)),
        }
    }
    let lines = Lines::new(text);
    comments.sort_by_key(|span| span.start);
    let placed = notes::placed(&lines, &comments);
    let mut texts: Vec<String> = placed.iter().map(|one| one.note.text.clone()).collect();
    texts.sort();
    let mut builder = Builder {
        lines: &lines,
        comments: placed.into(),
        pending: Vec::new(),
        open: Vec::new(),
        last_end: 0,
        prologue: String::new(),
        head: Vec::new(),
        root: None,
        has_anchors: false,
    };
    for (nth, (event, span, tag)) in events.iter().enumerate() {
        let anchor = match events.get(nth + 1) {
            Some((Event::Anchor(_, name), ..)) => Some(&**name),
            _ => None,
        };
        builder.event(event, span, props(text, anchor, tag.as_ref()))?;
    }
    builder.flush(text.len());
    builder.root.as_mut()?.list_mut()?;
    Some(Document {
        prologue: builder.prologue,
        head: builder.head,
        root: builder.root?,
        foot: builder.pending,
        has_anchors: builder.has_anchors,
        comments: texts,
    })
}

fn props(text: &str, anchor: Option<&str>, tag: Option<&Span>) -> Vec<String> {
    let anchor = anchor.map(|name| format!("&{name}"));
    let tag = tag.map(|span| text[span.clone()].to_owned());
    anchor.into_iter().chain(tag).collect()
}

struct Builder<'t> {
    lines: &'t Lines<'t>,
    /// Comments that were not come to yet.
    comments: std::collections::VecDeque<Placed>,
    /// Comments on lines of their own whose item is still to come.
    pending: Vec<Note>,
    open: Vec<Frame>,
    /// Where the last thing that was written ends.
    last_end: usize,
    prologue: String,
    /// Comments above a root that is no block.
    head: Vec<Note>,
    root: Option<Node>,
    has_anchors: bool,
}

/// A list or block of keys that is still open.
struct Frame {
    start: usize,
    props: Vec<String>,
    list: List,
    column: usize,
    /// Whether its dashes stand below the first letter of its key.
    is_outdented: bool,
    /// The item that has begun and is not whole.
    begun: Option<(Slot, Option<Node>)>,
}

impl Builder<'_> {
    fn event(&mut self, event: &Event<'_>, span: &Span, props: Vec<String>) -> Option<()> {
        self.has_anchors |= props.iter().any(|prop| prop.starts_with('&'));
        match event {
            Event::DocumentStart(true, _) => self.prologue(span),
            Event::Scalar(text, style, ..) => self.scalar(text, *style, span, props)?,
            Event::Alias(_) | Event::UnresolvedAlias(_) => {
                self.has_anchors = true;
                self.begin(span.start, true)?;
                let name = self.lines.text()[span.clone()].to_owned();
                self.leaf(Body::Alias(name), span.clone(), props)?;
            }
            Event::SequenceStart(style, ..) => self.open(*style, span, props, false)?,
            Event::MappingStart(style, ..) => self.open(*style, span, props, true)?,
            Event::SequenceEnd | Event::MappingEnd => self.close(span)?,
            _ => {}
        }
        Some(())
    }

    /// Keeps everything to the end of the `---` line as it is.
    fn prologue(&mut self, marker: &Span) {
        let text = self.lines.text();
        let line = self.lines.of(marker.start);
        let rest = text[marker.end..self.lines.start(line + 1)].trim();
        let end = match rest.is_empty() || rest.starts_with('#') {
            true => self.lines.start(line + 1),
            false => marker.end,
        };
        let kept = text[..end].trim_start_matches('\u{FEFF}').lines();
        let mut kept: Vec<&str> = kept.map(str::trim_end).collect();
        kept.dedup_by(|one, other| one.is_empty() && other.is_empty());
        self.prologue = kept.join("\n").trim_start().to_owned();
        self.comments.retain(|comment| comment.start >= end);
        self.last_end = end;
    }

    fn scalar(
        &mut self,
        text: &str,
        style: ScalarStyle,
        span: &Span,
        props: Vec<String>,
    ) -> Option<()> {
        let source = self.lines.text();
        let raw = source[span.clone()].trim_end_matches(BLANKS);
        let mut span = span.start..span.start + raw.len();
        let mut text = text.to_owned();
        let mut start = span.start;
        let style = match style {
            ScalarStyle::Plain if span.is_empty() => {
                text.clear();
                span = self.nothing();
                start = span.start;
                Style::Nothing(source[span.end..].trim_start().starts_with(':'))
            }
            ScalarStyle::Plain => Style::Plain(raw.to_owned()),
            ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted => Style::Quoted(raw.to_owned()),
            ScalarStyle::Literal | ScalarStyle::Folded => {
                start = self.lines.next(self.last_end, true);
                let block = block::read(self.lines, start, &span, &text)?;
                span.start = start;
                // Without lines the parser puts it at whatever comes next.
                let is_lined = !block.lines.is_empty();
                span.end = if is_lined { span.end } else { start + 1 };
                Style::Block(block)
            }
        };
        let is_written = !matches!(style, Style::Nothing(_));
        self.begin(start, is_written)?;
        self.leaf(Body::Scalar(Scalar { text, style }), span, props)
    }

    /// Where a value stands that is not written: at its dash, or behind its key.
    fn nothing(&self) -> Span {
        let is_item = self.open.last().is_some_and(|frame| !frame.list.is_mapping);
        let dash = self.lines.next(self.last_end, false);
        match is_item && self.lines.text()[dash..].starts_with('-') {
            true => dash..dash + 1,
            false => self.last_end..self.last_end,
        }
    }

    /// A node begins here: if it is no value of a key, an item begins with it.
    ///
    /// A leaf takes what was said between it and its key up to the comments above the key.
    fn begin(&mut self, at: usize, is_leaf: bool) -> Option<()> {
        self.flush(at);
        let pending = &mut self.pending;
        let Some(frame) = self.open.last_mut() else {
            if is_leaf {
                self.head.append(pending);
            }
            return self.root.is_none().then_some(());
        };
        match &mut frame.begun {
            Some((slot, _)) if is_leaf => slot.lead.append(pending),
            Some(_) => {}
            None => {
                frame.settle_below(pending);
                let slot = Slot {
                    lead: std::mem::take(pending),
                    blank: self.lines.is_first_below_blank(at),
                    ..Slot::default()
                };
                frame.begun = Some((slot, None));
            }
        }
        Some(())
    }

    fn leaf(&mut self, body: Body, span: Span, props: Vec<String>) -> Option<()> {
        let node = Node {
            start: span.start,
            end: span.end,
            props,
            body,
        };
        self.last_end = self.last_end.max(span.end);
        self.complete(node)
    }

    fn open(
        &mut self,
        style: StructureStyle,
        span: &Span,
        props: Vec<String>,
        is_mapping: bool,
    ) -> Option<()> {
        let is_flow = style == StructureStyle::Flow;
        let is_value = (self.open.last()).is_some_and(|parent| {
            parent.list.is_mapping && parent.begun.as_ref().is_some_and(|(_, key)| key.is_some())
        });
        // The parser puts a list whose dashes are not indented behind its first dash.
        let start = match !is_flow && !is_mapping && is_value {
            true => self.lines.next(self.last_end, false),
            false => span.start,
        };
        self.begin(start, is_flow)?;
        let column = self.lines.column(start);
        let parent = self.open.last();
        let is_outdented = parent.is_some_and(|parent| parent.list.is_mapping)
            && !is_flow
            && parent.is_some_and(|parent| column <= parent.column);
        self.open.push(Frame {
            start,
            props,
            list: List {
                is_mapping,
                is_flow,
                is_tall: false,
                items: Vec::new(),
                foot: Vec::new(),
            },
            column,
            is_outdented,
            begun: None,
        });
        if is_flow {
            self.last_end = self.last_end.max(span.end);
        }
        Some(())
    }

    fn close(&mut self, span: &Span) -> Option<()> {
        self.flush(span.start);
        let mut frame = self.open.pop()?;
        if frame.begun.is_some() {
            return None;
        }
        frame.settle_below(&mut self.pending);
        let is_flow = frame.list.is_flow;
        let least = frame.column + usize::from(frame.is_outdented);
        frame.list.foot = match is_flow {
            true => std::mem::take(&mut self.pending),
            false => prefix(&mut self.pending, least),
        };
        let end = if is_flow { span.end } else { self.last_end };
        frame.list.is_tall = self.lines.of(frame.start) != self.lines.of(end);
        self.last_end = self.last_end.max(end);
        self.complete(Node {
            start: frame.start,
            end,
            props: frame.props,
            body: Body::List(frame.list),
        })
    }

    /// Puts a whole node where it belongs. A key must be a scalar, or stand for one.
    fn complete(&mut self, node: Node) -> Option<()> {
        let Some(frame) = self.open.last_mut() else {
            self.root = Some(node);
            return Some(());
        };
        let (slot, key) = frame.begun.take()?;
        if frame.list.is_mapping && key.is_none() {
            let is_key = match &node.body {
                Body::Scalar(scalar) => {
                    !matches!(scalar.style, Style::Nothing(_) | Style::Block(_))
                }
                Body::Alias(_) => true,
                Body::List(_) => false,
            };
            frame.begun = Some((slot, Some(node)));
            return is_key.then_some(());
        }
        let value = node;
        frame.list.items.push(Item { slot, key, value });
        Some(())
    }

    /// Gives the comments before a byte to what stands before them, as far as it is theirs.
    fn flush(&mut self, to: usize) {
        while self.comments.front().is_some_and(|next| next.start < to) {
            let Some(comment) = self.comments.pop_front() else {
                return;
            };
            let lines = self.lines;
            let place = match (comment.is_alone, self.open.last_mut()) {
                (false, Some(frame)) => frame.place(lines, &comment),
                _ => None,
            };
            match place {
                Some(place) => *place = Some(comment.note),
                None => self.pending.push(comment.note),
            }
        }
    }
}

impl Frame {
    /// Where a comment belongs that stands behind something on its line.
    fn place(&mut self, lines: &Lines<'_>, comment: &Placed) -> Option<&mut Option<Note>> {
        let place = match (&mut self.begun, self.list.items.last_mut()) {
            (Some((slot, Some(key))), _) if lines.of(key.end) == comment.line => &mut slot.head,
            (None, Some(item)) if item.value.is_block_scalar() => {
                let is_behind_mark = lines.of(item.value.start) == comment.line;
                is_behind_mark.then_some(&mut item.slot.head)?
            }
            (None, Some(item)) if lines.of(item.value.end) == comment.line => &mut item.slot.tail,
            _ => return None,
        };
        place.is_none().then_some(place)
    }

    /// Below a key without a value, comments that are indented deeper stand for its block.
    fn settle_below(&mut self, pending: &mut Vec<Note>) {
        let is_block = !self.list.is_flow;
        if let Some(item) = self.list.items.last_mut()
            && item.value.is_nothing()
            && is_block
        {
            item.slot.below.extend(prefix(pending, self.column + 1));
        }
    }
}

/// Takes the first notes that stand at this column or behind it.
fn prefix(notes: &mut Vec<Note>, least: usize) -> Vec<Note> {
    let many = notes.iter().take_while(|note| note.column >= least).count();
    notes.drain(..many).collect()
}
