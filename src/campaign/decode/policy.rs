//! A campaign against the project that it runs in: it may be stricter than the policy, never laxer.

use super::{code, notify, policy_hours, suggest, suppress, url};
use crate::{
    campaign::{Campaign, ListForm, Project, Suppression},
    syntax::{self, Diagnostic, Node, Source, Span, nearest},
};

/// Checks a campaign against its project: the account exists, attempts and regions are within the policy,
/// a phone can ring out within the calling hours, in every window, the hosts of callback and webhooks are allowed, and hashed lists
/// have a key.
///
/// `source` is the campaign's file, `project_source` that of the project, where there is one; the
/// findings point into both.
pub fn check_policy(
    campaign: &Campaign,
    source: &Source,
    project: &Project,
    project_source: Option<&Source>,
) -> Vec<Diagnostic> {
    let (root, _) = syntax::parse(source);
    let root = root.as_ref();
    let mut findings = Vec::new();
    findings.extend(account(campaign, source, project));
    findings.extend(attempts(campaign, source, root, project, project_source));
    findings.extend(countries(campaign, source, root, project));
    findings.extend(policy_hours::check(campaign, source, root, project));
    findings.extend(pacing(campaign, source, root, project));
    findings.extend(callback(campaign, source, project));
    findings.extend(notify::check(campaign, source, project));
    findings.extend(hashes(campaign, source, project));
    findings.sort_by_key(|finding| finding.labels.first().map(|label| label.place.byte));
    findings
}

fn account(campaign: &Campaign, source: &Source, project: &Project) -> Option<Diagnostic> {
    let name = &campaign.account;
    if project.accounts.contains_key(&name.value) {
        return None;
    }
    let known: Vec<&str> = project.accounts.keys().map(String::as_str).collect();
    let help = match nearest(&name.value, known.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => {
            let known: Vec<String> = known.iter().map(|name| format!("`{name}`")).collect();
            format!("write `account:` with {}", suggest::one_of(&known))
        }
    };
    let message = format!("there is no account `{}` in exodial.yaml", name.value);
    let finding = Diagnostic::error(code::VALUE, message).at(source.place(&name.span), "");
    Some(finding.help(help))
}

fn attempts(
    campaign: &Campaign,
    source: &Source,
    root: Option<&Node>,
    project: &Project,
    project_source: Option<&Source>,
) -> Option<Diagnostic> {
    let most = project.policy.max_attempts.as_ref()?;
    let wanted = campaign.retries.max_attempts;
    if wanted <= most.value {
        return None;
    }
    let message = format!("{wanted} calls to one person are more than the project allows");
    let place = source.place(&span(root, "retries.max_attempts"));
    let mut finding = Diagnostic::error(code::ATTEMPTS_OVER_POLICY, message).at(place, "");
    if let Some(project) = project_source {
        finding = finding.at(project.place(&most.span), "the most is set here");
    }
    Some(finding.help(format!("write `max_attempts: {}` or less", most.value)))
}

fn countries(
    campaign: &Campaign,
    source: &Source,
    root: Option<&Node>,
    project: &Project,
) -> Vec<Diagnostic> {
    let Some(allowed) = project.policy.countries.as_ref() else {
        return Vec::new();
    };
    let written = root.and_then(|root| root.at("contacts.countries"));
    let outside = campaign.contacts.countries.iter().enumerate();
    let outside = outside.filter(|(_, country)| !allowed.contains(country));
    outside
        .map(|(at, country)| {
            let item = written.and_then(|node| node.items().get(at));
            let span = item.map_or(campaign.contacts.country.span.clone(), |item| {
                item.span.clone()
            });
            let message = format!("the project does not allow calls to `{country}`");
            Diagnostic::error(code::COUNTRY_OUTSIDE_POLICY, message)
                .at(source.place(&span), "")
                .note("`policy.countries` in exodial.yaml names the regions that may be called.")
                .help(format!("call {} only", allowed.join(", ")))
        })
        .collect()
}

/// A campaign may be slower than its account, never faster.
fn pacing(
    campaign: &Campaign,
    source: &Source,
    root: Option<&Node>,
    project: &Project,
) -> Vec<Diagnostic> {
    let Some(account) = project.accounts.get(&campaign.account.value) else {
        return Vec::new();
    };
    let mut findings = Vec::new();
    let mut over = |code, key: &str, message: String, help: String| {
        let place = source.place(&span(root, &format!("pacing.{key}")));
        let finding = Diagnostic::error(code, message).at(place, "");
        findings.push(finding.help(help));
    };
    let limit = account.rate_limit.saturating_sub(account.reserve);
    if let Some(rate) = campaign.pacing.rate.filter(|rate| *rate > limit) {
        over(
            code::RATE_OVER_ACCOUNT,
            "rate",
            format!("{rate} calls a minute are more than the account's {limit} requests"),
            "lower it or write `auto`; set `rate_limit` of the account if Exotel raised it"
                .to_owned(),
        );
    }
    if let Some(most) = campaign
        .pacing
        .in_progress
        .filter(|most| *most > account.channels)
    {
        over(
            code::CALLS_OVER_CHANNELS,
            "in_progress",
            format!(
                "{most} calls at once are more than the account's {} channels",
                account.channels
            ),
            "lower it or remove it; set `channels` of the account if it has more".to_owned(),
        );
    }
    findings
}

/// A callback tells its host whom we called: only hosts of the house are told.
fn callback(campaign: &Campaign, source: &Source, project: &Project) -> Option<Diagnostic> {
    let callback = campaign.call.status_callback.as_ref()?;
    let host = url::callback_host(&callback.value);
    let allowed = &project.allow.callback_hosts;
    if allowed.iter().any(|allowed| allowed == host) {
        return None;
    }
    let message = format!("the project does not allow callbacks to `{host}`");
    let finding = Diagnostic::error(code::CALLBACK_HOST, message);
    let finding = finding.at(source.place(&callback.span), "");
    let finding =
        finding.note("`allow.callback_hosts` in exodial.yaml names the hosts that may be told.");
    Some(finding.help(match allowed.as_slice() {
        [] => "remove the key, or have the host allowed".to_owned(),
        hosts => format!("name {}", suggest::one_of(hosts)),
    }))
}

fn hashes(campaign: &Campaign, source: &Source, project: &Project) -> Vec<Diagnostic> {
    let lists = campaign.contacts.suppress.iter();
    let hashed = lists.filter_map(|entry| match entry {
        Suppression::List(list) if list.form == ListForm::Hashes => Some(&list.column.span),
        Suppression::List(_) | Suppression::Earlier(_) => None,
    });
    let keyless = hashed.filter(|_| project.allow.hmac_key.is_none());
    keyless
        .map(|span| suppress::without_key().at(source.place(span), ""))
        .collect()
}

/// Where a key's value stands; the beginning of the file when it is not written.
fn span(root: Option<&Node>, path: &str) -> Span {
    root.and_then(|root| root.at(path))
        .map_or(0..0, |node| node.span.clone())
}
