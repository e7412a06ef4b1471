//! What is another in a new project than in the campaign that it starts from: its name, its dates, and where its
//! schema lies.

use jiff::{ToSpan as _, civil::Date};

/// The names, dates and places of a template, as they are to be in a new project.
#[derive(Clone, Copy, Debug)]
pub struct Adapted<'a> {
    /// The template's name.
    pub from: &'a str,
    /// The new campaign's name.
    pub to: &'a str,
    /// By how many weeks its days are later.
    pub weeks: i64,
}

impl Adapted<'_> {
    /// The name of a file.
    pub fn file(&self, name: &str) -> String {
        match name.strip_prefix(self.from) {
            Some(rest) if rest.starts_with('.') => format!("{}{rest}", self.to),
            _ => name.to_owned(),
        }
    }

    /// The text of a YAML file.
    pub fn text(&self, text: &str) -> String {
        let mut text = moved(text, self.weeks)
            .replace("$schema=../../schema.json", "$schema=schema.json")
            .replace("$schema=../schema.json", "$schema=schema.json");
        for (before, after) in AROUND {
            let named = |name| format!("{before}{name}{after}");
            text = text.replace(&named(self.from), &named(self.to));
        }
        text
    }
}

/// What stands around the name wherever it is the campaign's, and not just a word of a comment.
const AROUND: [(&str, &str); 6] = [
    ("campaign: ", "\n"),
    ("campaign: ", ".campaign.yaml\n"),
    ("file: ", ".csv"),
    ("file: ", ".xlsx"),
    ("file: ", "-results."),
    ("journal: \"", "*\""),
];

/// By how many weeks the days of a campaign are to be later, so that the first of them lies behind today. Whole
/// weeks, for a Monday is to stay one.
pub fn weeks_to(campaign: &str, today: Date) -> i64 {
    let first = days(campaign).map(|(_, day)| day).min();
    let Some(first) = first.filter(|first| *first <= today) else {
        return 0;
    };
    let behind = today
        .since(first)
        .map_or(0, |span| i64::from(span.get_days()));
    behind / 7 + 1
}

/// A text whose days are so many weeks later.
fn moved(text: &str, weeks: i64) -> String {
    let mut out = String::with_capacity(text.len());
    let mut done = 0;
    for (at, day) in days(text) {
        let later = day.checked_add(weeks.weeks()).unwrap_or(day);
        out.push_str(text.get(done..at).unwrap_or_default());
        out.push_str(&later.to_string());
        done = at + WRITTEN.len();
    }
    out.push_str(text.get(done..).unwrap_or_default());
    out
}

/// How a day is written.
const WRITTEN: &str = "2026-11-30";

/// The days in a text, each with the place of its first byte.
fn days(text: &str) -> impl Iterator<Item = (usize, Date)> {
    let shaped = |word: &str| {
        let mut pairs = word.bytes().zip(WRITTEN.bytes());
        pairs.all(|(byte, like)| byte == like || byte.is_ascii_digit() && like.is_ascii_digit())
    };
    text.char_indices().filter_map(move |(at, _)| {
        let word = text.get(at..at + WRITTEN.len())?;
        Some((at, word.parse().ok().filter(|_| shaped(word))?))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_move_by_whole_weeks_to_behind_today() {
        let campaign =
            "start: \"2026-11-30\"\nend: \"2026-12-03\" # not 2026-99-99, nor 12026-11\n";
        let cases = [
            ((2026, 11, 25), 0),
            ((2026, 11, 29), 0),
            ((2026, 11, 30), 1),
            ((2026, 12, 6), 1),
            ((2026, 12, 7), 2),
            ((2028, 2, 29), 66),
        ];
        for ((year, month, day), weeks) in cases {
            let today = Date::constant(year, month, day);
            assert_eq!(weeks_to(campaign, today), weeks, "{today}");
        }
        assert_eq!(weeks_to("no day at all", Date::MAX), 0);
        let later = moved(campaign, 5);
        assert_eq!(
            later,
            "start: \"2027-01-04\"\nend: \"2027-01-07\" # not 2026-99-99, nor 12026-11\n"
        );
    }

    #[test]
    fn the_name_changes_where_it_is_one() {
        let adapted = Adapted {
            from: "survey",
            to: "poll-2",
            weeks: 0,
        };
        assert_eq!(adapted.file("survey.csv"), "poll-2.csv");
        assert_eq!(adapted.file("surveys.csv"), "surveys.csv");
        let text = "# yaml-language-server: $schema=../schema.json\n# A survey.\ncampaign: survey\n  file: survey.csv # a\n";
        assert_eq!(
            adapted.text(text),
            "# yaml-language-server: $schema=schema.json\n# A survey.\ncampaign: poll-2\n  file: poll-2.csv # a\n"
        );
    }
}
