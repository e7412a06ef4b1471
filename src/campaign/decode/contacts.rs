//! The `contacts` block: whom to call.

use super::{
    code,
    fields::Fields,
    format,
    suppress::{self, CAPS, SUPPRESSIONS},
    text,
};
use crate::{
    campaign::{
        BadRows, ContactsSpec, Duplicates, Encoding, Most,
        language::{Block, Choice, DurationRange, Key, Kind, words},
        limits,
    },
    syntax::Spanned,
};

/// How far back Exotel's own list of calls is looked at.
const LOOK_BACK: Kind = Kind::Duration(&DurationRange {
    min: limits::SECOND,
    max: limits::NOT_CALLED_WITHIN_MAX,
    max_text: "180d",
    millis: false,
    code: code::VALUE,
    why: "Exotel lists calls",
});

const DELIMITERS: &[Choice<Option<u8>>] = &[
    Choice::new("auto", None, "guessed from the header"),
    Choice::new(",", Some(b','), "comma"),
    Choice::new(";", Some(b';'), "semicolon"),
    Choice::new("\t", Some(b'\t'), "tab"),
    Choice::new("|", Some(b'|'), "bar"),
];

const ENCODINGS: &[Choice<Encoding>] = &[
    Choice::new(
        "auto",
        Encoding::Auto,
        "what the byte-order mark says, else UTF-8",
    ),
    Choice::new("utf-8", Encoding::Utf8, "UTF-8"),
    Choice::new(
        "utf-16",
        Encoding::Utf16,
        "UTF-16, as Excel writes \"Unicode text\"",
    ),
    Choice::new(
        "windows-1252",
        Encoding::Windows1252,
        "Western European, as older programs write it",
    ),
];

const DUPLICATES: &[Choice<Duplicates>] = &[
    Choice::new(
        "first",
        Duplicates::First,
        "the first row of a number is called",
    ),
    Choice::new(
        "last",
        Duplicates::Last,
        "the last row of a number is called",
    ),
    Choice::new("error", Duplicates::Error, "nothing runs"),
];

const BAD_ROWS: &[Choice<BadRows>] = &[
    Choice::new("error", BadRows::Error, "nothing runs"),
    Choice::new(
        "skip",
        BadRows::Skip,
        "the row is left out and ends as `invalid`",
    ),
];

pub(super) const FILE: Kind = Kind::Text("a file name");
const COLUMN: Kind = Kind::Text("the name of a column");

/// The `contacts` block.
pub(crate) static CONTACTS: Block = Block {
    about: "Whom to call.",
    keys: &[
        Key::new(
            "file",
            Kind::Either(&[FILE, Kind::List(&FILE, 1)]),
            "The contact file, relative to this file.",
        )
        .required(),
        Key::new(
            "sheet",
            Kind::Text("the name of a sheet"),
            "The sheet of an XLSX file.",
        )
        .default("null"),
        Key::new(
            "delimiter",
            Kind::Words(|| words(DELIMITERS)),
            "What separates the fields of a CSV file.",
        )
        .default("auto"),
        Key::new(
            "encoding",
            Kind::Words(|| words(ENCODINGS)),
            "How a CSV file is encoded.",
        )
        .default("auto"),
        Key::new(
            "phone",
            Kind::Either(&[COLUMN, Kind::List(&COLUMN, 1)]),
            "The column with the phone number.",
        )
        .required(),
        Key::new(
            "id",
            COLUMN,
            "The column that names the record; the phone number when absent.",
        )
        .default("null"),
        Key::new(
            "country",
            Kind::Format(&format::REGION),
            "The region of numbers that are written without a country code.",
        )
        .default("IN"),
        Key::new(
            "countries",
            Kind::List(&Kind::Format(&format::REGION), 1),
            "Regions that may be called; `country` alone when absent.",
        ),
        Key::new(
            "where",
            Kind::Text("an expression such as `city == \"Pune\"`"),
            "Which rows are called, an expression over the columns.",
        )
        .default("null"),
        Key::new(
            "duplicates",
            Kind::Words(|| words(DUPLICATES)),
            "What several rows with one number mean.",
        )
        .default("first"),
        Key::new(
            "bad_rows",
            Kind::Words(|| words(BAD_ROWS)),
            "What a row that cannot be read means.",
        )
        .default("error"),
        Key::new(
            "max_bad_rows",
            Kind::Format(&format::SHARE),
            "With `bad_rows: skip`, the most rows that may be left out before nothing runs.",
        )
        .default("0"),
        Key::new(
            "timezone",
            COLUMN,
            "The column with the person's time zone, an IANA name such as `Asia/Dubai`. Windows and calling hours are \
             then read by that person's clock; with an empty cell, by the schedule's.",
        )
        .default("null"),
        Key::new(
            "caps",
            CAPS,
            "Caps on calls to one person over all campaigns.",
        )
        .default("[]"),
        Key::new(
            "not_called_within",
            LOOK_BACK,
            "Nobody is called whom the account called in this time, by its own list of calls at Exotel.",
        )
        .default("null"),
        Key::new(
            "suppress",
            SUPPRESSIONS,
            "Lists of people who are never called.",
        )
        .default("[]"),
    ],
};

pub(super) fn build(contacts: Fields<'_>) -> Option<ContactsSpec> {
    let country: Spanned<String> = contacts.text("country")?;
    let most = contacts.plain("max_bad_rows")?;
    let most = match most.find('%') {
        Some(_) => Most::Percent(text::share(&most)?),
        None => Most::Count(text::whole(&most)?),
    };
    Some(ContactsSpec {
        files: contacts.texts("file")?,
        sheet: contacts.text("sheet"),
        delimiter: contacts.choice("delimiter", DELIMITERS)?,
        encoding: contacts.choice("encoding", ENCODINGS)?,
        phones: contacts.texts("phone")?,
        id: contacts.text("id"),
        countries: contacts
            .list("countries")
            .unwrap_or_else(|| vec![country.value.clone()]),
        country,
        filter: contacts.text("where"),
        duplicates: contacts.choice("duplicates", DUPLICATES)?,
        bad_rows: contacts.choice("bad_rows", BAD_ROWS)?,
        suppress: suppress::build(contacts)?,
        caps: suppress::caps(contacts)?,
        not_called_within: contacts.duration("not_called_within"),
        timezone: contacts.text("timezone"),
        max_bad_rows: most,
    })
}
