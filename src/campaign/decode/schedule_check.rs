//! What the times of a `schedule` must agree on.

use jiff::civil;

use super::{
    code,
    fields::Fields,
    findings::Findings,
    schedule::{self, DAYS, SCHEDULE},
};
use crate::{
    campaign::{Days, Window},
    syntax::{Diagnostic, Node},
};

/// Days that are looked at between a start and an end: every weekday is among them.
const DAYS_MAX: usize = 400;

/// Windows end after they begin and keep apart, the end comes after the start, and some day is left.
pub(super) fn agree(findings: &mut Findings<'_>, root: &Node) {
    let Some(node) = root.get("schedule") else {
        return;
    };
    let fields = Fields::new(&SCHEDULE, Some(node));
    let items = fields.node("windows").map_or(&[][..], Node::items);
    let mut good = Vec::new();
    let mut whole = true;
    for item in items {
        repeated_days(findings, item);
        match schedule::window(item) {
            Some(window) if window.from >= window.to => {
                empty(findings, item, window);
                whole = false;
            }
            Some(window) => good.push((item, window)),
            None => whole = false,
        }
    }
    meeting(findings, &good);
    let start = fields.node("start");
    let end = fields.node("end");
    let read = |node: Option<&Node>, is_end| schedule::moment(node?.text()?, is_end);
    let (from, to) = (read(start, false), read(end, true));
    if let (Some(node), Some(from), Some(to)) = (end, from, to)
        && from >= to
    {
        let message = "the campaign ends before it starts";
        let finding = Diagnostic::error(code::END_BEFORE_START, message)
            .at(findings.place(&node.span), "")
            .help("write an `end` that is later than `start`; a date alone lasts until its end");
        return findings.push(finding);
    }
    let days = match (whole, items) {
        (_, []) => Days::ALL,
        (true, _) => Days::new(good.iter().flat_map(|(_, window)| window.days.iter())),
        (false, _) => return,
    };
    let dark = blackout(findings, fields, days, (from, to));
    nothing_left(findings, node, days, (from, to), &dark);
}

fn empty(findings: &mut Findings<'_>, item: &Node, window: Window) {
    let text = |name| item.get(name).and_then(Node::text).unwrap_or_default();
    let (from, to) = (text("from"), text("to"));
    let message = format!("the window from {from} to {to} is empty");
    let span = item.get("to").map_or(&item.span, |to| &to.span);
    let finding = Diagnostic::error(code::EMPTY_WINDOW, message)
        .at(findings.place(span), "")
        .note("A window does not go over midnight; the end of the day is \"24:00\".");
    findings.push(match (window.from < 24 * 60, window.to) {
        (true, 1..) if window.from > window.to => finding.help(format!(
            "write two windows for the night, from \"{from}\" to \"24:00\" and from \"00:00\" to \"{to}\", \
             or swap the times"
        )),
        (true, 0) => finding.help("write `to: \"24:00\"`"),
        _ => finding.help("write a `to` that is later than `from`"),
    });
}

fn repeated_days(findings: &mut Findings<'_>, item: &Node) {
    let days = item.get("days").map_or(&[][..], Node::items);
    for (at, day) in days.iter().enumerate() {
        let text = day.text();
        let known = DAYS.iter().any(|known| Some(known.word) == text);
        let before = days.iter().take(at);
        if known && before.map(Node::text).any(|earlier| earlier == text) {
            let message = format!("`{}` is named twice", text.unwrap_or_default());
            let finding = Diagnostic::warning(code::UNUSED, message)
                .at(findings.place(&day.span), "")
                .help("remove it");
            findings.push(finding);
        }
    }
}

/// Windows that overlap or touch: one of them is probably not what was meant.
fn meeting(findings: &mut Findings<'_>, windows: &[(&Node, Window)]) {
    for (at, (item, window)) in windows.iter().enumerate() {
        let shares = |other: &Window| window.days.iter().any(|day| other.days.has(day));
        let meets = |other: &Window| window.from <= other.to && other.from <= window.to;
        let earlier = windows.iter().take(at);
        let mut earlier = earlier.filter(|(_, other)| shares(other) && meets(other));
        let Some((first, other)) = earlier.next() else {
            continue;
        };
        let touch = window.from == other.to || other.from == window.to;
        let how = if touch { "touches" } else { "overlaps" };
        let message = format!("this window {how} another one on the same day");
        let (from, to) = (window.from.min(other.from), window.to.max(other.to));
        let finding = Diagnostic::error(code::WINDOWS_MEET, message)
            .at(findings.place(&item.span), "")
            .at(findings.place(&first.span), "the other one")
            .help(format!(
                "write one window from \"{}\" to \"{}\", or let them keep apart",
                clock(from),
                clock(to)
            ));
        findings.push(finding);
    }
}

/// Says which dates of `blackout` change nothing, and gives back all of them.
fn blackout(
    findings: &mut Findings<'_>,
    fields: Fields<'_>,
    days: Days,
    (from, to): (Option<civil::DateTime>, Option<civil::DateTime>),
) -> Vec<civil::Date> {
    let items = fields.node("blackout").map_or(&[][..], Node::items);
    let mut dark = Vec::new();
    for item in items {
        let Some(date) = item
            .text()
            .and_then(|text| text.parse::<civil::Date>().ok())
        else {
            continue;
        };
        let why = if dark.contains(&date) {
            Some("it is named twice")
        } else if from.is_some_and(|from| date < from.date()) {
            Some("the campaign has not started then")
        } else if to.is_some_and(|to| date.at(0, 0, 0, 0) >= to) {
            Some("the campaign is over then")
        } else if !days.has(weekday(date)) {
            Some("no window is on that day of the week")
        } else {
            None
        };
        if let Some(why) = why {
            let message = format!("the blackout of {date} changes nothing: {why}");
            let finding = Diagnostic::warning(code::UNUSED, message)
                .at(findings.place(&item.span), "")
                .help("remove it, or correct the date");
            findings.push(finding);
        }
        dark.push(date);
    }
    dark
}

/// A campaign with a start and an end needs a day between them.
fn nothing_left(
    findings: &mut Findings<'_>,
    node: &Node,
    days: Days,
    (from, to): (Option<civil::DateTime>, Option<civil::DateTime>),
    dark: &[civil::Date],
) {
    let (Some(from), Some(to)) = (from, to) else {
        return;
    };
    let dates = from.date().series(jiff::Span::new().days(1)).take(DAYS_MAX);
    let mut dates = dates.take_while(|date| date.at(0, 0, 0, 0) < to);
    if dates.any(|date| days.has(weekday(date)) && !dark.contains(&date)) {
        return;
    }
    let last = to
        .checked_sub(jiff::Span::new().nanoseconds(1))
        .unwrap_or(to);
    let message = format!(
        "no day from {} to {} has a window",
        from.date(),
        last.date()
    );
    let span = node.get("end").map_or(&node.span, |end| &end.span);
    let finding = Diagnostic::error(code::NO_DAY, message)
        .at(findings.place(span), "")
        .help("name another day in `windows`, move `start` or `end`, or take a date out of `blackout`");
    findings.push(finding);
}

/// Monday is 0.
fn weekday(date: civil::Date) -> u8 {
    u8::try_from(date.weekday().to_monday_zero_offset()).unwrap_or_default()
}

/// Minutes after midnight as a time of day.
pub(super) fn clock(minutes: u16) -> String {
    format!("{:02}:{:02}", minutes / 60, minutes % 60)
}
