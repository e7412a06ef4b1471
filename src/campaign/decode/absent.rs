//! Keys that the language leaves out on purpose: what they ask for would harm somebody, or is not for a file to say.

use super::{
    code,
    retries::RETRIED,
    suggest::{one_of, word as typed},
};
use crate::{
    campaign::language::Fault,
    syntax::{Node, nearest, plain},
};

/// A key without a place here.
struct Absent {
    /// The blocks in which it is looked for; `*` stands for one name.
    blocks: &'static [&'static str],
    /// How it is called, as [`plain`] writes it.
    words: &'static [&'static str],
    /// The values that are meant; any where there are none.
    values: &'static [&'static str],
    /// A key beside it with which it would mean something else.
    unless: Option<&'static str>,
    code: &'static str,
    /// One fact; `{}` stands for the key.
    message: &'static str,
    help: &'static str,
}

/// What says no.
const NO: &[&str] = &["off", "false", "no", "none", "never", "0"];

/// Sources of the words: the request fields of Exotel, Twilio, Plivo and Vonage, and the options of HTTP clients.
const ABSENT: &[Absent] = &[
    Absent {
        blocks: &["call"],
        words: &["type", "calltype"],
        values: &[],
        unless: None,
        code: code::CALL_TYPE,
        message: "`{}` cannot be chosen: every call is of the type `trans`",
        help: "remove it; Exotel does not support promotional calls",
    },
    Absent {
        blocks: &["call"],
        words: &[
            "events",
            "callbackevent",
            "callbackevents",
            "statuscallbackevent",
            "statuscallbackevents",
        ],
        values: &[],
        unless: None,
        code: code::CALLBACK_EVENT,
        message: "`{}` cannot be chosen: the callback tells of the end of a call",
        help: "remove it; outcomes never depend on the callback",
    },
    Absent {
        blocks: &["call"],
        words: &["channels", "recordchannels", "recordingchannels"],
        values: &[],
        unless: Some("record"),
        code: code::CHANNELS_ALONE,
        message: "`{}` does nothing where no call is recorded",
        help: "write `record: { channels: dual }`, or remove it",
    },
    Absent {
        blocks: &[
            "",
            "call",
            "limits",
            "results",
            "retries",
            "accounts.*",
            "accounts.*.timing",
        ],
        words: &["poll", "polling", "reconcile", "reconciliation"],
        values: NO,
        unless: None,
        code: code::NO_OUTCOMES,
        message: "`{}` cannot be turned off: nobody would know how the calls ended",
        help: "remove it; outcomes are read from Exotel, at a rate that leaves room for calls",
    },
    Absent {
        blocks: &["", "contacts", "call", "retries", "limits"],
        words: &[
            "dedup",
            "dedupe",
            "deduplicate",
            "deduplication",
            "duplicates",
        ],
        values: ALL_ROWS,
        unless: None,
        code: code::DEDUPE_OFF,
        message: "a person with two rows would be called twice",
        help: "remove it; `duplicates` of `contacts` says which row of a number is called: `first` or `last`",
    },
    Absent {
        blocks: &["", "contacts", "call", "retries", "limits"],
        words: &["allowduplicates", "keepduplicates", "callduplicates"],
        values: &["true", "yes", "on"],
        unless: None,
        code: code::DEDUPE_OFF,
        message: "a person with two rows would be called twice",
        help: "remove it; `duplicates` of `contacts` says which row of a number is called: `first` or `last`",
    },
    Absent {
        blocks: &["", "pacing", "limits"],
        words: &[
            "runners",
            "workers",
            "replicas",
            "instances",
            "machines",
            "nodes",
        ],
        values: &[],
        unless: None,
        code: code::STATE_NOT_SHARED,
        message: "a run has one runner, since its journal is a folder of one machine",
        help: "remove it; `in_progress` of `pacing` says how many calls are under way at once",
    },
    Absent {
        blocks: &["whitelist"],
        words: &["blacklist", "blacklisted"],
        values: &["call", "allow", "ignore", "off", "false", "no", "none"],
        unless: None,
        code: code::BLACKLIST_CALLED,
        message: "people who asked not to be called would be called",
        help: "remove it; whoever is on the blacklist is left out",
    },
    Absent {
        blocks: &["accounts.*"],
        words: &[
            "insecure",
            "insecureskipverify",
            "rejectunauthorized",
            "skipverify",
            "ssl",
            "sslverify",
            "tls",
            "tlsverify",
            "verify",
            "verifyssl",
            "verifytls",
        ],
        values: &[],
        unless: None,
        code: code::TLS_OFF,
        message: "`{}` cannot be chosen: certificates are always checked",
        help: "remove it; an authority of your own belongs among those that this machine trusts",
    },
];

