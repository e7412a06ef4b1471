//! From a text to a value: durations, rates, times of day. Knows no place in a file.

use std::time::Duration;

/// Units of a duration, longest first: a unit may follow only longer ones.
const UNITS: [(&str, u64); 5] = [
    ("d", 86_400_000),
    ("h", 3_600_000),
    ("m", 60_000),
    ("s", 1_000),
    ("ms", 1),
];

/// Reads `30s`, `2m`, `1h30m`, `3d`, `250ms`. Nothing for a number without a unit, for fractions, for units
/// out of order, and beyond what 64 bits hold.
pub(crate) fn duration(text: &str) -> Option<Duration> {
    let mut rest = text;
    let mut millis: u64 = 0;
    let mut units = UNITS.iter();
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !c.is_ascii_digit())?;
        let amount: u64 = rest[..digits].parse().ok()?;
        let tail = &rest[digits..];
        let end = tail
            .find(|c: char| c.is_ascii_digit())
            .unwrap_or(tail.len());
        let (_, unit) = units.find(|(name, _)| *name == &tail[..end])?;
        millis = millis.checked_add(amount.checked_mul(*unit)?)?;
        rest = &tail[end..];
    }
    (!text.is_empty()).then(|| Duration::from_millis(millis))
}

/// A duration as a person writes it, so that [`duration`] reads it again: `90s`, `1h30m`, `400d`, `250ms`.
pub(crate) fn spelled(duration: Duration) -> String {
    let millis = u64::try_from(duration.as_millis()).unwrap_or(u64::MAX);
    // `90s` is easier to compare with `60s` than `1m30s` is.
    if millis < 120_000 && millis.is_multiple_of(1_000) {
        return format!("{}s", millis / 1_000);
    }
    let mut rest = millis;
    let mut text = String::new();
    for (name, unit) in UNITS {
        if rest >= unit {
            text.push_str(&format!("{}{name}", rest / unit));
            rest %= unit;
        }
    }
    text
}

/// What a text that is no duration probably meant: `45` are seconds, `1.5 hours` are `1h30m`.
pub(crate) fn meant_duration(text: &str) -> Option<Duration> {
    let text = text.trim().to_ascii_lowercase();
    if let Some(seconds) = whole(&text) {
        return Some(Duration::from_secs(seconds));
    }
    let (mut rest, mut millis) = (text.as_str(), 0.0);
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !c.is_ascii_digit() && c != '.')?;
        let amount: f64 = rest[..digits].parse().ok()?;
        let tail = rest[digits..].trim_start();
        let end = tail
            .find(|c: char| !c.is_ascii_alphabetic())
            .unwrap_or(tail.len());
        millis += amount * milliseconds(&tail[..end])?;
        rest = tail[end..].trim_start();
    }
    (!text.is_empty() && millis < 1e15).then(|| Duration::from_millis(millis.round() as u64))
}

/// What some word for a unit of time is in milliseconds.
fn milliseconds(unit: &str) -> Option<f64> {
    Some(match unit {
        "ms" | "millisecond" | "milliseconds" => 1.0,
        "s" | "sec" | "secs" | "second" | "seconds" => 1e3,
        "m" | "min" | "mins" | "minute" | "minutes" => 60e3,
        "h" | "hr" | "hrs" | "hour" | "hours" => 3_600e3,
        "d" | "day" | "days" => 86_400e3,
        "w" | "week" | "weeks" => 604_800e3,
        _ => return None,
    })
}

/// What a text that is no rate probably meant, in a minute and rounded down: `3/sec` is 180, a bare number is itself.
pub(crate) fn meant_rate(text: &str) -> Option<u32> {
    let text = text.trim().to_ascii_lowercase();
    let end = text
        .find(|c: char| !c.is_ascii_digit() && c != '.')
        .unwrap_or(text.len());
    let amount: f64 = text[..end].parse().ok()?;
    let unit = text[end..].trim();
    let unit = unit
        .strip_prefix("per ")
        .or(unit.strip_prefix('/'))
        .unwrap_or(unit);
    let per_minute = match unit.trim() {
        "" | "m" | "min" | "mins" | "minute" | "rpm" | "cpm" => amount,
        "s" | "sec" | "second" | "rps" | "cps" => amount * 60.0,
        "h" | "hr" | "hour" => amount / 60.0,
        _ => return None,
    };
    Some(per_minute.min(f64::from(u32::MAX)) as u32)
}

/// Reads `200/min`.
pub(crate) fn rate(text: &str) -> Option<u32> {
    whole(text.strip_suffix("/min")?)?.try_into().ok()
}

/// Reads `1%` or `0.5%`, at most 100.
pub(crate) fn share(text: &str) -> Option<f64> {
    let number = text.strip_suffix('%')?;
    let plain = number.chars().all(|c| c.is_ascii_digit() || c == '.');
    let share: f64 = number.parse().ok().filter(|_| plain)?;
    (share <= 100.0).then_some(share)
}

/// Reads a whole number of digits alone, without sign, underscore or leading zeros.
pub(crate) fn whole(text: &str) -> Option<u64> {
    let digits = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let zeros = text.len() > 1 && text.starts_with('0');
    text.parse().ok().filter(|_| digits && !zeros)
}

/// Reads `HH:MM` as minutes after midnight, `24:00` included.
pub(crate) fn time_of_day(text: &str) -> Option<u16> {
    let (hours, minutes) = text.split_once(':')?;
    let two = |t: &str| {
        let digits = t.len() == 2 && t.bytes().all(|b| b.is_ascii_digit());
        t.parse::<u16>().ok().filter(|_| digits)
    };
    let (hours, minutes) = (two(hours)?, two(minutes)?);
    let good = minutes < 60 && (hours < 24 || (hours, minutes) == (24, 0));
    good.then_some(hours * 60 + minutes)
}

