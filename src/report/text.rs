//! How numbers, lengths of time and moments are written for people.

use std::time::Duration;

pub use crate::syntax::grouped;
use crate::{
    clock::{Timestamp, UtcOffset},
    contacts,
};

/// Widest line of a text for people.
pub(super) const WIDTH: usize = 100;

/// A count and its noun: `1 call`, `12,480 calls`.
pub fn counted(number: u64, one: &str, many: &str) -> String {
    format!(
        "{} {}",
        grouped(number),
        if number == 1 { one } else { many }
    )
}

/// A length of time in two units at most: `55 s`, `1m 52s`, `24h`, `2h 21m`, `3d 4h`. What is smaller is cut off.
pub fn length(duration: Duration) -> String {
    let seconds = duration.as_secs();
    let (minutes, hours, days) = (seconds / 60, seconds / 3600, seconds / 86_400);
    let pair = |big: u64, unit: &str, small: u64, part: &str| match small {
        0 => format!("{big}{unit}"),
        _ => format!("{big}{unit} {small}{part}"),
    };
    match seconds {
        0..60 => format!("{seconds} s"),
        60..3600 => pair(minutes, "m", seconds % 60, "s"),
        3600..172_800 => pair(hours, "h", minutes % 60, "m"),
        _ => pair(days, "d", hours % 24, "h"),
    }
}

/// `519` of `11870` as `4.4%`. Nothing of nothing is 0.
pub fn percent(part: u64, whole: u64) -> String {
    let tenths = (u128::from(part) * 1000 + u128::from(whole) / 2)
        .checked_div(u128::from(whole))
        .unwrap_or(0);
    format!("{}.{}%", tenths / 10, tenths % 10)
}

/// A moment with its day: `Mon 23 Nov 10:00`.
pub fn day_time(at: Timestamp, offset: UtcOffset) -> String {
    strftime(at, offset, "%a %d %b %H:%M")
}

/// From one moment to another, the day told once where it is the same: `Mon 23 Nov 10:00 to 13:02`.
pub fn day_range(from: Timestamp, to: Timestamp, offset: UtcOffset) -> String {
    let (first, last) = (day_time(from, offset), day_time(to, offset));
    let day = first.len().saturating_sub("00:00".len());
    match first.get(..day).and_then(|day| last.strip_prefix(day)) {
        Some(_) if first == last => first,
        Some(time) => format!("{first} to {time}"),
        None => format!("{first} to {last}"),
    }
}

/// A moment on paper: `2026-11-23 10:00`.
pub fn date_time(at: Timestamp, offset: UtcOffset) -> String {
    strftime(at, offset, "%Y-%m-%d %H:%M")
}

/// A moment within a log: `10:00:32`.
pub fn time(at: Timestamp, offset: UtcOffset) -> String {
    strftime(at, offset, "%H:%M:%S")
}

/// A moment as the pattern says; "out of sight" for [`Timestamp::MAX`].
pub(super) fn strftime(at: Timestamp, offset: UtcOffset, pattern: &str) -> String {
    if at == Timestamp::MAX {
        return "out of sight".to_owned();
    }
    let zoned = at.to_jiff().to_zoned(offset.to_zone());
    zoned.strftime(pattern).to_string()
}

/// The offset itself: `+05:30`.
pub fn offset(offset: UtcOffset) -> String {
    let minutes = offset.minutes();
    let sign = if minutes < 0 { '-' } else { '+' };
    let minutes = minutes.unsigned_abs();
    format!("{sign}{:02}:{:02}", minutes / 60, minutes % 60)
}

/// Text from outside on one line, with every run of 10 to 15 digits masked as a phone number would be.
pub fn masked(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(|c: char| c.is_ascii_digit()) {
        let (before, run) = rest.split_at(at);
        let end = run.find(|c: char| !c.is_ascii_digit()).unwrap_or(run.len());
        let (digits, after) = run.split_at(end);
        out.push_str(before);
        if (10..=15).contains(&digits.len()) {
            out.push_str(&digits[..2]);
            out.push_str(&"x".repeat(digits.len() - 5));
            out.push_str(&digits[digits.len() - 3..]);
        } else {
            out.push_str(digits);
        }
        rest = after;
    }
    out.push_str(rest);
    out.replace(char::is_control, " ")
}

/// Text that people wrote phone numbers into, in whatever shape, on one line: digits that belong together are masked
/// also where spaces, dashes or brackets are between them.
pub fn veiled(text: &str) -> String {
    contacts::mask(&text.replace(char::is_control, " "))
}

/// Writes `words` after a label, as [`hanging`] does, at the width of the labels of a plan.
pub(super) fn field(out: &mut String, label: &str, words: &str) {
    hanging(out, label, 12, words);
}

/// Writes `words` after a label that is `wide` characters, in lines of at most [`WIDTH`] characters; further lines
/// begin under the first word. A gap of more than one space between words is kept within a line, and no line ends at a
/// no-break space.
pub(super) fn hanging(out: &mut String, label: &str, wide: usize, words: &str) {
    let mut line = format!("  {label:<wide$}");
    let mut begun = false;
    for word in words.split(' ') {
        let longer = line.chars().count() + 1 + word.chars().count();
        if begun && !word.is_empty() && longer > WIDTH {
            finish(out, &line);
            line = " ".repeat(wide + 2);
            begun = false;
        }
        if begun {
            line.push(' ');
        }
        line.push_str(word);
        begun = true;
    }
    finish(out, &line);
}

/// Writes a line without spaces at its end. No-break spaces have done their work and become plain ones.
pub(super) fn finish(out: &mut String, line: &str) {
    out.push_str(&line.trim_end().replace('\u{a0}', " "));
    out.push('\n');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_lengths_read_well() {
        let cases = [
            (0, "0"),
            (999, "999"),
            (1000, "1,000"),
            (1_234_567, "1,234,567"),
        ];
        for (number, text) in cases {
            assert_eq!(grouped(number), text);
        }
        let cases = [
            (55, "55 s"),
            (60, "1m"),
            (112, "1m 52s"),
            (8490, "2h 21m"),
            (7200, "2h"),
            (86_400, "24h"),
            (273_600, "3d 4h"),
        ];
        for (seconds, text) in cases {
            assert_eq!(length(Duration::from_secs(seconds)), text);
        }
        assert_eq!(percent(8904, 11870), "75.0%");
        assert_eq!(percent(1, 0), "0.0%");
        assert_eq!(offset(UtcOffset::IST), "+05:30");
    }

    #[test]
    fn numbers_of_phones_are_masked_wherever_they_stand() {
        assert_eq!(masked("+910000000001|x"), "+91xxxxxxx001|x");
        assert_eq!(masked("L-10442|450"), "L-10442|450");
        assert_eq!(masked("\u{1b}[1mé 9100000000\n"), " [1mé 91xxxxx000 ");
        assert_eq!(veiled("+91 00000-00001\u{1b}[2J"), "+91 xxxxx-xx001 [2J");
        assert_eq!(veiled("(080) 0000\u{7}0001"), "(08x) xxxx x001");
    }

    #[test]
    fn long_fields_hang_under_their_first_word() {
        let mut out = String::new();
        field(&mut out, "Label", &"word ".repeat(30));
        for line in out.lines() {
            assert!(line.chars().count() <= WIDTH && !line.ends_with(' '));
            assert_eq!(line.find("word"), Some(14));
        }
        assert_eq!(out.lines().count(), 2);
    }
}
