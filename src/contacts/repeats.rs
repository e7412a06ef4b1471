//! What is said of rows that repeat others: which other row it is, and where in the row that stands.

use std::collections::BTreeMap;

use super::{ContactId, Contacts, Part, RowFate, findings::Findings, kinds, split::Raw};
use crate::{
    campaign::{Number, phone},
    syntax::Severity,
};

/// Tells of the rows that are not called because another row of the person is, as badly as `late` says, and of the
/// rows whose name an earlier row has, each with the first of these.
pub(super) fn tell(
    findings: &mut Findings<'_>,
    contacts: &Contacts,
    (late, severity): (&[u32], Severity),
    names: &[(u32, u32)],
) {
    for at in late.iter().copied() {
        let Some(row) = contacts.row(ContactId(at)) else {
            continue;
        };
        let RowFate::Duplicate { of, .. } = row.fate else {
            continue;
        };
        let file = contacts.part_of(ContactId(at));
        // Looked for when it is shown, and few are.
        let shared = std::cell::OnceCell::new();
        let shared = || *shared.get_or_init(|| contacts.shared(ContactId(at), of));
        let column = |raw: &Raw<'_>| {
            let (_, number) = shared()?;
            contacts.parts.get(file)?.column_of(raw, number)
        };
        let said = || {
            let place = |row| contacts.place(row);
            match shared() {
                Some((other, _)) if other != of => {
                    format!(
                        "{} has it too, and is one person with {}",
                        place(other),
                        place(of)
                    )
                }
                _ => format!("{} has it too", place(of)),
            }
        };
        findings.add_again(file, kinds::DUPLICATE, severity, row, column, said);
    }
    for (at, first) in names.iter().copied() {
        if let Some(row) = contacts.row(ContactId(at)) {
            let file = contacts.part_of(ContactId(at));
            let column = |_: &Raw<'_>| contacts.parts.get(file)?.id;
            let (kind, severity) = (kinds::SAME_NAME, Severity::Warning);
            let said = || format!("{} has it too", contacts.place(ContactId(first)));
            findings.add_again(file, kind, severity, row, column, said);
        }
    }
}

impl Contacts {
    /// Numbers that stand only in rows that are left out for another row of the person, by the row that is called.
    /// Nobody dials them, and who must not be called at one of them must not be called.
    pub fn left_out(&self) -> BTreeMap<ContactId, Vec<Number>> {
        let mut all: BTreeMap<ContactId, Vec<Number>> = BTreeMap::new();
        if self.fallbacks.is_empty() {
            // Rows of one number each that are one person have the same one.
            return all;
        }
        for (contact, row) in (0..).map(ContactId).zip(&self.rows) {
            let RowFate::Duplicate { of, .. } = row.fate else {
                continue;
            };
            for number in self.written(contact) {
                if !self.numbers(of).any(|own| own == number) {
                    all.entry(of).or_default().push(number);
                }
            }
        }
        for numbers in all.values_mut() {
            numbers.sort_unstable();
            numbers.dedup();
        }
        all
    }

    /// A row that has a number of a person's row, and the number: the one that is called where it has one, else the
    /// first.
    fn shared(&self, contact: ContactId, called: ContactId) -> Option<(ContactId, Number)> {
        let own: Vec<Number> = self.written(contact).collect();
        let has = |other: ContactId| {
            let mut numbers = self.written(other);
            Some((other, numbers.find(|number| own.contains(number))?))
        };
        let rows = (0..).map(ContactId).take(self.rows.len());
        let others = rows.filter(|other| *other != contact);
        std::iter::once(called).chain(others).find_map(has)
    }

    /// All numbers of a row that is called or was left out for another row, in order.
    fn written(&self, contact: ContactId) -> impl Iterator<Item = Number> {
        let first = self.row(contact).and_then(|row| match row.fate {
            RowFate::Callable(number) | RowFate::Duplicate { number, .. } => Some(number),
            RowFate::Country { .. } | RowFate::Filtered | RowFate::Invalid => None,
        });
        let further = self.fallbacks(contact).iter().copied();
        first.into_iter().chain(further)
    }
}

impl Part {
    /// The column in which a row has a number, from 0.
    pub(super) fn column_of(&self, raw: &Raw<'_>, number: Number) -> Option<usize> {
        let has = |column: &usize| {
            let cell = raw.cells.get(*column).unwrap_or_default();
            let text = std::str::from_utf8(cell).unwrap_or_default();
            phone::read(text, self.judge.country()).is_ok_and(|phone| phone.number == number)
        };
        self.phones.iter().copied().find(has)
    }
}
