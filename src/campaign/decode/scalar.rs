//! Checks single values: their quoting, their form and their range.

use std::time::Duration;

use super::{check::Field, code, findings::Findings, secret, suggest, text};
use crate::{
    campaign::language::{DurationRange, Fault, Format, Kind, Quoting, Word},
    syntax::{Safety, Scalar, code::UNQUOTED, nearest},
};

/// Checks a single value. The kind is one that a scalar can have.
pub(super) fn check(findings: &mut Findings<'_>, field: &Field<'_>, scalar: &Scalar, kind: &Kind) {
    if let Err(fault) = checked(field.name(), scalar, kind) {
        findings.fault(&field.node.span, fault);
    }
}

/// Whether a value should stand in double quotes: it must have quotes, or some reader takes it for something else
/// than text as it is.
pub(super) fn wants_quotes(scalar: &Scalar, kind: &Kind) -> bool {
    match kind {
        Kind::Format(format) if matches!(format.quoting, Quoting::Always(_)) => {
            (format.check)(&scalar.text).is_ok()
        }
        _ => checked("", scalar, kind).is_err_and(|fault| fault.code == UNQUOTED),
    }
}

fn checked(name: &str, scalar: &Scalar, kind: &Kind) -> Checked {
    if !scalar.quoted && scalar.text.starts_with(CURLY) {
        let message = "quotes of this kind are a part of the text";
        let help = "write plain quotes, \" at both ends";
        return Err(Fault::new(code::VALUE, message, help));
    }
    match kind {
        Kind::Version => version(scalar),
        Kind::Text(_) => free_text(name, scalar),
        Kind::Format(format) => formatted(name, scalar, format),
        Kind::Bool => truth(name, scalar),
        Kind::Count(min, max) => count(name, scalar, *min, *max),
        Kind::Duration(range) => duration(name, scalar, range),
        Kind::Words(words) => word(name, scalar, &words()),
        Kind::Secret { literal } => secret::check(name, scalar, *literal),
        Kind::Block(_) | Kind::Map { .. } | Kind::List(..) | Kind::Either(_) | Kind::Any => Ok(()),
    }
}

/// Quotes of word processors; to YAML they are letters.
const CURLY: [char; 6] = [
    '\u{201C}', '\u{201D}', '\u{201E}', '\u{2018}', '\u{2019}', '\u{AB}',
];

type Checked = Result<(), Fault>;

/// The duration of examples, where it is not too long.
const EXAMPLE: Duration = Duration::from_secs(45);

fn version(scalar: &Scalar) -> Checked {
    match text::whole(&scalar.text) {
        Some(1) if !scalar.quoted => Ok(()),
        Some(newer) if newer > 1 => {
            let message = format!("this file is written in version {newer} of the language");
            let mut fault = Fault::new(
                code::VERSION,
                message,
                "update exodial, or write `exodial: 1`",
            );
            fault.label = "this program reads version 1".to_owned();
            Err(fault)
        }
        _ => {
            let message = "`exodial` must be the version of the language, a whole number";
            Err(Fault::new(code::WRONG_TYPE, message, "write `exodial: 1`"))
        }
    }
}

fn free_text(name: &str, scalar: &Scalar) -> Checked {
    quoted_enough(name, scalar)?;
    if scalar.text.trim().is_empty() {
        let message = format!("`{name}` is empty");
        return Err(Fault::new(
            code::VALUE,
            message,
            "write something, or remove the key",
        ));
    }
    if let Some(control) = scalar
        .text
        .chars()
        .find(|c| c.is_control() && !"\n\t\r".contains(*c))
    {
        let message = format!(
            "`{name}` holds the control character U+{:04X}",
            u32::from(control)
        );
        return Err(Fault::new(code::VALUE, message, "remove it"));
    }
    Ok(())
}

/// Refuses a plain scalar that some reader of YAML takes for something else than text.
fn quoted_enough(name: &str, scalar: &Scalar) -> Checked {
    match text::read_as(&scalar.text) {
        Some(read) if !scalar.quoted => {
            let message = format!("`{name}` without quotes is read as {read}");
            Err(match secret::is_phone(&scalar.text) && read == "a number" {
                // The number itself is not shown.
                true => Fault::new(UNQUOTED, message, "put it in quotes")
                    .instead(Safety::Safe, format!("\"{}\"", scalar.text)),
                false => quote(&scalar.text, message),
            })
        }
        _ => Ok(()),
    }
}

fn quote(text: &str, message: String) -> Fault {
    let quoted = format!("\"{}\"", text.escape_debug());
    Fault::new(UNQUOTED, message, format!("quote it: {quoted}")).instead(Safety::Safe, quoted)
}

fn formatted(name: &str, scalar: &Scalar, format: &Format) -> Checked {
    // First what quotes alone would not mend.
    (format.check)(&scalar.text)?;
    match format.quoting {
        Quoting::NumberToo if text::whole(&scalar.text).is_some() => Ok(()),
        Quoting::DecimalToo if text::read_as(&scalar.text) == Some("a number") => Ok(()),
        Quoting::Usual | Quoting::NumberToo | Quoting::DecimalToo => quoted_enough(name, scalar),
        Quoting::Always(_) if scalar.quoted => Ok(()),
        Quoting::Always(what) => {
            let message = match text::read_as(&scalar.text) {
                Some("a number") => format!("{what} without quotes is read as a number"),
                _ => format!("{what} needs quotes"),
            };
            Err(quote(&scalar.text, message))
        }
    }
}

