//! A first look at a template: what it may not contain, which columns it names, and whether it is plain.
//!
//! The engine's parser does not say where a variable stands, and allows more than a campaign should; so
//! the text is cut into tokens here first, with the same borders between tokens as the engine's.

use std::ops::Range;

use super::{
    ROW, TemplateFault,
    around::{argument, is_beside_value, is_callee, is_lone},
    filters::{FILTERS, TESTS},
};
use crate::syntax::nearest;

/// Operators that join texts, in one template. More would be quadratic in time.
const JOINS_MAX: usize = 32;

/// What was seen.
#[derive(Debug)]
pub(super) struct Scan {
    /// Columns and where each is named.
    pub columns: Vec<(String, Range<usize>)>,
    /// Columns of which the template says what their being empty means: by a default, or by a condition.
    pub minded: Vec<String>,
    /// The whole template, where it is text and columns alone.
    pub pieces: Option<Vec<Piece>>,
    /// Filters and tests that are none; what stands behind them was looked at all the same.
    pub faults: Vec<TemplateFault>,
}

/// A part of a plain template.
#[derive(Clone, Debug)]
pub(super) enum Piece {
    /// As it stands.
    Text(String),
    /// The cell of a column, and where it is named.
    Column(String, Range<usize>),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Token<'a> {
    Name(&'a str),
    /// A text without its quotes; escapes are not undone.
    Text(&'a str),
    Number,
    Sign(char),
}

/// Words of the language; all other names are columns.
pub(super) const WORDS: [&str; 15] = [
    "and", "elif", "else", "endif", "false", "False", "if", "in", "is", "none", "None", "not",
    "or", "true", "True",
];

/// Looks through a template.
///
/// # Errors
///
/// The first thing that is not allowed, or an end that is missing.
pub(super) fn scan(source: &str) -> Result<Scan, TemplateFault> {
    let mut scan = Scan {
        columns: Vec::new(),
        minded: Vec::new(),
        pieces: Some(Vec::new()),
        faults: Vec::new(),
    };
    let (mut at, mut joins) = (0, 0);
    loop {
        let rest = &source[at..];
        let opens = rest.match_indices('{').find_map(|(open, _)| {
            let kind = *rest.as_bytes().get(open + 1)?;
            matches!(kind, b'{' | b'%' | b'#').then_some((open, kind))
        });
        let (open, kind) = opens.map_or((rest.len(), 0), |found| found);
        if let Some(pieces) = &mut scan.pieces
            && open > 0
        {
            pieces.push(Piece::Text(rest[..open].to_owned()));
        }
        if kind == 0 {
            return Ok(scan);
        }
        let start = at + open;
        if kind == b'#' {
            let end = source[start + 2..].find("#}");
            at = start + 2 + end.ok_or_else(|| unclosed(start, "#}"))? + 2;
            scan.pieces = None;
            continue;
        }
        let close = if kind == b'{' { "}}" } else { "%}" };
        let (tokens, end) = tokens(source, start, close)?;
        at = end;
        check(&tokens, kind == b'%', start, &mut scan, &mut joins)?;
    }
}

/// The tokens between `start` and the closing mark, and where it ends.
#[expect(
    clippy::type_complexity,
    reason = "tokens with their places, used once"
)]
pub(super) fn tokens<'a>(
    source: &'a str,
    start: usize,
    close: &'static str,
) -> Result<(Vec<(Token<'a>, Range<usize>)>, usize), TemplateFault> {
    let mut tokens = Vec::new();
    let mut at = start + 2;
    loop {
        let rest = &source[at..];
        if rest.starts_with(close) {
            return Ok((tokens, at + close.len()));
        }
        let Some(first) = rest.chars().next() else {
            return Err(unclosed(start, close));
        };
        let run = |more: fn(char) -> bool| rest.find(|c| !more(c)).unwrap_or(rest.len());
        let (token, len) = match first {
            c if c.is_whitespace() => {
                at += c.len_utf8();
                continue;
            }
            '"' | '\'' => {
                let len = text_len(&rest[1..], first).ok_or_else(|| {
                    let range = at..source.len();
                    TemplateFault::new("EXO501", range, "a text without its closing quote")
                })?;
                (Token::Text(&rest[1..=len]), len + 2)
            }
            '_' | 'a'..='z' | 'A'..='Z' => {
                let len = run(|c| c == '_' || c.is_ascii_alphanumeric());
                (Token::Name(&rest[..len]), len)
            }
            '0'..='9' => (Token::Number, number_len(rest)),
            c => (Token::Sign(c), c.len_utf8()),
        };
        tokens.push((token, at..at + len));
        at += len;
    }
}

/// The bytes of a number: digits, letters of `0x1f` and `1e5`, and a dot before a digit.
fn number_len(rest: &str) -> usize {
    let bytes = rest.as_bytes();
    let digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    let part = |at: usize| match bytes.get(at) {
        Some(b'.') => digit(at + 1),
        Some(byte) => *byte == b'_' || byte.is_ascii_alphanumeric(),
        None => false,
    };
    (0..bytes.len())
        .find(|at| !part(*at))
        .unwrap_or(bytes.len())
}

/// The bytes of a text up to its closing quote.
fn text_len(rest: &str, quote: char) -> Option<usize> {
    let mut escaped = false;
    let end = rest.char_indices().find(|(_, c)| {
        let closes = *c == quote && !escaped;
        escaped = *c == '\\' && !escaped;
        closes
    });
    end.map(|(at, _)| at)
}

fn unclosed(start: usize, close: &str) -> TemplateFault {
    let message = format!("this is never closed by `{close}`");
    let fault = TemplateFault::new("EXO501", start..start + 2, message);
    fault.help(format!("write `{close}` behind what belongs to it"))
}

/// Checks the tokens of one pair of marks and notes the columns in them.
fn check(
    tokens: &[(Token<'_>, Range<usize>)],
    tag: bool,
    start: usize,
    scan: &mut Scan,
    joins: &mut usize,
) -> Result<(), TemplateFault> {
    let mut tokens = tokens;
    if let [(Token::Sign('-' | '+'), place), ..] = tokens
        && place.start == start + 2
    {
        scan.pieces = None;
        tokens = &tokens[1..];
    }
    if tag {
        scan.pieces = None;
        check_tag(tokens, start)?;
    }
    let before = scan.columns.len();
    let mut at = 0;
    while at < tokens.len() {
        at += check_token(tokens, at, scan, joins)?;
    }
    let minds = |token: &Token<'_>| matches!(token, Token::Name("d" | "default" | "if" | "or"));
    if tag || tokens.iter().any(|(token, _)| minds(token)) {
        let named = scan.columns[before..].iter();
        scan.minded.extend(named.map(|(column, _)| column.clone()));
    }
    // Plain: one column and nothing else between the marks.
    let alone = matches!(
        tokens,
        [(Token::Name(_), _)]
            | [
                (Token::Name(ROW), _),
                (Token::Sign('.'), _),
                (Token::Name(_), _)
            ]
            | [
                (Token::Name(ROW), _),
                (Token::Sign('['), _),
                (Token::Text(_), _),
                (Token::Sign(']'), _)
            ]
    );
    match (&mut scan.pieces, &scan.columns[before..]) {
        (Some(pieces), [(column, range)]) if alone => {
            pieces.push(Piece::Column(column.clone(), range.clone()));
        }
        _ => scan.pieces = None,
    }
    Ok(())
}

fn check_tag(tokens: &[(Token<'_>, Range<usize>)], start: usize) -> Result<(), TemplateFault> {
    match tokens.first() {
        Some((Token::Name("if" | "elif" | "else" | "endif"), _)) => Ok(()),
        Some((Token::Name(name), place)) => {
            let message = format!("`{name}` is not allowed in a template");
            let fault = TemplateFault::new("EXO501", place.clone(), message);
            Err(fault
                .help("use expressions in `{{ }}`, and `{% if %}` with `elif`, `else` and `endif`"))
        }
        _ => Err(TemplateFault::new(
            "EXO501",
            start..start + 2,
            "a tag without a name",
        )),
    }
}

/// Checks the token at `at`; returns how many tokens are done with.
fn check_token(
    tokens: &[(Token<'_>, Range<usize>)],
    at: usize,
    scan: &mut Scan,
    joins: &mut usize,
) -> Result<usize, TemplateFault> {
    let (token, place) = &tokens[at];
    let sign = |at: Option<usize>, sign| {
        let token = at.and_then(|at| tokens.get(at)).map(|(token, _)| *token);
        token == Some(Token::Sign(sign))
    };
    let refuse = |message: &str| Err(TemplateFault::new("EXO501", place.clone(), message));
    match token {
        Token::Sign('*') => refuse("a template cannot multiply"),
        Token::Sign('{' | '}') => refuse("a template has no maps"),
        Token::Sign('~' | '+') => {
            *joins += 1;
            match *joins > JOINS_MAX {
                true => refuse("a template joins at most 32 times with `~` or `+`"),
                false => Ok(1),
            }
        }
        Token::Sign('(') if at > 0 && is_callee(tokens, at - 1) => {
            refuse("a value cannot be called")
        }
        Token::Sign('.') => {
            let fault = TemplateFault::new("EXO501", place.clone(), "a cell has no fields");
            Err(fault.help("filters change a cell: `city|lower`"))
        }
        Token::Sign(c @ ('&' | '|')) if sign(Some(at + 1), *c) => {
            let place = place.start..place.end + 1;
            let word = if *c == '&' { "and" } else { "or" };
            let fault = TemplateFault::new("EXO501", place, format!("`{c}{c}` is no operator"));
            Err(fault.help(format!("write `{word}`")))
        }
        Token::Sign('|') => match tokens.get(at + 1) {
            Some((Token::Name(name), place)) => {
                scan.faults.extend(unknown("filter", name, place, &FILTERS));
                Ok(2)
            }
            _ => Ok(1),
        },
        Token::Sign(c) if !c.is_ascii() => {
            let fault = TemplateFault::new("EXO501", place.clone(), format!("`{c}` is no name"));
            Err(fault.help("a column with such a name is written `row[\"...\"]`"))
        }
        Token::Name("is") => {
            let skip = match tokens.get(at + 1) {
                Some((Token::Name("not"), _)) => 2,
                _ => 1,
            };
            match tokens.get(at + skip) {
                Some((Token::Name(name), place)) => {
                    scan.faults.extend(unknown("test", name, place, &TESTS));
                    Ok(skip + 1)
                }
                _ => Ok(skip),
            }
        }
        Token::Name(name) => self::name(tokens, at, name, scan),
        _ => Ok(1),
    }
}

/// A name that is no test and no filter: a word of the language, an argument, or a column, which is noted.
fn name(
    tokens: &[(Token<'_>, Range<usize>)],
    at: usize,
    name: &str,
    scan: &mut Scan,
) -> Result<usize, TemplateFault> {
    let place = &tokens[at].1;
    let lower = name.to_ascii_lowercase();
    let next = tokens.get(at + 1);
    if WORDS.contains(&name) {
        return Ok(1);
    }
    // The name of an argument: `int(default=0)`.
    if is_lone(tokens, at + 1) {
        return argument(tokens, at, name).map(|()| 2);
    }
    if matches!(next, Some((Token::Sign('('), _))) {
        let message = format!("`{name}` is no function: a template calls none");
        let fault = TemplateFault::new("EXO506", place.clone(), message);
        return Err(
            fault.help("one row renders to one text, always: put what changes into a column")
        );
    }
    if name == ROW {
        return row(tokens, at, scan);
    }
    if WORDS.contains(&lower.as_str()) && is_beside_value(tokens, at) {
        let message = format!("`{name}` is a word of the language, not a column");
        let fault = TemplateFault::new("EXO501", place.clone(), message);
        return Err(fault.help(format!(
            "write `{lower}`; a column is named by `row[\"{name}\"]`"
        )));
    }
    if let Some((Token::Name(next), end)) = next
        && !WORDS.contains(&next.to_ascii_lowercase().as_str())
    {
        let message = format!("`{name} {next}` is no name");
        let fault = TemplateFault::new("EXO501", place.start..end.end, message);
        let help = format!("write `row[\"{name} {next}\"]` for a column of that name");
        return Err(fault.help(help));
    }
    scan.columns.push((name.to_owned(), place.clone()));
    Ok(1)
}

/// `row.name` and `row["any name"]`.
fn row(
    tokens: &[(Token<'_>, Range<usize>)],
    at: usize,
    scan: &mut Scan,
) -> Result<usize, TemplateFault> {
    let place = &tokens[at].1;
    let (name, end, used) = match &tokens[at + 1..] {
        [(Token::Sign('.'), _), (Token::Name(name), end), ..] => (*name, end, 3),
        [
            (Token::Sign('['), _),
            (Token::Text(name), _),
            (Token::Sign(']'), end),
            ..,
        ] if !name.contains('\\') => (*name, end, 4),
        _ => {
            let fault =
                TemplateFault::new("EXO501", place.clone(), "`row` needs the name of a column");
            return Err(fault.help("write `row[\"loan id\"]`, the name in quotes"));
        }
    };
    scan.columns.push((name.to_owned(), place.start..end.end));
    Ok(used)
}

fn unknown(what: &str, name: &str, place: &Range<usize>, all: &[&str]) -> Option<TemplateFault> {
    if all.contains(&name) {
        return None;
    }
    let fault = TemplateFault::new("EXO503", place.clone(), format!("unknown {what} `{name}`"));
    Some(match nearest(name, all.iter().copied()) {
        Some(like) => fault.help(format!("there is a {what} with a similar name: `{like}`")),
        None => fault.help(format!("the {what}s are {}", all.join(", "))),
    })
}
