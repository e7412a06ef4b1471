//! The texts of the language that have a form: names, zones, times, templates.

use super::{
    code, exophone,
    suggest::{literal, shown},
    text, url,
};
use crate::{
    campaign::{
        Money,
        language::{Fault, Format, Quoting},
        limits::{APP_ID_DIGITS_MAX, MONEY_MAX, NAME_CHARS_MAX},
        zone_words,
    },
    clock::UtcOffset,
    syntax::Safety,
};

type Checked = Result<(), Fault>;

/// The name of a campaign or of an account; both are parts of file names.
pub(super) const NAME: Format = Format {
    what: "a name of small letters, digits and `-`, at most 63",
    quoting: Quoting::Usual,
    pattern: "^[a-z0-9][a-z0-9-]{0,62}$",
    check: name,
};

/// Names of campaigns, with `*` for any letters.
pub(super) const CAMPAIGNS: Format = Format {
    what: "the name of a campaign, `*` for any letters",
    quoting: Quoting::Usual,
    pattern: "^[a-z0-9*-]{1,63}$",
    check: campaigns,
};

/// A region.
pub(super) const REGION: Format = Format {
    what: "a region code such as `IN` (ISO 3166)",
    quoting: Quoting::Usual,
    pattern: "^[A-Z]{2}$",
    check: region,
};

/// A time zone.
pub(super) const ZONE: Format = Format {
    what: "a time zone such as `Asia/Kolkata` (IANA)",
    quoting: Quoting::Usual,
    pattern: "^[A-Za-z][A-Za-z0-9/_+-]*$",
    check: zone,
};

/// An ExoPhone.
pub(super) const EXOPHONE: Format = Format {
    what: "an ExoPhone in quotes, such as \"08047112233\" or \"+918047112233\"",
    quoting: Quoting::Always("a phone number"),
    pattern: "^[ (+0][0-9 ()+-]{6,24}$",
    check: |text| exophone::read(text, exophone::HOME).map(|_| ()),
};

/// A flow: its number, or a template that renders to one.
pub(super) const APP_ID: Format = Format {
    what: "the number of a flow such as `84521`, or a template",
    quoting: Quoting::NumberToo,
    pattern: r"^[0-9]{1,18}$|\{[{%]",
    check: app_id,
};

/// A template over the contact's columns. What is wrong within it, `call` tells at its place.
pub(super) const TEMPLATE: Format = Format {
    what: "a template such as \"{{ loan_id }}\"",
    quoting: Quoting::Usual,
    pattern: "",
    check: |_| Ok(()),
};

/// A time of day, `24:00` included.
pub(super) const TIME: Format = Format {
    what: "a time of day in quotes, such as \"10:00\"",
    quoting: Quoting::Always("a time of day"),
    pattern: "^([01][0-9]|2[0-3]):[0-5][0-9]$|^24:00$",
    check: time,
};

/// A date.
pub(super) const DATE: Format = Format {
    what: "a date in quotes, such as \"2026-11-25\"",
    quoting: Quoting::Always("a date"),
    pattern: "^[0-9]{4}-[0-9]{2}-[0-9]{2}$",
    check: date,
};

/// A date, or a date and a time of day.
pub(super) const MOMENT: Format = Format {
    what: "a date in quotes, such as \"2026-11-23\" or \"2026-11-23T10:00\"",
    quoting: Quoting::Always("a date"),
    pattern: "^[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9]{2}:[0-9]{2})?$",
    check: moment,
};

/// A count or a share of rows.
pub(super) const SHARE: Format = Format {
    what: "a count such as `10`, or a share such as `1%`",
    quoting: Quoting::NumberToo,
    pattern: r"^[0-9]+$|^[0-9]+(\.[0-9]+)?%$",
    check: share,
};

/// An amount of money.
pub(super) const MONEY: Format = Format {
    what: "an amount such as `25000` or `0.60`",
    quoting: Quoting::DecimalToo,
    pattern: r"^[0-9]+(\.[0-9]{1,4})?$",
    check: money,
};

/// A currency.
pub(super) const CURRENCY: Format = Format {
    what: "a currency such as `INR` (ISO 4217)",
    quoting: Quoting::Usual,
    pattern: "^[A-Z]{3}$",
    check: currency,
};

/// An offset from UTC.
pub(super) const OFFSET: Format = Format {
    what: "an offset from UTC in quotes, such as \"+05:30\"",
    quoting: Quoting::Always("an offset"),
    pattern: "^[+-][0-9]{2}:[0-5][0-9]$",
    check: offset,
};

