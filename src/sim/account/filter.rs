//! The filters of `GET Calls`. Source: developer.exotel.com/api/call-details-bulk, and answers seen live.

use super::{dates::Dates, ledger::LedgerCall, refusal::Refusal};
use crate::{campaign::Number, clock::Timestamp, sim::phone};

/// Most sids in one request.
const SIDS_MAX: usize = 100;
/// Most numbers in one filter.
const NUMBERS_MAX: usize = 5;
/// Most records on a page.
const PAGE_MAX: u32 = 100;
/// The longest range of creation dates, and the default one, in seconds.
const RANGE_MAX: i64 = 31 * 86_400;
/// How far back calls can be listed, in seconds: six months.
const AGE_MAX: i64 = 184 * 86_400;

const STATUSES: [&str; 8] = [
    "queued",
    "ringing",
    "in-progress",
    "completed",
    "failed",
    "busy",
    "no-answer",
    "canceled",
];

/// A place in the order of calls: the opaque cursor of `Before` and `After`.
pub(super) type Cursor = (Timestamp, u32);

/// What a listing is to show.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Filter {
    pub(super) sids: Option<Vec<String>>,
    pub(super) from: Vec<Number>,
    pub(super) exophones: Vec<Number>,
    pub(super) to: Vec<Number>,
    pub(super) statuses: Vec<String>,
    pub(super) directions: Vec<String>,
    duration: Bounds,
    price: Bounds,
    /// Seconds of Exotel's clock, both included.
    pub(super) since: i64,
    pub(super) until: i64,
    pub(super) page_size: usize,
    pub(super) ascending: bool,
    pub(super) before: Option<Cursor>,
    pub(super) after: Option<Cursor>,
}

/// Bounds of a number, in thousandths, both included.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Bounds {
    least: Option<u64>,
    most: Option<u64>,
}

impl Bounds {
    fn holds(self, value: Option<u64>) -> bool {
        if self == Bounds::default() {
            return true;
        }
        value.is_some_and(|value| {
            self.least.is_none_or(|least| value >= least)
                && self.most.is_none_or(|most| value <= most)
        })
    }
}

impl Filter {
    /// Reads the parameters. `unknown` is told of names that Exotel does not know and ignores.
    ///
    /// # Errors
    /// The 400 of the first one that will not do.
    pub(super) fn read(
        params: &[(String, String)],
        now: i64,
        page_size: u32,
        dates: &Dates,
        mut unknown: impl FnMut(&str),
    ) -> Result<Filter, Refusal> {
        let mut filter = Filter::default();
        let (mut since, mut until) = (None, None);
        let mut page = page_size;
        for (name, value) in params {
            let value = value.trim();
            match name.as_str() {
                "Sid" => filter.sids = Some(sids(value)?),
                "From" => filter.from = numbers(value)?,
                "To" => filter.to = numbers(value)?,
                "PhoneNumber" => filter.exophones = numbers(value)?,
                "Status" => filter.statuses = words(value, &STATUSES)?,
                "Direction" => filter.directions = directions(value)?,
                "Duration" => filter.duration = bounds(value, "s")?,
                "Price" => filter.price = bounds(value, "")?,
                "DateCreated" => (since, until) = range(value, dates)?,
                "PageSize" => page = within(value, 1, PAGE_MAX)?,
                "SortBy" => filter.ascending = sort(value)?,
                "Before" => filter.before = Some(cursor(value)?),
                "After" => filter.after = Some(cursor(value)?),
                "RecordingUrlValidity" => drop(within(value, 5, 60)?),
                "details" => {}
                // A live answer to `StartTime>=…` was 400; other unknown names are ignored.
                other if other.contains(['<', '>']) => return Err(Refusal::parameter()),
                other => unknown(other),
            }
        }
        filter.until = until.unwrap_or(now);
        filter.since = since.unwrap_or(filter.until - RANGE_MAX);
        let too_long = filter.until - filter.since > RANGE_MAX;
        if too_long || filter.since < now - AGE_MAX - RANGE_MAX {
            return Err(Refusal::parameter());
        }
        filter.page_size = usize::try_from(page).unwrap_or(usize::MAX);
        Ok(filter)
    }

