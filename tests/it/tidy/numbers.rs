//! Phone numbers in files that a run could use: only such as nobody can be assigned.

use super::File;

/// What only readers are fed with may hold numbers as people write them.
const READERS: &[&str] = &[
    "tests/campaign/",
    "tests/contacts/",
    "tests/phone/",
    "tests/syntax/",
];

/// Numbers that could be somebody's, in the tables and campaigns of the repository.
pub(super) fn check(files: &[File]) -> Vec<String> {
    let folders = ["campaigns/", "examples/", "tests/"];
    let kinds = [".csv", ".yaml", ".yml"];
    let mut faults = Vec::new();
    for file in files {
        let could_run = folders.iter().any(|folder| file.path.starts_with(folder))
            && kinds.iter().any(|kind| file.path.ends_with(kind))
            && !READERS.iter().any(|folder| file.path.starts_with(folder));
        if !could_run {
            continue;
        }
        for (line, text) in file.text.lines().enumerate() {
            let found = candidates(text)
                .into_iter()
                .filter(|digits| !is_simulated(digits));
            faults.extend(found.map(|digits| {
                let path = &file.path;
                format!("{path}:{}: {digits} may be somebody's number", line + 1)
            }));
        }
    }
    faults
}

/// The digits of whatever could be read as a phone number: ten or more, however they are grouped.
fn candidates(line: &str) -> Vec<String> {
    let part_of_number = |c: char| c.is_ascii_digit() || "+ ()-./".contains(c);
    let mut found = Vec::new();
    let mut rest = line;
    while let Some(begin) = rest.find(part_of_number) {
        let in_word = rest[..begin].ends_with(char::is_alphanumeric);
        let length = rest[begin..].find(|c| !part_of_number(c));
        let (run, next) = rest[begin..].split_at(length.unwrap_or(rest.len() - begin));
        let joined = in_word && run.starts_with(|c: char| c != ' ');
        let digits: String = run.chars().filter(char::is_ascii_digit).collect();
        if !joined && !next.starts_with(char::is_alphabetic) && digits.len() >= 10 {
            found.push(digits);
        }
        rest = next;
    }
    found
}

/// Whether the digits are a number of the simulator's range, +91 0000 xxxxxx, in one of its spellings.
fn is_simulated(digits: &str) -> bool {
    let (prefix, national) = digits.split_at(digits.len().saturating_sub(10));
    national.starts_with("0000") && ["", "0", "91", "091", "0091"].contains(&prefix)
}

#[test]
fn nobody_can_be_called_by_a_file_of_the_repository() {
    super::assert_none(&check(&super::repository()));
}

#[test]
fn a_number_that_could_be_somebodys_is_found() {
    let found = |path: &str, text: &str| check(&[File::new(path, text)]).len();
    for number in [
        "+919845012345",
        "098450 12345",
        "(080) 4711-2233",
        "9845012345",
        "+14155550100",
    ] {
        assert_eq!(
            found("campaigns/a.csv", &format!("1,{number},Asha\n")),
            1,
            "{number}"
        );
        assert_eq!(
            found("tests/runs/a.yaml", &format!("exophone: \"{number}\"\n")),
            1
        );
        assert_eq!(found("tests/contacts/a.csv", &format!("{number}\n")), 0);
    }
    for number in [
        "+910000012345",
        "+91 0000 012345",
        "00910000012345",
        "91-00000-12345",
    ] {
        assert_eq!(
            found("campaigns/a.csv", &format!("1,{number},Asha\n")),
            0,
            "{number}"
        );
    }
    for other in [
        "LN-2026-000123",
        "2026-11-23",
        "12499.00",
        "emi-20261123-053000",
        "0x1234567890",
    ] {
        assert_eq!(
            found("campaigns/a.csv", &format!("1,{other},Asha\n")),
            0,
            "{other}"
        );
    }
}
