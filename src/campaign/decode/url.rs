//! The three kinds of URL that a file may hold. Read by hand and narrowly, so that no client can
//! understand one of them differently.

use core::net::Ipv4Addr;

use super::code;
use crate::campaign::language::Fault;

type Checked = Result<(), Fault>;

/// Checks the URL of a simulator: `http` or `https`, a loopback address (127.0.0.0/8, `::1`, `localhost`), a
/// port, and nothing behind it.
///
/// # Errors
/// A fault when it is anything else; no credentials are in its text.
pub fn loopback(text: &str) -> Checked {
    let (_, authority, path) = split(text, "base_url")?;
    // `\`, `%` and the like are read differently by different clients.
    let plain = authority
        .chars()
        .all(|c| c.is_ascii_alphanumeric() || ".:[]".contains(c));
    let (host, port) = match authority
        .strip_prefix('[')
        .and_then(|rest| rest.split_once(']'))
    {
        Some((host, port)) => (
            host,
            port.strip_prefix(':').or(port.is_empty().then_some("")),
        ),
        None => match authority.split_once(':') {
            Some((host, port)) => (host, Some(port)),
            None => (authority, Some("")),
        },
    };
    let good_port =
        port.is_some_and(|port| port.is_empty() || port.parse::<u16>().is_ok_and(|p| p > 0));
    let here = is_here(host) || (host == "::1" && authority.starts_with('['));
    if plain && here && good_port && matches!(path, "" | "/") {
        return Ok(());
    }
    Err(Fault::new(
        code::NOT_LOOPBACK,
        "`base_url` may only name this machine",
        "write the simulator's address, such as http://127.0.0.1:8187; for a real account write `cluster`",
    ))
}

/// Checks the URL of a flow: `<app_id>` in it, no credentials.
pub(super) fn flow(text: &str) -> Checked {
    let (_, authority, path) = split(text, "flow_url")?;
    let good = text.chars().all(|c| c.is_ascii_graphic()) && !authority.is_empty();
    if good && !authority.contains('<') && path.contains("<app_id>") {
        return Ok(());
    }
    Err(Fault::new(
        code::VALUE,
        "`flow_url` must hold `<app_id>` in its path",
        "write http://my.exotel.com/<sid>/exoml/start_voice/<app_id>",
    ))
}

/// Checks a callback: `https`, a host that the whole world can reach, no credentials, no template.
pub(super) fn callback(text: &str) -> Checked {
    let (scheme, authority, _) = split(text, "status_callback")?;
    let fault = |code, message: &str, help: &str| Err(Fault::new(code, message, help));
    if scheme != "https" {
        let message = "`status_callback` must begin with `https://`";
        let help = "use https, so that outcomes do not travel in the open";
        return fault(code::CALLBACK_NOT_HTTPS, message, help);
    }
    if text.contains(['{', '}']) {
        let message = "`status_callback` is no template";
        let help = "write one URL for all calls; Exotel names the call in what it sends";
        return fault(code::VALUE, message, help);
    }
    let Some(host) = host_of(authority) else {
        let message = "the host of `status_callback` cannot be read";
        let help = "write it in small letters, such as https://hooks.example.com/exotel";
        return fault(code::VALUE, message, help);
    };
    if !text.chars().all(|c| c.is_ascii_graphic() && c != '\\') {
        let message = "`status_callback` holds a character that no URL has";
        return fault(code::VALUE, message, "write it as %XX");
    }
    if !is_public(host) {
        let message = format!("Exotel cannot reach `{host}`");
        let help = "name a public host, or remove the key: outcomes do not need it";
        return fault(code::CALLBACK_UNREACHABLE, &message, help);
    }
    Ok(())
}

/// The host of a callback that was checked.
pub(super) fn callback_host(text: &str) -> &str {
    let rest = text.strip_prefix("https://").unwrap_or_default();
    rest.split([':', '/', '?', '#']).next().unwrap_or_default()
}

/// Whether a URL seems to be one of this machine, so that it may be looked at more closely.
pub(super) fn seems_local(text: &str) -> bool {
    let rest = text.split_once("://").map(|(_, rest)| rest);
    // The whole host: `localhost.example.com` is elsewhere.
    let host = rest.and_then(|rest| rest.split([':', '/', '?', '#', '\\']).next());
    host.is_some_and(is_here)
}

