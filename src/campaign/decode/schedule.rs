//! The `schedule` block: when calls may be placed.

use jiff::civil;

use super::{fields::Fields, format, text};
use crate::{
    campaign::{
        Days, ScheduleSpec, Window,
        language::{Block, Choice, Key, Kind, words},
    },
    syntax::{Node, Spanned},
};

/// The days of the week, by number: Monday is 0.
pub(super) const DAYS: &[Choice<u8>] = &[
    Choice::new("mon", 0, "Monday"),
    Choice::new("tue", 1, "Tuesday"),
    Choice::new("wed", 2, "Wednesday"),
    Choice::new("thu", 3, "Thursday"),
    Choice::new("fri", 4, "Friday"),
    Choice::new("sat", 5, "Saturday"),
    Choice::new("sun", 6, "Sunday"),
];

const MOMENT: Kind = Kind::Format(&format::MOMENT);

/// An item of `windows`.
pub(super) static WINDOW: Block = Block {
    about: "A window of the week, half-open: a call may be placed from `from` on, and none rings at `to`.",
    keys: &[
        Key::new(
            "days",
            Kind::List(&Kind::Words(|| words(DAYS)), 1),
            "Days of the week; all when absent.",
        ),
        Key::new("from", Kind::Format(&format::TIME), "The first minute.").required(),
        Key::new(
            "to",
            Kind::Format(&format::TIME),
            "The minute after the last; \"24:00\" is the end of the day. A window does not go over midnight.",
        )
        .required(),
    ],
};

/// The `schedule` block.
pub(super) static SCHEDULE: Block = Block {
    about: "When calls may be placed. It tightens the calling hours of the project and never widens them.",
    keys: &[
        Key::new(
            "timezone",
            Kind::Format(&format::ZONE),
            "The zone of all times of this block.",
        )
        .default("Asia/Kolkata"),
        Key::new(
            "start",
            MOMENT,
            "The first moment of the campaign; of a date, its first.",
        )
        .default("null"),
        Key::new(
            "end",
            MOMENT,
            "Nobody is dialled from then on, or after that date. Who was never called ends as `expired`, \
             the others with their last outcome.",
        )
        .default("null"),
        Key::new(
            "windows",
            Kind::List(&Kind::Block(&WINDOW), 0),
            "Windows of the week; the calling hours of every day when absent.",
        ),
        Key::new(
            "blackout",
            Kind::List(&Kind::Format(&format::DATE), 0),
            "Days without calls.",
        )
        .default("[]"),
    ],
};

pub(super) fn build(schedule: Fields<'_>) -> Option<ScheduleSpec> {
    let moment = |name, is_end| match schedule.text(name) {
        Some(text) => Some(Some(Spanned::new(moment(&text.value, is_end)?, text.span))),
        None => Some(None),
    };
    let blackout = schedule.list("blackout").unwrap_or_default();
    let blackout = blackout.iter().map(|date| date.parse().ok());
    Some(ScheduleSpec {
        timezone: schedule.plain("timezone")?,
        start: moment("start", false)?,
        end: moment("end", true)?,
        windows: match schedule.node("windows").map_or(&[][..], Node::items) {
            [] => None,
            items => Some(items.iter().map(window).collect::<Option<_>>()?),
        },
        blackout: blackout.collect::<Option<_>>()?,
    })
}

/// A window of the file; nothing where something is wrong with it.
pub(super) fn window(node: &Node) -> Option<Window> {
    let fields = Fields::new(&WINDOW, Some(node));
    let day = |name: &String| {
        let day = DAYS.iter().find(|day| day.word == name);
        day.map(|day| day.value)
    };
    let days = match fields.list("days") {
        None => Days::ALL,
        Some(names) => Days::new(names.iter().map(day).collect::<Option<Vec<_>>>()?),
    };
    Some(Window {
        days,
        from: text::time_of_day(&fields.plain("from")?)?,
        to: text::time_of_day(&fields.plain("to")?)?,
    })
}

/// A date, or a date and a time of day. An end that is a date alone is the end of that date.
pub(super) fn moment(text: &str, is_end: bool) -> Option<civil::DateTime> {
    let (date, time) = match text.split_once('T') {
        Some((date, time)) => (date, text::time_of_day(time)?),
        None => (text, if is_end { 24 * 60 } else { 0 }),
    };
    // The last day of the calendar has no end: `9999-12-31` is meant as "never", and the day before is as good.
    let date = date
        .parse::<civil::Date>()
        .ok()?
        .min(civil::date(9999, 12, 30));
    let midnight = date.at(0, 0, 0, 0);
    let span = jiff::Span::new().try_minutes(time).ok()?;
    midnight.checked_add(span).ok()
}
