//! Time as a value. Nothing here reads a clock: the one call to the system's clocks is in `dispatch`.

use std::{
    fmt,
    ops::{Add, Sub},
    time::Duration,
};

use serde::{Deserialize, Serialize};

/// A point in time: milliseconds since 1970-01-01T00:00:00Z, leap seconds not counted.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Timestamp(i64);

impl Timestamp {
    /// The latest time that can be written; "never" where a time is needed.
    pub const MAX: Timestamp = Timestamp(i64::MAX);

    /// Makes a timestamp of milliseconds since the Unix epoch.
    pub const fn from_millis(millis: i64) -> Timestamp {
        Timestamp(millis)
    }

    /// Makes a timestamp of whole seconds since the Unix epoch.
    pub const fn from_secs(secs: i64) -> Timestamp {
        Timestamp(secs.saturating_mul(1000))
    }

    /// Milliseconds since the Unix epoch.
    pub const fn as_millis(self) -> i64 {
        self.0
    }

    /// The time `by` earlier, or the earliest time that can be written.
    pub fn earlier(self, by: Duration) -> Timestamp {
        Timestamp(self.0.saturating_sub(millis(by)))
    }

    /// The same moment as jiff writes it; times beyond jiff's years are cut to its last.
    pub fn to_jiff(self) -> jiff::Timestamp {
        jiff::Timestamp::from_millisecond(self.0).unwrap_or(jiff::Timestamp::MAX)
    }

    /// RFC 3339 with the given offset east of UTC, to the second: `2026-11-23T10:00:00+05:30`.
    pub fn rfc3339(self, offset: UtcOffset) -> String {
        let zoned = self.to_jiff().to_zoned(offset.to_zone());
        zoned.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string()
    }
}

impl From<jiff::Timestamp> for Timestamp {
    fn from(at: jiff::Timestamp) -> Timestamp {
        Timestamp(at.as_millisecond())
    }
}

impl Add<Duration> for Timestamp {
    type Output = Timestamp;
    fn add(self, by: Duration) -> Timestamp {
        Timestamp(self.0.saturating_add(millis(by)))
    }
}

impl Sub for Timestamp {
    type Output = Duration;
    /// The time from `since` to `self`; zero when `since` is the later one.
    fn sub(self, since: Timestamp) -> Duration {
        Duration::from_millis(u64::try_from(self.0.saturating_sub(since.0)).unwrap_or(0))
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.rfc3339(UtcOffset::UTC))
    }
}

/// A duration in whole milliseconds; longer than 292 million years is cut.
fn millis(duration: Duration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)
}

/// A fixed offset east of UTC in minutes, at most 15 hours either way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct UtcOffset(i16);

impl UtcOffset {
    /// No offset.
    pub const UTC: UtcOffset = UtcOffset(0);
    /// Indian Standard Time, the zone of every date of Exotel's v1 API.
    pub const IST: UtcOffset = UtcOffset(330);

    /// An offset of `minutes` east of UTC, or nothing when it is over 15 hours.
    pub fn from_minutes(minutes: i16) -> Option<UtcOffset> {
        (-900..=900)
            .contains(&minutes)
            .then_some(UtcOffset(minutes))
    }

    /// Reads `+05:30` or `-03:00`.
    pub fn parse(text: &str) -> Option<UtcOffset> {
        let (sign, rest) = match text.as_bytes().first()? {
            b'+' => (1, &text[1..]),
            b'-' => (-1, &text[1..]),
            _ => return None,
        };
        let (hours, minutes) = rest.split_once(':')?;
        let two = |t: &str| (t.len() == 2).then(|| t.parse::<i16>().ok()).flatten();
        let (hours, minutes) = (two(hours)?, two(minutes)?);
        (minutes < 60).then(|| UtcOffset::from_minutes(sign * (hours * 60 + minutes)))?
    }

    /// Minutes east of UTC.
    pub const fn minutes(self) -> i16 {
        self.0
    }

    /// The offset as a zone of jiff's.
    pub fn to_zone(self) -> jiff::tz::TimeZone {
        let seconds = i32::from(self.0) * 60;
        jiff::tz::Offset::from_seconds(seconds)
            .map_or(jiff::tz::TimeZone::UTC, jiff::tz::TimeZone::fixed)
    }
}

/// The present as the shell reads it: what the wall says, and a clock that never jumps.
///
/// Windows, holds and journal times are wall time; the pacer counts in `tick`, so that a clock set
/// forward cannot open its window early.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Moment {
    /// Wall time; never goes back within a process, nor behind the journal.
    pub wall: Timestamp,
    /// Monotonic time with an origin of its own.
    pub tick: Timestamp,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offsets_are_read_and_written() {
        assert_eq!(UtcOffset::parse("+05:30"), Some(UtcOffset::IST));
        assert_eq!(UtcOffset::parse("-03:00"), UtcOffset::from_minutes(-180));
        for bad in ["", "05:30", "+5:30", "+05:60", "+16:00", "+05:3x", "+0530"] {
            assert_eq!(UtcOffset::parse(bad), None, "{bad}");
        }
        let at = Timestamp::from_secs(1_795_410_000);
        assert_eq!(at.rfc3339(UtcOffset::IST), "2026-11-23T10:30:00+05:30");
    }
}
