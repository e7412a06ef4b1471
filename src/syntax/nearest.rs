//! "Did you mean": the known word that is most like what was typed.

/// The candidate most like `word`, if one is like enough. Case, spaces, `_` and `-` do not count.
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let word = plain(word);
    candidates
        .into_iter()
        .map(|candidate| (strsim::jaro_winkler(&word, &plain(candidate)), candidate))
        .filter(|(likeness, _)| *likeness >= LIKE_ENOUGH)
        .max_by(|(a, _), (b, _)| a.total_cmp(b))
        .map(|(_, candidate)| candidate)
}

/// Below this a suggestion misleads more than it helps.
const LIKE_ENOUGH: f64 = 0.84;

fn plain(word: &str) -> String {
    let letters = word.chars().filter(|c| c.is_alphanumeric());
    letters.flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_like_words_are_suggested() {
        let columns = ["mobile", "loan id", "amount"];
        assert_eq!(nearest("Mobile ", columns), Some("mobile"));
        assert_eq!(nearest("loan_id", columns), Some("loan id"));
        assert_eq!(nearest("ammount", columns), Some("amount"));
        assert_eq!(nearest("language", columns), None);
    }
}
