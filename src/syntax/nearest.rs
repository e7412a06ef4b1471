//! "Did you mean": the known word that is most like what was typed.

/// The candidate nearest to `word`, when it is near enough to have been meant: at most one wrong letter in
/// four, or one cut off the other. Case, spaces, `_` and `-` do not count.
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let word = plain(word);
    let allowed = 1 + word.chars().count() / 4;
    let distance = |other: &str| {
        let other = plain(other);
        let distance = strsim::damerau_levenshtein(&word, &other);
        let shorter = word.len().min(other.len());
        let is_cut = shorter >= CUT_MIN && (word.starts_with(&other) || other.starts_with(&word));
        ((distance <= allowed && distance < other.len()) || is_cut).then_some(distance)
    };
    let candidates = candidates.into_iter();
    candidates
        .filter_map(|other| Some((distance(other)?, other)))
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, other)| other)
}

/// A word that is shorter says too little to be taken for the beginning of another.
const CUT_MIN: usize = 4;

/// A word without what people vary: case, spaces, `-` and `_`.
pub fn plain(word: &str) -> String {
    let kept = word.chars().filter(|c| !matches!(c, '-' | '_' | ' '));
    kept.flat_map(char::to_lowercase).collect()
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
        assert_eq!(nearest("language", ["lang", "id"]), Some("lang"));
    }
}
