//! An account of the project file: who calls, how fast, and what its timing is.

use super::super::{check, code, fields::Fields, findings::Findings, format, rate, secret, text};
use crate::{
    campaign::{
        Account, Ambiguity, Cluster, Timing,
        language::{Block, Choice, DurationRange, Fault, Key, Kind, words},
        limits::{CHANNELS_MAX, RATE_LIMIT_DEFAULT, TIMING_MAX},
        project::SecretRef,
    },
    clock::UtcOffset,
    syntax::{Diagnostic, Node, Spanned, Value},
};

const CLUSTERS: &[Choice<Cluster>] = &[
    Choice::new("mumbai", Cluster::Mumbai, "api.in.exotel.com"),
    Choice::new("singapore", Cluster::Singapore, "api.exotel.com"),
];

const AMBIGUITIES: &[Choice<Ambiguity>] = &[
    Choice::new(
        "never_redial",
        Ambiguity::NeverRedial,
        "the person is never dialled again by this run",
    ),
    Choice::new(
        "redial_after_hold",
        Ambiguity::RedialAfterHold,
        "dialled again once the hold is over and the listing was seen to be current",
    ),
];

/// A term of the timing.
const TERM: Kind = Kind::Duration(&DurationRange {
    min: std::time::Duration::from_millis(1),
    max: TIMING_MAX,
    max_text: "2d",
    millis: true,
    code: code::VALUE,
    why: "any term of the timing",
});

static TIMING: Block = Block {
    about: "What the proof of \"no call was placed\" waits for, and how patient requests are.",
    keys: &[
        Key::new(
            "send_deadline",
            TERM,
            "An intent older than this is not sent any more.",
        )
        .default("10s"),
        Key::new("connect_timeout", TERM, "Longest wait for a connection.").default("10s"),
        Key::new("answer_timeout", TERM, "Longest wait for an answer.").default("60s"),
        Key::new(
            "delivery_lag",
            TERM,
            "How late a request that was written may still become a call.",
        )
        .default("120s"),
        Key::new(
            "listing_lag",
            TERM,
            "How late an ended call may appear in the listing.",
        )
        .default("15m"),
        Key::new(
            "clock_skew",
            TERM,
            "How far the clocks of here and Exotel may differ.",
        )
        .default("60s"),
        Key::new(
            "poll_every",
            TERM,
            "How often outstanding calls are read while the rate binds.",
        )
        .default("60s"),
        Key::new(
            "confirm_for",
            TERM,
            "How long an accepted call may stay without a final status.",
        )
        .default("24h"),
    ],
};

/// An account.
pub(super) static ACCOUNT: Block = Block {
    about: "An account of Exotel.",
    keys: &[
        Key::new(
            "cluster",
            Kind::Words(|| words(CLUSTERS)),
            "The cluster that has the account: see the API settings page.",
        ),
        Key::new("sid", Kind::Secret { literal: true }, "The account sid.")
            .default("${EXOTEL_ACCOUNT_SID}"),
        Key::new("key", Kind::Secret { literal: false }, "The API key.")
            .default("${EXOTEL_API_KEY}"),
        Key::new("token", Kind::Secret { literal: false }, "The API token.")
            .default("${EXOTEL_API_TOKEN}"),
        Key::new(
            "base_url",
            Kind::Format(&format::BASE_URL),
            "A simulator on this machine in place of the cluster.",
        )
        .default("null"),
        Key::new(
            "flow_url",
            Kind::Format(&format::FLOW_URL),
            "The URL of a flow, with `<sid>` and `<app_id>`.",
        )
        .default("null"),
        Key::new(
            "rate_limit",
            Kind::Format(&rate::RATE),
            "All requests of the account.",
        )
        .default(RATE_LIMIT_DEFAULT),
        Key::new(
            "reserve",
            Kind::Format(&rate::RESERVE),
            "Of these, left for the rest of the company.",
        )
        .default("0/min"),
        Key::new(
            "channels",
            Kind::Count(1, CHANNELS_MAX),
            "Calls under way at once.",
        )
        .default("60"),
        Key::new(
            "currency",
            Kind::Format(&format::CURRENCY),
            "The currency of every price.",
        )
        .default("INR"),
        Key::new(
            "utc_offset",
            Kind::Format(&format::OFFSET),
            "The offset of every date of the v1 API.",
        )
        .default("+05:30"),
        Key::new(
            "timing",
            Kind::Block(&TIMING),
            "What the proof of \"no call was placed\" waits for.",
        ),
        Key::new(
            "ambiguous",
            Kind::Words(|| words(AMBIGUITIES)),
            "What becomes of an attempt that may have placed a call and whose call was not found.",
        )
        .default("never_redial"),
    ],
};