/// A callback.
pub(super) const CALLBACK: Format = Format {
    what: "a URL that begins with `https://`",
    quoting: Quoting::Usual,
    pattern: "^https://",
    check: url::callback,
};

/// The simulator.
pub(super) const BASE_URL: Format = Format {
    what: "the URL of a simulator on this machine, such as `http://127.0.0.1:8187`",
    quoting: Quoting::Usual,
    pattern: r"^https?://(127\.[0-9.]+|localhost|\[::1\])(:[0-9]+)?/?$",
    check: url::loopback,
};

/// The URL of a flow.
pub(super) const FLOW_URL: Format = Format {
    what: "a URL with `<app_id>` in it",
    quoting: Quoting::Usual,
    pattern: "^https?://.*<app_id>",
    check: url::flow,
};

/// Whether a text is a template, not a literal.
pub(super) fn is_template(text: &str) -> bool {
    text.contains("{{") || text.contains("{%")
}

/// Whether a text can be the name of a campaign or of an account.
///
/// # Errors
/// What is wrong with it, and what to write instead.
pub fn check_name(text: &str) -> Result<(), Fault> {
    name(text)
}

fn name(text: &str) -> Checked {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    let good = text.starts_with(plain) && text.chars().all(|c| plain(c) || c == '-');
    if good && text.len() <= NAME_CHARS_MAX {
        return Ok(());
    }
    let message = format!("`{text}` is not a name");
    let kept = text.chars().map(|c| {
        if plain(c.to_ascii_lowercase()) {
            c.to_ascii_lowercase()
        } else {
            '-'
        }
    });
    let proposal: String = kept.take(NAME_CHARS_MAX).collect();
    let proposal = proposal.trim_matches('-');
    let rule = format!("small letters, digits and `-`, at most {NAME_CHARS_MAX}");
    if proposal.is_empty() {
        return Err(Fault::new(code::NAME, message, format!("write {rule}")));
    }
    let proposal = literal(proposal);
    let help = format!("write {rule}: {}", shown(&proposal));
    Err(Fault::new(code::NAME, message, help).instead(Safety::Unsafe, proposal))
}

fn campaigns(text: &str) -> Checked {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "-*".contains(c);
    if (1..=NAME_CHARS_MAX).contains(&text.len()) && text.chars().all(plain) {
        return Ok(());
    }
    let message = format!("no campaign has a name like `{text}`");
    let help = "write small letters, digits and `-`, and `*` for any letters: \"emi-*\"";
    Err(Fault::new(code::NAME, message, help))
}

fn region(text: &str) -> Checked {
    if text.len() == 2 && text.bytes().all(|b| b.is_ascii_uppercase()) {
        return Ok(());
    }
    Err(capital(
        format!("`{text}` is not a region code"),
        text,
        2,
        "write the two capital letters of the region, such as `IN`",
    ))
}

fn zone(text: &str) -> Checked {
    let known = jiff::tz::db().get(text).ok();
    if known.is_some_and(|zone| zone.iana_name() == Some(text)) {
        return Ok(());
    }
    let message = format!("unknown time zone `{text}`");
    let mut fault = match zone_words::instead_of(text) {
        None => Fault::new(
            code::TIME_ZONE,
            message,
            "write an IANA name such as `Asia/Kolkata`",
        ),
        Some((help, None)) => Fault::new(code::TIME_ZONE, message, help),
        Some((help, Some(zone))) => {
            Fault::new(code::TIME_ZONE, message, help).instead(Safety::Unsafe, zone)
        }
    };
    fault.label = "not in the IANA database".to_owned();
    Err(fault)
}

fn app_id(text: &str) -> Checked {
    if is_template(text) {
        return Ok(());
    }
    let digits = text.bytes().all(|b| b.is_ascii_digit()) && text.bytes().any(|b| b != b'0');
    if digits && text.len() <= APP_ID_DIGITS_MAX {
        return Ok(());
    }
    let id = text
        .rsplit_once("start_voice/")
        .map(|(_, tail)| tail.trim_end_matches('/'));
    let id = id.filter(|id| text::whole(id).is_some());
    Err(match id {
        Some(id) => {
            let message = format!("`app_id` is a URL; the id in it is {id}");
            let help = format!("write `app_id: {id}`");
            Fault::new(code::APP_ID, message, help).instead(Safety::Safe, id)
        }
        None => Fault::new(
            code::APP_ID,
            "`app_id` must be the number of a flow, or a template that renders to one",
            "copy the number from the address of the flow in the Exotel dashboard",
        ),
    })
}

