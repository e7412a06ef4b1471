//! Templates over the columns of a contact: `{{ loan_id }}|{{ amount }}`.
//!
//! The language is a small part of Jinja: expressions and `if`, over text that a stranger may have
//! written. No loops, no assignments, no functions, no clock, no chance: one row renders to one text,
//! always, quickly and in bounded memory.

mod around;
mod condition;
mod filters;
mod scan;

use std::{collections::BTreeMap, fmt, ops::Range};

use minijinja::{Environment, ErrorKind, UndefinedBehavior, Value};

pub use condition::{Filter, FilterFault};
use scan::{Piece, Scan};

/// Longest template in bytes.
pub const SOURCE_MAX: usize = 2048;
/// Longest rendered text in bytes.
pub const OUTPUT_MAX: usize = 8192;

/// Steps that one rendering may take. Without loops a template of 2 KiB needs a few hundred.
const FUEL: u64 = 10_000;

/// A column as a template names it.
pub fn spell(column: &str) -> String {
    let plain = |c: char| c == '_' || c.is_ascii_alphanumeric();
    match column.chars().all(plain) && !column.starts_with(|c: char| c.is_ascii_digit()) {
        true => column.to_owned(),
        false => format!("{ROW}[{column:?}]"),
    }
}

/// The name under which all columns are found, for names that are no identifiers: `row["loan id"]`.
pub const ROW: &str = "row";

/// A template, checked and ready.
#[derive(Clone, Debug)]
pub struct Template {
    columns: Vec<(String, Range<usize>)>,
    minded: Vec<String>,
    program: Program,
}

#[derive(Clone, Debug)]
enum Program {
    /// Text and columns alone: most templates, and several times faster than the engine.
    Pieces(Vec<Piece>),
    /// Anything else.
    Engine(Box<Environment<'static>>),
}

/// What is wrong in a template, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TemplateFault {
    /// Stable code of the finding.
    pub code: &'static str,
    /// One fact, as a phrase.
    pub message: String,
    /// What to write instead.
    pub help: Option<String>,
    /// Where in the template's text, in bytes.
    pub range: Range<usize>,
}

impl fmt::Display for TemplateFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for TemplateFault {}

impl TemplateFault {
    fn new(code: &'static str, range: Range<usize>, message: impl Into<String>) -> TemplateFault {
        TemplateFault {
            code,
            message: message.into(),
            help: None,
            range,
        }
    }

    fn help(mut self, help: impl Into<String>) -> TemplateFault {
        self.help = Some(help.into());
        self
    }
}

impl Template {
    /// Reads a template. Whether its columns exist is for the caller: [`Template::columns`].
    ///
    /// # Errors
    ///
    /// The first thing that is no template of this language.
    pub fn compile(source: &str) -> Result<Template, TemplateFault> {
        if source.len() > SOURCE_MAX {
            let message = format!("a template of {} bytes", source.len());
            let fault = TemplateFault::new("EXO501", 0..source.len(), message);
            return Err(fault.help(format!("at most {SOURCE_MAX} bytes are allowed")));
        }
        // As in Jinja one line end at the end of the text does not count; the engine sees to that itself.
        let text = source.strip_suffix('\n').unwrap_or(source);
        let text = text.strip_suffix('\r').unwrap_or(text);
        let Scan {
            columns,
            minded,
            pieces,
            mut faults,
        } = scan::scan(text)?;
        if !faults.is_empty() {
            return Err(faults.swap_remove(0));
        }
        let program = match pieces {
            Some(pieces) => Program::Pieces(pieces),
            None => Program::Engine(Box::new(engine(source)?)),
        };
        Ok(Template {
            columns,
            minded,
            program,
        })
    }

    /// What keeps a text from being a template: every filter and test that is none, else the first fault.
    pub fn faults(source: &str) -> Vec<TemplateFault> {
        let Err(first) = Template::compile(source) else {
            return vec![];
        };
        let faults = scan::scan(source).map(|scan| scan.faults);
        let faults = faults.ok().filter(|faults| !faults.is_empty());
        faults.unwrap_or_else(|| vec![first])
    }

    /// The columns that a text names though it is no template.
    pub fn named(source: &str) -> Vec<(String, Range<usize>)> {
        scan::scan(source).map_or(vec![], |scan| scan.columns)
    }

