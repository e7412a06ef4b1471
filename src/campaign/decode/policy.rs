//! A campaign against the project that it runs in: it may be stricter than the policy, never laxer.

use super::{
    CAMPAIGN, call::CALL, code, contacts::CONTACTS, fields::Fields, format, notify, pacing::PACING,
    policy_hours, retries::RETRIES, secret, suggest, suppress, url,
};
use crate::{
    campaign::{Campaign, ListForm, Project, Suppression, language::Block},
    syntax::{self, Diagnostic, Node, Source, Span, nearest},
};

/// Checks a campaign against its project: the account exists, attempts and regions are within the policy,
/// a phone can ring out within the calling hours, in every window, the hosts of callback and webhooks are allowed, and hashed lists
/// have a key.
///
/// `source` is the campaign's file, `project_source` that of the project, where there is one; the
/// findings point into both. Of a campaign with errors there is none, and what is sound in its file is checked.
pub fn check_policy(
    campaign: Option<&Campaign>,
    source: &Source,
    project: &Project,
    project_source: Option<&Source>,
) -> Vec<Diagnostic> {
    let (root, found) = syntax::parse(source);
    let Some(root) = root.filter(|root| !super::newer(root)) else {
        return Vec::new();
    };
    let source = &secret::masked(source, Some(&root));
    let checked = Checked {
        root: &root,
        is_whole: found.is_empty(),
        source,
        project,
        project_source,
    };
    let mut findings = Vec::new();
    findings.extend(checked.account());
    findings.extend(checked.attempts());
    findings.extend(checked.countries());
    findings.extend(checked.pacing());
    findings.extend(checked.callback());
    if let Some(campaign) = campaign {
        findings.extend(policy_hours::check(campaign, source, &root, project));
        findings.extend(notify::check(campaign, source, project));
        findings.extend(hashes(campaign, source, project));
    }
    findings.sort_by_key(|finding| finding.labels.first().map(|label| label.place.byte));
    findings
}

/// A campaign file that is held against the project.
struct Checked<'a> {
    root: &'a Node,
    /// Whether all of it could be read.
    is_whole: bool,
    source: &'a Source,
    project: &'a Project,
    project_source: Option<&'a Source>,
}

impl<'a> Checked<'a> {
    /// A finding where a key stands.
    fn error(&self, code: &'static str, path: &str, message: String) -> Diagnostic {
        let place = self.source.place(&span(self.root, path));
        Diagnostic::error(code, message).at(place, "")
    }

    /// Whether a key that is not in the block is not there at all: it may be behind what could not be read, or
    /// misspelled.
    fn lacks(&self, block: Option<&Node>, table: &Block) -> bool {
        let mut keys = block.map_or(&[][..], Node::entries).iter();
        self.is_whole && keys.all(|(key, _)| key.text().is_some_and(|key| table.key(key).is_some()))
    }

