//! People of another country are called by the clocks of India, and nobody said so.

use crate::{lint::View, syntax::Diagnostic};

/// Regions whose only clock is that of the zone that counts where none is named. Source: the IANA database,
/// `Asia/Kolkata` and `Asia/Colombo`.
const HOME: [&str; 2] = ["IN", "LK"];

pub(super) fn check(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    let contacts = &view.campaign.contacts;
    let regions = contacts.countries.iter().map(String::as_str);
    let abroad: Vec<&str> = regions.filter(|region| !HOME.contains(region)).collect();
    let is_told = view.root.at("schedule.timezone").is_some() || contacts.timezone.is_some();
    if is_told || abroad.is_empty() {
        return;
    }
    let zone = &view.campaign.schedule.timezone;
    let message = format!("people in {} are called by the clocks of {zone}", abroad.join(", "));
    let place = match view.root.at("schedule.windows") {
        Some(_) => view.key("schedule.windows"),
        None => view.key("contacts.countries"),
    };
    let finding = Diagnostic::warning("EXO307", message).at(place, "");
    found.push(finding.help(
        "write `timezone:` under `schedule` with their zone, such as Asia/Dubai, or under `contacts` with the \
         column that holds it",
    ));
}
