//! What a finding says to write is taken: none leads into the next error.

use std::{fs, path::Path};

use exodial::{
    campaign::{self, project, test_case},
    lint::{Fixability, Levels, mend, rule},
    syntax::{self, Diagnostic, Safety, Source},
};

use crate::golden;

/// What a fixture that has one key or word in several wrong ways comes to when one of them is mended.
const TWICE: [&str; 2] = ["EXO002", "EXO907"];

type Reader = fn(&Source) -> Vec<Diagnostic>;

/// Where bad files are, and how each is read.
const FOLDERS: [(&str, Reader); 6] = [
    ("campaign/err", |source| campaign::read(source).1),
    ("campaign/policy", against_policy),
    ("campaign/policy_err", against_policy),
    ("campaign_test/err", |source| test_case::read(source).1),
    ("project/err", house),
    ("syntax/err", |source| syntax::parse(source).1),
];

fn house(source: &Source) -> Vec<Diagnostic> {
    let (_, mut findings) = project::read(source);
    findings.extend(Levels::read(&project::levels(source)).1);
    findings
}

fn against_policy(source: &Source) -> Vec<Diagnostic> {
    let house = golden::tests().join("campaign/policy/exodial.yml");
    let house = Source::new(
        "exodial.yml",
        fs::read_to_string(house).expect("it is text"),
    );
    let project = project::read(&house).0.expect("it is sound");
    let (campaign, mut findings) = campaign::read(source);
    findings.extend(campaign::check_policy(
        campaign.as_ref(),
        source,
        &project,
        Some(&house),
    ));
    findings
}

/// The texts that a help says to write, as they are to be typed. Examples (`such as`, `write it as`) are none.
fn proposals(help: &str) -> Vec<String> {
    const BEGINNINGS: [&str; 9] = [
        "write at most ",
        "write at least ",
        "rates are whole numbers: write at least ",
        "write small letters, digits and `-`, at most 63: ",
        "write ",
        "did you mean ",
        "quote it: ",
        "there is a key with a similar name: ",
        "it is written ",
    ];
    if let Some(range) = help.strip_prefix("write a number from ") {
        let ends = range.split(' ').filter(|word| word.parse::<u64>().is_ok());
        return ends.map(str::to_owned).collect();
    }
    let Some(mut rest) = BEGINNINGS.iter().find_map(|begin| help.strip_prefix(begin)) else {
        return Vec::new();
    };
    let mut texts = Vec::new();
    loop {
        let (text, behind) = match rest.chars().next() {
            Some('`') => match rest[1..].split_once('`') {
                Some((text, behind)) => (text.to_owned(), behind),
                None => break,
            },
            Some('"') => match rest[1..].split_once('"') {
                Some((text, behind)) => (format!("\"{text}\""), behind),
                None => break,
            },
            Some('0'..='9') => {
                let end = rest.find([',', ' ']).unwrap_or(rest.len());
                (rest[..end].to_owned(), &rest[end..])
            }
            _ => break,
        };
        let ends = ["?", ", ", " or ", " here", "; "];
        if !behind.is_empty() && !ends.iter().any(|end| behind.starts_with(end)) {
            break;
        }
        if !text.contains('…') {
            texts.push(text);
        }
        let Some(next) = behind.strip_prefix(", ").or(behind.strip_prefix(" or ")) else {
            break;
        };
        rest = next.strip_prefix("or ").unwrap_or(next);
    }
    texts
}

/// The file with a proposal in the place of a finding; nothing where the proposal is about another place.
fn mended(
    text: &str,
    finding: &Diagnostic,
    proposal: &str,
) -> Option<(String, std::ops::Range<usize>)> {
    let place = &finding.labels.first()?.place;
    let (start, end) = (place.byte, place.byte + place.within.len());
    let before = text.get(..start)?;
    let key = proposal.split_once(": ").filter(|(key, _)| {
        key.chars()
            .all(|c| c.is_ascii_lowercase() || c == '_' || c == '-')
    });
    let value = match key {
        Some((key, value)) if before.trim_end().ends_with(&format!("{key}:")) => value,
        Some(_) => return None,
        None => proposal,
    };
    let text = format!("{before}{value}{}", text.get(end..)?);
    Some((text, start..start + value.len().max(1)))
}

