//! Which tests are meant: a part of a name, or a pattern with `*` and `?`.

/// A part of the name of a test, or a pattern of the whole name.
#[derive(Clone, Debug)]
pub(super) struct Filter {
    pattern: Vec<char>,
}

impl Filter {
    /// A text with `*` (any letters) or `?` (one) is a pattern of the whole name; any other is a part of it.
    pub(super) fn new(text: &str) -> Filter {
        let pattern = match text.contains(['*', '?']) {
            true => text.to_owned(),
            false => format!("*{text}*"),
        };
        Filter {
            pattern: pattern.chars().collect(),
        }
    }

    /// Whether a name fits. Takes time as the product of both lengths at most.
    pub(super) fn fits(&self, name: &str) -> bool {
        let name: Vec<char> = name.chars().collect();
        let (mut at, mut from) = (0, 0);
        // Where the last `*` stands, and how much of the name it has taken.
        let mut star = None;
        while from < name.len() {
            match self.pattern.get(at) {
                Some('*') => {
                    star = Some((at, from));
                    at += 1;
                }
                Some(c) if *c == '?' || name.get(from) == Some(c) => {
                    at += 1;
                    from += 1;
                }
                _ => {
                    let Some((starred, taken)) = star else {
                        return false;
                    };
                    star = Some((starred, taken + 1));
                    at = starred + 1;
                    from = taken + 1;
                }
            }
        }
        self.pattern.iter().skip(at).all(|c| *c == '*')
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_a_part_and_a_pattern_is_the_whole() {
        let fits = |filter: &str, name: &str| Filter::new(filter).fits(name);
        let name = "welcome::a busy person";
        for filter in [
            "busy",
            "welcome::",
            name,
            "*",
            "welcome::*",
            "*busy*",
            "w*:a ?usy *n",
            "",
        ] {
            assert!(fits(filter, name), "{filter}");
        }
        for filter in ["Busy", "welcome*busy", "?busy*", "a busy person*", "**x"] {
            assert!(!fits(filter, name), "{filter}");
        }
    }
}