fn time(text: &str) -> Checked {
    if text::time_of_day(text).is_some() {
        return Ok(());
    }
    let message = format!("`{text}` is not a time of day");
    let late = Some(format!("0{text}")).filter(|text| text::time_of_day(text).is_some());
    let help = match late {
        Some(meant) => format!("write \"{meant}\""),
        None => "write hours and minutes, \"00:00\" to \"24:00\"".to_owned(),
    };
    Err(Fault::new(code::VALUE, message, help))
}

fn date(text: &str) -> Checked {
    if text.len() == 10 && text.parse::<jiff::civil::Date>().is_ok() {
        return Ok(());
    }
    let message = format!("`{text}` is not a date");
    Err(Fault::new(
        code::VALUE,
        message,
        "write year, month and day, such as \"2026-11-25\"",
    ))
}

fn moment(text: &str) -> Checked {
    let Some((day, time)) = text.split_once(['T', 't', ' ']) else {
        return date(text);
    };
    date(day)?;
    let times = [time.trim().to_owned(), format!("0{}", time.trim())];
    let time = times.iter().find(|time| text::time_of_day(time).is_some());
    let meant = time.map(|time| format!("{day}T{time}"));
    if meant.as_deref() == Some(text) {
        return Ok(());
    }
    let help = match meant {
        Some(meant) => format!("write \"{meant}\""),
        None => format!("write it as \"{day}T10:00\""),
    };
    let message = format!("`{text}` is not a date with a time of day");
    Err(Fault::new(code::VALUE, message, help))
}

fn share(text: &str) -> Checked {
    if text::whole(text).is_some() || text::share(text).is_some() {
        return Ok(());
    }
    let message = format!("`{text}` is neither a count nor a share");
    Err(Fault::new(
        code::VALUE,
        message,
        "write a count such as `10`, or a share such as `1%`",
    ))
}

fn money(text: &str) -> Checked {
    let decimals = text
        .split_once('.')
        .map_or(0, |(_, decimals)| decimals.len());
    let plain = text.starts_with(|c: char| c.is_ascii_digit()) && !text.ends_with('.');
    let money = Money::parse(text).filter(|_| plain && decimals <= 4);
    if money.is_some_and(|money| money > Money::ZERO && money <= MONEY_MAX) {
        return Ok(());
    }
    Err(Fault::new(
        code::VALUE,
        format!("`{text}` is not an amount of money"),
        format!(
            "write a number above 0 with at most four decimals, such as `0.60`, at most {MONEY_MAX}"
        ),
    ))
}

fn currency(text: &str) -> Checked {
    if text.len() == 3 && text.bytes().all(|b| b.is_ascii_uppercase()) {
        return Ok(());
    }
    Err(capital(
        format!("`{text}` is not a currency"),
        text,
        3,
        "write its three capital letters, such as `INR`",
    ))
}

/// The fault of a text that is not so many capital letters; small ones are those that are meant.
fn capital(message: String, text: &str, letters: usize, otherwise: &str) -> Fault {
    let upper = text.to_ascii_uppercase();
    if upper.len() != letters || !upper.bytes().all(|b| b.is_ascii_uppercase()) {
        return Fault::new(code::VALUE, message, otherwise);
    }
    let upper = literal(&upper);
    let help = format!("write {}", shown(&upper));
    Fault::new(code::VALUE, message, help).instead(Safety::Unsafe, upper)
}

fn offset(text: &str) -> Checked {
    if UtcOffset::parse(text).is_some() {
        return Ok(());
    }
    let message = format!("`{text}` is not an offset from UTC");
    let (sign, rest) = match text.strip_prefix('-') {
        Some(rest) => ('-', rest),
        None => ('+', text.strip_prefix('+').unwrap_or(text)),
    };
    let meant = [format!("{sign}{rest}"), format!("{sign}0{rest}")];
    let help = match meant.iter().find(|text| UtcOffset::parse(text).is_some()) {
        Some(meant) => format!("write \"{meant}\""),
        None => "write sign, hours and minutes, such as \"+05:30\"".to_owned(),
    };
    Err(Fault::new(code::VALUE, message, help))
}
