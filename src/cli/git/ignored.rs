//! What the `.gitignore` files of a repository say of a folder. Source: git's `Documentation/gitignore.txt`.

/// What stands below a state folder: the folder of an account, that of a run, and its files.
const BELOW: [&str; 3] = ["default", "run", "journal"];

/// The lines of a `.gitignore`, and the folders down to it from the root of the repository.
pub(super) struct Lines {
    pub(super) depth: usize,
    pub(super) text: String,
}

/// Whether what is in a folder is ignored; nothing where a pattern is of a kind that is not read here. `files` go from
/// the root down, and each later one counts more.
pub(super) fn is_ignored(folder: &[&str], files: &[Lines]) -> Option<bool> {
    let path = [folder, &BELOW].concat();
    let mut has_doubt = false;
    for length in 1..=path.len() {
        let path = &path[..length];
        let mut ignored = false;
        for lines in files.iter().filter(|lines| lines.depth < length) {
            for line in lines.text.lines() {
                let line = line.trim_end();
                let (is_not, pattern) = match line.strip_prefix('!') {
                    Some(pattern) => (true, pattern),
                    None => (false, line),
                };
                if pattern.is_empty() || pattern.starts_with('#') {
                    continue;
                }
                has_doubt |= pattern.contains(['[', '\\']);
                if fits(pattern, &path[lines.depth..]) {
                    ignored = !is_not;
                }
            }
        }
        // Whatever is below is ignored with it.
        if ignored {
            return Some(true);
        }
    }
    (!has_doubt).then_some(false)
}

/// Whether a pattern is about this folder, whose path begins where the pattern stands.
fn fits(pattern: &str, path: &[&str]) -> bool {
    let pattern = pattern.strip_suffix('/').unwrap_or(pattern);
    let parts: Vec<&str> = pattern
        .strip_prefix('/')
        .unwrap_or(pattern)
        .split('/')
        .collect();
    match (pattern.contains('/'), path.last()) {
        (false, Some(name)) => fits_name(pattern.as_bytes(), name.as_bytes()),
        _ => fits_path(&parts, path),
    }
}

fn fits_path(parts: &[&str], path: &[&str]) -> bool {
    match (parts.split_first(), path.split_first()) {
        (None, _) => path.is_empty(),
        (Some((&"**", [])), _) => !path.is_empty(),
        (Some((&"**", rest)), _) => {
            (0..=path.len()).any(|skipped| fits_path(rest, &path[skipped..]))
        }
        (Some((part, rest)), Some((name, below))) => {
            fits_name(part.as_bytes(), name.as_bytes()) && fits_path(rest, below)
        }
        (Some(_), None) => false,
    }
}

/// `*` stands for any letters and `?` for one. Takes as long as both are long, multiplied.
fn fits_name(pattern: &[u8], name: &[u8]) -> bool {
    let (mut at, mut of) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    while of < name.len() {
        match pattern.get(at) {
            Some(b'*') => {
                star = Some((at, of));
                at += 1;
            }
            Some(byte) if *byte == b'?' || *byte == name[of] => (at, of) = (at + 1, of + 1),
            _ => match star {
                Some((from, taken)) => {
                    star = Some((from, taken + 1));
                    (at, of) = (from + 1, taken + 1);
                }
                None => return false,
            },
        }
    }
    pattern[at..].iter().all(|byte| *byte == b'*')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judged(folder: &str, files: &[(usize, &str)]) -> Option<bool> {
        let folder: Vec<&str> = folder.split('/').collect();
        let lines = files.iter().map(|(depth, text)| Lines {
            depth: *depth,
            text: (*text).to_owned(),
        });
        is_ignored(&folder, &lines.collect::<Vec<_>>())
    }

    /// Each of these was held against `git check-ignore`.
    #[test]
    fn patterns_mean_what_git_takes_them_for() {
        for (folder, text, wanted) in [
            (".exodial", "", Some(false)),
            (".exodial", "target/\n.exodial/\n", Some(true)),
            (".exodial", ".exodial", Some(true)),
            (".exodial", "/.exodial  ", Some(true)),
            (".exodial", ".exodial/*", Some(true)),
            (".exodial", ".exodial/**", Some(true)),
            (".exodial", "**/.exodial", Some(true)),
            (".exodial", ".exo*", Some(true)),
            (".exodial", ".*", Some(true)),
            (".exodial", ".exodia?", Some(true)),
            (".exodial", "#.exodial", Some(false)),
            (".exodial", "exodial", Some(false)),
            (".exodial", "sub/.exodial", Some(false)),
            (".exodial", ".exodial\n!.exodial", Some(false)),
            (".exodial", "*\n!.exodial", Some(true)),
            ("calls/.exodial", ".exodial/", Some(true)),
            ("calls/.exodial", "/.exodial/", Some(false)),
            ("calls/.exodial", "/calls", Some(true)),
            ("calls/.exodial", "calls/*\n!calls/.exodial", Some(false)),
            ("a/b/.exodial", "a/**/.exodial", Some(true)),
            ("a/.exodial", "a/**/.exodial", Some(true)),
            (".exodial", "[.]exodial", None),
        ] {
            assert_eq!(judged(folder, &[(0, text)]), wanted, "{folder}: {text:?}");
        }
    }

    #[test]
    fn a_file_further_down_counts_more() {
        let both = [(0, ".exodial/"), (1, "!.exodial/")];
        assert_eq!(judged("calls/.exodial", &both[..1]), Some(true));
        assert_eq!(judged("calls/.exodial", &both), Some(false));
        assert_eq!(
            judged(".exodial", &both),
            Some(true),
            "it is not about this one"
        );
        // A folder may ignore itself.
        assert_eq!(judged("calls/state", &[(2, "*")]), Some(true));
    }
}
