//! Texts nearly like those that somebody wrote: the same seed, the same text.

/// What is put in somewhere.
const INSERTED: [&str; 24] = [
    "# c", "  # d", "\t", "", " ", "- ", "? ", "[", "{", "}", "]", ": ", "|", ">", "\"", "'",
    "&a ", "*a", ",", "\n", "\n\n", "  ", "#x", "|+\n\n\n",
];
/// What is put behind a line.
const APPENDED: [&str; 6] = ["  # e", " # f", " #", " |", "   ", "\r"];

/// Chance, out of a seed (splitmix64).
struct Chance(u64);

impl Chance {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        let bound = bound.max(1) as u64;
        ((z ^ (z >> 31)) % bound) as usize
    }
}

/// The text with one to three of its lines lost, swapped, moved or changed.
pub(super) fn mutant(text: &str, seed: u64) -> String {
    let mut chance = Chance(seed);
    let mut lines: Vec<String> = text.split('\n').map(str::to_owned).collect();
    for _ in 0..=chance.below(3) {
        if lines.is_empty() {
            break;
        }
        let at = chance.below(lines.len());
        match chance.below(7) {
            0 => drop(lines.remove(at)),
            1 => {
                let other = chance.below(lines.len());
                lines.swap(at, other);
            }
            2 => lines[at] = " ".repeat(chance.below(6)) + lines[at].trim_start(),
            3 => {
                let starts: Vec<usize> = lines[at].char_indices().map(|(at, _)| at).collect();
                let place = starts.get(chance.below(starts.len())).copied().unwrap_or(0);
                lines[at].insert_str(place, INSERTED[chance.below(INSERTED.len())]);
            }
            4 => lines[at] += APPENDED[chance.below(APPENDED.len())],
            5 => lines.insert(at, INSERTED[chance.below(INSERTED.len())].to_owned()),
            _ => lines[at].insert_str(0, "  "),
        }
    }
    lines.join("\n")
}
