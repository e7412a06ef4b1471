//! Expressions over the columns of a contact: `city == "Pune" and amount|int > 500`.
//!
//! The language is the one of templates, with the same strictness and the same bounds.

use std::{collections::BTreeMap, ops::Range};

use minijinja::{Environment, Value, value::ValueKind};

use super::{
    NAME, ROW, SOURCE_MAX, TemplateFault, around, engine, fault, no_column,
    scan::{self, Token},
};

/// What stands before the expression in the template that works it out.
const BEFORE: &str = "{{ (";
/// What stands behind it: the filter that tells a truth value from a text that reads like one.
const BEHIND: &str = ")|verdict }}";

/// An expression, checked and ready.
#[derive(Clone, Debug)]
pub struct Filter {
    text: String,
    columns: Vec<(String, Range<usize>)>,
    engine: Box<Environment<'static>>,
}

/// Why an expression says neither yes nor no to a row. Never holds a cell.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FilterFault {
    /// It has a value, and none that is true or false.
    #[error("the expression gives {0}, neither true nor false")]
    NotBoolean(&'static str),
    /// It has no value for this row.
    #[error("the expression has no value: {0}")]
    NoValue(TemplateFault),
}

impl Filter {
    /// Reads an expression. Whether its columns exist is for the caller: [`Filter::columns`].
    ///
    /// # Errors
    ///
    /// The first thing that is no expression of this language.
    pub fn compile(text: &str) -> Result<Filter, TemplateFault> {
        if text.len() > SOURCE_MAX {
            let message = format!("an expression of {} bytes", text.len());
            let fault = TemplateFault::new("EXO501", 0..text.len(), message);
            return Err(fault.help(format!("at most {SOURCE_MAX} bytes are allowed")));
        }
        compile(text).map_err(|fault| TemplateFault {
            range: within(&fault.range, text),
            ..fault
        })
    }

    /// The expression as it was written.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The columns that the expression reads, in order and with each place that names them.
    pub fn columns(&self) -> &[(String, Range<usize>)] {
        &self.columns
    }

    /// Works the expression out for one row. `cell` gives the cell of a column.
    ///
    /// # Errors
    ///
    /// A column that is missing, no value for this row, or one that is neither true nor false.
    pub fn holds<'a>(&self, cell: &dyn Fn(&str) -> Option<&'a str>) -> Result<bool, FilterFault> {
        let mut cells: BTreeMap<&str, Value> = BTreeMap::new();
        for (column, range) in &self.columns {
            let value =
                cell(column).ok_or_else(|| FilterFault::NoValue(no_column(column, range)))?;
            cells.insert(column, Value::from(value));
        }
        let row = Value::from_pairs(cells.clone());
        cells.insert(ROW, row);
        let verdict = self
            .engine
            .get_template(NAME)
            .and_then(|template| template.render(Value::from_pairs(cells)));
        match verdict.as_deref() {
            Ok("true") => Ok(true),
            Ok("false") => Ok(false),
            Ok("number") => Err(FilterFault::NotBoolean("a number")),
            Ok("text") => Err(FilterFault::NotBoolean("a text")),
            Ok(_) => Err(FilterFault::NotBoolean("something")),
            Err(error) => {
                let mut fault = fault(error, "");
                fault.range = 0..self.text.len();
                Err(FilterFault::NoValue(fault))
            }
        }
    }
}

/// The verdict as a word.
fn verdict(value: &Value) -> &'static str {
    match value.kind() {
        ValueKind::Bool if value.is_true() => "true",
        ValueKind::Bool => "false",
        ValueKind::Number => "number",
        ValueKind::String => "text",
        _ => "other",
    }
}

/// Compiles, with ranges in the template.
fn compile(text: &str) -> Result<Filter, TemplateFault> {
    if let Some(at) = text.find("{{").or_else(|| text.find("{%")) {
        let place = at + BEFORE.len()..at + BEFORE.len() + 2;
        let fault = TemplateFault::new("EXO501", place, "an expression is no template");
        return Err(fault.help("write it without `{{` and `}}`: `city == \"Pune\"`"));
    }
    let plain = format!("{{{{ ({text}) }}}}");
    let mut seen = scan::scan(&plain)?;
    if !seen.faults.is_empty() {
        return Err(seen.faults.swap_remove(0));
    }
    let (tokens, end) = scan::tokens(&plain, 0, "}}")?;
    if end != plain.len() {
        let fault = TemplateFault::new("EXO501", end - 2..end, "an expression ends here");
        return Err(fault.help("write one expression, without `{{` and `}}`"));
    }
    if text.trim().is_empty() {
        return Err(TemplateFault::new("EXO501", 0..0, "an expression is empty"));
    }
    equals(&tokens)?;
    numbers(&plain, &tokens)?;
    // Alone first: an expression that closes a bracket too early would slip past the filter.
    engine(&format!("{{{{ {text} }}}}")).map_err(|fault| TemplateFault {
        range: fault.range.start + 1..fault.range.end + 1,
        ..fault
    })?;
    let mut engine = engine_with(&format!("{BEFORE}{text}{BEHIND}"))?;
    engine.set_debug(false);
    let columns = seen.columns.into_iter();
    Ok(Filter {
        text: text.to_owned(),
        columns: columns
            .map(|(name, range)| (name, within(&range, text)))
            .collect(),
        engine: Box::new(engine),
    })
}