/// What some reader of YAML makes of an unquoted text other than the text itself; nothing when all leave it alone.
///
/// Covers the core schema of YAML 1.2 and the types of YAML 1.1 that common readers still apply
/// (yaml.org/type: bool, int with underscores and base 60, timestamp).
pub(crate) fn read_as(text: &str) -> Option<&'static str> {
    let lower = text.to_ascii_lowercase();
    if matches!(
        lower.as_str(),
        "true" | "false" | "yes" | "no" | "on" | "off"
    ) {
        return Some("a truth value");
    }
    if matches!(lower.as_str(), "" | "~" | "null") {
        return Some("nothing");
    }
    if matches!(lower.trim_start_matches(['+', '-']), ".inf" | ".nan") {
        return Some("a number");
    }
    if looks_like_date(text) {
        return Some("a date");
    }
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    let starts = digits.starts_with(|c: char| c.is_ascii_digit())
        || digits
            .strip_prefix('.')
            .is_some_and(|d| d.starts_with(|c: char| c.is_ascii_digit()));
    if !starts {
        return None;
    }
    let hex = |prefix: &str| {
        let tail = digits.strip_prefix(prefix);
        tail.is_some_and(|t| !t.is_empty() && t.chars().all(|c| c.is_ascii_hexdigit() || c == '_'))
    };
    let plain = digits
        .chars()
        .all(|c| c.is_ascii_digit() || matches!(c, '_' | '.' | ':'));
    let number = digits.parse::<f64>().is_ok();
    (plain && digits.matches('.').count() < 2 || number || hex("0x") || hex("0o") || hex("0b"))
        .then_some("a number")
}

fn looks_like_date(text: &str) -> bool {
    let day = text.get(..10).unwrap_or_default();
    let shape = day.bytes().enumerate().all(|(at, b)| match at {
        4 | 7 => b == b'-',
        _ => b.is_ascii_digit(),
    });
    shape && day.len() == 10 && matches!(text.as_bytes().get(10), None | Some(b'T' | b't' | b' '))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_need_units_in_order() {
        let secs = |text| duration(text).map(|d| d.as_secs());
        assert_eq!(secs("30s"), Some(30));
        assert_eq!(secs("1h30m"), Some(5400));
        assert_eq!(secs("3d"), Some(259_200));
        assert_eq!(duration("250ms"), Some(Duration::from_millis(250)));
        for bad in [
            "",
            "30",
            "s",
            "1:30",
            "30s1h",
            "1h1h",
            "1.5h",
            "-3s",
            "1 h",
            "99999999999999999999d",
            "5é",
        ] {
            assert_eq!(duration(bad), None, "{bad}");
        }
        let meant = |text| meant_duration(text).map(spelled);
        for (text, as_meant) in [
            ("45 mins", "45m"),
            ("45", "45s"),
            ("1.5h", "1h30m"),
            ("1 hour 30 minutes", "1h30m"),
            ("2 weeks", "14d"),
            ("0.25s", "250ms"),
        ] {
            assert_eq!(meant(text).as_deref(), Some(as_meant), "{text}");
        }
        for text in ["soon", "-3s", "1..5h", "9e99h", "5 h é", ""] {
            assert_eq!(meant(text), None, "{text}");
        }
    }

    #[test]
    fn a_duration_that_was_spelled_is_read_again() {
        for text in [
            "1ms",
            "250ms",
            "1s",
            "90s",
            "2m",
            "2m30s",
            "1h30m",
            "1d",
            "400d",
            "1m30s500ms",
        ] {
            let read = duration(text).expect(text);
            assert_eq!(duration(&spelled(read)), Some(read), "{text}");
        }
        for seconds in [60, 61, 119, 120, 5_400, 86_400, 34_560_000] {
            let read = Duration::from_secs(seconds);
            assert_eq!(duration(&spelled(read)), Some(read), "{seconds}");
        }
        assert_eq!(spelled(Duration::from_secs(34_560_000)), "400d");
        assert_eq!(spelled(Duration::from_secs(150)), "2m30s");
    }

    #[test]
    fn times_and_rates_are_strict() {
        assert_eq!(time_of_day("09:30"), Some(570));
        assert_eq!(time_of_day("24:00"), Some(1440));
        for bad in ["9:30", "24:01", "12:60", "1230", "+1:00", ""] {
            assert_eq!(time_of_day(bad), None, "{bad}");
        }
        assert_eq!(rate("200/min"), Some(200));
        for bad in ["200", "200/s", "/min", "+2/min", "99999999999/min"] {
            assert_eq!(rate(bad), None, "{bad}");
        }
        assert_eq!(share("0.5%"), Some(0.5));
        assert_eq!(share("101%"), None);
    }

    #[test]
    fn what_readers_change_is_known() {
        for number in [
            "+918047112233",
            "012345",
            "9:30",
            "1_000",
            "1.5",
            "1e3",
            "0x1F",
            ".5",
            "-.inf",
        ] {
            assert_eq!(read_as(number), Some("a number"), "{number}");
        }
        for date in ["2026-11-25", "2026-11-23T10:00"] {
            assert_eq!(read_as(date), Some("a date"), "{date}");
        }
        for text in [
            "IN",
            "emi-due.csv",
            "1h30m",
            "200/min",
            "1.2.3.4",
            "Asia/Kolkata",
            "e5",
            "दो",
        ] {
            assert_eq!(read_as(text), None, "{text}");
        }
    }
}
