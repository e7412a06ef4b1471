//! A rate that leaves nothing for the requests beside the calls.

use crate::{lint::View, syntax::Diagnostic};

pub(super) fn check(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    let account = &view.campaign.account.value;
    let (Some(rate), Some(account)) = (
        view.campaign.pacing.rate,
        view.project.accounts.get(account),
    ) else {
        return;
    };
    let limit = account.rate_limit.saturating_sub(account.reserve);
    if rate == limit {
        let message = format!("{rate} calls a minute leave nothing for other requests");
        let finding = Diagnostic::warning("EXO302", message);
        found.push(
            finding
                .at(view.value("pacing.rate"), format!("the account may send {limit} requests a minute"))
                .note("Look-ups of the whitelist and reads of outcomes are requests too; calls wait for them.")
                .help("write `auto`, which shares the limit among them"),
        );
    }
}