/// Values of `duplicates` and its like by which each row would be called.
const ALL_ROWS: &[&str] = &[
    "none", "off", "false", "no", "all", "allow", "keep", "call", "ignore",
];

/// What is to be said of a key that the block at `path` does not have, if it is left out on purpose.
pub(super) fn key(path: &str, block: &Node, word: &str, value: &Node) -> Option<Fault> {
    let plain_word = plain(word);
    let text = value.text().unwrap_or_default().to_ascii_lowercase();
    let absent = ABSENT.iter().find(|absent| {
        absent.words.contains(&plain_word.as_str())
            && absent.blocks.iter().any(|block| is_at(path, block))
            && (absent.values.is_empty() || absent.values.contains(&text.as_str()))
    })?;
    let beside = absent.unless.and_then(|name| block.get(name));
    if beside.is_some_and(|node| node.text() != Some("false")) {
        return None;
    }
    let message = absent.message.replace("{}", word);
    Some(Fault::new(absent.code, message, absent.help))
}

/// What is to be said of a value of a key that there is.
pub(super) fn value(path: &str, value: &Node) -> Option<Fault> {
    let name = path.strip_prefix("contacts.")?;
    if name != "duplicates" {
        return None;
    }
    // The key itself is known, so nothing but its values can be meant.
    key("contacts", value, name, value).map(|fault| Fault {
        help: "write `first` or `last`: which row of a number is called".to_owned(),
        ..fault
    })
}

fn is_at(path: &str, block: &str) -> bool {
    let (mut path, mut block) = (path.split('.'), block.split('.'));
    loop {
        match (path.next(), block.next()) {
            (None, None) => return true,
            (Some(_), Some("*")) => {}
            (Some(own), Some(name)) if own == name => {}
            _ => return false,
        }
    }
}

/// What others call an outcome, as [`plain`] writes it, and the outcome where it is one of Exotel's.
const OUTCOMES: &[(&str, Option<&str>)] = &[
    ("cancelled", Some("canceled")),
    ("engaged", Some("busy")),
    ("missed", Some("no-answer")),
    ("noreply", Some("no-answer")),
    ("notanswered", Some("no-answer")),
    ("unanswered", Some("no-answer")),
    ("answeringmachine", None),
    ("congestion", None),
    ("declined", None),
    ("error", None),
    ("hangup", None),
    ("invalid", None),
    ("machine", None),
    ("notreachable", None),
    ("outofcoverage", None),
    ("rejected", None),
    ("switchedoff", None),
    ("timedout", None),
    ("timeout", None),
    ("unallocated", None),
    ("unreachable", None),
    ("voicemail", None),
];

/// What is to be said of a key of `retries` that is meant for an outcome, and the outcome, if it is known. `own` is the
/// key of the block that is most like it.
pub(super) fn outcome(word: &str, own: &[&'static str]) -> Option<(Fault, Option<&'static str>)> {
    let retried = RETRIED.map(|outcome| outcome.as_str());
    let plain_word = plain(word);
    let other = OUTCOMES.iter().find(|(other, _)| *other == plain_word);
    let meant = match other {
        Some((_, meant)) => *meant,
        None => {
            let near = nearest(word, own.iter().copied())?;
            Some(retried.into_iter().find(|outcome| *outcome == near)?)
        }
    };
    let help = match meant {
        Some(outcome) if plain(outcome) == plain_word => format!("it is written `{outcome}`"),
        Some(outcome) => format!("did you mean `{outcome}`?"),
        None => format!(
            "the outcomes that can be dialled again are {}",
            all(&retried)
        ),
    };
    let message = format!("`{word}` is not an outcome");
    Some((Fault::new(code::RETRY_OUTCOME, message, help), meant))
}

fn all(words: &[&str]) -> String {
    let words: Vec<String> = words.iter().map(|word| typed(word)).collect();
    one_of(&words).replace(" or ", " and ")
}
