//! Calls that are cut before anybody understood what they are about.

use crate::{lint::View, syntax::Diagnostic};

/// Seconds below which hardly a greeting can be heard.
const SHORT: u64 = 15;

pub(super) fn check(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    let limit = view.campaign.call.time_limit.as_secs();
    if limit < SHORT {
        let message = format!("calls are cut after {limit} s");
        let finding = Diagnostic::warning("EXO203", message);
        found.push(
            finding
                .at(view.value("call.time_limit"), "")
                .help("write the length of the flow's audio and some seconds more"),
        );
    }
}
