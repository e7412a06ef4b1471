//! `exodial lint --fix`: what the program can mend by itself in campaign files.

use std::path::Path;

use super::choice::Choice;
use crate::{
    campaign::canonical::{self, Files},
    cli::{App, args::LintArgs, failure::Failure, read::Looked, rewrite::rewrite},
    lint::mend,
    report::{diff, text::counted},
    syntax::{Diagnostic, Safety, Source, grouped},
};

/// Times that a file is looked at again: one fix may make room for another.
const ROUNDS: usize = 10;

/// What was mended in a file.
#[derive(Debug)]
pub(super) struct Mended {
    /// What is to be said of the file now.
    pub(super) looked: Looked,
    /// What makes the new text out of the old one, where it is not written.
    pub(super) difference: String,
}

impl From<Looked> for Mended {
    /// Nothing was mended.
    fn from(looked: Looked) -> Mended {
        Mended {
            looked,
            difference: String::new(),
        }
    }
}

/// Looks at a campaign of these bytes, mends what may be mended, and writes that or shows it.
///
/// # Errors
/// When the file cannot be looked at or written.
pub(super) fn mend_file(
    app: &App,
    args: &LintArgs,
    choice: &Choice,
    file: &Path,
    before: &[u8],
    look: &dyn Fn(Vec<u8>) -> Result<Looked, Failure>,
) -> Result<Mended, Failure> {
    let mut looked = look(before.to_vec())?;
    let (mut count, mut text) = (0, None);
    let least = match (args.fix || args.diff, args.unsafe_fixes) {
        (false, _) => None,
        (true, false) => Some(Safety::Safe),
        (true, true) => Some(Safety::Unsafe),
    };
    for _ in 0..ROUNDS {
        let Some(least) = least else {
            break;
        };
        let source = &looked.source;
        let mut wanted = looked.findings.clone();
        wanted.retain(|finding| choice.takes(finding.code));
        let Some((mended, more)) = mend(source.text(), source.path(), &wanted, least) else {
            break;
        };
        count += more;
        looked = look(mended.clone().into_bytes())?;
        text = Some(mended);
    }
    let mut difference = String::new();
    match text {
        None => {}
        Some(text) if args.diff => {
            let shown = |text: String| {
                let source = Source::new(looked.source.path().clone(), text);
                canonical::shown(&source, Files::Campaign)
            };
            let old = shown(String::from_utf8_lossy(before).into_owned());
            let new = shown(text);
            difference = diff::unified(old.path(), old.text(), new.text());
        }
        Some(text) => {
            rewrite(file, before, text.as_bytes()).map_err(|error| {
                Failure::usage(format!("cannot write {}: {error}", file.display()))
            })?;
            let fixes = counted(count, "fix", "fixes");
            app.console
                .say(&format!("mended {}: {fixes}", file.display()));
        }
    }
    Ok(Mended { looked, difference })
}

/// Says how many findings --fix would mend, and how many more --unsafe-fixes.
pub(super) fn fixable(findings: &[Diagnostic]) -> Option<String> {
    let of = |safety| {
        let fixes = findings.iter().filter_map(|finding| finding.fix.as_ref());
        fixes.filter(|fix| fix.safety == safety).count() as u64
    };
    match (of(Safety::Safe), of(Safety::Unsafe)) {
        (0, 0) => None,
        (safe, 0) => Some(format!("{} can be mended by --fix", grouped(safe))),
        (0, guesses) => {
            let guesses = grouped(guesses);
            Some(format!("{guesses} can be mended by --fix --unsafe-fixes"))
        }
        (safe, guesses) => {
            let (safe, guesses) = (grouped(safe), grouped(guesses));
            Some(format!(
                "{safe} can be mended by --fix, {guesses} more by --fix --unsafe-fixes"
            ))
        }
    }
}
