//! Text of a user's file that is safe to print.
//!
//! A file may hold terminal escapes, and lines that a build server takes for its own commands. GitHub's
//! runner reads `::command::` at the beginning of a line and `##[command]` anywhere in one.
//! Source: docs.github.com, "Workflow commands for GitHub Actions"; actions/runner, `ActionCommand.cs`.

/// One line of text: control characters become a mark, commands of build servers lose their meaning. The
/// number of characters stays.
pub(super) fn line(text: &str) -> String {
    let text: String = text.chars().map(visible).collect();
    let text = text.replace("##[", "##(");
    let body = text.trim_start();
    if body.starts_with("::") {
        let indent = &text[..text.len() - body.len()];
        return format!("{indent} {}", &body[1..]);
    }
    text
}

/// A text for programs, which know no commands: only its control characters become a mark.
pub(super) fn text(text: &str) -> String {
    text.chars().map(visible).collect()
}

/// A file's name. A second place of a finding is written as `::: name`, so a name may not end a command.
pub(super) fn path(name: &str) -> String {
    line(name).replace("::", ": ")
}

/// A character that changes nothing but its own place: controls and the marks of writing direction, which
/// can show a line as another one, become the replacement character.
fn visible(c: char) -> char {
    match c {
        '\t' => '\t',
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => '\u{fffd}',
        c if c.is_control() => '\u{fffd}',
        c => c,
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn nothing_of_a_file_commands_a_terminal_or_a_build_server() {
        for (text, cleaned) in [
            ("a\u{1b}[2Jb", "a\u{fffd}[2Jb"),
            ("one\ntwo", "one\u{fffd}two"),
            ("::error::x", " :error::x"),
            ("  ::set-output", "   :set-output"),
            ("x ##[add-mask]y", "x ##(add-mask]y"),
            ("a::b", "a::b"),
            ("\u{202e}evil", "\u{fffd}evil"),
        ] {
            assert_eq!(super::line(text), cleaned);
        }
    }
}
