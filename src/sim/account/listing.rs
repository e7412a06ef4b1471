//! `GET Calls`: which calls, in which order, on which page.

use serde_json::{Map, Value, json};

use super::{
    bodies::{View, Writer},
    dates::Dates,
    filter::{Cursor, Filter, write_cursor},
    ledger::{Ledger, LedgerCall},
    route::Format,
};
use crate::{clock::Timestamp, sim::scenario::NextPage};

/// What a listing is made of.
pub(super) struct Listing<'a> {
    pub(super) ledger: &'a Ledger,
    /// Calls that others placed.
    pub(super) others: &'a Ledger,
    pub(super) dates: &'a Dates,
    pub(super) at: Timestamp,
    pub(super) filter: &'a Filter,
}

/// One page: the places of its calls, and whether there are more on either side.
struct Page {
    calls: Vec<Cursor>,
    total: usize,
    earlier_pages: bool,
    later_pages: bool,
}

/// Places of calls that others placed.
const OTHERS: u32 = 1 << 31;

impl Listing<'_> {
    fn get(&self, place: u32) -> Option<&LedgerCall> {
        match place.checked_sub(OTHERS) {
            Some(place) => self.others.get(place),
            None => self.ledger.get(place),
        }
    }

    fn shows(&self, place: u32) -> Option<&LedgerCall> {
        let call = self.get(place)?;
        let shown = call.listed_at <= self.at && self.filter.holds(call, self.at, self.dates);
        shown.then_some(call)
    }

    /// Every call that is to be shown, in order.
    fn matches(&self) -> Vec<Cursor> {
        let filter = self.filter;
        let take = |place: u32| self.shows(place).map(|call| (call.placed_at, place));
        let mut found: Vec<Cursor> = Vec::new();
        for (ledger, first) in [(self.ledger, 0), (self.others, OTHERS)] {
            let places = self.of(ledger).into_iter();
            found.extend(places.map(|place| place + first).filter_map(take));
        }
        found.sort_unstable();
        found.dedup();
        if !filter.ascending {
            found.reverse();
        }
        found
    }

    /// The calls of one ledger that may have to be shown.
    fn of(&self, ledger: &Ledger) -> Vec<u32> {
        let filter = self.filter;
        if let Some(sids) = &filter.sids {
            sids.iter().filter_map(|sid| ledger.find(sid)).collect()
        } else if !filter.from.is_empty() {
            let numbers = filter.from.iter();
            let calls = numbers.flat_map(|number| ledger.of_number(*number));
            calls.copied().collect()
        } else {
            let moment = |second: i64| self.dates.moment(Timestamp::from_secs(second));
            let (since, until) = (moment(filter.since), moment(filter.until + 1));
            ledger.between(since, until).collect()
        }
    }

    fn page(&self) -> Page {
        let found = self.matches();
        let size = self.filter.page_size;
        let beyond = |cursor: &Cursor| {
            // How many calls lie before the cursor, in the order of the listing.
            found.partition_point(|one| {
                if self.filter.ascending {
                    one < cursor
                } else {
                    one > cursor
                }
            })
        };
        let (begin, end) = match (&self.filter.after, &self.filter.before) {
            (Some(after), _) => {
                let at = beyond(after);
                let begin = at + usize::from(found.get(at) == Some(after));
                (begin, begin.saturating_add(size).min(found.len()))
            }
            (None, Some(before)) => {
                let end = beyond(before);
                (end.saturating_sub(size), end)
            }
            (None, None) => (0, size.min(found.len())),
        };
        Page {
            calls: found.get(begin..end).unwrap_or_default().to_vec(),
            total: found.len(),
            earlier_pages: begin > 0,
            later_pages: end < found.len(),
        }
    }

    /// The answer. The uris repeat the filters.
    pub(super) fn body(
        &self,
        params: &[(String, String)],
        format: Format,
        writer: &mut Writer<'_>,
    ) -> Value {
        let page = self.page();
        let suffix = match format {
            Format::Json => ".json",
            Format::Xml => "",
        };
        let uri = |cursor: Option<(&str, Cursor)>| {
            let mut query = form_urlencoded::Serializer::new(String::new());
            for (name, value) in params {
                if !matches!(name.as_str(), "Before" | "After") {
                    query.append_pair(name, value);
                }
            }
            if let Some((name, cursor)) = cursor {
                query.append_pair(name, &write_cursor(cursor));
            }
            json!(format!(
                "/v1/Accounts/{}/Calls{suffix}?{}",
                writer.account(),
                query.finish()
            ))
        };
        let first = page.calls.first().filter(|_| page.earlier_pages);
        let last = page.calls.last().filter(|_| page.later_pages);
        let previous = first.map_or(Value::Null, |cursor| uri(Some(("Before", *cursor))));
        let next = match (last, writer.wire().next_page) {
            (Some(cursor), _) => Some(uri(Some(("After", *cursor)))),
            (None, NextPage::Null) => Some(Value::Null),
            (None, NextPage::Blank) => Some(json!("")),
            (None, NextPage::Absent) => None,
        };
        let mut metadata = Map::new();
        metadata.insert("Total".to_owned(), json!(page.total));
        metadata.insert("PageSize".to_owned(), json!(self.filter.page_size));
        metadata.insert("FirstPageUri".to_owned(), uri(None));
        metadata.insert("PrevPageUri".to_owned(), previous);
        if let Some(next) = next {
            metadata.insert("NextPageUri".to_owned(), next);
        }
        let calls: Vec<Value> = page
            .calls
            .iter()
            .filter_map(|(_, place)| self.get(*place))
            .map(|call| writer.call(call, self.at, View::Record))
            .collect();
        json!({ "Metadata": metadata, "Calls": calls })
    }
}