fn engine_with(template: &str) -> Result<Environment<'static>, TemplateFault> {
    let mut engine = engine("")?;
    engine.add_filter("verdict", |value: &Value| verdict(value));
    let added = engine.add_template_owned(NAME, template.to_owned());
    added.map_err(|error| fault(&error, template))?;
    Ok(engine)
}

/// A range of the template as one of the expression.
fn within(range: &Range<usize>, text: &str) -> Range<usize> {
    let at = |at: usize| at.saturating_sub(BEFORE.len()).min(text.len());
    at(range.start)..at(range.end)
}

/// Finds a lone `=` that names no argument of a filter.
fn equals(tokens: &[(Token<'_>, Range<usize>)]) -> Result<(), TemplateFault> {
    // Whether each bracket that is open holds arguments.
    let mut open = Vec::new();
    for (at, (token, place)) in tokens.iter().enumerate() {
        match token {
            Token::Sign('(') => {
                let before = at.checked_sub(1).and_then(|before| tokens.get(before));
                open.push(
                    matches!(before, Some((Token::Name(name), _)) if !scan::WORDS.contains(name)),
                );
            }
            Token::Sign(')') => drop(open.pop()),
            Token::Sign('=') if around::is_lone(tokens, at) && open.last() != Some(&true) => {
                let fault = TemplateFault::new("EXO501", place.clone(), "`=` compares nothing");
                return Err(fault.help("write `==`, as in `city == \"Pune\"`"));
            }
            _ => {}
        }
    }
    Ok(())
}

/// Finds a cell that is compared with a number, or rounded: cells are texts, and a text is neither greater nor
/// smaller than a number, nor ever the same.
fn numbers(text: &str, tokens: &[(Token<'_>, Range<usize>)]) -> Result<(), TemplateFault> {
    let sign = |at: usize, signs: &[char]| matches!(tokens.get(at), Some((Token::Sign(c), _)) if signs.contains(c));
    let compares = |mut at: usize| {
        let from = at;
        while sign(at, &['<', '>', '=', '!']) {
            at += 1;
        }
        (at > from).then_some(at)
    };
    let number = |at: usize| {
        let at = at + usize::from(sign(at, &['-']));
        matches!(tokens.get(at), Some((Token::Number, _))).then_some(at + 1)
    };
    let counts = |at: usize| matches!(tokens.get(at), Some((Token::Name("round" | "abs"), _)));
    for at in 0..tokens.len() {
        let end = column(tokens, at);
        let column_then_number = end.and_then(compares).and_then(number);
        let column_then_round = end.filter(|end| sign(*end, &['|']) && counts(*end + 1));
        let column_first = column_then_number.or(column_then_round).map(|_| at);
        let number_then_column = number(at)
            .and_then(compares)
            .filter(|at| column(tokens, *at).is_some_and(|end| !sign(end, &['|'])));
        if let Some(at) = column_first.or(number_then_column)
            && let Some(end) = column(tokens, at)
            && let (Some((_, first)), Some((_, last))) = (tokens.get(at), tokens.get(end - 1))
        {
            let place = first.start..last.end;
            let column = text.get(place.clone()).unwrap_or_default();
            let help = format!("write `{column}|int`, or `{column}|float`");
            let fault = TemplateFault::new("EXO511", place, "a cell is text and no number");
            return Err(fault.help(help));
        }
    }
    Ok(())
}

/// Whether a column is named at a token; where it ends.
fn column(tokens: &[(Token<'_>, Range<usize>)], at: usize) -> Option<usize> {
    let before = at.checked_sub(1).and_then(|before| tokens.get(before));
    if matches!(
        before,
        Some((Token::Sign('|' | '.') | Token::Name("is"), _))
    ) {
        return None;
    }
    match tokens.get(at..)? {
        [
            (Token::Name(ROW), _),
            (Token::Sign('.'), _),
            (Token::Name(_), _),
            ..,
        ] => Some(at + 3),
        [
            (Token::Name(ROW), _),
            (Token::Sign('['), _),
            (Token::Text(_), _),
            (Token::Sign(']'), _),
            ..,
        ] => Some(at + 4),
        // The name of an argument is no column: `int(default=0)`.
        [(Token::Name(_), _), ..] if around::is_lone(tokens, at + 1) => None,
        [(Token::Name(name), _), ..] if !scan::WORDS.contains(name) => Some(at + 1),
        _ => None,
    }
}