    /// The columns that the template reads, in order and with each place that names them.
    pub fn columns(&self) -> &[(String, Range<usize>)] {
        &self.columns
    }

    /// The columns of which the template does not say what their being empty means: they have neither a default nor a
    /// condition.
    pub fn unminded(&self) -> impl Iterator<Item = &(String, Range<usize>)> {
        let columns = self.columns.iter();
        columns.filter(|(column, _)| !self.minded.contains(column))
    }

    /// Renders the template for one row. `cell` gives the cell of a column.
    ///
    /// # Errors
    ///
    /// A column that is missing, an expression that has no value for this row, or a text over
    /// [`OUTPUT_MAX`].
    pub fn render<'a>(
        &self,
        cell: &dyn Fn(&str) -> Option<&'a str>,
    ) -> Result<String, TemplateFault> {
        let text = match &self.program {
            Program::Pieces(pieces) => join(pieces, cell)?,
            Program::Engine(engine) => self.run(engine, cell)?,
        };
        if text.len() > OUTPUT_MAX {
            let message = format!("the template renders to {} bytes", text.len());
            return Err(TemplateFault::new("EXO212", 0..0, message)
                .help(format!("at most {OUTPUT_MAX} bytes are allowed")));
        }
        Ok(text)
    }

    fn run<'a>(
        &self,
        engine: &Environment<'static>,
        cell: &dyn Fn(&str) -> Option<&'a str>,
    ) -> Result<String, TemplateFault> {
        let mut cells: BTreeMap<&str, Value> = BTreeMap::new();
        for (column, range) in &self.columns {
            let value = cell(column).ok_or_else(|| no_column(column, range))?;
            cells.insert(column, Value::from(value));
        }
        let row = Value::from_pairs(cells.clone());
        cells.insert(ROW, row);
        let context = Value::from_pairs(cells);
        let template = engine
            .get_template(NAME)
            .map_err(|error| fault(&error, ""))?;
        let text = template.render(context);
        text.map_err(|error| fault(&error, template.source()))
    }
}

/// The one template of an engine.
const NAME: &str = "field";

fn join<'a>(
    pieces: &[Piece],
    cell: &dyn Fn(&str) -> Option<&'a str>,
) -> Result<String, TemplateFault> {
    let mut text = String::new();
    for piece in pieces {
        text.push_str(match piece {
            Piece::Text(text) => text,
            Piece::Column(column, range) => cell(column).ok_or_else(|| no_column(column, range))?,
        });
    }
    Ok(text)
}

fn no_column(column: &str, range: &Range<usize>) -> TemplateFault {
    let message = format!("`{column}` is no column of this row");
    TemplateFault::new("EXO502", range.clone(), message)
}

/// Sets the engine up with one template.
fn engine(text: &str) -> Result<Environment<'static>, TemplateFault> {
    let mut engine = Environment::empty();
    engine.set_undefined_behavior(UndefinedBehavior::Strict);
    engine.set_fuel(Some(FUEL));
    engine.set_debug(true); // Else errors have no range.
    filters::add(&mut engine);
    let added = engine.add_template_owned(NAME, text.to_owned());
    added.map_err(|error| fault(&error, text))?;
    Ok(engine)
}

/// An error of the engine as a fault of the template.
fn fault(error: &minijinja::Error, text: &str) -> TemplateFault {
    let code = match error.kind() {
        ErrorKind::SyntaxError | ErrorKind::BadEscape => "EXO501",
        ErrorKind::UndefinedError => "EXO502",
        ErrorKind::UnknownFilter | ErrorKind::UnknownTest => "EXO503",
        _ => "EXO510",
    };
    let message = match error.detail() {
        Some(detail) => detail.to_owned(),
        None => error.kind().to_string(),
    };
    if code == "EXO501" && message.contains("unexpected end of input") {
        // Marks that are not closed were found before.
        let start = text.find("{% ").or_else(|| text.find("{%")).unwrap_or(0);
        let range = start..(start + 2).min(text.len());
        let fault = TemplateFault::new(code, range, "an `{% if %}` is never ended");
        return fault.help("write `{% endif %}` where it ends");
    }
    // At the end of the text the engine points behind it.
    let range = error
        .range()
        .filter(|range| text.get(range.clone()).is_some());
    TemplateFault::new(code, range.unwrap_or(text.len()..text.len()), message)
}