    /// The name of the account; nothing when it is not known.
    fn named(&self) -> Option<&'a str> {
        match self.root.get("account") {
            Some(node) => node.text(),
            None => self
                .lacks(Some(self.root), &CAMPAIGN)
                .then_some(super::project::DEFAULT_ACCOUNT),
        }
    }

    fn account(&self) -> Option<Diagnostic> {
        let name = self
            .named()
            .filter(|name| format::check_name(name).is_ok())?;
        if self.project.accounts.contains_key(name) {
            return None;
        }
        let known: Vec<&str> = self.project.accounts.keys().map(String::as_str).collect();
        let help = match nearest(name, known.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => {
                let known: Vec<String> = known.iter().map(|name| format!("`{name}`")).collect();
                format!("write `account:` with {}", suggest::one_of(&known))
            }
        };
        let message = format!("there is no account `{name}` in exodial.yaml");
        Some(self.error(code::VALUE, "account", message).help(help))
    }

    fn attempts(&self) -> Option<Diagnostic> {
        let most = self.project.policy.max_attempts.as_ref()?;
        let retries = Fields::new(&RETRIES, self.root.get("retries"));
        let wanted = retries.count("max_attempts")?;
        if wanted <= u64::from(most.value) {
            return None;
        }
        let message = format!("{wanted} calls to one person are more than the project allows");
        let mut finding = self.error(code::ATTEMPTS_OVER_POLICY, "retries.max_attempts", message);
        if let Some(project) = self.project_source {
            finding = finding.at(project.place(&most.span), "the most is set here");
        }
        Some(finding.help(format!("write `max_attempts: {}` or less", most.value)))
    }

    fn countries(&self) -> Vec<Diagnostic> {
        let Some(allowed) = self.project.policy.countries.as_ref() else {
            return Vec::new();
        };
        let is_outside = |country: &str| {
            let is_region = (format::REGION.check)(country).is_ok();
            is_region && allowed.iter().all(|allowed| allowed != country)
        };
        let finding = |country: &str, finding: Diagnostic| {
            Diagnostic {
                message: format!("the project does not allow calls to `{country}`"),
                ..finding
            }
            .note("`policy.countries` in exodial.yaml names the regions that may be called.")
        };
        let only = allowed.join(", ");
        let error = |path| self.error(code::COUNTRY_OUTSIDE_POLICY, path, String::new());
        if let Some(list) = self
            .root
            .at("contacts.countries")
            .filter(|list| !list.is_null())
        {
            let written = list.items().iter();
            let outside = written.filter_map(|item| Some((item, item.text()?)));
            return outside
                .filter(|(_, country)| is_outside(country))
                .map(|(item, country)| {
                    let place = self.source.place(&item.span);
                    let error = Diagnostic::error(code::COUNTRY_OUTSIDE_POLICY, "");
                    finding(country, error.at(place, "")).help(format!("call {only} only"))
                })
                .collect();
        }
        let block = self.root.get("contacts");
        let contacts = Fields::new(&CONTACTS, block);
        let is_written = contacts.node("country").is_some();
        let country = contacts
            .plain("country")
            .filter(|_| is_written || self.lacks(block, &CONTACTS));
        let country = country.filter(|country| is_outside(country));
        let found = country.map(|country| {
            let finding = finding(&country, error("contacts.country"));
            match is_written {
                true => finding.help(format!("call {only} only")),
                false => finding
                    .note(format!(
                        "Without `countries` and `country` only `{country}` is called."
                    ))
                    .help(format!("add `countries: [{only}]`")),
            }
        });
        found.into_iter().collect()
    }

    /// A campaign may be slower than its account, never faster.
    fn pacing(&self) -> Vec<Diagnostic> {
        let account = self
            .named()
            .and_then(|name| self.project.accounts.get(name));
        let Some(account) = account else {
            return Vec::new();
        };
        let mut findings = Vec::new();
        let pacing = Fields::new(&PACING, self.root.get("pacing"));
        let limit = account.rate_limit.saturating_sub(account.reserve);
        if let Some(rate) = pacing.rate("rate").filter(|rate| *rate > limit) {
            let message =
                format!("{rate} calls a minute are more than the account's {limit} requests");
            let finding = self.error(code::RATE_OVER_ACCOUNT, "pacing.rate", message);
            let help =
                "lower it or write `auto`; set `rate_limit` of the account if Exotel raised it";
            findings.push(finding.help(help));
        }
        let channels = u64::from(account.channels);
        if let Some(most) = pacing.count("in_progress").filter(|most| *most > channels) {
            let message =
                format!("{most} calls at once are more than the account's {channels} channels");
            let finding = self.error(code::CALLS_OVER_CHANNELS, "pacing.in_progress", message);
            let help = "lower it or remove it; set `channels` of the account if it has more";
            findings.push(finding.help(help));
        }
        findings
    }

    /// A callback tells its host whom we called: only hosts of the house are told.
    fn callback(&self) -> Option<Diagnostic> {
        let call = Fields::new(&CALL, self.root.get("call"));
        let callback = call.plain("status_callback")?;
        url::callback(&callback).ok()?;
        let host = url::callback_host(&callback);
        let allowed = &self.project.allow.callback_hosts;
        if allowed.iter().any(|allowed| allowed == host) {
            return None;
        }
        let message = format!("the project does not allow callbacks to `{host}`");
        let finding = self.error(code::CALLBACK_HOST, "call.status_callback", message);
        let finding = finding
            .note("`allow.callback_hosts` in exodial.yaml names the hosts that may be told.");
        Some(finding.help(match allowed.as_slice() {
            [] => "remove the key, or have the host allowed".to_owned(),
            hosts => format!("name {}", suggest::one_of(hosts)),
        }))
    }
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

/// Where a key's value stands; else the key of the block that it would stand in, or the beginning of the file.
pub(super) fn span(root: &Node, path: &str) -> Span {
    if let Some(node) = root.at(path) {
        return node.span.clone();
    }
    let (block, _) = path.rsplit_once('.').unwrap_or_default();
    let (above, name) = block.rsplit_once('.').unwrap_or(("", block));
    let above = match above {
        "" => Some(root),
        above => root.at(above),
    };
    let entry = above.and_then(|above| above.entry(name));
    entry.map_or(0..0, |(key, _)| key.span.clone())
}
