//! Rows with the same number, and rows with the same name.
//!
//! Sorting beats a hash set here: it needs 8 bytes a row, touches memory in order, and knows the first
//! row of every group.

use std::hash::{DefaultHasher, Hash, Hasher};

use super::{ContactId, Row, RowFate};

/// Which of several rows with one number is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Keep {
    First,
    Last,
}

/// Leaves one callable row of each number and makes the others duplicates of it. Returns the rows that
/// are not called, in order.
pub(super) fn settle(rows: &mut [Row], keep: Keep) -> Vec<u32> {
    let number = |row: &Row| match row.fate {
        RowFate::Callable(number) => Some(number.digits()),
        _ => None,
    };
    let (mut least, mut most) = (u64::MAX, 0);
    for number in rows.iter().filter_map(number) {
        least = least.min(number);
        most = most.max(number);
    }
    // A number and its row in one word, where both fit: they do for millions of rows of one country.
    let row_bits = usize::BITS - rows.len().leading_zeros();
    let number_bits = u64::BITS - most.saturating_sub(least).leading_zeros();
    let numbered = || {
        (0_u32..)
            .zip(rows.iter())
            .filter_map(|(at, row)| Some((number(row)?, at)))
    };
    let mut pairs = Vec::new();
    if row_bits + number_bits <= u64::BITS {
        let mut keys: Vec<u64> = Vec::with_capacity(rows.len());
        keys.extend(numbered().map(|(number, at)| (number - least) << row_bits | u64::from(at)));
        keys.sort_unstable();
        let mask = (1_u64 << row_bits) - 1;
        groups(
            &keys,
            |key| key >> row_bits,
            |key| (key & mask) as u32,
            &mut pairs,
        );
    } else {
        let mut keys: Vec<(u64, u32)> = Vec::with_capacity(rows.len());
        keys.extend(numbered());
        keys.sort_unstable();
        groups(&keys, |key| key.0, |key| key.1, &mut pairs);
    }
    let mut late = Vec::new();
    for group in pairs {
        let called = match keep {
            Keep::First => group.first(),
            Keep::Last => group.last(),
        };
        let Some(called) = called.copied() else {
            continue;
        };
        for at in group.into_iter().filter(|at| *at != called) {
            if let Some(row) = rows.get_mut(at as usize)
                && let RowFate::Callable(number) = row.fate
            {
                row.fate = RowFate::Duplicate {
                    number,
                    of: ContactId(called),
                };
                late.push(at);
            }
        }
    }
    late.sort_unstable();
    late
}

/// The groups of two and more rows with one value, among sorted keys.
fn groups<K: Copy>(
    keys: &[K],
    value: impl Fn(K) -> u64,
    row: impl Fn(K) -> u32,
    into: &mut Vec<Vec<u32>>,
) {
    let same = keys.chunk_by(|a, b| value(*a) == value(*b));
    into.extend(
        same.filter(|group| group.len() > 1)
            .map(|group| group.iter().map(|key| row(*key)).collect()),
    );
}

/// Finds rows whose record has the same name, by a hash of it: 16 bytes a row.
#[derive(Debug, Default)]
pub(super) struct Names {
    hashes: Vec<(u64, u32)>,
}

impl Names {
    /// Takes the name of a row; empty ones are not compared.
    pub(super) fn add(&mut self, row: u32, name: Option<&[u8]>) {
        if let Some(name) = name.filter(|name| !name.is_empty()) {
            let mut hasher = DefaultHasher::new();
            name.hash(&mut hasher);
            self.hashes.push((hasher.finish(), row));
        }
    }

    /// The rows whose name an earlier row has, in order, each with the first of these.
    pub(super) fn repeated(mut self) -> Vec<(u32, u32)> {
        self.hashes.sort_unstable();
        let mut pairs = Vec::new();
        groups(&self.hashes, |key| key.0, |key| key.1, &mut pairs);
        let late = pairs.into_iter().flat_map(|group| {
            let first = group.first().copied().unwrap_or_default();
            group.into_iter().skip(1).map(move |late| (late, first))
        });
        let mut late: Vec<(u32, u32)> = late.collect();
        late.sort_unstable();
        late
    }
}
