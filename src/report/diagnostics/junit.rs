//! Findings as JUnit XML, which build servers read: a suite for each file, a case for each finding.
//!
//! Source of the shape: github.com/testmoapp/junitxml, which gathers what the tools read in common.

use std::fmt::Write as _;

use super::{Checked, Totals, checked::place, clean, concise, name};
use crate::{
    report::xml::escaped,
    syntax::{Diagnostic, Severity},
};

/// All files, as one document. A file without findings is one case that passed; infos fail nothing.
pub fn junit(checked: &Checked) -> String {
    let mut xml = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    let cases: usize = checked
        .files
        .keys()
        .map(|path| checked.of(path).count().max(1))
        .sum();
    let totals = Totals::of(&checked.findings);
    let failures = totals.errors + totals.warnings;
    let _ = writeln!(
        xml,
        "<testsuites name=\"exodial lint\" tests=\"{cases}\" failures=\"{failures}\">"
    );
    for path in checked.files.keys() {
        let findings: Vec<&Diagnostic> = checked.of(path).collect();
        let totals = checked.totals_of(path);
        let (tests, failures) = (findings.len().max(1), totals.errors + totals.warnings);
        let name = escaped(path);
        let _ = writeln!(
            xml,
            "  <testsuite name=\"{name}\" tests=\"{tests}\" failures=\"{failures}\">"
        );
        if findings.is_empty() {
            let _ = writeln!(
                xml,
                "    <testcase name=\"no problems\" classname=\"{name}\"/>"
            );
        }
        for finding in findings {
            case(&mut xml, finding, &name);
        }
        xml.push_str("  </testsuite>\n");
    }
    xml + "</testsuites>\n"
}

fn case(xml: &mut String, finding: &Diagnostic, class: &str) {
    let line = place(finding).map_or(1, |place| place.line);
    let title = escaped(&format!("{} {}, line {line}", finding.code, name(finding)));
    let _ = write!(xml, "    <testcase name=\"{title}\" classname=\"{class}\"");
    if finding.severity == Severity::Info {
        xml.push_str("/>\n");
        return;
    }
    let message = escaped(&clean::text(&finding.message));
    let told = escaped(concise(std::slice::from_ref(finding)).trim_end());
    let kind = super::word(finding.severity);
    let _ = writeln!(
        xml,
        ">\n      <failure message=\"{message}\" type=\"{kind}\">{told}</failure>\n    </testcase>"
    );
}