/// Checks the URL of a webhook and gives its host: `https`, or `http` on this machine; no credentials. Nothing of the
/// URL is in the fault.
pub(super) fn webhook(text: &str) -> Result<String, Fault> {
    let fault = |message: &str, help: &str| Err(Fault::new(code::WEBHOOK_URL, message, help));
    let whole = "write the whole URL, such as https://hooks.example.com/…";
    if !text.chars().all(|c| c.is_ascii_graphic() && c != '\\') {
        return fault(
            "the URL of the webhook holds a character that no URL has",
            whole,
        );
    }
    let (scheme, authority, _) = split(text, "webhook").map_err(|fault| match fault.code {
        code::VALUE => Fault::new(code::WEBHOOK_URL, fault.message, fault.help),
        _ => fault,
    })?;
    let Some(host) = host_of(authority) else {
        return fault(
            "the host of the webhook cannot be read",
            "write it in small letters, and a port from 1 to 65535",
        );
    };
    if scheme != "https" && !is_here(host) {
        return fault(
            "the webhook must begin with `https://`",
            "use https, so that nobody on the way reads the URL, which is a secret",
        );
    }
    Ok(host.to_owned())
}

/// The host of an authority, in small letters and with a port that can be one, if it has any.
fn host_of(authority: &str) -> Option<&str> {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || ".-".contains(c);
    let (host, port) = authority.split_once(':').unwrap_or((authority, "443"));
    let is_port = port.parse::<u16>().is_ok_and(|port| port > 0);
    (is_port && !host.is_empty() && host.chars().all(plain)).then_some(host)
}

/// Whether a host is this machine.
pub fn is_here(host: &str) -> bool {
    let address = host.parse::<Ipv4Addr>();
    host == "localhost" || address.is_ok_and(|address| address.is_loopback())
}

/// Whether a host can be one that is known outside of its own network.
fn is_public(host: &str) -> bool {
    match host.parse::<Ipv4Addr>() {
        Ok(address) => {
            !(address.is_loopback()
                || address.is_private()
                || address.is_link_local()
                || address.is_unspecified()
                || address.is_broadcast())
        }
        Err(_) => {
            let end = host.rsplit('.').next().unwrap_or_default();
            let own = ["local", "localhost", "internal", "lan"];
            let named = end.starts_with(|c: char| c.is_ascii_lowercase());
            host.contains('.') && named && !own.contains(&end)
        }
    }
}

/// Scheme, authority and the rest. Credentials are refused here.
fn split<'t>(text: &'t str, name: &str) -> Result<(&'t str, &'t str, &'t str), Fault> {
    let Some((scheme @ ("http" | "https"), rest)) = text.split_once("://") else {
        let message = format!("`{name}` must be a URL that begins with `http://` or `https://`");
        return Err(Fault::new(code::VALUE, message, "write the whole URL"));
    };
    let end = rest.find(['/', '?', '#', '\\']).unwrap_or(rest.len());
    let (authority, path) = rest.split_at(end);
    if authority.contains('@') {
        return Err(Fault::new(
            code::CREDENTIALS_IN_URL,
            format!("`{name}` holds a user or a password"),
            "remove what stands before the `@`; keys and tokens are named by the account",
        ));
    }
    Ok((scheme, authority, path))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_this_machine_is_loopback() {
        for good in [
            "http://127.0.0.1:8187",
            "https://127.9.9.9/",
            "http://localhost:1",
            "http://[::1]:8187/",
        ] {
            assert_eq!(loopback(good), Ok(()), "{good}");
        }
        for bad in [
            "http://127.0.0.1.evil.com",
            "http://127.0.0.1\\@evil.com",
            "http://127.1",
            "http://0.0.0.0:1",
            "http://10.0.0.1",
            "http://localhost.evil.com",
            "http://[::2]",
            "http://::1",
            "ftp://127.0.0.1",
            "http://127.0.0.1:0",
            "http://127.0.0.1:99999",
            "http://127.0.0.1/x",
            "http://127.0.0.1?x",
            "http://",
            "http:127.0.0.1",
            "http://[::1]evil.com",
            "http://①27.0.0.1",
            "HTTP://127.0.0.1",
        ] {
            assert!(loopback(bad).is_err(), "{bad}");
        }
        let fault = loopback("http://me:s3cret@127.0.0.1").expect_err("it holds credentials");
        assert_eq!(fault.code, code::CREDENTIALS_IN_URL);
        assert!(!format!("{fault:?}").contains("s3cret"));
    }
}