fn truth(name: &str, scalar: &Scalar) -> Checked {
    if !scalar.quoted && matches!(scalar.text.as_str(), "true" | "false") {
        return Ok(());
    }
    let meant = match scalar.text.to_ascii_lowercase().as_str() {
        "yes" | "on" | "true" | "1" => Some("true"),
        "no" | "off" | "false" | "0" => Some("false"),
        _ => None,
    };
    let help = match meant {
        Some(meant) => format!("write `{meant}`"),
        None => "write `true` or `false`".to_owned(),
    };
    let help = match scalar.quoted {
        true => format!("{help}, without quotes"),
        false => help,
    };
    let message = format!("`{name}` must be `true` or `false`");
    let fault = Fault::new(code::WRONG_TYPE, message, help);
    Err(match meant {
        Some(meant) => fault.instead(Safety::Safe, meant),
        None => fault,
    })
}

fn count(name: &str, scalar: &Scalar, min: u64, max: u64) -> Checked {
    let Some(number) = text::whole(&scalar.text) else {
        let message = format!("`{name}` must be a whole number");
        let help = format!("write a number from {min} to {max}");
        return Err(Fault::new(code::WRONG_TYPE, message, help));
    };
    if !(min..=max).contains(&number) {
        let message = format!("`{name}` cannot be {number}");
        let help = format!("write a number from {min} to {max}");
        return Err(Fault::new(code::VALUE, message, help));
    }
    if scalar.quoted {
        let message = format!("`{name}` must be a number, not text");
        let fault = Fault::new(code::WRONG_TYPE, message, "remove the quotes");
        return Err(fault.instead(Safety::Safe, scalar.text.trim()));
    }
    Ok(())
}

fn duration(name: &str, scalar: &Scalar, range: &DurationRange) -> Checked {
    let Some(read) = text::duration(&scalar.text) else {
        let bare = text::whole(&scalar.text).is_some();
        let message = match bare {
            true => format!("`{name}` needs a unit"),
            false => format!("`{name}` must be a duration"),
        };
        let meant = meant_durations(&scalar.text, range);
        let help = match meant.is_empty() {
            true => format!(
                "write a duration such as {}, at most {}",
                text::spelled(range.max.min(EXAMPLE).max(range.min)),
                range.max_text
            ),
            false => format!("write {}", suggest::one_of(&meant)),
        };
        let fault = Fault::new(code::DURATION, message, help);
        return Err(match meant.as_slice() {
            [only] => fault.instead(Safety::Unsafe, only),
            _ => fault,
        });
    };
    if read > range.max {
        let message = format!("`{name}` is longer than {}", range.why);
        let mut fault = Fault::new(
            range.code,
            message,
            format!("write at most {}", range.max_text),
        )
        .instead(Safety::Unsafe, range.max_text);
        fault.label = format!("{}; the most is {}", text::spelled(read), range.max_text);
        return Err(fault);
    }
    if read < range.min {
        let message = format!("`{name}` is too short");
        let least = text::spelled(range.min);
        let fault = Fault::new(code::VALUE, message, format!("write at least {least}"));
        return Err(fault.instead(Safety::Unsafe, least));
    }
    if !range.millis && read.subsec_millis() != 0 {
        let message = format!("`{name}` is counted in whole seconds");
        return Err(Fault::new(code::DURATION, message, "write whole seconds"));
    }
    Ok(())
}

/// What may be meant by a text that is no duration: only what the key takes.
fn meant_durations(text: &str, range: &DurationRange) -> Vec<String> {
    let fits = |read: &Duration| {
        let whole = range.millis || read.subsec_millis() == 0;
        (range.min..=range.max).contains(read) && whole
    };
    match text::whole(text) {
        Some(_) => ["s", "m", "h", "d"]
            .iter()
            .map(|unit| format!("{text}{unit}"))
            .filter(|text| text::duration(text).as_ref().is_some_and(fits))
            .take(3)
            .collect(),
        None => text::meant_duration(text)
            .filter(fits)
            .map(text::spelled)
            .into_iter()
            .collect(),
    }
}

fn word(name: &str, scalar: &Scalar, words: &[Word]) -> Checked {
    if words.iter().any(|word| word.word == scalar.text) {
        return Ok(());
    }
    let known: Vec<&str> = words.iter().map(|word| word.word).collect();
    let message = format!("`{}` is not a value of `{name}`", scalar.text);
    let near = nearest(&scalar.text, known.iter().copied());
    let help = match near {
        Some(near) => format!("did you mean {}?", suggest::word(near)),
        None => {
            let known: Vec<String> = known.iter().map(|word| suggest::word(word)).collect();
            format!("write {}", suggest::one_of(&known))
        }
    };
    let fault = Fault::new(code::VALUE, message, help);
    Err(match near {
        Some(near) => fault.instead(Safety::Unsafe, suggest::typed(near)),
        None => fault,
    })
}
