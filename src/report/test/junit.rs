//! Tests as JUnit XML, which build servers read: a suite for each file.
//!
//! Source of the shape: github.com/testmoapp/junitxml, which gathers what the tools read in common.

use std::{fmt::Write as _, time::Duration};

use super::{Suite, Totals, Trial, text};
use crate::report::xml::escaped;

/// All tests, as one document.
pub fn junit(suites: &[Suite]) -> String {
    let mut xml = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    let _ = writeln!(xml, "<testsuites name=\"exodial\" {}>", numbers(suites));
    for suite in suites {
        let (name, numbers) = (escaped(&suite.file), numbers(std::slice::from_ref(suite)));
        let _ = writeln!(xml, "  <testsuite name=\"{name}\" {numbers}>");
        if let Some(why) = &suite.unusable {
            let why = escaped(why);
            let _ = writeln!(
                xml,
                "    <testcase name=\"{name}\" classname=\"{name}\" time=\"0.000\">\n      \
                 <error message=\"the file could not be used\">{why}</error>\n    </testcase>"
            );
        }
        suite
            .trials
            .iter()
            .for_each(|trial| case(&mut xml, suite, trial));
        xml.push_str("  </testsuite>\n");
    }
    xml + "</testsuites>\n"
}

fn case(xml: &mut String, suite: &Suite, trial: &Trial) {
    let (name, class, time) = (
        escaped(&crate::report::text::masked(&trial.name)),
        escaped(&suite.file),
        seconds(trial.span),
    );
    let _ = write!(
        xml,
        "    <testcase name=\"{name}\" classname=\"{class}\" time=\"{time}\""
    );
    if trial.passed() {
        xml.push_str("/>\n");
        return;
    }
    let what: Vec<&str> = trial.differences.iter().map(|other| &*other.what).collect();
    let message = escaped(&crate::report::text::masked(&what.join("; ")));
    let told = text::told(&suite.file, trial);
    let told = escaped(&plain(&told));
    let _ = writeln!(
        xml,
        ">\n      <failure message=\"{message}\" type=\"difference\">{told}</failure>\n    </testcase>"
    );
}

fn numbers(suites: &[Suite]) -> String {
    let totals = Totals::of(suites);
    format!(
        "tests=\"{}\" failures=\"{}\" errors=\"{}\" time=\"{}\"",
        totals.passed + totals.failed + totals.unusable,
        totals.failed,
        totals.unusable,
        seconds(totals.span)
    )
}

fn seconds(span: Duration) -> String {
    format!("{}.{:03}", span.as_secs(), span.subsec_millis())
}

/// A text without the escapes of a terminal.
fn plain(text: &str) -> String {
    let mut parts = text.split('\u{1b}');
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        out.push_str(part.split_once('m').map_or("", |(_, rest)| rest));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::test::Difference;

    #[test]
    fn whatever_a_name_holds_the_document_can_be_read() {
        let odd = "a <b> & \"c\" \u{1b}[31m\u{0}\u{ffff} ]]>";
        let trial = Trial {
            name: odd.to_owned(),
            span: Duration::from_millis(61_005),
            differences: vec![Difference {
                line: 3,
                what: odd.to_owned(),
                expected: odd.to_owned(),
                actual: "x".to_owned(),
            }],
            stories: vec![],
        };
        let suite = Suite {
            file: odd.to_owned(),
            trials: vec![trial],
            unusable: Some(odd.to_owned()),
        };
        let xml = junit(&[suite]);
        let document = roxmltree::Document::parse(&xml).expect("it is XML");
        let root = document.root_element();
        assert_eq!(root.attribute("tests"), Some("2"));
        assert_eq!(root.attribute("time"), Some("61.005"));
        let failure = document
            .descendants()
            .find(|node| node.has_tag_name("failure"));
        let text = failure.and_then(|node| node.text()).unwrap_or_default();
        assert!(text.contains("actual    x"), "{text}");
    }
}
