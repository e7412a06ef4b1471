//! The campaigns of a Markdown file: its fenced blocks of YAML that have a key `exodial`.
//!
//! Each becomes a text of its own, in which blanks stand for all that comes before it. So lines, columns and bytes
//! of findings are those of the Markdown file. Source of what a fence is: spec.commonmark.org, "Fenced code blocks".

/// Keys that only a campaign has: project files and files of tests have `exodial` too.
const KEYS: [&str; 2] = ["contacts", "call"];

/// The campaigns, each as a text in its place.
pub(super) fn campaigns(file: &[u8]) -> Vec<Vec<u8>> {
    let mut campaigns = Vec::new();
    let mut open: Option<Fence> = None;
    let mut at = 0;
    for line in file.split_inclusive(|byte| *byte == b'\n') {
        let text = String::from_utf8_lossy(line);
        match &open {
            None => open = Fence::opened(&text, at + line.len()),
            Some(fence) if fence.is_closed_by(&text) => {
                campaigns.extend(fence.campaign(file, at));
                open = None;
            }
            Some(_) => {}
        }
        at += line.len();
    }
    // A fence that is not closed goes on to the end.
    campaigns.extend(open.and_then(|fence| fence.campaign(file, at)));
    campaigns
}

/// A fence that is open.
struct Fence {
    mark: char,
    length: usize,
    is_yaml: bool,
    /// Where its text begins, in bytes.
    start: usize,
}

impl Fence {
    /// The fence that a line opens.
    fn opened(line: &str, start: usize) -> Option<Fence> {
        let line = line.trim();
        let mark = line.chars().next().filter(|c| matches!(c, '`' | '~'))?;
        let words = line.trim_start_matches(mark);
        let length = line.len() - words.len();
        if length < 3 || (mark == '`' && words.contains('`')) {
            return None;
        }
        let language = words.split_whitespace().next().unwrap_or_default();
        let language = language.to_ascii_lowercase();
        Some(Fence {
            mark,
            length,
            is_yaml: matches!(language.as_str(), "yaml" | "yml"),
            start,
        })
    }

    fn is_closed_by(&self, line: &str) -> bool {
        let line = line.trim();
        line.len() >= self.length && line.chars().all(|c| c == self.mark)
    }

    /// Its text in its place, where it is a campaign.
    fn campaign(&self, file: &[u8], end: usize) -> Option<Vec<u8>> {
        let (before, text) = file.get(..end)?.split_at_checked(self.start)?;
        if !self.is_yaml || !is_campaign(&String::from_utf8_lossy(text)) {
            return None;
        }
        let blank = |byte: &u8| match byte {
            b'\n' | b'\r' => *byte,
            _ => b' ',
        };
        let mut whole: Vec<u8> = before.iter().map(blank).collect();
        whole.extend_from_slice(text);
        Some(whole)
    }
}

/// Whether a text is meant as a whole campaign, by the keys at its left edge.
fn is_campaign(text: &str) -> bool {
    let edge = |line: &str| line.len() - line.trim_start().len();
    let said = |line: &&str| !line.trim().is_empty() && !line.trim_start().starts_with('#');
    let lines: Vec<&str> = text.lines().filter(said).collect();
    let left = lines.first().map_or(0, |line| edge(line));
    let has = |key: &str| {
        lines.iter().any(|line| {
            let rest = line.get(left..).and_then(|line| line.strip_prefix(key));
            edge(line) == left && rest.is_some_and(|rest| rest.trim_start().starts_with(':'))
        })
    };
    has("exodial") && KEYS.iter().any(|key| has(key))
}

#[cfg(test)]
mod tests {
    use super::campaigns;

    #[test]
    fn only_whole_campaigns_are_taken_and_each_stays_in_its_place() {
        let text = "# Té\n\n```yaml\nexodial: 1\ncall: {}\n```\n~~~ yml\ncall: 1\n~~~\n````markdown\n```yaml\n\
            exodial: 1\ncall: {}\n```\n````\n- one\n  ```YAML x.yaml\n  # first\n  exodial: 1\n  contacts: {}\n  ```\n\
            ```yaml\nexodial: 1\naccounts: {}\n```\n```sh\nexodial: 1\ncall:\n```\n```yaml\nexodial: 1\r\ncall:\r\n";
        let found = campaigns(text.as_bytes());
        let texts = found.iter().map(|found| String::from_utf8_lossy(found));
        let texts: Vec<String> = texts.map(|text| text.trim().to_owned()).collect();
        assert_eq!(
            texts,
            [
                "exodial: 1\ncall: {}",
                "# first\n  exodial: 1\n  contacts: {}",
                "exodial: 1\r\ncall:"
            ]
        );
        for (found, begin) in
            found
                .iter()
                .zip(["exodial: 1\ncall: {}", "# first", "exodial: 1\r\n"])
        {
            let at = text.find(begin).expect("it is there");
            assert!(found[at..].starts_with(begin.as_bytes()));
            let lines = |text: &[u8]| text.iter().filter(|byte| **byte == b'\n').count();
            assert_eq!(lines(&found[..at]), lines(&text.as_bytes()[..at]));
        }
    }
}