    /// Whether a call is to be shown, as it is known at a moment.
    pub(super) fn holds(&self, call: &LedgerCall, at: Timestamp, dates: &Dates) -> bool {
        let created = dates.second(call.placed_at);
        let any = |wanted: &[Number], number| wanted.is_empty() || wanted.contains(&number);
        let word = |wanted: &[String], word: &str| {
            wanted.is_empty() || wanted.iter().any(|one| one == word)
        };
        let status = if call.is_over(at) {
            call.outcome.as_str()
        } else {
            "in-progress"
        };
        let settled = call.settled_at <= at;
        let duration = settled.then_some(u64::from(call.duration) * 1000);
        let price = settled.then_some(u64::from(call.price));
        (self.since..=self.until).contains(&created)
            && any(&self.from, call.ends().0)
            && any(&self.exophones, call.exophone)
            && any(&self.to, call.ends().1)
            && word(&self.statuses, status)
            && word(&self.directions, call.direction.as_str())
            && self.duration.holds(duration)
            && self.price.holds(price)
    }
}

fn sids(value: &str) -> Result<Vec<String>, Refusal> {
    let sids: Vec<String> = value.split(',').map(|sid| sid.trim().to_owned()).collect();
    if sids.len() > SIDS_MAX {
        return Err(Refusal::parameter());
    }
    Ok(sids)
}

fn numbers(value: &str) -> Result<Vec<Number>, Refusal> {
    let numbers: Option<Vec<Number>> = value
        .split(',')
        .map(|one| phone::read(one.trim()))
        .collect();
    numbers
        .filter(|numbers| numbers.len() <= NUMBERS_MAX)
        .ok_or_else(Refusal::parameter)
}

fn words(value: &str, known: &[&str]) -> Result<Vec<String>, Refusal> {
    let words: Vec<String> = value
        .split(',')
        .map(|word| word.trim().to_owned())
        .collect();
    let all = words.iter().all(|word| known.contains(&word.as_str()));
    all.then_some(words).ok_or_else(Refusal::parameter)
}

/// The words of `Direction`, and the answer that was seen live for any other.
fn directions(value: &str) -> Result<Vec<String>, Refusal> {
    words(value, &["inbound", "outbound-dial", "outbound-api"]).map_err(|_| {
        Refusal::new(
            400,
            "valid values for Direction are inbound,outbound-dial,outbound-api",
        )
    })
}

fn within(value: &str, min: u32, max: u32) -> Result<u32, Refusal> {
    let parsed = value.parse().ok();
    parsed
        .filter(|number| (min..=max).contains(number))
        .ok_or_else(Refusal::parameter)
}

fn sort(value: &str) -> Result<bool, Refusal> {
    match value {
        "DateCreated:asc" => Ok(true),
        "DateCreated:desc" => Ok(false),
        _ => Err(Refusal::parameter()),
    }
}

/// `gte:2026-11-23 10:00:00;lte:2026-11-23 11:00:00`, either half alone.
fn range(value: &str, dates: &Dates) -> Result<(Option<i64>, Option<i64>), Refusal> {
    let (mut since, mut until) = (None, None);
    for part in value.split(';') {
        let (operator, date) = part.split_once(':').ok_or_else(Refusal::parameter)?;
        let date = dates.read(date.trim()).ok_or_else(Refusal::parameter)?;
        match operator.trim() {
            "gte" => since = Some(date),
            "lte" => until = Some(date),
            _ => return Err(Refusal::parameter()),
        }
    }
    Ok((since, until))
}

