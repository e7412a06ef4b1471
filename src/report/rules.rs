//! The rules, for readers: one explained, all listed, and the manual of them.

use std::fmt::Write as _;

use serde_json::{Value, json};

use crate::{
    lint::{Fixability, Page, RULES, Reach, Rule, Stage, page},
    syntax::Severity,
};

/// A rule explained, as `exodial explain` prints it.
pub fn explained(rule: &Rule) -> String {
    let mut text = format!("{}  {}   {}\n", rule.code, rule.name(), about(rule));
    let Some(page) = page(rule) else {
        return text;
    };
    for (title, section) in [("What", page.what), ("Why", page.why), ("Fix", page.fix)] {
        let _ = write!(text, "\n{title}\n{}", indented(section));
    }
    for example in &page.examples {
        let _ = write!(text, "\nExample\n{}", indented(example.text));
    }
    text
}

/// Every rule, a line each.
pub fn listed() -> String {
    let names: Vec<String> = RULES.iter().map(Rule::name).collect();
    let width = names.iter().map(String::len).max().unwrap_or_default();
    let mut text = String::new();
    for (rule, name) in RULES.iter().zip(&names) {
        let level = level(rule);
        let _ = writeln!(
            text,
            "{}  {level:7}  {name:width$}  {}",
            rule.code,
            rule.summary()
        );
    }
    text
}

/// Every rule, for programs.
pub fn json() -> Value {
    let rules = RULES.iter().map(|rule| {
        let page = page(rule);
        let text = |of: fn(&Page) -> &'static str| page.as_ref().map(of);
        json!({
            "code": rule.code,
            "name": rule.name(),
            "level": level(rule),
            "stage": rule.stage.to_string(),
            "fix": rule.fix.to_string(),
            "adjustable": rule.reach == Reach::Graded,
            "what": text(|page| page.what),
            "why": text(|page| page.why),
            "how_to_fix": text(|page| page.fix),
        })
    });
    json!({ "format": "exodial.rules/1", "rules": rules.collect::<Vec<Value>>() })
}

/// The manual: a table of all rules, then the page of each.
pub fn manual() -> String {
    let mut text = "# Rules\n\nWhat `exodial lint` and the commands after it find. `exodial explain CODE` prints one \
                    of these pages; this file is `exodial rules --format md`.\n\n\
                    | code | rule | level | found by | fix |\n|---|---|---|---|---|\n"
        .to_owned();
    for rule in RULES {
        let (code, name) = (rule.code, rule.name());
        let anchor = format!("{}-{name}", code.to_lowercase());
        let (level, stage, fix) = (level(rule), rule.stage, rule.fix);
        let _ = writeln!(
            text,
            "| [{code}](#{anchor}) | {name} | {level} | {stage} | {fix} |"
        );
    }
    for rule in RULES {
        let _ = write!(
            text,
            "\n## {} {}\n\n{}.\n",
            rule.code,
            rule.name(),
            about(rule)
        );
        let Some(page) = page(rule) else {
            continue;
        };
        let _ = write!(text, "\n{}\n", page.what);
        let _ = write!(text, "\n**Why.** {}\n\n**Fix.** {}\n", page.why, page.fix);
        for example in &page.examples {
            let _ = write!(text, "\n{}\n", example.text);
        }
    }
    text
}

/// Level, stage and fix of a rule in a line.
fn about(rule: &Rule) -> String {
    let stage = match rule.stage {
        Stage::Lint => "found by lint",
        Stage::Plan => "found by plan and run",
    };
    let fix = match rule.fix {
        Fixability::None => "no automatic fix",
        Fixability::Safe => "mended by --fix",
        Fixability::Unsafe => "mended by --fix --unsafe-fixes",
    };
    let reach = match rule.reach {
        Reach::Sealed => " · never suppressed",
        Reach::Fixed | Reach::Graded => "",
    };
    format!("{} · {stage} · {fix}{reach}", level(rule))
}

fn level(rule: &Rule) -> &'static str {
    match rule.level {
        None => "off",
        Some(Severity::Info) => "info",
        Some(Severity::Warning) => "warning",
        Some(Severity::Error) => "error",
    }
}

/// A text two columns to the right; empty lines stay empty.
fn indented(text: &str) -> String {
    let lines = text.lines().map(|line| match line {
        "" => "\n".to_owned(),
        line => format!("  {line}\n"),
    });
    lines.collect()
}
