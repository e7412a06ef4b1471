//! Columns with data about a person that are sent to the flow.

use crate::{
    campaign::Template,
    lint::View,
    syntax::{Diagnostic, Span, scalar},
};

/// Words in the name of a column that tell of a person.
const WORDS: [&str; 25] = [
    "aadhaar", "aadhar", "adhaar", "adhar", "birth", "birthdate", "birthday", "cvv", "dob", "email", "emailid", "iban",
    "mobile", "mobileno", "msisdn", "otp", "pan", "panno", "passport", "password", "phone", "phoneno", "ssn", "upi",
    "whatsapp",
];

pub(super) fn check(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    let custom = view.campaign.call.custom_field.as_ref();
    let mut told: Vec<String> = Vec::new();
    for text in custom.iter().flat_map(|custom| custom.texts()) {
        let Ok(template) = Template::compile(&text.value) else {
            continue;
        };
        for (column, range) in template.columns() {
            if told.contains(column) || !is_personal(column) || !is_sent(&text.value, range) {
                continue;
            }
            told.push(column.clone());
            let span = scalar::locate(view.source, text, range);
            let message = format!("`custom_field` sends column `{column}` to the flow");
            let finding = Diagnostic::warning("EXO507", message).at(view.source.place(&span), "");
            let finding = finding.note(
                "Exotel hands it on to each server that the flow asks, in the query of the URL, which logs keep.",
            );
            found.push(finding.help("send an id by which your own system finds the person"));
        }
    }
}

/// Whether one of the words of a column's name tells of a person: `Date of birth`, `aadhaar_no`, `emailId`.
fn is_personal(column: &str) -> bool {
    let mut words = vec![String::new()];
    let mut was_small = false;
    for c in column.chars() {
        if !c.is_alphanumeric() || (was_small && c.is_uppercase()) {
            words.push(String::new());
        }
        was_small = c.is_lowercase();
        if let (Some(word), true) = (words.last_mut(), c.is_alphanumeric()) {
            word.extend(c.to_lowercase());
        }
    }
    words.iter().any(|word| WORDS.contains(&word.as_str()))
}

/// Whether the cell itself is put out: a condition only looks at it, and a part of it is not the whole.
fn is_sent(template: &str, range: &Span) -> bool {
    let (Some(before), Some(behind)) = (template.get(..range.start), template.get(range.end..))
    else {
        return false;
    };
    let is_put_out = before.rfind("{{") > before.rfind("{%");
    let behind = behind.trim_start();
    let filter = behind.strip_prefix('|').map_or("", str::trim_start);
    let is_part = ["length", "first", "last"].iter().any(|part| filter.starts_with(part));
    is_put_out && !is_part && !behind.starts_with(['[', '='])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_words_of_a_name_count() {
        for column in ["phone", "Phone No", "date_of_birth", "aadhaar-no", "emailId", "PAN"] {
            assert!(is_personal(column), "{column}");
        }
        for column in ["company", "phonetic", "spanish", "id", "panel", "headphones"] {
            assert!(!is_personal(column), "{column}");
        }
    }

    #[test]
    fn what_a_condition_reads_is_not_sent() {
        let is_sent = |template: &str| {
            let at = template.find("pan").expect("it is there");
            is_sent(template, &(at..at + 3))
        };
        assert!(is_sent("{{ pan }}"));
        assert!(is_sent("{% if id %}{{ pan|upper }}{% endif %}"));
        assert!(!is_sent("{% if pan %}{{ id }}{% endif %}"));
        assert!(!is_sent("{{ pan|length }}"));
        assert!(!is_sent("{{ pan[-4:] }}"));
    }
}
