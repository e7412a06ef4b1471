//! Which columns of the contact file a campaign reads.

use std::collections::BTreeSet;

use super::{Campaign, CustomField, Filter, Template};

impl Campaign {
    /// The columns that the campaign reads, each once.
    pub fn columns(&self) -> Vec<String> {
        let contacts = &self.contacts;
        let phones = contacts.phones.iter().map(|phone| phone.value.clone());
        let mut columns: Vec<String> = phones.collect();
        columns.extend(contacts.timezone.iter().map(|zone| zone.value.clone()));
        if let Some(filter) = &contacts.filter
            && let Ok(filter) = Filter::compile(&filter.value)
        {
            let read = filter.columns().iter();
            columns.extend(read.map(|(column, _)| column.clone()));
        }
        columns.extend(self.contacts.id.iter().map(|id| id.value.clone()));
        let custom = self.call.custom_field.iter().flat_map(CustomField::texts);
        for text in [&self.call.app_id].into_iter().chain(custom) {
            // What is wrong with a template is found where it is compiled for a run.
            let template = Template::compile(&text.value);
            let read = template.iter().flat_map(Template::columns);
            columns.extend(read.map(|(column, _)| column.clone()));
        }
        let mut seen = BTreeSet::new();
        columns.retain(|column| seen.insert(column.clone()));
        columns
    }
}
