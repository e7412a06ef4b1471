//! Reads the conditions of `limits.stop_when` and `thresholds`: a word, a sign, an amount.

use super::{code, text};
use crate::{
    campaign::{
        condition::{Amount, Bound, Comparison, Condition, Subject, Threshold, WHOLE},
        language::Fault,
        limits::LAST_MAX,
    },
    syntax::{Span, nearest},
};

const STOP: &str = "\"failed > 30% of last 100\"";
const THRESHOLD: &str = "\"completed >= 70%\"";

/// What is wrong with a condition, and where in its text.
pub(super) struct Misread {
    pub(super) at: Span,
    pub(super) fault: Fault,
}

/// A condition, or why there is none.
pub(super) type Read<T> = Result<T, Misread>;

/// A condition, and what makes it useless, if anything does.
pub(super) type Doubted<T> = (T, Option<Misread>);

/// A word, a sign or a number of a condition.
#[derive(Clone, Debug)]
struct Token<'t> {
    text: &'t str,
    at: Span,
}

struct Tokens<'t> {
    text: &'t str,
    next: usize,
    /// What the whole looks like when it is right.
    example: &'static str,
}

impl<'t> Tokens<'t> {
    fn next(&mut self) -> Option<Token<'t>> {
        let rest = self.text.get(self.next..)?;
        let start = self.next + (rest.len() - rest.trim_start().len());
        let rest = rest.trim_start();
        let first = rest.chars().next()?;
        let sign = |c: char| "<>=!".contains(c);
        let same = |c: char| !c.is_whitespace() && sign(c) == sign(first);
        let len = rest.find(|c| !same(c)).unwrap_or(rest.len());
        self.next = start + len;
        Some(Token {
            text: &rest[..len],
            at: start..start + len,
        })
    }

    /// The next token, or a fault at the end of the text.
    fn need(&mut self, what: &str) -> Read<Token<'t>> {
        let end = self.text.trim_end().len();
        let example = self.example;
        self.next().ok_or_else(|| Misread {
            at: end.saturating_sub(1)..end,
            fault: Fault::new(
                code::CONDITION,
                format!("{what} is missing at the end"),
                format!("write it as {example}"),
            ),
        })
    }

    fn word(&mut self, word: &str) -> Read<()> {
        let token = self.need(&format!("`{word}`"))?;
        match token.text == word {
            true => Ok(()),
            false => {
                Err(self.misread(&token, format!("expected `{word}`, found `{}`", token.text)))
            }
        }
    }

    fn end(&mut self) -> Read<()> {
        match self.next() {
            None => Ok(()),
            Some(token) => {
                let at = token.at.start..self.text.trim_end().len();
                let message = format!("nothing belongs behind the condition: `{}`", token.text);
                Err(self.misread(&Token { at, ..token }, message))
            }
        }
    }

    fn misread(&self, token: &Token<'_>, message: String) -> Misread {
        let help = format!("write it as {}", self.example);
        misread(token, code::CONDITION, message, help)
    }

    fn subject(&mut self, subjects: &[Subject]) -> Read<Subject> {
        let token = self.need("what is counted")?;
        let known = subjects.iter().find(|known| known.as_str() == token.text);
        known.copied().ok_or_else(|| {
            let message = format!("`{}` is nothing that is counted", token.text);
            let words: Vec<&str> = subjects.iter().map(|known| known.as_str()).collect();
            let help = match nearest(token.text, words.iter().copied()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("write one of {}", words.join(", ")),
            };
            misread(&token, code::CONDITION, message, help)
        })
    }

    fn side(&mut self, sides: &[Comparison]) -> Read<Comparison> {
        let token = self.need("a sign such as `>=`")?;
        let known = sides.iter().find(|side| side.as_str() == token.text);
        known.copied().ok_or_else(|| {
            let message = format!("`{}` is no comparison here", token.text);
            let signs: Vec<&str> = sides.iter().map(|side| side.as_str()).collect();
            misread(
                &token,
                code::CONDITION,
                message,
                format!("write {}", signs.join(" or ")),
            )
        })
    }

    fn amount(&mut self) -> Read<(Amount, Token<'t>)> {
        let token = self.need("an amount such as `30%`")?;
        let amount = match token.text.strip_suffix('%') {
            Some(share) => hundredths(share).map(Amount::Share),
            None => text::whole(token.text).map(Amount::Count),
        };
        match amount {
            Some(amount) => Ok((amount, token)),
            None => {
                let message = format!("`{}` is neither a count nor a share", token.text);
                Err(self.misread(&token, message))
            }
        }
    }
}