/// `gte:10s;lte:45s` or `eq:30s`, in thousandths.
fn bounds(value: &str, unit: &str) -> Result<Bounds, Refusal> {
    let mut bounds = Bounds::default();
    for part in value.split(';') {
        let (operator, number) = part.split_once(':').ok_or_else(Refusal::parameter)?;
        let number = number.strip_suffix(unit).and_then(thousandths);
        let number = number.ok_or_else(Refusal::parameter)?;
        let (least, most) = match operator.trim() {
            "gte" => (Some(number), bounds.most),
            "lte" => (bounds.least, Some(number)),
            "eq" => (Some(number), Some(number)),
            _ => return Err(Refusal::parameter()),
        };
        bounds = Bounds { least, most };
    }
    Ok(bounds)
}

fn thousandths(decimal: &str) -> Option<u64> {
    let (whole, part) = decimal
        .trim()
        .split_once('.')
        .unwrap_or((decimal.trim(), ""));
    let fits = part.len() <= 3 && part.bytes().all(|b| b.is_ascii_digit());
    let part: u64 = fits.then(|| format!("{part:0<3}").parse().ok())??;
    whole
        .parse::<u64>()
        .ok()?
        .checked_mul(1000)?
        .checked_add(part)
}

/// A cursor as it stands in a `NextPageUri`.
pub(super) fn write_cursor((at, place): Cursor) -> String {
    format!("{:016x}{place:08x}", at.as_millis())
}

fn cursor(value: &str) -> Result<Cursor, Refusal> {
    let halves = value
        .split_at_checked(16)
        .filter(|(_, place)| place.len() == 8);
    let read = halves.and_then(|(at, place)| {
        let at = i64::from_str_radix(at, 16).ok()?;
        Some((
            Timestamp::from_millis(at),
            u32::from_str_radix(place, 16).ok()?,
        ))
    });
    read.ok_or_else(Refusal::parameter)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{clock::UtcOffset, sim::Scenario};

    fn read(params: &[(&str, &str)]) -> Result<Filter, u16> {
        let dates = Dates::new(&Scenario::default(), UtcOffset::IST);
        let now = dates.read("2026-11-23 12:00:00").unwrap();
        let params: Vec<_> = params
            .iter()
            .map(|(k, v)| ((*k).to_owned(), (*v).to_owned()))
            .collect();
        let filter = Filter::read(&params, now, 50, &dates, |_| {});
        filter.map_err(|refusal| refusal.status)
    }

    #[test]
    fn what_exotel_would_not_take_is_400() {
        let many = ["a"; 101].join(",");
        let numbers = ["+910000000001"; 6].join(",");
        let cases = [
            ("Sid", many.as_str()),
            ("From", numbers.as_str()),
            ("From", "nobody"),
            ("Status", "finished"),
            ("Direction", "incoming"),
            ("Duration", "gte:10"),
            ("Price", "about:1"),
            ("PageSize", "101"),
            ("PageSize", "0"),
            ("SortBy", "Price:asc"),
            ("After", "zzz"),
            ("DateCreated", "gte:2026-11-23"),
            ("DateCreated", "gt:2026-11-23 10:00:00"),
            ("DateCreated", "gte:2026-10-01 10:00:00"),
            (
                "DateCreated",
                "gte:2025-10-01 10:00:00;lte:2025-10-02 10:00:00",
            ),
            ("RecordingUrlValidity", "61"),
            ("StartTime>", "2026-11-23 10:00:00"),
        ];
        for (name, value) in cases {
            assert_eq!(read(&[(name, value)]), Err(400), "{name}={value}");
        }
        assert!(read(&[("Offset", "50"), ("details", "true"), ("Price", "eq:0.85")]).is_ok());
    }

    #[test]
    fn the_last_31_days_are_the_default() {
        let filter = read(&[]).unwrap();
        assert_eq!(filter.until - filter.since, RANGE_MAX);
        let old = read(&[("DateCreated", "lte:2026-09-01 00:00:00")]).unwrap();
        assert_eq!(old.until - old.since, RANGE_MAX);
    }

    #[test]
    fn cursors_survive_the_wire() {
        let place = (Timestamp::from_millis(1_795_410_000_123), 77);
        assert_eq!(cursor(&write_cursor(place)), Ok(place));
    }
}
