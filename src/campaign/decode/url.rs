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
    let here = host == "localhost"
        || (host == "::1" && authority.starts_with('['))
        || host
            .parse::<Ipv4Addr>()
            .is_ok_and(|address| address.is_loopback());
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

/// Checks a callback: `https`, no credentials.
pub(super) fn callback(text: &str) -> Checked {
    let (scheme, authority, _) = split(text, "status_callback")?;
    if scheme == "https" && !authority.is_empty() && text.chars().all(|c| c.is_ascii_graphic()) {
        return Ok(());
    }
    let message = "`status_callback` must begin with `https://`";
    Err(Fault::new(
        code::VALUE,
        message,
        "use https, so that outcomes do not travel in the open",
    ))
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
