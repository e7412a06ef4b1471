//! What a token of a template is by those around it.

use std::ops::Range;

use super::{
    TemplateFault,
    filters::knows,
    scan::{Token, WORDS},
};

/// Checks that the filter around an argument with a name knows it. What is around nothing, the engine refuses.
pub(super) fn argument(
    tokens: &[(Token<'_>, Range<usize>)],
    at: usize,
    name: &str,
) -> Result<(), TemplateFault> {
    let mut depth = 1;
    let open = tokens[..at].iter().rposition(|(token, _)| {
        match token {
            Token::Sign('(') => depth -= 1,
            Token::Sign(')') => depth += 1,
            _ => {}
        }
        depth == 0
    });
    let around = open.and_then(|open| tokens.get(open.checked_sub(1)?));
    let Some((Token::Name(filter), _)) = around else {
        return Ok(());
    };
    if knows(filter, name) || WORDS.contains(filter) {
        return Ok(());
    }
    let message = format!("`{filter}` has no argument with the name `{name}`");
    let fault = TemplateFault::new("EXO501", tokens[at].1.clone(), message);
    Err(fault.help("write the value alone, as in `amount|default(\"0\")`"))
}

/// Whether the token at `at` is a `=` that is no part of `==`, `!=`, `<=` or `>=`.
pub(super) fn is_lone(tokens: &[(Token<'_>, Range<usize>)], at: usize) -> bool {
    let sign = |at: usize| match tokens.get(at) {
        Some((Token::Sign(sign), _)) => Some(*sign),
        _ => None,
    };
    let before = at.checked_sub(1).and_then(sign);
    sign(at) == Some('=')
        && sign(at + 1) != Some('=')
        && !matches!(before, Some('=' | '!' | '<' | '>'))
}

/// Whether a value or a name stands right before or behind the token, where no column could.
pub(super) fn is_beside_value(tokens: &[(Token<'_>, Range<usize>)], at: usize) -> bool {
    let is_value = |at: usize| match tokens.get(at) {
        Some((Token::Name(name), _)) => !WORDS.contains(name),
        Some((token, _)) => matches!(token, Token::Text(_) | Token::Number),
        None => false,
    };
    let before = at.checked_sub(1);
    is_value(at + 1) || before.is_some_and(|at| is_value(at) || is_callee(tokens, at))
}

/// Whether the token ends a value, so that a bracket after it would call it. Names are looked at where
/// they stand.
pub(super) fn is_callee(tokens: &[(Token<'_>, Range<usize>)], at: usize) -> bool {
    matches!(
        tokens[at].0,
        Token::Sign(')' | ']') | Token::Text(_) | Token::Number
    )
}
