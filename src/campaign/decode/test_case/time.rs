//! The times of a test: quoted, to the minute or to the second.

use jiff::civil;

use crate::campaign::{
    decode::code,
    language::{Fault, Format, Quoting},
    test_case::{TestMoment, TestTime},
};

/// Years in which a test may play; time has an end beyond them.
const YEARS: std::ops::Range<i16> = 2000..2100;

/// When a run begins: a day with its time.
pub(super) const START: Format = Format {
    what: "a date and a time in quotes, such as \"2026-11-23T10:00\"",
    quoting: Quoting::Always("a date"),
    pattern: r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2})?(Z|[+-][0-9]{2}:[0-9]{2})?$",
    check: |text| match read(text) {
        Some(time) if !matches!(time.when, TestMoment::OfDay(_)) => Ok(()),
        Some(_) => Err(Fault::new(
            code::VALUE,
            format!("`{text}` has no day"),
            format!("write the day too: \"2026-11-23T{text}\""),
        )),
        None => Err(wrong(text, "\"2026-11-23T10:00\"")),
    },
};

/// When a call is placed: a time of the first day, or a day with its time.
pub(super) const CALL: Format = Format {
    what: "a time in quotes, such as \"10:15\" or \"2026-11-24T10:15\"",
    quoting: Quoting::Always("a time"),
    pattern: r"^([0-9]{4}-[0-9]{2}-[0-9]{2}T)?[0-9]{2}:[0-9]{2}(:[0-9]{2})?(Z|[+-][0-9]{2}:[0-9]{2})?$",
    check: |text| match read(text) {
        Some(_) => Ok(()),
        None => Err(wrong(text, "\"10:15\" or \"2026-11-24T10:15\"")),
    },
};

fn wrong(text: &str, form: &str) -> Fault {
    let message = format!("`{text}` is not a time of a test");
    let year = text.split('-').next().and_then(|year| year.parse().ok());
    let help = match year.is_none_or(|year| YEARS.contains(&year)) {
        true => format!("write it as {form}"),
        false => "write a year from 2000 to 2099".to_owned(),
    };
    Fault::new(code::VALUE, message, help)
}

/// Reads a time of day, a day with its time, or that with an offset.
pub(super) fn read(text: &str) -> Option<TestTime> {
    let Some((day, rest)) = text.split_once('T') else {
        let (time, exact) = time_of_day(text)?;
        let when = TestMoment::OfDay(time);
        return Some(TestTime { when, exact });
    };
    let offset = rest.find(['Z', '+', '-']).unwrap_or(rest.len());
    let (time, offset) = rest.split_at(offset);
    let day: civil::Date = day.parse().ok().filter(|_| day.len() == 10)?;
    if !YEARS.contains(&day.year()) {
        return None;
    }
    let (time, exact) = time_of_day(time)?;
    let civil = day.to_datetime(time);
    let when = match offset {
        "" => TestMoment::Civil(civil),
        offset => {
            let whole: jiff::Timestamp = format!("{civil}{offset}").parse().ok()?;
            TestMoment::Fixed(whole.into())
        }
    };
    Some(TestTime { when, exact })
}

/// Reads when a run begins, as it is typed in a command: a day with its time.
///
/// # Errors
/// What is wrong with it, and what to write instead.
pub fn begins(text: &str) -> Result<TestTime, String> {
    let form = "a day and a time: 2026-11-23T10:00, or with its offset 2026-11-23T10:00+05:30";
    let time = read(text).filter(|time| !matches!(time.when, TestMoment::OfDay(_)));
    time.ok_or_else(|| format!("write {form}"))
}

/// `10:15`, or `10:15:30` to the second.
fn time_of_day(text: &str) -> Option<(civil::Time, bool)> {
    let digits = |part: &str| part.len() == 2 && part.bytes().all(|b| b.is_ascii_digit());
    let parts: Vec<i8> = text
        .split(':')
        .map(|part| part.parse().ok().filter(|_| digits(part)))
        .collect::<Option<_>>()?;
    let (hour, minute, second) = match parts.as_slice() {
        [hour, minute] => (*hour, *minute, 0),
        [hour, minute, second] => (*hour, *minute, *second),
        _ => return None,
    };
    let time = civil::Time::new(hour, minute, second, 0).ok()?;
    Some((time, parts.len() == 3))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_in_three_forms() {
        let when = |text| read(text).map(|time| time.when);
        let ten = civil::time(10, 15, 0, 0);
        assert_eq!(when("10:15"), Some(TestMoment::OfDay(ten)));
        let day = civil::date(2026, 11, 24).to_datetime(ten);
        assert_eq!(when("2026-11-24T10:15:00"), Some(TestMoment::Civil(day)));
        let fixed = when("2026-11-24T10:15+05:30");
        assert_eq!(fixed, when("2026-11-24T04:45:00Z"));
        assert!(matches!(fixed, Some(TestMoment::Fixed(_))));
        let exact = |text| read(text).map(|time| time.exact);
        assert_eq!(
            (exact("10:15"), exact("10:15:00")),
            (Some(false), Some(true))
        );
        for bad in [
            "",
            "10",
            "24:00",
            "10:60",
            "2026-11-24",
            "2026-13-24T10:00",
            "2026-11-24T10:15+5",
            "9999-12-31T23:00",
        ] {
            assert_eq!(read(bad), None, "{bad}");
            assert!(begins(bad).is_err(), "{bad}");
        }
        assert!(begins("10:15").is_err(), "a run begins on a day");
        assert_eq!(
            begins("2026-11-24T10:15"),
            read("2026-11-24T10:15").ok_or_else(String::new)
        );
    }
}
