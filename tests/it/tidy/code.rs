//! Just enough of Rust's grammar to see its comments, paths and functions.

/// The text with comments and the insides of literals replaced by spaces; lines stay where they are.
pub(super) fn blank(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let length = literal_or_comment(rest, out.chars().last());
        if length == 0 {
            out.push(first);
            rest = &rest[first.len_utf8()..];
            continue;
        }
        let keep = |c: char| if c == '\n' { c } else { ' ' };
        out.extend(rest[..length].chars().map(keep));
        rest = &rest[length..];
    }
    out
}

/// The length of the comment or literal that begins here; 0 where none does.
fn literal_or_comment(text: &str, before: Option<char>) -> usize {
    let in_word = before.is_some_and(is_word);
    if text.starts_with("//") {
        return text.find('\n').unwrap_or(text.len());
    }
    if text.starts_with("/*") {
        return block_comment(text);
    }
    let raw = text.trim_start_matches('b').trim_start_matches('r');
    let hashes = raw.len() - raw.trim_start_matches('#').len();
    let opened = raw.len() < text.len() && text[..text.len() - raw.len()].ends_with('r');
    if !in_word && opened && raw[hashes..].starts_with('"') {
        let close = format!("\"{}", "#".repeat(hashes));
        let begin = text.len() - raw.len() + hashes + 1;
        let inside = text[begin..].find(&close);
        return inside.map_or(text.len(), |at| begin + at + close.len());
    }
    if text.starts_with('"') {
        return quoted(text, '"');
    }
    let mut chars = text.chars();
    match (chars.next(), chars.next(), chars.next()) {
        (Some('\''), Some('\\'), _) | (Some('\''), Some(_), Some('\'')) => quoted(text, '\''),
        _ => 0,
    }
}

fn block_comment(text: &str) -> usize {
    let (mut depth, mut at) = (0, 0);
    while at < text.len() {
        match &text.as_bytes()[at..] {
            [b'/', b'*', ..] => (depth, at) = (depth + 1, at + 2),
            [b'*', b'/', ..] => (depth, at) = (depth - 1, at + 2),
            _ => at += 1,
        }
        if depth == 0 {
            break;
        }
    }
    at
}

fn quoted(text: &str, quote: char) -> usize {
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            _ if c == quote => return at + c.len_utf8(),
            _ => {}
        }
    }
    text.len()
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// Whether a module of `src` is compiled for tests alone.
pub(super) fn is_test(module: &str) -> bool {
    module.ends_with("/tests") || module.contains("/tests/")
}

/// The text up to the tests at its end.
pub(super) fn without_tests(text: &str) -> &str {
    let tests = text.find("\n#[cfg(test)]\nmod tests {");
    tests.map_or(text, |tests| &text[..tests])
}

/// A word or a sign of code, and its line.
#[derive(Clone, Debug, PartialEq)]
struct Token<'a> {
    text: &'a str,
    line: usize,
}

fn tokens(code: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    for (line, text) in code.lines().enumerate() {
        let mut rest = text.trim_start();
        while let Some(first) = rest.chars().next() {
            let length = match first {
                _ if is_word(first) => rest.find(|c| !is_word(c)).unwrap_or(rest.len()),
                ':' if rest.starts_with("::") => 2,
                _ => first.len_utf8(),
            };
            let (text, next) = rest.split_at(length);
            let line = line + 1;
            tokens.push(Token { text, line });
            rest = next.trim_start();
        }
    }
    tokens
}

/// Every path in blanked code with its line: `use` trees branch by branch, and each word by itself.
pub(super) fn paths(code: &str) -> Vec<(usize, Vec<String>)> {
    let tokens = tokens(code);
    let (mut found, mut at) = (Vec::new(), 0);
    while at < tokens.len() {
        at = tree(&tokens, at, &[], &mut found).max(at + 1);
    }
    found
}

/// Reads the path, or the tree of paths, at a token, and returns where it ends.
fn tree(
    tokens: &[Token<'_>],
    mut at: usize,
    prefix: &[String],
    found: &mut Vec<(usize, Vec<String>)>,
) -> usize {
    let mut path = prefix.to_vec();
    let text = |at: usize| tokens.get(at).map_or("", |token| token.text);
    let begin = at;
    while text(at).starts_with(is_word) {
        path.push(text(at).to_owned());
        at += 1;
        if text(at) != "::" {
            break;
        }
        at += 1;
        if text(at) == "{" {
            at += 1;
            while !["}", ""].contains(&text(at)) {
                at = tree(tokens, at, &path, found).max(at + 1);
            }
            return at + 1;
        }
    }
    if at > begin {
        found.push((tokens[begin].line, path));
    }
    at
}

/// Name, line and length of each function of blanked code: the lines of its body, empty ones and comments
/// not counted, as clippy does.
pub(super) fn functions(code: &str) -> Vec<(String, usize, usize)> {
    let tokens = tokens(code);
    let mut found = Vec::new();
    for (at, pair) in tokens.windows(2).enumerate() {
        let [keyword, name] = pair else { continue };
        if keyword.text != "fn" || !name.text.starts_with(is_word) {
            continue;
        }
        let (mut depth, mut brackets, mut begin) = (0, 0, 0);
        for token in &tokens[at..] {
            match token.text {
                "(" | "[" => brackets += 1,
                ")" | "]" => brackets -= 1,
                // A function without a body, as traits have them.
                ";" if depth == 0 && brackets == 0 => break,
                "{" => depth += 1,
                "}" => depth -= 1,
                _ => continue,
            }
            if token.text == "{" && depth == 1 {
                begin = token.line;
            }
            if token.text == "}" && depth == 0 {
                let body = code.lines().take(token.line - 1).skip(begin);
                let lines = body.filter(|line| !line.trim().is_empty()).count();
                found.push((name.text.to_owned(), keyword.line, lines));
                break;
            }
        }
    }
    found
}
