//! Windows of the week and days without calls, on a calendar without zones: pure arithmetic.

/// A day in milliseconds.
pub(super) const DAY: i64 = 86_400_000;
const WEEK: i64 = 7 * DAY;
const MINUTE: i64 = 60_000;
/// 1970-01-01 was a Thursday.
const THURSDAY: i64 = 3;

/// Days of the week, as a set.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Days(u8);

impl Days {
    /// All seven.
    pub const ALL: Days = Days(0x7f);

    /// The days with these numbers: Monday is 0, Sunday 6.
    pub fn new(days: impl IntoIterator<Item = u8>) -> Days {
        let bits = days.into_iter().map(|day| 1 << (day % 7));
        Days(bits.fold(0, |all, bit: u8| all | bit))
    }

    /// Whether the day with this number is among them.
    pub const fn has(self, day: u8) -> bool {
        self.0 & (1 << (day % 7)) != 0
    }

    /// The numbers of its days.
    pub fn iter(self) -> impl Iterator<Item = u8> {
        (0..7).filter(move |day| self.has(*day))
    }
}

impl std::fmt::Debug for Days {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        const NAMES: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
        let names = self.iter().filter_map(|day| NAMES.get(usize::from(day)));
        f.write_str(&names.copied().collect::<Vec<_>>().join(" "))
    }
}

/// One window of the week, half-open: `from <= t < to` on each of its days.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Window {
    /// On which days.
    pub days: Days,
    /// Minutes after midnight.
    pub from: u16,
    /// Minutes after midnight; 1440 is the end of the day.
    pub to: u16,
}

/// When it is open, by a clock and a calendar alone.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Week {
    /// Stretches of the week from Monday on, in order, apart from each other.
    open: Vec<(i64, i64)>,
    /// Days since 1970 without any, in order.
    dark: Vec<i64>,
}

impl Week {
    /// The union of some windows, without the `dark` days, which are counted from 1970-01-01.
    pub(super) fn new(windows: &[Window], dark: impl IntoIterator<Item = i64>) -> Week {
        let mut all: Vec<(i64, i64)> = Vec::new();
        for window in windows {
            for day in window.days.iter() {
                let at = |minutes: u16| i64::from(day) * DAY + i64::from(minutes) * MINUTE;
                if window.from < window.to {
                    all.push((at(window.from), at(window.to)));
                }
            }
        }
        all.sort_unstable();
        let mut open: Vec<(i64, i64)> = Vec::new();
        for (from, to) in all {
            match open.last_mut() {
                Some((_, end)) if from <= *end => *end = to.max(*end),
                _ => open.push((from, to)),
            }
        }
        let mut dark: Vec<i64> = dark.into_iter().collect();
        dark.sort_unstable();
        dark.dedup();
        Week { open, dark }
    }

    /// The end of the last day without calls, on the civil calendar.
    pub(super) fn last_dark(&self) -> i64 {
        self.dark.last().map_or(i64::MIN, |day| (day + 1) * DAY)
    }

    /// Whether it is open at a civil time, and a later time up to which that stays so.
    pub(super) fn at(&self, civil: i64) -> (bool, i64) {
        let day = civil.div_euclid(DAY);
        let next = self.dark.partition_point(|dark| *dark < day);
        let next_dark = self.dark.get(next).copied();
        if next_dark == Some(day) {
            return (false, (day + 1) * DAY);
        }
        let dark_at = next_dark.map_or(i64::MAX, |day| day * DAY);
        if self.open.as_slice() == [(0, WEEK)] {
            return (true, dark_at);
        }
        let monday = civil - (civil + THURSDAY * DAY).rem_euclid(WEEK);
        let within = civil - monday;
        let later = self.open.partition_point(|(_, to)| *to <= within);
        let (is_open, until) = match self.open.get(later) {
            Some((from, to)) if *from <= within => (true, monday + to),
            Some((from, _)) => (false, monday + from),
            None if self.open.is_empty() => (false, i64::MAX),
            None => (false, monday + WEEK),
        };
        (is_open, until.min(dark_at))
    }
}