/// Two profiles must not be one account: each has a lock, a budget and a memory of its own.
pub(super) fn differ(findings: &mut Findings<'_>, root: &Node) {
    let accounts = root.get("accounts").map(Node::entries).unwrap_or_default();
    let mut known: Vec<(&str, &Node)> = Vec::new();
    for (name, account) in accounts {
        // What is not written is the usual variable, of one account only; all others lack it.
        let usual = (name.text() == Some(super::DEFAULT_ACCOUNT)).then_some(USUAL_SID);
        let Some(sid) = account.get("sid").and_then(Node::text).or(usual) else {
            continue;
        };
        if let Some((_, first)) = known.iter().find(|(other, _)| *other == sid) {
            let first_name = first.text().unwrap_or_default();
            let message = format!("this is the account `{first_name}` under another name");
            let finding = Diagnostic::error(code::SAME_ACCOUNT, message)
                .at(findings.place(&name.span), "")
                .at(findings.place(&first.span), "the same `sid` here")
                .note("Each profile has a lock, a budget of requests and a memory of its own.");
            findings.push(finding.help("use one profile for one account of Exotel's"));
        } else {
            known.push((sid, name));
        }
    }
}

/// The sid of a profile that names none.
const USUAL_SID: &str = "${EXOTEL_ACCOUNT_SID}";

/// Checks what the keys of one account must be to each other.
pub(super) fn agree(findings: &mut Findings<'_>, name: &Node, account: &Node) {
    let fields = Fields::new(&ACCOUNT, Some(account));
    if let (Some(limit), Some(reserve)) = (fields.rate("rate_limit"), fields.rate("reserve"))
        && limit > 0
        && reserve >= limit
    {
        let place = account
            .get("reserve")
            .or(account.get("rate_limit"))
            .unwrap_or(account);
        let message = format!("a reserve of {reserve} leaves nothing of {limit} requests a minute");
        let help = "write a `reserve` below `rate_limit`";
        findings.fault(&place.span, Fault::new(code::CONFLICT, message, help));
    }
    let named = name.text().unwrap_or_default();
    if named == super::DEFAULT_ACCOUNT || !matches!(account.value, Value::Mapping(_)) {
        return;
    }
    // Two accounts must not share credentials because one of them was left out.
    for key in ["sid", "key", "token"]
        .into_iter()
        .filter(|key| account.get(key).is_none())
    {
        let path = check::join(&check::join("accounts", named), key);
        let finding = Diagnostic::error(code::MISSING_KEY, format!("`{path}` is required"))
            .at(findings.place(&name.span), "")
            .note("Only the account `default` reads the usual variables by itself.")
            .help(format!(
                "add `{key}: \"${{{}_{}}}\"`",
                variable(named),
                key.to_uppercase()
            ));
        findings.push(finding);
    }
}

fn variable(name: &str) -> String {
    let letter = |c: char| match c.is_ascii_alphanumeric() {
        true => c.to_ascii_uppercase(),
        false => '_',
    };
    format!("EXOTEL_{}", name.chars().map(letter).collect::<String>())
}

/// The account that there is without a project file.
pub(super) fn from_environment(name: &str) -> Option<Account> {
    build(name, None)
}

pub(super) fn build(name: &str, node: Option<&Node>) -> Option<Account> {
    let account = Fields::new(&ACCOUNT, node);
    let secret = |key| account.plain(key).map(|text| secret::read(&text));
    let cluster = account.choice("cluster", CLUSTERS);
    let span = account.node("cluster").map(|node| node.span.clone());
    Some(Account {
        name: name.to_owned(),
        cluster: cluster
            .zip(span)
            .map(|(cluster, span)| Spanned::new(cluster, span)),
        sid: secret("sid")?,
        key: secret("key").filter(is_reference)?,
        token: secret("token").filter(is_reference)?,
        base_url: account.text("base_url"),
        flow_url: account.text("flow_url"),
        rate_limit: account.rate("rate_limit")?,
        reserve: account.rate("reserve")?,
        channels: text::whole(&account.plain("channels")?)?.try_into().ok()?,
        currency: account.plain("currency")?,
        utc_offset: UtcOffset::parse(&account.plain("utc_offset")?)?,
        timing: timing(account.block("timing", &TIMING))?,
        ambiguous: account.choice("ambiguous", AMBIGUITIES)?,
    })
}

fn is_reference(secret: &SecretRef) -> bool {
    !matches!(secret, SecretRef::Literal(_))
}

fn timing(timing: Fields<'_>) -> Option<Timing> {
    Some(Timing {
        send_deadline: timing.duration("send_deadline")?,
        connect_timeout: timing.duration("connect_timeout")?,
        answer_timeout: timing.duration("answer_timeout")?,
        delivery_lag: timing.duration("delivery_lag")?,
        listing_lag: timing.duration("listing_lag")?,
        clock_skew: timing.duration("clock_skew")?,
        poll_every: timing.duration("poll_every")?,
        confirm_for: timing.duration("confirm_for")?,
    })
}
