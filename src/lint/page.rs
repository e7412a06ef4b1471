//! The page of a rule, taken apart.
//!
//! A page has a title, what the rule catches, `## Why`, `## Fix` and one `## Example` or more. An example is the files
//! that have the fault, a console block with what the program says of them, and, behind it, the files that do not
//! have it. A file is a fenced block whose language is followed by its name. A campaign or a project file that does not
//! begin with `exodial:` leaves out what is beside the point: a test adds the rest behind it.

use super::Rule;

/// The page of a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// What the rule catches.
    pub what: &'static str,
    /// Why that is a fault.
    pub why: &'static str,
    /// What to do about it.
    pub fix: &'static str,
    /// How it looks.
    pub examples: Vec<Example>,
}

/// Files that have a fault, and files that do not.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Example {
    /// Files with the fault.
    pub bad: Vec<Part>,
    /// The command, and what it says of them, as a console shows it.
    pub console: &'static str,
    /// The same files without the fault.
    pub good: Vec<Part>,
    /// The whole, as it is written.
    pub text: &'static str,
}

/// A file of an example.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part {
    /// Its name.
    pub name: &'static str,
    /// What is not to be seen of it here, such as its encoding; mostly empty.
    pub form: &'static str,
    /// Its text.
    pub text: &'static str,
}

/// Takes the page of a rule apart; nothing where it lacks a section.
pub fn page(rule: &Rule) -> Option<Page> {
    let mut sections = rule.text.split("\n## ");
    let (_, what) = sections.next()?.split_once('\n')?;
    let mut page = Page {
        what: what.trim(),
        why: "",
        fix: "",
        examples: Vec::new(),
    };
    for section in sections {
        let (title, text) = section.split_once('\n')?;
        match title.trim() {
            "Why" => page.why = text.trim(),
            "Fix" => page.fix = text.trim(),
            _ => page.examples.push(example(text.trim())),
        }
    }
    let is_whole = ![page.what, page.why, page.fix].contains(&"") && !page.examples.is_empty();
    is_whole.then_some(page)
}

/// The fenced blocks of an example, in their order.
fn example(text: &'static str) -> Example {
    let mut example = Example {
        text,
        ..Example::default()
    };
    // Every second piece stands between two fences.
    for block in text.split("```").skip(1).step_by(2) {
        let (language, inner) = block.split_once('\n').unwrap_or((block, ""));
        let mut words = language.split_whitespace().skip(1);
        match words.next() {
            None => example.console = inner,
            Some(name) => {
                let form = words.next().unwrap_or_default();
                let text = inner;
                let part = Part { name, form, text };
                match example.console {
                    "" => example.bad.push(part),
                    _ => example.good.push(part),
                }
            }
        }
    }
    example
}
