//! The canonical text of a document.

use super::{
    Marks,
    lines::BLANKS,
    notes::GAP,
    settle::is_block,
    tree::{Block, Body, Document, Item, List, Node, Note, Scalar, Style},
};

/// Blanks for each level.
const STEP: usize = 2;

/// Writes a document that is settled.
pub(super) fn print(document: &Document, marks: &Marks) -> String {
    let mut printer = Printer {
        out: document.prologue.clone(),
        marks,
        at_start: true,
    };
    if !printer.out.is_empty() {
        printer.out.push('\n');
    }
    printer.notes(&document.head, 0);
    match &document.root.body {
        Body::List(list) if is_block(list) && !list.items.is_empty() => {
            if !document.root.props.is_empty() {
                printer.out += &document.root.props.join(" ");
                printer.end_line();
            }
            printer.items(list, 0, false);
        }
        _ => {
            printer.at_start = false;
            printer.value(&document.root, None, 0);
        }
    }
    printer.notes(&document.foot, 0);
    printer.out
}

struct Printer<'m> {
    out: String,
    marks: &'m Marks,
    /// Whether an empty line has no place here: a block begins, or a text ends that would take it in.
    at_start: bool,
}

impl Printer<'_> {
    fn items(&mut self, list: &List, indent: usize, is_compact: bool) {
        for (nth, item) in list.items.iter().enumerate() {
            let is_inline = is_compact && nth == 0;
            if !is_inline {
                self.notes(&item.slot.lead, indent);
                self.blank(item.slot.blank);
                self.indent(indent);
            }
            match &item.key {
                Some(key) => self.key(key),
                None => self.out.push('-'),
            }
            self.at_start = false;
            self.value(&item.value, Some(item), indent);
            self.notes(&item.slot.below, indent + STEP);
        }
        self.notes(&list.foot, indent);
    }

    fn key(&mut self, key: &Node) {
        self.props(&key.props);
        let text = self.plain(key);
        self.out += &text;
        if matches!(key.body, Body::Alias(_)) {
            self.out.push(' ');
        }
        self.out.push(':');
    }

    /// Anchor and tag, and a blank behind each.
    fn props(&mut self, props: &[String]) {
        for prop in props {
            self.out += prop;
            self.out.push(' ');
        }
    }

    /// A value behind its key or dash, to the end of its last line.
    fn value(&mut self, node: &Node, item: Option<&Item>, indent: usize) {
        let head = item.and_then(|item| item.slot.head.as_ref());
        let tail = item.and_then(|item| item.slot.tail.as_ref());
        for prop in &node.props {
            self.word(prop);
        }
        match &node.body {
            Body::List(list) if is_block(list) => {
                let flat = (list.is_flow && is_tame(list)).then(|| self.flat_body(node));
                let flat = flat.flatten().filter(|flat| self.fits(flat));
                match flat {
                    Some(flat) => self.word(&flat),
                    None => return self.below(list, item, indent, node.props.is_empty()),
                }
            }
            Body::List(_) => {
                let flat = self.flat_body(node).unwrap_or_default();
                self.word(&flat);
            }
            Body::Alias(name) => self.word(name),
            Body::Scalar(scalar) => match &scalar.style {
                Style::Block(block) => return self.block(block, head, indent),
                _ => {
                    let text = self.scalar(scalar, node.start);
                    self.lines(&text, indent + STEP);
                }
            },
        }
        self.behind(tail);
    }

    /// A list or block of keys on the lines below.
    fn below(&mut self, list: &List, item: Option<&Item>, indent: usize, is_plain: bool) {
        let is_compact = item.is_some_and(|item| item.key.is_none()) && is_plain;
        match is_compact {
            true => self.out.push(' '),
            false => {
                self.behind(item.and_then(|item| item.slot.head.as_ref()));
                self.at_start = true;
            }
        }
        self.items(list, indent + STEP, is_compact);
    }

    fn block(&mut self, block: &Block, head: Option<&Note>, indent: usize) {
        let first = block.lines.iter().find(|line| !line.is_empty());
        let mut mark = block.mark.to_string();
        if first.is_some_and(|line| line.starts_with(' ')) {
            mark += &STEP.to_string();
        }
        let is_empty = block.lines.is_empty();
        mark += match block.ends {
            0 if !is_empty => "-",
            0 => "",
            1 if !is_empty => "",
            _ => "+",
        };
        self.word(&mark);
        self.behind(head);
        for line in &block.lines {
            if !line.is_empty() {
                self.indent(indent + STEP);
            }
            self.out += line;
            self.out.push('\n');
        }
        let more = block.ends.saturating_sub(usize::from(!is_empty));
        self.out += &"\n".repeat(more);
        // An empty line would be one more line of the text.
        self.at_start = more > 0;
    }

    /// A value that fits behind what is on the line.
    fn word(&mut self, text: &str) {
        let begins = self.out.is_empty() || self.out.ends_with(['\n', ' ']);
        if !begins {
            self.out.push(' ');
        }
        self.out += text;
    }

    /// A scalar of one line or several.
    fn lines(&mut self, text: &str, indent: usize) {
        let is_double = text.starts_with('"');
        let mut lines = text.split('\n');
        if let Some(first) = lines.next()
            && !text.is_empty()
        {
            self.word(trimmed(first, is_double));
        }
        for line in lines {
            self.out.push('\n');
            if !line.trim_matches(BLANKS).is_empty() {
                self.indent(indent);
                self.out += trimmed(line.trim_start_matches(BLANKS), is_double);
            }
        }
    }

    /// The comment behind a value, where it stood if it can stand there, and the end of the line.
    fn behind(&mut self, note: Option<&Note>) {
        if let Some(note) = note {
            let width = self.width();
            let least = width + GAP;
            let column = if note.near {
                least
            } else {
                note.column.max(least)
            };
            self.out += &" ".repeat(column - width);
            self.out += &note.text;
        }
        self.end_line();
    }

    fn end_line(&mut self) {
        self.out.push('\n');
    }

    /// Characters on the last line.
    fn width(&self) -> usize {
        let start = self.out.rfind('\n').map_or(0, |at| at + 1);
        self.out[start..].chars().count()
    }

    fn fits(&self, flat: &str) -> bool {
        self.width() + 1 + flat.chars().count() <= super::WIDTH_MAX
    }

    fn notes(&mut self, notes: &[Note], indent: usize) {
        for note in notes {
            self.blank(note.blank);
            self.indent(indent);
            self.out += &note.text;
            self.out.push('\n');
            self.at_start = false;
        }
    }

    fn blank(&mut self, is_wanted: bool) {
        if is_wanted && !self.at_start {
            self.out.push('\n');
        }
    }

    fn indent(&mut self, indent: usize) {
        self.out += &" ".repeat(indent);
    }

    /// A value on one line, with its anchor and tag. Nothing for what needs lines.
    fn flat(&self, node: &Node) -> Option<String> {
        let mut text = node.props.join(" ");
        if !text.is_empty() && !node.is_nothing() {
            text.push(' ');
        }
        Some(text + &self.flat_body(node)?)
    }

    /// A value on one line, in brackets if it is a list.
    fn flat_body(&self, node: &Node) -> Option<String> {
        let text = match &node.body {
            Body::Alias(name) => name.clone(),
            Body::Scalar(_) if node.is_block_scalar() => return None,
            Body::Scalar(scalar) => self.scalar(scalar, node.start),
            Body::List(list) => {
                let items = list.items.iter().map(|item| self.flat_item(item));
                let mut items = items.collect::<Option<Vec<_>>>()?;
                let last = items.len().saturating_sub(1);
                // Not every reader knows that a key ends before `:,`.
                let bare = items[..last].iter_mut().filter(|item| item.ends_with(':'));
                bare.for_each(|item| item.push(' '));
                let items = items.join(", ");
                match (list.is_mapping, list.items.is_empty()) {
                    (true, true) => "{}".to_owned(),
                    (true, false) => format!("{{ {items} }}"),
                    (false, _) => format!("[{items}]"),
                }
            }
        };
        (!text.contains('\n')).then_some(text)
    }

    fn flat_item(&self, item: &Item) -> Option<String> {
        let Some(key) = &item.key else {
            return self.flat(&item.value);
        };
        let mut text = self.plain(key);
        if !key.props.is_empty() {
            text = key.props.join(" ") + " " + &text;
        }
        if let Some(Style::Nothing(false)) = item.value.scalar().map(|scalar| &scalar.style) {
            return Some(text);
        }
        if matches!(key.body, Body::Alias(_)) {
            text.push(' ');
        }
        text.push(':');
        let value = self.flat(&item.value)?;
        if !value.is_empty() {
            text = text + " " + &value;
        }
        Some(text)
    }

    /// A key's text, on one line.
    fn plain(&self, key: &Node) -> String {
        match &key.body {
            Body::Alias(name) => name.clone(),
            Body::Scalar(scalar) => {
                let text = self.scalar(scalar, key.start);
                let is_plain = matches!(scalar.style, Style::Plain(_));
                match (text.contains('\n'), scalar.text.contains('\n')) {
                    (false, _) => text,
                    (true, false) if is_plain => scalar.text.clone(),
                    (true, _) => quoted(&scalar.text),
                }
            }
            Body::List(_) => String::new(),
        }
    }

    /// A scalar as it was written, or in double quotes where the marks want them.
    fn scalar(&self, scalar: &Scalar, start: usize) -> String {
        let is_wanted = self.marks.quoted.contains(&start);
        match &scalar.style {
            Style::Nothing(_) | Style::Block(_) => String::new(),
            Style::Plain(_) | Style::Quoted(_) if is_wanted => quoted(&scalar.text),
            Style::Plain(raw) | Style::Quoted(raw) => raw.clone(),
        }
    }
}

/// A line of a scalar without the blanks at its end; one that is escaped by a backslash is none of them.
fn trimmed(line: &str, is_double: bool) -> &str {
    let short = line.trim_end_matches(BLANKS);
    let slashes = short.len() - short.trim_end_matches('\\').len();
    let is_escape = is_double && slashes % 2 == 1 && short.len() < line.len();
    &line[..short.len() + usize::from(is_escape)]
}

/// The text in double quotes, on one line.
fn quoted(text: &str) -> String {
    let mut raw = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => raw.extend(['\\', c]),
            '\n' => raw += "\\n",
            '\t' => raw += "\\t",
            c if c.is_control() => raw += &format!("\\x{:02X}", u32::from(c)),
            c => raw.push(c),
        }
    }
    raw + "\""
}

/// Whether no comment stands in a list.
fn is_tame(list: &List) -> bool {
    let is_quiet = |item: &Item| {
        let slot = &item.slot;
        let none = slot.lead.is_empty() && slot.head.is_none() && slot.tail.is_none();
        let within = match &item.value.body {
            Body::List(list) => is_tame(list),
            Body::Alias(_) | Body::Scalar(_) => true,
        };
        none && within
    };
    list.foot.is_empty() && list.items.iter().all(is_quiet)
}
