//! What runs are called: `emi-reminder-20261123-093000`, and how a person may shorten that.

use std::cmp::Ordering;

use crate::clock::{Timestamp, UtcOffset};

/// What stands for the newest run where a run's name is asked for.
pub const LATEST: &str = "latest";

/// The name of the campaign's run that begins at the given time; the `nth` of that second, from 1.
pub fn compose(campaign: &str, at: Timestamp, offset: UtcOffset, nth: u32) -> String {
    let zoned = at.to_jiff().to_zoned(offset.to_zone());
    let stamp = zoned.strftime("%Y%m%d-%H%M%S");
    match nth {
        0 | 1 => format!("{campaign}-{stamp}"),
        _ => format!("{campaign}-{stamp}-{nth}"),
    }
}

/// Which run a person means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Meant<'a> {
    /// This one.
    One(&'a str),
    /// None begins so.
    None,
    /// Several begin so.
    Several(Vec<&'a str>),
}

/// Finds a run by its name, or by the beginning of it where only one begins so.
pub fn resolve<'a>(names: impl IntoIterator<Item = &'a str>, wanted: &str) -> Meant<'a> {
    let mut found = Vec::new();
    for name in names {
        if name == wanted {
            return Meant::One(name);
        }
        if !wanted.is_empty() && name.starts_with(wanted) {
            found.push(name);
        }
    }
    match found[..] {
        [] => Meant::None,
        [one] => Meant::One(one),
        _ => Meant::Several(found),
    }
}

/// Whether a folder's name is a run's.
pub fn is_run(name: &str) -> bool {
    parse(name).is_some()
}

/// Newest first, by the times in the names.
pub fn newest_first(left: &str, right: &str) -> Ordering {
    let key = |name| parse(name).map(|(campaign, stamp, nth)| (stamp, nth, campaign));
    key(right).cmp(&key(left))
}

/// The campaign, the stamp and the number of a run's name.
fn parse(name: &str) -> Option<(&str, &str, u32)> {
    let split = |name: &'_ str| -> Option<usize> {
        let at = name.len().checked_sub("-YYYYMMDD-HHMMSS".len())?;
        let stamp = name.get(at..)?.bytes().enumerate();
        let fits = |(at, byte): (usize, u8)| match at {
            0 | 9 => byte == b'-',
            _ => byte.is_ascii_digit(),
        };
        (at > 0 && stamp.into_iter().all(fits)).then_some(at)
    };
    if let Some(at) = split(name) {
        return Some((&name[..at], &name[at + 1..], 1));
    }
    let (name, nth) = name.rsplit_once('-')?;
    let at = split(name)?;
    let nth = nth.parse().ok().filter(|nth| *nth > 1)?;
    Some((&name[..at], &name[at + 1..], nth))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_tell_campaign_and_time() {
        let at = Timestamp::from_secs(1_795_392_000);
        let first = compose("emi-2026", at, UtcOffset::IST, 1);
        assert_eq!(first, "emi-2026-20261123-053000");
        assert_eq!(
            parse(&first),
            Some(("emi-2026", "20261123-053000", 1)),
            "a campaign's name may end in digits"
        );
        let tenth = compose("emi", at, UtcOffset::IST, 10);
        assert_eq!(parse(&tenth), Some(("emi", "20261123-053000", 10)));
        for other in [
            "",
            "emi",
            "-20261123-053000",
            "emi-20261123-053000-1",
            "x-é-20261123",
        ] {
            assert!(!is_run(other), "{other}");
        }
    }

    #[test]
    fn newer_runs_come_first() {
        let mut names = [
            "b-20261123-053000",
            "a-20261123-053000-10",
            "a-20261123-053000-9",
            "a-20261124-000000",
        ];
        names.sort_by(|left, right| newest_first(left, right));
        assert_eq!(
            names,
            [
                "a-20261124-000000",
                "a-20261123-053000-10",
                "a-20261123-053000-9",
                "b-20261123-053000",
            ]
        );
    }

    #[test]
    fn a_beginning_is_enough_when_it_is_the_only_one() {
        let names = [
            "emi-20261123-053000",
            "emi-20261123-053000-2",
            "welcome-20261123-053000",
        ];
        assert_eq!(resolve(names, "w"), Meant::One(names[2]));
        assert_eq!(
            resolve(names, names[0]),
            Meant::One(names[0]),
            "the whole name wins"
        );
        assert_eq!(resolve(names, "emi"), Meant::Several(names[..2].to_vec()));
        assert_eq!(resolve(names, "x"), Meant::None);
        assert_eq!(resolve(names, ""), Meant::None);
    }
}