fn misread(token: &Token<'_>, code: &'static str, message: String, help: String) -> Misread {
    let at = token.at.clone();
    Misread {
        at,
        fault: Fault::new(code, message, help),
    }
}

/// Reads a percentage with at most two digits behind the point, as hundredths.
fn hundredths(text: &str) -> Option<u32> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let digits = fraction.bytes().all(|b| b.is_ascii_digit());
    if !digits || !(1..=2).contains(&fraction.len()) {
        return None;
    }
    let fraction: u32 = format!("{fraction:0<2}").parse().ok()?;
    let whole = u32::try_from(text::whole(whole)?).ok()?;
    whole.checked_mul(100)?.checked_add(fraction)
}

/// Reads a condition that stops a run. The second of the pair says that it never will.
pub(super) fn stop(text: &str) -> Read<Doubted<Condition>> {
    let mut tokens = Tokens {
        text,
        next: 0,
        example: STOP,
    };
    let subject = tokens.subject(&Subject::ALL)?;
    let side = tokens.side(&[Comparison::More, Comparison::AtLeast])?;
    let (amount, written) = tokens.amount()?;
    tokens.word("of")?;
    tokens.word("last")?;
    let token = tokens.need("a number of outcomes")?;
    let last = text::whole(token.text).and_then(|last| u32::try_from(last).ok());
    let Some(last) = last.filter(|last| (1..=LAST_MAX).contains(last)) else {
        let message = format!("`{}` is no number of outcomes", token.text);
        let help = format!("write a whole number from 1 to {LAST_MAX}");
        return Err(misread(&token, code::CONDITION, message, help));
    };
    tokens.end()?;
    let bound = Bound { side, amount };
    if bound.holds(0, last.into()) {
        let message = "this is true of any outcomes, so nobody would be called".to_owned();
        let help = format!("write an amount above 0, as in {STOP}");
        return Err(misread(&written, code::VALUE, message, help));
    }
    let never = (!bound.holds(last.into(), last.into())).then(|| {
        let message = format!("this is never true of {last} outcomes");
        let help = "write a smaller amount".to_owned();
        misread(&written, code::NEVER, message, help)
    });
    Ok((
        Condition {
            subject,
            bound,
            last,
        },
        never,
    ))
}

/// Reads a condition that judges a run. The second of the pair says that it cannot be met.
pub(super) fn threshold(text: &str) -> Read<Doubted<Threshold>> {
    let mut tokens = Tokens {
        text,
        next: 0,
        example: THRESHOLD,
    };
    // Whoever was refused was not called.
    let called = Subject::ALL
        .into_iter()
        .filter(|subject| *subject != Subject::Refused);
    let subject = tokens.subject(&called.collect::<Vec<_>>())?;
    let side = tokens.side(&Comparison::ALL)?;
    let (amount, written) = tokens.amount()?;
    if matches!(amount, Amount::Count(_)) {
        let message = "a threshold is a share of the people who were called".to_owned();
        let help = format!("write a percentage, as in {THRESHOLD}");
        return Err(misread(&written, code::CONDITION, message, help));
    }
    tokens.end()?;
    let bound = Bound { side, amount };
    let whole = u64::from(WHOLE);
    let never = (!bound.holds(0, whole) && !bound.holds(whole, whole)).then(|| {
        let message = "no run can meet this threshold".to_owned();
        misread(
            &written,
            code::NEVER,
            message,
            "write a share that can be met".to_owned(),
        )
    });
    Ok((Threshold { subject, bound }, never))
}
