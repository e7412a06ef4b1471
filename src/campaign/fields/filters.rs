//! What templates can do with a value. The list is closed: each entry is bounded in time and memory by
//! its input.

use minijinja::{Environment, Error, ErrorKind, Value, filters, tests};

use super::OUTPUT_MAX;

/// Filters that a template may name.
pub(super) const FILTERS: [&str; 16] = [
    "abs",
    "capitalize",
    "d",
    "default",
    "first",
    "float",
    "int",
    "last",
    "length",
    "lower",
    "replace",
    "round",
    "string",
    "title",
    "trim",
    "upper",
];

/// Arguments that may be given by their names, and the filters that know them.
const NAMED: [(&str, &[&str]); 3] = [
    ("float", &["default"]),
    ("int", &["default", "base"]),
    ("round", &["precision", "method"]),
];

/// Whether a filter knows an argument by this name.
pub(super) fn knows(filter: &str, argument: &str) -> bool {
    let mut named = NAMED.iter();
    named.any(|(name, arguments)| *name == filter && arguments.contains(&argument))
}

/// Tests that a template may name after `is`.
pub(super) const TESTS: [&str; 7] = [
    "defined",
    "endingwith",
    "even",
    "none",
    "number",
    "odd",
    "startingwith",
];

/// Adds them all.
pub(super) fn add(engine: &mut Environment<'static>) {
    engine.add_filter("abs", filters::abs);
    engine.add_filter("capitalize", filters::capitalize);
    engine.add_filter("d", default);
    engine.add_filter("default", default);
    engine.add_filter("first", filters::first);
    engine.add_filter("float", filters::float);
    engine.add_filter("int", filters::int);
    engine.add_filter("last", filters::last);
    engine.add_filter("length", filters::length);
    engine.add_filter("lower", filters::lower);
    engine.add_filter("replace", replace);
    engine.add_filter("round", filters::round);
    engine.add_filter("string", filters::string);
    engine.add_filter("title", filters::title);
    engine.add_filter("trim", filters::trim);
    engine.add_filter("upper", filters::upper);
    engine.add_test("defined", tests::is_defined);
    engine.add_test("endingwith", tests::is_endingwith);
    engine.add_test("even", tests::is_even);
    engine.add_test("none", tests::is_none);
    engine.add_test("number", tests::is_number);
    engine.add_test("odd", tests::is_odd);
    engine.add_test("startingwith", tests::is_startingwith);
}

/// The other value where a cell is empty. Jinja's own asks whether the variable exists; a column always
/// does, so that would never be of use.
fn default(value: &Value, other: Option<Value>) -> Value {
    let empty = value.is_undefined() || value.is_none() || value.as_str() == Some("");
    match (empty, other) {
        (true, other) => other.unwrap_or_else(|| Value::from("")),
        (false, _) => value.clone(),
    }
}

/// Replaces every `from`. The library's own has no bound, and a chain of them doubles and doubles.
fn replace(value: &str, from: &str, to: &str) -> Result<String, Error> {
    if from.is_empty() {
        let message = "`replace` needs a text to be replaced";
        return Err(Error::new(ErrorKind::InvalidOperation, message));
    }
    let found = value.matches(from).count();
    let len = value.len() + found * to.len() - found * from.len();
    if len > OUTPUT_MAX {
        let message = format!("`replace` makes a text of {len} bytes");
        return Err(Error::new(ErrorKind::InvalidOperation, message));
    }
    Ok(value.replace(from, to))
}
