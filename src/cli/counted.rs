//! How many people of a campaign are on the lists of people who are never called.

use super::lists::Lists;
use crate::{
    campaign::{Campaign, ListSpec, Number, Suppression},
    contacts::{ContactId, Contacts},
    lint::Listed,
    syntax::Source,
};

/// The lists of plain numbers, compared with the people who would be called.
pub(super) fn counted(
    lists: &Lists,
    campaign: &Campaign,
    contacts: &Contacts,
    source: &Source,
) -> Vec<Listed> {
    let left_out = contacts.left_out();
    let count = |is_on: &dyn Fn(Number) -> bool| {
        let people = (0..).map(ContactId).zip(&contacts.rows);
        let people = people.filter(|(_, row)| row.fate.callable().is_some());
        let listed = people.filter(|(contact, _)| {
            let others = left_out.get(contact).into_iter().flatten().copied();
            contacts.numbers(*contact).chain(others).any(is_on)
        });
        listed.count() as u64
    };
    let place = |spec: &ListSpec| {
        let is_own = campaign
            .contacts
            .suppress
            .iter()
            .any(|entry| matches!(entry, Suppression::List(own) if own == spec));
        let file = campaign.contacts.files.first();
        let named = file.filter(|_| !is_own).unwrap_or(&spec.file);
        source.place(&named.span)
    };
    let listed = lists.plain().map(|(spec, list)| Listed {
        file: spec.file.value.clone(),
        place: place(spec),
        people: count(&|number| list.line_of(number, None).is_some()),
    });
    listed.collect()
}