/// Every proposal of a file that leads into a finding at the same place, and how many were tried.
fn misleading(name: &str, text: &str, read: Reader) -> (Vec<String>, usize) {
    let (mut wrong, mut tried) = (Vec::new(), 0);
    let all = read(&Source::new(name, text));
    let byte = |finding: &Diagnostic| finding.labels.first().map(|label| label.place.byte);
    for finding in &all {
        let help = finding.help.clone().unwrap_or_default();
        let unquoted = (help == "remove the quotes").then(|| {
            let label = &finding.labels[0].place;
            let written = &text[label.byte..label.byte + label.within.len()];
            written.trim_matches(['"', '\'']).to_owned()
        });
        for proposal in proposals(&help).into_iter().chain(unquoted) {
            let Some((text, there)) = mended(text, finding, &proposal) else {
                continue;
            };
            tried += 1;
            let left = read(&Source::new(name, text));
            let left = left.iter().filter(|left| {
                let is_here = byte(left).is_some_and(|at| there.contains(&at));
                // What else was wrong there is another finding's business.
                let other = |other: &&Diagnostic| {
                    byte(other) == byte(finding) && other.code != finding.code
                };
                let is_old = all
                    .iter()
                    .filter(other)
                    .any(|other| other.code == left.code);
                // What a key says is read only once it has its right name.
                let is_behind =
                    ["EXO101", "EXO107", "EXO601"].contains(&finding.code) && left.code == "EXO109";
                is_here && !is_old && !is_behind && !TWICE.contains(&left.code)
            });
            wrong.extend(left.map(|left| {
                let said = golden::concise(std::slice::from_ref(finding));
                let then = golden::concise(std::slice::from_ref(left));
                format!("{said}  with {proposal}:\n  {then}")
            }));
        }
    }
    (wrong, tried)
}

#[test]
fn what_a_finding_says_to_write_is_taken() {
    let (mut wrong, mut tried) = (Vec::new(), 0);
    for (folder, read) in FOLDERS {
        for path in golden::fixtures(folder, "yaml") {
            let bytes = fs::read(golden::tests().join(&path)).expect("a fixture");
            let Ok(text) = String::from_utf8(bytes) else {
                continue;
            };
            let name = Path::new(&path).file_name().unwrap_or_default();
            let (found, of) = misleading(&name.to_string_lossy(), &text, read);
            wrong.extend(found);
            tried += of;
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(tried > 150, "only {tried} proposals were tried");
}

/// A fix mends what it is about: made alone, it leaves no finding of that rule there. What it says is what the registry
/// promises of the rule.
#[test]
fn a_fix_mends_what_it_is_about() {
    let (mut wrong, mut made) = (Vec::new(), 0);
    for (folder, read) in FOLDERS {
        for path in golden::fixtures(folder, "yaml") {
            let bytes = fs::read(golden::tests().join(&path)).expect("a fixture");
            let Ok(text) = String::from_utf8(bytes) else {
                continue;
            };
            let name = path.display().to_string();
            for finding in read(&Source::new(name.as_str(), text.as_str())) {
                let Some(fix) = &finding.fix else {
                    continue;
                };
                let one = std::slice::from_ref(&finding);
                let Some((mended, _)) = mend(&text, &name, one, Safety::Unsafe) else {
                    continue;
                };
                made += 1;
                let there = fix.span.start..=fix.span.start + fix.text.len();
                let is_left = |left: &Diagnostic| {
                    let at = left.labels.first().map(|label| label.place.byte);
                    left.code == finding.code && at.is_some_and(|at| there.contains(&at))
                };
                let left = read(&Source::new(name.as_str(), mended));
                let promise = rule(finding.code).expect("a rule").fix;
                let is_kept = match fix.safety {
                    Safety::Safe => promise != Fixability::None,
                    Safety::Unsafe => promise == Fixability::Unsafe,
                };
                if left.iter().any(is_left) || !is_kept {
                    wrong.push(golden::concise(one) + &format!("{promise:?} {fix:?}"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(made > 60, "only {made} fixes were made");
}

#[test]
fn proposals_are_read_out_of_helps() {
    for (help, texts) in [
        ("write 30s, 30m or 30h", vec!["30s", "30m", "30h"]),
        ("write a number from 1 to 20", vec!["1", "20"]),
        (
            "write `auto`, \",\" or \"|\"",
            vec!["auto", "\",\"", "\"|\""],
        ),
        ("write `app_id: 84521`", vec!["app_id: 84521"]),
        ("did you mean `failed`?", vec!["failed"]),
        ("quote it: \"2026\"", vec!["\"2026\""]),
        (
            "write \"${A}\", and revoke this one if the file was ever shared",
            vec!["\"${A}\""],
        ),
        (
            "write a count such as `10`, or a share such as `1%`",
            vec![],
        ),
        ("quote it: \"{{ … }}\"", vec![]),
    ] {
        assert_eq!(proposals(help), texts, "{help}");
    }
}
