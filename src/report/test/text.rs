//! Tests as lines for people: one for each, and all that is needed to mend one that failed.

use std::fmt::Write as _;

use super::{Difference, Story, Totals, Trial};
use crate::report::text::{counted, length, masked};

const GREEN: &str = "\u{1b}[32m";
const RED: &str = "\u{1b}[31m";
const BOLD: &str = "\u{1b}[1m";
const PLAIN: &str = "\u{1b}[0m";

/// One test: a line, and below it what came otherwise. `file` is the one that holds it. With the escapes of
/// a terminal; the stream takes them out where they are not wanted.
pub fn told(file: &str, trial: &Trial) -> String {
    let (colour, word) = match trial.passed() {
        true => (GREEN, "PASS"),
        false => (RED, "FAIL"),
    };
    let span = length(trial.span);
    let name = masked(&trial.name);
    let mut text = format!("{colour}{BOLD}{word:>8}{PLAIN} [{span:>8}] {name}\n");
    for difference in &trial.differences {
        differs(&mut text, file, difference);
    }
    for story in &trial.stories {
        tell(&mut text, story);
    }
    if !trial.passed() {
        text.push('\n');
    }
    text
}

fn differs(text: &mut String, file: &str, difference: &Difference) {
    let Difference {
        line,
        what,
        expected,
        actual,
    } = difference;
    let (what, expected, actual) = (masked(what), masked(expected), masked(actual));
    let _ = writeln!(text, "\n  {BOLD}{what}{PLAIN}   {file}:{line}");
    let _ = writeln!(text, "    expected  {GREEN}{expected}{PLAIN}");
    let _ = writeln!(text, "    actual    {RED}{actual}{PLAIN}");
}

fn tell(text: &mut String, story: &Story) {
    let _ = writeln!(text, "\n  what happened to {}", masked(&story.who));
    let widest = story.lines.iter().map(|(at, _)| at.len()).max();
    let widest = widest.unwrap_or_default();
    for (at, what) in &story.lines {
        let _ = writeln!(text, "    {at:>widest$}  {}", masked(what));
    }
}

/// The line at the end: how many tests, in how much time of the simulator, and what they came to.
pub fn summary(totals: &Totals, files: u64) -> String {
    let Totals {
        passed,
        failed,
        unusable,
        span,
    } = totals;
    let colour = if failed + unusable == 0 { GREEN } else { RED };
    let (tests, files) = (
        counted(passed + failed, "test", "tests"),
        counted(files, "file", "files"),
    );
    let mut text = format!(
        "{colour}{BOLD} Summary{PLAIN} [{:>8}] {tests} in {files}: {passed} passed, {failed} failed",
        length(*span)
    );
    if *unusable > 0 {
        let files = counted(*unusable, "file", "files");
        let _ = write!(text, ", {files} could not be used");
    }
    text + "\n"
}
