//! Words of a command that is shown to be typed.

/// A word as a POSIX shell takes it: in single quotes where the shell would read it as something else.
pub(super) fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "_-./:=@%+,".contains(c);
    match !word.is_empty() && word.chars().all(plain) {
        true => word.to_owned(),
        false => format!("'{}'", word.replace('\'', r"'\''")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_a_shell_would_misread_is_quoted() {
        for plain in [
            "campaigns/emi.campaign.yaml",
            "-C",
            "a=b",
            "दिवाली.yaml",
            "../x_1",
        ] {
            assert_eq!(quoted(plain), plain);
        }
        for (word, typed) in [
            ("my list.yaml", "'my list.yaml'"),
            ("it's.yaml", r"'it'\''s.yaml'"),
            ("a;b", "'a;b'"),
            ("$HOME", "'$HOME'"),
            ("~x", "'~x'"),
            ("a*", "'a*'"),
            ("", "''"),
        ] {
            assert_eq!(quoted(word), typed);
        }
    }

    /// A shell reads every word back as it was.
    #[test]
    fn a_shell_agrees() {
        for word in [
            "my list.yaml",
            "it's",
            "$(true)`x`\"",
            "*",
            "a\\b",
            "\u{a0}é #!",
        ] {
            let script = format!("printf %s {}", quoted(word));
            let shell = std::process::Command::new("sh")
                .args(["-c", &script])
                .output();
            let printed = shell.expect("a shell").stdout;
            assert_eq!(String::from_utf8_lossy(&printed), word);
        }
    }
}
