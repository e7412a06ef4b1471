//! Which rows of a contact file are a person's.

use crate::cli::files::{self, ContactFile};
use crate::{
    campaign::{Number, phone},
    cli::{args::WhyArgs, failure::Failure, read::Inputs},
    contacts::{ContactId, Row, RowFate, RowReader, region_name},
    plan::Disposition,
    report::{
        text::{masked, veiled},
        why::PersonRow,
    },
};

/// Who is asked about.
#[derive(Clone, Debug)]
pub(super) enum Subject {
    /// A phone number, as somebody typed it.
    Phone(String),
    /// The name of a record.
    Id(String),
    /// A data row, from 1.
    Row(u32),
}

impl Subject {
    /// Who is asked about, and where: with `--id` or `--row` the one name that is left is the place.
    pub(super) fn of(args: &WhyArgs) -> Result<(Subject, Option<&str>), Failure> {
        let (phone, place) = (args.phone.as_deref(), args.place.as_deref());
        let subject = match (&args.id, args.row) {
            (Some(id), _) => Subject::Id(id.clone()),
            (None, Some(row)) => Subject::Row(row),
            (None, None) => {
                let phone = phone.ok_or_else(|| Failure::usage("name a phone number"))?;
                return Ok((Subject::Phone(phone.to_owned()), place));
            }
        };
        match (phone, place) {
            (Some(_), Some(_)) => Err(Failure::usage(
                "a person is named by one of PHONE, --id and --row",
            )),
            (place, None) | (None, place) => Ok((subject, place)),
        }
    }

    /// The person as a message names it; numbers are masked.
    pub(super) fn shown(&self) -> String {
        match self {
            Subject::Phone(text) => phone::read(text, "IN")
                .map_or_else(|_| veiled(text), |phone| phone.number.to_string()),
            Subject::Id(id) => format!("the id {}", masked(id)),
            Subject::Row(row) => format!("row {row}"),
        }
    }
}

/// The rows with a number.
type Standing = (Option<Number>, Vec<PersonRow>);

/// The rows of a person in a contact file; nothing where there is none.
///
/// # Errors
/// When the number cannot be read, or the file cannot be read again.
pub(super) fn standing(
    subject: &Subject,
    inputs: &Inputs,
    files: &[ContactFile],
) -> Result<Option<Standing>, Failure> {
    let contacts = &inputs.contacts;
    let failed = |error| Failure::internal(format!("cannot read the contacts again: {error}"));
    let mut reader = files::rows(files, contacts)?;
    let named = match subject {
        Subject::Phone(text) => {
            let country = &inputs.campaign.contacts.country.value;
            let read = phone::read(text, country).map_err(|fault| {
                Failure::usage(format!(
                    "{} is no number to look for: {fault}",
                    veiled(text)
                ))
            })?;
            return about(Some(read.number), None, inputs, &mut reader).map_err(failed);
        }
        Subject::Row(nth) => nth.checked_sub(1).map(ContactId),
        Subject::Id(id) => {
            if inputs.campaign.contacts.id.is_none() {
                let message = "the campaign names no column for ids: `contacts.id`";
                return Err(Failure::usage(message).hint("name the number, or --row"));
            };
            let mut found = None;
            for row in (0..).map(ContactId) {
                let Some(record) = reader.read().map_err(failed)? else {
                    break;
                };
                if contacts.id(row, &record) == Some(id.as_str()) {
                    found = Some(row);
                    break;
                }
            }
            found
        }
    };
    match named.and_then(|contact| contacts.row(contact)) {
        None => Ok(None),
        Some(row) => about(row.fate.number(), named, inputs, &mut reader).map_err(failed),
    }
}

/// Every row with the number; without one, the row that was named.
fn about(
    who: Option<Number>,
    named: Option<ContactId>,
    inputs: &Inputs,
    reader: &mut RowReader<'_>,
) -> std::io::Result<Option<Standing>> {
    let mut found = Vec::new();
    let contacts = &inputs.contacts;
    for (contact, row) in (0..).map(ContactId).zip(&contacts.rows) {
        let is = match who {
            Some(who) => {
                row.fate.number() == Some(who) || contacts.fallbacks(contact).contains(&who)
            }
            None => Some(contact) == named,
        };
        if is {
            found.push(person_row(contact, row, inputs, reader)?);
        }
    }
    Ok((!found.is_empty()).then_some((who, found)))
}

/// The row's word in the result file, where the run has none for it.
pub(super) fn word(row: &Row) -> &'static str {
    let word = Disposition::of_row(row.fate);
    word.unwrap_or(Disposition::Stopped).as_str()
}

fn person_row(
    contact: ContactId,
    row: &Row,
    inputs: &Inputs,
    reader: &mut RowReader<'_>,
) -> std::io::Result<PersonRow> {
    let contacts = &inputs.contacts;
    let record = reader.at(contact)?;
    let country = &inputs.campaign.contacts.country.value;
    let read_as = |number: Number| {
        let region = phone::read(&number.e164(), country).map(|phone| phone.region);
        format!("read as {number}, region {}", region.unwrap_or("unknown"))
    };
    let made = match row.fate {
        RowFate::Callable(number) => {
            let further = contacts.fallbacks(contact).iter();
            let further: Vec<String> = further.map(Number::to_string).collect();
            match further.is_empty() {
                true => read_as(number),
                false => format!("{}; further: {}", read_as(number), further.join(", ")),
            }
        }
        RowFate::Duplicate { number, of } => {
            let of = of.0.saturating_add(1);
            format!(
                "{}; row {of} has the same number and stands for it",
                read_as(number)
            )
        }
        RowFate::Country { number, region } => {
            let region = region_name(&region);
            format!("read as {number}; numbers of region {region} may not be called")
        }
        RowFate::Filtered => "`contacts.where` leaves the row out".to_owned(),
        RowFate::Invalid => match contacts.fault(contact, &record) {
            Some(fault) => format!("cannot be used: {fault}"),
            None => "cannot be used".to_owned(),
        },
    };
    let id = contacts.id(contact, &record);
    let id = id.filter(|id| !id.is_empty()).map(str::to_owned);
    Ok(PersonRow {
        contact,
        line: row.line,
        id,
        made,
    })
}
